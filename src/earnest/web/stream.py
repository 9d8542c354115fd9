"""Live items over server-sent events: every event is one item, its id the item's number; polling gives the same."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable

from earnest.domain.errors import Busy, EarnestError
from earnest.domain.items import Item
from earnest.web.pace import Pace
from earnest.web.problems import problem_of
from earnest.web.shapes import item_shown
from earnest.web.sse import event, rung

PAGE = 100
"""Items of one look into the log."""

STREAMS_MAX = 5_000
"""Streams of one process."""

STREAMS_A_CONVERSATION_MAX = 8
"""Open windows of one conversation."""

Look = Callable[[int], Awaitable[tuple[Item, ...]]]


class Bells:
    """Wakes whoever waits for items of a conversation. Rung from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)

    def ring(self, conversation: str) -> None:
        """The conversation has new items."""
        if conversation not in self._waiting:
            return
        with self._lock:
            waiting = list(self._waiting.get(conversation, ()))
        for loop, bell in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)

    def join(self, conversation: str) -> asyncio.Event:
        """An event that is set when the conversation gains items; give it back with `leave`."""
        bell = asyncio.Event()
        with self._lock:
            self._waiting[conversation].add((asyncio.get_running_loop(), bell))
        return bell

    def leave(self, conversation: str, bell: asyncio.Event) -> None:
        """Stop waiting."""
        with self._lock:
            places = self._waiting[conversation]
            places.difference_update([place for place in places if place[1] is bell])
            if not places:
                del self._waiting[conversation]

    def check_room(self, conversation: str) -> None:
        """See that one more may wait.

        Raises:
            Busy: too many wait already.
        """
        with self._lock:
            here = len(self._waiting.get(conversation, ()))
            everywhere = sum(map(len, self._waiting.values())) if here < STREAMS_A_CONVERSATION_MAX else 0
        if here >= STREAMS_A_CONVERSATION_MAX or everywhere >= STREAMS_MAX:
            raise Busy("Too many streams are open; close one, or poll the items instead.")

    def waiting(self, conversation: str) -> int:
        """How many wait for a conversation."""
        with self._lock:
            return len(self._waiting.get(conversation, ()))


async def events(bells: Bells, conversation: str, after: int, look: Look, pace: Pace) -> AsyncIterator[bytes]:
    """Items after a number, then each new one as it comes; never one twice, never one left out.

    The caller's right to them is checked anew at every look. When it has ended the stream says so and ends; it also
    ends after `pace.stream_seconds_max`, and the client goes on from the last number it has.
    """
    loop, bell = asyncio.get_running_loop(), bells.join(conversation)
    end = loop.time() + pace.stream_seconds_max
    try:
        while True:
            bell.clear()
            items = await look(after)
            for item in items:
                after = item.seq
                yield event(b"item", item_shown(item), after)
            left = end - loop.time()
            if len(items) < PAGE:
                if left <= 0:
                    return
                await rung(bell, min(left, pace.look_seconds))
    except EarnestError as error:
        yield event(b"end", problem_of(error).model_dump())
    finally:
        bells.leave(conversation, bell)
