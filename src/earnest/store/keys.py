"""Owner keys: one a person, one a month for what must be answered for, one a colleague; destroyed to erase.

Several processes may share the keys. Where one destroys some it counts that in the same transaction, and the others let
go of what they hold in memory as soon as they look.

A key is durable before anything is sealed under it. Keys for new people are made in batches ahead of need, so a new
visitor costs no wait for the disk of its own.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine, PoolProxiedConnection

from earnest.domain.ids import Kind, RandomBytes, new_id
from earnest.domain.time import Clock
from earnest.ledger.errors import SealError
from earnest.ledger.seal import KEY_BYTES, KeyWrap, salt_key
from earnest.store import scrubbing
from earnest.store.rows import Row, Rows, places

SPARES = 64
"""Keys made at once for people still to come: one wait for the disk per so many new visitors."""

CACHED_MAX = 20_000
"""Unwrapped keys held in memory, the least used leaving first."""

DESTROYED_AT_ONCE_MAX = 500
"""Owners per statement when keys are destroyed."""

REWRAPPED_AT_ONCE = 5_000
"""Keys that one transaction wraps anew: others wait no longer than that."""

LOOKED_NS = {"sqlite": 1_000_000, "postgresql": 50_000_000}
"""Nanoseconds in which a key that another process destroyed may still be taken from memory: a look at SQLite's own
counter costs microseconds, one at PostgreSQL goes over the network."""

_ENDS = "SELECT ends FROM key_ends WHERE id = 1"
_ENDED = "INSERT INTO key_ends (id, ends) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET ends = key_ends.ends + 1"
_PAGE = "SELECT owner, wrapped FROM keys WHERE owner > ? ORDER BY owner LIMIT ?"
_INSERT = "INSERT INTO keys (owner, wrapped, made_at) VALUES (?, ?, ?) ON CONFLICT (owner) DO NOTHING"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key: its id, the key, and the key for field salts that is derived from it."""

    id: str
    key: bytes = field(repr=False)
    salt: bytes = field(repr=False)


class KeyRing:
    """Keys by owner, over `keys.db`; safe for many threads."""

    def __init__(self, engine: Engine, kek: KeyWrap, clock: Clock, random_bytes: RandomBytes) -> None:
        self._engine = engine
        self._kek = kek
        self._clock = clock
        self._random_bytes = random_bytes
        self._cached: OrderedDict[str, Owner] = OrderedDict()
        self._spares: list[Owner] = []
        self._lock = threading.RLock()
        self._stale_ns = LOOKED_NS[engine.dialect.name]
        self._looked_at = 0
        self._pulse: PoolProxiedConnection | None = engine.raw_connection() if engine.dialect.name == "sqlite" else None
        self._beat = 0
        self._ends = 0

    def owner(self, name: str) -> Owner | None:
        """The owner's key, None if it was never made or has been destroyed."""
        with self._lock:
            self.look()
            found = self._cached.get(name)
            if found is not None:
                self._cached.move_to_end(name)
                return found
            with self._engine.begin() as connection:
                row = Rows(connection).one("SELECT wrapped FROM keys WHERE owner = ?", name)
            return self._keep(name, self._kek.unwrap(row[0])) if row else None

    def look(self) -> None:
        """Let go of the keys in memory if any were destroyed elsewhere since the last look, a moment ago at most."""
        if time.monotonic_ns() - self._looked_at < self._stale_ns:
            return
        with self._lock:
            self._looked_at = time.monotonic_ns()
            if not self._may_have_changed():
                return
            with self._engine.begin() as connection:
                ends = _ends(Rows(connection))
            if ends != self._ends:
                self._ends = ends
                self._cached.clear()

    def names(self, prefix: str) -> tuple[str, ...]:
        """The owners whose names begin so (no `%`, no `_`), in order, as the database has them now."""
        with self._lock, self._engine.begin() as connection:
            found = Rows(connection).all("SELECT owner FROM keys WHERE owner LIKE ? ORDER BY owner", f"{prefix}%")
        return tuple(row[0] for row in found)

    def owner_or_new(self, name: str) -> Owner:
        """The owner's key; made, and durable, where there was none."""
        with self._lock:
            found = self.owner(name)
            if found is None:
                self._make([name])
                found = self.owner(name)
            assert found is not None, "a key that was just made is there"
            return found

    def new_subject(self) -> Owner:
        """A new person's id with its durable key."""
        with self._lock:
            if not self._spares:
                names = [new_id(Kind.SUBJECT, self._random_bytes) for _ in range(SPARES)]
                self._spares = self._make(names)
            spare = self._spares.pop()
            return self._keep(spare.id, spare.key)

    def destroy(self, names: Collection[str]) -> bool:
        """Destroy keys, for good: what was sealed under them never opens again.

        Returns:
            Whether the file holds no trace of them; False where a reader kept it from being cut: destroy them again.
        """
        ordered = sorted(names)
        with self._lock, self._engine.begin() as connection:
            rows = Rows(connection)
            ended_by = scrubbing.ending(rows)
            rows.run(_ENDED)  # first: whoever else destroys waits, so that no count is lost
            ends = _ends(rows)
            for start in range(0, len(ordered), DESTROYED_AT_ONCE_MAX):
                part = ordered[start : start + DESTROYED_AT_ONCE_MAX]
                rows.run(f"DELETE FROM keys WHERE owner IN ({places(len(part))})", *part)  # noqa: S608 - only question marks are put in
            for name in ordered:
                self._cached.pop(name, None)
            if ends != self._ends + 1:
                self._cached.clear()
            self._ends = ends
        return scrubbing.scrub(self._engine, ended_by)

    def rewrap(self, newest: KeyWrap, done: Callable[[], None]) -> int:
        """Wrap every key anew under the newest one, while others go on; begun again, it goes on where it ended.

        Args:
            newest: wraps from now on; whoever makes keys meanwhile must know it.
            done: called once no key needs another one any more, before anybody can make a new one.

        Returns:
            How many were wrapped anew.
        """
        turned, after = 0, ""
        while True:
            with self._turning() as rows:
                part = rows.all(_PAGE, after, REWRAPPED_AT_ONCE)
                after = part[-1][0] if part else after
                turned += self._rewrap(rows, newest, part)
            if part:
                continue
            with self._turning() as rows:  # nobody makes a key while this looks once more
                late = self._rewrap(rows, newest, rows.all("SELECT owner, wrapped FROM keys"))
                if not late:
                    done()
                    return turned
                turned, after = turned + late, ""

    @contextmanager
    def _turning(self) -> Iterator[Rows]:
        with self._engine.begin() as connection:
            rows = Rows(connection)
            if rows.locks:
                rows.run("LOCK TABLE keys IN SHARE ROW EXCLUSIVE MODE")
            yield rows

    def _rewrap(self, rows: Rows, newest: KeyWrap, found: Sequence[Row]) -> int:
        old = [(self._kek.unwrap(bytes(row[1])), row[0]) for row in found if not _opens(newest, bytes(row[1]))]
        rows.many("UPDATE keys SET wrapped = ? WHERE owner = ?", [(newest.wrap(key), owner) for key, owner in old])
        return len(old)

    def close(self) -> None:
        """Let go of the database and of every key in memory."""
        with self._lock:
            self._cached.clear()
            self._spares.clear()
            if self._pulse is not None:
                self._pulse.close()
                self._pulse = None
            self._engine.dispose()

    def _may_have_changed(self) -> bool:
        """Whether anybody else has written to the keys; where only asking tells, always."""
        if self._pulse is None:
            return True
        before, driver = self._beat, self._pulse.driver_connection
        assert driver is not None, "it is open as long as the ring is"
        self._beat = driver.execute("PRAGMA data_version").fetchone()[0]
        return self._beat != before

    def _make(self, names: list[str]) -> list[Owner]:
        made = [(name, self._random_bytes(KEY_BYTES)) for name in names]
        now = self._clock.now()
        with self._engine.begin() as connection:
            rows = Rows(connection)
            if rows.locks:
                rows.run("LOCK TABLE keys IN ROW EXCLUSIVE MODE")  # wrapped after any turn of the key that is under way
            rows.many(_INSERT, [(name, self._kek.wrap(key), now) for name, key in made])
        # Kept from here only once the commit is durable; a twin made elsewhere at the same time wins in `owner`.
        return [Owner(name, key, salt_key(key)) for name, key in made]

    def _keep(self, name: str, key: bytes) -> Owner:
        owner = self._cached[name] = Owner(name, key, salt_key(key))
        if len(self._cached) > CACHED_MAX:
            self._cached.popitem(last=False)
        return owner


def _ends(rows: Rows) -> int:
    row = rows.one(_ENDS)
    return int(row[0]) if row else 0


def _opens(kek: KeyWrap, wrapped: bytes) -> bool:
    try:
        kek.unwrap(wrapped)
    except SealError:
        return False
    return True
