"""A person's choices about their data: what can be chosen, saying yes and no, being asked, a browser's own signal.

Gather, decide, record, all in one transaction: what somebody says counts from the very next unit on, in an open
conversation, too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from earnest.consent.asking import Asking, asking
from earnest.consent.fold import fold
from earnest.consent.grants import DataMap
from earnest.consent.record import Ledger, record_of
from earnest.consent.table import PurposeRow, purposes_table
from earnest.consent.texts import PurposeText, text_of
from earnest.domain.consents import PERMITS, ConsentEvent, Origin, Paper, Terms, chosen
from earnest.domain.errors import Conflict
from earnest.domain.identity import Channel, Session
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose
from earnest.domain.time import DAY, Clock, Instant
from earnest.words import Words

T = TypeVar("T")

NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED})
"""What a person says when they say no."""

SAME = 1 * DAY
"""A yes to the same words within this time is the same yes; later it renews the first one."""


class Unit(Protocol):
    """What a choice needs of the store inside a transaction; the store's contract suite says what each promises."""

    def consent_events(self, subject: str, *, lock: bool = False) -> tuple[ConsentEvent, ...]: ...  # noqa: D102 - see the class
    def consent_papers(self, subject: str) -> dict[str, str]: ...  # noqa: D102 - see the class
    def subject_ref(self, subject: str) -> str: ...  # noqa: D102 - see the class
    def record_consent(  # noqa: D102 - see the class
        self, session: Session, event: ConsentEvent, papers: Sequence[Paper] = ()
    ) -> ConsentEvent: ...


class Store(Protocol):
    """Hands one function to the database and runs it inside one transaction."""

    def read(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class
    def decide(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Choice:
    """One purpose that can be chosen, as it stands for one person.

    Args:
        row: the purpose in the terms of the world.
        text: the exact words of today.
        state: what they last said, or that it has lapsed.
        allowed: whether the purpose has a live basis now.
        last: the event that counts, None while there is none.
        ask: whether they may be asked about it now.
    """

    row: PurposeRow
    text: PurposeText
    state: ConsentState
    allowed: bool
    last: ConsentEvent | None
    ask: Asking


@dataclass(frozen=True, slots=True)
class Rules:
    """How a brand asks: who it is, how long a yes holds and how long a no is heard (microseconds; 0: for good)."""

    terms: Terms
    consent_lasts: Instant
    no_lasts: Instant
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decides about their data."""

    store: Store
    wording: Words
    data_map: DataMap
    clock: Clock
    rules: Rules

    def every(self, session: Session, language: str = "") -> tuple[Choice, ...]:
        """Every purpose that can be chosen, as it stands for this person now."""
        events: tuple[ConsentEvent, ...] = self.store.read(lambda unit: unit.consent_events(session.subject))
        now, tongue = self.clock.now(), self.tongue(language)
        view = fold(events, now)
        last = {one.purpose: one for one in view.latest}
        return tuple(
            Choice(
                row,
                text_of(self.wording, row.purpose, tongue),
                view.state(row.purpose),
                view.allows(row.purpose),
                last.get(row.purpose),
                asking(events, row.purpose, now, self.rules.no_lasts),
            )
            for row in purposes_table().values()
            if row.chosen
        )

    def say(
        self,
        session: Session,
        purpose: Purpose,
        state: ConsentState,
        text_version: str = "",
        language: str = "",
        channel: Channel = Channel.CHAT,
    ) -> ConsentEvent:
        """Record what a person says about a purpose; the event that holds now. Said twice, it is one event.

        A no to what was a yes is a withdrawal; a no to an interest of the company's is an objection. A yes needs the
        version of the words that were read; a no needs nothing.

        Raises:
            Conflict: there is nothing to choose about this purpose, or it is a yes to words that are not today's.
            SignInNeeded: the session has ended.
        """
        return self.store.decide(
            lambda unit: self.said_in(
                unit, session, purpose, state, text_version=text_version, language=language, channel=channel
            )
        )

    def said_in(
        self,
        unit: Unit,
        session: Session,
        purpose: Purpose,
        state: ConsentState,
        *,
        text_version: str,
        language: str,
        channel: Channel,
    ) -> ConsentEvent:
        """Record it inside a transaction that writes more; see `say`."""
        if not chosen(purpose):
            raise Conflict(f"{purpose.value} rests on {BASIS_OF[purpose].value}: there is nothing to choose about it.")
        text = text_of(self.wording, purpose, self.tongue(language))
        if state not in NO and text.version != text_version:
            raise Conflict(
                "A yes needs the words that are in force today; read the choices again and send their version."
            )
        shown = text if text.version == text_version else None
        last = _last(unit.consent_events(session.subject, lock=True), purpose)
        now = self.clock.now()
        after = _meant(purpose, last.state_at(now) if last else None, state)
        if last is not None and _same(last, after, shown, now):
            return last
        return self._record(unit, session, replace(self._event(purpose, after, shown), channel=channel.value), shown)

    def asked(self, session: Session, purpose: Purpose, language: str = "", *, put_off: bool = False) -> ConsentEvent:
        """Record that a person is being asked about a purpose, or that they put it off.

        Raises:
            Conflict: they may not be asked now, or nothing was asked that could be put off.
            SignInNeeded: the session has ended.
        """
        return self.store.decide(lambda unit: self.asked_in(unit, session, purpose, language, put_off=put_off))

    def asked_in(
        self,
        unit: Unit,
        session: Session,
        purpose: Purpose,
        language: str,
        channel: Channel = Channel.CHAT,
        *,
        put_off: bool = False,
    ) -> ConsentEvent:
        """Record it inside a transaction that writes more; see `asked`."""
        text = text_of(self.wording, purpose, self.tongue(language)) if chosen(purpose) else None
        events = unit.consent_events(session.subject, lock=True)
        found = asking(events, purpose, self.clock.now(), self.rules.no_lasts)
        if not put_off and not found.may:
            raise Conflict(f"{purpose.value} may not be asked about now ({found.because.value}).")
        last = _last(events, purpose)
        if put_off and (last is None or last.state is not ConsentState.REQUESTED):
            raise Conflict(f"{purpose.value} was not asked about, so it cannot be put off.")
        state = ConsentState.DEFERRED if put_off else ConsentState.REQUESTED
        origin = Origin.CUSTOMER if put_off else Origin.HOUSE
        event = replace(self._event(purpose, state, text), origin=origin, channel=channel.value)
        return self._record(unit, session, event, text)

    def honour(self, session: Session) -> Instant:
        """Take a browser's Global Privacy Control as an objection, once; since when it has counted.

        What the person says themselves afterwards goes before it: the signal is general, their word is not.
        """
        told: tuple[ConsentEvent, ...] = self.store.read(lambda unit: unit.consent_events(session.subject))
        if not unheard(told):
            return signal_since(told)

        def decide(unit: Unit) -> Instant:
            for purpose in unheard(unit.consent_events(session.subject, lock=True)):
                objected = replace(self._event(purpose, ConsentState.OBJECTED, None), origin=Origin.SIGNAL)
                self._record(unit, session, objected, None)
            return signal_since(unit.consent_events(session.subject))

        return self.store.decide(decide)

    def signal_since(self, session: Session) -> Instant:
        """Since when the browser's signal has counted, 0 where none came."""
        events: tuple[ConsentEvent, ...] = self.store.read(lambda unit: unit.consent_events(session.subject))
        return signal_since(events)

    def record(self, session: Session, language: str = "") -> dict[str, Any]:
        """Everything that was asked and said, as ISO/IEC TS 27560 shapes it."""

        def look(unit: Unit) -> Ledger:
            person, events = unit.subject_ref(session.subject), unit.consent_events(session.subject)
            papers = unit.consent_papers(session.subject)
            return Ledger(person, events, papers, self.rules.terms, self.data_map, self.clock.now())

        return record_of(self.store.read(look), self.wording, self.tongue(language))

    def tongue(self, language: str) -> str:
        """One of the brand's languages: the one asked for, or its first."""
        known = language.partition("-")[0].lower()
        return known if known in self.rules.languages else self.rules.languages[0]

    def _event(self, purpose: Purpose, state: ConsentState, shown: PurposeText | None) -> ConsentEvent:
        lasts = self.rules.consent_lasts if state in PERMITS and BASIS_OF[purpose] is Basis.CONSENT else 0
        return ConsentEvent(
            0,
            "",
            purpose,
            state,
            0,
            shown.version if shown else "",
            shown.language if shown else "",
            Channel.CHAT.value,
            self.clock.now() + lasts if lasts else 0,
            shown.digest if shown else "",
            self.rules.terms.digest,
        )

    def _record(self, unit: Unit, session: Session, event: ConsentEvent, shown: PurposeText | None) -> ConsentEvent:
        return unit.record_consent(session, event, (self.rules.terms.paper, *((shown.paper,) if shown else ())))


def unheard(events: Iterable[ConsentEvent]) -> tuple[Purpose, ...]:
    """The purposes about which a browser's signal has not been recorded yet."""
    heard = {one.purpose for one in events if one.origin is Origin.SIGNAL}
    return tuple(row.purpose for row in purposes_table().values() if row.signalled and row.purpose not in heard)


def signal_since(events: Iterable[ConsentEvent]) -> Instant:
    """Since when a browser's signal has counted, 0 where none came."""
    return min((one.at for one in events if one.origin is Origin.SIGNAL), default=0)


def _last(events: Sequence[ConsentEvent], purpose: Purpose) -> ConsentEvent | None:
    return max((one for one in events if one.purpose is purpose), key=lambda one: one.seq, default=None)


def _meant(purpose: Purpose, before: ConsentState | None, said: ConsentState) -> ConsentState:
    """What saying it amounts to after what held before."""
    if said in NO:
        if BASIS_OF[purpose] is Basis.LEGITIMATE_INTEREST:
            return ConsentState.OBJECTED
        return ConsentState.WITHDRAWN if said is ConsentState.REFUSED and before in PERMITS else said
    return ConsentState.RENEWED if before in PERMITS | {ConsentState.EXPIRED} else ConsentState.GIVEN


def _same(last: ConsentEvent, after: ConsentState, shown: PurposeText | None, now: Instant) -> bool:
    """Whether the person has just said the same."""
    if after in NO:  # a no that another system told is not theirs, and could be lifted there
        return last.state is after and last.origin is Origin.CUSTOMER
    same_words = shown is not None and last.text_digest == shown.digest
    return last.state_at(now) in PERMITS and same_words and now - last.at < SAME
