"""Every route is listed here: what guesses or sends with its limit, and what does neither with the reason."""

from collections.abc import Callable, Mapping

import httpx
import pytest
from fastapi import FastAPI
from tests.connect.authenticator import Authenticator
from tests.web.made import PARTY, Person, Served

from earnest.domain.ids import Kind, new_id
from earnest.limiting import LIMITS, Per, Trying

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OWN = "/v1/identity/passkeys"
NOBODYS = new_id(Kind.RECORD)

Try = Callable[[Person], httpx.Response]


def _answer(person: Person, path: str, made: str) -> httpx.Response:
    key = Authenticator(PARTY.origins[0])
    asked = {"rp": {"id": PARTY.id}, "rpId": PARTY.id, "challenge": "AAAA"}
    return person.http.post(path, json=getattr(key, made)(asked))


def _delete(person: Person) -> httpx.Response:
    """A visit of its own each time: an erasure that was asked for ends it."""
    path = person.http.post("/v1/privacy-link").json().get("path", "")
    person.http.get(path, follow_redirects=True)
    page = person.http.get("/privacy/delete").text
    key = page.partition('name="key" value="')[2].partition('"')[0]
    return person.http.post("/privacy/delete", content=f"key={key}", headers=FORM)


LIMITED: Mapping[str, tuple[Trying, Try]] = {
    "POST /v1/sessions": (Trying.SIGN_IN, lambda who: who.http.post("/v1/sessions", json={"identity_token": "a.b.c"})),
    "POST /v1/identity/mail": (
        Trying.MAIL,
        lambda who: who.http.post("/v1/identity/mail", json={"address": "nobody@example.org"}),
    ),
    "POST /v1/identity/mail/code": (
        Trying.CODE,
        lambda who: who.http.post("/v1/identity/mail/code", json={"code": "000000"}),
    ),
    f"POST {OWN}": (Trying.PASSKEY, lambda who: _answer(who, OWN, "create")),
    f"POST {OWN}/proof": (Trying.PASSKEY, lambda who: _answer(who, f"{OWN}/proof", "get")),
    "POST /v1/erasures": (Trying.ERASURE, lambda who: who.http.post("/v1/erasures")),
    "GET /v1/erasures/{erasure}": (Trying.TICKET, lambda who: who.http.get(f"/v1/erasures/{NOBODYS}")),
    "GET /v1/erasures/{erasure}/receipt": (
        Trying.TICKET,
        lambda who: who.http.get(f"/v1/erasures/{NOBODYS}/receipt"),
    ),
    "POST /v1/privacy-link": (Trying.LINK, lambda who: who.http.post("/v1/privacy-link")),
    "GET /privacy/enter": (Trying.TICKET, lambda who: who.http.get("/privacy/enter", params={"ticket": "x"})),
    "POST /privacy/prove": (
        Trying.TICKET,
        lambda who: who.http.post("/privacy/prove", content="ticket=x", headers=FORM),
    ),
    "GET /privacy/erasures/{erasure}": (
        Trying.TICKET,
        lambda who: who.http.get(f"/privacy/erasures/{NOBODYS}", params={"token": "x"}),
    ),
    "GET /privacy/erasures/{erasure}/receipt": (
        Trying.TICKET,
        lambda who: who.http.get(f"/privacy/erasures/{NOBODYS}/receipt", params={"token": "x"}),
    ),
    "POST /privacy/delete": (Trying.ERASURE, _delete),
    "POST /privacy/receipt": (
        Trying.RECEIPT,
        lambda who: who.http.post("/privacy/receipt", content="receipt=x", headers=FORM),
    ),
}

OWN_THINGS = "what is one's own, by a session's token of 256 random bits: nothing is guessed, and nothing is sent out"
PUBLIC = "public: the same for everybody"
OPENS_A_CASE = "a wish for a person is never limited; the notices of it that leave the house are: desk/test_notices"
NEITHER: Mapping[str, str] = {
    "POST /v1/conversations/{conversation}/person": OPENS_A_CASE,
    "POST /v1/conversations/{conversation}/rating": OPENS_A_CASE,
    "POST /privacy/decisions/{decision}/review": OPENS_A_CASE,
    "POST /privacy/sources/{source}/wrong": OPENS_A_CASE,
    "POST /v1/conversations/{conversation}/items": "guesses at who somebody is are counted by the look: test_limits",
    "POST /v1/platform/consents": "signed by the platform's secret of 256 random bits",
    f"POST {OWN}/asked": "asks, and answers nothing; it is stopped with the answers",
    "POST /v1/conversations/{conversation}/cards/{card}/signing": "the same",
    "GET /privacy/prove": "shows a button; nothing is looked up",
    **dict.fromkeys(
        (
            "DELETE /v1/sessions",
            "POST /v1/conversations",
            "GET /v1/conversations/{conversation}/items",
            "GET /v1/conversations/{conversation}/stream",
            "GET /v1/consents",
            "PUT /v1/consents/{purpose}",
            "POST /v1/consents/{purpose}/asked",
            "GET /v1/consent-record",
            "GET /v1/preferences",
            "PUT /v1/preferences/{preference}",
            "DELETE /v1/preferences/{preference}",
            "GET /v1/decisions/{decision}",
            "GET /v1/decisions/{decision}/receipt",
            f"GET {OWN}",
            f"DELETE {OWN}/{{passkey}}",
            "GET /privacy/",
            "GET /privacy/download.json",
            "GET /privacy/download.html",
            "GET /privacy/decisions/{decision}",
            "GET /privacy/decisions/{decision}/receipt",
            "POST /privacy/sources/{source}",
            "POST /privacy/restrict",
            "POST /privacy/choices",
            "POST /privacy/preferences/{preference}/forget",
            "GET /privacy/delete",
            "GET /privacy/sources/{source}/wrong",
            "POST /privacy/leave",
        ),
        OWN_THINGS,
    ),
    **dict.fromkeys(
        (
            "GET /v1/openapi.json",
            "GET /.well-known/gpc.json",
            "GET /v1/log/checkpoint",
            "GET /v1/brand",
            "GET /v1/health",
            "GET /v1/live",
            "GET /privacy/style.css",
            "GET /privacy/about",
            "GET /privacy/receipt",
        ),
        PUBLIC,
    ),
}
DESK = "/v1/desk/"
"""Colleagues' routes stand in a table of their own: test_desk_roles."""


def routes(web: FastAPI) -> set[str]:
    """Every route of customers, by method and path; also those that the description leaves out."""
    found = set()
    for route in web.routes:
        path, methods = getattr(route, "path", ""), getattr(route, "methods", None) or ()
        found |= {f"{method} {path}" for method in methods if method != "HEAD" and not path.startswith(DESK)}
    return found


def test_every_route_is_listed_with_its_limit_or_why_it_needs_none(server: Served) -> None:
    listed = LIMITED.keys() | NEITHER.keys()

    assert routes(server.web) - listed == set(), "a route is not listed: does it guess or send? then limit it"
    assert listed - routes(server.web) == set()
    assert LIMITED.keys() & NEITHER.keys() == set()


def test_what_is_limited_is_limited_for_each_person_or_network_and_the_brand() -> None:
    for what, limits in LIMITS.items():
        if what is Trying.TOKEN:  # each is good once, whoever brings it
            continue
        assert Per.BRAND in limits, what
        assert limits.keys() & {Per.PERSON, Per.HOST}, what


@pytest.mark.slow
@pytest.mark.parametrize("name", LIMITED)
def test_who_tries_too_often_is_stopped(server: Served, name: str) -> None:
    what, attempt = LIMITED[name]
    anew = what is Trying.ERASURE  # whoever asked for it is gone
    counted = [per for per in LIMITS[what] if per is not Per.BRAND and not (anew and per is Per.PERSON)]
    most = min(LIMITS[what][per].tries_max for per in counted)
    named = "" if what in (Trying.MAIL, Trying.CODE) else "somebody-{}"
    people = [server.person(named.format(number)) for number in range(most + 1 if anew else 1)]

    answers = [attempt(people[number % len(people)]) for number in range(most + 1)]

    assert [one.status_code == 429 for one in answers] == [False] * most + [True]
    assert int(answers[-1].headers["retry-after"]) > 0
