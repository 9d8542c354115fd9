"""Colleagues sign in over HTTP by password: an invitation, wrong guesses, sessions that end, one answer for all."""

from collections.abc import Iterator

import httpx
import pytest
from tests.web.made import Served, key_of, served

from earnest.domain.staff import SESSION_IDLE_MAX, Act, Role
from earnest.domain.time import HOUR, MINUTE

PASSWORD = "correct horse battery staple"
MEANT = {"X-Earnest-Desk": "1"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


def joined(server: Served, name: str, role: Role = Role.SUPPORT) -> httpx.Client:
    client = server.client()
    body = {"invite": server.house.store.staff.invite(name, role), "password": PASSWORD}
    assert client.post("/v1/desk/join", json=body).status_code == 200
    return client


def sign_in(client: httpx.Client, name: str, password: str = PASSWORD) -> httpx.Response:
    return client.post("/v1/desk/sign-in", json={"name": name, "password": password})


def test_an_invited_colleague_sets_a_password_and_signs_in_with_it(server: Served) -> None:
    joined(server, "nora", Role.APPROVER)
    client = server.client()

    answer = sign_in(client, "nora")

    assert answer.status_code == 200
    assert (answer.json()["role"], answer.json()["first_name"]) == ("approver", "Nora")
    assert client.get("/v1/desk/me").json() == answer.json()
    assert client.get("/v1/desk/queue").status_code == 200


def test_a_page_is_told_by_which_ways_one_can_sign_in(server: Served) -> None:
    assert server.client().get("/v1/desk/ways").json()["ways"][-1] == "key"

    joined(server, "mona")

    assert server.client().get("/v1/desk/ways").json() == {"ways": ["password", "passkey", "key"]}


def test_signing_in_gives_a_fresh_token_and_ends_the_one_the_browser_had(server: Served) -> None:
    client = joined(server, "olaf")
    before = client.cookies["earnest-desk"]

    sign_in(client, "olaf")

    assert client.cookies["earnest-desk"] != before
    fixed = server.client().get("/v1/desk/me", headers={"Cookie": f"earnest-desk={before}"})
    assert fixed.status_code == 401


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_get_the_same_answer(server: Served) -> None:
    for name in ("pia", "quin"):
        joined(server, name)
    server.house.store.staff.disable("quin")
    server.house.store.staff.invite("rosa", Role.SUPPORT)

    tries = [("pia", "wrong horse battery staple"), ("quin", PASSWORD), ("rosa", PASSWORD), ("nobody", PASSWORD)]
    answers = [sign_in(server.client(), *one) for one in tries]

    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_guessing_is_stopped_and_a_series_of_it_is_in_the_log(server: Served) -> None:
    joined(server, "sam")

    answers = [sign_in(server.client(), "sam", f"guess number {number:04}") for number in range(9)]

    assert [one.status_code for one in answers] == [401] * 8 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert sign_in(server.client(), "sam").status_code == 429
    noted = [one for one in server.house.store.staff.history() if one.name == "sam" and one.act == Act.FAILED]
    assert [one.facts["failed"] for one in noted] == [5]
    server.clock.move(HOUR)
    assert sign_in(server.client(), "sam").status_code == 200


def test_a_link_takes_no_password_that_anybody_would_guess_and_stays_good(server: Served) -> None:
    invite, client = server.house.store.staff.invite("tom", Role.SUPPORT), server.client()

    short = client.post("/v1/desk/join", json={"invite": invite, "password": "hunter2"})
    good = client.post("/v1/desk/join", json={"invite": invite, "password": PASSWORD})
    again = server.client().post("/v1/desk/join", json={"invite": invite, "password": PASSWORD})

    assert (short.status_code, good.status_code, again.status_code) == (422, 200, 401)
    assert "15" in short.json()["detail"]


def test_a_key_opens_nothing_once_its_colleague_has_an_account(server: Served) -> None:
    before = server.colleague("ulla").get("/v1/desk/me").status_code

    joined(server, "ulla")

    by_key = server.client().post("/v1/desk/sign-in", json={"key": key_of("ulla")})
    assert (before, server.colleague("ulla").get("/v1/desk/me").status_code, by_key.status_code) == (200, 401, 401)


def test_a_session_ends_half_an_hour_after_the_last_sign_of_its_colleague(server: Served) -> None:
    watched, left = joined(server, "vera"), joined(server, "vera-2")

    for _ in range(3):
        server.clock.move(SESSION_IDLE_MAX - 2 * MINUTE)
        assert watched.get("/v1/desk/me").status_code == 200
    left_status = left.get("/v1/desk/queue").status_code
    watched.get("/v1/desk/queue")
    server.clock.move(SESSION_IDLE_MAX)

    assert (left_status, watched.get("/v1/desk/queue").status_code) == (401, 401)


def test_a_role_that_is_changed_counts_at_once(server: Served) -> None:
    client = joined(server, "willy", Role.OWNER)

    server.house.store.staff.change_role("willy", Role.SUPPORT)

    assert client.get("/v1/desk/me").status_code == 401
    assert sign_in(client, "willy").json()["role"] == "support"


def test_no_other_site_can_sign_anybody_in_or_out(server: Served) -> None:
    client = joined(server, "xaver")
    form = {"name": "xaver", "password": PASSWORD}

    by_form = server.client().post("/v1/desk/sign-in", data=form)
    out = client.post("/v1/desk/sign-out")

    assert (by_form.status_code, out.status_code, client.get("/v1/desk/me").status_code) == (415, 403, 200)
    assert client.post("/v1/desk/sign-out", headers=MEANT).status_code == 204
    assert client.get("/v1/desk/me").status_code == 401
