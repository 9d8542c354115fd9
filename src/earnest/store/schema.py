"""Making the schema, and bringing an older one up to date: forward only, the file backed up first."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from earnest.domain.errors import StoreUnavailable
from earnest.ledger.merkle import Frontier
from earnest.store.tables import APPEND_ONLY, KEYS_METADATA, METADATA

REVISION = "0019"
"""The newest migration; a database of another revision is migrated when it is opened."""

_FOLDER = Path(__file__).parent / "migrations"
_VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which migrations there are, and the newest of them."""

    folder: Path = _FOLDER
    newest: str = REVISION


PLAN = Plan()


def prepare(engine: Engine, origin: str, file: Path | None = None, plan: Plan = PLAN) -> None:
    """Make the tables where there are none; migrate where they are older.

    Args:
        engine: of the data database.
        origin: the log's name, kept with a new log for good.
        file: the SQLite file, to be copied before a migration.
        plan: the migrations.

    Raises:
        StoreUnavailable: the database was made by a newer version.
    """
    with engine.begin() as connection:
        found = revision(connection)
        if found is None:
            _make(connection, origin)
            return
    if found != plan.newest:
        if file is not None:
            _back_up(file, found, plan.newest)
        migrate(engine, plan)


def prepare_keys(engine: Engine) -> None:
    """Make the table of keys where there is none."""
    with engine.begin() as connection:
        KEYS_METADATA.create_all(connection)


def revision(connection: Connection) -> str | None:
    """The revision of a database, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    row = connection.exec_driver_sql("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def migrate(engine: Engine, plan: Plan = PLAN) -> None:
    """Run every migration that the database has not seen.

    Raises:
        StoreUnavailable: the database was made by a newer version.
    """
    # Loaded only when there is something to do: it costs a third of a start.
    from alembic import command  # noqa: PLC0415 - as above
    from alembic.config import Config  # noqa: PLC0415 - as above
    from alembic.util import CommandError  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(plan.folder))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailable(
                f"This database was made by a newer version ({error}); install that version, or restore a backup."
            ) from error


def protections(dialect: str) -> list[str]:
    """Statements that make the log's tables append-only."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in APPEND_ONLY
            for deed in ("UPDATE", "DELETE")
        ]
    refuse = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'this table is append-only'; END $$"
    )
    return [refuse] + [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in APPEND_ONLY
    ]


def _make(connection: Connection, origin: str) -> None:
    METADATA.create_all(connection)
    for statement in protections(connection.dialect.name):
        connection.exec_driver_sql(statement)
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    connection.exec_driver_sql(
        f"INSERT INTO log_head (id, origin, size, frontier, at) VALUES (1, {mark}, 0, {mark}, 0)",  # noqa: S608 - only the mark is put in
        (origin, Frontier().to_bytes()),
    )
    connection.exec_driver_sql(_VERSION_TABLE)
    connection.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ('{REVISION}')")  # noqa: S608 - a constant


def _back_up(file: Path, found: str, newest: str) -> None:
    target = file.with_name(f"{file.name}.before-{newest}-from-{found}")
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
