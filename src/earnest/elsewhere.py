"""What other systems tell of people's consents is judged and recorded in one transaction, a person at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Protocol, TypeVar

from earnest.consent.fold import fold
from earnest.consent.told import Ruling, Told, order, ruling
from earnest.consent.told_file import Unread
from earnest.domain.consents import PERMITS, ConsentEvent
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState
from earnest.domain.time import Clock, Instant

T = TypeVar("T")


class Unit(Protocol):
    """What this needs of the store inside a transaction; the store's contract suite says what each promises."""

    def told_events(self, customer: str) -> tuple[ConsentEvent, ...]: ...  # noqa: D102 - see the class
    def record_told(self, customer: str, event: ConsentEvent) -> ConsentEvent: ...  # noqa: D102 - see the class
    def begin_message(self, message: str) -> tuple[str, str] | None: ...  # noqa: D102 - see the class
    def end_message(self, message: str, decision: str, ruling: str) -> None: ...  # noqa: D102 - see the class


class Store(Protocol):
    """Hands one function to the database and runs it inside one transaction."""

    def decide(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one thing told: the ruling, and the decision that recorded it, "" where nothing was."""

    told: Told
    ruling: Ruling
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file: every row that was not taken by its line, with why."""

    taken: int
    refused: tuple[tuple[int, str], ...]

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows were refused, by reason."""
        return dict(Counter(why for _, why in self.refused).most_common())


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Takes what other systems tell.

    Args:
        store: the store.
        clock: the time.
        consent_lasts: microseconds that a yes holds from when it was said, 0 for no end.
    """

    store: Store
    clock: Clock
    consent_lasts: Instant = field(default=0)

    def take(self, told: Sequence[Told]) -> tuple[Taken, ...]:
        """Take what is told of one customer, in the order in which it was said; what became of each."""
        return self.store.decide(lambda unit: tuple(self.take_in(unit, one) for one in sorted(told, key=order)))

    def take_message(self, message: str, told: Told) -> Taken:
        """Take what a platform's message tells; the same message twice has one effect and one answer."""

        def decide(unit: Unit) -> Taken:
            before = unit.begin_message(message)
            if before is not None:
                return Taken(told, Ruling(before[1]), before[0])
            taken = self.take_in(unit, told)
            unit.end_message(message, taken.decision, taken.ruling.value)
            return taken

        return self.store.decide(decide)

    def take_in(self, unit: Unit, told: Told) -> Taken:
        """Take one thing inside a transaction that is under way."""
        now, events = self.clock.now(), unit.told_events(told.customer)
        bounded = self._bounded(told)
        found = ruling(bounded, events, now)
        if found is not Ruling.TAKEN:
            return Taken(told, found)
        event = _event(bounded, fold(events, now).state(told.purpose))
        return Taken(told, found, unit.record_told(told.customer, event).decision)

    def import_all(self, rows: Iterable[Told | Unread]) -> Report:
        """Take a whole file, a customer at a time."""
        read, refused, taken = list[Told](), list[tuple[int, str]](), 0
        for row in rows:
            if isinstance(row, Unread):
                refused.append((row.line, row.why))
            else:
                read.append(row)
        for _, told in groupby(sorted(read, key=lambda one: one.customer), key=lambda one: one.customer):
            for one in self.take(tuple(told)):
                taken += one.ruling is Ruling.TAKEN
                if one.ruling is not Ruling.TAKEN:
                    refused.append((one.told.line, one.ruling.value))
        return Report(taken, tuple(sorted(refused)))

    def _bounded(self, told: Told) -> Told:
        """A yes holds no longer than one that is given here would."""
        if told.state not in PERMITS or BASIS_OF[told.purpose] is not Basis.CONSENT or not self.consent_lasts:
            return told
        until = told.said_at + self.consent_lasts
        return replace(told, expires_at=min(told.expires_at or until, until))


def _event(told: Told, before: ConsentState) -> ConsentEvent:
    state = told.state
    if state in PERMITS:
        state = ConsentState.RENEWED if before is ConsentState.EXPIRED else ConsentState.GIVEN
    return ConsentEvent(
        0,
        "",
        told.purpose,
        state,
        0,
        told.text_version,
        told.language,
        told.source,
        told.expires_at,
        origin=told.origin,
        said_at=told.said_at,
    )
