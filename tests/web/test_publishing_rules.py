"""A changed gate waits for a second person; in a small team one may stand for two, and it says so everywhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from joserfc.jwk import OKPKey
from tests.turn.house import broker_for, sqlite_house
from tests.turn.shop import GATES
from tests.web.made import SETTINGS, Mind, Served, house_of, key_of, listening
from tests.web.test_small_team import by_cookie

from earnest.config import DeskSettings
from earnest.desk.four_eyes import LIGHT
from earnest.domain.errors import BrandError
from earnest.domain.staff import Act, Role
from earnest.domain.time import MINUTE, SimulatedClock
from earnest.in_force import GatesInForce, gates_in_force
from earnest.policy import CompiledGate
from earnest.web.api import make_web

MEANT = {"X-Earnest-Desk": "1"}
STRICTER = {"refund": GATES["refund"].replace("otherwise: do_it", "otherwise: ask_person")}
TEAM = {"rex": Role.RULE_AUTHOR, "ria": Role.RULE_AUTHOR, "mia": Role.OWNER, "jon": Role.APPROVER}
PATH = "/v1/desk/rules/refund"


def told(how: str) -> dict[str, str]:
    return {"en": f"One person: {how}."}


@contextmanager
def changed(folder: Path, roles: dict[str, Role], preset: str = "retail") -> Iterator[Served]:
    """A house whose refund gate was changed since it was published."""
    clock, mind = SimulatedClock(), Mind()
    kit = sqlite_house(folder, clock=clock)
    broker = kit.turns.world.broker
    anew = broker_for(folder / "anew", {**GATES, **STRICTER}).gates
    for gates in (broker.gates, anew):
        texts = {name: (one.digest, one.gate.name) for name, one in gates.items()}
        versions = kit.store.rules.stand(texts, asks=True)
    rules = gates_in_force(anew, versions, lambda text: broker.gates[text], told)
    kit = replace(kit, turns=replace(kit.turns, world=replace(kit.turns.world, broker=replace(broker, gates=rules))))
    house = house_of(kit, mind, None, folder)
    settings = replace(SETTINGS, desk=DeskSettings(roles), preset=preset)
    house = replace(house, brand=replace(house.brand, gates=rules, rules=rules, settings=settings))
    web = make_web(house)
    with listening(web) as url:
        made = Served(url, house, kit, mind, web, OKPKey.generate_key("Ed25519"), clock)
        try:
            yield made
        finally:
            made.end()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    with changed(tmp_path, TEAM) as made:
        yield made


def waiting(http: httpx.Client) -> str:
    """The digest of the version that waits, "" where none does."""
    return next((str(one["digest"]) for one in http.get("/v1/desk/rules").json()["gates"] if one["held"]), "")


def publish(http: httpx.Client, digest: str) -> httpx.Response:
    return http.post(f"{PATH}/publish", json={"digest": digest}, headers=MEANT)


def rows_of(server: Served) -> list[str]:
    """The rows under which a small refund of today is judged."""
    ada = server.person("ada")
    decision = ada.say("refund A1").json()["decisions"][0]
    server.kit.deeds()
    return [one["row"] for one in server.colleague("jon").get(f"/v1/desk/decisions/{decision}").json()["rules"]]


def test_a_changed_gate_is_in_force_once_another_than_its_author_published_it(server: Served) -> None:
    rex, ria = server.colleague("rex"), server.colleague("ria")
    digest, gates = waiting(rex), server.house.brand.gates
    before = gates["refund"].digest

    unsaid = publish(ria, digest)
    assert {one["text"] for one in rex.get("/v1/desk/rules").json()["gates"]} == set(GATES)
    assert rex.post(PATH, headers=MEANT).status_code == 200
    own, other = publish(rex, digest), publish(ria, "f" * 64)
    assert gates["refund"].digest == before != digest
    done = publish(ria, digest)

    assert [one.status_code for one in (unsaid, own, other, done)] == [409, 403, 409, 200]
    assert (gates["refund"].digest, waiting(rex), gates["refund"].alone) == (digest, "", {})
    noted = server.house.store.staff.history()
    assert [one.by for one in noted if one.act == Act.PUBLISHED_RULE] == ["ria"]
    assert publish(ria, digest).status_code == 404


def test_everybody_with_a_role_is_told_that_it_waits(server: Served) -> None:
    (held,) = server.colleague("jon").get("/v1/desk/alone").json()["held"]

    assert (held["gate"], held["since"]) == ("refund", server.clock.now())
    assert publish(server.colleague("jon"), held["digest"]).status_code == 403


def test_in_a_small_team_its_author_publishes_it_after_a_day_and_it_says_so_everywhere(tmp_path: Path) -> None:
    with changed(tmp_path, {"rex": Role.RULE_AUTHOR, "jon": Role.APPROVER}) as server:
        rex = server.colleague("rex")
        digest = waiting(rex)
        rex.post(PATH, headers=MEANT)

        early = publish(rex, digest)
        assert "decided_by_one_person" not in rows_of(server)
        server.clock.move(LIGHT)
        done = publish(rex, digest)

        assert (early.status_code, done.status_code) == (403, 200)
        assert "24 hours" in early.json()["detail"]
        (alone,) = server.colleague("jon").get("/v1/desk/alone").json()["alone"]
        assert (alone["what"], alone["how"]) == ("gate", "waited")
        assert "decided_by_one_person" in rows_of(server)


def test_an_owner_confirms_it_from_a_second_sign_in(tmp_path: Path) -> None:
    with changed(tmp_path, {"mia": Role.OWNER}) as server:
        mia, digest = by_cookie(server, "mia"), waiting(server.colleague("mia"))
        mia.post(PATH, headers=MEANT)
        first = publish(mia, digest)
        server.clock.move(MINUTE)
        assert mia.post("/v1/desk/sign-in", json={"key": key_of("mia")}).status_code == 200

        assert (first.status_code, publish(mia, digest).status_code) == (403, 200)
        assert server.house.brand.gates["refund"].alone == told("confirmed")


def test_the_regulated_preset_offers_none_of_this(tmp_path: Path) -> None:
    with changed(tmp_path, {"mia": Role.OWNER}, "regulated") as server:
        mia = server.colleague("mia")
        mia.post(PATH, headers=MEANT)
        server.clock.move(LIGHT)

        assert publish(mia, waiting(mia)).status_code == 403
        assert server.house.second.asks()


def test_a_published_version_that_cannot_be_read_any_more_leaves_it_to_a_person(tmp_path: Path) -> None:
    old, new = (broker_for(tmp_path / name, gates).gates for name, gates in (("a", GATES), ("b", STRICTER)))
    store = sqlite_house(tmp_path).store
    for gates in (old, new):
        versions = store.rules.stand({"refund": (gates["refund"].digest, "x")}, asks=True)

    def unreadable(_: str) -> CompiledGate:
        raise BrandError("its words are gone")

    rules: GatesInForce = gates_in_force(new, versions, unreadable, told)

    assert "refund" not in rules
    assert list(rules.held) == ["refund"]
