"""Signed notes (`c2sp.org/signed-note`): text, a blank line, one line per signature.

Three kinds of signature: Ed25519 over the text (type 0x01), and the two cosignatures of `c2sp.org/tlog-cosignature`,
each a timestamp and a signature: Ed25519 over a `cosignature/v1` message (type 0x04, for witnesses), and ML-DSA-44 over
a `subtree/v1` message that names signer, time, log, range and root (type 0x06, for logs and witnesses). Cosignatures
are defined for checkpoints, so only they can carry them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from earnest.ledger import base64_text
from earnest.ledger.errors import Base64Error, CheckpointError, NoteError
from earnest.ledger.tree_head import is_key_name, parse_tree_head

NOTE_BYTES_MAX = 1 << 18
SIGNATURES_MAX = 64  # lines; the specification asks for at least 16
SEED_BYTES = 32
TIME_S_MAX = (1 << 63) - 1
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_LABEL = b"subtree/v1\n\x00"
_DASH = "\u2014 "


class Scheme(IntEnum):
    """Signature types, by their identifier byte."""

    ED25519 = 0x01
    COSIGNATURE = 0x04
    ML_DSA_44 = 0x06


TIMED = (Scheme.COSIGNATURE, Scheme.ML_DSA_44)
"""Schemes whose signatures say when they were made."""

_PUBLIC_BYTES = {Scheme.ED25519: 32, Scheme.COSIGNATURE: 32, Scheme.ML_DSA_44: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key that somebody decided to trust.

    Attributes:
        name: of the signer, as in its signature lines.
        scheme: what its signatures are.
        public: raw public key, 32 or 1312 bytes.
    """

    name: str
    scheme: Scheme
    public: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name):
            raise NoteError(f"key name {ascii(self.name)[:140]} must have no spaces and no plus; rename the key")
        if len(self.public) != _PUBLIC_BYTES[self.scheme]:
            raise NoteError(f"a {self.scheme.name} key has {_PUBLIC_BYTES[self.scheme]} bytes; copy it again")

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name || LF || type || public key)."""
        return hashlib.sha256(b"%b\n%c%b" % (self.name.encode(), self.scheme, self.public)).digest()[:4]

    def text(self) -> str:
        """Return the verifier key as text, `<name>+<key id in hex>+<base64 of type and key>`."""
        return f"{self.name}+{self.key_id.hex()}+{base64_text.to_text(bytes((self.scheme,)) + self.public)}"

    def verify(self, text: str, payload: bytes) -> None:
        """Check one signature over a note's text.

        Raises:
            NoteError: the signature does not hold.
        """
        match self.scheme:
            case Scheme.ED25519:
                self._verify_ed25519(text, payload)
            case Scheme.COSIGNATURE:
                self._verify_cosignature(text, payload)
            case Scheme.ML_DSA_44:
                self._verify_ml_dsa_44(text, payload)

    def _verify_ed25519(self, text: str, payload: bytes) -> None:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(payload, text.encode())
        except (InvalidSignature, ValueError) as error:
            raise self._refused() from error

    def _verify_cosignature(self, text: str, payload: bytes) -> None:
        time_s = int.from_bytes(payload[:_TIME_BYTES], "big")
        try:
            message = ed25519_cosigned_message(time_s, text)
            Ed25519PublicKey.from_public_bytes(self.public).verify(payload[_TIME_BYTES:], message)
        except (InvalidSignature, ValueError, CheckpointError) as error:
            raise self._refused() from error

    def _verify_ml_dsa_44(self, text: str, payload: bytes) -> None:
        time_s = int.from_bytes(payload[:_TIME_BYTES], "big")
        try:
            message = cosigned_message(self.name, time_s, text)
            MLDSA44PublicKey.from_public_bytes(self.public).verify(payload[_TIME_BYTES:], message)
        except (InvalidSignature, ValueError, CheckpointError) as error:
            raise self._refused() from error

    def _refused(self) -> NoteError:
        return NoteError(f"the {self.scheme.name} signature of {self.name} does not hold; do not trust this note")


class Signer(Protocol):
    """Whoever can sign a note: keys in memory here, a signing service elsewhere."""

    @property
    def name(self) -> str:
        """The name in its signature lines."""
        ...

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        ...

    def sign(self, text: str, time_s: int) -> bytes:
        """Return the signature's payload, without the key id."""
        ...


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """An Ed25519 key with a name; the signature line that every note reader understands."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, Scheme.ED25519, self._key().public_key().public_bytes_raw())

    def sign(self, text: str, time_s: int) -> bytes:  # noqa: ARG002  # the plain note signature carries no time
        """Return the 64-byte signature over the text (RFC 8032)."""
        return self._key().sign(text.encode())

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(_seed(self.seed))


@dataclass(frozen=True, slots=True)
class Ed25519Cosigner:
    """A witness's Ed25519 key with a name; it signs checkpoints only. Never a log's key, nor another witness's."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, Scheme.COSIGNATURE, self._key().public_key().public_bytes_raw())

    def sign(self, text: str, time_s: int) -> bytes:
        """Return the timestamp in 8 bytes and the 64-byte signature.

        Raises:
            CheckpointError: the text is not a checkpoint's.
        """
        return _time(time_s) + self._key().sign(ed25519_cosigned_message(time_s, text))

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(_seed(self.seed))


@dataclass(frozen=True, slots=True)
class MlDsa44Signer:
    """An ML-DSA-44 key (FIPS 204) with a name; it signs checkpoints only."""

    name: str
    seed: bytes = field(repr=False)

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, Scheme.ML_DSA_44, self._key().public_key().public_bytes_raw())

    def sign(self, text: str, time_s: int) -> bytes:
        """Return the timestamp in 8 bytes and the 2,420-byte signature.

        Raises:
            CheckpointError: the text is not a checkpoint's.
        """
        return _time(time_s) + self._key().sign(cosigned_message(self.name, time_s, text))

    def _key(self) -> MLDSA44PrivateKey:
        return MLDSA44PrivateKey.from_seed_bytes(_seed(self.seed))


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: name, 4-byte key id, payload."""

    name: str
    key_id: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note as parsed; its text means nothing before `open_note` has checked it."""

    text: str
    signatures: tuple[Signature, ...]


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a verifier key from its text.

    Raises:
        NoteError: malformed, of an unknown type, or its id does not fit.
    """
    name, _, rest = text.partition("+")
    _, _, encoded = rest.partition("+")
    try:
        data = base64_text.from_text(encoded, "the verifier key")
        key = VerifierKey(name, Scheme(data[0]), data[1:])
    except (Base64Error, IndexError, ValueError) as error:
        raise NoteError(f"{ascii(text)[:60]}... is not a verifier key this version knows; copy it again") from error
    if key.text() != text:
        raise NoteError(f"the key id of {ascii(name)[:140]} does not fit its key; copy it again")
    return key


def sign_note(text: str, signers: Sequence[Signer], time_s: int) -> str:
    """Write a signed note: the text, a blank line, one line per signer.

    Args:
        text: ends in a newline; no control characters.
        signers: at least one.
        time_s: Unix seconds, for the signatures that carry a time.

    Raises:
        NoteError: the text cannot be a note, or nobody signs.
    """
    raw = f"{text}\n{signature_lines(text, signers, time_s)}"
    if parse_note(raw).text != text:
        raise NoteError("the text cannot be told from its signatures; end it in one newline")
    return raw


def signature_lines(text: str, signers: Sequence[Signer], time_s: int) -> str:
    """Write the signature lines of a text, one a signer, to be put behind a note of it; see `sign_note`."""
    lines = []
    for signer in signers:
        key = signer.verifier
        lines.append(f"{_DASH}{key.name} {base64_text.to_text(key.key_id + signer.sign(text, time_s))}\n")
    return "".join(lines)


def signature_line(signature: "Signature") -> str:
    """Write one parsed signature as its line."""
    return f"{_DASH}{signature.name} {base64_text.to_text(signature.key_id + signature.payload)}\n"


def parse_note(raw: str) -> Note:
    """Split a note into text and signature lines, strictly; verifies nothing.

    Raises:
        NoteError: malformed, or above 256 KiB or 64 signatures.
    """
    if len(raw) > NOTE_BYTES_MAX or any(letter < " " and letter != "\n" for letter in raw):
        raise NoteError("a note is short text without control characters; fetch it again")
    text, blank, block = raw.rpartition("\n\n")
    if not blank or not block.endswith("\n"):
        raise NoteError("a note is text, a blank line and signature lines; fetch it again")
    lines = block[:-1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise NoteError(f"{len(lines)} signatures is above {SIGNATURES_MAX}; ask for fewer")
    return Note(f"{text}\n", tuple(_parse_signature(line) for line in lines))


def open_note(raw: str, keys: Sequence[VerifierKey]) -> tuple[Note, tuple[VerifierKey, ...]]:
    """Verify a note; return it with the trusted keys that signed it.

    Signatures of unknown keys are ignored; one bad signature of a known key refuses the whole note.

    Raises:
        NoteError: malformed, a known key's signature fails, or no known key signed.
    """
    note = parse_note(raw)
    known = {(key.name, key.key_id): key for key in keys}
    signed = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            key.verify(note.text, signature.payload)
            signed.append(key)
    if not signed:
        raise NoteError("no trusted key signed this note; ask its sender for the verifier keys, by another way")
    return note, tuple(dict.fromkeys(signed))


def signed_at(note: Note, keys: Sequence[VerifierKey]) -> dict[VerifierKey, int]:
    """Return when each of these keys signed, in Unix seconds; the newest time counts, keys without a time are left out.

    Args:
        note: as `open_note` returned it.
        keys: the keys that it returned with it.
    """
    known = {(key.name, key.key_id): key for key in keys if key.scheme in TIMED}
    found: dict[VerifierKey, int] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            found[key] = max(found.get(key, 0), int.from_bytes(signature.payload[:_TIME_BYTES], "big"))
    return found


def ed25519_cosigned_message(time_s: int, text: str) -> bytes:
    """Build the message of an Ed25519 cosignature (`cosignature/v1`).

    Raises:
        CheckpointError: the text is not a checkpoint's.
    """
    parse_tree_head(text)
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def cosigned_message(signer_name: str, time_s: int, text: str) -> bytes:
    """Build the `cosigned_message` of `c2sp.org/tlog-cosignature` for a whole tree (start 0).

    Raises:
        CheckpointError: the text is not a checkpoint's.
    """
    head = parse_tree_head(text)
    name, origin = signer_name.encode(), head.origin.encode()
    parts = (
        _LABEL,
        bytes((len(name),)) + name,
        time_s.to_bytes(_TIME_BYTES, "big"),
        bytes((len(origin),)) + origin,
        (0).to_bytes(_TIME_BYTES, "big"),
        head.size.to_bytes(_TIME_BYTES, "big"),
        head.root,
    )
    return b"".join(parts)


def _parse_signature(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_key_name(name):
        raise NoteError(f"{ascii(line)[:60]} is not a signature line; fetch the note again")
    try:
        data = base64_text.from_text(encoded, "a signature")
    except Base64Error as error:
        raise NoteError(str(error)) from error
    if len(data) <= _KEY_ID_BYTES:
        raise NoteError(f"the signature of {ascii(name)[:140]} is empty; fetch the note again")
    return Signature(name, data[:_KEY_ID_BYTES], data[_KEY_ID_BYTES:])


def _time(time_s: int) -> bytes:
    if not 0 <= time_s <= TIME_S_MAX:
        raise NoteError("a signature's time is in Unix seconds; check the clock")
    return time_s.to_bytes(_TIME_BYTES, "big")


def _seed(seed: bytes) -> bytes:
    if len(seed) != SEED_BYTES:
        raise NoteError(f"a signing seed has {SEED_BYTES} bytes; draw it with new_key()")
    return seed
