"""Database engines: SQLite made durable, PostgreSQL with one schema a brand."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool, QueuePool

from earnest.domain.errors import Busy, StoreUnavailable

BUSY_MS = 5_000
"""How long SQLite waits for another process that holds the database."""

CONNECTIONS_MAX = 24
"""Connections of one process: as many units read, or on PostgreSQL write, at once."""

CACHE_KIB = 16_384
"""Pages of the database that one connection keeps in memory: random ids touch indexes everywhere."""

WAL_PAGES = 8_000
"""Pages of 4 KiB in the write-ahead log before they are copied into the database: fewer, larger copies."""

_WAIT_SECONDS_MAX = 10
_ADVICE = {
    "full": "The disk is full; free some space. Nothing of this was recorded.",
    "locked": "The database is held by another program; stop it or wait. Nothing of this was recorded.",
    "readonly": "The database may not be written; mend the rights of its folder. Nothing of this was recorded.",
    "read-only": "The database may not be written; mend the rights of its folder. Nothing of this was recorded.",
    "unable to open": "The database cannot be opened; mend the folder and its rights. Nothing of this was recorded.",
    "i/o error": "The disk failed or is full; look at it first. Nothing of this was recorded.",
}


def sqlite_engine(file: Path, *, busy_ms: int = BUSY_MS, reader: bool = False) -> Engine:
    """An engine whose commits survive a power cut: write-ahead log, synchronous=FULL, deleted bytes zeroed.

    Args:
        file: the database file; its folder must exist.
        busy_ms: how long to wait for another program.
        reader: connections that may only read, each transaction seeing one state.
    """
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        poolclass=QueuePool if reader else NullPool,
        **({"pool_size": CONNECTIONS_MAX, "max_overflow": 0, "pool_timeout": _WAIT_SECONDS_MAX} if reader else {}),
        connect_args={"check_same_thread": False, "timeout": busy_ms / 1_000},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: see `_begin`.
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "secure_delete = ON",
            f"query_only = {'ON' if reader else 'OFF'}",
            f"cache_size = -{CACHE_KIB}",
            f"wal_autocheckpoint = {WAL_PAGES}",
        ):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if reader else "BEGIN IMMEDIATE")

    return engine


def cut_wal(engine: Engine) -> bool:
    """Empty SQLite's write-ahead log; False while a reader still needs it.

    Deleted bytes are zeroed in the file itself; the log has the old pages until it is cut.
    """
    with engine.connect() as connection:
        connection.rollback()
        row = connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return bool(row) and row[0] == 0


def write_anew(engine: Engine, bytes_max: int) -> bool:
    """Write a SQLite file of at most so many bytes anew; False while another program writes.

    Zeroing reaches deleted rows. Where rows were moved from one page to another before, what they left in the gaps of
    the old one stays until then.
    """
    with engine.connect() as connection:
        connection.rollback()
        cursor: Any = connection.connection.cursor()
        pages, size = (cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        try:
            if pages * size <= bytes_max:
                cursor.execute("VACUUM")
        except sqlite3.OperationalError:
            return False
    return True


def postgres_engine(url: str, schema: str) -> Engine:
    """An engine whose connections see one brand's schema only, made if it is absent."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=CONNECTIONS_MAX,
        max_overflow=0,
        pool_timeout=_WAIT_SECONDS_MAX,
        pool_pre_ping=True,
        connect_args={"options": f"-csearch_path={schema} -csynchronous_commit=on"},
    )
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    return engine


def unavailable(error: Exception) -> StoreUnavailable | Busy | None:
    """What a database error means to the caller; None where the statement itself was wrong."""
    if isinstance(error, PoolTimeoutError):
        return Busy("Too many requests at once; try again in a moment.")
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError | ProgrammingError):
        return None
    text = str(error.orig).lower()
    advice = next((advice for mark, advice in _ADVICE.items() if mark in text), None)
    return StoreUnavailable(advice or f"The database does not answer ({error.orig}). Nothing of this was recorded.")
