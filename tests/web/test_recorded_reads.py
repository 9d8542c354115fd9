"""Every route that shows what is kept of a person leaves its own record; whatever shows nothing is listed with why."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from tests.web.made import Person, Served, part, wait_until

from earnest.domain.passkeys import Passkey
from earnest.store.uses import LOOK_AGAIN, Onlooker, Use

Doors = Mapping[str, str]
Try = Callable[[Served, Person, Doors], httpx.Response]


def get(path: str) -> Try:
    return lambda _server, ada, doors: ada.http.get(path.format(**doors))


def at_desk(path: str) -> Try:
    return lambda server, _ada, doors: server.colleague("mia").get(path.format(**doors))


TALK, CUSTOMER = "/v1/desk/conversations/{conversation}", "/v1/desk/conversations/{conversation}/customer"
RECORDED: Mapping[str, tuple[Onlooker, str, Try]] = {
    "GET /privacy/": (Onlooker.PERSON, "order", get("/privacy/")),
    "GET /privacy/download.json": (Onlooker.PERSON, "order", get("/privacy/download.json")),
    "GET /privacy/download.html": (Onlooker.PERSON, "order", get("/privacy/download.html")),
    "GET /privacy/decisions/{decision}": (Onlooker.PERSON, "decisions", get("/privacy/decisions/{decision}")),
    "GET /v1/decisions/{decision}": (Onlooker.PERSON, "decisions", get("/v1/decisions/{decision}")),
    "GET /v1/consents": (Onlooker.PERSON, "choices", get("/v1/consents")),
    "GET /v1/consent-record": (Onlooker.PERSON, "choices", get("/v1/consent-record")),
    "GET /v1/preferences": (Onlooker.PERSON, "preferences", get("/v1/preferences")),
    "GET /v1/identity/passkeys": (Onlooker.PERSON, "passkeys", get("/v1/identity/passkeys")),
    "POST /v1/identity/mail": (
        Onlooker.HOUSE,
        "customer",
        lambda server, _ada, _doors: server.person("").http.post(
            "/v1/identity/mail", json={"address": "ada@example.org"}
        ),
    ),
    "POST /v1/conversations": (
        Onlooker.ASSISTANT,
        "preferences",
        lambda _server, ada, _doors: ada.http.post("/v1/conversations", json={}),
    ),
    "POST /v1/conversations/{conversation}/items": (
        Onlooker.ASSISTANT,
        "order",
        lambda _server, ada, _doors: ada.say("refund A1"),
    ),
    "GET /v1/desk/hand-overs": (Onlooker.COLLEAGUE, "conversation", at_desk("/v1/desk/hand-overs")),
    "GET /v1/desk/queue": (Onlooker.COLLEAGUE, "conversation", at_desk("/v1/desk/queue")),
    f"GET {TALK}": (Onlooker.COLLEAGUE, "conversation", at_desk(TALK)),
    "GET /v1/desk/decisions/{decision}": (
        Onlooker.COLLEAGUE,
        "conversation",
        at_desk("/v1/desk/decisions/{decision}"),
    ),
    "GET /v1/desk/audits": (Onlooker.COLLEAGUE, "conversation", at_desk("/v1/desk/audits")),
}
"""Who is on record as having looked, and at which source, once the route was asked."""

OWN_WORDS = (
    "what the person says, and is told, in the conversation that they have open; its reads stand with its decisions"
)
ANSWERS = "answers with what was just said or done, which is a decision of its own"
ELSEWHERE = "recorded, field by field: tests/fernhalm/test_revealing.py asks it of a shop that has such records"
PROOF = "digests and a proof; no value"
NAMES_ONLY = "no value of a person: ids, states and times"
STAFF = "colleagues' own accounts and the rules of the house; no customer's data"
PUBLIC = "the same for everybody"
WITHOUT: Mapping[str, str] = {
    f"GET {CUSTOMER}": ELSEWHERE,
    f"POST {CUSTOMER}/{{field}}/reveal": ELSEWHERE,
    **dict.fromkeys(
        ("GET /v1/conversations/{conversation}/items", "GET /v1/conversations/{conversation}/stream"), OWN_WORDS
    ),
    **dict.fromkeys(
        (
            "POST /v1/sessions",
            "DELETE /v1/sessions",
            "POST /v1/conversations/{conversation}/person",
            "POST /v1/conversations/{conversation}/rating",
            "POST /v1/conversations/{conversation}/cards/{card}/signing",
            "POST /v1/erasures",
            "PUT /v1/consents/{purpose}",
            "POST /v1/consents/{purpose}/asked",
            "POST /v1/platform/consents",
            "PUT /v1/preferences/{preference}",
            "DELETE /v1/preferences/{preference}",
            "POST /v1/privacy-link",
            "POST /v1/identity/mail/code",
            "POST /v1/identity/passkeys/asked",
            "POST /v1/identity/passkeys",
            "POST /v1/identity/passkeys/proof",
            "DELETE /v1/identity/passkeys/{passkey}",
            "GET /privacy/enter",
            "POST /privacy/decisions/{decision}/review",
            "POST /privacy/sources/{source}",
            "POST /privacy/sources/{source}/wrong",
            "POST /privacy/restrict",
            "POST /privacy/choices",
            "POST /privacy/preferences/{preference}/forget",
            "POST /privacy/delete",
            "POST /privacy/leave",
            "GET /privacy/prove",
            "POST /privacy/prove",
            *(f"POST {TALK}/{act}" for act in ("take", "reply", "note", "hand-back", "close", "here")),
            "POST /v1/desk/audits/{decision}",
            "POST /v1/desk/approvals/{approval}",
            "POST /v1/desk/incidents/{hand_over}",
            "POST /v1/desk/decisions/{decision}/take-back",
            "POST /v1/desk/erasures",
            "POST /v1/desk/holds",
            "POST /v1/desk/holds/{hold}/lift",
            "POST /v1/desk/switches",
        ),
        ANSWERS,
    ),
    **dict.fromkeys(
        (
            "GET /v1/decisions/{decision}/receipt",
            "GET /privacy/decisions/{decision}/receipt",
            "GET /v1/desk/decisions/{decision}/receipt",
            "GET /v1/erasures/{erasure}/receipt",
            "GET /privacy/erasures/{erasure}/receipt",
            "POST /privacy/receipt",
        ),
        PROOF,
    ),
    **dict.fromkeys(
        (
            "GET /v1/erasures/{erasure}",
            "GET /privacy/erasures/{erasure}",
            "GET /privacy/delete",
            "GET /privacy/sources/{source}/wrong",
            "GET /v1/desk/erasures",
            "GET /v1/desk/history",
            "GET /v1/desk/alone",
            "GET /v1/desk/stream",
        ),
        NAMES_ONLY,
    ),
    **dict.fromkeys(
        (
            "GET /v1/desk/ways",
            "POST /v1/desk/sign-in",
            "POST /v1/desk/join",
            "GET /v1/desk/oidc/start",
            "GET /v1/desk/oidc/back",
            "GET /v1/desk/me",
            "POST /v1/desk/sign-out",
            "POST /v1/desk/sign-in/passkey/asked",
            "POST /v1/desk/sign-in/passkey",
            "GET /v1/desk/passkeys",
            "POST /v1/desk/passkeys/asked",
            "POST /v1/desk/passkeys",
            "DELETE /v1/desk/passkeys/{passkey}",
            "GET /v1/desk/colleagues",
            "POST /v1/desk/colleagues",
            "POST /v1/desk/colleagues/{name}",
            "GET /v1/desk/rules",
            "POST /v1/desk/rules/{gate}",
            "POST /v1/desk/rules/{gate}/publish",
            "GET /v1/desk/switches",
        ),
        STAFF,
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


def routes(web: FastAPI) -> set[str]:
    found = ((getattr(one, "path", ""), getattr(one, "methods", None) or ()) for one in web.routes)
    return {f"{method} {path}" for path, methods in found for method in methods if method != "HEAD"}


def test_every_route_is_listed_with_its_record_or_why_it_needs_none(server: Served) -> None:
    listed = RECORDED.keys() | WITHOUT.keys()

    assert RECORDED.keys() & WITHOUT.keys() == set()
    assert routes(server.web) - listed == set(), "a route is not listed: does it show what is kept of a person?"
    assert listed - routes(server.web) == set()


def uses(server: Served) -> dict[str, Use]:
    subject = server.house.store.subject_of("ada")
    assert subject
    return {one.decision: one for one in server.house.store.uses(subject)}


def visiting(ada: Person) -> Person:
    """Ada with her page open."""
    assert ada.http.get(ada.http.post("/v1/privacy-link").json()["path"]).is_redirect
    return ada


def settled(server: Served, ada: Person) -> Doors:
    """Ada with a preference, a passkey, and something that waits for a person."""
    listed = ada.http.get("/v1/consents").json()["choices"]
    version = next(one["text_version"] for one in listed if one["purpose"] == "memory.profile")
    ada.http.put("/v1/consents/memory.profile", json={"state": "given", "text_version": version})
    ada.http.put("/v1/preferences/language", json={"value": "de"})
    server.house.store.passkeys.keep(server.house.store.session(ada.token), Passkey(b"credential", b"key", 0))
    ada.say("order status please")
    waits = ada.say("person please").json()
    assert part(waits, "hand_over")
    return {"conversation": ada.talk, "decision": waits["decisions"][0]}


@pytest.mark.slow
def test_each_look_at_what_is_kept_of_a_person_leaves_a_record_of_its_own(server: Served, ada: Person) -> None:
    doors, missed = settled(server, ada), dict[str, Any]()

    for route, (by, source, look) in RECORDED.items():
        server.clock.move(LOOK_AGAIN)
        again = visiting(server.person("ada"))
        before = uses(server)
        answer = look(server, again, doors)
        fresh = [use for name, use in uses(server).items() if name not in before]
        if not any(use.by is by and any(one.source == source for one in use.used) for use in fresh):
            missed[route] = (answer.status_code, answer.text[:200], fresh)
        assert len(fresh) <= 2, f"{route} writes one row a look, not one a field"

    assert missed == {}


def test_a_look_a_moment_later_is_the_same_look_and_never_counts_as_how_it_was_used(
    server: Served, ada: Person
) -> None:
    visiting(ada)
    before = uses(server)

    pages = [ada.http.get("/privacy/").text for _ in range(2)]

    assert [use.by for name, use in uses(server).items() if name not in before] == [Onlooker.PERSON]
    assert pages[0] == pages[1]
    assert "Looked at for you: nothing so far" in pages[1]


def test_the_look_up_of_an_address_is_on_record_whether_anybody_has_it_or_not(server: Served) -> None:
    visitor = server.person("")
    before = server.house.store.log_size()

    visitor.http.post("/v1/identity/mail", json={"address": "nobody@example.org"})

    wait_until(lambda: server.house.store.log_size() > before)
    subject = server.house.store.session(visitor.token).subject
    (found,) = server.house.store.uses(subject)
    assert (found.by, found.used[0].field) == (Onlooker.HOUSE, "email")
