"""A witness's HTTP door: `POST /add-checkpoint`, and what it saw last for whoever compares."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from earnest.domain.errors import Busy, StoreUnavailable
from earnest.ledger.witnessing import REQUEST_BYTES_MAX
from earnest.web.lanes import Lane
from earnest.witness import Told, Witness

AT_ONCE, WAITING_MAX = 4, 64
"""Requests that are judged at once, and that may wait; further ones are told to come again."""

MALFORMED, TOO_LARGE, FULL = 400, 413, 503


def make_witness(witness: Witness, close: Callable[[], None]) -> Starlette:
    """The HTTP door of a witness.

    Args:
        witness: what it opens to.
        close: called when the server stops.
    """
    lane = Lane("witness", AT_ONCE, WAITING_MAX)

    async def add(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _answer(Told(TOO_LARGE, f"a request has at most {REQUEST_BYTES_MAX} bytes\n"))
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return _answer(Told(MALFORMED, "a request is UTF-8 text\n"))
        return await _on(lane, lambda: witness.add_checkpoint(text))

    async def newest(request: Request) -> Response:
        digest = request.path_params["digest"]
        return await _on(lane, lambda: witness.checkpoint(digest))

    async def keys(_: Request) -> Response:
        return _answer(Told(200, "".join(f"{key.text()}\n" for key in witness.key.verifiers)))

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        yield
        lane.close()
        close()

    routes = [
        Route("/add-checkpoint", add, methods=["POST"]),
        Route("/checkpoint/{digest}", newest, methods=["GET"]),
        Route("/vkeys.txt", keys, methods=["GET"]),
    ]
    return Starlette(routes=routes, lifespan=life)


async def _on(lane: Lane, work: Callable[[], Told]) -> Response:
    try:
        return _answer(await lane.submit(work))
    except (Busy, StoreUnavailable) as error:
        return _answer(Told(FULL, f"{error}\n"))


async def _body(request: Request) -> bytes | None:
    whole = bytearray()
    async for chunk in request.stream():
        whole += chunk
        if len(whole) > REQUEST_BYTES_MAX:
            return None
    return bytes(whole)


def _answer(told: Told) -> Response:
    headers = {"content-type": told.kind, "cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(told.body, told.status, headers)
