"""Colleagues' passkeys over HTTP: set up in a session, signed in by without a name, seen and removed by their owner."""

from typing import Any

import httpx
import pytest
from tests.connect.authenticator import Authenticator
from tests.web.made import PARTY, Served

from earnest.domain.limits import Limit
from earnest.domain.passkeys import CHALLENGE_LIFE
from earnest.domain.staff import Role
from earnest.limiting import LIMITS, Per, Trying

PASSWORD = "correct horse battery staple"
MEANT = {"X-Earnest-Desk": "1"}
OWN, ENTER = "/v1/desk/passkeys", "/v1/desk/sign-in/passkey"


def joined(server: Served, name: str = "nora") -> httpx.Client:
    client, invite = server.client(), server.house.store.staff.invite(name, Role.APPROVER)
    assert client.post("/v1/desk/join", json={"invite": invite, "password": PASSWORD}).status_code == 200
    client.headers.update(MEANT)
    return client


def added(client: httpx.Client) -> Authenticator:
    key, options = Authenticator(PARTY.origins[0]), client.post(f"{OWN}/asked").json()["options"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert client.post(OWN, json=key.create(options)).status_code == 201
    return key


def asked(client: httpx.Client) -> dict[str, Any]:
    options: dict[str, Any] = client.post(f"{ENTER}/asked").json()["options"]
    return options


def enter(client: httpx.Client, key: Authenticator) -> httpx.Response:
    return client.post(ENTER, json=key.get(asked(client)))


def test_a_colleague_signs_in_by_a_passkey_without_name_and_password(server: Served) -> None:
    key, browser = added(joined(server)), server.client()

    options = asked(browser)
    answer = browser.post(ENTER, json=key.get(options))

    assert options.get("allowCredentials", []) == []  # nobody learns who has one
    assert (answer.status_code, answer.json()["name"]) == (200, "nora")
    assert browser.get("/v1/desk/me").json()["role"] == "approver"
    assert "passkey" in server.client().get("/v1/desk/ways").json()["ways"]


def test_an_answer_is_good_once_soon_and_from_the_browser_that_was_asked(server: Served) -> None:
    key, browser, other = added(joined(server)), server.client(), server.client()
    good = key.get(asked(browser))
    asked(other)

    elsewhere = other.post(ENTER, json=good)
    first, again = browser.post(ENTER, json=good), browser.post(ENTER, json=good)
    late = key.get(asked(browser))
    server.clock.move(CHALLENGE_LIFE)

    assert (elsewhere.status_code, first.status_code, again.status_code) == (403, 200, 403)
    assert browser.post(ENTER, json=late).status_code == 403


def test_a_strangers_and_a_customers_passkey_sign_nobody_in(server: Served) -> None:
    joined(server)
    ada, own = server.person("ada"), "/v1/identity/passkeys"
    customers = Authenticator(PARTY.origins[0])
    options = ada.http.post(f"{own}/asked", json={"ceremony": "enrol"}).json()["options"]
    assert ada.http.post(own, json=customers.create(options)).status_code == 201

    answers = [enter(server.client(), key) for key in (Authenticator(PARTY.origins[0]), customers)]

    assert [one.status_code for one in answers] == [401, 401]
    assert all("earnest-desk=" not in one.headers.get("set-cookie", "") for one in answers)


@pytest.mark.parametrize("fault", [{"origin": "https://evil.example"}, {"verifies": False}])
def test_an_answer_from_elsewhere_or_by_nobody_in_particular_does_not_count(
    server: Served, fault: dict[str, Any]
) -> None:
    key = added(joined(server))
    for name, value in fault.items():
        setattr(key, name, value)

    assert enter(server.client(), key).status_code == 403


def test_a_copy_that_counts_no_further_is_noticed(server: Served) -> None:
    key = added(joined(server))
    assert enter(server.client(), key).status_code == 200
    key.count = 0

    assert enter(server.client(), key).status_code == 403


def test_a_session_that_was_there_before_ends_with_the_sign_in(server: Served) -> None:
    client = joined(server)
    key, before = added(client), client.cookies["earnest-desk"]

    assert enter(client, key).status_code == 200

    fixed = server.client().get("/v1/desk/me", headers={"Cookie": f"earnest-desk={before}"})
    assert (fixed.status_code, client.cookies["earnest-desk"] != before) == (401, True)


def test_one_is_seen_and_removed_by_its_owner_alone(server: Served) -> None:
    nora, olaf = joined(server), joined(server, "olaf")
    key = added(nora)
    (mine,) = nora.get(OWN).json()["passkeys"]

    theirs = olaf.delete(f"{OWN}/{mine['id']}")
    gone = nora.delete(f"{OWN}/{mine['id']}")

    assert (olaf.get(OWN).json()["passkeys"], theirs.status_code, gone.status_code) == ([], 404, 204)
    assert nora.get(OWN).json() == {"offered": True, "passkeys": []}
    assert enter(server.client(), key).status_code == 401


def test_who_comes_by_a_key_has_no_passkey(server: Served) -> None:
    by_key = server.colleague("ida")

    assert by_key.get(OWN).json() == {"offered": False, "passkeys": []}
    assert by_key.post(f"{OWN}/asked").status_code == 409


def test_asking_too_often_is_stopped(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, Trying.DESK_PASSKEY, {Per.HOST: Limit(2), Per.BRAND: Limit(10_000)})

    answers = [server.client().post(f"{ENTER}/asked") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
