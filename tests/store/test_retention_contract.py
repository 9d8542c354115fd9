"""What is past its time is deleted on the record, on both databases; a hold and an open case stop it."""

from dataclasses import replace

import pytest
from tests.store.made import SECRET, House, answer, approval

from earnest.domain.errors import NotFound
from earnest.domain.items import Words
from earnest.domain.time import DAY, HOUR
from earnest.domain.turns import DecisionKind
from earnest.ledger import check_receipt
from earnest.store import sealing
from earnest.store.retaining import CLASSES, WHY, Kept, Times
from earnest.store.tables import KEYS_METADATA, METADATA

TIMES = Times(conversation_days=100, record_days=300, counter_days=400)
LAW = "HGB 257"


def test_every_table_has_a_class_and_every_class_a_reason() -> None:
    assert set(CLASSES) == {*METADATA.tables, *KEYS_METADATA.tables}
    assert set(WHY) == set(Kept)


def test_a_visitor_is_forgotten_with_the_session_and_their_key_dies(house: House) -> None:
    visitor, stays = house.visitor(), house.customer()
    for one in (visitor, stays):
        house.turn(one, house.talk(one))
    house.clock.move(25 * HOUR)
    planned = {one.what: one.count for one in house.store.retaining.plan(TIMES)}

    went = house.store.retaining.run(TIMES)

    assert planned["visitors"] == went["visitors"] == 1
    assert house.store._kit.keys.owner(visitor.subject) is None
    assert house.store._kit.keys.owner(stays.subject) is not None
    assert visitor.subject.encode() not in house.raw()
    assert house.store.retaining.plan(TIMES) == ()
    assert house.store.retaining.run(TIMES) == {}


def test_a_brand_may_keep_visitors_a_while_for_its_audits_and_no_longer(house: House) -> None:
    visitor, times = house.visitor(), replace(TIMES, visitor_days=28)
    house.turn(visitor, house.talk(visitor))
    house.clock.move(27 * DAY)
    early = house.store.retaining.run(times)
    house.clock.move(3 * DAY)

    assert (early["session_memory"], early.get("visitors", 0)) == (1, 0)
    assert house.store.retaining.run(times)["visitors"] == 1


def test_what_was_deleted_and_by_which_rule_is_a_decision_in_the_log(house: House) -> None:
    visitor = house.visitor()
    house.turn(visitor, house.talk(visitor))
    house.clock.move(25 * HOUR)

    house.store.retaining.run(TIMES)

    ((name,),) = house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions WHERE kind = 'retention'"))
    decision = house.store.decision(name).decision
    assert decision.kind is DecisionKind.RETENTION
    assert (decision.facts["visitors"], decision.facts["conversation_days"]) == (1, 100)
    assert check_receipt(house.store.receipt(name), house.store.verifier_keys()).index > 0


def test_session_memory_of_a_customer_dies_with_the_session_and_the_conversation_later(house: House) -> None:
    customer = house.customer()
    talk, said = house.talk(customer), answer(customer, house.talk(customer))
    house.turn(customer, talk, said)
    house.clock.move(25 * HOUR)
    first = house.store.retaining.run(TIMES)
    house.clock.move(100 * DAY)

    later = house.store.retaining.run(TIMES)

    assert (first["session_memory"], first.get("conversations", 0)) == (1, 0)
    assert later["conversations"] == 2
    assert house.store.decision(said.id).decision.said == ()
    assert house.store.decision(said.id).decision.facts == said.facts
    assert check_receipt(house.store.receipt(said.id), house.store.verifier_keys()).index >= 0
    assert house.store.subject_of(customer.customer) == customer.subject


def test_an_open_case_or_a_hold_keeps_a_conversation_beyond_its_time(house: House) -> None:
    waits, held = house.visitor(), house.visitor()
    talk = house.talk(waits)
    house.turn(waits, talk, approval(waits, talk))
    house.turn(held, house.talk(held))
    hold = house.store.hold(held.subject, house.clock.now() + 400 * DAY, LAW)
    house.clock.move(200 * DAY)
    house.store.retaining.run(TIMES)
    remembered = house.store.read(lambda unit: sealing.open_value(unit.rows, unit.kit.keys, talk, sealing.STATE))
    kept = house.store.read(lambda unit: unit.rows.all("SELECT id FROM subjects"))

    house.store.lift(hold.id, "settled")
    went = house.store.retaining.run(TIMES)

    assert remembered["slots"]["secret"] == SECRET
    assert {row[0] for row in kept} == {waits.subject, held.subject}
    assert went["visitors"] == 1
    assert house.store._kit.keys.owner(held.subject) is None


def test_an_epoch_ends_with_its_key_but_a_held_record_is_sealed_anew(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    kept, gone = answer(customer, talk, Words("keep")), answer(customer, talk, Words("go"))
    house.turn(customer, talk, kept, gone)
    epochs = house.store.read(
        lambda unit: unit.rows.all("SELECT DISTINCT owner FROM sealed WHERE owner >= 'epoch-' AND owner < 'epoch.'")
    )
    hold = house.store.hold(kept.id, house.clock.now() + 400 * DAY, LAW)
    house.clock.move(350 * DAY)

    went = house.store.retaining.run(TIMES)

    assert went["epochs"] == len(epochs) == 1
    assert house.store._kit.keys.owner(epochs[0][0]) is None
    after = house.store.decision(kept.id)
    assert (after.decision.facts, after.decision.said) == (kept.facts, (Words("keep"),))
    assert check_receipt(house.store.receipt(kept.id, ("facts", "said")), house.store.verifier_keys()).index >= 0
    with pytest.raises(NotFound, match=r"time of .* is over"):
        house.store.decision(gone.id)
    assert hold.id


def test_what_a_hold_kept_beyond_an_erasure_goes_when_the_hold_ends(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    kept = answer(customer, talk, Words(f"keep {SECRET}"))
    house.turn(customer, talk, kept)
    hold = house.store.hold(kept.id, house.clock.now() + DAY, LAW)
    house.store.erase(customer.subject)
    house.clock.move(2 * DAY)

    went = house.store.retaining.run(TIMES)

    assert went["ended_holds"] == 1
    assert house.store.decision(kept.id).decision.said == ()
    assert house.store._kit.keys.owner(f"hold-{hold.id}") is None
