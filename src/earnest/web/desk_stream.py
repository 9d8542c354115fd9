"""What changes at the desk, live: one stream a browser, across all conversations; nothing is left out on resuming."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from earnest.domain.errors import Busy, EarnestError
from earnest.web.desk_here import Here, Presence
from earnest.web.pace import Pace
from earnest.web.problems import problem_of
from earnest.web.sse import event, rung

STREAMS_MAX = 200
"""Desks that follow one process; more are told to look at the queue instead."""


class Change(Protocol):
    """A decision that was recorded; the store's `Change` is one."""

    @property
    def number(self) -> int: ...  # noqa: D102 - see the class
    @property
    def conversation(self) -> str: ...  # noqa: D102 - see the class
    @property
    def item_seq(self) -> int: ...  # noqa: D102 - see the class
    @property
    def waits(self) -> tuple[str, ...]: ...  # noqa: D102 - see the class


Look = Callable[[int], Awaitable[tuple[Change, ...]]]


class DeskBells:
    """Wakes every desk that listens. Rung from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def ring(self, _conversation: str = "") -> None:
        """Something has changed."""
        with self._lock:
            waiting = list(self._waiting)
        for loop, bell in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)

    def check_room(self) -> None:
        """See that one more may listen.

        Raises:
            Busy: too many do.
        """
        with self._lock:
            if len(self._waiting) >= STREAMS_MAX:
                raise Busy("Too many desks follow this server; close one, or look at the queue now and then.")

    def join(self) -> asyncio.Event:
        """An event that is set when something changes; give it back with `leave`."""
        bell = asyncio.Event()
        with self._lock:
            self._waiting.add((asyncio.get_running_loop(), bell))
        return bell

    def leave(self, bell: asyncio.Event) -> None:
        """Stop listening."""
        with self._lock:
            self._waiting = {place for place in self._waiting if place[1] is not bell}


async def desk_events(bells: DeskBells, after: int, look: Look, pace: Pace, presence: Presence) -> AsyncIterator[bytes]:
    """What has changed after a number, then what changes; each event names things, and carries no words.

    Events of who is where have no number: they are told anew on resuming, and only while they are so.

    The caller's right is checked anew at every look. When it has ended the stream says so and ends; it also ends
    after `pace.stream_seconds_max`, and the browser goes on from the last number it has.
    """
    loop, bell = asyncio.get_running_loop(), bells.join()
    end = loop.time() + pace.stream_seconds_max
    quiet_since, told = loop.time(), dict[str, tuple[Here, ...]]()
    try:
        yield event(b"ping", {}, after)
        while True:
            bell.clear()
            changes = await look(after)
            before, told = told, dict(presence.everywhere())
            for one in (*_told(changes), *_moved(before, told)):
                yield one
            if changes:
                after, quiet_since = changes[-1].number, loop.time()
                continue
            if loop.time() >= end:
                return
            if loop.time() - quiet_since >= pace.ping_seconds:
                quiet_since = loop.time()
                yield event(b"ping", {}, after)
            await rung(bell, min(end - loop.time(), pace.look_seconds))
    except EarnestError as error:
        yield event(b"end", problem_of(error).model_dump())
    finally:
        bells.leave(bell)


def _told(changes: tuple[Change, ...]) -> list[bytes]:
    """One event a conversation, one for the queue. Only the last has the number: a break before it repeats, no more."""
    seqs = {change.conversation: change.item_seq for change in changes}
    waits = sorted({name for change in changes for name in change.waits})
    named: list[tuple[bytes, dict[str, Any]]] = [(b"conversation", {"id": one, "seq": seqs[one]}) for one in seqs]
    named += [(b"queue", {"ids": waits})] if waits else []
    number = changes[-1].number if changes else 0
    return [event(name, data, number if (name, data) == named[-1] else None) for name, data in named]


def _moved(before: Mapping[str, tuple[Here, ...]], now: Mapping[str, tuple[Here, ...]]) -> list[bytes]:
    changed = [one for one in {**before, **now} if before.get(one, ()) != now.get(one, ())]
    return [event(b"here", {"id": one, "here": [asdict(who) for who in now.get(one, ())]}) for one in changed]
