"""Whose a conversation is: one colleague at a time, and nobody's for ever."""

from dataclasses import dataclass

from earnest.domain.time import HOUR, Instant

SILENT_MAX = 1 * HOUR
"""Microseconds that a colleague may have a conversation without a word; after that any other may take it."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A conversation's seat.

    Args:
        colleague: who has it, "" while nobody does.
        quiet_since: since when they have said nothing there.
    """

    colleague: str = ""
    quiet_since: Instant = 0


def may_take(seat: Seat, colleague: str, now: Instant, *, owner: bool = False) -> bool:
    """Whether a colleague may take a conversation: a free one, a forsaken one, or, as an owner, anybody's.

    Args:
        seat: whose it is.
        colleague: who would take it.
        now: the time.
        owner: whether they may act where another colleague has it.
    """
    if seat.colleague == colleague:
        return False
    return not seat.colleague or owner or now - seat.quiet_since > SILENT_MAX


def may_speak(seat: Seat, colleague: str) -> bool:
    """Whether a colleague may write to the customer: only whoever has the conversation."""
    return bool(colleague) and seat.colleague == colleague


def may_end(seat: Seat, colleague: str, *, owner: bool = False) -> bool:
    """Whether a colleague may hand a conversation back or close it."""
    return owner or seat.colleague in ("", colleague)
