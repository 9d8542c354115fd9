"""Server-sent events: one event as bytes, and waiting for news (WHATWG HTML, 9.2)."""

import asyncio
from typing import Any

import orjson


def event(name: bytes, data: dict[str, Any], number: int | None = None) -> bytes:
    """One event; `number` is its id, from which a client resumes."""
    head = b"" if number is None else b"id: %d\n" % number
    return b"%sevent: %s\ndata: %s\n\n" % (head, name, orjson.dumps(data))


async def rung(bell: asyncio.Event, seconds: float) -> None:
    """Wait until the bell is rung, or so long."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        return
