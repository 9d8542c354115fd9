"""Being erased over HTTP: asked for once, seen by its token alone, certified with a receipt that verifies."""

from tests.web.made import Person, Served, wait_until

from earnest.domain.identity import Level
from earnest.ledger import check_receipt


def test_a_customer_asks_sees_how_it_stands_and_keeps_a_receipt_that_verifies(server: Served, ada: Person) -> None:
    ada.say("hello")
    given = ada.http.post("/v1/erasures")
    mine = server.client(given.json()["token"])
    path = f"/v1/erasures/{given.json()['id']}"

    wait_until(lambda: mine.get(path).json()["state"] == "done")

    shown = mine.get(path).json()
    receipt = mine.get(f"{path}/receipt").text
    assert given.status_code == 202
    assert shown["certificate"]["erased"]["subjects"] == 1
    assert shown["certificate"]["survives"]
    assert check_receipt(receipt, server.house.store.verifier_keys()).index > 0
    assert ada.http.get(ada.path()).status_code == 401


def test_an_erasure_is_nobody_elses_business(server: Served, ada: Person, bob: Person) -> None:
    given = ada.http.post("/v1/erasures").json()
    other = server.person("").http.post("/v1/erasures").json()

    for end in ("", "/receipt"):
        answers = [
            server.client(token).get(f"/v1/erasures/{given['id']}{end}") for token in (other["token"], bob.token)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1


def test_whoever_knows_an_order_is_not_yet_the_customer(server: Served) -> None:
    guest = server.person("ada", Level.REACHABLE)

    answer = guest.http.post("/v1/erasures")

    assert answer.status_code == 403
    assert server.house.store.subject_of("ada") is not None
