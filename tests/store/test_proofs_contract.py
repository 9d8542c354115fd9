"""Decisions with their proofs, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.store.made import SECRET, House, answer, effect

from earnest.domain.errors import NotFound
from earnest.domain.events import EVENT_TYPES
from earnest.domain.identity import Level
from earnest.domain.items import Words
from earnest.domain.money import Money
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.settlements import Settled
from earnest.domain.skills import Done
from earnest.domain.time import SECOND
from earnest.ledger import (
    CheckpointError,
    MemoryHashes,
    check_receipt,
    disclose,
    inclusion_proof,
    leaf_hash,
    open_checkpoint,
    parse_leaf_entry,
    tree_root,
    verify_disclosure,
    verify_inclusion,
)
from earnest.ledger.merkle import Frontier
from earnest.store import log


def test_every_decision_is_proved_by_its_receipt(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    decided = [house.turn(customer, talk, effect(customer, talk)).decisions[0] for _ in range(7)]
    house.store.claim(house.clock.now())

    for name in decided:
        proved = check_receipt(house.store.receipt(name, ("facts", "verdict")), house.store.verifier_keys())

        assert proved.index == house.store.decision(name).index
        assert proved.disclosure is not None
        assert {field.name for field in proved.disclosure.revealed} == {"facts", "verdict"}
        assert SECRET.encode() not in b"".join(field.value for field in proved.disclosure.revealed)


def test_the_stored_tree_is_the_tree_of_the_stored_entries(house: House) -> None:
    customer = house.customer()
    talks = [house.talk(customer) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: house.turn(customer, talks[number % 8]), range(40)))
    size = house.store.log_size()
    entries = house.store.log_entries(0, size)
    memory, (frontier, nodes) = MemoryHashes(), Frontier().extend(map(leaf_hash, entries))
    memory.add(nodes)

    head = open_checkpoint(house.store.make_checkpoint().decode(), house.store.verifier_keys()).head

    assert (head.size, head.root) == (size, frontier.root())
    stored = house.store.read(
        lambda unit: [inclusion_proof(log.StoredHashes(unit.rows), index, size) for index in range(size)]
    )
    assert stored == [inclusion_proof(memory, index, size) for index in range(size)]
    assert house.store.read(lambda unit: tree_root(log.StoredHashes(unit.rows), size)) == frontier.root()


def test_a_stored_decision_carries_the_way_to_the_newest_checkpoint(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    name = house.turn(customer, talk).decisions[0]
    before = house.store.decision(name)
    house.store.make_checkpoint()

    after = house.store.decision(name)

    assert (before.checkpoint, before.proof) == ("", ())
    head = open_checkpoint(after.checkpoint, house.store.verifier_keys()).head
    verify_inclusion(leaf_hash(after.entry), after.index, head.size, after.proof, head.root)
    verify_disclosure(disclose(after.fields, ("said",), after.hidden), after.entry)


def test_a_checkpoint_is_signed_only_when_the_log_has_grown(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    house.turn(customer, talk)

    first = house.store.make_checkpoint()
    second = house.store.make_checkpoint()
    house.turn(customer, talk)
    third = house.store.make_checkpoint()

    assert first == second == house.store.read(lambda unit: bytes(unit.rows.all("SELECT note FROM checkpoints")[0][0]))
    assert third != first
    assert house.store.checkpoint() == third
    with pytest.raises(CheckpointError):
        open_checkpoint(third.decode().replace("\n3\n", "\n4\n"), house.store.verifier_keys())


def test_leaves_say_when_and_nothing_else(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    house.turn(customer, talk, effect(customer, talk))
    house.clock.move(5 * SECOND)
    house.turn(customer, talk)

    entries = [parse_leaf_entry(entry) for entry in house.store.log_entries(1, 10)]  # after the sign-in

    assert [entry.kind for entry in entries] == ["rec", "rec"]
    assert entries[1].time_s - entries[0].time_s == 5


def test_a_consent_is_an_event_a_decision_and_a_leaf(house: House) -> None:
    customer = house.customer()
    size = house.store.log_size()

    given = house.store.record_consent(customer, Purpose.MEMORY_PROFILE, ConsentState.GIVEN, text_version="v3")
    house.store.record_consent(customer, Purpose.MEMORY_PROFILE, ConsentState.WITHDRAWN)

    events = house.store.read(lambda unit: unit.consent_events(customer.subject))
    assert [(event.seq, event.state, event.text_version) for event in events] == [
        (1, ConsentState.GIVEN, "v3"),
        (2, ConsentState.WITHDRAWN, ""),
    ]
    assert house.store.log_size() == size + 3  # the withdrawal with its mark
    assert house.store.decision(given).decision.facts["purpose"] == "memory.profile"
    assert house.standing(customer, house.talk(customer)).consent_seq == 2


def test_an_unknown_decision_is_not_found(house: House) -> None:
    with pytest.raises(NotFound):
        house.store.decision("D-NONE")
    assert house.store.log_entries(0, 5) == ()
    assert house.store.checkpoint() == b""


def test_no_word_of_a_customer_stands_in_the_clear(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    house.turn(customer, talk, answer(customer, talk), effect(customer, talk), inbound=house.inbound(customer, talk))
    house.store.claim(house.clock.now())

    raw = house.raw()

    assert customer.id.encode() in raw
    assert SECRET.encode() not in raw
    assert customer.customer.encode() not in raw


def test_events_name_nobody_and_follow_one_another(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    decided = house.effect(customer, talk, 700)
    house.turn(customer, talk)

    _, first, second = house.store.events()  # after the sign-in

    assert (first.type, first.decision, first.amount) == ("decision.effect.v1", decided.id, Money(700, "EUR"))
    assert (second.type, second.amount) == ("decision.answer.v1", None)
    assert first.subject_ref == second.subject_ref
    assert first.seq < second.seq
    assert {one.type for one in (first, second)} <= set(EVENT_TYPES)
    assert house.store.events(after=first.seq) == (second,)


def test_a_decisions_followers_are_found(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    decided = house.effect(customer, talk)
    (job,) = house.store.claim(house.clock.now())

    told = house.store.settle(job, Settled(Done(), (Words("Paid."),)))

    assert house.store.followers(decided.id) == told.decisions[-1:]
    assert house.store.followers("") == ()


def test_a_visitors_decisions_are_theirs_once_they_are_known(house: House) -> None:
    known, visitor = house.customer(), house.visitor()
    talk = house.talk(visitor)
    name = house.turn(visitor, talk).decisions[0]

    house.turn(visitor, talk, session=replace(visitor, customer=known.customer, level=Level.REACHABLE))

    assert house.store.decision(name).decision.context.session.subject == known.subject
