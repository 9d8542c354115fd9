"""One searcher that opens every place where something is kept, with whatever keys it is given, and reads all of it.

On SQLite every file of the house is read byte by byte. On PostgreSQL the server's own files are, where it lets us:
tables, what is moved out of them, and indexes, with deleted rows that still lie there; where it does not, what it gives
as a binary copy of each table. Its write-ahead log is not read: it holds what these rows held, and they hold no value.
"""

import gzip
import io
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from tests.erasure.planted import disguises

from earnest.ledger import KeyWrap, SealError
from earnest.ledger.seal import open_sealed
from earnest.store import PostgresStore, Store
from earnest.store.tables import KEYS_METADATA, METADATA

SQLITE, GZIP, ZIP, TAR, PGDUMP = b"SQLite format 3\0", b"\x1f\x8b", b"PK\x03\x04", b"ustar", b"PGDMP"
_TAR_PLACE = 257
_FILES = (
    "SELECT pg_relation_filepath(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE pg_relation_filepath(c.oid) IS NOT NULL AND (n.nspname = current_schema() OR c.oid IN "
    "(SELECT t.reltoastrelid FROM pg_class t JOIN pg_namespace o ON o.oid = t.relnamespace "
    "WHERE o.nspname = current_schema()))"
)
Keys = Mapping[str, bytes]
Cells = Mapping[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Searcher:
    """Looks for values in a store and beside it.

    Args:
        store: its tables are read column by column.
        folder: every file in it is read byte by byte; archives and databases are opened, too.
        kek: opens the keys.
        more: gives other texts as they are now, such as what was logged.
        but: beginnings of file names that are another system's.
    """

    store: Store
    folder: Path
    kek: KeyWrap
    more: Callable[[], list[bytes]] = list
    but: tuple[str, ...] = ()

    def keys(self) -> Keys:
        """The keys as they stand now."""
        with self.store._kit.keys._engine.begin() as connection:
            found = connection.exec_driver_sql("SELECT owner, wrapped FROM keys").fetchall()
        return {owner: self.kek.unwrap(bytes(wrapped)) for owner, wrapped in found}

    def found(self, values: Iterable[str], keys: Keys) -> frozenset[str]:
        """The values that stand anywhere, in any form."""
        return standing((*self._logical(keys), *self._raw(keys), *self._server(), *self.more()), values)

    def sealed(self) -> frozenset[bytes]:
        """The ciphertexts of now, so that they can be looked for later."""
        return frozenset(row[3] for row in self._tables()["sealed"])

    def holds(self, texts: Iterable[bytes]) -> frozenset[bytes]:
        """Which of some bytes stand in a table or a file as they are."""
        hay = b"\n".join((*_cells(self._tables()), *self._raw({}), *self._server()))
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
                yield from (file.name.encode(), *unpacked(file.read_bytes(), keys))

    def _server(self) -> Iterator[bytes]:
        if isinstance(self.store, PostgresStore):
            yield from of_server(self.store._engine)[1]


def standing(texts: Iterable[bytes], values: Iterable[str]) -> frozenset[str]:
    """The values that stand in some bytes, in any form."""
    hay = b"\n".join(texts).lower()
    return frozenset(value for value in values if any(form in hay for form in disguises(value)))


def keys_in(archive: Path, kek: KeyWrap) -> Keys:
    """The keys that a backup of them holds."""
    with tarfile.open(archive, "r:gz") as packed, tempfile.TemporaryDirectory() as scratch:
        packed.extract("keys.db", scratch, filter="data")
        with closing(sqlite3.connect(Path(scratch) / "keys.db")) as connection:
            found = connection.execute("SELECT owner, wrapped FROM keys").fetchall()
    return {owner: kek.unwrap(bytes(wrapped)) for owner, wrapped in found}


def of_server(engine: Engine) -> tuple[str, list[bytes]]:
    """What a PostgreSQL server keeps of the tables: its `files`, or where it shows nobody those a `copy` of each."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.exec_driver_sql("CHECKPOINT")  # what is in its memory alone goes to its files
            names = [row[0] for row in connection.exec_driver_sql(_FILES)]
            read = [
                connection.exec_driver_sql("SELECT pg_read_binary_file(%s, 0, 1000000000, true)", (name,)).scalar()
                for name in names
            ]
            return "files", [bytes(one) for one in read if one]
        except DBAPIError:
            driver: Any = connection.connection.driver_connection
            return "copy", [_copied(driver, name) for name in METADATA.tables]


def _copied(driver: Any, table: str) -> bytes:
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
        return b"".join(bytes(part) for part in copy)


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


def unpacked(data: bytes, keys: Keys) -> Iterator[bytes]:
    """What some bytes hold: as they are, out of whatever they are packed in, and opened under these keys."""
    yield data
    if data[:2] == GZIP:
        yield from unpacked(gzip.decompress(data), keys)
    elif data[:4] == ZIP:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from (name.encode(), *unpacked(archive.read(name), keys))
    elif data[_TAR_PLACE : _TAR_PLACE + 5] == TAR:
        with tarfile.open(fileobj=io.BytesIO(data)) as packed:
            for member in packed:
                inside = packed.extractfile(member) if member.isfile() else None
                yield from (member.name.encode(), *(unpacked(inside.read(), keys) if inside else ()))
    elif data[:16] == SQLITE and keys:
        yield from _opened(_database(data), keys)
    elif data[:5] == PGDUMP:
        script = _script(data)
        yield script
        yield from _opened(_dumped(script.decode()), keys)


def _database(data: bytes) -> Cells:
    """A database that lies about, such as a copy that was made before a migration; keys are in none."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        with closing(sqlite3.connect(f"file:{file.name}?mode=ro&immutable=1", uri=True)) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                name: [_row(row) for row in connection.execute(f"SELECT * FROM {name}")]
                for name in names
                if name not in KEYS_METADATA.tables and not name.startswith("sqlite_")
            }


def _script(dump: bytes) -> bytes:
    """A dump of PostgreSQL's, as the text that it stands for."""
    program = shutil.which("pg_restore")
    assert program is not None, "pg_restore is needed to look into a dump that pg_dump made"
    return subprocess.run((program, "--file=-"), input=dump, capture_output=True, check=True).stdout


def _dumped(script: str) -> Cells:
    """The tables of a dump that the searcher opens, each column in the place that the house's own table has it."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    lines = iter(script.splitlines())
    for line in lines:
        if not line.startswith("COPY "):
            continue
        name, columns = line.removeprefix("COPY ").split(" FROM ")[0].split(" (", 1)
        table = name.split(".")[-1]
        there = [one.strip().strip('"') for one in columns.rstrip(")").split(",")]
        wanted = [there.index(column.name) for column in METADATA.tables[table].columns] if _known(table) else []
        rows = tables.setdefault(table, [])
        for row in iter(lambda: next(lines), "\\."):
            cells = row.split("\t")
            rows.append(tuple(_cell(cells[place]) for place in wanted))
    return tables


def _known(table: str) -> bool:
    return table in ("sealed", "decisions", "intents")


def _cell(text: str) -> Any:
    return bytes.fromhex(text[3:]) if text.startswith("\\\\x") else text
