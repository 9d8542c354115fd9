"""Purpose-bound views: the only way from a company's records to a model, a reply or a score.

A view is opened for one purpose, holds the fields granted for it and no others, is frozen to the bottom, and knows
what it gave. Python cannot keep a determined programmer of the same process out; these types keep out mistakes, and
every read that goes through them is recorded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Generic, NoReturn, TypeVar, final

from earnest.consent.fold import ConsentView
from earnest.consent.grants import HANDLE, DataMap, Grant
from earnest.consent.markers import For
from earnest.domain.errors import BrandError, NotAllowed
from earnest.domain.money import Money
from earnest.domain.purposes import Purpose
from earnest.domain.records import Row
from earnest.domain.time import Instant
from earnest.domain.turns import Used

DEPTH_MAX = 8
"""Levels of lists and mappings inside one value."""

P_co = TypeVar("P_co", bound=For, covariant=True)
P = TypeVar("P", bound=For)

Mint = Callable[[str, str], str]
"""`(kind, raw id) -> handle`."""

_ATOMS = frozenset({str, int, bool, type(None), Money})
_OPENED = object()


@final
class Fields(Mapping[str, Any]):
    """The granted fields of one record, read-only.

    Reading a granted field that the record lacks is a `KeyError`, as in any mapping; reading a field outside the
    grant raises `NotAllowed`, by `get` too. It prints its field names and never its values.
    """

    __slots__ = ("_grant", "_values")
    _grant: Grant
    _values: dict[str, Any]

    def __init__(self, values: dict[str, Any], grant: Grant) -> None:
        _put(self, "_values", values)
        _put(self, "_grant", grant)

    def __getitem__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            if name in self._grant.whole or name in self._grant.parts:
                raise
        grant = self._grant
        path = f"{grant.path}.{name}" if grant.path else name
        raise NotAllowed(
            f"{grant.source}.{path} may not be read for {grant.purpose}; the data map would have to say so."
        )

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Fields({self._grant.source} for {self._grant.purpose}: {', '.join(self._values)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError(f"a record seen through a view cannot be changed ({name}).")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a record seen through a view cannot be copied or stored; keep its id.")


@final
class View(Generic[P_co]):
    """Records as one purpose may see them; made by `open_view` only.

    Attributes:
        source: the record kind.
        purpose: what it was opened for.
        records: the granted fields of each record, in the reader's order.
        used: what it gave: one entry for each granted field that at least one record has.
        tainted: whether third-party words are among it.
        position: the consent position it was opened at; after a later event it must be opened anew.
    """

    __slots__ = ("position", "purpose", "records", "source", "tainted", "used")
    source: str
    purpose: Purpose
    records: tuple[Fields, ...]
    used: tuple[Used, ...]
    tainted: bool
    position: int

    def __init__(
        self, token: object, grant: Grant, records: tuple[Fields, ...], taken: "_Taken", position: int
    ) -> None:
        if token is not _OPENED:
            raise NotAllowed("A view cannot be made by hand; open it with open_view.")
        _put(self, "source", grant.source)
        _put(self, "purpose", grant.purpose)
        _put(self, "records", records)
        _put(self, "used", tuple([use for path, use in grant.uses.items() if path in taken.paths]))
        _put(self, "tainted", taken.tainted)
        _put(self, "position", position)

    def __getitem__(self, index: int) -> Fields:
        return self.records[index]

    def __iter__(self) -> Iterator[Fields]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        return f"View({self.source} for {self.purpose}: {len(self.records)} records)"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise TypeError(f"a view cannot be changed ({name}).")

    def __reduce__(self) -> NoReturn:
        raise TypeError("a view cannot be copied or stored; open a new one.")


def open_view(
    rows: Sequence[Row],
    source: str,
    purpose: type[P],
    data_map: DataMap,
    consents: ConsentView,
    *,
    mint: Mint | None = None,
) -> View[P]:
    """Open records for a purpose.

    Without a live basis, or where the map grants the purpose nothing of the source, there are no records at all:
    even how many there are is not told. A value that is too old, or less sure than its source declares, is left out.

    Args:
        rows: the records as their reader gave them; they are copied, never kept.
        source: the record kind.
        purpose: the purpose's type, such as `ServiceOrder`.
        data_map: the brand's data map.
        consents: the person's consent view.
        mint: makes the handles of nested owned records; without it they carry none.

    Raises:
        BrandError: a reader gave a record that is no mapping, lacks the key of a nested record, or holds a value
            that no record may hold (a float, a date, an object) or nests deeper than `DEPTH_MAX`.
    """
    grant = data_map.grant(source, purpose.purpose)
    taken = _Taken(mint, consents.now)
    records: tuple[Fields, ...] = ()
    if not grant.empty and consents.allows(purpose.purpose):
        records = tuple([_take_whole(row, grant, taken) for row in rows])
    return View(_OPENED, grant, records, taken, consents.position)


class _Taken:
    """What one opening has given so far."""

    __slots__ = ("mint", "now", "paths", "row", "tainted")

    def __init__(self, mint: Mint | None, now: Instant) -> None:
        self.mint = mint
        self.now = now
        self.row: Row = {}
        self.paths: set[str] = set()
        self.tainted = False


def _take_whole(row: Row, grant: Grant, taken: _Taken) -> Fields:
    taken.row = row  # says of when it is, and how sure, for all its levels
    return _take(row, grant, taken)


def _take(row: Row, grant: Grant, taken: _Taken) -> Fields:
    # The plain type first: asking an abstract class costs as much as filtering a field.
    if type(row) is not dict and not isinstance(row, Mapping):
        raise BrandError(f"The reader of {grant.source} gave a {type(row).__name__}; it should give mappings.")
    values: dict[str, Any] = {}
    fitness = grant.fitness
    for name, (path, third_party) in grant.whole.items():
        if name in row and (name not in fitness or fitness[name].passes(taken.row, taken.now)):
            value = row[name]
            values[name] = value if type(value) in _ATOMS else _frozen(value, path, grant.source)
            taken.paths.add(path)
            if third_party and value not in (None, "", [], (), {}):
                taken.tainted = True
    for name, inner in grant.parts.items():
        if name in row:
            part = _part(row[name], inner, taken)
            if part is not None:
                values[name] = part
    if grant.nested is not None and taken.mint is not None:
        values[HANDLE] = taken.mint(grant.nested.kind, key_of(row, grant.nested.key, grant.nested.kind))
    return Fields(values, grant)


def _part(value: Any, grant: Grant, taken: _Taken) -> Fields | tuple[Fields, ...] | None:
    """The granted parts of a nested value; what is not a mapping has no parts and is left out."""
    if isinstance(value, list | tuple):
        return tuple([_take(element, grant, taken) for element in value if isinstance(element, dict | Mapping)])
    return _take(value, grant, taken) if isinstance(value, dict | Mapping) else None


def key_of(row: Row, key: str, kind: str) -> str:
    """A record's raw id as text.

    Raises:
        BrandError: the record lacks its key field, or that is neither text nor a whole number.
    """
    value = row.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise BrandError(f"A record of kind {kind} has no usable {key!r}; its reader must give a text or whole number.")
    return str(value)


def _frozen(value: Any, path: str, source: str, depth: int = 1) -> Any:
    if isinstance(value, str | int | Money) or value is None:
        return value
    if depth > DEPTH_MAX:
        raise BrandError(f"{source}.{path} nests deeper than {DEPTH_MAX} levels; its reader must give less.")
    if isinstance(value, list | tuple):
        return tuple([_frozen(element, path, source, depth + 1) for element in value])
    if isinstance(value, dict | Mapping):
        frozen = {str(name): _frozen(element, path, source, depth + 1) for name, element in value.items()}
        return MappingProxyType(frozen)
    raise BrandError(
        f"{source}.{path} holds a {type(value).__name__}; a reader gives text, whole numbers, booleans, Money, None, "
        "and lists and mappings of these."
    )


_put = object.__setattr__
