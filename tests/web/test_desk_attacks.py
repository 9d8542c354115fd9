"""Attacks on the staff's doors, each counted: how many were tried, and that none of them came to anything."""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from tests.connect.authenticator import Authenticator
from tests.turn.house import sqlite_house
from tests.web.made import PARTY, ROLES, Mind, Served, house_of, key_of, listening
from tests.web.test_attacks import Count, count
from tests.web.test_desk_passkeys import ENTER, MEANT, PASSWORD, added, asked, joined
from tests.web.test_desk_roles import BODIES, NAMES, routes

from earnest.connect.identity import Claimed
from earnest.desk.roles import may
from earnest.domain.errors import SignInNeeded
from earnest.domain.ids import Kind, new_id
from earnest.domain.staff import Role
from earnest.domain.time import Instant, SimulatedClock
from earnest.staffing import OIDC_BACK, Company
from earnest.web.api import make_web
from earnest.web.desk import ROUTES
from earnest.web.desk_sessions import DOORS, OIDC_START

__all__ = ["count"]

pytestmark = pytest.mark.slow

SECRET = "zanzibar-quokka"
"""What Ada says: no role that may not see it is shown it."""

EVIL = "https://evil.example"
ELSEWHERE: tuple[dict[str, str], ...] = (
    {},
    {"Origin": EVIL},
    {"Origin": "null", "Referer": f"{EVIL}/"},
    {"Origin": EVIL, "X-Earnest-Desk": "0"},
    {"Origin": EVIL, "X-Earnest-Desk": "true"},
    {"Origin": EVIL, "X-Earnest-Desk": ""},
    {"Origin": EVIL, "X-HTTP-Method-Override": "GET"},
    {"Origin": EVIL, "Sec-Fetch-Site": "cross-site", **MEANT},
    {"Origin": "https://shop.example", "Sec-Fetch-Site": "same-site", **MEANT},
)
"""What a call from another page may bring: no header of ours, or one that browsers let no other site send."""


def ids_of(server: Served) -> dict[str, str]:
    """Ids of things that are there: Ada's conversation, what waits in it, a hold, an account."""
    ada = server.person("ada")
    ada.press(ada.card("A3"))
    decision = ada.say(f"hello {SECRET}").json()["decisions"][0]
    ada.want_person()
    waiting = {one["kind"]: one["id"] for one in server.colleague().get("/v1/desk/hand-overs").json()}
    subject = server.house.store.subject_of("ada") or ""
    held = server.house.store.hold(subject, server.clock.now() + 10**12, "a claim")
    return {
        "conversation": ada.talk,
        "decision": decision,
        "approval": waiting["approval"],
        "hand_over": waiting.get("incident", new_id(Kind.HAND_OVER)),
        "field": "email",
        "hold": held.id,
        "name": "nora",
        "gate": "refund",
    }


def writing(server: Served) -> Iterator[tuple[str, str, str]]:
    """Every route that changes something and opens to who is signed in: name, method, path."""
    for name, route in routes(server).items():
        for method in (route.methods or set()) - {"GET", "HEAD"}:
            if name not in DOORS:
                yield name, method, route.path


def body_of(route: str, ids: Mapping[str, str]) -> dict[str, Any]:
    mine = {"name": "eve", "about": ids["decision"], "customer": "ada", "client_id": f"a-{route}"}
    body: dict[str, Any] = {**BODIES.get(route, {"client_id": "a-1"})}
    return body | {name: value for name, value in mine.items() if name in body}


# --- calls that another site has a colleague's browser make ---------------------------------------------------------


def test_no_call_counts_that_another_site_had_a_colleagues_browser_make(server: Served, count: Count) -> None:
    nora = joined(server)
    added(nora)
    ids = ids_of(server) | {"passkey": nora.get("/v1/desk/passkeys").json()["passkeys"][0]["id"]}
    owner = server.client()
    assert owner.post("/v1/desk/sign-in", json={"key": key_of("mia")}).status_code == 200
    del nora.headers["X-Earnest-Desk"]
    size, tried, through = server.house.store.log_size(), 0, 0

    for (route, method, path), more, browser in itertools.product(writing(server), ELSEWHERE, (owner, nora)):
        body = body_of(route, ids)
        place = path.format(**ids)
        forms: tuple[dict[str, Any], ...] = ({"json": body}, {"data": body}, {"content": json.dumps(body)})
        for sent in forms:
            plain = {"Content-Type": "text/plain"} if "content" in sent else {}
            answer = browser.request(method, place, headers={**more, **plain}, **sent)
            tried, through = tried + 1, through + (answer.status_code < 400)

    assert server.house.store.log_size() == size
    assert (owner.get("/v1/desk/me").status_code, nora.get("/v1/desk/me").status_code) == (200, 200)
    count("desk calls from another site (CSRF)", tried, through)


def test_no_other_site_is_let_read_or_sign_somebody_in(server: Served, count: Count) -> None:
    """Browsers ask before they send what only the desk's own page may; nothing here says yes."""
    joined(server)
    tried = through = 0
    for name, route in routes(server).items():
        path = route.path.format(**dict.fromkeys(("conversation", "decision", "approval", "hand_over"), "x"), **OTHERS)
        for origin in (EVIL, "null", "http://localhost:1"):
            asks = {"Origin": origin, "Access-Control-Request-Headers": "content-type,x-earnest-desk"}
            for method in route.methods or ():
                answer = server.client().options(path, headers=asks | {"Access-Control-Request-Method": method})
                granted = [one for one in answer.headers if one.startswith("access-control-allow")]
                tried, through = tried + 1, through + bool(granted)
        if name in DOORS and "POST" in (route.methods or ()):
            for sent in ({"data": {"name": "nora", "password": PASSWORD}}, {"data": {"key": key_of("mia")}}):
                answer = server.client().post(path, headers={"Origin": EVIL}, **sent)  # type: ignore[arg-type]  # a form
                session = "earnest-desk=" in answer.headers.get("set-cookie", "")
                tried, through = tried + 1, through + session

    count("desk calls granted to another site", tried, through)


OTHERS = dict.fromkeys(("field", "hold", "name", "gate", "passkey"), "x")


# --- sessions --------------------------------------------------------------------------------------------------------


def test_no_session_that_somebody_planted_or_saw_opens_the_desk(server: Served, count: Count) -> None:
    """Fixation: by each way in, with a token of the attacker's own, of a guess, or of the colleague's last session."""
    nora = joined(server)
    key, invites = added(nora), server.house.store.staff
    olaf = joined(server, "olaf")
    ways = {
        "password": lambda one: one.post("/v1/desk/sign-in", json={"name": "nora", "password": PASSWORD}),
        "key": lambda one: one.post("/v1/desk/sign-in", json={"key": key_of("mia")}),
        "passkey": lambda one: one.post(ENTER, json=key.get(asked(one))),
        "join": lambda one: one.post(
            "/v1/desk/join", json={"invite": invites.invite("pia", Role.SUPPORT), "password": PASSWORD}
        ),
    }
    tried = through = 0
    for way, planted in itertools.product(ways.values(), ("guess", "x" * 43, "theirs", "before")):
        browser = server.client()
        token = {"theirs": olaf.cookies["earnest-desk"], "before": nora.cookies["earnest-desk"]}.get(planted, planted)
        browser.cookies.set("earnest-desk", token, domain=browser.base_url.host)
        assert way(browser).status_code == 200
        fresh = browser.cookies.get("earnest-desk", domain=browser.base_url.host) or ""
        seen = server.client().get("/v1/desk/me", headers={"Cookie": f"earnest-desk={token}"})
        tried, through = tried + 1, through + (fresh == token or seen.status_code != 401)
        nora.post("/v1/desk/sign-in", json={"name": "nora", "password": PASSWORD})
        olaf.post("/v1/desk/sign-in", json={"name": "olaf", "password": PASSWORD})
    good = nora.cookies["earnest-desk"]
    for more in ({"params": {"earnest-desk": good}}, {"params": {"token": good}}, {"headers": {"X-Session": good}}):
        seen = server.client().get("/v1/desk/me", **more)  # type: ignore[arg-type]  # a query or headers
        tried, through = tried + 1, through + (seen.status_code != 401)
    for bearer in (good, f"nora.{good}", key_of("nora"), "nora.", "."):
        tried, through = tried + 1, through + (server.client(bearer).get("/v1/desk/me").status_code != 401)

    count("desk sessions fixed or smuggled", tried, through)


# --- what is not for a role, or is somebody else's -------------------------------------------------------------------


def test_no_id_opens_to_a_role_that_may_not_or_to_another_colleague(server: Served, count: Count) -> None:
    """IDOR: every route with ids of things that are there, as every role, as nobody and as the customer herself."""
    nora = joined(server)
    added(nora)
    ids = ids_of(server) | {"passkey": nora.get("/v1/desk/passkeys").json()["passkeys"][0]["id"]}
    callers = {role: server.colleague(NAMES[role]) for role in Role}
    ada = server.person("ada").http
    tried = through = 0
    for (name, route), role in itertools.product(routes(server).items(), (*Role, None)):
        needs = ROUTES[name]
        if name in DOORS or (role and (needs is None or may(role, needs)) and name != "remove_desk_passkey"):
            continue
        for http in (callers[role],) if role else (server.client(), ada, server.client("nora." + "0" * 64)):
            status, text = opened(http, route, ids)
            tried, through = tried + 1, through + (status < 400 or SECRET in text)

    assert len(nora.get("/v1/desk/passkeys").json()["passkeys"]) == 1
    count("desk ids that are not for a role (IDOR)", tried, through)


def opened(http: httpx.Client, route: APIRoute, ids: Mapping[str, str]) -> tuple[int, str]:
    method = next(iter(route.methods or {"GET"}))
    body = body_of(route.name, ids) if method == "POST" else None
    with http.stream(method, route.path.format(**ids), json=body) as answer:
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            return answer.status_code, ""
        return answer.status_code, answer.read().decode()


def test_no_passkey_of_anybody_else_signs_somebody_in(server: Served, count: Count) -> None:
    key = added(joined(server))
    stranger, tried, through = Authenticator(PARTY.origins[0]), 0, 0
    stranger.id = key.id  # it names a passkey that is there, and signs with a key of its own
    browser = server.client()
    good = key.get(asked(browser))
    forged = [stranger.get(asked(browser)), {**good, "rawId": stranger.get(asked(browser))["rawId"], "id": "AAAA"}]
    forged += [good]  # its challenge was asked anew since
    for part, other in itertools.product(("clientDataJSON", "authenticatorData", "signature"), ("AAAA", "")):
        fresh = key.get(asked(browser))
        forged.append({**fresh, "response": {**fresh["response"], part: other or fresh["response"][part][:-8]}})
    for answer in forged:
        asked(browser)
        came = browser.post(ENTER, json=answer)
        tried, through = tried + 1, through + (came.status_code < 400)

    count("passkeys forged at the desk", tried, through)


# --- redirects -------------------------------------------------------------------------------------------------------


class Away:
    """A provider that sends people to its own page, and lets nobody in."""

    def begin(self, browser: str, *, anew: bool = False) -> str:
        return f"https://login.example/authorize?state={len(browser)}&anew={anew}"

    def finish(self, browser: str, answer: Mapping[str, str], now: Instant) -> Claimed:
        if answer.get("code") != "good":
            raise SignInNeeded("no")
        return Claimed("https://login.example 1", "eva", ("leads",))


def test_no_sign_in_leads_elsewhere(tmp_path: Path, count: Count) -> None:
    clock = SimulatedClock()
    house = house_of(sqlite_house(tmp_path, clock=clock), Mind(), None, tmp_path)
    house = replace(house, company=Company(Away(), {"leads": Role.APPROVER}, clock))
    evil = (EVIL, "//evil.example", "/\\evil.example", "javascript:alert(1)", "%0d%0aLocation:%20//evil", "\r\nX: y")
    names = ("next", "url", "redirect", "redirect_uri", "return_to", "continue", "to", "state", "anew", "iss")
    tried = through = 0
    with listening(make_web(house)) as url, httpx.Client(base_url=url, trust_env=False) as http:
        for value, name, code in itertools.product(evil, names, ("", "good", "bad")):
            for path in (OIDC_START, OIDC_BACK, "/desk/", "/desk//evil.example", "/desk/%2f%2fevil.example"):
                for more in ({}, {"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
                    asked_for = {name: value, "code": code}
                    answer = http.get(path, params=asked_for, headers=more, follow_redirects=False)
                    place = answer.headers.get("location", "/desk/")
                    own = place in ("/desk/", "/desk/#not-by-oidc") or place.startswith("https://login.example/")
                    tried, through = tried + 1, through + (not own or "x" in answer.headers)

    count("redirects elsewhere from the desk", tried, through)


def test_every_role_has_somebody_who_tries() -> None:
    assert set(ROLES.roles.values()) == set(Role)
