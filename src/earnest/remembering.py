"""Preferences are kept and read only while their person's yes to `memory.profile` holds, judged in the same instant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from earnest.consent.fold import fold
from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import NotAllowed, NotFound
from earnest.domain.identity import Session
from earnest.domain.preferences import LIFETIMES, PREFERENCES, Preference, Remembered, read_preference
from earnest.domain.purposes import Purpose
from earnest.domain.time import Clock, Instant
from earnest.domain.turns import Used

T = TypeVar("T")


class Unit(Protocol):
    """What remembering needs of the store inside a transaction; the store's contract suite says what each promises."""

    def consent_events(self, subject: str, *, lock: bool = False) -> tuple[ConsentEvent, ...]: ...  # noqa: D102 - see the class
    def remembered(self, subject: str, now: Instant) -> tuple[Remembered, ...]: ...  # noqa: D102 - see the class
    def remember(self, subject: str, told: Remembered) -> None: ...  # noqa: D102 - see the class
    def forget(self, subject: str, preference: Preference) -> bool: ...  # noqa: D102 - see the class


class Store(Protocol):
    """Hands one function to the database and runs it inside one transaction."""

    def read(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class
    def decide(self, fn: Callable[[Any], T]) -> T: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Memory:
    """What a person told us about how they like to be served."""

    store: Store
    clock: Clock

    def allowed(self, session: Session) -> bool:
        """Whether anything may be remembered of this person now."""
        return self.store.read(lambda unit: _until(unit, session, self.clock.now()) is not None)

    def every(self, session: Session) -> tuple[Remembered, ...]:
        """What is remembered and may be read now; () without a live yes, whatever is still kept."""

        def look(unit: Unit) -> tuple[Remembered, ...]:
            now = self.clock.now()
            return unit.remembered(session.subject, now) if _until(unit, session, now) is not None else ()

        return self.store.read(look)

    def recalled(self, session: Session, preference: Preference) -> tuple[str, tuple[Used, ...]]:
        """One remembered value, and what is to be recorded as read.

        It is "" and () where there is none, it may not be read now, or the person does not want it used.
        """
        if PREFERENCES in self.store.read(lambda unit: unit.barred(session.subject)):
            return "", ()
        found = next((one.value for one in self.every(session) if one.preference is preference), "")
        return found, (Used(PREFERENCES, preference.value, Purpose.MEMORY_PROFILE),) if found else ()

    def set(self, session: Session, preference: Preference, value: str) -> Remembered:
        """Remember something, or put it right; its lifetime begins anew, and never outlasts the yes it rests on.

        Raises:
            BadInput: the value does not have the preference's form.
            NotAllowed: there is no live yes to remembering.
        """
        return self.store.decide(lambda unit: keep(unit, session, preference, value, self.clock.now()))

    def forget(self, session: Session, preference: Preference) -> None:
        """Forget something at once; it needs no yes.

        Raises:
            NotFound: it is not remembered.
        """
        if not self.store.decide(lambda unit: unit.forget(session.subject, preference)):
            raise NotFound(f"Nothing is remembered as your {preference.value.replace('_', ' ')}.")


def keep(unit: Unit, session: Session, preference: Preference, value: str, now: Instant) -> Remembered:
    """Remember something inside a transaction that writes more; see `Memory.set`."""
    until = _until(unit, session, now, lock=True)
    if until is None:
        raise NotAllowed("Nothing is remembered without your yes; say yes to memory.profile first.")
    lasts = now + LIFETIMES[preference]
    told = Remembered(preference, read_preference(preference, value), now, min(lasts, until) if until else lasts)
    unit.remember(session.subject, told)
    return told


def _until(unit: Unit, session: Session, now: Instant, *, lock: bool = False) -> Instant | None:
    """Until when the yes to remembering holds: 0 without an end, None where there is none."""
    view = fold(unit.consent_events(session.subject, lock=lock), now)
    if not view.allows(Purpose.MEMORY_PROFILE):
        return None
    return next((one.expires_at for one in view.latest if one.purpose is Purpose.MEMORY_PROFILE), 0)
