"""Two people decide; in a small team one may stand for two, in the light, and it says so everywhere."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from tests.web.made import ROLES, Person, Served, key_of, served

from earnest.config import DeskSettings
from earnest.desk.four_eyes import LIGHT
from earnest.desk.roles import Right
from earnest.domain.errors import NotAllowed
from earnest.domain.staff import Role
from earnest.domain.time import DAY, MINUTE
from earnest.house import House

MEANT = {"X-Earnest-Desk": "1"}
BIG, MIDDLE = "A4", "A3"
"""Orders whose refunds two people, and one, decide."""


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def ada(server: Served) -> Person:
    return server.person("ada")


def asked(server: Served, ada: Person, order: str) -> str:
    ada.press(ada.card(order))
    (approval,) = (one["id"] for one in server.house.waiting() if one["kind"] == "approval")
    return str(approval)


def approve(http: httpx.Client, approval: str, number: int = 1) -> httpx.Response:
    body = {"client_id": f"r-{number}", "approve": True}
    return http.post(f"/v1/desk/approvals/{approval}", json=body, headers=MEANT)


def by_cookie(server: Served, name: str) -> httpx.Client:
    client = server.client()
    assert client.post("/v1/desk/sign-in", json={"key": key_of(name)}).status_code == 200
    return client


def test_one_approver_stands_for_two_after_a_day_in_which_everybody_could_see_it(server: Served, ada: Person) -> None:
    approval, jon = asked(server, ada, BIG), server.colleague("jon")
    first = approve(jon, approval)

    early = approve(jon, approval, 2)
    server.clock.move(LIGHT)
    done = approve(jon, approval, 3)

    assert (first.status_code, early.status_code, done.status_code) == (200, 403, 202)
    assert "24 hours" in early.json()["detail"]
    (decision,) = done.json()["decisions"]
    why = jon.get(f"/v1/desk/decisions/{decision}").json()
    assert "decided_by_one_person" in [rule["row"] for rule in why["rules"]]
    for name in ROLES.roles:
        (told,) = server.colleague(name).get("/v1/desk/alone").json()["alone"]
        assert (told["decision"], told["how"]) == (decision, "waited")
    assert server.house.store.counted().rulings.alone == 1


def test_the_same_ruling_sent_twice_is_one_and_needs_no_second_person(server: Served, ada: Person) -> None:
    approval, jon = asked(server, ada, BIG), server.colleague("jon")

    first, again = approve(jon, approval), approve(jon, approval)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()


def test_an_owner_confirms_from_a_second_sign_in_and_from_no_other(server: Served, ada: Person) -> None:
    approval, mia = asked(server, ada, BIG), by_cookie(server, "mia")
    approve(mia, approval)
    server.clock.move(MINUTE)

    same = approve(mia, approval, 2)
    by_key = approve(server.colleague("mia"), approval, 3)
    fresh = approve(by_cookie(server, "mia"), approval, 4)

    assert (same.status_code, by_key.status_code, fresh.status_code) == (403, 403, 202)


def test_two_people_are_two_and_nothing_is_marked(server: Served, ada: Person) -> None:
    approval = asked(server, ada, BIG)
    approve(server.colleague("jon"), approval)

    done = approve(server.colleague("mia"), approval)

    assert done.status_code == 202
    assert server.colleague("ida").get("/v1/desk/alone").json() == {"alone": [], "held": []}


def test_whoever_wrote_the_rule_does_not_approve_what_it_asks_about(server: Served, ada: Person) -> None:
    approval, mia = asked(server, ada, MIDDLE), server.colleague("mia")
    (gate,) = (one["name"] for one in mia.get("/v1/desk/rules").json()["gates"] if one["name"] == "refund")
    said = mia.post(f"/v1/desk/rules/{gate}").json()["gates"]
    other = server.colleague("rex").post(f"/v1/desk/rules/{gate}")

    own = approve(mia, approval)
    done = approve(server.colleague("jon"), approval)

    assert [one["author"] for one in said if one["name"] == gate] == ["mia"]
    assert (other.status_code, own.status_code, done.status_code) == (409, 403, 202)


def with_settings(house: House, **changed: object) -> House:
    settings = replace(house.brand.settings, **changed)  # type: ignore[arg-type]  # fields by name
    return replace(house, brand=replace(house.brand, settings=settings))


@pytest.mark.parametrize("why", ["regulated", "three people"])
def test_where_there_is_a_second_person_or_the_law_wants_one_no_time_replaces_them(
    server: Served, ada: Person, why: str
) -> None:
    approval = asked(server, ada, BIG)
    three = DeskSettings({**ROLES.roles, "leo": Role.APPROVER})
    house = with_settings(server.house, **({"preset": why} if why == "regulated" else {"desk": three}))
    house.rule(approval, "r-1", "jon", approve=True)
    server.clock.move(30 * DAY)

    with pytest.raises(NotAllowed, match="Somebody else"):
        house.rule(approval, "r-2", "jon", approve=True)


def test_people_count_by_what_they_may_do_and_while_their_account_is_in_use(server: Served) -> None:
    house, staff = server.house, server.house.store.staff
    before = house.second.team(Right.APPROVE).active

    staff.invite("nora", Role.APPROVER)
    invited = house.second.team(Right.APPROVE).active
    staff.join(staff.invite("nora", Role.APPROVER), "$argon2")
    joined = house.second.team(Right.APPROVE).active
    staff.disable("nora")

    assert (before, invited, joined, house.second.team(Right.APPROVE).active) == (2, 2, 3, 2)


def test_who_set_a_hold_lifts_it_in_a_small_team_after_a_day_and_that_is_marked(server: Served, ada: Person) -> None:
    officer, until = server.colleague("pam"), server.clock.now() + 9 * DAY
    (held,) = officer.post("/v1/desk/holds", json={"about": "ada", "until": until, "reason": "a claim"}).json()["holds"]
    path, why = f"/v1/desk/holds/{held['id']}/lift", {"reason": "settled"}

    early = officer.post(path, json=why).status_code
    server.clock.move(DAY)
    late = officer.post(path, json=why)

    assert (early, late.status_code) == (403, 200)
    (told,) = officer.get("/v1/desk/alone").json()["alone"]
    facts = server.house.store.decision(told["decision"]).decision.facts
    assert (told["what"], facts["decided_by_one_person"]) == ("hold", "waited")
