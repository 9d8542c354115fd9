"""How often something may be tried: a sliding window over counts. Pure; whom it counts is not known here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from earnest.domain.time import HOUR, Instant

SLICES = 12
"""Parts of a window that are counted apart: so much finer than the window is the time after which one may go on."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many tries in any span of this length.

    Args:
        tries_max: tries.
        window: microseconds, a multiple of `SLICES`.
    """

    tries_max: int
    window: Instant = HOUR

    @property
    def part(self) -> Instant:
        """Length of a slice."""
        return self.window // SLICES

    def slice_of(self, at: Instant) -> int:
        """The number of the slice that an instant is in."""
        return at // self.part

    def oldest(self, now: Instant) -> int:
        """The first slice that still counts: it may hold tries of the last window."""
        return self.slice_of(now - self.window)


@dataclass(frozen=True, slots=True)
class Count:
    """One count of one try.

    Args:
        kind: of what, such as `mail.host`.
        who: what is counted; kept as a keyed mark only.
        limit: how often.
    """

    kind: str
    who: str = field(repr=False)
    limit: Limit


def wait(limit: Limit, counts: Mapping[int, int], now: Instant) -> Instant:
    """Microseconds until one more try is within the limit, 0 if it is now.

    Args:
        limit: how often.
        counts: tries so far, by number of the slice.
        now: the time.
    """
    live = {part: count for part, count in counts.items() if part >= limit.oldest(now)}
    over = sum(live.values()) - limit.tries_max
    for part in sorted(live):
        if over < 0:
            return 0
        over -= live[part]
        if over < 0:
            return (part + 1) * limit.part + limit.window - now
    return 0 if over < 0 else limit.window
