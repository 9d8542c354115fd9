"""Scripts: customer lines after a `given:` block, played against a house; one JSON document comes out.

Two forms: YAML with `given: {...}` and `lines: [...]`, or a `given:` block, a line `---`, then one line a row.
A line is words, or `<confirm>`, `<cancel>`, `<choose N>`, `<person>` for a press on what was shown last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from earnest.domain.errors import BadInput, EarnestError
from earnest.domain.identity import Channel, Level
from earnest.domain.purposes import ConsentState, Purpose

if TYPE_CHECKING:
    from earnest.domain.items import Item
    from earnest.domain.turns import Decision
    from earnest.house import House
    from earnest.talk import Talk

SCRIPT_BYTES_MAX = 1_000_000
LINES_MAX = 1_000
GIVEN = ("customer", "identity", "language", "consents")


@dataclass(frozen=True, slots=True)
class Script:
    """What to play.

    Args:
        customer: the shop's own reference, "" for a visitor.
        level: how surely the customer is known.
        language: the conversation's language, "" to find out from the words.
        consents: what was said about purposes before.
        lines: the customer's lines.
    """

    customer: str = ""
    level: Level = Level.ANYONE
    language: str = ""
    consents: Mapping[Purpose, ConsentState] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def read_script(file: Path) -> Script:
    """Read a script of either form.

    Raises:
        BadInput: the file cannot be read, or holds something that a script does not.
    """
    try:
        raw = file.read_bytes()
        if len(raw) > SCRIPT_BYTES_MAX:
            raise BadInput(f"{file} is over {SCRIPT_BYTES_MAX:,} bytes; split it.")
        text = raw.decode()
    except OSError as error:
        raise BadInput(f"{file} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError:
        raise BadInput(f"{file} is not UTF-8 text; save it as UTF-8.") from None
    head, parted, rows = text.partition("\n---\n")
    found = _yaml(file, head)
    lines = found.pop("lines", None)
    if parted:
        lines = [row for row in rows.splitlines() if row.strip()]
    given = found.pop("given", {})
    if found or not isinstance(given, dict) or set(given) - set(GIVEN):
        unknown = ", ".join(map(str, [*found, *(set(given) - set(GIVEN) if isinstance(given, dict) else ())]))
        raise BadInput(f"{file}: {unknown or 'given'} is not understood; `given:` takes {', '.join(GIVEN)}.")
    return _script(file, given, lines)


def _yaml(file: Path, text: str) -> dict[str, Any]:
    try:
        found = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadInput(f"{file} is no YAML before its lines ({str(error).splitlines()[0]}).") from error
    if not isinstance(found, dict):
        raise BadInput(f"{file} should begin with `given:`.")
    return found


def _script(file: Path, given: Mapping[str, Any], lines: Any) -> Script:
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines) or len(lines) > LINES_MAX:
        raise BadInput(
            f"{file} needs `lines:`, a list of at most {LINES_MAX:,} texts, or a line --- and rows after it."
        )
    customer = str(given.get("customer") or "")
    try:
        level = Level[str(given.get("identity") or ("signed_in" if customer else "anyone")).upper()]
        said = dict(given.get("consents") or {})
        consents = {Purpose(name): ConsentState(state) for name, state in said.items()}
    except (KeyError, ValueError, TypeError) as error:
        raise BadInput(f"{file}: {error} is no identity level, purpose or consent state.") from error
    if (level > Level.ANYONE) != bool(customer):
        raise BadInput(f"{file}: a customer and an identity above `anyone` go together.")
    return Script(customer, level, str(given.get("language") or ""), consents, tuple(lines))


def begin(house: "House", script: Script) -> "Talk":
    """A conversation as the script's `given:` has it."""
    from earnest.talk import Talk

    if script.customer:
        token, session = house.open_signed_in(Channel.TERMINAL, script.customer, script.level)
    else:
        token, session = house.open_session(Channel.TERMINAL, None)
    for purpose, state in script.consents.items():
        house.store.record_consent(session, purpose, state, text_version="1", language=script.language or "en")
    return Talk.begin(house, token, language=script.language)


def play(house: "House", script: Script) -> dict[str, Any]:
    """Play a script; what each line led to, and the effects of the whole conversation."""
    talk = begin(house, script)
    lines = [_line(talk, line) for line in script.lines]
    effects = [effect for line in lines for effect in line["effects"]]
    given = {"customer": script.customer, "identity": script.level.word, "language": script.language}
    return {"given": given, "conversation": talk.conversation, "lines": lines, "effects": effects}


def _line(talk: "Talk", line: str) -> dict[str, Any]:
    before = len(talk.decisions)
    try:
        items = talk.say(line)
    except EarnestError as error:
        return _empty(line) | {"error": str(error)}
    names = dict.fromkeys([*talk.decisions[before:], *(item.decision for item in items if item.decision)])
    decisions = [talk.house.store.decision(name).decision for name in names]
    return _empty(line) | _shown(items) | {
        "decisions": [_decision(one) for one in decisions],
        "effects": [_effect(one) for one in decisions if one.kind.value == "outcome" or one.ready_at],
    }  # fmt: skip


def _empty(line: str) -> dict[str, Any]:
    return {"line": line, "answers": [], "choices": [], "cards": [], "receipts": [], "decisions": [], "effects": [],
            "hand_overs": []}  # fmt: skip


def _shown(items: "Sequence[Item]") -> dict[str, Any]:
    from earnest.domain.items import Card, Choices, HandOverNotice, Reason, Receipt, Words

    parts = [part for item in items for part in item.parts]
    return {
        "answers": [part.text for part in parts if isinstance(part, Words | Reason)],
        "choices": [option.label for part in parts if isinstance(part, Choices) for option in part.options],
        "cards": [
            {"id": part.id, "title": part.title, "rows": [list(row) for row in part.rows], "hash": part.args_hash}
            for part in parts
            if isinstance(part, Card)
        ],
        "receipts": [
            {"decision": part.decision, "title": part.title, "rows": [list(row) for row in part.rows]}
            for part in parts
            if isinstance(part, Receipt)
        ],
        "hand_overs": [
            {
                "id": part.hand_over,
                "reason": part.reason,
                "due_at": part.due_at,
                "summary": [list(r) for r in part.summary],
            }
            for part in parts
            if isinstance(part, HandOverNotice)
        ],
    }


def _decision(one: "Decision") -> dict[str, Any]:
    verdict = one.verdict
    return {
        "id": one.id,
        "kind": one.kind.value,
        "intent": one.intent,
        "sure": one.sure,
        "outcome": verdict.outcome.word if verdict else "",
        "rules": [fired.row for fired in verdict.fired] if verdict else [],
        "asked_by": one.context.asked_by.value,
    }


def _effect(one: "Decision") -> dict[str, Any]:
    return {
        "decision": one.id if one.ready_at else one.caused_by,
        "skill": one.deed.skill if one.deed else "",
        "amount": str(one.deed.amount) if one.deed and one.deed.amount else "",
        "outcome": "booked" if one.ready_at else one.facts.get("outcome", ""),
    }
