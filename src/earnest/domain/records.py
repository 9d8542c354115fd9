"""Records of the company's systems, and the readers that fetch them. A brand's `skills.py` declares the readers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = Mapping[str, Any]
"""One record as its reader gives it: strings, whole numbers, booleans, Money, None, lists and mappings of these."""

RECORDS_MAX = 1_000
"""Records one reader may give for one customer."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a bought-in or derived field comes from, when it was collected, and how sure it is.

    Args:
        supplier: who gave or derived it.
        collected: when.
        confidence: percent; a value that is less sure is not used.
        confidence_field: the field of the record that says how sure this value is, "" where all are as sure as said.
    """

    supplier: str
    collected: date
    confidence: int
    confidence_field: str = ""


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record, such as `order`.

    Args:
        name: the word that skills and playbooks use.
        read: `(shop, customer) -> rows`: every record of this kind that this customer owns; for a kind that
            belongs to nobody (a catalogue) `customer` is "" and every record is given.
        key: the field that holds the record's id.
        owned: whether records belong to customers; only owned kinds are personal.
    """

    name: str
    read: Callable[[Any, str], Sequence[Row]]
    key: str = "id"
    owned: bool = True


def records(name: str, *, key: str = "id", owned: bool = True) -> Callable[[Callable[..., Any]], RecordKind]:
    """Declare a reader in a brand's `skills.py`; see `RecordKind`."""
    return lambda read: RecordKind(name, read, key, owned)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A way to find out who somebody is, from claims they typed.

    Args:
        name: such as `email` or `name_and_zip`.
        needs: the claims it takes, such as ("first_name", "last_name", "zip").
        find: `(shop, claims) -> customer reference or None`.
        level: what a match proves, by the brand's own declaration: `reachable` at most.
    """

    name: str
    needs: tuple[str, ...]
    find: Callable[[Any, Mapping[str, str]], str | None]
    level: str = "reachable"


def identifies(name: str, *needs: str) -> Callable[[Callable[..., Any]], Identifier]:
    """Declare an identifier in a brand's `skills.py`; see `Identifier`."""
    return lambda find: Identifier(name, needs, find)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as the assistant may see it: through a purpose-bound view, under an opaque handle.

    Args:
        kind: the record kind.
        handle: stands for the record in proposals; minted by the broker for this session only.
        fields: the granted fields and no others.
    """

    kind: str
    handle: str
    fields: Row
