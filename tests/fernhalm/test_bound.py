"""The bound in a real house: its labels decide whether Fernhalm acts at once, and the desk's sample follows."""

from collections.abc import Callable

from tests.fernhalm.customers import Customer, deeds

from earnest.assistant.bound_in_force import LOOK_SECONDS_MIN
from earnest.cli.check import bound_note
from earnest.domain.labels import Judged
from earnest.domain.time import SECOND, SimulatedClock
from earnest.domain.turns import DecisionKind
from earnest.house import House
from earnest.web.desk_audits import audits

Begin = Callable[..., Customer]

INVOICE = "can you send me the invoice for 1042"


def judge(house: House, clock: SimulatedClock, count: int, *, right: bool) -> None:
    for number in range(count):
        house.store.desk.note_label(Judged(f"D-{number}", "desk_audit", "invoice", 99, right=right, really="refund"))
    clock.move(LOOK_SECONDS_MIN * SECOND)


def test_a_playbook_whose_own_labels_are_wrong_asks_first_and_is_audited_until_they_are_right_again(
    house: House, customer: Begin, clock: SimulatedClock
) -> None:
    ada = customer("ada")
    at_once = ada.says(INVOICE)
    done = deeds(house)

    judge(house, clock, 3, right=False)
    doubted = customer("ada").says(INVOICE)
    listed = {one["decision"] for one in audits(house)}
    judge(house, clock, 3, right=True)
    again = customer("ada").says(INVOICE)

    assert DecisionKind.EFFECT in at_once.kinds
    assert (doubted.kinds, done) == ((DecisionKind.CARD,), 1)
    assert {one.id for one in doubted.decisions} <= listed
    assert DecisionKind.EFFECT in again.kinds


def test_the_check_counts_the_labels_that_the_house_has_kept(house: House, clock: SimulatedClock) -> None:
    bare = bound_note(house.brand.folder, house.data, 1_500)
    judge(house, clock, 5, right=True)

    told = bound_note(house.brand.folder, house.data, 1_500)

    assert "by desk audit" not in bare.message
    assert "(5 by desk audit)" in told.message
    assert "reached by its examples and labels" in told.message
