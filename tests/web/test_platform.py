"""An outside consent platform: what it tells by signed webhook."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook as Oracle
from tests.turn.house import sqlite_house
from tests.web.made import Mind, Person, Served, house_of, listening

from earnest.connect.notify import InboundSecret
from earnest.domain.consents import ConsentEvent
from earnest.domain.time import SECOND, SimulatedClock, iso
from earnest.web.api import make_web

SECRET = InboundSecret(bytes(range(32)))
PATH = "/v1/platform/consents"
NO = {"customer": "ada", "purpose": "marketing.direct", "state": "no"}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """A house that knows a platform."""
    clock, mind = SimulatedClock(), Mind()
    kit = sqlite_house(tmp_path, clock=clock)
    house = replace(house_of(kit, mind, None, tmp_path), platform=SECRET)
    web = make_web(house)
    with listening(web) as url:
        made = Served(url, house, kit, mind, web, None, clock)  # type: ignore[arg-type]  # nobody signs in by the shop
        try:
            yield made
        finally:
            made.end()


def tell(server: Served, what: dict[str, Any], name: str = "m-1", secret: InboundSecret = SECRET) -> httpx.Response:
    body, at = json.dumps(what), datetime.fromtimestamp(server.clock.now() // SECOND, UTC)
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(server.clock.now() // SECOND),
        "webhook-signature": Oracle(secret.shared).sign(name, at, body),
    }
    return server.client().post(PATH, content=body, headers=headers)


def yes(server: Served, **more: Any) -> dict[str, Any]:
    return NO | {"state": "yes", "at": iso(server.clock.now() - SECOND), "text_version": "banner-7"} | more


def events(server: Served, person: Person) -> tuple[ConsentEvent, ...]:
    subject = server.kit.store.session(person.token).subject
    return server.kit.store.read(lambda unit: unit.consent_events(subject))


def test_what_a_platform_tells_counts_at_once_and_is_proved(server: Served, ada: Person) -> None:
    told = tell(server, yes(server)).json()

    listed = {one["purpose"]: one for one in ada.http.get("/v1/consents").json()["choices"]}["marketing.direct"]
    assert told["ruling"] == "taken"
    assert (listed["state"], listed["allowed"], listed["origin"]) == ("given", True, "platform")
    assert ada.http.get(f"/v1/decisions/{told['decision']}/receipt").status_code == 200
    assert len(told["person"]) == 20


def test_the_same_message_has_one_effect_and_one_answer(server: Served, ada: Person) -> None:
    first, again = (tell(server, yes(server)).json() for _ in range(2))

    assert first == again
    assert len(events(server, ada)) == 1


def test_a_platforms_yes_does_not_lift_what_was_said_here(server: Served, ada: Person) -> None:
    ada.http.put("/v1/consents/marketing.direct", json={"state": "refused"})

    told = tell(server, yes(server)).json()

    assert (told["ruling"], told["decision"]) == ("a_no_stands_that_was_said_elsewhere", "")
    assert len(events(server, ada)) == 1


def test_a_platforms_no_ends_a_yes_that_was_given_here(server: Served, ada: Person) -> None:
    version = {one["purpose"]: one for one in ada.http.get("/v1/consents").json()["choices"]}["marketing.direct"]
    ada.http.put("/v1/consents/marketing.direct", json={"state": "given", "text_version": version["text_version"]})

    told = tell(server, NO).json()

    choice = {one["purpose"]: one for one in ada.http.get("/v1/consents").json()["choices"]}["marketing.direct"]
    assert told["ruling"] == "taken"
    assert not choice["allowed"]


def test_nobody_else_can_tell_anything(server: Served, ada: Person) -> None:
    forged = tell(server, NO, secret=InboundSecret(bytes(32)))
    unsigned = server.client().post(PATH, json=NO)
    by_customer = ada.http.post(PATH, json=NO)

    assert {one.status_code for one in (forged, unsigned, by_customer)} == {401}
    assert events(server, ada) == ()


def test_a_message_sent_again_much_later_is_refused(server: Served, ada: Person) -> None:
    body, at = json.dumps(NO), server.clock.now() // SECOND
    signature = Oracle(SECRET.shared).sign("m-1", datetime.fromtimestamp(at, UTC), body)
    server.clock.move(301 * SECOND)

    answer = server.client().post(
        PATH,
        content=body,
        headers={
            "content-type": "application/json",
            "webhook-id": "m-1",
            "webhook-timestamp": str(at),
            "webhook-signature": signature,
        },
    )

    assert answer.status_code == 401
    assert events(server, ada) == ()


@pytest.mark.parametrize("wrong", [{"purpose": "world.domination"}, {"state": "perhaps"}, {"at": "yesterday"}])
def test_what_tells_nothing_that_can_be_understood_is_refused(server: Served, wrong: dict[str, str]) -> None:
    assert tell(server, NO | wrong).status_code == 422
