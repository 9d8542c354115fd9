"""Decisions with their proof: what still opens, the leaf, the way to a signed checkpoint."""

from dataclasses import dataclass

from earnest.domain.errors import NotFound
from earnest.domain.time import SECOND, Instant
from earnest.domain.turns import Decision
from earnest.ledger.checkpoint import sign_checkpoint
from earnest.ledger.commit import Field, disclose
from earnest.ledger.merkle import consistency_proof, inclusion_proof
from earnest.ledger.receipt import make_receipt
from earnest.ledger.tree_head import TreeHead
from earnest.store import codec, log, log_keys, people, sealing
from earnest.store.kit import Kit
from earnest.store.rows import Rows
from earnest.store.values import StoredDecision

_OVER = "The time of {} is over: only its place in the log is left."


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that was signed and is still to be stored."""

    size: int
    root: bytes
    note: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A decision as far as it opens; see `StoredDecision`."""

    decision: Decision
    fields: tuple[Field, ...]
    hidden: tuple[bytes, ...]
    at: Instant
    erased: bool


def sign(rows: Rows, kit: Kit) -> Signed | None:
    """Sign the log as it stands, consistent with the last checkpoint; None if it has not grown.

    Raises:
        ForkRefusedError: the stored log contradicts what was signed before.
    """
    head, newest = log.load_head(rows), log.newest_checkpoint(rows)
    size, root = head.frontier.size, head.frontier.root()
    if newest is not None and newest[0] == size and newest[1] == root:
        return None
    last, proof = None, None
    if newest is not None:
        last = TreeHead(head.origin, newest[0], newest[1])
        proof = consistency_proof(log.StoredHashes(rows), newest[0], size) if newest[0] <= size else None
    now_s = max(kit.clock.now(), head.at) // SECOND
    tree = TreeHead(head.origin, size, root)
    note = sign_checkpoint(tree, log_keys.signers(kit.keys, head.origin), now_s, last=last, proof=proof)
    return Signed(size, root, note)


def keep(rows: Rows, signed: Signed, at: int) -> None:
    """Store a signed checkpoint; the first of its size stays."""
    rows.run(
        "INSERT INTO checkpoints (size, root, at, note) VALUES (?, ?, ?, ?) ON CONFLICT (size) DO NOTHING",
        signed.size,
        signed.root,
        at,
        signed.note.encode(),
    )


def decision(rows: Rows, kit: Kit, name: str) -> Decision:
    """A decision as far as it opens.

    Raises:
        NotFound: there is none of this id.
    """
    return _opened(rows, kit, name).decision


def stored_decision(rows: Rows, kit: Kit, name: str) -> StoredDecision:
    """A decision with leaf, disclosure and proof.

    Raises:
        NotFound: there is none of this id.
    """
    opened = _opened(rows, kit, name)
    leaf = log.leaf_of(rows, name)
    assert leaf is not None, "decide returns only once its decisions are leaves"
    newest = log.newest_note(rows, leaf[0])
    proof: tuple[bytes, ...] = ()
    note = ""
    if newest is not None:
        proof, note = inclusion_proof(log.StoredHashes(rows), leaf[0], newest[0]), newest[1]
    return StoredDecision(
        opened.decision,
        opened.at,
        leaf[0],
        leaf[1],
        opened.fields,
        opened.hidden,
        opened.erased,
        note,
        proof,
    )


def receipt(rows: Rows, kit: Kit, name: str, names: tuple[str, ...]) -> str:
    """A tlog-proof of a decision, with the named fields in the open; a checkpoint must cover it.

    Raises:
        NotFound: there is no such decision.
        LedgerError: a named field is not there, or no checkpoint covers the decision.
    """
    stored = stored_decision(rows, kit, name)
    shown = disclose(stored.fields, names, stored.hidden) if names else None
    return make_receipt(log.StoredHashes(rows), stored.index, stored.checkpoint, stored.entry, shown)


def followers(rows: Rows, name: str) -> tuple[str, ...]:
    """The decisions that a decision caused, oldest first."""
    found = rows.all("SELECT id FROM decisions WHERE caused_by = ? ORDER BY at, turn, place", name) if name else ()
    return tuple(row[0] for row in found)


def _opened(rows: Rows, kit: Kit, name: str) -> Opened:
    row = rows.one("SELECT commitment, at, subject_digests, colleague_digests FROM decisions WHERE id = ?", name)
    if row is None:
        raise NotFound(
            _OVER.format(name[:40]) if log.leaf_of(rows, name) else f"There is no decision {name[:40]}; check the id."
        )
    context, at = bytes(row[0]), row[1]
    accountable, fields = sealing.open_fields(rows, kit.keys, name, sealing.ACCOUNTABLE, context)
    if not accountable:
        raise NotFound(_OVER.format(name[:40]))
    subject, about = sealing.open_fields(rows, kit.keys, name, sealing.SUBJECT, context)
    _, colleague = sealing.open_fields(rows, kit.keys, name, sealing.COLLEAGUE, context)
    hidden: tuple[bytes, ...] = () if about else sealing.split_digests(bytes(row[2]))
    hidden += () if colleague else sealing.split_digests(bytes(row[3]))
    place = subject.get("place", {})
    who = people.now_known_as(rows, place["subject"]) if place else ""
    customer = sealing.open_value(rows, kit.keys, who, sealing.CUSTOMER) if place.get("known") else ""
    decision = codec.decision_from(name, accountable, subject, (who, customer or ""))
    return Opened(decision, fields + about + colleague, hidden, at, bool(row[2]) and not about)
