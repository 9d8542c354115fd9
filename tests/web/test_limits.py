"""Whatever guesses or sends is limited, and whoever is stopped is told when to try again."""

import httpx
import pytest
from tests.web.made import Served

from earnest.domain.errors import TooOften
from earnest.domain.identity import Channel, Source
from earnest.domain.inbound import Inbound, Said
from earnest.domain.time import SECOND
from earnest.limiting import LIMITS, Per, Trying
from earnest.looking import Eyes

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def most(what: Trying, per: Per) -> int:
    return LIMITS[what][per].tries_max


def stopped(answer: httpx.Response) -> bool:
    """Whether it is a 429 that says when to try again."""
    if answer.status_code != 429:
        return False
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["type"] == "TooOften"
    return True


@pytest.mark.parametrize("address", ["ada@example.org", "nobody@example.org"])
def test_one_address_is_mailed_so_often_and_no_more_whoever_asks(server: Served, address: str) -> None:
    limit = most(Trying.MAIL, Per.ADDRESS)

    answers = [server.person("").http.post("/v1/identity/mail", json={"address": address}) for _ in range(limit + 1)]

    assert [stopped(one) for one in answers] == [False] * limit + [True]
    server.clock.move(int(answers[-1].headers["retry-after"]) * SECOND)
    assert server.person("").http.post("/v1/identity/mail", json={"address": address}).status_code == 202


def test_new_codes_do_not_give_one_visitor_new_guesses_for_ever(server: Served) -> None:
    visitor, limit = server.person(""), most(Trying.CODE, Per.PERSON)

    answers = [visitor.http.post("/v1/identity/mail/code", json={"code": "123456"}) for _ in range(limit + 1)]

    assert [stopped(one) for one in answers] == [False] * limit + [True]


def test_tokens_that_cannot_be_trusted_are_limited_and_good_ones_are_not_counted(server: Served) -> None:
    http, limit = server.client(), most(Trying.SIGN_IN, Per.HOST)

    def sign_in(token: str) -> httpx.Response:
        return http.post("/v1/sessions", json={"identity_token": token})

    assert sign_in(server.identity_token("ada")).status_code == 201
    assert [sign_in("a.b.c").status_code for _ in range(limit)] == [401] * limit
    assert stopped(sign_in("a.b.c"))
    assert http.post("/v1/sessions", json={}).status_code == 201


def test_tickets_that_open_nothing_are_limited(server: Served) -> None:
    http, limit = server.client(), most(Trying.TICKET, Per.HOST)

    answers = [http.get("/privacy/enter", params={"ticket": "x"}) for _ in range(limit + 1)]

    assert [stopped(one) for one in answers] == [False] * limit + [True]


def test_links_and_checks_of_receipts_are_limited(server: Served) -> None:
    person, checks = server.person("ada"), most(Trying.RECEIPT, Per.HOST)
    links = most(Trying.LINK, Per.PERSON)

    assert [stopped(person.http.post("/v1/privacy-link")) for _ in range(links + 1)][-2:] == [False, True]
    browser = server.client()
    checked = [browser.post("/privacy/receipt", content="receipt=x", headers=FORM) for _ in range(checks + 1)]
    assert [stopped(one) for one in checked[-2:]] == [False, True]


def test_guesses_at_one_customer_are_counted_over_conversations(server: Served) -> None:
    store, world = server.house.store, server.house.world
    limit = most(Trying.GUEST, Per.ADDRESS)

    def guess() -> None:
        session = store.open_session(Channel.CHAT)[1]
        talk = store.new_conversation(session, Channel.CHAT, "en")
        asked = Inbound(talk, "m-1", Channel.CHAT, session, Said("who am I"))
        eyes = Eyes(world, store.read(lambda unit: unit.standing(asked)), "en", Source.CUSTOMER)
        eyes.look.identify("email", {"email": "Nobody@example.org"})

    for _ in range(limit):
        guess()
    with pytest.raises(TooOften):
        guess()
