"""The schema: one register of what every column holds, one shape however it came to be."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import BigInteger, Engine, LargeBinary, String, Table
from sqlalchemy.exc import DBAPIError
from tests.store.made import CUSTOMER, KEK, SECRET, House, closing

from earnest.domain.errors import StoreUnavailable
from earnest.domain.time import SimulatedClock
from earnest.ledger import check_receipt
from earnest.store import SqliteStore, schema
from earnest.store.engines import postgres_engine, sqlite_engine
from earnest.store.sqlite import DATA_FILE, KEYS_FILE
from earnest.store.tables import APPEND_ONLY, KEYS_METADATA, METADATA, register

RELEASED = Path(__file__).parent / "released"
SEALED = {"sealed.content", "keys.wrapped"}
KEYED = {
    "identifiers.lookup",
    "customers.pseudonym",
    "tries.who",
    "passkeys.lookup",
    "colleagues.who",
    "desk_passkeys.lookup",
    "desk_passkeys.who",
    "desk_sessions.who",
    "mail_proofs.code",
    "turns.client",
    "exposures.pseudonym",
    "events.subject_ref",
    "rulings.colleague",
    "takes.colleague",
    "ratings.client",
    "suppressions.who",
    "consent_inbox.message",
    "uses.colleague",
}
NEXT = f"""
from alembic import op
import sqlalchemy as sa
revision = "next"
down_revision = "{schema.REVISION}"

def upgrade():
    op.add_column("conversations", sa.Column("mood", sa.String(), nullable=True))
"""


def test_every_column_says_what_it_holds() -> None:
    held = register()

    assert {name for name, holds in held.items() if holds not in {"plain", "sealed", "keyed"}} == set()
    assert {name for name, holds in held.items() if holds == "sealed"} == SEALED
    assert {name for name, holds in held.items() if holds == "keyed"} == KEYED


def test_the_register_lists_every_column_of_the_database(house: House) -> None:
    tables = [*METADATA.sorted_tables, *KEYS_METADATA.sorted_tables]
    house.store.read(
        lambda unit: [unit.rows.all(f"SELECT {_columns(table)} FROM {table.name}") for table in METADATA.sorted_tables]
    )

    assert set(register()) == {f"{table.name}.{column.name}" for table in tables for column in table.columns}


def test_plain_columns_are_ids_numbers_and_digests_only() -> None:
    kinds = {type(column.type) for table in METADATA.sorted_tables for column in table.columns}

    assert kinds == {String, BigInteger, LargeBinary}


def test_a_fresh_schema_equals_a_migrated_one(tmp_path: Path) -> None:
    fresh, migrated = sqlite_engine(tmp_path / "fresh.db"), sqlite_engine(tmp_path / "migrated.db")

    schema.prepare(fresh, "o/log")
    schema.migrate(migrated)

    assert _shape(fresh) == _shape(migrated)
    assert _differences(fresh) == _differences(migrated) == []


@pytest.mark.postgres
def test_a_fresh_schema_equals_a_migrated_one_on_postgresql(postgres_url: str) -> None:
    fresh, migrated = postgres_engine(postgres_url, "fresh_schema"), postgres_engine(postgres_url, "migrated_schema")
    try:
        schema.prepare(fresh, "o/log")
        schema.migrate(migrated)

        assert _differences(fresh) == _differences(migrated) == []
    finally:
        for engine, name in ((fresh, "fresh_schema"), (migrated, "migrated_schema")):
            with engine.begin() as connection:
                connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
            engine.dispose()


def test_the_newest_migration_is_the_one_that_is_looked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.PLAN.folder))

    assert ScriptDirectory.from_config(config).get_current_head() == schema.REVISION


def test_an_older_file_is_backed_up_and_brought_forward(sqlite_house: House, tmp_path: Path) -> None:
    visitor = sqlite_house.visitor()
    talk = sqlite_house.talk(visitor)
    reply = sqlite_house.turn(visitor, talk)
    sqlite_house.store.close()
    folder = shutil.copytree(schema.PLAN.folder, tmp_path / "migrations")
    (folder / "versions" / "next.py").write_text(NEXT)
    file = sqlite_house.directory / "data" / "earnest.db"

    schema.prepare(sqlite_engine(file), "o/log", file, schema.Plan(folder, "next"))

    backup = file.with_name(f"earnest.db.before-next-from-{schema.REVISION}")
    with sqlite3.connect(file) as new, sqlite3.connect(backup) as old:
        assert new.execute("SELECT mood FROM conversations").fetchall() == [(None,)]
        assert old.execute("SELECT id FROM conversations").fetchall() == [(talk,)]
        assert new.execute("SELECT id FROM items ORDER BY seq").fetchall() == [(item.id,) for item in reply.items]


def test_a_file_of_a_newer_version_is_refused(sqlite_house: House) -> None:
    sqlite_house.store.close()
    with sqlite3.connect(sqlite_house.directory / "data" / "earnest.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreUnavailable, match="newer version"):
        sqlite_house.again()


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_is_in_the_log_can_be_neither_changed_nor_removed(house: House, table: str) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    house.turn(visitor, talk)
    house.turn(visitor, talk)
    house.store.make_checkpoint()
    column = METADATA.tables[table].columns.values()[0].name

    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = 7"):
        with pytest.raises((DBAPIError, StoreUnavailable)):
            house.store.decide(lambda unit, text=statement: unit.rows.run(text))  # type: ignore[misc]  # the lambda is typed by its use

    assert house.store.read(lambda unit: unit.rows.all(f"SELECT * FROM {table}"))


def _columns(table: Table) -> str:
    return ", ".join(column.name for column in table.columns)


def _differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        options = {"include_name": lambda name, kind, _parents: not (kind == "table" and name == "alembic_version")}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, METADATA))


def _shape(engine: Engine) -> list[tuple[str, ...]]:
    statement = (
        'SELECT m.type, m.name, p.name, p.type, p."notnull", p.pk FROM sqlite_master m '
        "LEFT JOIN pragma_table_info(m.name) p WHERE m.name <> 'alembic_version' ORDER BY 1, 2, 3"
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(statement)]


@pytest.mark.parametrize("released", sorted(path.name for path in RELEASED.iterdir()))
def test_the_files_of_every_release_open_and_prove_what_they_held(tmp_path: Path, released: str) -> None:
    known = json.loads((RELEASED / released / "known.json").read_text())
    for name, file in (("earnest", DATA_FILE), ("keys", KEYS_FILE)):
        (tmp_path / file).parent.mkdir()
        with sqlite3.connect(tmp_path / file) as connection:
            connection.executescript((RELEASED / released / f"{name}.sql").read_text())

    with closing(SqliteStore(tmp_path, KEK, SimulatedClock())) as store:
        session = store.session(known["token"])
        items = store.items(known["conversation"], session)
        receipt = store.receipt(known["effect"], ("facts", "arguments"))

        assert (session.customer, len(items)) == (CUSTOMER, 6)
        assert SECRET in str(items)
        assert check_receipt(receipt, store.verifier_keys()).index == store.decision(known["effect"]).index
        assert {job.id for job in store.hand_overs()} == {known["approval"]}
