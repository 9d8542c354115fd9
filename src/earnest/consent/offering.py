"""Whether a purpose is asked about at the end of an answer: once, beside help that was given, and never as a wall."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from earnest.consent.asking import Because, asking
from earnest.consent.fold import fold
from earnest.domain.consents import ConsentEvent, Origin
from earnest.domain.purposes import Purpose
from earnest.domain.time import Instant


class Not(StrEnum):
    """Why nothing is asked."""

    NOTHING_TO_KEEP = "nothing_to_keep"
    NO_HELP_YET = "no_help_yet"
    ASKED_HERE = "asked_here"
    SIGNAL = "signal"
    ALLOWED = "allowed"
    MAY_NOT_BE_ASKED = "may_not_be_asked"


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of an answer, as it bears on asking.

    Args:
        purpose: what would be asked about.
        gains: whether the person would have something of a yes now: there is something to keep.
        helped: whether the answer stands by itself: it asks nothing else, and refuses nothing.
        asked_here: the purposes that were asked about in this conversation.
        now: the instant.
        again: microseconds for which a no is heard.
    """

    purpose: Purpose
    gains: bool
    helped: bool
    asked_here: Collection[Purpose]
    now: Instant
    again: Instant


def why_not(events: Iterable[ConsentEvent], moment: Moment) -> Not | None:
    """Why nothing is asked at the end of an answer; None where the question may be put.

    A browser's signal (Global Privacy Control) counts as a no to every question.

    Args:
        events: the person's history.
        moment: the end of the answer.
    """
    history = tuple(events)
    if not moment.gains:
        return Not.NOTHING_TO_KEEP
    if fold(history, moment.now).allows(moment.purpose):
        return Not.ALLOWED
    if any(one.origin is Origin.SIGNAL for one in history):
        return Not.SIGNAL
    if moment.purpose in moment.asked_here:
        return Not.ASKED_HERE
    if asking(history, moment.purpose, moment.now, moment.again).because is not Because.FREE:
        return Not.MAY_NOT_BE_ASKED
    return None if moment.helped else Not.NO_HELP_YET
