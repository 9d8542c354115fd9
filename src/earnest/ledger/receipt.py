"""Receipts that anyone can check offline: `c2sp.org/tlog-proof@v1` text.

The `extra` line carries sealed JSON with the leaf entry and, if wanted, disclosed fields: what the verifier needs
to rebuild the leaf hash. It proves nothing by itself; the proof and the signatures do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from earnest.ledger import base64_text, sealed_json
from earnest.ledger.checkpoint import Checkpoint, open_checkpoint
from earnest.ledger.commit import Disclosure, disclosure_from_json, disclosure_to_json, verify_disclosure
from earnest.ledger.errors import LedgerError, ReceiptError
from earnest.ledger.merkle import HASH_BYTES, PROOF_HASHES_MAX, HashReader, inclusion_proof, leaf_hash, verify_inclusion
from earnest.ledger.note import VerifierKey, parse_note
from earnest.ledger.tree_head import parse_tree_head

RECEIPT_BYTES_MAX = 1 << 20
INDEX_DIGITS_MAX = 19
_HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as parsed; nothing in it is proved before `check_receipt`.

    Attributes:
        index: the leaf's place in the log, from 0.
        proof: inclusion proof, from the leaf's sibling upwards.
        checkpoint: the signed note, verbatim.
        entry: the leaf's bytes, if the receipt carries them.
        disclosure: fields shown with it, if any.
    """

    index: int
    proof: tuple[bytes, ...]
    checkpoint: str
    entry: bytes | None = None
    disclosure: Disclosure | None = None


@dataclass(frozen=True, slots=True)
class Proved:
    """What a checked receipt proves: this entry is at this index of the log with this checkpoint."""

    index: int
    entry: bytes
    checkpoint: Checkpoint
    disclosure: Disclosure | None


def make_receipt(
    reader: HashReader, index: int, checkpoint: str, entry: bytes, disclosure: Disclosure | None = None
) -> str:
    """Write the receipt of one entry.

    Args:
        reader: the log's stored hashes.
        index: the entry's place.
        checkpoint: a signed note whose size is above the index.
        entry: the leaf's bytes.
        disclosure: fields to show with it; checked against the entry before they leave the house.

    Raises:
        LedgerError: the entry is not at this index of that checkpoint, or does not commit to the fields.
    """
    head = parse_tree_head(parse_note(checkpoint).text)
    proof = inclusion_proof(reader, index, head.size)
    verify_inclusion(leaf_hash(entry), index, head.size, proof, head.root)
    if disclosure is not None:
        verify_disclosure(disclosure, entry)
    return receipt_text(Receipt(index, proof, checkpoint, entry, disclosure))


def receipt_text(receipt: Receipt) -> str:
    """Return the receipt's text, to be kept with the extension `.tlog-proof`."""
    extra: dict[str, sealed_json.SealedJson] = {}
    if receipt.entry is not None:
        extra["entry"] = base64_text.to_text(receipt.entry)
    if receipt.disclosure is not None:
        extra["disclosure"] = disclosure_to_json(receipt.disclosure)
    lines = [_HEADER]
    if extra:
        lines.append(f"extra {base64_text.to_text(sealed_json.encode(extra))}")
    lines.append(f"index {receipt.index}")
    lines += [base64_text.to_text(one) for one in receipt.proof]
    return "\n".join([*lines, "", receipt.checkpoint])


def parse_receipt(text: str) -> Receipt:
    """Read a receipt, strictly; verifies nothing.

    Raises:
        ReceiptError: says what is malformed.
    """
    if len(text) > RECEIPT_BYTES_MAX:
        raise ReceiptError(f"a receipt has at most {RECEIPT_BYTES_MAX} characters; ask for a new one")
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != _HEADER:
        raise ReceiptError(f"the first line must be {_HEADER}; this may be another kind of file")
    extra = lines.pop(1).removeprefix("extra ") if lines[1:] and lines[1].startswith("extra ") else None
    if not lines[1:] or len(lines) > PROOF_HASHES_MAX + 2:
        raise ReceiptError("a receipt needs an index and at most 64 hashes; ask for a new one")
    try:
        entry, disclosure = _parse_extra(extra)
        proof = tuple(_parse_hash(line) for line in lines[2:])
    except ReceiptError:
        raise
    except LedgerError as error:
        raise ReceiptError(f"extra data or the proof is malformed ({error})") from error
    return Receipt(_parse_index(lines[1]), proof, checkpoint, entry, disclosure)


def check_receipt(text: str, keys: Sequence[VerifierKey], entry: bytes | None = None) -> Proved:
    """Prove a receipt offline, with verifier keys only.

    Args:
        text: the receipt.
        keys: trusted keys; every one that carries the log's name must have signed.
        entry: the leaf's bytes, if the receipt does not carry them; if both are given they must be equal.

    Raises:
        LedgerError: a ReceiptError, CheckpointError, ProofError or CommitmentError says what does not hold.
    """
    receipt = parse_receipt(text)
    known = receipt.entry if entry is None else entry
    if known is None:
        raise ReceiptError("the receipt does not carry its entry; pass the entry's bytes")
    if receipt.entry is not None and receipt.entry != known:
        raise ReceiptError("the receipt is for another entry; ask for the receipt of this one")
    checkpoint = open_checkpoint(receipt.checkpoint, keys)
    head = checkpoint.head
    verify_inclusion(leaf_hash(known), receipt.index, head.size, receipt.proof, head.root)
    if receipt.disclosure is not None:
        verify_disclosure(receipt.disclosure, known)
    return Proved(receipt.index, known, checkpoint, receipt.disclosure)


def _parse_extra(extra: str | None) -> tuple[bytes | None, Disclosure | None]:
    if extra is None:
        return None, None
    match sealed_json.decode(base64_text.from_text(extra, "the extra line")):
        case {"entry": str(entry), "disclosure": disclosure, **rest} if not rest:
            return base64_text.from_text(entry, "the entry"), disclosure_from_json(disclosure)
        case {"entry": str(entry), **rest} if not rest:
            return base64_text.from_text(entry, "the entry"), None
    raise ReceiptError("the extra line is not ours; check the receipt with the program that made it")


def _parse_index(line: str) -> int:
    digits = line.removeprefix("index ")
    plain = line.startswith("index ") and digits.isascii() and digits.isdigit()
    if not plain or len(digits) > INDEX_DIGITS_MAX or str(int(digits)) != digits:
        raise ReceiptError(f"{ascii(line)[:60]} is not an index line; ask for a new receipt")
    return int(digits)


def _parse_hash(line: str) -> bytes:
    data = base64_text.from_text(line, "a proof hash")
    if len(data) != HASH_BYTES:
        raise ReceiptError("a proof hash has 32 bytes; ask for a new receipt")
    return data
