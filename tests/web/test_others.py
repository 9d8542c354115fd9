"""What is somebody else's is as unknown as what never was; doors open to their own keys only."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.connect.authenticator import Authenticator
from tests.web.made import COLLEAGUE, PARTY, Person, Served, part

from earnest.domain.identity import Channel
from earnest.domain.ids import Kind, new_id
from earnest.domain.time import DAY

PRESS = {"kind": "press", "client_id": "x-1", "args_hash": "0" * 64, "button": "confirm"}


def operations(web: Any) -> Iterator[tuple[str, str]]:
    """Every route that names something in its path, by method and path."""
    for path, methods in web.openapi()["paths"].items():
        for method in methods:
            if "{" in path and not path.startswith(("/v1/consents/", "/v1/preferences/")):  # these name no one's thing
                yield method.upper(), path


ACT = {"client_id": "x-1"}
BODIES: dict[str, Any] = {
    "/v1/conversations/{conversation}/items": {"kind": "message", "client_id": "x-1", "text": "hello"},
    "/v1/conversations/{conversation}/person": {"client_id": "x-1"},
    "/v1/conversations/{conversation}/rating": {"client_id": "x-1", "decision": "D-0000000000000000", "score": 3},
    "/v1/desk/approvals/{approval}": {"client_id": "x-1", "approve": True},
    **{f"/v1/desk/conversations/{{conversation}}/{act}": ACT for act in ("take", "hand-back", "close")},
    **{f"/v1/desk/conversations/{{conversation}}/{act}": ACT | {"text": "x"} for act in ("reply", "note")},
    "/v1/desk/conversations/{conversation}/here": {"typing": True},
    "/v1/desk/decisions/{decision}/take-back": ACT,
    "/v1/desk/audits/{decision}": ACT | {"right": True},
    "/v1/desk/incidents/{hand_over}": ACT | {"happened": True},
    "/v1/desk/conversations/{conversation}/customer/{field}/reveal": {"reason": "x"},
    "/v1/desk/holds/{hold}/lift": {"reason": "x"},
    "/v1/desk/rules/{gate}/publish": {"digest": "0" * 64},
    "/v1/desk/colleagues/{name}": {"change": "disable"},
}
HOUSE = {"name": "nobody-at-all", "gate": "refund"}
"""Names of the house's own things, which are nobody's in particular."""


def calls(server: Served, http: httpx.Client, ids: dict[str, str]) -> dict[str, httpx.Response]:
    """Every route with a name in its path, called with these names."""
    found = {}
    for method, path in operations(server.web):
        found[f"{method} {path}"] = http.request(method, path.format(**ids), json=BODIES.get(path))
    return found


def things_of(server: Served, ada: Person) -> dict[str, str]:
    """A conversation, a decision and an approval of hers."""
    ada.press(ada.card("A3"))
    card = ada.card("A1")["id"]
    (waiting,) = (one for one in server.colleague().get("/v1/desk/hand-overs").json() if one["kind"] == "approval")
    key = Authenticator(PARTY.origins[0])
    own = "/v1/identity/passkeys"
    options = ada.http.post(f"{own}/asked", json={"ceremony": "enrol"}).json()["options"]
    passkey = ada.http.post(own, json=key.create(options)).json()["id"]
    (job,) = server.house.ask_erasure(server.house.open_session(Channel.CHAT, None)[1])[:1]
    ada.want_person()
    (handed,) = (one.id for one in server.house.store.hand_overs() if one.kind == "hand_over")
    ids = {"conversation": ada.talk, "decision": waiting["decision"], "approval": waiting["id"], "erasure": job}
    held = server.house.store.hold(waiting["decision"], server.clock.now() + DAY, "a claim").id
    return ids | {"passkey": passkey, "card": card, "hand_over": handed, "field": "email", "hold": held} | HOUSE


def test_another_customer_finds_nothing_by_the_first_ones_ids(server: Served, ada: Person, bob: Person) -> None:
    theirs = things_of(server, ada)
    before = ada.items()
    never = {
        "conversation": new_id(Kind.CONVERSATION),
        "decision": new_id(Kind.DECISION),
        "approval": new_id(Kind.APPROVAL),
        "erasure": new_id(Kind.RECORD),
        "passkey": new_id(Kind.RECORD),
        "card": new_id(Kind.CARD),
        "hand_over": new_id(Kind.HAND_OVER),
        "field": "email",
        "hold": new_id(Kind.RECORD),
    } | HOUSE

    answers, unknown = calls(server, bob.http, theirs), calls(server, bob.http, never)

    assert len(answers) >= 6
    for name, answer in answers.items():
        wanted = 401 if "/desk/" in name else 403 if "/passkeys/" in name else 404
        assert answer.status_code == wanted, f"{name}: {answer.text}"
        assert answer.text == unknown[name].text, f"{name} tells what is there from what is not"
    assert ada.items() == before
    assert server.kit.paid() == []


def test_another_visit_of_nobody_finds_nothing_either(server: Served, ada: Person) -> None:
    theirs = things_of(server, ada)

    answers = calls(server, server.person("").http, theirs)

    assert {answer.status_code for answer in answers.values()} == {401, 403, 404}


def test_the_same_customer_finds_their_own_on_another_visit(server: Served, ada: Person) -> None:
    theirs = things_of(server, ada)
    again = server.person("ada")

    assert again.http.get(f"/v1/decisions/{theirs['decision']}").status_code == 200
    assert again.http.get(ada.path()).json()["items"] == ada.items()


def test_a_card_of_another_customer_cannot_be_pressed(server: Served, ada: Person, bob: Person) -> None:
    card = ada.card("A1")

    answer = bob.press(card)

    assert answer.status_code == 404
    assert server.kit.paid() == []


def test_an_option_of_another_conversation_cannot_be_chosen(ada: Person, bob: Person) -> None:
    option = part(ada.say("choose").json(), "choices")["options"][0]["id"]

    answer = bob.send(kind="choice", option=option)

    assert "One" not in answer.text


@pytest.mark.parametrize("token", ["", "unknown", "ünknown".encode(), "x" * 5_000, COLLEAGUE])
def test_without_a_token_of_theirs_nobody_gets_in(server: Served, ada: Person, token: str | bytes) -> None:
    theirs = things_of(server, ada)
    given = b"Bearer " + (token if isinstance(token, bytes) else token.encode())

    for method, path in operations(server.web):
        if "/desk/" not in path:
            answer = server.client().request(
                method, path.format(**theirs), json=BODIES.get(path), headers={b"Authorization": given.strip()}
            )
            assert answer.status_code == 401, f"{method} {path}: {answer.text}"
            assert answer.headers["www-authenticate"] == "Bearer"


def test_whoever_signs_out_leaves_nothing_that_opens(ada: Person) -> None:
    assert ada.http.delete("/v1/sessions").status_code == 204

    assert ada.http.get(ada.path()).status_code == 401
    assert ada.http.delete("/v1/sessions").status_code == 401


def test_a_session_that_has_ended_opens_nothing(server: Served, ada: Person) -> None:
    theirs = things_of(server, ada)
    server.clock.move(31 * DAY)

    assert {answer.status_code for answer in calls(server, ada.http, theirs).values()} == {401}


@pytest.mark.parametrize("key", ["", "c0ffee", "ü"])
def test_the_desk_opens_to_its_own_key_only(server: Served, ada: Person, key: str) -> None:
    theirs = things_of(server, ada)
    http = server.client()
    http.headers["Authorization"] = f"Bearer {key}".strip().encode().decode("latin-1")

    listed = http.get("/v1/desk/hand-overs")
    ruled = http.post(f"/v1/desk/approvals/{theirs['approval']}", json={"client_id": "r", "approve": True})

    assert (listed.status_code, ruled.status_code) == (401, 401)
    assert server.kit.paid() == []


def test_an_id_with_a_slip_of_the_pen_says_so(ada: Person) -> None:
    decision = ada.say("hello").json()["decisions"][0]
    slipped = decision[:-2] + ("0" if decision[-2] != "0" else "1") + decision[-1]

    unknown = ada.http.get(f"/v1/decisions/{slipped}")
    shapeless = ada.http.get("/v1/decisions/refund-1042")

    assert (unknown.status_code, shapeless.status_code) == (404, 422)
    assert "check character" in unknown.json()["detail"]


def test_no_cache_keeps_what_was_said_to_somebody(ada: Person) -> None:
    ada.say("hello")

    answers = [
        ada.http.post("/v1/sessions", json={}),
        ada.http.get(ada.path()),
        ada.http.get("/v1/decisions/none"),
        ada.http.post(ada.path(), content=b"x"),
    ]
    with ada.stream() as stream:
        answers.append(stream.answer)

    assert [one.status_code for one in answers] == [201, 200, 422, 415, 200]
    for answer in answers:
        assert answer.headers.get_list("cache-control") == ["no-store"]
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_colleagues_key_is_good_for_its_own_name_only(server: Served) -> None:
    forged = "ben." + COLLEAGUE.partition(".")[2]

    answers = [server.client(key).get("/v1/desk/hand-overs").status_code for key in (COLLEAGUE, forged, "mia.", "mia")]

    assert answers == [200, 401, 401, 401]
