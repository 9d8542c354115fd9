"""Accounts, history, erasures and holds at the desk: nobody makes themselves more than they are."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.web.made import Served, served
from tests.web.test_desk_sessions import PASSWORD, joined

from earnest.domain.ids import Kind, new_id
from earnest.domain.staff import Role, State
from earnest.domain.time import DAY
from earnest.ledger import check_receipt


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


def invite(http: httpx.Client, name: str, role: Role) -> httpx.Response:
    return http.post("/v1/desk/colleagues", json={"name": name, "role": role})


def change(http: httpx.Client, name: str, **what: Any) -> int:
    return http.post(f"/v1/desk/colleagues/{name}", json=what).status_code


def test_an_admin_invites_a_colleague_by_a_link_that_sets_a_password(server: Served) -> None:
    answer = invite(server.colleague("adi"), "bea", Role.AUDITOR)

    link = answer.json()["path"].partition("#join=")[2]
    came = server.client().post("/v1/desk/join", json={"invite": link, "password": PASSWORD})
    assert (answer.status_code, came.json()["role"], came.json()["may"]) == (200, "auditor", ["why", "prove"])


def test_only_an_owner_makes_or_changes_an_owner(server: Served) -> None:
    admin, owner = server.colleague("adi"), server.colleague("mia")
    joined(server, "boss", Role.OWNER)
    joined(server, "carl", Role.SUPPORT)

    refused = [
        invite(admin, "dora", Role.OWNER).status_code,
        invite(admin, "boss", Role.SUPPORT).status_code,
        change(admin, "boss", change="disable"),
        change(admin, "carl", change="role", role="owner"),
    ]

    assert refused == [403] * 4
    assert change(owner, "carl", change="role", role="owner") == 200
    assert change(owner, "boss", change="disable") == 200


def test_nobody_changes_their_own_account(server: Served) -> None:
    client = joined(server, "edda", Role.ADMIN)
    client.headers["X-Earnest-Desk"] = "1"

    assert change(client, "edda", change="role", role="support") == 403
    assert invite(client, "edda", Role.SUPPORT).status_code == 403


def test_what_an_admin_does_holds_at_once_and_is_told_with_their_name(server: Served) -> None:
    client, admin, auditor = joined(server, "finn"), server.colleague("adi"), server.colleague("art")

    assert change(admin, "finn", change="disable") == 200

    assert client.get("/v1/desk/me").status_code == 401
    (account,) = (one for one in admin.get("/v1/desk/colleagues").json()["colleagues"] if one["name"] == "finn")
    assert account["state"] == State.DISABLED
    newest = auditor.get("/v1/desk/history").json()["noted"]
    (noted,) = (one for one in newest if one["name"] == "finn" and one["act"] == "disabled")
    assert noted["by"] == "adi"
    receipt = auditor.get(f"/v1/desk/decisions/{noted['decision']}/receipt")
    assert check_receipt(receipt.text, server.house.store.verifier_keys()).index >= 0
    assert change(admin, "finn", change="remove") == 200
    assert change(admin, "finn", change="remove") == 404


def test_a_hold_keeps_a_customer_and_somebody_else_than_who_set_it_lifts_it(server: Served) -> None:
    server.person("gil")
    officer, owner, until = server.colleague("pam"), server.colleague("mia"), server.clock.now() + DAY

    (held,) = officer.post("/v1/desk/holds", json={"about": "gil", "until": until, "reason": "a claim"}).json()["holds"]
    erased = officer.post("/v1/desk/erasures", json={"customer": "gil"})
    alone = officer.post(f"/v1/desk/holds/{held['id']}/lift", json={"reason": "settled"})
    other = owner.post(f"/v1/desk/holds/{held['id']}/lift", json={"reason": "settled"})

    assert (erased.status_code, alone.status_code, other.status_code) == (409, 403, 200)
    assert other.json()["holds"] == []


def test_a_privacy_officer_erases_who_asked_by_letter(server: Served) -> None:
    server.person("hanna")
    officer = server.colleague("pam")

    done = officer.post("/v1/desk/erasures", json={"customer": "hanna"})

    assert done.status_code == 200
    assert server.house.store.subject_of("hanna") is None
    assert officer.post("/v1/desk/erasures", json={"customer": "hanna"}).status_code == 404
    unknown = {"about": new_id(Kind.DECISION), "until": server.clock.now() + DAY, "reason": "a claim"}
    assert officer.post("/v1/desk/holds", json=unknown).status_code == 404
