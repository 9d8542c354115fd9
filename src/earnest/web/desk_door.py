"""Who is calling at the desk: by a key, or by the cookie that signing in set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request, Response
from fastapi.security import APIKeyCookie

from earnest.desk.roles import Right, require, rights_of
from earnest.domain.errors import NotAllowed, SignInAnew
from earnest.domain.staff import SIGN_IN_FRESH, Role, is_fresh
from earnest.domain.time import MINUTE, Instant
from earnest.house import House
from earnest.web.door import ColleagueKey, Door

COOKIE = "__Host-earnest-desk"
PLAIN_COOKIE = "earnest-desk"
"""On plain HTTP, which only a browser on this very machine may use, a cookie can be neither `__Host-` nor `Secure`."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
_SAFE = ("GET", "HEAD")
_OURS = ("same-origin", "none")
"""What browsers say of calls that the desk's own page makes (Fetch Metadata); programs say nothing."""

_cookie = APIKeyCookie(
    name=COOKIE,
    scheme_name="desk",
    auto_error=False,
    description="What POST /v1/desk/sign-in set. Calls that change something also need the header X-Earnest-Desk: 1.",
)
Meant = Annotated[
    str, Header(alias="x-earnest-desk", pattern=r"^1?$", description="1 in calls by cookie that change something.")
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Given:
    """What a call brought along, not yet looked at; `alive`: whether a person made it, not a page by itself."""

    key: str
    token: str
    meant: bool
    alive: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who is calling.

    Args:
        name: by which they are recorded.
        first_name: what customers call them.
        role: what they are.
        signed_at: when they proved who they are, 0 for who came by a key.
        fresh: whether that was just now; a key is proof anew with every call.
    """

    name: str
    first_name: str
    role: Role
    signed_at: Instant = 0
    fresh: bool = True

    @property
    def may(self) -> tuple[Right, ...]:
        """What they may do."""
        return rights_of(self.role)


async def _given(
    request: Request, key: ColleagueKey, _secure: Annotated[str | None, Depends(_cookie)], meant: Meant = ""
) -> Given:
    token = token_of(request)
    safe, name = request.method in _SAFE, request.scope["route"].name
    ours = meant == "1" and request.headers.get("sec-fetch-site", "none") in _OURS
    return Given(key, "" if key else token, ours or safe, name == "desk_me" or not (safe or name == "be_here"))


StaffKey = Annotated[Given, Depends(_given)]
"""A colleague's key or cookie, not yet looked at: the lane that does the work looks at it there."""


def colleague_of(house: House, given: Given) -> Colleague:
    """Who is calling; a key goes before a cookie.

    Raises:
        SignInNeeded: neither is good.
        NotAllowed: a call by cookie that changes something came without its header: another site may have sent it.
    """
    if not given.token:
        return known(house, house.colleague(given.key))
    signed = house.store.staff.signed_in(given.token, alive=given.alive and given.meant)
    if not given.meant:
        raise NotAllowed(
            "Send the header X-Earnest-Desk: 1 with calls that change something, from the desk's own page."
        )
    role = signed.account.role if signed.account else house.brand.settings.desk.role_of(signed.name)
    return named(signed.name, role, signed.proved_at, fresh=is_fresh(signed.proved_at, house.world.clock.now()))


def known(house: House, name: str) -> Colleague:
    """A colleague by their name."""
    return named(name, house.role_of(name))


def named(name: str, role: Role, signed_at: Instant = 0, *, fresh: bool = True) -> Colleague:
    """A colleague by name and role; customers call them by the first part of the name."""
    return Colleague(name, name.partition("-")[0].capitalize(), role, signed_at, fresh)


def require_fresh(who: Colleague) -> None:
    """See that somebody has just proved who they are: a desk that was left open does nothing grave.

    Raises:
        SignInAnew: they have not.
    """
    if not who.fresh:
        minutes = SIGN_IN_FRESH // MINUTE
        raise SignInAnew(f"This needs a sign-in of the last {minutes} minutes. Sign in once more, then do it again.")


async def as_colleague(
    door: Door, given: Given, right: Right | None, work: Callable[[Colleague], T], *, grave: bool = False
) -> T:
    """Do some work for a colleague, in one step on the staff's lane.

    Args:
        door: what the routes share.
        given: what the call brought along.
        right: what it needs; None: being signed in is enough.
        work: what to do.
        grave: whether they must have signed in just now.

    Raises:
        SignInNeeded, NotAllowed: nobody is signed in, or their role may not.
        SignInAnew: they signed in too long ago.
        Busy: the lane is full.
    """

    def step() -> T:
        who = colleague_of(door.house, given)
        if right is not None:
            require(who.role, right)
        if grave:
            require_fresh(who)
        return work(who)

    return await door.lanes.staff.submit(step)


def token_of(request: Request) -> str:
    """The token of the desk's cookie, "" without one."""
    return request.cookies.get(COOKIE) or request.cookies.get(PLAIN_COOKIE) or ""


def set_cookie(request: Request, response: Response, token: str, seconds: int) -> None:
    """Set the desk's cookie, or with an empty token take it away."""
    plain = request.url.scheme == "http" and (request.url.hostname or "") in LOOPBACK
    response.set_cookie(
        PLAIN_COOKIE if plain else COOKIE,
        token,
        max_age=seconds if token else 0,
        path="/",
        secure=not plain,
        httponly=True,
        samesite="strict",
    )
