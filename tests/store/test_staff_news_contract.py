"""What everybody with a role is told of outside the desk: each thing once for each way, on both databases."""

from tests.store.made import House

from earnest.domain.announcing import GATE_WAITS, Happened
from earnest.domain.regions import Stay, Way
from earnest.domain.staff import Alone
from earnest.domain.time import DAY, MINUTE
from earnest.domain.turns import DecisionKind

OLD, NEW = "0" * 64, "1" * 64
WAYS = ("mail", "webhook")


def stand(house: House, digest: str) -> None:
    house.store.rules.stand({"refund": (digest, "gate: refund")}, asks=True)


def held(house: House) -> tuple[Happened, ...]:
    stand(house, OLD)
    stand(house, NEW)
    return house.store.staff_news.happened(0)


def test_a_gate_that_waits_and_what_one_person_decided_are_told_of(house: House) -> None:
    waits = held(house)
    house.clock.move(MINUTE)
    decision = house.store.rules.publish("refund", NEW, "rex", Alone.WAITED)

    alone = house.store.staff_news.happened(0)

    assert waits == (Happened(GATE_WAITS, f"refund {NEW[:12]}", "", house.clock.now() - MINUTE),)
    assert alone == (Happened("gate", decision, "waited", house.clock.now()),)
    assert house.store.staff_news.happened(house.clock.now()) == ()


def test_what_is_written_is_written_once_for_each_way_and_names_nobody(house: House) -> None:
    found = held(house)

    house.store.staff_news.put(found, WAYS)

    assert house.store.staff_news.happened(0) == ()
    taken = house.store.staff_news.claim(house.clock.now(), 10, MINUTE)
    assert [(one.what, one.way, one.tries) for one in taken] == [(found[0], way, 1) for way in WAYS]
    assert house.store.staff_news.claim(house.clock.now(), 10, MINUTE) == ()


def test_what_was_taken_and_never_heard_of_again_is_taken_again(house: House) -> None:
    house.store.staff_news.put(held(house), ("mail",))
    house.store.staff_news.claim(house.clock.now(), 10, MINUTE)
    house.clock.move(MINUTE)

    (again,) = house.store.staff_news.claim(house.clock.now(), 10, MINUTE)
    house.store.staff_news.settle(again, "sent", 0)
    house.clock.move(DAY)

    assert again.tries == 2
    assert house.store.staff_news.claim(house.clock.now(), 10, MINUTE) == ()


def test_a_gate_that_waits_anew_is_told_of_anew(house: House) -> None:
    house.store.staff_news.put(held(house), ("mail",))
    house.clock.move(MINUTE)
    stand(house, OLD)
    stand(house, NEW)

    (anew,) = house.store.staff_news.happened(0)
    house.store.staff_news.put((anew,), ("mail",))

    assert anew.at == house.clock.now()
    assert [one.what for one in house.store.staff_news.claim(house.clock.now(), 10, MINUTE)] == [anew]


def test_what_may_not_leave_stays_by_a_leaf(house: House) -> None:
    house.store.staff_news.put(held(house), ("mail",))
    (one,) = house.store.staff_news.claim(house.clock.now(), 10, MINUTE)

    decision = house.store.staff_news.keep_stay(one, Stay(Way.MAIL, "US", ("EU",)))

    house.clock.move(DAY)
    assert house.store.decision(decision).decision.kind is DecisionKind.STAYED
    assert house.store.staff_news.claim(house.clock.now(), 10, MINUTE) == ()
