"""What is refused at the edge, before anything reads it: too long, no JSON, names said twice."""

import json
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from earnest.domain.errors import BadInput, TooLarge
from earnest.web.problems import problem
from earnest.web.signal import HONOURED, was_honoured

BODY_BYTES_MAX = 200_000
"""A request's body; a message of 8,000 characters needs at most a quarter of it, even fully escaped."""


FORMS_PATH = "/privacy/"
"""Under which a browser sends forms; everywhere else a body is JSON."""

JSON, FORM = b"application/json", b"application/x-www-form-urlencoded"
_NAMED = {JSON: "JSON", FORM: "a form"}
_KEPT_NOWHERE = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))


class Edge:
    """Refuses by a request's headers alone, and lets no cache keep an answer. A plain ASGI layer, fit for streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = [one for one in message["headers"] if one[0] != b"cache-control"]
                heard = [HONOURED] if was_honoured(scope) else []
                message = {**message, "headers": [*given, *_KEPT_NOWHERE, *heard]}
            await send(message)

        form = scope["path"].startswith(FORMS_PATH)
        answer = _refusal(scope["method"], scope["headers"], FORM if form else JSON) or self._app
        await answer(scope, receive, sealed)


def _refusal(method: str, headers: Iterable[tuple[bytes, bytes]], kind: bytes) -> Response | None:
    given = dict(headers)  # names are in lower case (ASGI); of two lengths the server has refused the request before
    length = given.get(b"content-length", b"")
    if length and (not length.isdigit() or int(length) > BODY_BYTES_MAX):
        return problem(413, _too_large(), TooLarge.__name__)
    if method not in ("POST", "PUT") or (length in (b"", b"0") and b"transfer-encoding" not in given):
        return None
    if given.get(b"content-type", b"").partition(b";")[0].strip().lower() != kind:
        return problem(415, f"Send {_NAMED[kind]}, with the header Content-Type: {kind.decode()}.")
    return None


def _too_large() -> str:
    return f"A request may hold {BODY_BYTES_MAX:,} bytes; send less."


class StrictRoute(APIRoute):
    """A route whose body is strict JSON: bounded, of plain numbers, no name twice in one object."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, given a request that reads strictly."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return strictly


class _StrictRequest(Request):
    async def body(self) -> bytes:
        """The body, however it was cut into chunks.

        Raises:
            HTTPException: 413, it is over the limit.
        """
        if not hasattr(self, "_body"):
            whole = bytearray()
            async for chunk in self.stream():
                whole += chunk
                if len(whole) > BODY_BYTES_MAX:
                    raise HTTPException(413, _too_large())
            self._body = bytes(whole)
        return self._body

    async def json(self) -> Any:
        """The body as JSON.

        Raises:
            HTTPException: 400, it is none, or not strictly.
        """
        try:
            return _parsed(await self.body())
        except (ValueError, RecursionError, BadInput) as error:
            raise HTTPException(400, f"The body is no strict JSON ({str(error)[:200]}); mend it.") from error


def _parsed(body: bytes) -> Any:
    return json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadInput("a name stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise BadInput(f"{name} is no JSON number")
