"""Time: integer microseconds since 1970-01-01 UTC; a clock is always passed in."""

import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

Instant = int
"""Microseconds since 1970-01-01 UTC."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(at: Instant) -> str:
    """An instant as RFC 3339 text in UTC."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat().replace("+00:00", "Z")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> Instant:
        """Microseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> Instant:
        """Microseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000


@dataclass(slots=True)
class SimulatedClock:
    """A clock that stands still until it is moved; for the demo, replay and tests."""

    at: Instant = 1_790_000_000 * SECOND
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def now(self) -> Instant:
        """The instant the clock was last moved to."""
        return self.at

    def move(self, microseconds: int) -> None:
        """Move the clock; a negative number sets it back, as broken machines do."""
        with self._lock:
            self.at += microseconds
