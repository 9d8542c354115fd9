"""Opaque handles: what a proposal may name a record by. Good for one session, one person, one kind of record.

A handle is a MAC and holds nothing: it is resolved by listing what this customer owns and comparing. So a handle of
another session, person or kind, a guessed one, and a raw id all resolve to nothing, and there is no table to leak.
"""

import base64
import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from earnest.domain.errors import BadInput, BrandError, EarnestError, TooLarge
from earnest.domain.identity import Session
from earnest.domain.records import RECORDS_MAX, RecordKind

PUBLIC_RECORDS_MAX = 20_000
"""Records that the reader of a public kind may give."""

HANDLE_BYTES = 16
"""Bytes of the MAC that a handle shows: 128 bits cannot be guessed."""

_PREFIX = "h_"


def handle_of(key: bytes, session: Session, kind: str, record_id: str) -> str:
    """The handle of a record in one session."""
    return _mac(key, _scope(session, kind), record_id)


@dataclass(slots=True)
class Holdings:
    """What a customer owns, and what is public, as the shop says it now; each kind is listed once a call.

    Args:
        shop: the shop.
        customer: the shop's own customer reference, "" while unknown: then nothing is owned.
        kinds: record kinds by name.
    """

    shop: Any
    customer: str
    kinds: Mapping[str, RecordKind]
    _listed: dict[str, Counter[str]] = field(default_factory=dict)
    _handles: dict[str, dict[str, str]] = field(default_factory=dict)

    def ids(self, kind_name: str) -> Counter[str]:
        """Raw ids of a kind, with how often each is held.

        Raises:
            TooLarge: the reader gives more records than it may.
            BadInput: the reader failed.
            BrandError: a record has no id.
        """
        if kind_name not in self._listed:
            self._listed[kind_name] = self._list(self.kinds[kind_name])
        return self._listed[kind_name]

    def resolve(self, key: bytes, session: Session, kind_name: str, handle: str) -> str | None:
        """The raw id that a handle stands for, None if it stands for nothing that is held now."""
        if kind_name not in self._handles:
            scope = _scope(session, kind_name)
            self._handles[kind_name] = {_mac(key, scope, record_id): record_id for record_id in self.ids(kind_name)}
        # A look-up leaks no time worth having: the MACs of a person's own records are known to them anyway.
        return self._handles[kind_name].get(handle)

    def _list(self, kind: RecordKind) -> Counter[str]:
        # A reader given "" would take it for a catalogue's and give everybody's records.
        if kind.owned and not self.customer:
            return Counter()
        try:
            rows = kind.read(self.shop, self.customer if kind.owned else "")
        except EarnestError:
            raise
        except Exception as error:
            raise BadInput(f"The {kind.name} records could not be read ({type(error).__name__}); ask again.") from error
        limit = RECORDS_MAX if kind.owned else PUBLIC_RECORDS_MAX
        if len(rows) > limit:
            raise TooLarge(f"The reader of {kind.name} gave more than {limit} records; let it give fewer.")
        return Counter(_id_of(row.get(kind.key), kind) for row in rows)


def _id_of(value: Any, kind: RecordKind) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise BrandError(f"A record of kind {kind.name} has no usable {kind.key!r}; give a text or whole number.")
    return str(value)


def _scope(session: Session, kind: str) -> bytes:
    # By customer, not by subject: a visitor who is identified moves to another subject, and keeps what they saw.
    parts = (part.encode("utf-8", "surrogatepass") for part in (session.id, session.customer, kind))
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def _mac(key: bytes, scope: bytes, record_id: str) -> str:
    mac = hmac.digest(key, scope + record_id.encode("utf-8", "surrogatepass"), hashlib.sha256().name)
    return _PREFIX + base64.urlsafe_b64encode(mac[:HANDLE_BYTES]).rstrip(b"=").decode("ascii")
