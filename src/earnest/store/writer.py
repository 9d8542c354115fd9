"""Group commit for SQLite: one thread writes, a savepoint a unit, one wait for the disk a batch."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from earnest.domain.errors import Busy, StoreUnavailable
from earnest.domain.time import Instant
from earnest.store import log
from earnest.store.engines import unavailable
from earnest.store.kit import Kit
from earnest.store.log import Draft, Head
from earnest.store.rows import Rows
from earnest.store.unit import Unit

BATCH_UNITS_MAX = 256
"""Units that share one commit."""

QUEUED_UNITS_MAX = 4_096
"""Units that wait for the writer; more are refused with `Busy`."""


@dataclass(slots=True)
class Waiting:
    """A unit in the queue: its function, and where its caller waits."""

    work: Callable[[Unit], Any]
    done: "Future[tuple[Any, set[str]]]" = field(default_factory=Future)


@dataclass(slots=True)
class Batch:
    """The journal of one batch: leaves in the order of their units."""

    head: Head
    drafts: list[Draft] = field(default_factory=list)

    def last(self, _rows: Rows) -> Instant:
        """The time of the last leaf, of this batch or before it."""
        return self.drafts[-1].at if self.drafts else self.head.at

    def leaf(self, _rows: Rows, draft: Draft) -> None:
        """Take a leaf."""
        self.drafts.append(draft)


class Writer:
    """The one thread that writes a SQLite database.

    Attributes:
        commits: commits so far.
    """

    def __init__(self, engine: Engine, kit: Kit) -> None:
        self.commits = 0
        self._engine = engine
        self._kit = kit
        self._queue: queue.Queue[Waiting | None] = queue.Queue(QUEUED_UNITS_MAX)
        self._connection = engine.connect()
        self._head: Head | None = None
        self._seen = -1
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="earnest-writer", daemon=True)
        self._thread.start()

    def write(self, work: Callable[[Unit], Any]) -> tuple[Any, set[str]]:
        """Run a unit and wait until it is durable; its result, and the conversations it touched.

        Raises:
            StoreUnavailable: nothing was recorded.
            Busy: too many units wait already.
        """
        if threading.current_thread() is self._thread:
            raise RuntimeError("a unit may not start another one; pass the Unit along")
        if self._closed:
            raise StoreUnavailable("The store is closed; open it again.")
        waiting = Waiting(work)
        try:
            self._queue.put_nowait(waiting)
        except queue.Full:
            raise Busy("Too many messages at once; try again in a moment.") from None
        return waiting.done.result()

    def close(self) -> None:
        """Finish what is queued, then stop."""
        self._closed = True
        self._queue.put(None)
        self._thread.join()
        for waiting in self._drain():
            waiting.done.set_exception(StoreUnavailable("The store is closed; open it again."))
        self._connection.close()
        self._engine.dispose()

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = [first, *self._drain(BATCH_UNITS_MAX - 1)]
            try:
                done = self._commit(batch)
            except Exception as error:  # noqa: BLE001 - whatever happened, every caller of the batch must hear of it
                self._give_up(batch, error)
                continue
            for waiting, (result, problem) in zip(batch, done, strict=True):
                if problem is None:
                    waiting.done.set_result(result)
                else:
                    waiting.done.set_exception(problem)

    def _drain(self, count: int = QUEUED_UNITS_MAX) -> list[Waiting]:
        found: list[Waiting] = []
        while len(found) < count:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                self._queue.put(None)
                break
            found.append(waiting)
        return found

    def _commit(self, batch: list[Waiting]) -> list[tuple[Any, BaseException | None]]:
        self._connection.begin()
        rows = Rows(self._connection)
        journal = Batch(self._current_head(rows))
        done = [self._one(rows, journal, waiting, alone=len(batch) == 1) for waiting in batch]
        if all(problem is not None for _, problem in done):
            self._connection.rollback()
            return done
        head = log.append(rows, journal.head, journal.drafts)
        self._connection.commit()
        self._head, self.commits = head, self.commits + 1
        if journal.drafts:
            self._kit.at("after_record")
        return done

    def _one(self, rows: Rows, journal: Batch, waiting: Waiting, *, alone: bool) -> tuple[Any, BaseException | None]:
        unit, mark = Unit(rows, self._kit, journal), len(journal.drafts)
        if not alone:
            rows.run("SAVEPOINT unit")
        try:
            result = waiting.work(unit)
        except BaseException as error:
            if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
                # The database failed, not the unit: SQLite may have undone the whole transaction already.
                raise
            del journal.drafts[mark:]
            if not alone:
                rows.run("ROLLBACK TO unit")
                rows.run("RELEASE unit")
            return None, error
        if not alone:
            rows.run("RELEASE unit")
        return (result, unit.touched), None

    def _current_head(self, rows: Rows) -> Head:
        # Another program (a command beside the server) may have written: SQLite counts such commits for us.
        row = rows.one("PRAGMA data_version")
        seen = row[0] if row else -1
        if self._head is None or seen != self._seen:
            self._head, self._seen = log.load_head(rows), seen
        return self._head

    def _give_up(self, batch: list[Waiting], error: Exception) -> None:
        self._head = None
        try:
            self._connection.rollback()
        except DBAPIError:
            self._connection.close()
            self._connection = self._engine.connect()
        problem = unavailable(error) or error
        problem.__cause__ = error if problem is not error else None
        for waiting in batch:
            if not waiting.done.done():
                waiting.done.set_exception(problem)
