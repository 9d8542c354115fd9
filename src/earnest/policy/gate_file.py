"""Read `gates/*.yaml`: typed inputs, rows, promises; every mistake is a BrandError with file, line and mend."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from earnest.domain.errors import BadInput, BrandError
from earnest.domain.identity import Level
from earnest.domain.marked_yaml import Marked, read_yaml
from earnest.domain.money import MINOR_MAX, Money
from earnest.domain.verdicts import Outcome
from earnest.policy.gates import (
    INPUTS_MAX,
    ROWS_MAX,
    VOCABULARY,
    Condition,
    Constant,
    Gate,
    Input,
    InputKind,
    Op,
    Promise,
    Row,
    plainly,
)

EXPOSURE_DAYS_MAX = 366
"""Days that an exposure may look back; abuse counters are kept no longer."""

VALUES_MAX = 100
"""Words of one vocabulary."""

SAY_LENGTH_MAX = 500
"""Characters of one `say` text."""

_T = TypeVar("_T")

_GATE_KEYS = ("gate", "currency", "inputs", "otherwise", "rows", "promises")
_PLAIN_KINDS = {kind.value: kind for kind in InputKind if kind not in (InputKind.CHOICE, InputKind.EXPOSURE)}
_OUTCOMES = {outcome.word: outcome for outcome in Outcome}
_LEVELS = {level.word: level for level in Level}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}\Z")
_ROW_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_FIELD = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*){1,4}\Z", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_TEST = re.compile(r"(<=|>=|!=|==|<|>|=)\s*(.+)\Z", re.DOTALL)
_PROMISE = re.compile(r"(never|always)\s+(\w+(?:\s+or\s+\w+)*)\s+when\s+(.+)\Z", re.DOTALL)
_PROMISED_TEST = re.compile(r"(\w+)\s*(<=|>=|!=|==|<|>|=)\s*(.+)\Z", re.DOTALL)
_PLACE = re.compile(r"\{([^{}]*)\}")
_WHOLE = re.compile(r"-?[0-9]{1,16}\Z")


Show = Callable[[str, Money], str]
"""How an amount reads: (language, amount); the language is "" in a sentence for all of them."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """What conditions of one gate may speak of."""

    inputs: Mapping[str, Input]
    currency: str
    show: Show


def plain_money(_language: str, amount: Money) -> str:
    """An amount as gate files write it: `50.00 EUR`."""
    return str(amount)


def read_gate(file: Path, vocabularies: Mapping[str, tuple[str, ...]] | None = None, show: Show = plain_money) -> Gate:
    """Read one gate file.

    Args:
        file: the YAML file.
        vocabularies: closed lists that skills declare, by their class name, such as `RefundReason`.
        show: how an amount reads in a language, for the sentences of the rows.

    Raises:
        BrandError: anything in it is not as it should be; names file, line and mend.
    """
    root = read_yaml(file)
    top = root.only("a gate", _GATE_KEYS, ("gate", "inputs", "rows"))
    inputs = _inputs(top["inputs"], vocabularies or {})
    currency = _currency(top, inputs)
    terms = _Terms(inputs, currency, show)
    return Gate(
        name=_name(top["gate"], "the gate's name"),
        currency=currency,
        inputs=tuple(inputs.values()),
        otherwise=_outcome(top["otherwise"]) if "otherwise" in top else None,
        rows=_rows(top["rows"], terms),
        promises=tuple(_promise(line, terms) for line in top["promises"].items("promises"))
        if "promises" in top
        else (),
        file=str(file),
    )


def read_gates(
    folder: Path, vocabularies: Mapping[str, tuple[str, ...]] | None = None, show: Show = plain_money
) -> Mapping[str, Gate]:
    """Read every `*.yaml` of a folder, by gate name; an absent folder holds none.

    Raises:
        BrandError: a file is broken, or two files hold the same gate.
    """
    gates: dict[str, Gate] = {}
    for file in sorted(folder.glob("*.yaml")):
        gate = read_gate(file, vocabularies, show)
        if gate.name in gates:
            raise BrandError(f"gate {gate.name!r} is already in {gates[gate.name].file}; keep one.", file, 1)
        gates[gate.name] = gate
    return gates


def _name(entry: Marked, what: str) -> str:
    name = entry.text(what)
    if not _NAME.match(name):
        raise entry.wrong(f"{name[:40]!r} is no name; use small letters, digits and _, such as days_since_delivery.")
    return name


def _outcome(entry: Marked) -> Outcome:
    word = entry.text("an outcome")
    if word not in _OUTCOMES:
        raise entry.wrong(f"{word[:40]!r} is no outcome; use one of {', '.join(_OUTCOMES)}.")
    return _OUTCOMES[word]


# --- inputs -----------------------------------------------------------------------------------------------------


def _inputs(entry: Marked, vocabularies: Mapping[str, tuple[str, ...]]) -> Mapping[str, Input]:
    fields = entry.fields("inputs")
    if len(fields) > INPUTS_MAX:
        raise entry.wrong(f"more than {INPUTS_MAX} inputs; split the gate.")
    for name, value in fields.items():
        if not _NAME.match(name) or name == "limit":
            raise value.wrong(f"{name[:40]!r} cannot name an input; use small letters, digits and _, but not 'limit'.")
    return {name: _input(name, value, vocabularies) for name, value in fields.items()}


def _input(name: str, entry: Marked, vocabularies: Mapping[str, tuple[str, ...]]) -> Input:
    if entry.is_list:
        return Input(name, InputKind.CHOICE, _vocabulary(entry), line=entry.line)
    if not entry.is_text and "from" in entry.fields("an input"):
        fields = entry.only("an input", ("is", "from"), ("is", "from"))
        made_of = fields["from"].text("the field that it is made of")
        if not _FIELD.match(made_of):
            raise fields["from"].wrong(
                f"{made_of[:40]!r} is no field of the data map; write it like order.carrier_eta."
            )
        return replace(_input(name, fields["is"], vocabularies), field=made_of, line=entry.line)
    if not entry.is_text:
        return _exposure(name, entry)
    word = entry.text("an input's type")
    if word in _PLAIN_KINDS:
        kind = _PLAIN_KINDS[word]
        return Input(name, kind, VOCABULARY.get(kind, ()), line=entry.line)
    if word in vocabularies:
        return Input(name, InputKind.CHOICE, vocabularies[word], line=entry.line)
    known = ", ".join((*_PLAIN_KINDS, *vocabularies))
    raise entry.wrong(f"{word[:40]!r} is no type; use {known}, a list [a, b], or {{money: skill, days: 30}}.")


def _vocabulary(entry: Marked) -> tuple[str, ...]:
    values = tuple(value.text("a word of the vocabulary") for value in entry.items("a vocabulary"))
    if not values or len(values) > VALUES_MAX or len(set(values)) != len(values):
        raise entry.wrong(f"a vocabulary has 1 to {VALUES_MAX} different words; mend the list.")
    return values


def _exposure(name: str, entry: Marked) -> Input:
    fields = entry.only("an exposure", ("money", "days"), ("money", "days"))
    days = fields["days"].text("days")
    if not days.isascii() or not days.isdigit() or not 1 <= int(days[:9]) <= EXPOSURE_DAYS_MAX:
        raise fields["days"].wrong(f"days should be a whole number from 1 to {EXPOSURE_DAYS_MAX}.")
    skill = _name(fields["money"], "the skill whose amounts are added up")
    return Input(name, InputKind.EXPOSURE, skill=skill, days=int(days), line=entry.line)


def _currency(top: Mapping[str, Marked], inputs: Mapping[str, Input]) -> str:
    """The one currency of the gate: declared, or that of its first amount; "" where it has no money input."""
    if not any(given.kind.is_money for given in inputs.values()):
        return ""
    if "currency" in top:
        return _money(top["currency"], f"0 {top['currency'].text('currency')}").currency
    for row in top["rows"].items("rows"):
        conditions = row.fields("a row").get("if")
        for name, entry in conditions.fields("if").items() if conditions else ():
            if name in inputs and inputs[name].kind.is_money:
                first = entry.items("constants")[0] if entry.is_list and entry.items("constants") else entry
                written = _TEST.match(text := first.text("an amount"))
                return _money(first, written[2] if written else text).currency
    raise top["inputs"].wrong("there is a money input and no amount; say which currency: add 'currency: EUR'.")


# --- conditions ---------------------------------------------------------------------------------------------------


def _condition(name: str, entry: Marked, terms: _Terms) -> Condition:
    given = _given(name, entry, terms)
    if entry.is_list:
        constants = tuple(_constant(value, value.text("a constant"), given, terms) for value in entry.items("if"))
        if not constants or len(constants) > VALUES_MAX:
            raise entry.wrong(f"a list of constants has 1 to {VALUES_MAX} entries.")
        return Condition(name, Op.IS, constants)
    written = entry.text(f"the condition on {name}")
    found = _TEST.match(written)
    return _tested(entry, given, found[1] if found else "=", found[2] if found else written, terms)


def _given(name: str, entry: Marked, terms: _Terms) -> Input:
    if name not in terms.inputs:
        raise entry.wrong(f"{name[:40]!r} is no input; declare it under inputs or use {', '.join(terms.inputs)}.")
    return terms.inputs[name]


def _tested(entry: Marked, given: Input, op_word: str, constant: str, terms: _Terms) -> Condition:
    op = Op("=" if op_word == "==" else op_word)
    if not given.kind.ordered and op not in (Op.IS, Op.IS_NOT):
        raise entry.wrong(f"{given.name} has no order; use = or != with it.")
    return Condition(given.name, op, (_constant(entry, constant.strip(), given, terms),))


def _constant(entry: Marked, text: str, given: Input, terms: _Terms) -> Constant:
    match given.kind:
        case InputKind.MONEY | InputKind.EXPOSURE:
            amount = _money(entry, text)
            if amount.currency != terms.currency:
                raise entry.wrong(f"{amount} is not in {terms.currency}; one gate speaks one currency.")
            return amount.minor
        case InputKind.PERCENT:
            return _whole(entry, text.removesuffix("%").strip(), given)
        case InputKind.INT:
            return _whole(entry, text, given)
        case InputKind.LEVEL:
            return int(_one_of(entry, text, _LEVELS))
        case InputKind.BOOL | InputKind.SOURCE | InputKind.CHOICE:
            return _one_of(entry, text, {value: value for value in given.values})


def _money(entry: Marked, text: str) -> Money:
    try:
        return Money.parse(text)
    except BadInput as error:
        raise entry.wrong(str(error)) from None


def _whole(entry: Marked, text: str, given: Input) -> int:
    low, high = given.bounds
    if not _WHOLE.match(text) or not low <= int(text) <= high:
        span = f"from {low} to {high}" if high < MINOR_MAX else "such as 30"
        raise entry.wrong(f"{text[:40]!r} does not fit {given.name}; use a whole number {span}.")
    return int(text)


def _one_of(entry: Marked, text: str, words: Mapping[str, _T]) -> _T:
    if text not in words:
        raise entry.wrong(f"{text[:40]!r} is none of {', '.join(words)}; use one of them.")
    return words[text]


# --- rows and promises --------------------------------------------------------------------------------------------


def _rows(entry: Marked, terms: _Terms) -> tuple[Row, ...]:
    entries = entry.items("rows")
    if len(entries) > ROWS_MAX:
        raise entry.wrong(f"more than {ROWS_MAX} rows; split the gate.")
    seen: set[str] = set()
    rows = []
    for written in entries:
        row = _row(written, terms)
        if row.id in seen:
            raise written.wrong(f"row id {row.id!r} comes twice; rename one.")
        seen.add(row.id)
        rows.append(row)
    return tuple(rows)


def _row(entry: Marked, terms: _Terms) -> Row:
    fields = entry.only("a row", ("id", "if", "then", "say"), ("id", "if", "then"))
    row_id = fields["id"].text("a row's id")
    if not _ROW_ID.match(row_id):
        raise fields["id"].wrong(f"{row_id[:40]!r} is no row id; use small letters, digits, - and _.")
    written = fields["if"].fields("if")
    if not written:
        raise fields["if"].wrong("a row without a condition applies always; write it as 'otherwise:' instead.")
    conditions = tuple(_condition(name, value, terms) for name, value in written.items())
    say = _say(fields["say"], conditions, terms) if "say" in fields else {}
    return Row(row_id, conditions, _outcome(fields["then"]), say, entry.line)


def _say(entry: Marked, conditions: tuple[Condition, ...], terms: _Terms) -> Mapping[str, str]:
    if entry.is_text:
        return {"": _filled(entry, "", conditions, terms)}
    texts = entry.fields("say")
    for language, text in texts.items():
        if not _LANGUAGE.match(language):
            raise text.wrong(f"{language[:40]!r} is no language; use a code such as en or de.")
    return {language: _filled(text, language, conditions, terms) for language, text in texts.items()}


def _filled(entry: Marked, language: str, conditions: tuple[Condition, ...], terms: _Terms) -> str:
    text = entry.text("a say text")
    if len(text) > SAY_LENGTH_MAX:
        raise entry.wrong(f"a say text has at most {SAY_LENGTH_MAX} characters; shorten it.")
    shown = {condition.field: _shown(condition, language, terms) for condition in conditions}
    ordered = [condition.field for condition in conditions if terms.inputs[condition.field].kind.ordered]
    limits = [name for name in ordered if terms.inputs[name].kind is not InputKind.LEVEL] or ordered
    if len(limits) == 1:
        shown["limit"] = shown[limits[0]]
    for place in _PLACE.findall(text):
        if place not in shown:
            known = ", ".join(f"{{{name}}}" for name in shown)
            raise entry.wrong(f"{{{place[:40]}}} stands for nothing in this row; it may say {known}.")
    filled = _PLACE.sub(lambda place: shown[place[1]], text)
    if "{" in _PLACE.sub("", text) or "}" in _PLACE.sub("", text):
        raise entry.wrong("a brace without its partner; write {limit} or leave braces out.")
    return filled


def _shown(condition: Condition, language: str, terms: _Terms) -> str:
    given = terms.inputs[condition.field]
    if given.kind in (InputKind.MONEY, InputKind.EXPOSURE):
        amounts = (Money(int(constant), terms.currency) for constant in condition.constants)
        return ", ".join(terms.show(language, amount) for amount in amounts)
    return ", ".join(plainly(given, constant, terms.currency) for constant in condition.constants)


def _promise(entry: Marked, terms: _Terms) -> Promise:
    text = " ".join(entry.text("a promise").split())
    found = _PROMISE.match(text)
    if not found:
        raise entry.wrong("a promise reads 'never do_it when amount > 50.00 EUR' or 'always ... when ... and ...'.")
    outcomes = []
    for word in found[2].split(" or "):
        if word not in _OUTCOMES:
            raise entry.wrong(f"{word[:40]!r} is no outcome; use one of {', '.join(_OUTCOMES)}.")
        outcomes.append(_OUTCOMES[word])
    conditions = []
    for test in found[3].split(" and "):
        parts = _PROMISED_TEST.match(test.strip())
        if not parts:
            raise entry.wrong(f"{test[:60]!r} is no condition; write field, comparison, constant: amount > 50.00 EUR.")
        conditions.append(_tested(entry, _given(parts[1], entry, terms), parts[2], parts[3], terms))
    return Promise(text, found[1] == "never", tuple(outcomes), tuple(conditions), entry.line)
