"""When one person may stand for two: in a small team only, by time and light. Pure."""

from dataclasses import dataclass

from earnest.domain.errors import NotAllowed
from earnest.domain.staff import SMALL_TEAM, Alone
from earnest.domain.time import HOUR, Instant

LIGHT = 24 * HOUR
"""Microseconds that something lies open for everybody to see before one person may decide it alone."""


@dataclass(frozen=True, slots=True)
class Team:
    """Who there is to be the second person.

    Args:
        active: people who could decide it, the one who asks included.
        offered: whether this brand lets one person stand for two at all.
    """

    active: int
    offered: bool

    @property
    def small(self) -> bool:
        """Whether it is too small to find a second person in."""
        return self.offered and self.active < SMALL_TEAM


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody who wants to be their own second person.

    Args:
        seen_at: since when everybody could see what they want.
        signed_at: when they signed in, 0 for who came by a key or at a terminal.
        now: the time.
        owner: whether they answer for everything.
    """

    seen_at: Instant
    signed_at: Instant
    now: Instant
    owner: bool


def alone(team: Team, one: Alike) -> Alone:
    """By what one person stands for two.

    Raises:
        NotAllowed: somebody else decides it, or it is too early; the message says what to do.
    """
    if not team.small:
        raise NotAllowed("Somebody else decides this: not who asked for it, wrote its rule or said yes before.")
    if one.now >= one.seen_at + LIGHT:
        return Alone.WAITED
    if one.owner and one.signed_at > one.seen_at:
        return Alone.CONFIRMED
    hours = -(-(one.seen_at + LIGHT - one.now) // HOUR)
    raise NotAllowed(
        f"There are too few of you for a second person. Decide it in {hours} hours, when everybody could have seen it; "
        "or an owner signs in anew and confirms it."
    )
