"""The embedded store: one SQLite file, one writer thread, keys in a directory of their own."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from earnest.domain.errors import StoreUnavailable
from earnest.domain.identity import Visits
from earnest.domain.ids import RandomBytes
from earnest.domain.time import Clock, SystemClock
from earnest.ledger.seal import KeyWrap
from earnest.store import engines, schema, scrubbing
from earnest.store.facade import Store
from earnest.store.keys import KeyRing
from earnest.store.kit import LOOKUP_OWNER, Kit, nothing
from earnest.store.rows import Rows
from earnest.store.unit import Unit
from earnest.store.writer import Writer

DATA_FILE = Path("data") / "earnest.db"
KEYS_FILE = Path("keys") / "keys.db"
ORIGIN = "earnest.local/log"
"""Name of a log that was given none."""


class SqliteStore(Store):
    """A store in a directory: `data/earnest.db` and, to be backed up apart, `keys/keys.db`.

    Args:
        directory: made if it is absent.
        kek: wraps the owner keys.
        clock: the time.
        random_bytes: for keys, ids and tokens.
        origin: the log's name; counts when the directory is new.
        at: called at named stages; a crash test plants its crash there.
        busy_ms: how long to wait for another program that holds the database.
        visits: how long sessions live.

    Raises:
        StoreUnavailable: the directory cannot be written, or a newer version made the database.
    """

    def __init__(
        self,
        directory: Path,
        kek: KeyWrap,
        clock: Clock | None = None,
        random_bytes: RandomBytes = secrets.token_bytes,
        *,
        origin: str = ORIGIN,
        at: Callable[[str], None] = nothing,
        busy_ms: int = engines.BUSY_MS,
        visits: Visits | None = None,
    ) -> None:
        clock = clock or SystemClock()
        data, keys = directory / DATA_FILE, directory / KEYS_FILE
        try:
            for file in (data, keys):
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            key_engine = engines.sqlite_engine(keys, busy_ms=busy_ms)
            schema.prepare_keys(key_engine)
            ring = KeyRing(key_engine, kek, clock, random_bytes)
            look_up = ring.owner_or_new(LOOKUP_OWNER).key
            self._kit_ = Kit(ring, look_up, clock, random_bytes, at, visits or Visits())
            engine = engines.sqlite_engine(data, busy_ms=busy_ms)
            schema.prepare(engine, origin, data)
            self._writer = Writer(engine, self._kit_)
        except OSError as error:
            raise StoreUnavailable(f"{directory} cannot be written ({error.strerror}); mend its rights.") from error
        except SQLAlchemyError as error:
            raise engines.unavailable(error) or error from error
        self._engine = engine
        self._file = data
        self._readers = engines.sqlite_engine(data, busy_ms=busy_ms, reader=True)
        super().__init__(self._kit_)

    @property
    def commits(self) -> int:
        """Commits so far that units of work asked for."""
        return self._writer.commits

    def close(self) -> None:
        """Finish what is queued and let go of the databases."""
        self._writer.close()
        self._readers.dispose()
        self._kit.keys.close()

    def _write(self, work: Callable[[Unit], Any]) -> tuple[Any, set[str]]:
        return self._writer.write(work)

    def _read(self, work: Callable[[Unit], Any]) -> Any:
        try:
            self._kit.keys.look()
            with self._readers.begin() as connection:
                return work(Unit(Rows(connection), self._kit, None))
        except SQLAlchemyError as error:
            raise engines.unavailable(error) or error from error

    def _write_anew(self) -> bool:
        return engines.write_anew(self._engine, scrubbing.FULL_BYTES_MAX)

    def _scrub(self) -> bool:
        # A copy that a migration left behind knows nothing of erasures, and has served its time.
        for copy in self._file.parent.glob(f"{self._file.name}.before-*"):
            copy.unlink()
        return engines.cut_wal(self._readers)
