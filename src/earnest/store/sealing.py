"""Sealing of records: fields by compartment, each compartment under its owner's key, all under one commitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from earnest.domain.errors import BadInput
from earnest.domain.time import DAY, Instant
from earnest.ledger import sealed_json
from earnest.ledger.commit import DIGEST_BYTES, Field, commitment, salted, salted_digests
from earnest.ledger.errors import SealedJsonError
from earnest.ledger.seal import open_sealed, seal
from earnest.store.keys import KeyRing, Owner
from earnest.store.rows import Rows

ACCOUNTABLE = "A"
SUBJECT = "S"
COLLEAGUE = "P"
STATE = "state"
CUSTOMER = "customer"
COLLEAGUE_OWNER = "colleague-"
"""Begins the owner of what names a colleague; a keyed look-up of their name follows."""

HOLD_OWNER = "hold-"
"""Begins the owner of what a legal hold keeps; the hold's id follows."""

EPOCH_DAYS = 28
"""Length of a key epoch of compartment A: a whole epoch is destroyed at once when its retention has run out."""

_EXACT = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_SUBCLASS
INSERT = (
    "INSERT INTO sealed (record, compartment, owner, content) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (record, compartment) DO UPDATE SET owner = excluded.owner, content = excluded.content"
)
_SELECT = "SELECT owner, content FROM sealed WHERE record = ? AND compartment = ?"

SealedRow = tuple[str, str, str, bytes]
"""record, compartment, owner, content: the columns of `INSERT`."""


@dataclass(frozen=True, slots=True)
class Chamber:
    """One compartment of a record before it is sealed."""

    name: str
    owner: Owner
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Committed:
    """A sealed record: its rows, what the log commits to, and the salted digests by compartment."""

    rows: tuple[SealedRow, ...]
    commitment: bytes
    digests: Mapping[str, bytes] = field(repr=False)


def seal_record(record: str, chambers: Sequence[Chamber]) -> Committed:
    """Commit to every field and seal each compartment under that commitment.

    Raises:
        BadInput: a value is outside the sealed-JSON profile, such as text with half a character.
    """
    ref = record.encode()
    written = [(chamber, *_write(chamber.fields)) for chamber in chambers]
    digests = {c.name: salted_digests(c.owner.salt, ref, members) for c, _, members in written}
    committed = commitment([digest for some in digests.values() for digest in some])
    # A list first: it costs half of what a generator does, and every record comes by here.
    rows = [(record, c.name, c.owner.id, seal(c.owner.key, ref, c.name, committed, whole)) for c, whole, _ in written]
    return Committed(tuple(rows), committed, {name: b"".join(some) for name, some in digests.items()})


def seal_value(record: str, compartment: str, owner: Owner, value: Any) -> SealedRow:
    """Seal one value that no leaf commits to, such as an assistant's state.

    Raises:
        BadInput: the value cannot be written as JSON.
    """
    try:
        content = orjson.dumps(value, option=_EXACT)
    except TypeError as error:
        raise BadInput(f"This cannot be kept ({error}); give texts, whole numbers, lists and mappings.") from error
    return (record, compartment, owner.id, seal(owner.key, record.encode(), compartment, b"", content))


def open_value(rows: Rows, keys: KeyRing, record: str, compartment: str, context: bytes = b"") -> Any:
    """What `seal_value` or one compartment of `seal_record` sealed; None where it was erased or never was."""
    row = rows.one(_SELECT, record, compartment)
    owner = keys.owner(row[0]) if row else None
    if row is None or owner is None:
        return None
    return orjson.loads(open_sealed(owner.key, record.encode(), compartment, context, row[1]))


def open_fields(
    rows: Rows, keys: KeyRing, record: str, compartment: str, context: bytes
) -> tuple[Mapping[str, Any], tuple[Field, ...]]:
    """The fields of a compartment, and the same with salts for disclosure; both empty where they were erased."""
    row = rows.one(_SELECT, record, compartment)
    owner = keys.owner(row[0]) if row else None
    if row is None or owner is None:
        return {}, ()
    fields = orjson.loads(open_sealed(owner.key, record.encode(), compartment, context, row[1]))
    if row[0].startswith(HOLD_OWNER):
        kept = tuple(Field(name, value.encode(), bytes.fromhex(salt)) for name, value, salt in fields)
        return {one.name: orjson.loads(one.value) for one in kept}, kept
    return fields, salted(owner.salt, record.encode(), _write(fields)[1])


def seal_kept(record: str, compartment: str, owner: Owner, fields: Sequence[Field], context: bytes) -> SealedRow:
    """Seal fields with their salts under another owner: they open, and prove themselves, when their own key is gone."""
    content = orjson.dumps([[one.name, one.value.decode(), one.salt.hex()] for one in fields])
    return (record, compartment, owner.id, seal(owner.key, record.encode(), compartment, context, content))


def split_digests(digests: bytes) -> tuple[bytes, ...]:
    """Digests that were stored one behind the other."""
    return tuple(digests[start : start + DIGEST_BYTES] for start in range(0, len(digests), DIGEST_BYTES))


def epoch_owner(at: Instant) -> str:
    """Who owns compartment A of a record of this instant."""
    return f"epoch-{at // (EPOCH_DAYS * DAY)}"


def _write(fields: Mapping[str, Any]) -> tuple[bytes, dict[str, bytes]]:
    """The fields as a whole, and one by one."""
    try:
        return sealed_json.encode_both(fields)
    except SealedJsonError as error:
        raise BadInput(f"This cannot be recorded ({error}); mend the text or the value and send it again.") from error
