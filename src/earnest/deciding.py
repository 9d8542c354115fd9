"""From a prepared proposal and its verdict to one decision: pure. What happens next is settled here only."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import partial
from math import ceil
from typing import Protocol

from earnest.assistant.bound import Standing, label_of_choice
from earnest.domain.errors import BadInput, Conflict
from earnest.domain.governing import is_off
from earnest.domain.ids import Kind
from earnest.domain.inbound import Button, Pressed, Resumed, Ruled, WantsPerson, What
from earnest.domain.items import (
    PERSON,
    PROVE,
    REASON_LENGTH_MAX,
    Card,
    Choices,
    HandOverNotice,
    Option,
    Part,
    Quote,
    Reason,
    Receipt,
    Words,
)
from earnest.domain.labels import CERTAIN_PERCENT, Judged, Question
from earnest.domain.money import Money
from earnest.domain.passkeys import Signature
from earnest.domain.rights import Bar, Right
from earnest.domain.staff import Alone
from earnest.domain.time import MINUTE, SECOND
from earnest.domain.turns import (
    Approval,
    Concern,
    Context,
    Decision,
    DecisionKind,
    Deed,
    HandOverReason,
    OpenCard,
    Proposal,
)
from earnest.domain.verdicts import ONE_PERSON_ROW, Facts, Fired, Outcome, Verdict
from earnest.words import Due, Value
from earnest.words import Words as Wording

CARD_LIFE = 30 * MINUTE
"""How long a card can be confirmed; its deed is judged again at the press."""

SECONDS_A_MINUTE = 60

TAKEN_UP_ROW = "taken_up_later"
"""The row that a verdict names where nobody asked for it just now."""


ONLY_LIKELY_ROW = "only_likely"
"""The row that a verdict names where the wish is below the bound and the customer has not chosen it."""


OBJECTED_ROW = "objected"
"""The row that a verdict names where the customer objected to being watched for fraud, so that a person decides."""


class Where(Protocol):
    """What a conversation is asked: its language, and whether a person was told of it."""

    @property
    def language(self) -> str: ...  # noqa: D102 - see the class
    @property
    def with_person(self) -> bool: ...  # noqa: D102 - see the class


class Stage(Enum):
    """How far an action has come: proposed by the assistant, confirmed by the customer, approved by colleagues."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    APPROVED = "approved"


_DONE_BECAUSE = {
    Stage.PROPOSED: "reason-at-once",
    Stage.CONFIRMED: "reason-confirmed",
    Stage.APPROVED: "reason-approved",
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A proposal with all that judging it needs.

    Args:
        proposal: what the assistant proposed, or what a card or an approval stands for.
        stage: how far its action has come.
        deed: the canonical action, None for an answer or when `trouble` says why there is none.
        facts: the gate inputs, without exposures.
        rows: labelled rows for a card.
        notes: what the card adds: why a person will look at it even when it is confirmed.
        trouble: why the action cannot be done; fit for the customer.
        card: the card that was pressed.
        approval: the approval that was ruled on.
        caused_by: the decision this one follows from.
        button_only: whether a typed yes is not enough.
        by_passkey: whether the customer signs it.
        signature: theirs.
        words: the action's words.
        undo_seconds: how long its deed is held, so that it can be undone.
        concern: what the customer uses a right on.
        alone: by what one colleague stands for two, None where none does.
    """

    proposal: Proposal
    stage: Stage = Stage.PROPOSED
    deed: Deed | None = None
    facts: Facts | None = None
    rows: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    trouble: str = ""
    card: OpenCard | None = None
    approval: Approval | None = None
    caused_by: str = ""
    button_only: bool = False
    by_passkey: bool = False
    signature: Signature | None = None
    words: Mapping[str, str] | None = None
    undo_seconds: int = 0
    concern: Concern | None = None
    alone: Alone | None = None


@dataclass(frozen=True, slots=True)
class Clocks:
    """How soon a person answers, by the brand's own promise, in minutes."""

    hand_over_minutes: int
    approval_minutes: int


@dataclass(frozen=True, slots=True)
class Making:
    """What decisions are made with: ids, words and promises."""

    new_id: Callable[[Kind], str]
    wording: Wording
    clocks: Clocks
    zone: str


def decide(  # noqa: PLR0911 - one way out for each thing that can happen next, on one screen
    making: Making, context: Context, one: Prepared, verdict: Verdict | None, facts: Facts, language: str
) -> Decision:
    """The decision on one proposal. Doubt asks, then goes to a person; a refusal always says why.

    Args:
        making: ids, words, promises.
        context: what it rests on.
        one: the prepared proposal.
        verdict: what the gate said, None where there is no deed.
        facts: the gate inputs, exposures included.
        language: the conversation's language.
    """
    made = _Made(making, context, one, verdict, facts, language)
    if one.proposal.hand_over is not None:
        return made.hand_over(one.proposal.hand_over, one.proposal.say)
    if one.trouble:
        return made.refusal((one.trouble,))
    if one.deed is None or verdict is None:
        kind = DecisionKind.QUESTION if _asks(one.proposal.say) else DecisionKind.ANSWER
        return made.decision(kind, one.proposal.say)
    match verdict.outcome, one.stage:
        case Outcome.REFUSE, _:
            return made.refusal(tuple(fired.say for fired in verdict.fired if fired.outcome is Outcome.REFUSE))
        case _, Stage.APPROVED:
            return made.ruled(one.approval, _colleagues(verdict.outcome))
        case Outcome.DO_IT, _:
            return made.effect()
        case _, Stage.PROPOSED:
            return made.card(one.deed)
        case Outcome.CONFIRM, _:
            return made.effect()
        case ((Outcome.ASK_PERSON | Outcome.ASK_TWO), Stage.CONFIRMED):
            return made.approval(_colleagues(verdict.outcome))
    raise Conflict(f"No way on from {verdict.outcome!r} at {one.stage!r}; report this.")


def asked_to_prove(
    making: Making, context: Context, one: Prepared, verdict: Verdict, facts: Facts, language: str
) -> Decision:
    """The customer is asked to prove who they are, and goes on from there: then no person has to be asked."""
    made = _Made(making, context, one, verdict, facts, language)
    options = (Option(PROVE, made.say("choice-prove")), Option(PERSON, made.say("choice-person")))
    return made.decision(DecisionKind.QUESTION, (Words(made.say("prove-first")), Choices(options)))


def withdrawn(making: Making, context: Context, one: Prepared, language: str) -> Decision:
    """The customer said no to a card, or a colleague to an approval: nothing is done, and that is recorded."""
    made = _Made(making, context, one, None, {}, language)
    if one.approval is not None:
        return made.decision(DecisionKind.REFUSAL, (Words(made.say("approval-declined")),))
    return made.decision(DecisionKind.WITHDRAWAL, (Words(made.say("card-cancelled")),))


def unless_off(making: Making, off: Collection[str], one: Prepared, what: What, standing: Where) -> Prepared:
    """The proposal; or a person instead, where its playbook or its skill is switched off.

    A person is not asked for twice, and what a customer may always ask for is never switched off.

    Raises:
        Conflict: a colleague allows what is switched off.
    """
    wish = one.proposal
    skill = one.deed.skill if one.deed else wish.action.skill if wish.action else ""
    asks = isinstance(what, Right | WantsPerson) or wish.hand_over is not None or says_no(what, one)
    if asks or not is_off(off, wish.intent, skill):
        return one
    if one.stage is Stage.APPROVED:
        raise Conflict("This is switched off just now; decline it, or decide once it is switched on again.")
    say, met = partial(making.wording.say, standing.language), standing.with_person
    said = (Words(say("switched-off-told" if met else "switched-off")),)
    reason = None if met else HandOverReason.SWITCHED_OFF
    instead = Proposal(wish.intent, None, said, hand_over=reason, summary=wish.summary)
    return Prepared(instead, card=one.card, caused_by=one.caused_by)


def notes_of(verdict: Verdict) -> tuple[str, ...]:
    """The sentences of the rows that will send a confirmed deed to a person."""
    asks = (Outcome.ASK_PERSON, Outcome.ASK_TWO)
    return tuple(fired.say for fired in verdict.fired if fired.outcome in asks and fired.say)


def says_no(what: What, one: Prepared) -> bool:
    """Whether what came in declines this proposal: a cancelled card, or a colleague's no."""
    match what:
        case Pressed(button=Button.CANCEL):
            return one.card is not None
        case Ruled(approve=False):
            return one.approval is not None
        case _:
            return False


def closed_cards(what: What, cards: tuple[OpenCard, ...], decisions: tuple[Decision, ...]) -> Mapping[str, str]:
    """What becomes of the open cards: the pressed one is used up, and a new card replaces older ones."""
    if isinstance(what, Bar) and what.barred:
        return {one.card.id: "barred" for one in cards}  # they show what was read
    opens = any(decision.kind is DecisionKind.CARD for decision in decisions)
    closed = {one.card.id: "replaced" for one in cards if opens}
    if isinstance(what, Pressed):
        closed[what.card] = "confirmed" if what.button is Button.CONFIRM else "cancelled"
    return closed


def at_stake(before: Money, skill: str, deed: Deed, earlier: tuple[Decision, ...]) -> Money | None:
    """A customer's sum for a gate, this deed included and what this very turn has decided already.

    None where there is no such sum, as of several currencies: then the gate's input is missing, and a person is asked.
    """
    effects = (one.deed for one in earlier if one.kind is DecisionKind.EFFECT and one.deed is not None)
    amounts = [one.amount for one in (*(one for one in effects if one.skill == skill), deed) if one.amount is not None]
    try:
        return sum(amounts, start=before)
    except BadInput:
        return None


def nobody_asked_just_now(what: What, verdict: Verdict) -> Verdict:
    """What the assistant takes up by itself, after a deed, is confirmed first; never milder than the verdict.

    Otherwise one message could set off deed after deed, each going on to the next.
    """
    if not isinstance(what, Resumed) or verdict.outcome is not Outcome.DO_IT:
        return verdict
    return replace(verdict, outcome=Outcome.CONFIRM, fired=(Fired(TAKEN_UP_ROW, Outcome.CONFIRM, ""), *verdict.fired))


def unless_sure(making: Making, bound: Standing, one: Prepared, verdict: Verdict, language: str) -> Verdict:
    """What was only likely meant is confirmed first; never milder than the verdict.

    Sure is what the bound accepts, and what the customer said by a card or a named choice.
    """
    wish = one.proposal
    asked = one.stage is not Stage.PROPOSED or verdict.outcome is not Outcome.DO_IT
    if asked or bound.is_sure(wish.intent, wish.sure):
        return verdict
    fired = Fired(ONLY_LIKELY_ROW, Outcome.CONFIRM, making.wording.say(language, "reason-only-likely"))
    return replace(verdict, outcome=Outcome.CONFIRM, fired=(fired, *verdict.fired))


def unless_objected(making: Making, verdict: Verdict, language: str, *, objected: bool) -> Verdict:
    """What moves the money of who objected to the watch for fraud is a person's to decide; never milder than before."""
    if not objected:
        return verdict
    changes = tuple(change for change in verdict.changes if change.outcome >= Outcome.ASK_PERSON)
    if verdict.outcome >= Outcome.ASK_PERSON:
        return replace(verdict, changes=changes)
    fired = Fired(OBJECTED_ROW, Outcome.ASK_PERSON, making.wording.say(language, "reason-objected"))
    return replace(verdict, outcome=Outcome.ASK_PERSON, fired=(fired, *verdict.fired), changes=changes)


def unless_two(making: Making, one: Prepared, verdict: Verdict, language: str) -> Verdict:
    """The verdict, marked where one colleague stood for two; its outcome stays."""
    if one.alone is None:
        return verdict
    said = making.wording.say(language, f"reason-one-person-{one.alone}")
    return replace(verdict, fired=(*verdict.fired, Fired(ONE_PERSON_ROW, verdict.outcome, said)))


def sampled(decision: Decision, one: Prepared, bound: Standing, *, may: bool) -> Decision:
    """The decision, marked where colleagues are asked to judge what it was taken for, or it was asked anyway.

    Each wish is judged once, in the turn that heard it; what the customer chose themselves needs no judging. Nobody is
    in the sample whose words may not be used to improve the service (`may`).
    """
    wish = one.proposal
    heard = bool(wish.intent) and wish.sure is not None and wish.sure < CERTAIN_PERCENT and not wish.again
    in_sample = may and heard and one.stage is Stage.PROPOSED and bound.in_sample(wish.intent, decision.id)
    return replace(decision, in_sample=in_sample, anyway=heard and wish.anyway)


def judged_by_choice(question: Question | None, chosen: str | None) -> Judged | None:
    """What a customer's choice says of their wish; nothing where they made none, which is silence."""
    label = label_of_choice(question, chosen) if question is not None and chosen is not None else None
    if label is None or question is None:
        return None
    return Judged(question.decision, label.source.value, label.playbook, label.sure, label.right, chosen or "")


def _colleagues(outcome: Outcome) -> int:
    return 2 if outcome is Outcome.ASK_TWO else 1


def _asks(parts: tuple[Part, ...]) -> bool:
    last = next((part for part in reversed(parts) if isinstance(part, Words | Choices)), None)
    return not isinstance(last, Words) or last.text.rstrip().endswith("?")


def _unless_there(said: tuple[Part, ...], line: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """One answer has one reason line: the assistant's own, where it gave one."""
    return () if any(isinstance(part, Reason) for part in said) else line


def _line_of(sentences: tuple[str, ...]) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
    """The sentences that fit into a reason line, whole and in order, and the rest, which is said in full elsewhere."""
    kept = sentences
    while kept and len(" ".join(kept)) > REASON_LENGTH_MAX:
        kept = kept[:-1]
    return ((Reason(" ".join(kept)),) if kept else ()), sentences[len(kept) :]


@dataclass(frozen=True, slots=True)
class _Made:
    """One decision in the making."""

    making: Making
    context: Context
    one: Prepared
    verdict: Verdict | None
    facts: Facts
    language: str

    def say(self, key: str, **values: Value) -> str:
        return self.making.wording.say(self.language, key, conversation=self.context.conversation, **values)

    def fill(self, name: str, fallback: str, **values: Value) -> str:
        template = (self.one.words or {}).get(name, "")
        return self.making.wording.fill(self.language, template, values) if template else self.say(fallback, **values)

    def decision(self, kind: DecisionKind, said: tuple[Part, ...], **more: object) -> Decision:
        approval = self.one.approval.id if self.one.approval else ""
        return Decision(
            kind=kind,
            context=self.context,
            intent=self.one.proposal.intent,
            sure=self.one.proposal.sure,
            facts=self.facts,
            verdict=self.verdict,
            deed=self.one.deed,
            words=self.one.words or {},
            said=said,
            caused_by=self.one.caused_by,
            signature=self.one.signature,
            knowledge=tuple((part.article, part.version) for part in said if isinstance(part, Quote)),
            **{"id": self.making.new_id(Kind.DECISION), "approval": approval} | more,  # type: ignore[arg-type]  # fields by name, each of its own type
        )

    def hand_over(self, reason: HandOverReason, before: tuple[Part, ...] = ()) -> Decision:
        due_at = self.context.now + self.making.clocks.hand_over_minutes * MINUTE
        notice = HandOverNotice(
            hand_over=self.making.new_id(Kind.HAND_OVER),
            reason=self.say(f"hand-over-{reason.value.replace('_', '-')}"),
            due_at=due_at,
            summary=self.one.proposal.summary,
        )
        return self.decision(
            DecisionKind.HAND_OVER,
            (*before, Words(self.say("hand-over-notice", due=Due(due_at, self.context.now, self.making.zone))), notice),
            hand_over=reason,
            due_at=due_at,
            summary=self.one.proposal.summary,
        )

    def refusal(self, reasons: tuple[str, ...]) -> Decision:
        reason, rest = _line_of(tuple(filter(None, reasons)))
        opening = Words(" ".join((self.fill("refused", "refused"), *rest)))
        return self.decision(DecisionKind.REFUSAL, (opening, *reason))

    def effect(self) -> Decision:
        said = self.one.proposal.say
        pressed = self.one.card.card if self.one.card else None
        if self.one.undo_seconds:
            return self.held(said, pressed)
        said = (*said, *_unless_there(said, self._because(_DONE_BECAUSE[self.one.stage]))) if said else ()
        return self.decision(DecisionKind.EFFECT, said, card=pressed, summary=self.one.rows)

    def held(self, said: tuple[Part, ...], pressed: Card | None) -> Decision:
        """Booked, with its receipt; it goes out when the undo time is over."""
        name, ready_at = self.making.new_id(Kind.DECISION), self.context.now + self.one.undo_seconds * SECOND
        skill = self.one.deed.skill if self.one.deed else ""
        due = Due(ready_at, self.context.now, self.making.zone)
        booked = Words(self.say("undo-booked", due=due))
        receipt = Receipt(name, (self.one.words or {}).get("title") or skill, self.one.rows, ready_at)
        said = (*said, booked, receipt, *_unless_there(said, self._because(_DONE_BECAUSE[self.one.stage])))
        return self.decision(DecisionKind.EFFECT, said, id=name, card=pressed, summary=self.one.rows, ready_at=ready_at)

    def card(self, deed: Deed) -> Decision:
        notes = tuple((self.say("card-note"), note) for note in self.one.notes)
        card = Card(
            id=self.making.new_id(Kind.CARD),
            title=(self.one.words or {}).get("title", deed.skill),
            rows=self.one.rows + notes,
            args_hash=deed.args_hash,
            expires_at=self.context.now + CARD_LIFE,
            button_only=self.one.button_only,
            by_passkey=self.one.by_passkey,
        )
        said = self.one.proposal.say
        line = () if notes else self._why_asked(deed)
        return self.decision(DecisionKind.CARD, (*said, card, *_unless_there(said, line)), card=card)

    def _why_asked(self, deed: Deed) -> tuple[Reason, ...]:
        """The rule that asks first; without one, what kind of deed it is and how long it can be undone."""
        fired = self.verdict.fired if self.verdict else ()
        kind, minutes = "money" if deed.amount else "change", ceil(self.one.undo_seconds / SECONDS_A_MINUTE)
        own = self._because(f"reason-{kind}-undo", minutes=minutes) if minutes else self._because(f"reason-{kind}")
        return _line_of(tuple(one.say for one in fired if one.say))[0] or own

    def _because(self, key: str, **values: Value) -> tuple[Reason, ...]:
        return (Reason(self.say(key, **values)),)

    def ruled(self, approval: Approval | None, colleagues_needed: int) -> Decision:
        """After a colleague's yes: done once enough have said it; asked anew where the gate has become stricter."""
        assert approval is not None, "who ruled, ruled on an approval"
        if approval.needed < colleagues_needed:
            return self.approval(colleagues_needed)
        if len(approval.approved_by) + 1 < approval.needed:
            return self.decision(DecisionKind.ANSWER, ())
        return self.effect()

    def approval(self, colleagues_needed: int) -> Decision:
        due_at = self.context.now + self.making.clocks.approval_minutes * MINUTE
        fired = tuple(fired.say for fired in self.verdict.fired if fired.say) if self.verdict else ()
        line, rest = _line_of(fired)
        name = self.making.new_id(Kind.APPROVAL)
        notice = HandOverNotice(
            hand_over=name,
            reason=" ".join((self.say("hand-over-gate"), *rest)),
            due_at=due_at,
            summary=self.one.proposal.summary or self.one.rows,
        )
        said: tuple[Part, ...] = (
            Words(self.fill("waiting", "approval-waiting", due=Due(due_at, self.context.now, self.making.zone))),
            notice,
            *line,
        )
        return self.decision(
            DecisionKind.APPROVAL,
            said,
            approval=name,
            colleagues_needed=colleagues_needed,
            hand_over=HandOverReason.GATE,
            due_at=due_at,
            summary=notice.summary,
        )
