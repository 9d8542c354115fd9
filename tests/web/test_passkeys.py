"""A customer sets up a passkey and proves by it who they are; nobody does so for somebody else."""

from typing import Any

import httpx
import pytest
from tests.connect.authenticator import Authenticator
from tests.web.made import PARTY, Person, Served

from earnest.domain.identity import JUST_PROVED_LIFE, Channel, Level
from earnest.limiting import LIMITS, Per, Trying

OWN = "/v1/identity/passkeys"


@pytest.fixture
def key() -> Authenticator:
    return Authenticator(PARTY.origins[0])


def asked(person: Person, ceremony: str) -> dict[str, Any]:
    answer = person.http.post(f"{OWN}/asked", json={"ceremony": ceremony})
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()["options"]
    return options


def enrol(person: Person, key: Authenticator) -> httpx.Response:
    return person.http.post(OWN, json=key.create(asked(person, "enrol")))


def prove(person: Person, key: Authenticator) -> httpx.Response:
    return person.http.post(f"{OWN}/proof", json=key.get(asked(person, "prove")))


def test_a_passkey_proves_who_a_customer_is_and_rotates_the_token(
    server: Served, ada: Person, key: Authenticator
) -> None:
    enrolled = enrol(ada, key)

    proved = prove(ada, key)

    assert (enrolled.status_code, proved.status_code) == (201, 200)
    assert (proved.json()["level"], proved.json()["for_seconds"]) == ("just_proved", 300)
    assert ada.http.get(OWN).status_code == 401
    now = server.client(proved.json()["token"])
    shown = now.get(OWN).json()
    assert shown["offered"]
    assert [(one["id"], one["used_at"] > 0) for one in shown["passkeys"]] == [(enrolled.json()["id"], True)]
    assert now.get(ada.path()).status_code == 200


def test_one_answer_proves_once(server: Served, ada: Person, key: Authenticator) -> None:
    enrol(ada, key)
    answer = key.get(asked(ada, "prove"))
    fresh = ada.http.post(f"{OWN}/proof", json=answer).json()["token"]

    assert server.client(fresh).post(f"{OWN}/proof", json=answer).status_code == 403


def test_a_wrong_answer_uses_the_challenge_up(ada: Person, key: Authenticator) -> None:
    enrol(ada, key)
    options = asked(ada, "prove")
    right, wrong = key.get(options), key.get(options | {"challenge": "AAAA"})

    assert ada.http.post(f"{OWN}/proof", json=wrong).status_code == 403
    assert ada.http.post(f"{OWN}/proof", json=right).status_code == 403


def test_an_answer_to_one_customer_proves_nothing_for_another(ada: Person, bob: Person, key: Authenticator) -> None:
    enrol(ada, key)
    enrol(bob, Authenticator(PARTY.origins[0]))
    asked(bob, "prove")

    assert bob.http.post(f"{OWN}/proof", json=key.get(asked(ada, "prove"))).status_code == 403


def test_whoever_holds_a_session_alone_adds_no_second_passkey_and_removes_none(
    server: Served, ada: Person, key: Authenticator
) -> None:
    first = enrol(ada, key).json()["id"]

    refused = ada.http.post(f"{OWN}/asked", json={"ceremony": "enrol"})
    kept = ada.http.delete(f"{OWN}/{first}")

    assert (refused.status_code, kept.status_code) == (403, 403)
    now = server.client(prove(ada, key).json()["token"])
    assert now.delete(f"{OWN}/{first}").status_code == 204
    assert now.get(OWN).json()["passkeys"] == []


def test_a_visitor_is_told_to_sign_in_and_offered_nothing(server: Served) -> None:
    visitor = server.person("")

    assert visitor.http.get(OWN).json() == {"offered": False, "passkeys": []}
    assert visitor.http.post(f"{OWN}/asked", json={"ceremony": "enrol"}).status_code == 403


def test_who_guesses_is_stopped(ada: Person, key: Authenticator) -> None:
    enrol(ada, key)
    junk = key.get({"rpId": PARTY.id, "challenge": "AAAA"})
    tries = LIMITS[Trying.PASSKEY][Per.PERSON].tries_max

    answers = [ada.http.post(f"{OWN}/proof", json=junk) for _ in range(tries)]

    assert {one.status_code for one in answers} == {403, 429}
    assert int(answers[-1].headers["retry-after"]) > 0
    assert ada.http.post(f"{OWN}/asked", json={"ceremony": "prove"}).status_code == 429


def test_a_proof_is_over_after_five_minutes(server: Served, ada: Person, key: Authenticator) -> None:
    enrol(ada, key)
    fresh = prove(ada, key).json()["token"]

    server.clock.move(JUST_PROVED_LIFE)

    assert server.house.store.session(fresh).level is Level.SIGNED_IN


def test_what_a_browser_is_asked_names_the_houses_own_domain_and_nobody(server: Served, ada: Person) -> None:
    options = asked(ada, "enrol")

    assert (options["rp"]["id"], options["user"]["name"]) == (PARTY.id, "fernhalm")
    assert ada.http.get(OWN).json()["offered"]
    assert server.house.open_signed_in(Channel.CHAT, "ada")[1].subject not in str(options)
