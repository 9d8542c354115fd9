"""Whether and how a purpose may be asked about now: just in time, beside the help and never before it.

Asking is never a wall: whoever is asked has a yes, a no and a "later" of equal weight, is told the gain and what a no
costs, and is helped all the same. A no is heard for a named time; an objection, or a browser's own signal, for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from earnest.domain.consents import PERMITS, ConsentEvent
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose
from earnest.domain.time import DAY, Instant

REQUESTS_MAX = 3
"""How often one purpose is asked about in all; who has not said yes by then will find it on their own page."""

PAUSE = 7 * DAY
"""Microseconds from one request that was put off, or left unanswered, to the next."""

ANSWERS = (ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.DEFERRED)
"""What whoever is asked can say, each as near as the others."""


class Because(StrEnum):
    """Why a purpose may be asked about now, or may not."""

    FREE = "free"
    NEEDS_NO_YES = "needs_no_yes"
    GIVEN = "given"
    OBJECTED = "objected"
    SAID_NO = "said_no"
    ASKED_LATELY = "asked_lately"
    ASKED_OFTEN = "asked_often"


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether a purpose may be asked about.

    Args:
        may: now.
        because: why, or why not.
        again_at: from when on it may be asked, 0 where that is now or will not come.
    """

    may: bool
    because: Because
    again_at: Instant = 0


def asking(events: Iterable[ConsentEvent], purpose: Purpose, now: Instant, again: Instant) -> Asking:
    """Whether a purpose may be asked about at an instant.

    Args:
        events: the person's history.
        purpose: which.
        now: the instant.
        again: microseconds for which a no is heard.
    """
    own = sorted((one for one in events if one.purpose is purpose), key=lambda one: one.seq)
    if BASIS_OF.get(purpose) is not Basis.CONSENT:
        return Asking(may=False, because=Because.NEEDS_NO_YES)
    never = _never(own, now)
    if never is not None:
        return Asking(may=False, because=never)
    match own[-1].state if own else None:
        case ConsentState.REFUSED | ConsentState.WITHDRAWN:
            return _after(_said_at(own[-1]) + again, now, Because.SAID_NO)
        case ConsentState.REQUESTED | ConsentState.DEFERRED:
            return _after(_said_at(own[-1]) + PAUSE, now, Because.ASKED_LATELY)
    return Asking(may=True, because=Because.FREE)


def _never(own: Sequence[ConsentEvent], now: Instant) -> Because | None:
    """Why waiting would change nothing, None where it would."""
    state = own[-1].state_at(now) if own else None
    if state in PERMITS:
        return Because.GIVEN
    if state is ConsentState.OBJECTED:
        return Because.OBJECTED
    often = sum(one.state is ConsentState.REQUESTED for one in own) >= REQUESTS_MAX
    return Because.ASKED_OFTEN if often else None


def _said_at(event: ConsentEvent) -> Instant:
    return max(event.at, event.said_at)


def _after(at: Instant, now: Instant, because: Because) -> Asking:
    return Asking(may=True, because=Because.FREE) if now >= at else Asking(may=False, because=because, again_at=at)
