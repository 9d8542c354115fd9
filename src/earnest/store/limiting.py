"""Counts of what may be tried only so often, under keyed marks: whom they count stands nowhere."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.domain.limits import Count, wait
from earnest.domain.time import Instant
from earnest.store.kit import Kit
from earnest.store.rows import Rows

# Even a count of nothing takes the row's lock: two tries at once are counted one after the other.
_PUT = (
    "INSERT INTO tries (kind, who, part, tried, ends_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (kind, who, part) DO UPDATE SET tried = tries.tried + excluded.tried"
)
_COUNTS = "SELECT part, tried FROM tries WHERE kind = ? AND who = ? AND part >= ?"


@dataclass(frozen=True, slots=True)
class Limiting:
    """Counts of tries. It is `Store.limiting`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: clock and look-up key.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def wait(self, counts: Sequence[Count]) -> Instant:
        """Microseconds until one more try is within every limit, 0 if it is now; nothing is counted."""
        found: Instant = self.read(lambda unit: _wait(unit.rows, self.kit, counts))
        return found

    def take(self, counts: Sequence[Count]) -> Instant:
        """Count one more try if it is within every limit, and 0; else the wait, and nothing is counted."""
        found: Instant = self.write(lambda unit: _take(unit.rows, self.kit, counts))
        return found


def count_ended(rows: Rows, now: Instant) -> int:
    """Counts that no limit looks at any more."""
    return len(rows.all("SELECT 1 FROM tries WHERE ends_at <= ?", now))


def end_old(rows: Rows, now: Instant) -> int:
    """Delete counts that no limit looks at any more; how many that were."""
    return rows.run("DELETE FROM tries WHERE ends_at <= ?", now)


def _take(rows: Rows, kit: Kit, counts: Sequence[Count]) -> Instant:
    end_old(rows, kit.clock.now())
    in_order = sorted(counts, key=lambda one: (one.kind, one.who))  # who takes locks in one order waits in no circle
    for one in in_order:
        _add(rows, kit, one, 0)
    if told := _wait(rows, kit, in_order):
        return told
    for one in in_order:
        _add(rows, kit, one, 1)
    return 0


def _add(rows: Rows, kit: Kit, one: Count, tried: int) -> None:
    limit, part = one.limit, one.limit.slice_of(kit.clock.now())
    rows.run(_PUT, one.kind, _mark(kit, one), part, tried, (part + 1) * limit.part + limit.window)


def _wait(rows: Rows, kit: Kit, counts: Sequence[Count]) -> Instant:
    now = kit.clock.now()
    return max((wait(one.limit, _counts(rows, kit, one, now), now) for one in counts), default=0)


def _counts(rows: Rows, kit: Kit, one: Count, now: Instant) -> dict[int, int]:
    return {row[0]: row[1] for row in rows.all(_COUNTS, one.kind, _mark(kit, one), one.limit.oldest(now))}


def _mark(kit: Kit, one: Count) -> bytes:
    return kit.lookup("tries", f"{one.kind} {one.who}")
