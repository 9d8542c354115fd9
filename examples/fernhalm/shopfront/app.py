"""Fernhalm's shop page: a small shop of its own, at its own address, that embeds the chat as any shop would.

It vouches for whoever is signed in here by a token that it signs itself, and that lives for two minutes. Earnest knows
nothing of the shop but its public keys.
"""

import json
import os
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import Cookie, FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

PAGES = Path(__file__).parent / "pages"
ISSUER = "Fernhalm"
AUDIENCE = "earnest"
ALGORITHM = "ES256"
TOKEN_SECONDS = 120
COOKIE = "fernhalm"
VISITS_MAX = 1_000
"""People who may be signed in at once; the longest visit ends first."""

FORM_BYTES_MAX = 1_000

KEY_FILE = "shop-key.json"
JWKS_FILE = "shop-jwks.json"
SHOWN = frozenset(file.name for file in PAGES.iterdir() if file.suffix in (".css", ".js", ".svg"))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, and the story that can be played as them."""

    name: str
    language: str
    story: str
    try_this: str


PEOPLE: Mapping[str, Person] = {
    "ada": Person("Ada", "en", "A parcel is late.", "wheres my jacket"),
    "ben": Person("Ben", "de", "A strap is torn, over the limit.", "der Gurt am Rucksack ist gerissen, Geld zurück"),
    "cleo": Person("Cleo", "en", "Wants to know why.", "why do I see gaiters here?"),
}
GUEST_TRY = {"en": "when do you open?", "de": "Wann habt ihr offen?"}


def key_of(data: Path) -> ECKey:
    """The shop's own key pair: made at the first start, readable by its owner alone; its public half lies beside it."""
    file = data / KEY_FILE
    if not file.exists():
        fresh = ECKey.generate_key("P-256", {"kid": secrets.token_hex(8), "use": "sig", "alg": ALGORITHM}, private=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(fresh.as_dict(private=True), out)
    key = ECKey.import_key(json.loads(file.read_text("utf-8")))
    (data / JWKS_FILE).write_text(json.dumps(KeySet([key]).as_dict(private=False)), "utf-8")
    return key


def token_for(customer: str, key: ECKey, now: int) -> str:
    """What Earnest takes as proof that a customer is signed in here: signed, for it alone, and short-lived."""
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": customer, "iat": now, "exp": now + TOKEN_SECONDS}
    claims["jti"] = secrets.token_urlsafe(16)  # so that it is good once
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


class Visits:
    """Who is signed in, by cookie. In memory: a restart of the shop signs everybody out."""

    def __init__(self) -> None:
        self._people: dict[str, str] = {}

    def begin(self, customer: str) -> str:
        """A cookie for somebody who signed in."""
        while len(self._people) >= VISITS_MAX:
            del self._people[next(iter(self._people))]
        cookie = secrets.token_urlsafe(24)
        self._people[cookie] = customer
        return cookie

    def who(self, cookie: str) -> str:
        """The customer of a cookie, "" for a guest."""
        return self._people.get(cookie, "")

    def end(self, cookie: str) -> None:
        """Sign out."""
        self._people.pop(cookie, None)


Cookied = Annotated[str, Cookie(alias=COOKIE)]


def make_shop(chat: str, data: Path) -> FastAPI:
    """The shop's web app.

    Args:
        chat: the origin where the chat is served, such as "http://127.0.0.1:8400".
        data: the shop's own directory, for its keys.
    """
    key, visits = key_of(data), Visits()
    shop = FastAPI(title="Fernhalm", docs_url=None, redoc_url=None, openapi_url=None)
    _seal(shop, chat)
    _add_doors(shop, visits)

    @shop.get("/")
    async def front(cookie: Cookied = "", language: str = "") -> HTMLResponse:
        return HTMLResponse(_page(chat, visits.who(cookie), language))

    @shop.post("/chat-identity")
    async def chat_identity(cookie: Cookied = "") -> Response:
        """The chat asks the page, the page asks its own shop: who is it?"""
        customer = visits.who(cookie)
        return PlainTextResponse(token_for(customer, key, int(time.time())) if customer else "")

    @shop.get("/.well-known/jwks.json")
    async def jwks() -> JSONResponse:
        return JSONResponse(KeySet([key]).as_dict(private=False))

    @shop.get("/{name}")
    async def file(name: str) -> Response:
        return FileResponse(PAGES / name) if name in SHOWN else PlainTextResponse("There is no such page.", 404)

    return shop


def _seal(shop: FastAPI, chat: str) -> None:
    @shop.middleware("http")
    async def sealed(request: Request, call_next: Any) -> Any:
        answer = await call_next(request)
        answer.headers["Content-Security-Policy"] = _policy(chat)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Cache-Control"] = "no-store"
        return answer


def _add_doors(shop: FastAPI, visits: Visits) -> None:
    """In and out; there are no passwords, for there are no accounts to guard."""

    @shop.post("/sign-in")
    async def sign_in(request: Request) -> Response:
        customer = parse_qs((await request.body())[:FORM_BYTES_MAX].decode("ascii", "replace")).get("customer", [""])[0]
        answer = RedirectResponse("/", 303)
        if customer in PEOPLE:
            answer.set_cookie(COOKIE, visits.begin(customer), httponly=True, samesite="strict", max_age=86_400)
        return answer

    @shop.post("/sign-out")
    async def sign_out(cookie: Cookied = "") -> Response:
        visits.end(cookie)
        answer = RedirectResponse("/", 303)
        answer.delete_cookie(COOKIE)
        return answer


def _policy(chat: str) -> str:
    """What the shop's page may load. The chat needs two words of it: `script-src` and `frame-src`."""
    return (
        f"default-src 'none'; script-src 'self' {chat}; frame-src {chat}; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def _page(chat: str, customer: str, language: str) -> str:
    person = PEOPLE.get(customer)
    spoken = language if language in ("en", "de") else person.language if person else "en"
    words = json.loads((PAGES / "words.json").read_text("utf-8"))[spoken]
    return Template((PAGES / "front.html").read_text("utf-8")).substitute(
        {name: escape(text) for name, text in words.items()},
        chat=escape(chat),
        account=_account(person, spoken),
        hint=escape(person.try_this if person else GUEST_TRY[spoken]),
    )


def _account(person: Person | None, language: str) -> str:
    """The corner of the page where one signs in, as one of three, and out."""
    en = language == "en"
    if person:
        hello, out = (f"Hello {person.name}", "Sign out") if en else (f"Hallo {person.name}", "Abmelden")
        return f'<form method="post" action="/sign-out"><span>{hello}</span><button>{out}</button></form>'
    buttons = "".join(
        f'<button name="customer" value="{key}" title="{escape(one.story)}">{one.name}</button>'
        for key, one in PEOPLE.items()
    )
    label = "Sign in as" if en else "Anmelden als"
    return f'<form method="post" action="/sign-in"><span>{label}</span>{buttons}</form>'
