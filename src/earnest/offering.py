"""Asking just in time: what a customer told is kept under their yes, and where there is none the question is put once.

The question stands at the end of an answer that has helped already; it never goes before one. Everything here runs in
the transaction of the turn that it belongs to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from earnest.choices import Choices
from earnest.consent.fold import fold
from earnest.consent.offering import Moment as EndOfAnswer
from earnest.consent.offering import Not, why_not
from earnest.consent.texts import label_of, text_of
from earnest.deciding import Making
from earnest.domain.consents import ConsentEvent, Paper
from earnest.domain.errors import NotFound
from earnest.domain.identity import Channel, Session
from earnest.domain.ids import Kind
from earnest.domain.inbound import AtDesk, Ruled, What
from earnest.domain.items import Card, Offer, Part, Receipt, Words
from earnest.domain.items import Choices as Options
from earnest.domain.preferences import HEARD, LIFETIMES, OFFER, OFFERED, Preference, Remembered, Told
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.rights import Agree, Changed, Right
from earnest.domain.time import SECOND, Instant
from earnest.domain.turns import Concern, Context, Decision, DecisionKind, HandOverReason, Standing
from earnest.remembering import keep
from earnest.words import Value
from earnest.words.preferences import in_words

PURPOSE = Purpose.MEMORY_PROFILE
"""What a yes to what was told in a conversation is about."""

HELPED = frozenset({DecisionKind.ANSWER, DecisionKind.EFFECT})
"""The decisions that stand by themselves; a question, a card or a refusal does not, nor do words beside one."""

_SAID_SO = frozenset({Not.SIGNAL, Not.ASKED_HERE, Not.MAY_NOT_BE_ASKED})
"""What is told to somebody who asked for something to be remembered, where no question may be put."""


class Unit(Protocol):
    """What asking needs of the store inside a transaction; the store's contract suite says what each promises."""

    def consent_events(self, subject: str, *, lock: bool = False) -> tuple[ConsentEvent, ...]: ...  # noqa: D102 - see the class
    def consent_papers(self, subject: str) -> dict[str, str]: ...  # noqa: D102 - see the class
    def subject_ref(self, subject: str) -> str: ...  # noqa: D102 - see the class
    def record_consent(  # noqa: D102 - see the class
        self, session: Session, event: ConsentEvent, papers: Sequence[Paper] = ()
    ) -> ConsentEvent: ...
    def remembered(self, subject: str, now: Instant) -> tuple[Remembered, ...]: ...  # noqa: D102 - see the class
    def remember(self, subject: str, told: Remembered) -> None: ...  # noqa: D102 - see the class
    def forget(self, subject: str, preference: Preference) -> bool: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Heard:
    """What a turn has to say about the customer's preferences.

    Args:
        what: what came in, as it is understood.
        told: what the message tells of them.
        session: who speaks at the end of the turn.
        language: what is spoken.
        channel: the door.
    """

    what: What
    told: tuple[Told, ...]
    session: Session
    language: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Beside:
    """A turn's decisions with what is said beside them, and what the conversation's state keeps of it."""

    decisions: tuple[Decision, ...]
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offering:
    """What is kept of what customers tell, and how they are asked."""

    choices: Choices
    making: Making

    def beside(self, unit: Unit, heard: Heard, standing: Standing, decisions: tuple[Decision, ...]) -> Beside:
        """Keep what was told where the customer's yes holds, or put the question where it may be put."""
        state = _state_after(heard, standing)
        told = {Preference(name): value for name, value in state.get(HEARD, {}).items()}
        elsewhere = isinstance(heard.what, Right | AtDesk | Ruled) or bool(standing.colleague)
        # Whoever was identified just now is asked in a later turn: their history is another one.
        if elsewhere or not told or heard.session.subject != standing.session.subject or not decisions:
            return Beside(decisions, state)
        events = unit.consent_events(heard.session.subject, lock=True)
        now, here = decisions[-1].context.now, tuple(map(Purpose, state.get(OFFERED, ())))
        if fold(events, now).allows(PURPOSE):
            return Beside(self._kept(unit, heard, decisions, now), state)
        helped = _helped(decisions, standing)
        end = EndOfAnswer(PURPOSE, bool(told), helped, here, now, self.choices.rules.no_lasts)
        match why_not(events, end):
            case None:
                return self._offered(unit, heard, told, Beside(decisions, state), now)
            case no if no in _SAID_SO and any(one.wanted for one in heard.told):
                return Beside(_with(decisions, Words(self._say(heard.language, "offer-not-kept"))), state)
        return Beside(decisions, state)

    def agreed(
        self, unit: Unit, context: Context, what: Agree, concern: Concern | None, told: Mapping[str, str]
    ) -> Decision:
        """A customer's yes or no to an offer: recorded as they said it, with its receipt.

        Args:
            unit: the transaction.
            context: what the decision rests on.
            what: what they said.
            concern: the decision under which it was offered.
            told: what was told in the conversation, by preference.

        Raises:
            NotFound: nothing was offered under that decision.
            Conflict: it is a yes to words that are not today's.
        """
        offer = _offer_of(concern.decision.said) if concern else None
        if offer is None or concern is None:
            raise NotFound("Nothing was asked there; look at what is open in this conversation.")
        state = ConsentState.GIVEN if what.yes else ConsentState.REFUSED
        event = self.choices.said_in(
            unit,
            context.session,
            offer.purpose,
            state,
            text_version=offer.text_version,
            language=offer.language,
            channel=context.channel,
        )
        kept = self._keep_all(unit, context, told, offer.language) if what.yes else ()
        title = self._say(offer.language, "offer-receipt-yes" if what.yes else "offer-receipt-no")
        rows = ((self._say(offer.language, "offer-about"), offer.label), *kept)
        words = Words(self._say(offer.language, "offer-yes-noted" if what.yes else "offer-no-noted"))
        facts = {"purpose": offer.purpose.value, "allowed": what.yes, "consent": event.decision}
        return self._decision(context, (words, Receipt(event.decision, title, rows, 0)), facts, concern.decision.id)

    def changed(self, context: Context, what: Changed, language: str) -> Decision:
        """What was changed on the person's own page is said in an open conversation, too."""
        wording = self.choices.wording
        key = "choice-allowed-here" if what.allowed else "choice-withdrawn-here"
        said = Words(self._say(language, key, purpose=label_of(wording, what.purpose, language)))
        return self._decision(context, (said,), {"purpose": what.purpose.value, "allowed": what.allowed}, "")

    def _kept(self, unit: Unit, heard: Heard, decisions: tuple[Decision, ...], now: Instant) -> tuple[Decision, ...]:
        """Under a live yes, what was told is kept at once, and that is said."""
        before = {one.preference: one.value for one in unit.remembered(heard.session.subject, now)}
        new = [one for one in heard.told if before.get(one.preference) != one.value]
        if not new:
            return decisions
        rows = [self._row(keep(unit, heard.session, one.preference, one.value, now), heard.language) for one in new]
        listed = tuple(f"{label}: {value}" for label, value in rows)
        return _with(decisions, Words(self._say(heard.language, "told-kept", told=listed)))

    def _keep_all(
        self, unit: Unit, context: Context, told: Mapping[str, str], language: str
    ) -> tuple[tuple[str, str], ...]:
        """Keep what was told in the conversation; the rows of its receipt."""
        kept = (keep(unit, context.session, Preference(name), told[name], context.now) for name in sorted(told))
        return tuple([self._row(one, language) for one in kept])

    def _offered(
        self, unit: Unit, heard: Heard, told: Mapping[Preference, str], beside: Beside, now: Instant
    ) -> Beside:
        language = self.choices.tongue(heard.language)
        self.choices.asked_in(unit, heard.session, PURPOSE, language, heard.channel)
        text = text_of(self.choices.wording, PURPOSE, language)
        kept = (Remembered(one, value, now, now + LIFETIMES[one]) for one, value in told.items())
        offer = Offer(
            purpose=PURPOSE,
            label=text.label,
            gain=text.gain,
            text=text.text,
            loss=text.loss,
            rows=tuple(self._row(one, language) for one in kept),
            yes=self._say(language, "offer-yes"),
            no=self._say(language, "offer-no"),
            text_version=text.version,
            language=language,
        )
        here = sorted({*beside.state.get(OFFERED, ()), PURPOSE.value})
        state = {**beside.state, OFFERED: here, OFFER: beside.decisions[-1].id}
        return Beside(_with(beside.decisions, offer), state)

    def _row(self, one: Remembered, language: str) -> tuple[str, str]:
        """What is kept, as it is shown: its name, its value, until when."""
        label, value = in_words(partial(self._say, language), one.preference, one.value)
        day = datetime.fromtimestamp(one.until // SECOND, UTC).date()
        return label, self._say(language, "offer-until", value=value, at=day)

    def _say(self, language: str, key: str, **values: Value) -> str:
        return self.making.wording.say(self.choices.tongue(language), key, conversation="", **values)

    def _decision(
        self, context: Context, said: tuple[Part, ...], facts: Mapping[str, str | bool], caused_by: str
    ) -> Decision:
        return Decision(
            id=self.making.new_id(Kind.DECISION),
            kind=DecisionKind.DATA_CHOICE,
            context=context,
            intent="",
            sure=None,
            facts=facts,
            verdict=None,
            deed=None,
            words={},
            said=said,
            caused_by=caused_by,
        )


def _state_after(heard: Heard, standing: Standing) -> dict[str, Any]:
    """What the conversation keeps of preferences: what was told, until it is taken back; where it was asked."""
    told = {**standing.state.get(HEARD, {}), **{one.preference.value: one.value for one in heard.told}}
    if isinstance(heard.what, Changed) and heard.what.purpose is PURPOSE and not heard.what.allowed:
        told = {}
    state: dict[str, Any] = {HEARD: told} if told else {}
    if standing.state.get(OFFERED):
        state[OFFERED] = list(standing.state[OFFERED])
    return state


def _helped(decisions: Sequence[Decision], standing: Standing) -> bool:
    """Whether the answer stands by itself: nothing is open, asked or refused in it."""
    helps = all(one.kind in HELPED or one.hand_over is HandOverReason.ASKED for one in decisions)
    parts = [part for one in decisions for part in one.said]
    asks = any(isinstance(part, Card | Options | Offer) for part in parts)
    return helps and bool(decisions[-1].said) and not asks and not standing.cards


def _with(decisions: tuple[Decision, ...], part: Part) -> tuple[Decision, ...]:
    last = decisions[-1]
    return (*decisions[:-1], replace(last, said=(*last.said, part)))


def _offer_of(said: Sequence[Part]) -> Offer | None:
    return next((part for part in said if isinstance(part, Offer)), None)
