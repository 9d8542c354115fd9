"""Versions of gates on both databases: a change waits, and who publishes it is on record."""

import pytest
from tests.store.made import House

from earnest.domain.errors import Conflict
from earnest.domain.staff import Act, Alone
from earnest.store.rules import in_force

OLD, NEW, NEWER = "0" * 64, "1" * 64, "2" * 64


def stand(house: House, digest: str, *, asks: bool = True) -> str:
    """The version in force once the folder holds this one."""
    versions = house.store.rules.stand({"refund": (digest, f"gate: refund # {digest}")}, asks=asks)
    return in_force(versions)["refund"].digest


def waiting(house: House) -> dict[str, int]:
    return {one.digest: one.asked_at for one in house.store.rules.versions() if one.asked_at}


def test_what_a_house_begins_with_waits_for_nobody_and_what_changes_does(house: House) -> None:
    assert (stand(house, OLD), waiting(house)) == (OLD, {})

    assert stand(house, NEW) == OLD

    assert waiting(house) == {NEW: house.clock.now()}
    assert in_force(house.store.rules.versions())["refund"].text == f"gate: refund # {OLD}"


def test_what_waits_is_published_once_by_a_leaf_and_is_in_force_then(house: House) -> None:
    stand(house, OLD)
    stand(house, NEW)
    size = house.store.log_size()

    house.store.rules.publish("refund", NEW, "rex")

    noted = house.store.staff.history()[0]
    assert (noted.act, noted.by, dict(noted.facts)) == (
        Act.PUBLISHED_RULE,
        "rex",
        {"gate": "refund", "digest": NEW, "before": OLD},
    )
    assert house.store.log_size() == size + 1
    assert (stand(house, NEW), waiting(house)) == (NEW, {})
    with pytest.raises(Conflict):
        house.store.rules.publish("refund", NEW, "rex")


def test_a_version_that_was_in_force_once_waits_again_when_it_comes_back(house: House) -> None:
    stand(house, OLD)
    stand(house, NEW)
    house.store.rules.publish("refund", NEW, "rex")

    assert stand(house, OLD) == NEW
    assert list(waiting(house)) == [OLD]
    house.store.rules.publish("refund", OLD, "rex")
    assert stand(house, OLD) == OLD


def test_only_the_version_in_the_folder_waits_since_it_was_put_there(house: House) -> None:
    stand(house, OLD)
    stand(house, NEW)
    first = house.clock.now()
    house.clock.move(1_000_000)

    stand(house, NEW)
    assert waiting(house) == {NEW: first}
    stand(house, NEWER)

    assert waiting(house) == {NEWER: first + 1_000_000}
    with pytest.raises(Conflict):
        house.store.rules.publish("refund", NEW, "rex")


def test_where_nobody_could_publish_it_a_change_is_in_force_at_once(house: House) -> None:
    stand(house, OLD)

    assert (stand(house, NEW, asks=False), waiting(house)) == (NEW, {})


def test_that_one_person_published_it_is_kept_with_it_and_told(house: House) -> None:
    stand(house, OLD)
    stand(house, NEW)

    decision = house.store.rules.publish("refund", NEW, "rex", Alone.WAITED)

    assert in_force(house.store.rules.versions())["refund"].how == "waited"
    (told,) = house.store.staff.alone(0)
    assert (told.decision, told.what, told.how) == (decision, "gate", Alone.WAITED)
    assert house.store.staff.history()[0].facts["decided_by_one_person"] == "waited"
