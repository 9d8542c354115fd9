"""The log's tables: appending leaves, reading hashes for proofs, signed checkpoints."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from earnest.domain.events import Event
from earnest.domain.money import Money
from earnest.domain.purposes import Purpose
from earnest.domain.time import SECOND, Instant
from earnest.ledger.commit import LeafEntry, leaf_entry
from earnest.ledger.errors import ProofError
from earnest.ledger.merkle import SIZE_MAX, Frontier, leaf_hash, stored_index
from earnest.store import consents
from earnest.store.rows import Row, Rows

ENTRIES_MAX = 4_096
"""Entries that one call of `entries` gives."""

EVENTS_MAX = 1_000
"""Events that one call of `events` gives."""

_UNCOUNTED = (
    "SELECT 1 FROM decisions d JOIN conversations c ON c.id = d.conversation "  # noqa: S608 - our own names
    f"WHERE d.id = e.decision AND {consents.objected('c.subject', Purpose.MEASURE_AGGREGATE, 'e.at')}"
)
"""An event of a conversation, from when its person had objected to being counted; it is written all the same."""


class Draft(NamedTuple):
    """A leaf to be: the record it is for, its kind, what it commits to, when it was recorded.

    A named tuple, since every record makes one and a frozen dataclass costs three times as much.
    """

    record: str
    kind: str
    commitment: bytes
    at: Instant


@dataclass(frozen=True, slots=True)
class Head:
    """The log as it stands: frontier and the time of its last leaf, which never goes backwards."""

    origin: str
    frontier: Frontier
    at: Instant


def load_head(rows: Rows) -> Head:
    """The head as it was committed last."""
    row = rows.one("SELECT origin, frontier, at FROM log_head WHERE id = 1")
    assert row is not None, "the schema was made with its head"
    return Head(row[0], Frontier.from_bytes(bytes(row[1])), row[2])


def append(rows: Rows, head: Head, drafts: Sequence[Draft]) -> Head:
    """Append leaves in the order given; must run inside the transaction that holds the right to do so."""
    if not drafts:
        return head
    at, first, leaves, hashes = head.at, head.frontier.size, [], []
    for place, draft in enumerate(drafts, first):
        at = max(at, draft.at)
        entry = leaf_entry(LeafEntry(draft.kind, at // SECOND, draft.commitment))
        leaves.append((place, draft.record, entry))
        hashes.append(leaf_hash(entry))
    frontier, nodes = head.frontier.extend(hashes)
    rows.many("INSERT INTO leaves (idx, record, entry) VALUES (?, ?, ?)", leaves)
    # A leaf's own hash follows from its entry, so only inner nodes are kept.
    inner = [(stored_index(level, index), node) for level, index, node in nodes if level]
    rows.many("INSERT INTO nodes (place, hash) VALUES (?, ?)", inner)
    rows.run("UPDATE log_head SET size = ?, frontier = ?, at = ? WHERE id = 1", frontier.size, frontier.to_bytes(), at)
    return Head(head.origin, frontier, at)


class StoredHashes:
    """Node hashes out of the tables, for proofs."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def read(self, level: int, index: int) -> bytes:
        """Return the 32-byte hash of a complete node.

        Raises:
            ProofError: the node is not complete yet.
        """
        if level == 0:
            row = self._rows.one("SELECT entry FROM leaves WHERE idx = ?", index)
        else:
            row = self._rows.one("SELECT hash FROM nodes WHERE place = ?", stored_index(level, index))
        if row is None:
            raise ProofError(f"node {level}/{index} is not stored; ask for a smaller tree")
        return bytes(row[0]) if level else leaf_hash(bytes(row[0]))


def entries(rows: Rows, start: int, stop: int) -> tuple[bytes, ...]:
    """Leaf entries from `start` up to, not including, `stop`; at most `ENTRIES_MAX`."""
    stop = min(stop, start + ENTRIES_MAX)
    found = rows.all("SELECT entry FROM leaves WHERE idx >= ? AND idx < ? ORDER BY idx", start, stop)
    return tuple(bytes(row[0]) for row in found)


def events(rows: Rows, after: int, limit: int) -> tuple[Event, ...]:
    """Events with a number above `after`, at most `limit` and `EVENTS_MAX`, of who may be counted.

    They are written of everybody, since records rest on them; they are given to be counted, and who had objected to
    `measure.aggregate` by then is not.
    """
    found = rows.all(
        "SELECT seq, id, type, at, subject_ref, decision, caused_by, channel, minor, currency, helpful, score, reasons "  # noqa: S608 - our own names
        "FROM events e "
        f"WHERE seq > ? AND NOT EXISTS ({_UNCOUNTED}) ORDER BY seq LIMIT ?",
        after,
        max(0, min(limit, EVENTS_MAX)),
    )
    return tuple(_event(row) for row in found)


def newest_checkpoint(rows: Rows) -> tuple[int, bytes, str] | None:
    """Size, root and note of the newest checkpoint, None before the first."""
    row = rows.one("SELECT size, root, note FROM checkpoints ORDER BY size DESC LIMIT 1")
    return (row[0], bytes(row[1]), bytes(row[2]).decode()) if row else None


def newest_note(rows: Rows, index: int = -1) -> tuple[int, str] | None:
    """Size and note, with cosignatures, of the newest checkpoint; None before the first.

    Args:
        rows: the transaction.
        index: of a leaf that it must hold; the newest cosigned one that does goes before a newer one without.
    """
    cosigned = rows.one("SELECT max(size) FROM cosignatures WHERE size > ?", index) if index >= 0 else None
    at_most = cosigned[0] if cosigned and cosigned[0] else SIZE_MAX
    row = rows.one("SELECT size, note FROM checkpoints WHERE size <= ? ORDER BY size DESC LIMIT 1", at_most)
    if row is None or row[0] <= index:
        return None
    lines = rows.all("SELECT line FROM cosignatures WHERE size = ? ORDER BY key", row[0])
    return row[0], b"".join([bytes(row[1]), *(bytes(line[0]) for line in lines)]).decode()


def leaf_of(rows: Rows, record: str) -> tuple[int, bytes] | None:
    """Index and entry of a record's leaf, None while the sequencer has not reached it."""
    row = rows.one("SELECT idx, entry FROM leaves WHERE record = ?", record)
    return (row[0], bytes(row[1])) if row else None


def _event(row: Row) -> Event:
    seq, name, kind, at, subject_ref, decision, caused_by, channel, minor, currency, helpful, score, reasons = row
    amount = Money(minor, currency) if currency else None
    said = (None if helpful is None else bool(helpful), score, tuple((reasons or "").split()))
    return Event(seq, name, kind, at, bytes(subject_ref), decision, caused_by, channel, amount, *said)
