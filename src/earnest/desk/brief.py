"""What a colleague reads first: what was asked, what is known, what was tried, what was promised; as recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from earnest.domain.identity import Author
from earnest.domain.items import Card, Choices, HandOverNotice, Item, Words
from earnest.domain.time import Instant
from earnest.domain.turns import Decision, DecisionKind

Rows = tuple[tuple[str, str], ...]

TRIED_MAX = 10
"""Earlier decisions that a brief tells of, the newest ones."""

ASKED_MAX = 3
"""The customer's last messages that a brief repeats."""

_PRESSED_AWAY = "\u00d7 "
_UNTRIED = (DecisionKind.DISCLOSED, DecisionKind.PASSED_ON, DecisionKind.NOTED, DecisionKind.TAKEN)


@dataclass(frozen=True, slots=True)
class Tried:
    """A decision made before: what it was, for which playbook, how the gate judged it."""

    decision: str
    kind: str
    intent: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Promised:
    """What the customer was told will happen, by when."""

    decision: str
    text: str
    due_at: Instant


@dataclass(frozen=True, slots=True)
class Brief:
    """What a colleague reads first.

    Args:
        asked: the customer's own last messages before the hand-over, oldest first.
        known: labelled rows that the assistant handed over.
        tried: decisions before it, oldest first.
        promised: what the customer was told will happen, oldest first.
        corrections: the rows as the customer corrected them, () where they did not.
    """

    asked: tuple[str, ...]
    known: Rows
    tried: tuple[Tried, ...]
    promised: tuple[Promised, ...]
    corrections: Rows = ()


def brief(handed: str, items: Sequence[Item], decisions: Sequence[Decision], corrections: Rows = ()) -> Brief:
    """Put a brief together; pure.

    Args:
        handed: the decision that handed over.
        items: the conversation's items, oldest first.
        decisions: its decisions, oldest first.
        corrections: the rows as the customer corrected them.
    """
    place = next((place for place, one in enumerate(decisions) if one.id == handed), len(decisions))
    before, own = decisions[:place], decisions[place : place + 1]
    told = next((item.seq for item in items if item.decision == handed), None)
    earlier = [item for item in items if told is None or item.seq < told]
    tried = [one for one in before if one.kind not in _UNTRIED][-TRIED_MAX:]
    return Brief(
        asked=_asked(earlier),
        known=own[0].summary if own else (),
        tried=tuple(_tried(one) for one in tried),
        promised=tuple(_promised(one) for one in decisions if one.due_at),
        corrections=corrections,
    )


def _asked(items: Sequence[Item]) -> tuple[str, ...]:
    """The customer's typed words: what stands on a button or a choice is not theirs."""
    labels = set(_labels(items))
    said = [text for item in items if item.author is Author.CUSTOMER for text in _texts(item)]
    return tuple(text for text in said if text.removeprefix(_PRESSED_AWAY) not in labels)[-ASKED_MAX:]


def _labels(items: Iterable[Item]) -> Iterable[str]:
    for item in items:
        for part in item.parts:
            match part:
                case Card(title=title):
                    yield title
                case Choices(options=options):
                    yield from (option.label for option in options)


def _texts(item: Item) -> Iterable[str]:
    return (part.text for part in item.parts if isinstance(part, Words))


def _tried(decision: Decision) -> Tried:
    outcome = decision.verdict.outcome.word if decision.verdict else ""
    return Tried(decision.id, decision.kind.value, decision.intent, outcome)


def _promised(decision: Decision) -> Promised:
    notices = [part.reason for part in decision.said if isinstance(part, HandOverNotice)]
    said = [part.text for part in decision.said if isinstance(part, Words)]
    return Promised(decision.id, " ".join((*said, *notices)), decision.due_at)
