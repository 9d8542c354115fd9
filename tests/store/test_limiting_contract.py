"""Counts of tries on both databases: nobody is let past a limit, also not by trying at once; nobody is named."""

from concurrent.futures import ThreadPoolExecutor

from tests.store.made import CUSTOMER, House

from earnest.domain.limits import Count, Limit
from earnest.domain.time import HOUR
from earnest.store.retaining import Times

THREE = Count("mail.address", CUSTOMER, Limit(3))
WIDE = Count("mail.brand", "*", Limit(100))


def test_three_pass_and_the_fourth_waits_until_the_first_is_old(house: House) -> None:
    waits = [house.store.limiting.take((THREE, WIDE)) for _ in range(4)]

    assert waits[:3] == [0, 0, 0]
    assert 0 < waits[3] <= THREE.limit.window + THREE.limit.part
    house.clock.move(waits[3])
    assert house.store.limiting.take((THREE, WIDE)) == 0


def test_who_is_stopped_by_one_limit_is_counted_by_none(house: House) -> None:
    two = Count("mail.brand", "*", Limit(4))
    for _ in range(5):
        house.store.limiting.take((THREE, two))

    assert house.store.limiting.take((Count("mail.address", "another", Limit(3)), two)) == 0


def test_a_look_counts_nothing(house: House) -> None:
    assert [house.store.limiting.wait((THREE,)) for _ in range(9)] == [0] * 9


def test_those_who_try_at_once_are_counted_one_by_one(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: house.store.limiting.take((THREE, WIDE)), range(24)))

    assert waits.count(0) == 3


def test_counts_name_nobody_and_go_when_no_limit_looks_at_them(house: House) -> None:
    house.store.limiting.take((THREE,))

    assert CUSTOMER.encode() not in house.raw()
    house.clock.move(3 * HOUR)
    assert house.store.retaining.run(Times())["tries"] == 1
