"""Bounded pools: turns wait in one; a reserved lane for a person, consent and health never waits behind them.

FastAPI's own pool of threads is shared by everything: behind 120 waiting turns a trivial call waits for seconds.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from earnest.domain.errors import Busy

T = TypeVar("T")

TURNS_AT_ONCE = 64
TURNS_WAITING_MAX = 512
"""Turns waiting for a thread; further ones are told to try again at once instead of waiting in vain."""

RESERVED_AT_ONCE = 8
READS_AT_ONCE = 16


class Lane:
    """A pool of threads with a bounded queue."""

    def __init__(self, name: str, at_once: int, waiting_max: int) -> None:
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
        self._places = BoundedSemaphore(at_once + waiting_max)

    def submit(self, work: Callable[[], T]) -> "asyncio.Future[T]":
        """Run `work` on the lane.

        Raises:
            Busy: the queue is full.
        """
        if not self._places.acquire(blocking=False):
            raise Busy("Very many people are writing right now. Try again in a moment, or ask for a person.")
        future: Future[T] = self._pool.submit(work)
        future.add_done_callback(lambda _: self._places.release())
        return asyncio.wrap_future(future)

    def close(self) -> None:
        """Take nothing more; what waits is dropped, what runs may end by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class Lanes:
    """The lanes of one process."""

    def __init__(self) -> None:
        self.turns = Lane("turns", TURNS_AT_ONCE, TURNS_WAITING_MAX)
        self.reserved = Lane("reserved", RESERVED_AT_ONCE, TURNS_WAITING_MAX)
        self.reads = Lane("reads", READS_AT_ONCE, TURNS_WAITING_MAX)

    def close(self) -> None:
        """Close all lanes."""
        for lane in (self.turns, self.reserved, self.reads):
            lane.close()
