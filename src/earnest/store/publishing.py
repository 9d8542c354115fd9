"""What is published of the log: entries, hashes and keys, read a little at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from earnest.ledger import Grown
from earnest.store import log, proofs
from earnest.store.kit import Kit
from earnest.store.unit import Unit

Read = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Publishing:
    """The log as it is shown to strangers.

    Args:
        read: runs a function on one unchanging state of the database.
        decide: runs one inside the write transaction.
        kit: keys, time.
    """

    read: Read
    decide: Read
    kit: Kit

    def grown(self) -> Grown:
        """The log to publish, each part read in a transaction of its own: it only grows, and nobody waits for it."""
        origin = self.read(lambda unit: log.load_head(unit.rows).origin)
        return Grown(self._entries, EachHash(self.read), proofs.verifiers(self.kit.keys, origin))

    def _entries(self, start: int, stop: int) -> tuple[bytes, ...]:
        found: tuple[bytes, ...] = self.read(lambda unit: log.entries(unit.rows, start, stop))
        return found


@dataclass(frozen=True, slots=True)
class EachHash:
    """Node hashes out of the tables, each in a transaction of its own."""

    reads: Read

    def read(self, level: int, index: int) -> bytes:
        """See `log.StoredHashes.read`."""
        return bytes(self.reads(lambda unit: _hash(unit, level, index)))


def _hash(unit: Unit, level: int, index: int) -> bytes:
    return log.StoredHashes(unit.rows).read(level, index)
