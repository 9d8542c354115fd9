"""A house for every test of the halls."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.store.records import require_schema
from tests.turn.house import House, postgres_house, sqlite_house

from earnest.domain.errors import StoreUnavailable

POSTGRES = "EARNEST_TEST_POSTGRES"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house on SQLite; whatever was recorded in it must fit the published schema."""
    made = sqlite_house(tmp_path)
    yield made
    with suppress(StoreUnavailable):  # a test may have closed it
        require_schema(made.store)
    made.store.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def either_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house on either database."""
    if request.param == "sqlite":
        made = sqlite_house(tmp_path)
        yield made
        made.store.close()
        return
    url = os.environ.get(POSTGRES)
    if not url:
        pytest.skip(f"no PostgreSQL: set {POSTGRES} to the URL of a server for tests")
    schema = f"t{secrets.token_hex(6)}"
    made = postgres_house(tmp_path, url, schema)
    yield made
    made.store.close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.exec_driver_sql(f'DROP SCHEMA "{schema}" CASCADE')
    engine.dispose()
