"""Deleted keys leave the file, too: SQLite's log is cut; PostgreSQL's table is written anew without them."""

import time
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from earnest.store.engines import cut_wal, write_anew
from earnest.store.rows import Rows

SNAPSHOTS_WAIT_SECONDS_MAX = 5.0
"""How long looks that began before a key was deleted are waited for: while they run PostgreSQL must keep it."""

FULL_BYTES_MAX = 64_000_000
"""Size of the table of keys up to which it is written anew (half a second, about 300,000 people); a larger one is
vacuumed plainly: its rows can be read no more, while their bytes stay in free space until new rows take it."""

ANEW_BYTES_MAX = 8_000_000
"""Size of SQLite's file of keys up to which it is written anew, about 20,000 people: a few hundredths of a second."""

_PAUSE_SECONDS = 0.02
_LOCK_WAIT = "SET lock_timeout = '5s'"
_OLDER = (
    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_xmin IS NOT NULL AND age(backend_xmin) >= age(%s::xid)"
)


def ending(rows: Rows) -> str:
    """By what `scrub` knows the transaction that deletes keys; "" on SQLite."""
    row = rows.one("SELECT pg_current_xact_id()::xid::text") if rows.locks else None
    return str(row[0]) if row else ""


def scrub(engine: Engine, ended_by: str) -> bool:
    """See to it that no file of the keys' database holds what a transaction deleted; False while somebody reads."""
    if engine.dialect.name == "sqlite":
        return write_anew(engine, ANEW_BYTES_MAX) and cut_wal(engine)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver: Any = connection.connection.driver_connection
            if not _waited(driver, ended_by):
                return False
            size = driver.execute("SELECT pg_table_size('keys')").fetchone()[0]
            driver.execute(_LOCK_WAIT)
            try:
                connection.exec_driver_sql("VACUUM (FULL) keys" if size <= FULL_BYTES_MAX else "VACUUM keys")
            finally:
                driver.execute("RESET lock_timeout")
    except DBAPIError:  # somebody held the table for longer than that
        return False
    return True


def _waited(driver: Any, ended_by: str) -> bool:
    end = time.monotonic() + SNAPSHOTS_WAIT_SECONDS_MAX
    while driver.execute(_OLDER, (ended_by,)).fetchone()[0]:
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE_SECONDS)
    return True
