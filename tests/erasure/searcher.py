"""One searcher that opens every place where something is kept, with whatever keys it is given, and reads all of it."""

import gzip
import io
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.erasure.planted import disguises

from earnest.ledger import KeyWrap, SealError
from earnest.ledger.seal import open_sealed
from earnest.store import Store
from earnest.store.tables import KEYS_METADATA, METADATA

SQLITE, GZIP, ZIP = b"SQLite format 3\0", b"\x1f\x8b", b"PK\x03\x04"
Keys = Mapping[str, bytes]
Cells = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Searcher:
    """Looks for values in a store and beside it.

    Args:
        store: its tables are read column by column.
        folder: every file in it is read byte by byte; archives and databases are opened, too.
        kek: opens the keys.
        more: other texts, such as what was logged.
        but: beginnings of file names that are another system's.
    """

    store: Store
    folder: Path
    kek: KeyWrap
    more: list[bytes] = field(default_factory=list)
    but: tuple[str, ...] = ()

    def keys(self) -> Keys:
        """The keys as they stand now."""
        with self.store._kit.keys._engine.begin() as connection:
            found = connection.exec_driver_sql("SELECT owner, wrapped FROM keys").fetchall()
        return {owner: self.kek.unwrap(bytes(wrapped)) for owner, wrapped in found}

    def found(self, values: Iterable[str], keys: Keys) -> frozenset[str]:
        """The values that stand anywhere, in any form."""
        hay = b"\n".join((*self._logical(keys), *self._raw(keys), *self.more)).lower()
        return frozenset(value for value in values if any(form in hay for form in disguises(value)))

    def sealed(self) -> frozenset[bytes]:
        """The ciphertexts of now, so that they can be looked for later."""
        return frozenset(row[3] for row in self._tables()["sealed"])

    def holds(self, texts: Iterable[bytes]) -> frozenset[bytes]:
        """Which of some bytes stand in a table or a file as they are."""
        hay = b"\n".join((*_cells(self._tables()), *self._raw({})))
        return frozenset(one for one in texts if one in hay)

    def _tables(self) -> Cells:
        names = {table.name: [c.name for c in table.columns] for table in METADATA.sorted_tables}
        return self.store.read(
            lambda unit: {
                name: [_row(row) for row in unit.rows.all(f"SELECT {', '.join(columns)} FROM {name}")]
                for name, columns in names.items()
            }
        )

    def _logical(self, keys: Keys) -> Iterator[bytes]:
        cells = self._tables()
        yield from _cells(cells)
        yield from _opened(cells, keys)

    def _raw(self, keys: Keys) -> Iterator[bytes]:
        for file in sorted(self.folder.rglob("*")):
            if file.is_file() and not file.name.startswith(self.but):
                data = file.read_bytes()
                yield from (file.name.encode(), *_unpacked(data))
                if keys and data[:16] == SQLITE and file.name != "keys.db":
                    yield from _opened(_database(file), keys)


def _row(row: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)


def _cells(cells: Cells) -> Iterator[bytes]:
    for rows in cells.values():
        for row in rows:
            yield from (one if isinstance(one, bytes) else str(one).encode() for one in row)


def _opened(cells: Cells, keys: Keys) -> Iterator[bytes]:
    """What the sealed rows say, under the keys that there are."""
    contexts: dict[str, bytes] = {}
    for table in ("decisions", "intents"):
        columns = [column.name for column in METADATA.tables[table].columns]
        place = columns.index("commitment")
        contexts |= {row[0]: row[place] for row in cells.get(table, ())}
    for record, compartment, owner, content in cells.get("sealed", ()):
        if owner not in keys:
            continue
        for context in (contexts.get(record, b""), b""):
            try:
                yield open_sealed(keys[owner], record.encode(), compartment, context, content)
            except SealError:
                continue
            break


def _database(file: Path) -> Cells:
    """A database that lies about, such as a copy that was made before a migration."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [_row(row) for row in connection.execute(f"SELECT * FROM {name}")]
            for name in names
            if name not in KEYS_METADATA.tables and not name.startswith("sqlite_")
        }


def _unpacked(data: bytes) -> Iterator[bytes]:
    yield data
    if data[:2] == GZIP:
        yield gzip.decompress(data)
    if data[:4] == ZIP:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield name.encode() + b"\n" + archive.read(name)
