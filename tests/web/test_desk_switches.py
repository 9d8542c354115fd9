"""The kill switch at the desk, and what the log holds of it."""

import pytest
from tests.web.made import Person, Served, part

from earnest.domain.turns import DecisionKind


def thrown(server: Served, what: str, *, off: bool = True) -> int:
    body = {"what": what, "off": off, "reason": "wrong amounts"}
    return server.colleague("mia").post("/v1/desk/switches", json=body).status_code


def test_an_owner_switches_a_skill_off_and_on_and_everybody_at_the_desk_sees_it(server: Served) -> None:
    assert thrown(server, "refund") == 200
    seen = server.colleague("ida").get("/v1/desk/switches").json()
    again = thrown(server, "refund")
    assert thrown(server, "refund", off=False) == 200

    assert [(one["what"], one["reason"]) for one in seen["off"]] == [("refund", "wrong amounts")]
    assert "refund" in seen["names"]
    assert again == 409
    assert server.colleague("ida").get("/v1/desk/switches").json()["off"] == []


@pytest.mark.parametrize("what", ["teleport", "../refund"])
def test_what_is_not_there_cannot_be_switched_off(server: Served, what: str) -> None:
    assert thrown(server, what) in (404, 422)


def test_the_next_customer_who_asks_is_told_and_gets_a_person(server: Served, ada: Person) -> None:
    thrown(server, "*")

    told = ada.say("refund A1").json()

    assert "switched off" in str(told["items"])
    assert part(told, "hand_over")
    kinds = server.house.store.read(lambda unit: unit.rows.all("SELECT kind FROM decisions ORDER BY at"))
    assert (DecisionKind.SWITCHED.value,) in [tuple(one) for one in kinds]
