"""One turn: receive, gather, propose, decide, record, reply. The whole product hangs on this page.

Inbound -> Context -> Proposal -> Verdict -> Decision -> Reply: six frozen values, each made by one function.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from earnest.consent.fold import fold
from earnest.deciding import Making, Prepared, decide, withdrawn
from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import Busy, Moved
from earnest.domain.identity import Session
from earnest.domain.money import Money
from earnest.domain.turns import (
    Approval,
    Button,
    Chose,
    Context,
    Decision,
    DecisionKind,
    HandOverReason,
    Inbound,
    Look,
    Pressed,
    Proposal,
    Recorded,
    Reply,
    Ruled,
    Said,
    Scene,
    Standing,
    Thought,
    WantsPerson,
)
from earnest.domain.verdicts import Facts, Verdict
from earnest.looking import Eyes, World
from earnest.policy import asked_from_elsewhere, pressed_by_words

T = TypeVar("T")

TRIES_MAX = 5
"""How often a turn is thought anew when other turns of its conversation come between."""


class Unit(Protocol):
    """What a turn needs of the store inside a transaction; the store's contract suite says what each promises."""

    def answered(self, inbound: Inbound) -> Reply | None: ...  # noqa: D102 - see the class
    def standing(self, inbound: Inbound, *, lock: bool = False) -> Standing: ...  # noqa: D102 - see the class
    def consent_events(self, subject: str) -> tuple[ConsentEvent, ...]: ...  # noqa: D102 - see the class
    def exposure(self, session: Session, skill: str, since: int, currency: str) -> Money: ...  # noqa: D102 - the same
    def approval(self, approval: str) -> Approval: ...  # noqa: D102 - see the class
    def record(self, recorded: Recorded) -> Reply: ...  # noqa: D102 - see the class


class Store(Protocol):
    """Hands one function to the database and runs it inside one transaction."""

    def read(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class
    def decide(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class


class Assistant(Protocol):
    """Thinks. It has no hands."""

    def think(self, scene: Scene, look: Look) -> Thought: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Gathered:
    """What stood when the turn began: thinking rests on it, deciding checks that it still stands."""

    standing: Standing
    approval: Approval | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What thinking gave: prepared proposals, the assistant's next state, and what was looked at."""

    what: Said | Pressed | Chose | WantsPerson | Ruled
    prepared: tuple[Prepared, ...]
    thought: Thought
    eyes: Eyes


@dataclass(frozen=True, slots=True)
class Turns:
    """Answers what comes in. Nothing is said or done that is not recorded first."""

    store: Store
    assistant: Assistant
    world: World
    making: Making
    brand_digest: str

    def take(self, inbound: Inbound) -> Reply:
        """Answer one thing that came in.

        Raises:
            Busy: other turns of this conversation came between each time.
            NotFound, Expired, Conflict, SignInNeeded: the card, approval, conversation or session is not there for it.
        """
        for _ in range(TRIES_MAX):
            before = self.store.read(lambda unit: unit.answered(inbound) or self._gather(unit, inbound))
            if isinstance(before, Reply):  # the same message twice gets the same answer
                return before
            proposed = self._propose(inbound, before)  # slow; holds no transaction; has no effect
            try:
                return self.store.decide(partial(self._decide, inbound, before, proposed))
            except Moved:
                continue
        raise Busy("Several messages of this conversation arrived at once. Send the last one again.")

    def _gather(self, unit: Unit, inbound: Inbound, *, lock: bool = False) -> Gathered:
        standing = unit.standing(inbound, lock=lock)
        approval = unit.approval(inbound.what.approval) if isinstance(inbound.what, Ruled) else None
        return Gathered(standing, approval)

    def _propose(self, inbound: Inbound, gathered: Gathered) -> Proposed:
        standing = gathered.standing
        what = pressed_by_words(inbound.what, standing)
        eyes = Eyes(self.world, standing, standing.language, asked_from_elsewhere(what, standing.asked_by))
        still = Thought((), standing.state, standing.language)
        match what:
            case WantsPerson():
                wish = Proposal("", None, hand_over=HandOverReason.ASKED)
                return Proposed(what, (Prepared(wish),), still, eyes)
            case Ruled() if gathered.approval is not None:
                return Proposed(what, (eyes.approved(what, gathered.approval),), still, eyes)
            case Pressed():
                first: tuple[Prepared, ...] = (eyes.confirmed(what, standing.cards, self.world.clock.now()),)
            case _:
                first = ()
        thought = self.assistant.think(_scene(inbound, what, standing, self.world.clock.now()), eyes.look)
        return Proposed(what, (*first, *map(eyes.prepare, thought.proposals)), thought, eyes)

    def _decide(self, inbound: Inbound, before: Gathered, proposed: Proposed, unit: Unit) -> Reply:
        """Gather again, judge, decide, record; all inside the write transaction."""
        if answered := unit.answered(inbound):
            return answered
        now = self._gather(unit, inbound, lock=True)
        # Consent, session and version may have moved while the assistant thought: then it thinks again.
        events = unit.consent_events(proposed.eyes.session.subject)
        if now != before or fold(events, self.world.clock.now()).allowed != proposed.eyes.known.consents.allowed:
            raise Moved("The conversation has moved on while this answer was being made.")
        context = self._context(inbound, proposed)
        decisions = tuple(self._decision(unit, context, one, proposed) for one in proposed.prepared)
        return unit.record(
            Recorded(
                inbound=inbound,
                base_version=now.standing.version,
                decisions=decisions,
                state=proposed.thought.state,
                language=proposed.thought.language,
                session=proposed.eyes.session,
                asked_by=context.asked_by,
                closed_cards=_closed_cards(proposed.what, now.standing, decisions),
                attempts=proposed.eyes.attempts,
            )
        )

    def _decision(self, unit: Unit, context: Context, one: Prepared, proposed: Proposed) -> Decision:
        language = proposed.thought.language
        if _says_no(proposed.what, one):
            return withdrawn(self.making, context, one, language)
        verdict, facts = self._judge(unit, context, one, language)
        return decide(self.making, context, one, verdict, facts, language)

    def _judge(self, unit: Unit, context: Context, one: Prepared, language: str) -> tuple[Verdict | None, Facts]:
        if one.deed is None or one.facts is None:
            return None, {}
        broker, facts = self.world.broker, dict(one.facts)
        for exposure in broker.exposures(one.deed.skill):
            since = context.now - exposure.span
            paid = unit.exposure(context.session, exposure.skill, since, exposure.currency)
            facts[exposure.input] = paid + one.deed.amount if one.deed.amount else paid
        return broker.verdict(one.deed, facts, language), facts

    def _context(self, inbound: Inbound, proposed: Proposed) -> Context:
        return Context(
            conversation=inbound.conversation,
            session=proposed.eyes.session,
            channel=inbound.channel,
            asked_by=proposed.eyes.asked_by,
            consent_seq=proposed.eyes.known.consents.position,
            brand_digest=self.brand_digest,
            model=proposed.thought.model,
            used=proposed.eyes.used,
            now=self.world.clock.now(),
        )


def _scene(inbound: Inbound, what: object, standing: Standing, now: int) -> Scene:
    return Scene(
        conversation=inbound.conversation,
        session=standing.session,
        language=standing.language,
        text=what.text if isinstance(what, Said) else "",
        chosen=what.option if isinstance(what, Chose) else "",
        state=standing.state,
        card=standing.cards[-1].card if standing.cards else None,
        card_shown_last=standing.card_shown_last,
        asked_by=standing.asked_by,
        now=now,
        pressed=what.button if isinstance(what, Pressed) else None,
    )


def _says_no(what: object, one: Prepared) -> bool:
    match what:
        case Pressed(button=Button.CANCEL):
            return one.card is not None
        case Ruled(approve=False):
            return one.approval is not None
        case _:
            return False


def _closed_cards(what: object, standing: Standing, decisions: tuple[Decision, ...]) -> dict[str, str]:
    """What becomes of the open cards: the pressed one is used up, and a new card replaces older ones."""
    closed = {one.card.id: "replaced" for one in standing.cards if _opens_card(decisions)}
    if isinstance(what, Pressed):
        closed[what.card] = "confirmed" if what.button is Button.CONFIRM else "cancelled"
    return closed


def _opens_card(decisions: tuple[Decision, ...]) -> bool:
    return any(decision.kind is DecisionKind.CARD for decision in decisions)
