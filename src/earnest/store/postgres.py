"""The store for more than one machine: PostgreSQL, row locks in a fixed order, leaves given out by one sequencer."""

import logging
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from earnest.domain.errors import Busy
from earnest.domain.identity import Visits
from earnest.domain.ids import RandomBytes
from earnest.domain.time import Clock, Instant, SystemClock
from earnest.ledger.seal import KeyWrap
from earnest.store import engines, log, schema
from earnest.store.erasure import STORES
from earnest.store.facade import Store
from earnest.store.keys import KeyRing
from earnest.store.kit import LOOKUP_OWNER, Kit, nothing
from earnest.store.log import Draft
from earnest.store.rows import Rows
from earnest.store.scrubbing import FULL_BYTES_MAX
from earnest.store.sqlite import KEYS_FILE, ORIGIN
from earnest.store.unit import Unit

ATTEMPTS_MAX = 3
"""Times a unit is run when PostgreSQL undoes it to end a deadlock."""

SEQUENCED_MAX = 256
"""Records that the sequencer takes in one step."""

_LOG = logging.getLogger(__name__)
_LOCK_WAIT = "SET lock_timeout = '200ms'"  # whoever comes meanwhile waits behind it
_LOCK_KEY = "hashtextextended(current_schema()::text, 0)"
_UNDONE = ("40001", "40P01")  # serialization failure, deadlock detected
_PENDING = "SELECT id, record, kind, commitment, at FROM pending ORDER BY id LIMIT ?"
NOTED = "erasures"
"""The table that names whose keys are to be destroyed, until they are."""

_SCRUBBED = tuple(dict.fromkeys(("sealed", *(one.name for one in STORES), NOTED, "erasure_jobs", "holds")))


class Pending:
    """The journal of a unit: leaves wait in a table until the sequencer gives them their places."""

    def __init__(self) -> None:
        self.any = False

    def last(self, rows: Rows) -> Instant:
        """The time of the log's last leaf."""
        row = rows.one("SELECT at FROM log_head WHERE id = 1")
        return int(row[0]) if row else 0

    def leaf(self, rows: Rows, draft: Draft) -> None:
        """Take a leaf."""
        self.any = True
        rows.run(
            "INSERT INTO pending (record, kind, commitment, at) VALUES (?, ?, ?, ?)",
            draft.record,
            draft.kind,
            draft.commitment,
            draft.at,
        )


class PostgresStore(Store):
    """A store in one schema of a PostgreSQL database; several processes may share it.

    Args:
        url: the database, such as `postgresql://user@host/name`.
        keys: a directory for `keys.db`, or the URL of another database where several machines share the keys.
        kek: wraps the owner keys.
        clock: the time.
        random_bytes: for keys, ids and tokens.
        schema_name: the brand's schema, made if it is absent.
        origin: the log's name; counts when the schema is new.
        at: called at named stages.
        visits: how long sessions live.

    Raises:
        StoreUnavailable: the database does not answer, or a newer version made it.
    """

    def __init__(  # noqa: PLR0913 - each is a part that the house or a test chooses
        self,
        url: str,
        keys: Path | str,
        kek: KeyWrap,
        clock: Clock | None = None,
        random_bytes: RandomBytes = secrets.token_bytes,
        *,
        schema_name: str = "earnest",
        origin: str = ORIGIN,
        at: Callable[[str], None] = nothing,
        visits: Visits | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self._commits = 0
        try:
            if isinstance(keys, Path):
                keys.mkdir(parents=True, exist_ok=True, mode=0o700)
                key_engine = engines.sqlite_engine(keys / KEYS_FILE.name)
            else:
                key_engine = engines.postgres_engine(keys, f"{schema_name}_keys")
            schema.prepare_keys(key_engine)
            ring = KeyRing(key_engine, kek, clock, random_bytes)
            look_up = ring.owner_or_new(LOOKUP_OWNER).key
            kit = Kit(ring, look_up, clock, random_bytes, at, visits or Visits())
            self._engine = engines.postgres_engine(url, schema_name)
            schema.prepare(self._engine, origin)
            # What a crash left between a commit and the sequencer gets its place now.
            self._sequence_now()
        except SQLAlchemyError as error:
            raise engines.unavailable(error) or error from error
        super().__init__(kit)

    @property
    def commits(self) -> int:
        """Commits so far that units of work asked for, beside those of the sequencer."""
        return self._commits

    def close(self) -> None:
        """Let go of the databases."""
        self._engine.dispose()
        self._kit.keys.close()

    def _write(self, work: Callable[[Unit], Any]) -> tuple[Any, set[str]]:
        try:
            for _ in range(ATTEMPTS_MAX):
                try:
                    return self._attempt(work)
                except OperationalError as error:
                    if getattr(error.orig, "sqlstate", "") not in _UNDONE:
                        raise
        except SQLAlchemyError as error:
            raise engines.unavailable(error) or error from error
        raise Busy("Too many changes at once to the same records; try again in a moment.")

    def _attempt(self, work: Callable[[Unit], Any]) -> tuple[Any, set[str]]:
        with self._engine.begin() as connection:
            rows, journal = Rows(connection), Pending()
            unit = Unit(rows, self._kit, journal)
            result = work(unit)
            # Whoever finds the sequencer free is the sequencer: no second commit, and none waits inside its own.
            free = journal.any and rows.one(f"SELECT pg_try_advisory_xact_lock({_LOCK_KEY})")
            sequenced = bool(free and free[0])
            if sequenced:
                _sequence(rows)
        self._commits += 1
        if journal.any:
            if not sequenced:
                self._sequence_now()
            self._kit.at("after_record")
        return result, unit.touched

    def _sequence_now(self) -> None:
        with self._engine.begin() as connection:
            rows = Rows(connection)
            rows.one(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
            _sequence(rows)

    def _read(self, work: Callable[[Unit], Any]) -> Any:
        try:
            self._kit.keys.look()
            with self._engine.connect() as connection:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                with connection.begin():
                    return work(Unit(Rows(connection), self._kit, None))
        except SQLAlchemyError as error:
            raise engines.unavailable(error) or error from error

    def _write_anew(self) -> bool:
        with self._engine.connect() as opened:
            connection = opened.execution_options(isolation_level="AUTOCOMMIT")
            for table in _SCRUBBED:
                _anew(connection, table)
        return True

    def _scrub(self) -> bool:
        with self._engine.connect() as connection:
            _vacuum(connection.execution_options(isolation_level="AUTOCOMMIT"))
        return True


def _sequence(rows: Rows) -> None:
    """Give every committed record its place; needs the advisory lock."""
    while waiting := rows.all(_PENDING, SEQUENCED_MAX):
        drafts = [Draft(record, kind, bytes(commitment), at) for _, record, kind, commitment, at in waiting]
        log.append(rows, log.load_head(rows), drafts)
        rows.many("DELETE FROM pending WHERE id = ?", [(row[0],) for row in waiting])


def _anew(connection: Connection, table: str) -> None:
    """Write a small table anew; one that is in use just then is left to plain vacuum: nobody waits long behind this."""
    size = connection.exec_driver_sql("SELECT pg_total_relation_size(%s)", (table,)).scalar() or 0
    if size > FULL_BYTES_MAX:
        return
    connection.exec_driver_sql(_LOCK_WAIT)
    try:
        connection.exec_driver_sql(f"VACUUM (FULL) {table}")
    except DBAPIError:
        _LOG.info("%s is in use and was not written anew", table)
    finally:
        connection.exec_driver_sql("RESET lock_timeout")


def _vacuum(connection: Connection) -> None:
    for table in _SCRUBBED:
        connection.exec_driver_sql(f"VACUUM {table}")
    _anew(connection, NOTED)
