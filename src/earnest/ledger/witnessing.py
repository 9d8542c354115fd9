"""What a witness is asked and how it decides (`c2sp.org/tlog-witness`): it cosigns growth, and no fork."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from earnest.ledger import base64_text
from earnest.ledger.checkpoint import open_checkpoint
from earnest.ledger.errors import Base64Error, CheckpointError, LedgerError, ProofError
from earnest.ledger.merkle import EMPTY_ROOT, HASH_BYTES, verify_consistency
from earnest.ledger.note import NOTE_BYTES_MAX, VerifierKey, parse_note
from earnest.ledger.tree_head import TreeHead, parse_tree_head

PROOF_LINES_MAX = 63
REQUEST_BYTES_MAX = NOTE_BYTES_MAX + 4_096  # the checkpoint, and a proof of 63 lines
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)


class Refusal(IntEnum):
    """Why a witness does not cosign, by the HTTP status that says so."""

    MALFORMED = 400
    UNTRUSTED = 403  # no trusted key of the log signed
    UNKNOWN = 404  # this log is not known here
    CONFLICT = 409  # the old size is not the one last cosigned, or one size has two roots
    INCONSISTENT = 422  # the new tree does not extend the old one


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request: the size that the witness is thought to have cosigned last, the proof from there, the checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Cosigned:
    """Yes: this head may be cosigned, once it is kept."""

    head: TreeHead


@dataclass(frozen=True, slots=True)
class Refused:
    """No.

    Attributes:
        why: the kind.
        words: what was found.
        size: the size last cosigned, which a conflict tells.
    """

    why: Refusal
    words: str
    size: int = 0


Answer: TypeAlias = Cosigned | Refused


def request_text(asked: AddCheckpoint) -> str:
    """Write a request's body."""
    lines = [f"old {asked.old_size}", *map(base64_text.to_text, asked.proof), "", asked.checkpoint]
    return "\n".join(lines)


def parse_request(body: str) -> AddCheckpoint:
    """Read a request's body, strictly.

    Raises:
        ProofError: it is malformed.
    """
    head, blank, checkpoint = body.partition("\n\n")
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if len(body) > REQUEST_BYTES_MAX or not blank or old is None or len(lines) > PROOF_LINES_MAX:
        raise ProofError("a request is an old size, at most 63 hashes, an empty line and a checkpoint")
    try:
        proof = tuple(base64_text.from_text(line, "a proof line") for line in lines)
    except Base64Error as error:
        raise ProofError(str(error)) from error
    if any(len(one) != HASH_BYTES for one in proof):
        raise ProofError("a proof line is a hash of 32 bytes")
    return AddCheckpoint(int(old.group(1)), proof, checkpoint)


def origin_of(checkpoint: str) -> str:
    """Return the name of the log that a checkpoint, not verified yet, is of.

    Raises:
        LedgerError: it is no checkpoint.
    """
    return parse_tree_head(parse_note(checkpoint).text).origin


def judge(asked: AddCheckpoint, logs: Sequence[VerifierKey], last: TreeHead | None) -> Answer:
    """Decide about a request.

    Args:
        asked: the request.
        logs: the keys of all logs that the witness looks at.
        last: the head that it cosigned last for this log, None before the first.
    """
    try:
        origin = origin_of(asked.checkpoint)
    except LedgerError as error:
        return Refused(Refusal.MALFORMED, str(error))
    own = [key for key in logs if key.name == origin]
    if not own:
        return Refused(Refusal.UNKNOWN, f"{origin} is not a log that is looked at here")
    try:
        head = open_checkpoint(asked.checkpoint, own).head
    except CheckpointError as error:
        return Refused(Refusal.UNTRUSTED, str(error))
    return _after(asked, head, last or TreeHead(origin, 0, EMPTY_ROOT))


def _after(asked: AddCheckpoint, head: TreeHead, last: TreeHead) -> Answer:
    if asked.old_size > head.size:
        return Refused(Refusal.MALFORMED, f"the old size {asked.old_size} is above the checkpoint's {head.size}")
    if asked.old_size != last.size:
        return Refused(Refusal.CONFLICT, f"the size cosigned last is {last.size}", last.size)
    if head.size == last.size and head.root != last.root:
        return Refused(Refusal.CONFLICT, f"two roots for {head.size} leaves: a fork", last.size)
    try:
        verify_consistency(last.size, last.root, head.size, head.root, asked.proof)
    except ProofError as error:
        return Refused(Refusal.INCONSISTENT, str(error), last.size)
    return Cosigned(head)
