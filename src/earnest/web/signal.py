"""Global Privacy Control: a browser that says no for its user is heard on every request, before anything else is done.

Source: W3C, Global Privacy Control (`Sec-GPC`, `/.well-known/gpc.json`).
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Depends, Request

from earnest.domain.errors import SignInNeeded
from earnest.house import House
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
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if not signal or kind.lower() != "bearer" or request.url.path.startswith(_DESK):
            return
        try:
            await lanes.reserved.submit(lambda: house.choices.honour(house.store.session(token.strip())))
        except SignInNeeded:
            return  # nobody is speaking: the route says so itself, where it matters
        request.state.signal_honoured = True

    return hear


def was_honoured(scope: Any) -> bool:
    """Whether the signal of this request was heard."""
    return bool(scope.get("state", {}).get("signal_honoured"))
