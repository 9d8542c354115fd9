"""Both databases, for one contract."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect
from tests.store.made import KEK, House

from earnest.domain.time import SimulatedClock
from earnest.store import PostgresStore, SqliteStore, Store

POSTGRES = "EARNEST_TEST_POSTGRES"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house on either database."""
    make = _sqlite_house if request.param == "sqlite" else _postgres_house
    yield from make(tmp_path)


@pytest.fixture
def sqlite_house(tmp_path: Path) -> Iterator[House]:
    """A house on SQLite, for faults of files."""
    yield from _sqlite_house(tmp_path)


@pytest.fixture
def postgres_house(tmp_path: Path) -> Iterator[House]:
    """A house on PostgreSQL, for what only it does."""
    yield from _postgres_house(tmp_path)


@pytest.fixture
def postgres_url() -> str:
    """The test server; the test skips, saying so, where none is named."""
    return _postgres_url()


def _postgres_url() -> str:
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: set {POSTGRES} to the URL of a server for tests")
    return url


def _sqlite_house(directory: Path) -> Iterator[House]:
    clock, opened = SimulatedClock(), []

    def again(**more: Any) -> Store:
        opened.append(SqliteStore(directory / "brand", KEK, clock, **more))
        return opened[-1]

    def raw() -> bytes:
        return b"".join(file.read_bytes() for file in sorted((directory / "brand").rglob("*")) if file.is_file())

    yield House(again(), clock, again, directory / "brand", raw)
    for store in opened:
        store.close()


def _postgres_house(directory: Path) -> Iterator[House]:
    url, schema, clock, opened = _postgres_url(), f"t{secrets.token_hex(6)}", SimulatedClock(), []

    def again(**more: Any) -> Store:
        opened.append(PostgresStore(url, directory / "keys", KEK, clock, schema_name=schema, **more))
        return opened[-1]

    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))

    def raw() -> bytes:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names(schema=schema)
            rows = [row for table in tables for row in connection.exec_driver_sql(f'SELECT * FROM {schema}."{table}"')]
        return b"\n".join(v if isinstance(v, bytes) else str(v).encode() for row in rows for v in row)

    yield House(again(), clock, again, directory, raw)
    for store in opened:
        store.close()
    with engine.begin() as connection:
        connection.exec_driver_sql(f'DROP SCHEMA "{schema}" CASCADE')
    engine.dispose()
