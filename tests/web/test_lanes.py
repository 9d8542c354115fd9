"""Lanes: bounded, apart from each other, and never in the way of the end."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from earnest.domain.errors import Busy, NotFound
from earnest.web.lanes import Lane


def run(work: Callable[[threading.Event], Coroutine[Any, Any, None]]) -> None:
    """Run on a loop, letting everything that hangs go at the end."""
    free = threading.Event()

    async def whole() -> None:
        try:
            await work(free)
        finally:
            free.set()

    asyncio.run(whole())


def test_a_call_never_waits_behind_a_hung_one_while_a_thread_is_left() -> None:
    async def work(free: threading.Event) -> None:
        lane = Lane("test", at_once=4, waiting_max=10)
        await asyncio.gather(*(lane.submit(lambda: None) for _ in range(8)))  # threads that are idle by now
        hung = [lane.submit(free.wait) for _ in range(3)]

        assert await lane.submit(lambda: "done") == "done"

        free.set()
        await asyncio.gather(*hung)
        lane.close()

    run(work)


def test_a_full_lane_says_so_at_once_and_takes_calls_again_when_one_has_ended() -> None:
    async def work(free: threading.Event) -> None:
        lane = Lane("test", at_once=1, waiting_max=2)
        taken = [lane.submit(free.wait) for _ in range(3)]

        with pytest.raises(Busy, match="ask for a person"):
            lane.submit(free.wait)
        free.set()
        await asyncio.gather(*taken)

        assert await lane.submit(lambda: 7) == 7
        lane.close()

    run(work)


def test_an_error_reaches_the_one_who_waits_and_the_thread_goes_on() -> None:
    def fail() -> None:
        raise NotFound("not there")

    async def work(_: threading.Event) -> None:
        lane = Lane("test", at_once=1, waiting_max=0)

        with pytest.raises(NotFound):
            await lane.submit(fail)

        assert await lane.submit(lambda: 7) == 7
        lane.close()

    run(work)


def test_an_answer_that_nobody_waits_for_any_more_frees_its_place() -> None:
    async def work(free: threading.Event) -> None:
        lane = Lane("test", at_once=1, waiting_max=0)
        given_up = lane.submit(free.wait)
        given_up.cancel()
        free.set()

        while True:
            try:
                assert await lane.submit(lambda: 7) == 7
                break
            except Busy:
                await asyncio.sleep(0.001)
        lane.close()

    run(work)


def test_threads_of_a_lane_do_not_hold_up_the_end() -> None:
    async def work(free: threading.Event) -> None:
        lane = Lane("endless", at_once=2, waiting_max=0)
        lane.submit(free.wait)

        mine = [thread for thread in threading.enumerate() if thread.name.startswith("endless")]
        assert mine
        assert all(thread.daemon for thread in mine)
        lane.close()

    run(work)
