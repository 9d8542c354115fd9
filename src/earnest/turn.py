"""One turn: receive, gather, propose, decide, record, reply. The whole product hangs on this page.

Inbound -> Context -> Proposal -> Verdict -> Decision -> Reply: six frozen values, each made by one function.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol, TypeVar

from earnest.assistant.bound import Standing as Bound
from earnest.deciding import (
    Making,
    Prepared,
    Stage,
    asked_to_prove,
    at_stake,
    closed_cards,
    decide,
    judged_by_choice,
    nobody_asked_just_now,
    notes_of,
    sampled,
    says_no,
    unless_objected,
    unless_off,
    unless_sure,
    unless_two,
    withdrawn,
)
from earnest.desk import acted
from earnest.domain.consents import ConsentEvent, Paper
from earnest.domain.errors import BadInput, Busy, Moved, NotFound, SignInNeeded, TooLarge
from earnest.domain.governing import EVERYTHING
from earnest.domain.identity import Channel, Session
from earnest.domain.inbound import (
    CLIENT_ID_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    AtDesk,
    Button,
    Inbound,
    Pressed,
    Resumed,
    Ruled,
    Said,
    WantsPerson,
    What,
)
from earnest.domain.money import Money
from earnest.domain.preferences import Preference, Remembered
from earnest.domain.purposes import Purpose
from earnest.domain.rights import (
    CONTEST_LENGTH_MAX,
    CORRECTION_LENGTH_MAX,
    CORRECTION_ROWS_MAX,
    Agree,
    Bar,
    Changed,
    Contest,
    Correct,
    Right,
    Undo,
)
from earnest.domain.skills import EffectClass
from earnest.domain.time import Instant
from earnest.domain.turns import (
    Approval,
    Concern,
    Context,
    Decision,
    HandOverReason,
    Proposal,
    Recorded,
    Reply,
    Standing,
    Thought,
)
from earnest.domain.verdicts import Facts, Outcome, Verdict
from earnest.looking import FAILED, Assistant, Eyes, World, confirmed, scene_of, state_after, takes_away, think
from earnest.offering import Heard, Offering
from earnest.policy import agreed_by_words, asked_from_elsewhere, pressed_by_words
from earnest.rights import exercised

T = TypeVar("T")

log = logging.getLogger("earnest.turn")

TRIES_MAX = 5
"""How often a turn is thought anew when other turns of its conversation come between."""


class Unit(Protocol):
    """What a turn needs of the store inside a transaction; the store's contract suite says what each promises."""

    def answered(self, inbound: Inbound) -> Reply | None: ...  # noqa: D102 - see the class
    def standing(self, inbound: Inbound, *, lock: bool = False) -> Standing: ...  # noqa: D102 - see the class
    def consent_events(self, subject: str, *, lock: bool = False) -> tuple[ConsentEvent, ...]: ...  # noqa: D102 - see the class
    def consent_papers(self, subject: str) -> dict[str, str]: ...  # noqa: D102 - see the class
    def subject_ref(self, subject: str) -> str: ...  # noqa: D102 - see the class
    def record_consent(  # noqa: D102 - see the class
        self, session: Session, event: ConsentEvent, papers: Sequence[Paper] = ()
    ) -> ConsentEvent: ...
    def remembered(self, subject: str, now: Instant) -> tuple[Remembered, ...]: ...  # noqa: D102 - see the class
    def remember(self, subject: str, told: Remembered) -> None: ...  # noqa: D102 - see the class
    def forget(self, subject: str, preference: Preference) -> bool: ...  # noqa: D102 - see the class
    def exposure(self, session: Session, skill: str, since: int, currency: str) -> Money: ...  # noqa: D102 - the same
    def approval(self, approval: str) -> Approval: ...  # noqa: D102 - see the class
    def concern(self, inbound: Inbound) -> Concern | None: ...  # noqa: D102 - see the class
    def switched_off(self) -> frozenset[str]: ...  # noqa: D102 - see the class
    def record(self, recorded: Recorded) -> Reply: ...  # noqa: D102 - see the class


class Store(Protocol):
    """Hands one function to the database and runs it inside one transaction."""

    def read(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class
    def decide(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Gathered:
    """What stood when the turn began: thinking rests on it, deciding checks that it still stands."""

    standing: Standing
    approval: Approval | None
    concern: Concern | None
    off: frozenset[str]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What came in as it is understood, prepared proposals, the assistant's next state, what was looked at."""

    what: What
    prepared: tuple[Prepared, ...]
    thought: Thought
    eyes: Eyes
    bound: Bound


@dataclass(frozen=True, slots=True)
class Turns:
    """Answers what comes in. Nothing is said or done that is not recorded first.

    Args:
        bound: how sure it may be.
        offering: what is kept of what customers tell of themselves, and how they are asked.
    """

    store: Store
    assistant: Assistant
    world: World
    making: Making
    brand_digest: str
    bound: Callable[[], Bound]
    offering: Offering

    def take(self, inbound: Inbound) -> Reply:
        """Answer one thing that came in.

        Raises:
            BadInput, TooLarge: it cannot be read or kept; nothing was recorded.
            Busy: other turns of this conversation came between each time.
            NotFound, Expired, Conflict, SignInNeeded: the card, approval, conversation or session is not there for it.
        """
        _require_readable(inbound)
        for _ in range(TRIES_MAX):
            before = self.store.read(lambda unit: unit.answered(inbound) or self._gather(unit, inbound))
            if isinstance(before, Reply):  # the same message twice gets the same answer
                return before
            proposed = self._propose(inbound, before)  # slow; holds no transaction; has no effect
            if isinstance(inbound.what, Resumed) and not proposed.prepared:
                return Reply((), ())  # nothing waits: there is nothing to say, and nothing to record
            try:
                return self._gone_on(inbound, proposed, self._recorded(inbound, before, proposed))
            except Moved:
                continue
        raise Busy("Several messages of this conversation arrived at once. Send the last one again.")

    def go_on(self, conversation: str, session: Session, decision: str) -> Reply:
        """Take up what waits in a conversation, now that a decision's deed is settled and its outcome said."""
        try:
            return self.take(Inbound(conversation, f"after.{decision}", Channel.API, session, Resumed(decision)))
        except (SignInNeeded, NotFound, Busy) as no:  # the customer has left, or is writing just now: they lead
            log.info("%s does not go on by itself: %s", conversation, type(no).__name__)
            return Reply((), ())

    def _gone_on(self, inbound: Inbound, proposed: Proposed, reply: Reply) -> Reply:
        """A confirmed card that set nothing going is settled at once; otherwise the outbox goes on when it is."""
        pressed = isinstance(proposed.what, Pressed) and proposed.what.button is Button.CONFIRM
        if not pressed or reply.pending:
            return reply
        more = self.go_on(inbound.conversation, proposed.eyes.session, reply.decisions[-1])
        return Reply(reply.items + more.items, reply.decisions + more.decisions, more.pending)

    def _gather(self, unit: Unit, inbound: Inbound, *, lock: bool = False) -> Gathered:
        standing = unit.standing(inbound, lock=lock)
        approval = unit.approval(inbound.what.approval) if isinstance(inbound.what, Ruled) else None
        typed = agreed_by_words(inbound.what, standing)  # a typed yes is about the offer that was shown last
        return Gathered(standing, approval, unit.concern(replace(inbound, what=typed)), unit.switched_off())

    def _propose(self, inbound: Inbound, gathered: Gathered) -> Proposed:
        """What is proposed, where it is not switched off."""
        found = self._thought_of(inbound, gathered)
        if not gathered.off:
            return found
        kept = (unless_off(self.making, gathered.off, one, found.what, gathered.standing) for one in found.prepared)
        return replace(found, prepared=tuple(kept))

    def _thought_of(self, inbound: Inbound, gathered: Gathered) -> Proposed:
        standing, first, bound = gathered.standing, tuple[Prepared, ...](), self.bound()
        what = agreed_by_words(pressed_by_words(inbound.what, standing), standing)
        eyes = Eyes(self.world, standing, standing.language, asked_from_elsewhere(what, standing.asked_by))
        still = Thought((), standing.state, standing.language)
        match what:
            case WantsPerson():
                return Proposed(
                    what, (Prepared(Proposal("", None, hand_over=HandOverReason.ASKED)),), still, eyes, bound
                )
            case Undo() | Contest() | Bar() | Correct() | Agree() | Changed():  # a right: no assistant is asked
                if isinstance(what, Bar):
                    self.world.require_source(what.source)
                if takes_away(what):  # the state may hold what was read
                    still = replace(still, state={})
                return Proposed(what, (Prepared(Proposal("", None), concern=gathered.concern),), still, eyes, bound)
            case Ruled() if gathered.approval is not None:
                return Proposed(what, (eyes.approved(what, gathered.approval),), still, eyes, bound)
            case Pressed(button=button):
                first = (eyes.confirmed(what, standing.cards, self.world.clock.now()),)
                if button is Button.CONFIRM:  # what waits is taken up when this is settled: it may change everything
                    return Proposed(what, first, still, eyes, bound)
        if standing.colleague or isinstance(what, AtDesk):  # a person has the conversation: the assistant is silent
            return Proposed(what, first, still, eyes, bound)
        thought = self._thought(inbound, what, gathered, eyes)
        return Proposed(what, (*first, *map(eyes.prepare, thought.proposals)), thought, eyes, bound)

    def _thought(self, inbound: Inbound, what: What, gathered: Gathered, eyes: Eyes) -> Thought:
        standing = gathered.standing
        if EVERYTHING in gathered.off:  # nobody thinks, and what the customer is told is made by the hall
            wishes = () if isinstance(what, Resumed) else (Proposal("", None),)
            return Thought(wishes, standing.state, standing.language)
        scene = scene_of(inbound, what, standing, self.world.clock.now(), self.brand_digest)
        return think(self.assistant, scene, eyes)

    def _recorded(self, inbound: Inbound, before: Gathered, proposed: Proposed) -> Reply:
        try:
            return self.store.decide(partial(self._decide, inbound, before, proposed))
        except BadInput:
            # The thought cannot be written down, half a character or a float in it: it has failed. If it is the
            # customer's own words that cannot, the store says so once more.
            standing = before.standing
            asked = tuple(one for one in proposed.prepared if one.card is not None or one.approval is not None)
            still = Thought((), standing.state, standing.language)
            failed = replace(proposed, prepared=(*asked, Prepared(FAILED)), thought=still)
            return self.store.decide(partial(self._decide, inbound, before, failed))

    def _decide(self, inbound: Inbound, before: Gathered, proposed: Proposed, unit: Unit) -> Reply:
        """Gather again, judge, decide, record; all inside the write transaction."""
        if answered := unit.answered(inbound):
            return answered
        now, eyes = self._gather(unit, inbound, lock=True), proposed.eyes
        # Consent, session and version may have moved while the assistant thought: then it thinks again.
        if now != before or eyes.consents_moved(unit.consent_events):
            raise Moved("The conversation has moved on while this answer was being made.")
        context = eyes.context(inbound, self.brand_digest, proposed.thought)
        decisions: tuple[Decision, ...] = ()
        for one in proposed.prepared:  # each sees what this turn has decided before it
            decisions = (*decisions, self._decision(unit, context, one, proposed, decisions))
        decisions += acted(self.making, context, proposed.what, now.standing, now.concern)
        thought = proposed.thought
        heard = Heard(proposed.what, thought.told, eyes.session, thought.language, inbound.channel)
        beside = self.offering.beside(unit, heard, now.standing, decisions)
        decisions = beside.decisions
        return unit.record(
            Recorded(
                inbound=inbound,
                base_version=now.standing.version,
                decisions=decisions,
                state={**state_after(proposed.what, thought, now.standing, self.brand_digest), **beside.state},
                language=thought.language,
                session=eyes.session,
                asked_by=context.asked_by,
                closed_cards=closed_cards(proposed.what, now.standing.cards, decisions),
                attempts=eyes.attempts,
                judged=judged_by_choice(now.standing.question, thought.chosen),
            )
        )

    def _decision(
        self, unit: Unit, context: Context, one: Prepared, proposed: Proposed, earlier: tuple[Decision, ...]
    ) -> Decision:
        language = proposed.thought.language
        if isinstance(proposed.what, Agree):
            return self.offering.agreed(unit, context, proposed.what, one.concern, proposed.eyes.told)
        if isinstance(proposed.what, Changed):
            return self.offering.changed(context, proposed.what, language)
        if isinstance(proposed.what, Right):
            return exercised(self.making, context, proposed.what, one.concern, language)
        if says_no(proposed.what, one):
            return withdrawn(self.making, context, one, language)
        verdict, facts = self._judge(unit, context, one, language, earlier)
        allows = proposed.eyes.known.consents.allows
        objected = self._moves_money(one) and not allows(Purpose.SECURITY_FRAUD)
        if verdict:
            verdict = unless_objected(self.making, verdict, language, objected=objected)
            verdict = nobody_asked_just_now(proposed.what, verdict)
            verdict = unless_sure(self.making, proposed.bound, one, verdict, language)
            verdict = unless_two(self.making, one, verdict, language)
        if verdict and not objected and self._proof_helps(one, facts):
            return asked_to_prove(self.making, context, one, verdict, facts, language)
        if verdict and verdict.outcome > Outcome.DO_IT and one.deed and one.stage is Stage.PROPOSED:
            # What is confirmed is sure: the card tells what the gate will say then.
            then = self.world.broker.verdict(one.deed, confirmed(facts), language)
            one = replace(one, notes=notes_of(unless_objected(self.making, then, language, objected=objected)))
        may = allows(Purpose.IMPROVE_QUALITY)
        return sampled(decide(self.making, context, one, verdict, facts, language), one, proposed.bound, may=may)

    def _moves_money(self, one: Prepared) -> bool:
        skill = self.world.broker.skills.get(one.deed.skill) if one.deed else None
        return skill is not None and skill.effect is EffectClass.MONEY

    def _proof_helps(self, one: Prepared, facts: Facts) -> bool:
        """Whether less would do once the customer has just proved who they are; a person's yes needs no proof."""
        if one.deed is None or one.stage is Stage.APPROVED or not self.world.proves:
            return False
        return self.world.broker.proof_helps(one.deed, confirmed(facts))

    def _judge(
        self, unit: Unit, context: Context, one: Prepared, language: str, earlier: tuple[Decision, ...]
    ) -> tuple[Verdict | None, Facts]:
        if one.deed is None or one.facts is None:
            return None, {}
        broker, facts = self.world.broker, dict(one.facts)
        for exposure in broker.exposures(one.deed.skill):
            since = context.now - exposure.span
            before = unit.exposure(context.session, exposure.skill, since, exposure.currency)
            stake = at_stake(before, exposure.skill, one.deed, earlier)
            facts |= {exposure.input: stake} if stake is not None else {}
        return broker.verdict(one.deed, facts, language), facts


def _require_readable(inbound: Inbound) -> None:
    if not 0 < len(inbound.client_id) <= CLIENT_ID_LENGTH_MAX:
        raise BadInput(f"Give each message an id of your own, 1 to {CLIENT_ID_LENGTH_MAX} characters.")
    if isinstance(inbound.what, Said) and len(inbound.what.text) > TEXT_LENGTH_MAX:
        raise TooLarge(f"This message is too long: {TEXT_LENGTH_MAX:,} characters fit. Send it in parts.")
    if isinstance(inbound.what, Contest) and len(inbound.what.text) > CONTEST_LENGTH_MAX:
        raise TooLarge(f"This is too long: {CONTEST_LENGTH_MAX:,} characters fit. Say the rest to the person.")
    if isinstance(inbound.what, Correct) and not _fits(inbound.what):
        rows, length = CORRECTION_ROWS_MAX, f"{CORRECTION_LENGTH_MAX:,}"
        raise TooLarge(f"This correction is too long: {rows} rows of {length} characters fit, and one is needed.")


def _fits(correct: Correct) -> bool:
    texts = (text for row in correct.rows for text in row)
    return 0 < len(correct.rows) <= CORRECTION_ROWS_MAX and all(len(text) <= CORRECTION_LENGTH_MAX for text in texts)
