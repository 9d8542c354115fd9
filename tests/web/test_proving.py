"""An address is proved by mail: nobody learns who is known, and nobody proves it for somebody else."""

import re
from typing import cast

import httpx
import pytest
from tests.web.made import Letterbox, Person, Served, wait_until

from earnest.domain.errors import Busy
from earnest.domain.mail_proof import GUESSES_MAX, Letter

KNOWN, UNKNOWN = "ada@example.org", "nobody@example.org"


@pytest.fixture
def visitor(server: Served) -> Person:
    return server.person("")


def letterbox(server: Served) -> Letterbox:
    return cast("Letterbox", server.house.proofs.carrier)


def ask(person: Person, address: str = KNOWN, language: str = "") -> httpx.Response:
    return person.http.post("/v1/identity/mail", json={"address": address, "language": language})


def letter(server: Served, number: int = 1) -> Letter:
    wait_until(lambda: len(letterbox(server).letters) >= number)
    return letterbox(server).letters[-1]


def prove(person: Person, code: str = "") -> httpx.Response:
    return person.http.post("/v1/identity/mail/code", json={"code": code})


def test_a_mailed_code_makes_the_visitor_the_customer_and_rotates_the_token(server: Served, visitor: Person) -> None:
    ask(visitor)

    proved = prove(visitor, letter(server).code)

    assert (proved.status_code, proved.json()["level"]) == (200, "reachable")
    assert visitor.http.get(visitor.path()).status_code == 401
    now = server.client(proved.json()["token"])
    assert now.get(visitor.path()).status_code == 200
    assert server.house.store.session(proved.json()["token"]).customer == "ada"


def test_the_answer_is_the_same_whether_an_address_is_known_or_not(server: Served, visitor: Person) -> None:
    other = server.person("")
    known, unknown = ask(visitor), ask(other, UNKNOWN)

    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert set(known.headers) == set(unknown.headers)
    for _ in range(GUESSES_MAX + 1):
        wrong = "000000" if letter(server).code != "000000" else "000001"
        one, two = prove(visitor, wrong), prove(other, wrong)
        assert (one.status_code, one.content) == (two.status_code, two.content)
    assert one.status_code == 410
    assert [one.to for one in letterbox(server).letters] == [KNOWN]


def test_a_mail_server_that_fails_is_nothing_that_one_learns(server: Served, visitor: Person) -> None:
    letterbox(server).fault = Busy("no server")

    assert ask(visitor).status_code == 202


def test_a_link_is_not_used_up_by_looking_at_it(server: Served, visitor: Person) -> None:
    ask(visitor)
    link = letter(server).link.removeprefix("https://help.shop.example")

    for _ in range(3):
        page = server.client().get(link)
        assert page.status_code == 200
        assert "<script" not in page.text
    assert prove(visitor).status_code == 403
    pressed = press(visitor.http, page.text)
    assert (pressed.status_code, prove(visitor).status_code) == (200, 200)


def test_a_link_that_somebody_else_presses_proves_nothing(server: Served, visitor: Person) -> None:
    ask(visitor)
    page = server.client().get(letter(server).link.removeprefix("https://help.shop.example")).text

    assert press(server.client(), page).status_code == 410
    assert prove(visitor).status_code == 403


def press(browser: httpx.Client, page: str) -> httpx.Response:
    fields = dict(re.findall(r'name="(ticket|language)" value="([^"]*)"', page))
    return browser.post("/privacy/prove", data=fields, headers={"Authorization": ""})


@pytest.mark.parametrize(
    "address",
    ["ada", "ada@example.org\r\nBcc: x@evil.example", "ada@shop.example,x@evil.example", "ad\u0430@shop.example"],
)
def test_what_is_no_plain_address_is_refused_and_mailed_nothing(server: Served, visitor: Person, address: str) -> None:
    assert ask(visitor, address).status_code == 422
    assert letterbox(server).letters == []


def test_a_letter_is_in_the_wanted_language(server: Served, visitor: Person) -> None:
    ask(visitor, language="de")

    assert letter(server).language == "de"
    page = server.client().get(letter(server).link.removeprefix("https://help.shop.example"))
    assert "Adresse bestätigen" in page.text


def test_who_is_known_already_needs_no_code(ada: Person) -> None:
    assert ask(ada).status_code == 409


def test_a_press_without_a_ticket_proves_nothing(visitor: Person) -> None:
    assert press(visitor.http, "").status_code == 410
