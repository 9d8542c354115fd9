"""Bounded pools: turns wait in one; a reserved lane for a person, consent and health never waits behind them.

FastAPI's own pool of threads is shared by everything: behind 120 waiting turns a trivial call waits for seconds.
"""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

from earnest.domain.errors import Busy

T = TypeVar("T")

TURNS_AT_ONCE = 64
TURNS_WAITING_MAX = 512
"""Turns waiting for a thread; further ones are told to try again at once instead of waiting in vain."""

RESERVED_AT_ONCE = 8
SHORT_AT_ONCE = 16
STAFF_AT_ONCE = 4
POST_AT_ONCE = 2
FILES_AT_ONCE = 2
WAITING_MAX = 512
"""Calls waiting for a thread of any other lane."""

FULL = "Very many people are writing right now. Send it again in a moment, or ask for a person: that always works."


class Lane:
    """A pool of threads with a bounded queue, for one event loop. Its threads never hold up the end of the process.

    All its counting is done on the event loop: a lock that loop and threads share would make the loop wait for both.

    Args:
        name: of its threads.
        at_once: threads at most.
        waiting_max: calls that may wait for one.
    """

    def __init__(self, name: str, at_once: int, waiting_max: int) -> None:
        self._name, self._at_once, self._calls_max = name, at_once, at_once + waiting_max
        self._calls = 0
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def submit(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Run `work` on the lane; call it on the event loop that the answer is for.

        Raises:
            Busy: the queue is full.
        """
        if self._calls >= self._calls_max:
            raise Busy(FULL)
        self._calls += 1
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()

        def tell(outcome: Callable[[], None]) -> None:
            self._calls -= 1
            outcome()

        def deed() -> None:
            outcome = _outcome(answer, work)
            with suppress(RuntimeError):  # the loop is gone: nobody waits for this answer any more
                loop.call_soon_threadsafe(tell, outcome)

        self._queue.put(deed)
        self._man()
        return answer

    def close(self) -> None:
        """Take nothing more up; what runs may end by itself."""
        for _ in self._threads:
            self._queue.put(None)

    def _man(self) -> None:
        """One more thread, if there may be more. A thread that looks free may be about to take another call."""
        if len(self._threads) < self._at_once:
            thread = threading.Thread(target=self._run, name=f"{self._name}-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while (deed := self._queue.get()) is not None:
            deed()


def _outcome(answer: "asyncio.Future[T]", work: Callable[[], T]) -> Callable[[], None]:
    """Do the work; what the event loop has to be told then."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001 - whatever it was, the one who waits must hear of it
        return _unless_done(answer, answer.set_exception, error)
    return _unless_done(answer, answer.set_result, result)


def _unless_done(answer: "asyncio.Future[Any]", tell: Callable[[Any], None], what: Any) -> Callable[[], None]:
    return lambda: None if answer.done() else tell(what)


class Lanes:
    """The lanes of one process.

    Attributes:
        turns: thinking.
        reserved: a person, consent, health. Nothing that thinks ever runs here.
        short: reads, and opening sessions and conversations.
        staff: colleagues at the desk.
        post: mail to customers, which waits for its server.
        files: the log's static files, for strangers.
    """

    def __init__(self, turns_at_once: int = TURNS_AT_ONCE, turns_waiting_max: int = TURNS_WAITING_MAX) -> None:
        self.turns = Lane("turns", turns_at_once, turns_waiting_max)
        self.reserved = Lane("reserved", RESERVED_AT_ONCE, WAITING_MAX)
        self.short = Lane("short", SHORT_AT_ONCE, WAITING_MAX)
        self.staff = Lane("staff", STAFF_AT_ONCE, WAITING_MAX)
        self.post = Lane("post", POST_AT_ONCE, WAITING_MAX)
        self.files = Lane("files", FILES_AT_ONCE, WAITING_MAX)

    def close(self) -> None:
        """Close all lanes."""
        for lane in (self.turns, self.reserved, self.short, self.staff, self.post, self.files):
            lane.close()
