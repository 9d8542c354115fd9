"""Salted commitments: what the log keeps of a record, and what may be shown of it later.

The log holds only `c`, a hash over salted field digests (the idea of RFC 9901, SD-JWT, without its token).
Any subset of fields can be revealed against it; once a salt key is destroyed its digests are noise.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from earnest.ledger import base64_text, sealed_json
from earnest.ledger.errors import Base64Error, CommitmentError, SealedJsonError

DIGEST_BYTES = 32
SALT_KEY_BYTES_MIN = 32
RECORD_REF_BYTES_MAX = 255  # its length is one byte in front of it
FIELDS_MAX = 256  # fields of one record
_FIELD_LABEL = b"tl/f/1"
_ENTRY_VERSION = 1


class Field(NamedTuple):
    """One field of a record with the salt that hides it; showing it opens exactly this field.

    A named tuple, since every record makes several and a frozen dataclass costs three times as much.

    Attributes:
        name: a sealed-JSON key.
        value: bytes, normally sealed JSON.
        salt: 32 bytes, secret until the field is revealed.
    """

    name: str
    value: bytes
    salt: bytes


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Some fields in the open, the digests of the others."""

    revealed: tuple[Field, ...]
    hidden: tuple[bytes, ...]


class LeafEntry(NamedTuple):
    """What one leaf of the log says: kind, time in Unix seconds, 32-byte commitment. No person, no outcome.

    A named tuple for the same reason as a field.
    """

    kind: str
    time_s: int
    commitment: bytes


def salted(salt_key: bytes, record_ref: bytes, values: Mapping[str, bytes]) -> tuple[Field, ...]:
    """Give every value its salt, HMAC-SHA256(salt key, len(ref) || ref || name); no salt need be stored.

    Args:
        salt_key: at least 32 bytes, of the owner of these values; destroying it blinds their digests.
        record_ref: 1 to 255 bytes, unique per record, such as the decision id.
        values: field name to bytes.

    Raises:
        CommitmentError: a name, the reference or the key is outside its bounds.
    """
    keyed = _keyed(salt_key, record_ref, values)
    return tuple([Field(name, value, _salt(keyed.copy(), name)) for name, value in values.items()])


def salted_digests(salt_key: bytes, record_ref: bytes, values: Mapping[str, bytes]) -> list[bytes]:
    """Return the digests of `salted` fields, in their order, without the fields: what every record needs when written.

    Raises:
        CommitmentError: as `salted`.
    """
    keyed, sha256, label = _keyed(salt_key, record_ref, values), hashlib.sha256, _FIELD_LABEL
    digests = []
    for name, value in values.items():
        encoded, one = name.encode(), keyed.copy()
        one.update(encoded)
        digests.append(sha256(b"%b%b%b\x00%b" % (label, one.finalize(), encoded, value)).digest())
    return digests


def field_digest(field: Field) -> bytes:
    """Return SHA-256("tl/f/1" || salt || name || 0x00 || value), 32 bytes."""
    name, value, salt = field
    if len(salt) != DIGEST_BYTES:
        # A salt of free length could swallow the start of the name.
        raise CommitmentError(f"a salt has {DIGEST_BYTES} bytes; use the field as salted() made it")
    return hashlib.sha256(_FIELD_LABEL + salt + name.encode() + b"\x00" + value).digest()


def commitment(digests: Iterable[bytes]) -> bytes:
    """Return SHA-256 over the sorted field digests, so that their order tells nothing.

    Raises:
        CommitmentError: no digest, too many, one of the wrong length, or one given twice.
    """
    ordered = sorted(digests)
    if not 0 < len(ordered) <= FIELDS_MAX:
        raise CommitmentError(f"a record commits to 1 to {FIELDS_MAX} fields, not {len(ordered)}; group them")
    if set(map(len, ordered)) != {DIGEST_BYTES}:
        raise CommitmentError(f"a field digest has {DIGEST_BYTES} bytes; use field_digest()")
    if len(set(ordered)) != len(ordered):
        raise CommitmentError("a field is given twice; name every field once")
    return hashlib.sha256(b"".join(ordered)).digest()


def commit(fields: Collection[Field]) -> bytes:
    """Return the 32-byte commitment to all fields of a record, of whatever owners.

    Raises:
        CommitmentError: no field, too many, or one name twice.
    """
    if len({field.name for field in fields}) != len(fields):
        raise CommitmentError("two fields share a name; name every field once")
    return commitment(map(field_digest, fields))


def leaf_entry(entry: LeafEntry) -> bytes:
    """Write a leaf as sealed JSON: `{"c": base64, "k": kind, "t": Unix seconds, "v": 1}`, about 90 bytes.

    Raises:
        CommitmentError: the kind is not a sealed-JSON key, the time is negative or c is not 32 bytes.
    """
    if not sealed_json.is_key(entry.kind) or entry.time_s < 0 or len(entry.commitment) != DIGEST_BYTES:
        raise CommitmentError("a leaf has a kind, Unix seconds and 32 bytes; build it from commit()")
    if entry.time_s > sealed_json.INTEGER_MAX:
        raise CommitmentError("a leaf's time is in Unix seconds; check the clock's unit")
    # Canonical by construction: nothing in it needs an escape. Three times faster than the general way.
    c = base64_text.to_text(entry.commitment)
    return f'{{"c":"{c}","k":"{entry.kind}","t":{entry.time_s},"v":{_ENTRY_VERSION}}}'.encode("ascii")


def parse_leaf_entry(data: bytes) -> LeafEntry:
    """Read a leaf as `leaf_entry` wrote it; anything else is refused.

    Raises:
        CommitmentError: the bytes are no leaf entry of version 1.
    """
    try:
        value = sealed_json.decode(data)
    except SealedJsonError as error:
        raise CommitmentError(f"not a leaf entry ({error}); compare it with the exported bundle") from error
    match value:
        case {"v": 1, "k": str(kind), "t": int(time_s), "c": str(c), **rest} if not rest:
            entry = LeafEntry(kind, time_s, _unbase64(c))
            if leaf_entry(entry) == data:
                return entry
    raise CommitmentError("not a leaf entry of version 1; a newer verifier may know it")


def disclose(fields: Collection[Field], names: Collection[str], hidden: Iterable[bytes] = ()) -> Disclosure:
    """Reveal the named fields; of the others only digests remain.

    Args:
        fields: the fields whose values are still known.
        names: which of them to show.
        hidden: digests of fields that are known no more, such as those of an erased person.

    Raises:
        CommitmentError: a name is not among the fields.
    """
    unknown = set(names) - {field.name for field in fields}
    if unknown:
        raise CommitmentError(f"no such field: {', '.join(sorted(unknown))}; it may have been erased")
    revealed = tuple(field for field in fields if field.name in names)
    kept = [field_digest(field) for field in fields if field.name not in names]
    return Disclosure(revealed, tuple(sorted([*kept, *hidden])))


def verify_disclosure(disclosure: Disclosure, entry: bytes) -> LeafEntry:
    """Prove that the revealed fields are the ones the leaf committed to.

    The verifier learns the number of hidden fields, and nothing else about them.

    Raises:
        CommitmentError: the leaf did not commit to exactly these fields and digests.
    """
    leaf = parse_leaf_entry(entry)
    names = [field.name for field in disclosure.revealed]
    if len(set(names)) != len(names) or not all(map(sealed_json.is_key, names)):
        raise CommitmentError("a revealed field has no proper name of its own; ask for a new disclosure")
    computed = commitment([*map(field_digest, disclosure.revealed), *disclosure.hidden])
    if not hmac.compare_digest(computed, leaf.commitment):
        raise CommitmentError("the leaf commits to other values; do not believe what was shown")
    return leaf


def disclosure_to_json(disclosure: Disclosure) -> dict[str, sealed_json.SealedJson]:
    """Shape a disclosure for travel: `{"hidden": [base64], "revealed": [{"name", "salt", "value"}]}`."""
    return {
        "hidden": [base64_text.to_text(digest) for digest in disclosure.hidden],
        "revealed": [
            {
                "name": field.name,
                "salt": base64_text.to_text(field.salt),
                "value": base64_text.to_text(field.value),
            }
            for field in disclosure.revealed
        ],
    }


def disclosure_from_json(value: sealed_json.SealedJson) -> Disclosure:
    """Read what `disclosure_to_json` shaped.

    Raises:
        CommitmentError: the value has another shape.
    """
    match value:
        case {"hidden": list(hidden), "revealed": list(revealed), **rest} if not rest:
            digests = tuple(_unbase64(item) for item in hidden)
            return Disclosure(tuple(_field_from_json(item) for item in revealed), digests)
    raise CommitmentError("not a disclosure; ask for a new one")


def _keyed(salt_key: bytes, record_ref: bytes, values: Mapping[str, bytes]) -> HMAC:
    # The reference and not the log index: on PostgreSQL the sequencer gives the index after the record was
    # committed to. Its length goes in front, so that no (reference, name) pair can be read as another.
    if not 0 < len(record_ref) <= RECORD_REF_BYTES_MAX:
        raise CommitmentError(f"a record reference has 1 to {RECORD_REF_BYTES_MAX} bytes; pass the record's id")
    if len(salt_key) < SALT_KEY_BYTES_MIN:
        raise CommitmentError(f"a salt key has at least {SALT_KEY_BYTES_MIN} bytes; derive it with salt_key()")
    if not all(map(sealed_json.is_key, values)):
        raise CommitmentError("a field name is not a sealed-JSON key; rename the field")
    # Copies of one keyed state: a third of the cost of an HMAC from scratch per field.
    keyed = HMAC(salt_key, SHA256())
    keyed.update(b"%c%b" % (len(record_ref), record_ref))
    return keyed


def _salt(keyed: HMAC, name: str) -> bytes:
    keyed.update(name.encode())
    return keyed.finalize()


def _field_from_json(value: sealed_json.SealedJson) -> Field:
    match value:
        case {"name": str(name), "salt": salt, "value": content, **rest} if not rest:
            return Field(name, _unbase64(content), _unbase64(salt))
    raise CommitmentError("a revealed field needs name, salt and value; ask for a new disclosure")


def _unbase64(text: sealed_json.SealedJson) -> bytes:
    if not isinstance(text, str):
        raise CommitmentError("not base64 text; ask for a new disclosure")
    try:
        return base64_text.from_text(text, "a digest or value")
    except Base64Error as error:
        raise CommitmentError(str(error)) from error
