"""Compile a gate: one look-up of a bit mask of rows for each input, ANDed. Anything odd fails closed."""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.skills import EffectClass
from earnest.domain.verdicts import Facts, FactValue, Fired, Outcome, Verdict
from earnest.ledger import sealed_json
from earnest.policy.cells import Axis, Box, axes_of, box_of
from earnest.policy.gates import Constant, Gate, Input, InputKind, Row

_T = TypeVar("_T")

Reader = Callable[[Any], int]
"""From a fact to the mask of rows that its value leaves possible; raises `Unfit`, `KeyError` or `TypeError`."""


class Unfit(Exception):  # noqa: N818 - never leaves this room: it becomes a verdict's fault
    """A fact is of the wrong type, currency or range; the message says which."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledGate:
    """A gate ready to judge.

    Rows stand strictest first: bit 0 of every mask is the strictest row.

    Args:
        gate: the gate as written.
        digest: SHA-256 (hex) of its canonical form.
        rows: its rows, strictest first.
        axes: its inputs, cut into cells.
        boxes: each row's cases.
        masks: for each input and cell, the rows possible there.
        readers: the same as functions of a fact, by input name.
        free: for each input, the rows that do not look at it.
        calm: the verdict where no row applies, by effect class.
        told: the rows as they are told, by language.
        alone: that one person published it where two should have, in a sentence by language; {} where two did.
    """

    gate: Gate
    digest: str
    rows: tuple[Row, ...]
    axes: tuple[Axis, ...]
    boxes: tuple[Box, ...]
    masks: tuple[tuple[int, ...], ...]
    readers: tuple[tuple[str, Reader], ...]
    free: tuple[int, ...]
    calm: Mapping[EffectClass, Verdict]
    told: Mapping[str, tuple[Fired, ...]]
    alone: Mapping[str, str] = field(default_factory=dict)

    def applying(self, facts: Facts) -> int:
        """The mask of rows that apply.

        Raises:
            Exception: of any kind when a fact is missing, unknown or unfit; `judge` turns it into a fault.
        """
        mask = (1 << len(self.rows)) - 1
        for name, read in self.readers:
            mask &= read(facts[name])
        if len(facts) != len(self.readers):
            raise Unfit(f"unknown input {_first_unknown(facts, self)}")
        return mask

    def takes(self, name: str, value: object) -> bool:
        """Whether an input of that name can be read from the value."""
        try:
            return any(given == name and read(value) is not None for given, read in self.readers)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it cannot be read
            return False

    def applying_for_sure(self, facts: Facts) -> tuple[int, str]:
        """The rows that apply whatever the missing and unfit facts may be, and what was wrong first."""
        mask, fault = -1, ""
        for (name, read), free in zip(self.readers, self.free, strict=True):
            try:
                mask &= read(facts[name])
            except Exception as error:  # noqa: BLE001 - whatever is wrong with a fact, its rows cannot be trusted
                mask &= free
                fault = fault or _reason(name, error, present=name in facts)
        return mask & ((1 << len(self.rows)) - 1), fault or f"unknown input {_first_unknown(facts, self)}"

    def fired(self, mask: int, language: str) -> tuple[Fired, ...]:
        """The rows of a mask as they are told in a language, strictest first."""
        told = self.told.get(language) or self.told.get(language.partition("-")[0]) or self.told[""]
        return tuple(row for index, row in enumerate(told) if mask >> index & 1)

    def outcome(self, mask: int, least: Outcome) -> Outcome:
        """The strictest of the rows of a mask and the mildest outcome there may be."""
        if not mask:
            return least
        strictest = self.rows[(mask & -mask).bit_length() - 1].outcome
        return max(strictest, least)

    def least(self, effect: EffectClass) -> Outcome:
        """The mildest outcome that this gate ever gives for an effect class."""
        return max(self.gate.base, effect.floor)


def compile_gate(gate: Gate) -> CompiledGate:
    """Compile a gate; pure. The same cells serve judging, analysis and counterfactuals."""
    rows = tuple(sorted(gate.rows, key=lambda row: -row.outcome))
    axes = axes_of(gate.inputs, (condition for row in rows for condition in row.conditions))
    boxes = tuple(box_of(axes, row.conditions) for row in rows)
    masks = tuple(
        tuple(sum(1 << bit for bit, box in enumerate(boxes) if box[index] >> cell & 1) for cell in range(axis.size))
        for index, axis in enumerate(axes)
    )
    digest = gate_digest(gate)
    return CompiledGate(
        gate=gate,
        digest=digest,
        rows=rows,
        axes=axes,
        boxes=boxes,
        masks=masks,
        readers=tuple(
            (axis.input.name, _reader(axis, mask, gate.currency)) for axis, mask in zip(axes, masks, strict=True)
        ),
        free=tuple(_free(given, rows) for given in gate.inputs),
        calm={effect: _calm(gate, digest, effect) for effect in EffectClass},
        told=_told(rows),
    )


def gate_digest(gate: Gate) -> str:
    """SHA-256 (hex) of the gate's canonical form: everything that can change a verdict or its words."""
    return hashlib.sha256(
        sealed_json.encode(
            {
                "gate": gate.name,
                "currency": gate.currency,
                "inputs": [
                    [given.name, given.kind.value, list(given.values), given.skill, given.days]
                    + [given.field] * bool(given.field)
                    for given in gate.inputs
                ],
                "otherwise": None if gate.otherwise is None else gate.otherwise.word,
                "rows": [
                    [
                        row.id,
                        [[test.field, test.op.value, list(test.constants)] for test in row.conditions],
                        row.outcome.word,
                        [[language, text] for language, text in sorted(row.say.items())],
                    ]
                    for row in gate.rows
                ],
                "promises": [promise.text for promise in gate.promises],
            }
        )
    ).hexdigest()


def unit_value(given: Input, value: FactValue, currency: str) -> Constant:
    """A fact in the gate's own units.

    Raises:
        Unfit: it is of the wrong type, currency or range.
    """
    match given.kind:
        case InputKind.MONEY | InputKind.EXPOSURE:
            return _minor(value, currency)
        case InputKind.LEVEL:
            return int(_exactly(Level, value))
        case InputKind.PERCENT | InputKind.INT:
            number = _exactly(int, value)
            if not given.bounds[0] <= number <= given.bounds[1]:
                raise Unfit("is out of range")
            return number
        case InputKind.BOOL:
            return "true" if _exactly(bool, value) else "false"
        case InputKind.SOURCE | InputKind.CHOICE:
            if not isinstance(value, str) or value not in given.values:
                raise Unfit("is no word of its vocabulary")
            return str(value)


def _exactly(kind: type[_T], value: object) -> _T:
    # True == 1 and Level.REACHABLE == 1: the exact type is part of a fact.
    if type(value) is not kind:
        raise Unfit(f"is no {kind.__name__.lower()}")
    return value


def _minor(value: object, currency: str) -> int:
    if type(value) is not Money:
        raise Unfit("is no amount")
    if value.currency != currency:
        raise Unfit(f"is in {value.currency}, the gate in {currency}")
    return value.minor


def _reader(axis: Axis, masks: tuple[int, ...], currency: str) -> Reader:
    given = axis.input
    if given.kind in (InputKind.SOURCE, InputKind.CHOICE):
        return dict(zip(given.values, masks, strict=True)).__getitem__
    if given.kind.is_money:
        return _money_reader(axis.lows, masks, currency)
    if given.kind in (InputKind.PERCENT, InputKind.INT):
        return _number_reader(given.bounds, axis.lows, masks)
    if given.kind is InputKind.BOOL:
        return _exact_reader(bool, masks)
    return _exact_reader(Level, tuple(masks[axis.cell(level)] for level in Level))


def _exact_reader(kind: type[int], masks: tuple[int, ...]) -> Reader:
    def read(value: Any) -> int:
        if type(value) is not kind:
            raise Unfit(f"is no {kind.__name__.lower()}")
        return masks[value]

    return read


def _number_reader(bounds: tuple[int, int], lows: tuple[int, ...], masks: tuple[int, ...]) -> Reader:
    low, high = bounds

    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise Unfit("is no whole number in range")
        return masks[bisect_right(lows, value) - 1]

    return read


def _money_reader(lows: tuple[int, ...], masks: tuple[int, ...], currency: str) -> Reader:
    def read(value: Any) -> int:
        if type(value) is not Money:
            raise Unfit("is no amount")
        if value.currency != currency:
            raise Unfit(f"is in {value.currency}, the gate in {currency}")
        return masks[bisect_right(lows, value.minor) - 1]

    return read


def _free(given: Input, rows: tuple[Row, ...]) -> int:
    return sum(
        1 << bit for bit, row in enumerate(rows) if all(condition.field != given.name for condition in row.conditions)
    )


def _calm(gate: Gate, digest: str, effect: EffectClass) -> Verdict:
    fault = "no row covers this case" if gate.otherwise is None else ""
    return Verdict(max(gate.base, effect.floor), gate.name, digest, fault=fault)


def _told(rows: tuple[Row, ...]) -> Mapping[str, tuple[Fired, ...]]:
    languages = {language for row in rows for language in row.say} | {""}
    return {language: tuple(Fired(row.id, row.outcome, _said(row, language)) for row in rows) for language in languages}


def _said(row: Row, language: str) -> str:
    for choice in (language, language.partition("-")[0], "", "en"):
        if choice in row.say:
            return row.say[choice]
    return next(iter(row.say.values()), "")


def _reason(name: str, error: Exception, *, present: bool) -> str:
    if not present:
        return f"input {name} is missing"
    if isinstance(error, Unfit):
        return f"input {name} {error}"
    return f"input {name} is no word of its vocabulary"


def _first_unknown(facts: Facts, compiled: CompiledGate) -> str:
    known = {name for name, _ in compiled.readers}
    return next((repr(name)[:60] for name in facts if name not in known), "")
