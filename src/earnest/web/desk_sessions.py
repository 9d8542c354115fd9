"""Colleagues sign in, by password or by key, set their first password, see who they are, and sign out."""

import logging
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import RedirectResponse

from earnest.desk.roles import Right
from earnest.domain.errors import EarnestError, NotFound, SignInNeeded
from earnest.domain.staff import SESSION_LIFETIME, Way
from earnest.domain.time import SECOND
from earnest.staffing import OIDC_BACK, Company
from earnest.web import desk_shapes
from earnest.web.console import PATH
from earnest.web.desk_door import Colleague, StaffKey, as_colleague, known, set_cookie, token_of
from earnest.web.door import Door, as_json
from earnest.web.forms import Cookie, host_of
from earnest.web.problems import Responses, responses

SESSION_SECONDS = SESSION_LIFETIME // SECOND
"""How long the browser keeps the cookie; the session behind it ends by itself, too."""

OIDC_START = "/v1/desk/oidc/start"
BROWSER_BYTES = 32
GONE = Cookie("earnest-desk-gone", 10 * 60)
"""Who has gone to the provider: what comes back to another browser signs nobody in."""

_LOG = logging.getLogger(__name__)

Anew = Annotated[str, Query(pattern="^1?$")]

DOORS = (
    "desk_ways",
    "desk_sign_in",
    "desk_join",
    "oidc_start",
    "oidc_back",
    "desk_ask_passkey",
    "desk_by_passkey",
)
"""The routes that open to whoever is not signed in yet."""

ROUTES: Mapping[str, Right | None] = {
    **dict.fromkeys(DOORS),
    "desk_sign_out": None,
    "desk_me": None,
    "see_desk_passkeys": None,
    "ask_desk_passkey": None,
    "add_desk_passkey": None,
    "remove_desk_passkey": None,
}

GRAVE = frozenset({"ask_desk_passkey", "add_desk_passkey", "remove_desk_passkey"})
"""Routes for which a colleague must have signed in just now: who finds a desk open makes no way in of their own."""


class DeskSessions:
    """The routes of sessions."""

    def __init__(self, door: Door) -> None:
        self._door, self._house = door, door.house

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        me: Responses = {200: {"model": desk_shapes.MeShown}}
        body = me | responses(400, 401, 413, 415, 422, 429, 503)
        ways: Responses = {200: {"model": desk_shapes.WaysShown}}
        web.get("/v1/desk/ways", responses=ways | responses(503), response_model=None, summary="See how one signs in")(
            self.desk_ways
        )
        web.post("/v1/desk/sign-in", responses=body, response_model=None, summary="Sign in at the desk")(
            self.desk_sign_in
        )
        web.post(
            "/v1/desk/join",
            responses=body,
            response_model=None,
            summary="Set the first password of an account",
        )(self.desk_join)
        web.get(OIDC_START, include_in_schema=False, response_model=None)(self.oidc_start)
        web.get(OIDC_BACK, include_in_schema=False, response_model=None)(self.oidc_back)
        web.get("/v1/desk/me", responses=me | responses(401, 422, 503), response_model=None, summary="See who you are")(
            self.desk_me
        )
        web.post(
            "/v1/desk/sign-out",
            responses=responses(401, 403, 422, 503),
            status_code=204,
            summary="Sign out of the desk",
        )(self.desk_sign_out)

    async def desk_ways(self) -> Response:
        """By which ways colleagues sign in here, the usual one first."""

        def ways() -> dict[str, list[str]]:
            return {"ways": [way.value for way in self._house.ways]}

        return as_json(200, await self._door.lanes.staff.submit(ways))

    async def desk_sign_in(self, given: desk_shapes.SignIn, request: Request) -> Response:
        """Exchange name and password, or a colleague's key, for a session in a cookie that no script can read.

        It ends twelve hours later, or half an hour after the last sign of its colleague. Whatever session the browser
        had before ends at once.
        """
        return await letting_in(self._door, request, lambda old: self._sign_in(given, host_of(request), old))

    async def desk_join(self, given: desk_shapes.Joining, request: Request) -> Response:
        """Set the first password of an account, by the link of an invitation, and sign in. The link is good once."""
        join, host = self._house.staff.join, host_of(request)
        return await letting_in(self._door, request, lambda old: join(given.invite, given.password, host, old))

    async def desk_me(self, given: StaffKey) -> Response:
        """Who is signed in, and what they may do. It counts as a sign of them: a page asks when somebody is there."""
        return as_json(200, await as_colleague(self._door, given, None, _me))

    async def desk_sign_out(self, given: StaffKey, request: Request) -> Response:
        """End the session of the cookie; a key stays good until its colleague is no longer one."""
        await as_colleague(self._door, given, None, lambda _: self._house.store.staff.sign_out(given.token))
        answer = Response(status_code=204)
        set_cookie(request, answer, "", 0)
        return answer

    async def oidc_start(self, request: Request, anew: Anew = "") -> Response:
        """Go to the company's provider to sign in there; what comes back fits this browser alone.

        With `anew=1` whoever is signed in there signs in once more.
        """
        browser = secrets.token_urlsafe(BROWSER_BYTES)
        company = self._company()
        place = await self._door.lanes.post.submit(lambda: company.provider.begin(browser, anew=anew == "1"))
        answer = RedirectResponse(place, HTTPStatus.SEE_OTHER, {"cache-control": "no-store"})
        GONE.put(request, answer, browser)
        return answer

    async def oidc_back(self, request: Request) -> Response:
        """Come back from the company's provider, signed in, or to the sign-in page where that did not succeed."""
        company, browser, said = self._company(), GONE.of(request), dict(request.query_params)
        staff, host, old = self._house.staff, host_of(request), token_of(request)
        try:
            token = await self._door.lanes.post.submit(lambda: staff.enter(company, browser, said, host, old))
        except EarnestError as no:
            _LOG.warning("nobody was signed in by the provider: %s", type(no).__name__)
            answer = RedirectResponse(f"{PATH}#not-by-oidc", HTTPStatus.SEE_OTHER)
        else:
            answer = RedirectResponse(PATH, HTTPStatus.SEE_OTHER)
            set_cookie(request, answer, token, SESSION_SECONDS)
        answer.headers["cache-control"] = "no-store"
        GONE.put(request, answer, "")
        return answer

    def _company(self) -> Company:
        if self._house.company is None:
            raise NotFound("Nobody signs in by a provider here; use a password or a key.")
        return self._house.company

    def _sign_in(self, given: desk_shapes.SignIn, host: str, old: str) -> tuple[str, str]:
        if given.key:
            name = self._house.colleague(given.key)
            return name, self._house.store.staff.sign_in(name, Way.KEY, old=old)
        if not given.name:
            raise SignInNeeded("Give your name and password, or your key; `earnest desk key NAME` prints it.")
        return given.name, self._house.staff.sign_in(given.name, given.password, host, old)


async def letting_in(door: Door, request: Request, step: Callable[[str], tuple[str, str]]) -> Response:
    """Let somebody in: who they are, with the cookie of their session.

    Args:
        door: what the routes share.
        request: the call.
        step: given the token of the session that the browser had, the colleague's name and the new token.
    """

    def work() -> tuple[Colleague, str]:
        name, token = step(token_of(request))
        return known(door.house, name), token

    who, token = await door.lanes.staff.submit(work)
    answer = as_json(200, _me(who))
    set_cookie(request, answer, token, SESSION_SECONDS)
    return answer


def _me(who: Colleague) -> dict[str, object]:
    return {
        "name": who.name,
        "first_name": who.first_name,
        "role": who.role.value,
        "may": [one.value for one in who.may],
    }
