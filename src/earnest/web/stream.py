"""Live items over server-sent events: every event is one item, its id the item's number; polling gives the same."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Callable

import orjson

from earnest.domain.items import Item
from earnest.web.shapes import item_shown

PAGE = 100
PING_SECONDS = 15


class Bells:
    """Wakes the streams of a conversation when it gains items. Rung from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)

    def ring(self, conversation: str) -> None:
        """The conversation has new items."""
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


async def events(
    bells: Bells, conversation: str, after: int, page: Callable[[int], "asyncio.Future[tuple[Item, ...]]"]
) -> AsyncIterator[dict[str, str]]:
    """Items after a number, then each new one as it comes; never one twice, never one left out."""
    bell = bells.join(conversation)
    try:
        while True:
            bell.clear()
            items = await page(after)
            for item in items:
                after = item.seq
                yield {"id": str(item.seq), "event": "item", "data": orjson.dumps(item_shown(item)).decode()}
            if len(items) < PAGE:
                try:
                    await asyncio.wait_for(bell.wait(), PING_SECONDS)
                except TimeoutError:
                    yield {"comment": "still here"}
    finally:
        bells.leave(conversation, bell)
