"""A legal hold stops an erasure, or keeps one record of it, on both databases; the rest goes."""

import pytest
from tests.store.made import CUSTOMER, SECRET, House, answer

from earnest.domain.errors import BadInput, NotFound
from earnest.domain.items import Words
from earnest.domain.time import DAY
from earnest.domain.turns import DecisionKind
from earnest.ledger import check_receipt
from earnest.store.holds import REASON_LENGTH_MAX, Held

LAW = "HGB 257, dispute 2026/117"


def test_a_person_under_a_hold_is_not_erased_until_it_ends(house: House) -> None:
    customer = house.customer()
    house.turn(customer, house.talk(customer))
    held = house.store.hold(customer.subject, house.clock.now() + DAY, LAW)

    with pytest.raises(Held, match=LAW):
        house.store.erase(customer.subject)
    assert house.store.subject_of(CUSTOMER) == customer.subject
    house.clock.move(DAY)

    assert house.store.decision(held.decision).decision.words == {"reason": LAW}
    assert house.store.erase(customer.subject).erased["subjects"] == 1
    assert house.store.decision(held.decision).decision.words == {}
    assert check_receipt(house.store.receipt(held.decision), house.store.verifier_keys()).index >= 0


def test_a_hold_that_is_lifted_holds_no_longer_and_both_are_on_the_record(house: House) -> None:
    customer = house.customer()
    held = house.store.hold(customer.subject, house.clock.now() + DAY, LAW)

    lifted = house.store.lift(held.id, "settled")

    decision = house.store.decision(lifted).decision
    assert (decision.kind, decision.caused_by) == (DecisionKind.HOLD, held.decision)
    assert (decision.facts, decision.words) == ({"state": "lifted", "of": "person"}, {"reason": "settled"})
    assert check_receipt(house.store.receipt(lifted), house.store.verifier_keys()).index >= 0
    assert house.store.holds() == ()
    assert house.store.erase(customer.subject).erased["subjects"] == 1
    with pytest.raises(NotFound):
        house.store.lift(held.id, "again")


def test_one_held_record_survives_with_its_proof_while_the_rest_goes(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    kept, other = answer(customer, talk, Words("keep this")), answer(customer, talk, Words("and not this"))
    house.turn(customer, talk, kept, other)
    held = house.store.hold(kept.id, house.clock.now() + DAY, LAW)
    before = house.store.decision(kept.id)

    certificate = house.store.erase(customer.subject)

    after = house.store.decision(kept.id)
    assert after.decision.said == (Words("keep this"),)
    assert sorted(after.fields) == sorted(before.fields)
    shown = check_receipt(house.store.receipt(kept.id, ("said",)), house.store.verifier_keys())
    assert shown.index == before.index
    assert house.store.decision(other.id).decision.said == ()
    assert (f"decision {kept.id}", f"legal hold: {LAW}") in certificate.survives
    assert certificate.erased["kept_by_holds"] == 1
    assert customer.subject not in str(house.store.holds())
    assert house.store._kit.keys.owner(customer.subject) is None
    assert held.id


@pytest.mark.parametrize("reason", ["", "  ", "x" * (REASON_LENGTH_MAX + 1)])
def test_a_hold_needs_a_reason(house: House, reason: str) -> None:
    customer = house.customer()

    with pytest.raises(BadInput):
        house.store.hold(customer.subject, house.clock.now() + DAY, reason)

    assert house.store.holds() == ()


def test_nobody_and_no_past_day_can_be_held(house: House) -> None:
    customer = house.customer()

    with pytest.raises(BadInput):
        house.store.hold(customer.subject, house.clock.now(), LAW)
    with pytest.raises(NotFound):
        house.store.hold("S-0000000000000000", house.clock.now() + DAY, LAW)
    assert SECRET not in str(house.store.holds())
