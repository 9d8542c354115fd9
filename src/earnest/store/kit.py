"""What every unit of work needs beside its rows: keys, clock, randomness, the journal of leaves."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from earnest.domain.identity import Visits
from earnest.domain.ids import Kind, RandomBytes, new_id
from earnest.domain.time import SECOND, Clock, Instant
from earnest.ledger.seal import lookup
from earnest.store.keys import KeyRing
from earnest.store.log import Draft
from earnest.store.rows import Rows

CLOCK_SKEW_MAX = 1 * SECOND
"""Microseconds that the clock may fall behind the log before it is flagged: two machines never agree exactly."""

LOOKUP_OWNER = "brand-lookup"
"""Whose key in `keys.db` makes keyed look-ups and pseudonyms."""

_FLAG = (
    "INSERT INTO events (id, type, at, subject_ref, decision, caused_by, channel, minor, currency) "
    "VALUES (?, 'clock.jumped_back.v1', ?, ?, '', '', '', ?, '') ON CONFLICT (id) DO NOTHING"
)


def nothing(_stage: str) -> None:
    """Pass by a named stage; a crash test passes something less kind."""


@dataclass(frozen=True, slots=True)
class Kit:
    """Shared by all units of one store.

    Args:
        keys: owner keys.
        lookup_key: the brand's key for keyed look-ups.
        clock: the time.
        random_bytes: for ids and tokens.
        at: called at named stages; the place where a test plants a crash.
        visits: how long sessions live.
    """

    keys: KeyRing
    lookup_key: bytes = field(repr=False)
    clock: Clock
    random_bytes: RandomBytes
    at: Callable[[str], None]
    visits: Visits = field(default_factory=Visits)

    def new_id(self, kind: Kind) -> str:
        """A new id."""
        return new_id(kind, self.random_bytes)

    def lookup(self, kind: str, value: str) -> bytes:
        """The keyed look-up of an identifier."""
        return lookup(self.lookup_key, kind, value.encode("utf-8", "surrogatepass"))


class Journal(Protocol):
    """Where a unit's leaves go: the writer's batch on SQLite, the sequencer's table on PostgreSQL."""

    def last(self, rows: Rows) -> Instant:
        """The time of the log's last leaf."""
        ...

    def leaf(self, rows: Rows, draft: Draft) -> None:
        """Take a leaf; it is in the log before `decide` returns."""
        ...


def stamp(kit: Kit, journal: Journal, rows: Rows) -> Instant:
    """The time of a record: never before the log's last leaf; a clock that jumped back is flagged, once a jump."""
    now, last = kit.clock.now(), journal.last(rows)
    if now < last - CLOCK_SKEW_MAX:
        rows.run(_FLAG, f"E-CLOCK-{last}", last, b"", last - now)
    return max(now, last)
