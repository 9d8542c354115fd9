"""Every route of the desk as every role: the permission table is what the doors do."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from tests.web.made import ROLES, Served, key_of, served

from earnest.desk.roles import PERMISSIONS, Right, may, rights_of
from earnest.domain.ids import Kind, new_id
from earnest.domain.staff import SIGN_IN_FRESH, Role
from earnest.web.desk import GRAVE, ROUTES
from earnest.web.desk_sessions import DOORS

NAMES = {role: name for name, role in ROLES.roles.items()}
SIGNED = {"clientDataJSON": "AAAA", "authenticatorData": "AAAA", "signature": "AAAA"}
CREATED = {"clientDataJSON": "AAAA", "attestationObject": "AAAA"}
PASSKEY = {"id": "AAAA", "rawId": "AAAA", "type": "public-key"}
BODIES: dict[str, dict[str, Any]] = {
    "desk_by_passkey": PASSKEY | {"response": SIGNED},
    "add_desk_passkey": PASSKEY | {"response": CREATED},
    "desk_sign_in": {"key": "nobody.0"},
    "desk_join": {"invite": "nobody's", "password": "correct horse battery staple"},
    "rule": {"client_id": "x-1", "approve": True},
    "reply": {"client_id": "x-1", "text": "x"},
    "note": {"client_id": "x-1", "text": "x"},
    "label": {"client_id": "x-1", "right": True},
    "be_here": {"typing": True},
    "reveal": {"reason": "the parcel came back"},
    "settle": {"client_id": "x-1", "happened": True},
    "invite": {"name": "somebody", "role": "support"},
    "change_colleague": {"change": "disable"},
    "erase_customer": {"customer": "nobody-at-all"},
    "hold": {"about": "nobody-at-all", "until": 2_000_000_000_000_000, "reason": "a claim"},
    "lift": {"reason": "settled"},
    "publish_rule": {"digest": "0" * 64},
    "switch": {"what": "refund", "off": False, "reason": "x"},
}
ACT = {"client_id": "x-1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


def routes(server: Served) -> dict[str, APIRoute]:
    """Every route under /v1/desk, by its operation's name."""
    found = [route for route in server.web.routes if isinstance(route, APIRoute)]
    return {route.name: route for route in found if route.path.startswith("/v1/desk/")}


def called(http: httpx.Client, route: APIRoute) -> httpx.Response:
    """Call a route with names of things that are not there; a stream is left as soon as it has begun."""
    ids = {
        "conversation": new_id(Kind.CONVERSATION),
        "decision": new_id(Kind.DECISION),
        "approval": new_id(Kind.APPROVAL),
        "hand_over": new_id(Kind.HAND_OVER),
        "field": "email",
        "hold": new_id(Kind.RECORD),
        "name": "nobody-at-all",
        "gate": "no_such_gate",
        "passkey": new_id(Kind.RECORD),
    }
    method = next(iter(route.methods or {"GET"}))
    body = BODIES.get(route.name, ACT) if method == "POST" else None
    with http.stream(method, route.path.format(**ids), json=body) as answer:
        if answer.headers.get("content-type", "").startswith("application/"):
            answer.read()
        return answer


def test_the_table_names_every_route_of_the_desk_and_no_other(server: Served) -> None:
    assert set(routes(server)) == set(ROUTES)


@pytest.mark.parametrize("route", sorted(ROUTES))
@pytest.mark.parametrize("role", Role)
def test_a_route_opens_to_exactly_the_roles_of_the_table(server: Served, route: str, role: Role) -> None:
    needs = ROUTES[route]

    answer = called(server.colleague(NAMES[role]), routes(server)[route])

    allowed = needs is None or may(role, needs)
    assert (answer.status_code != 403) == allowed
    if route not in DOORS:
        assert answer.status_code != 401


@pytest.mark.parametrize("route", sorted(set(ROUTES) - set(DOORS)))
def test_no_route_opens_to_nobody_or_to_a_customer(server: Served, route: str) -> None:
    for http in (server.client(), server.client("ida." + "0" * 64), server.person("ada").http):
        assert called(http, routes(server)[route]).status_code == 401


@pytest.mark.parametrize("route", sorted(set(ROUTES) - set(DOORS)))
def test_what_changes_something_opens_to_no_cookie_that_comes_without_its_header(server: Served, route: str) -> None:
    http, place = server.client(), routes(server)[route]
    assert http.post("/v1/desk/sign-in", json={"key": key_of("mia")}).status_code == 200

    answer = called(http, place)

    assert (answer.status_code == 403) == ("GET" not in (place.methods or ()))


@pytest.mark.parametrize("route", sorted(set(ROUTES) - set(DOORS) - {"desk_sign_out"}))
def test_what_is_grave_needs_a_sign_in_of_just_now_and_nothing_else_does(server: Served, route: str) -> None:
    http, place = server.client(), routes(server)[route]
    http.headers["X-Earnest-Desk"] = "1"
    assert http.post("/v1/desk/sign-in", json={"key": key_of("mia")}).status_code == 200
    server.clock.move(SIGN_IN_FRESH - 1)
    at_once = called(http, place)
    server.clock.move(1)

    late = called(http, place)
    assert http.post("/v1/desk/sign-in", json={"key": key_of("mia")}).status_code == 200
    anew = called(http, place)

    told = [b"SignInAnew" in one.read() for one in (at_once, late, anew) if "stream" not in one.headers["content-type"]]
    assert told in ([False, route in GRAVE, False], [])
    assert (late.status_code == 403) == (route in GRAVE)


def test_accounts_erasures_switches_and_passkeys_are_grave(server: Served) -> None:
    rights = {Right.STAFF, Right.ERASE, Right.GOVERN}
    writing = {name for name, route in routes(server).items() if "GET" not in (route.methods or ())}

    assert {name for name in writing if ROUTES[name] in rights} <= GRAVE <= writing
    assert {"add_desk_passkey", "remove_desk_passkey"} <= GRAVE


@pytest.mark.parametrize("role", Role)
def test_only_who_may_govern_is_shown_what_is_for_the_owner(server: Served, role: Role) -> None:
    person = server.person("ada")
    person.say("hello")
    felt = {"client_id": "f-1", "score": 1, "reasons": ["unfair"], "text": "Why me?"}
    assert person.http.post(person.path("rating"), json=felt).status_code == 200
    http = server.colleague(NAMES[role])

    if not may(role, Right.SEE):
        assert http.get("/v1/desk/queue").status_code == 403
        return
    queue = http.get("/v1/desk/queue").json()["waiting"]
    talk = http.get(f"/v1/desk/conversations/{person.talk}").json()["waiting"]

    shown = [[one["kind"] for one in some if one["conversation"] == person.talk] for some in (queue, talk)]
    assert shown == ([["governance"]] * 2 if may(role, Right.GOVERN) else [[]] * 2)


def test_a_colleague_whom_nobody_named_gives_support(server: Served) -> None:
    assert server.colleague("zoe").get("/v1/desk/me").json()["role"] == "support"


def test_the_owner_may_do_everything_and_whoever_sees_to_accounts_nothing_else() -> None:
    assert PERMISSIONS[Role.SUPPORT] < PERMISSIONS[Role.APPROVER] < PERMISSIONS[Role.OWNER]
    assert set(PERMISSIONS[Role.OWNER]) == set(Right)
    assert PERMISSIONS[Role.ADMIN] == {Right.STAFF}
    assert all(set(rights_of(role)) == set(PERMISSIONS[role]) for role in Role)


def test_an_auditor_changes_nothing(server: Served) -> None:
    changing = [name for name, route in routes(server).items() if "GET" not in (route.methods or ()) and ROUTES[name]]

    assert [name for name in changing if may(Role.AUDITOR, ROUTES[name] or Right.SEE)] == []
