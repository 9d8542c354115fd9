"""Global Privacy Control: a browser that says no for its user is heard on each of their requests, before all else.

A customer is known by the token of the chat and of the API, and in the privacy centre by the cookie of their visit. A
request that carries neither is nobody's, and the desk is a workplace: there is nobody to record an objection for.

Source: W3C, Global Privacy Control (`Sec-GPC`, `/.well-known/gpc.json`).
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request

from earnest.domain.errors import SignInNeeded
from earnest.house import House
from earnest.web.centre_routes import PATH, VISIT
from earnest.web.lanes import Lanes

WELL_KNOWN = "/.well-known/gpc.json"
SINCE = "2026-11-23"
"""Since when the signal has been honoured as it is today."""

HONOURED = (b"earnest-privacy-signal", b"honoured")
"""The header of an answer before which the signal was heard."""

_DESK = "/v1/desk/"


async def _said(request: Request) -> bool:
    return request.headers.get("sec-gpc") == "1"


Signal = Annotated[bool, Depends(_said)]
"""Whether the browser says no; any value but 1 says nothing, as the specification asks."""


def hearing(house: House, lanes: Lanes) -> Callable[..., Coroutine[Any, Any, None]]:
    """What every route depends on: the signal of a customer's browser is recorded, once, before the route begins."""

    async def hear(request: Request, signal: Signal) -> None:
        token = _speaking(request) if signal else ""
        if not token:
            return
        try:
            await lanes.reserved.submit(lambda: house.choices.honour(house.store.session(token)))
        except SignInNeeded:
            return  # nobody is speaking: the route says so itself, where it matters
        request.state.signal_honoured = True

    return hear


def _speaking(request: Request) -> str:
    """The token of the customer who calls, by header or in the privacy centre by cookie; "" where nobody does."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    path = request.url.path
    if kind.lower() == "bearer" and not path.startswith(_DESK):
        return token.strip()
    return VISIT.of(request) if path.startswith(PATH) else ""


def was_honoured(scope: Any) -> bool:
    """Whether the signal of this request was heard."""
    return bool(scope.get("state", {}).get("signal_honoured"))
