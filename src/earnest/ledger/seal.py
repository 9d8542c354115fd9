"""Sealing of personal values: one key per record and compartment, under a key that can be destroyed.

AES-256-GCM (SP 800-38D) with keys from HKDF-Expand-SHA256 (RFC 5869); owner keys wrapped by AES-KW (RFC 3394).
A fresh key per record lifts GCM's limit on messages per key; the commitment given as context binds the
ciphertext to its leaf.
"""

import hmac
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from earnest.ledger import sealed_json
from earnest.ledger.errors import KeyFileError, SealError

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
RECORD_REF_BYTES_MAX = 255  # its length is one byte in front of it
PLAIN_BYTES_MAX = 1 << 24  # one sealed value; attachments are sealed in pieces
_FORMAT = b"\x01"  # first byte of every sealed value: AES-256-GCM under HKDF-Expand-SHA256


class KeyWrap(Protocol):
    """A key-encryption key that wraps owner keys: a file here, a vault or a cloud service elsewhere."""

    def wrap(self, key: bytes) -> bytes:
        """Return the key wrapped for storage."""
        ...

    def unwrap(self, wrapped: bytes) -> bytes:
        """Return the key; raises SealError if it was wrapped by another key or altered."""
        ...


@dataclass(frozen=True, slots=True)
class FileKek:
    """A key-encryption key of 32 bytes, kept in a file that only its owner may read."""

    key: bytes = field(repr=False)

    @classmethod
    def create(cls, path: Path) -> "FileKek":
        """Write a new random key to a new file with mode 0600, durably.

        Raises:
            KeyFileError: the file exists already (a lost key loses every sealed value) or cannot be written.
        """
        key = os.urandom(KEY_BYTES)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise KeyFileError(f"{path} exists; open it, never overwrite a key file") from error
        except OSError as error:
            raise KeyFileError(f"{path} cannot be written ({error.strerror}); choose another folder") from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
        return cls(key)

    @classmethod
    def open(cls, path: Path) -> "FileKek":
        """Read the key.

        Raises:
            KeyFileError: missing, unreadable, readable by others, or not exactly 32 bytes.
        """
        try:
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                key = file.read(KEY_BYTES + 1)
        except OSError as error:
            raise KeyFileError(f"{path} cannot be read ({error.strerror}); restore the key file") from error
        if mode & 0o077:
            raise KeyFileError(f"{path} may be used by others (mode {mode:o}); run chmod 600 and replace the key")
        if len(key) != KEY_BYTES:
            raise KeyFileError(f"{path} must hold exactly {KEY_BYTES} bytes; restore it from the key backup")
        return cls(key)

    def wrap(self, key: bytes) -> bytes:
        """Wrap a 32-byte owner key with AES-KW (RFC 3394): 40 bytes, no nonce.

        Raises:
            SealError: the key is not 32 bytes.
        """
        return aes_key_wrap(self.key, _sized(key))

    def unwrap(self, wrapped: bytes) -> bytes:
        """Unwrap an owner key.

        Raises:
            SealError: altered, or wrapped under another key file.
        """
        try:
            return _sized(aes_key_unwrap(self.key, wrapped))
        except InvalidUnwrap as error:
            raise SealError("the wrapped key does not open; use the key file it was wrapped with") from error


def new_key() -> bytes:
    """Draw a fresh 32-byte owner key from the system."""
    return os.urandom(KEY_BYTES)


def salt_key(owner_key: bytes) -> bytes:
    """Derive the owner's key for field salts; it dies with the owner's key.

    Raises:
        SealError: the owner key is not 32 bytes.
    """
    return _derive(owner_key, b"earnest/salt/1")


def seal(owner_key: bytes, record_ref: bytes, compartment: str, context: bytes, plain: bytes) -> bytes:
    """Seal one value: format byte, 12-byte nonce, ciphertext, 16-byte tag.

    Args:
        owner_key: 32 bytes; whoever destroys it erases the value.
        record_ref: 1 to 255 bytes, unique per record.
        compartment: a sealed-JSON key, such as `subject`.
        context: what the value belongs to, normally the record's commitment; authenticated, not stored.
        plain: at most 16 MiB.

    Raises:
        SealError: an argument is outside its bounds.
    """
    if len(plain) > PLAIN_BYTES_MAX:
        raise SealError(f"{len(plain)} bytes is above {PLAIN_BYTES_MAX}; seal the value in pieces")
    place = _place(record_ref, compartment)
    # A random nonce on top of the fresh key: a value that is sealed anew under its reference stays safe.
    nonce = os.urandom(NONCE_BYTES)
    cipher = AESGCM(_derive(owner_key, b"earnest/seal/1" + place))
    return b"%b%b%b" % (_FORMAT, nonce, cipher.encrypt(nonce, plain, place + context))


def open_sealed(owner_key: bytes, record_ref: bytes, compartment: str, context: bytes, sealed: bytes) -> bytes:
    """Open what `seal` wrote, only with the same key, record, compartment and context.

    Raises:
        SealError: anything differs, or the bytes were altered.
    """
    if len(sealed) < len(_FORMAT) + NONCE_BYTES + TAG_BYTES or sealed[:1] != _FORMAT:
        raise SealError("not a sealed value of format 1; restore the row from a backup")
    place = _place(record_ref, compartment)
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(_derive(owner_key, b"earnest/seal/1" + place)).decrypt(nonce, body, place + context)
    except InvalidTag as error:
        raise SealError("the value does not open: altered, moved, or another key; run verify") from error


def lookup(key: bytes, kind: str, value: bytes) -> bytes:
    """Return the 32-byte keyed look-up of an identifier, HMAC-SHA256 over label, kind and value.

    Args:
        key: at least 32 bytes, kept apart from the data.
        kind: a sealed-JSON key, such as `email`.
        value: normalised by the caller (case, spaces, E.164), else equal people differ.

    Raises:
        SealError: the key is short or the kind is not a sealed-JSON key.
    """
    if len(key) < KEY_BYTES or not sealed_json.is_key(kind):
        raise SealError(f"a look-up needs a key of {KEY_BYTES} bytes and a plain kind; pass the brand's key")
    return hmac.digest(key, b"earnest/lookup/1\x00%b\x00%b" % (kind.encode(), value), "sha256")


def _derive(owner_key: bytes, info: bytes) -> bytes:
    # Owner keys are uniformly random already, so RFC 5869 section 3.3 lets the extract step go.
    return HKDFExpand(SHA256(), KEY_BYTES, info).derive(_sized(owner_key))


def _place(record_ref: bytes, compartment: str) -> bytes:
    # Lengths in front, so that no (record, compartment, context) can be read as another.
    if not 0 < len(record_ref) <= RECORD_REF_BYTES_MAX:
        raise SealError(f"a record reference has 1 to {RECORD_REF_BYTES_MAX} bytes; pass the record's id")
    if not sealed_json.is_key(compartment):
        raise SealError(f"compartment {ascii(compartment)[:140]} is not a sealed-JSON key; use a plain name")
    name = compartment.encode()
    return b"%c%b%c%b" % (len(record_ref), record_ref, len(name), name)


def _sized(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise SealError(f"a key has {KEY_BYTES} bytes, not {len(key)}; draw it with new_key()")
    return key


def _sync_folder(folder: Path) -> None:
    # The name of a new file is durable only once its folder is.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
