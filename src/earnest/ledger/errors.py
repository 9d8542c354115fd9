"""The ledger's one error family; it imports nothing of ours, so it has its own base."""


class LedgerError(Exception):
    """Something in the record could not be written, opened or proved; the message says what to do next."""


class SealedJsonError(LedgerError):
    """A value is outside the sealed-JSON profile.

    Attributes:
        path: where the offending value sits, such as `$.lines[2].amount`.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class Base64Error(LedgerError):
    """A text is not base64 in its canonical spelling."""


class CommitmentError(LedgerError):
    """A commitment, a leaf entry or a disclosure is malformed or does not match."""


class SealError(LedgerError):
    """A sealed value does not open, or a key cannot be used."""


class KeyFileError(SealError):
    """The file of the key-encryption key is missing, unsafe or malformed."""


class ProofError(LedgerError):
    """A Merkle proof does not prove what it claims, or cannot be made."""


class NoteError(LedgerError):
    """A signed note or a verifier key is malformed, or a signature does not hold."""


class CheckpointError(LedgerError):
    """A checkpoint is malformed, or is not signed by the keys that were asked for."""


class ForkRefusedError(CheckpointError):
    """Signing would contradict a checkpoint that was signed before."""


class QuorumError(LedgerError):
    """A quorum file is malformed, or too few witnesses have seen a checkpoint."""


class ReceiptError(LedgerError):
    """A receipt is malformed or proves nothing."""


class ExportError(LedgerError):
    """A log could not be written to a directory."""
