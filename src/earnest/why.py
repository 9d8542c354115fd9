"""Why a decision was made: put together from what was recorded, never written by a model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from earnest.domain.identity import Level
from earnest.domain.items import Reason, Words
from earnest.domain.money import Money
from earnest.domain.rights import NotUsedBecause
from earnest.domain.time import Instant
from earnest.domain.turns import Decision, DecisionKind, HandOverReason
from earnest.domain.verdicts import Change, Facts, FactValue, Outcome, Verdict
from earnest.rights import REVIEWABLE
from earnest.words import Percent, Value
from earnest.words import Words as Wording

SURE_PERCENT = 95
FAIRLY_SURE_PERCENT = 80
"""From these on an understanding counts as sure, and as fairly sure; the former goes without saying."""

FOLLOWERS_MAX = 20
"""Decisions before, and after, that one answer tells of."""


class Stored(Protocol):
    """A recorded decision; the store's `StoredDecision` is one."""

    @property
    def decision(self) -> Decision: ...  # noqa: D102 - see the class
    @property
    def at(self) -> Instant: ...  # noqa: D102 - see the class
    @property
    def erased(self) -> bool: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a decision stands in the log, and whether its receipt was checked just now.

    Args:
        index: the leaf's place, from 0.
        size: leaves under the signed checkpoint, 0 if that could not be checked.
        trouble: what does not hold, "" where all of it does.
    """

    index: int
    size: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What a reason is told in: the catalogues, a language, and the sources that the brand's data map has."""

    words: Wording
    language: str
    sources: tuple[str, ...]

    def say(self, key: str, **values: Value) -> str:
        """A sentence in that language."""
        return self.words.say(self.language, key, conversation="", **values)


@dataclass(frozen=True, slots=True)
class Rule:
    """A row that fired: its id, what it asks for, and its sentence with its own limits."""

    row: str
    outcome: str
    says: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What would have changed the outcome: each input with the value it would have needed, and in words."""

    needed: Mapping[str, str]
    outcome: str
    words: str


@dataclass(frozen=True, slots=True)
class Follower:
    """A decision that followed from this one: the card's confirmation, the effect, its outcome."""

    decision: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Why:
    """The whole answer to "why?".

    Args:
        decision: its id.
        kind: what it was, a word of `DecisionKind`.
        at: when it was recorded.
        intent: the playbook, "" without one.
        sure: calibrated percent, None without a measure.
        asked_by: whose wish it was, a word of `Source`.
        level: how surely the customer was known.
        said: what was said under it; () after erasure.
        used: fields that were read for it and for the decisions before it, as "order.status for service.order".
        facts: the gate's inputs, in words.
        gate: the gate, "" where nothing was to be judged.
        outcome: what the gate said, "" without one.
        fault: why the gate failed closed, "" if it did not.
        rules: the rows that fired, the strictest first.
        otherwise: what would have changed it.
        deed: the skill and what it moves, "" without one.
        caused_by: the decision before, "" for a first one.
        followed_by: what came of it.
        proof: its place in the log.
        erased: whether the person behind it was erased.
        not_used: sources that the brand has and that were not read for it, in words; barred ones say so.
        sure_words: how sure it was, in words; "" where it was sure, or nothing was measured.
        change_words: what would have changed it, as sentences for the customer.
        reviewable: whether the customer can have a person review it.
        bought: of what was bought in or derived among it: by whom, of when, how sure; as sentences.
        signed: the customer's own signature under it, None without one, or once they were erased.
    """

    decision: str
    kind: str
    at: Instant
    intent: str
    sure: int | None
    asked_by: str
    level: str
    said: tuple[str, ...]
    used: tuple[str, ...]
    facts: Mapping[str, str]
    gate: str
    outcome: str
    fault: str
    rules: tuple[Rule, ...]
    otherwise: tuple[Otherwise, ...]
    deed: str
    caused_by: str
    followed_by: tuple[Follower, ...]
    proof: Proof
    erased: bool
    not_used: tuple[str, ...]
    sure_words: str
    change_words: tuple[str, ...]
    reviewable: bool
    bought: tuple[str, ...]
    signed: Mapping[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, in the order a reader asks for them."""
        return {
            "decision": self.decision,
            "kind": self.kind,
            "at": self.at,
            "intent": self.intent,
            "sure": self.sure,
            "asked_by": self.asked_by,
            "level": self.level,
            "said": list(self.said),
            "used": list(self.used),
            "facts": dict(self.facts),
            "gate": self.gate,
            "outcome": self.outcome,
            "fault": self.fault,
            "rules": [{"row": one.row, "outcome": one.outcome, "says": one.says} for one in self.rules],
            "otherwise": [
                {"needed": dict(one.needed), "outcome": one.outcome, "words": one.words} for one in self.otherwise
            ],
            "deed": self.deed,
            "caused_by": self.caused_by,
            "followed_by": [
                {"decision": one.decision, "kind": one.kind, "words": one.words} for one in self.followed_by
            ],
            "proof": {"index": self.proof.index, "size": self.proof.size, "trouble": self.proof.trouble},
            "erased": self.erased,
            "not_used": list(self.not_used),
            "signed": dict(self.signed) if self.signed is not None else None,
            "sure_words": self.sure_words,
            "change_words": list(self.change_words),
            "reviewable": self.reviewable,
            "bought": list(self.bought),
        }


def explain(stored: Stored, earlier: Sequence[Decision], later: Sequence[Decision], proof: Proof, told: Telling) -> Why:
    """Put the answer together; pure.

    Args:
        stored: the decision.
        earlier: the decisions that it followed from: it rests on what they read.
        later: the decisions that followed from it, in order.
        proof: its place in the log, as checked.
        told: the words that it is told in.
    """
    decision = stored.decision
    verdict = decision.verdict or Verdict(Outcome.DO_IT, "", "")
    return Why(
        decision=decision.id,
        kind=decision.kind.value,
        at=stored.at,
        intent=decision.intent,
        sure=decision.sure,
        asked_by=decision.context.asked_by.value,
        level=decision.context.session.level.word,
        said=said_in(decision),
        used=_used((decision, *earlier)),
        facts={name: fact_in_words(value) for name, value in decision.facts.items()},
        gate=verdict.gate,
        outcome=verdict.outcome.word if decision.verdict else "",
        fault=verdict.fault,
        rules=tuple(Rule(one.row, one.outcome.word, one.say) for one in verdict.fired),
        otherwise=tuple(_otherwise(one, decision.facts) for one in verdict.changes),
        deed=_deed(decision),
        caused_by=decision.caused_by,
        followed_by=tuple(_follower(one) for one in later[:FOLLOWERS_MAX]),
        proof=proof,
        erased=stored.erased,
        not_used=not_used_in_words((decision, *earlier), told),
        sure_words=sure_in_words(decision.sure, told),
        change_words=tuple(otherwise_in_words(one, decision.facts, told) for one in verdict.changes),
        reviewable=_reviewable(stored, later),
        bought=bought_in_words((decision, *earlier), told),
    )


def sure_in_words(sure: int | None, told: Telling) -> str:
    """How sure it was; sure is silent, and so is what was never measured."""
    if sure is None or sure >= SURE_PERCENT:
        return ""
    return told.say("sure-fairly" if sure >= FAIRLY_SURE_PERCENT else "sure-not")


def not_used_in_words(decisions: Sequence[Decision], told: Telling) -> tuple[str, ...]:
    """The sources that none of the decisions read, those first that the customer had barred."""
    used = {one.source for decision in decisions for one in decision.context.used}
    asked = (one.source for one in decisions[0].context.not_used if one.because is NotUsedBecause.BARRED)
    barred = [source for source in asked if source not in used]  # it may rest on what was read before
    said = [told.say("why-barred", source=told.say("widget-source", name=source)) for source in barred]
    rest = [source for source in told.sources if source not in used and source not in barred]
    return (*said, *(told.say("widget-source", name=source) for source in rest))


def bought_in_words(decisions: Sequence[Decision], told: Telling) -> tuple[str, ...]:
    """Who supplied the bought-in fields that the decisions read, of when they are, and how sure."""
    found = {(one.source, one.field): one.origin for decision in decisions for one in decision.context.used}
    return tuple(
        told.say(
            "why-bought",
            source=told.say("widget-source", name=source),
            field=told.say("widget-field", name=field),
            supplier=origin.supplier,
            day=origin.collected,
            sure=Percent(Decimal(origin.confidence)),
        )
        for (source, field), origin in found.items()
        if origin
    )


def otherwise_in_words(change: Change, facts: Facts, told: Telling) -> str:
    """A change as a sentence for the customer: "With amount: €50.00 or less, I would ask you to confirm it"."""
    needed = tuple(_needed_in_words(name, value, facts, told) for name, value in change.needed)
    return told.say(f"why-otherwise-{change.outcome.word.replace('_', '-')}", needed=needed)


def said_in(decision: Decision) -> tuple[str, ...]:
    """The sentences said under a decision."""
    return tuple(part.text for part in decision.said if isinstance(part, Words | Reason))


def fact_in_words(value: FactValue) -> str:
    """A gate input as it is written in a gate file."""
    match value:
        case bool():
            return "true" if value else "false"
        case Level():
            return value.word
        case _:
            return str(value)


def change_in_words(change: Change, facts: Facts) -> str:
    """A change as a sentence: "with amount 50.00 EUR or less: confirm"."""
    return f"with {' and '.join(_needed(*one, facts) for one in change.needed)}: {change.outcome.word}"


def _used(decisions: Sequence[Decision]) -> tuple[str, ...]:
    found = [one for decision in decisions for one in decision.context.used]
    return tuple(dict.fromkeys(f"{one.source}.{one.field} for {one.purpose.value}" for one in found))


def _otherwise(change: Change, facts: Facts) -> Otherwise:
    needed = {name: fact_in_words(value) for name, value in change.needed}
    return Otherwise(needed, change.outcome.word, change_in_words(change, facts))


def _needed(name: str, value: FactValue, facts: Facts) -> str:
    shown = f"{name} {fact_in_words(value)}"
    given = facts.get(name)
    if isinstance(value, Money) and isinstance(given, Money):
        return f"{shown} or {'less' if value < given else 'more'}"
    if isinstance(value, int) and isinstance(given, int) and not isinstance(value, bool):
        return f"{shown} or {'less' if value < given else 'more'}"
    return shown


def _needed_in_words(name: str, value: FactValue, facts: Facts, told: Telling) -> str:
    label, given = told.say("gate-input", name=name.replace("_", "-")).replace("-", " "), facts.get(name)
    match value:
        case bool():
            shown = told.say("yes" if value else "no")
        case Level():
            shown = told.say(f"level-{value.word.replace('_', '-')}")
        case str():
            shown = told.say("gate-value", name=value.replace("_", "-")).replace("-", " ")
        case _:
            shown = told.words.show(told.language, value)
    less = _less(value, given)
    return told.say("gate-is" if less is None else "gate-at-most" if less else "gate-at-least", name=label, value=shown)


def _less(value: FactValue, given: FactValue | None) -> bool | None:
    """Whether what is needed is below what was given; None for what has no order."""
    if isinstance(value, Money) and isinstance(given, Money):
        return value < given
    whole = isinstance(value, int) and isinstance(given, int) and not isinstance(value, bool | Level)
    return value < given if whole else None  # type: ignore[operator]  # both are whole numbers


def _reviewable(stored: Stored, later: Sequence[Decision]) -> bool:
    decision = stored.decision
    asked = any(one.hand_over is HandOverReason.CONTESTED and one.caused_by == decision.id for one in later)
    return decision.kind in REVIEWABLE and not stored.erased and not asked


def _deed(decision: Decision) -> str:
    if decision.deed is None:
        return ""
    return f"{decision.deed.skill} {decision.deed.amount}" if decision.deed.amount else decision.deed.skill


def _follower(decision: Decision) -> Follower:
    if decision.kind is DecisionKind.OUTCOME:
        return Follower(decision.id, decision.kind.value, str(decision.facts.get("outcome", "")))
    return Follower(decision.id, decision.kind.value, " ".join(said_in(decision)))
