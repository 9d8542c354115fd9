"""What is published of the log: entries, hashes and keys, read a little at a time; and what witnesses signed."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.turns import DecisionKind
from earnest.domain.witnesses import Cosignature, Standing, Trouble
from earnest.ledger import Grown, TreeHead, VerifierKey, parse_verifier_key, tree_root
from earnest.store import log, log_keys, proofs
from earnest.store.kit import Kit
from earnest.store.rows import Rows
from earnest.store.unit import Unit

Read = Callable[..., Any]

_COSIGN = (
    "INSERT INTO cosignatures (size, key, at, line) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (size, key) DO UPDATE SET at = excluded.at, line = excluded.line"
)
_STAND = (
    "INSERT INTO witnesses (name, size, cosigned_at, tried_at, trouble) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (name) DO UPDATE SET size = excluded.size, cosigned_at = excluded.cosigned_at, "
    "tried_at = excluded.tried_at, trouble = excluded.trouble"
)


@dataclass(frozen=True, slots=True)
class Publishing:
    """The log as it is shown to strangers. It is `Store.publishing`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, time.
    """

    read: Read
    write: Read
    kit: Kit

    def grown(self) -> Grown:
        """The log to publish, each part read in a transaction of its own: it only grows, and nobody waits for it."""
        origin = self.read(lambda unit: log.load_head(unit.rows).origin)
        return Grown(self._entries, EachHash(self.read), log_keys.verifiers(self.kit.keys, origin))

    def note(self) -> str:
        """The newest checkpoint with what witnesses signed of it, "" before the first."""
        found = self.read(lambda unit: log.newest_note(unit.rows))
        return "" if found is None else str(found[1])

    def standings(self) -> tuple[Standing, ...]:
        """How far each witness has come that was ever asked."""
        rows = self.read(
            lambda unit: unit.rows.all("SELECT name, size, cosigned_at, tried_at, trouble FROM witnesses ORDER BY name")
        )
        return tuple(Standing(name, size, at, tried, Trouble(trouble)) for name, size, at, tried, trouble in rows)

    def keep(self, standing: Standing, cosignatures: Sequence[Cosignature]) -> None:
        """Keep what came of asking a witness: its standing, and its signatures of the checkpoint of that size."""

        def change(unit: Unit) -> None:
            unit.rows.many(_COSIGN, [(standing.size, one.key, one.at, one.line.encode()) for one in cosignatures])
            values = (standing.name, standing.size, standing.cosigned_at, standing.tried_at, standing.trouble.value)
            unit.rows.run(_STAND, *values)

        self.write(change)

    def earlier_keys(self) -> tuple[VerifierKey, ...]:
        """The log's public keys that sign no more, as the records of their exchange name them."""
        found, now = self.read(lambda unit: _named(unit.rows, self.kit)), self.grown().keys
        return tuple(key for key in found if key not in now)

    def holds(self, head: TreeHead) -> bool:
        """Whether a tree is this log's own, or was: the same name, and the same first entries."""
        return bool(self.read(lambda unit: _holds(unit, head)))

    def begin_keys(self, *, lost: bool = False) -> str:
        """Begin an exchange of the log's keys: old and new ones sign from now on; the decision's id.

        Args:
            lost: the old ones are gone, and only new ones sign.

        Raises:
            Conflict: keys were not lost, or are being exchanged already.
        """
        now, origin = log_keys.generations(self.kit.keys), self.read(lambda unit: log.load_head(unit.rows).origin)
        if lost and now:
            raise Conflict("The log's keys are there; exchange them with `earnest log rotate`.")
        if len(now) > 1:
            raise Conflict("Keys are being exchanged already; `earnest log rotate --finish` ends that.")
        if not lost:
            log_keys.require(self.kit.keys, signed_before=bool(self.note()))
            log_keys.signers(self.kit.keys, origin)
        log_keys.make_next(self.kit.keys, 1 if lost else 0)
        state = "lost" if lost else "begun"
        name: str = self.write(lambda unit: log_keys.record(unit.rows, self.kit, unit.journal, state))
        return name

    def finish_keys(self) -> str:
        """End an exchange: only the newest keys sign, the others are destroyed; the decision's id.

        Raises:
            Conflict: no exchange was begun.
        """
        old = log_keys.old_owners(self.kit.keys)
        # Recorded before they are gone: interrupted in between, it is ended once more.
        name: str = self.write(lambda unit: log_keys.record(unit.rows, self.kit, unit.journal, "ended"))
        self.kit.keys.destroy(old)
        return name

    def _entries(self, start: int, stop: int) -> tuple[bytes, ...]:
        found: tuple[bytes, ...] = self.read(lambda unit: log.entries(unit.rows, start, stop))
        return found


def _named(rows: Rows, kit: Kit) -> tuple[VerifierKey, ...]:
    """Every public key that the records of exchanges name, once."""
    found: dict[str, None] = {}
    for (name,) in rows.all("SELECT id FROM decisions WHERE kind = ? ORDER BY at", DecisionKind.LOG_KEYS.value):
        with suppress(NotFound):  # the time of a record may be over
            facts = proofs.decision(rows, kit, name).facts
            found |= {str(value): None for fact, value in sorted(facts.items()) if fact.startswith("key_")}
    return tuple(map(parse_verifier_key, found))


def _holds(unit: Unit, head: TreeHead) -> bool:
    mine = log.load_head(unit.rows)
    if mine.origin != head.origin or head.size > mine.frontier.size:
        return False
    return tree_root(log.StoredHashes(unit.rows), head.size) == head.root


@dataclass(frozen=True, slots=True)
class EachHash:
    """Node hashes out of the tables, each in a transaction of its own."""

    reads: Read

    def read(self, level: int, index: int) -> bytes:
        """See `log.StoredHashes.read`."""
        return bytes(self.reads(lambda unit: log.StoredHashes(unit.rows).read(level, index)))
