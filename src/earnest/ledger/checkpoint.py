"""Checkpoints: a tree head signed by the log (`c2sp.org/tlog-checkpoint`), never contradicting an earlier one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from earnest.ledger.errors import CheckpointError, ForkRefusedError, NoteError, ProofError
from earnest.ledger.merkle import verify_consistency
from earnest.ledger.note import Scheme, Signer, VerifierKey, open_note, sign_note, signed_at
from earnest.ledger.tree_head import TreeHead, parse_tree_head


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A verified checkpoint: what it says, which trusted keys said so, and when (Unix seconds), if they tell."""

    head: TreeHead
    signed_by: tuple[VerifierKey, ...]
    times: Mapping[VerifierKey, int] = field(default_factory=dict)

    @property
    def at_s(self) -> int:
        """The newest time that a trusted key names, 0 where none does."""
        return max(self.times.values(), default=0)


def sign_checkpoint(
    head: TreeHead,
    signers: Sequence[Signer],
    time_s: int,
    *,
    last: TreeHead | None,
    proof: Sequence[bytes] | None = None,
) -> str:
    """Sign a tree head with every signer; return the note.

    Args:
        head: the tree as it is now.
        signers: the log's keys, Ed25519 first: its line is the one that every reader understands.
        time_s: Unix seconds.
        last: the last head signed for this log, None only for its first checkpoint.
        proof: consistency proof from `last` to `head`; checked if given.

    Raises:
        ForkRefusedError: smaller than the last, same size with another root, another log, or inconsistent.
        CheckpointError: a signer does not carry the log's name.
    """
    if last is not None:
        _refuse_fork(head, last, proof)
    if not signers or any(signer.name != head.origin for signer in signers):
        raise CheckpointError(f"the log's keys must be named {head.origin}; make keys for this log")
    return sign_note(head.text(), signers, time_s)


def open_checkpoint(raw: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    """Verify a checkpoint against trusted keys.

    Of every scheme among the given keys that carry the log's name one must have signed: otherwise whoever breaks one
    scheme could drop the line of the other. Two keys of one scheme are those of before and after a rotation; either
    does. Keys of other names (witnesses) may have signed.

    Raises:
        CheckpointError: malformed, a signature fails, or a scheme of the log's keys is missing.
    """
    try:
        note, signed_by = open_note(raw, keys)
    except NoteError as error:
        raise CheckpointError(str(error)) from error
    head = parse_tree_head(note.text)
    own = [key for key in keys if key.name == head.origin and key.scheme is not Scheme.COSIGNATURE]
    if not own:
        raise CheckpointError(f"no key of {head.origin} is trusted; ask for its verifier keys, by another way")
    missing = {key.scheme for key in own} - {key.scheme for key in own if key in signed_by}
    if missing:
        named = ", ".join(scheme.name for scheme in sorted(missing))
        raise CheckpointError(f"{head.origin} did not sign with {named}; do not trust this checkpoint")
    return Checkpoint(head, signed_by, signed_at(note, signed_by))


def _refuse_fork(head: TreeHead, last: TreeHead, proof: Sequence[bytes] | None) -> None:
    if head.origin != last.origin:
        raise ForkRefusedError(f"{head.origin} is not {last.origin}; open the right log")
    if head.size < last.size:
        raise ForkRefusedError(
            f"size {head.size} is below the signed size {last.size}; restore the log, a backup may be too old"
        )
    if head.size == last.size and head.root != last.root:
        raise ForkRefusedError(f"size {head.size} was signed with another root; stop, and run verify")
    if proof is not None:
        try:
            verify_consistency(last.size, last.root, head.size, head.root, proof)
        except ProofError as error:
            raise ForkRefusedError(f"{error}; stop, and run verify") from error
