"""Erasure and audit are both true, on both databases."""

import json
from dataclasses import replace

import pytest
from tests.store.made import CUSTOMER, House, answer, approval, card, closing

from earnest.domain.errors import Busy, NotFound, SignInNeeded
from earnest.domain.identity import Level
from earnest.domain.inbound import Ruled
from earnest.domain.items import Words
from earnest.domain.money import Money
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.settlements import Settled
from earnest.domain.skills import Done
from earnest.domain.turns import DecisionKind
from earnest.ledger import check_receipt
from earnest.ledger.seal import seal
from earnest.store import Unit, desk, sealing
from earnest.store.tables import KEYS_METADATA, METADATA

SURVIVING = {
    "customers",
    "decisions",
    "exposures",
    "intents",
    "events",
    "leaves",
    "nodes",
    "checkpoints",
    "log_head",
    "keys",
    "key_ends",
    "erasure_jobs",
    "suppressions",
    "tries",
}


def test_after_erasure_the_proofs_verify_and_the_words_are_gone(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    shown = card(customer, talk)
    house.turn(customer, talk, shown)
    paid = house.effect(customer, talk)
    (job,) = house.store.claim(house.clock.now())
    house.store.settle(job, Settled(Done(), (Words("Paid."),)))
    before = house.store.decision(paid.id)

    house.store.erase(customer.subject)

    after = house.store.decision(paid.id)
    proved = check_receipt(house.store.receipt(paid.id, ("facts", "verdict", "deed")), house.store.verifier_keys())
    assert after.erased
    assert not before.erased
    assert (after.index, after.entry) == (before.index, before.entry) == (proved.index, proved.entry)
    assert after.decision.facts == paid.facts
    assert after.decision.verdict == paid.verdict
    assert after.decision.deed is not None
    assert (after.decision.deed.amount, after.decision.deed.arguments) == (Money(5_000, "EUR"), {})
    assert after.decision.context.session.subject == after.decision.context.conversation == ""
    assert house.store.decision(shown.id).decision.said == ()


def test_after_erasure_no_id_of_the_person_is_left_in_any_table_but_the_named_ones(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    house.turn(customer, talk, card(customer, talk))
    house.turn(customer, talk, approval(customer, talk))
    house.store.record_consent(customer, Purpose.MARKETING_DIRECT, ConsentState.REFUSED)
    house.effect(customer, talk)

    certificate = house.store.erase(customer.subject)

    raw = house.raw()
    assert [name for name in (customer.subject, customer.id, talk) if name.encode() in raw] == []
    rows = house.store.read(
        lambda unit: {
            table.name: unit.rows.all(f"SELECT COUNT(*) FROM {table.name}")[0][0] for table in METADATA.sorted_tables
        }
    )
    # Compartment A of every record; a mark is a leaf without one.
    rows["sealed"] -= house.store.log_size() - sum(b'"k":"mark"' in one for one in house.store.log_entries(0, 100))
    assert {name for name, count in rows.items() if count} <= SURVIVING
    assert set(KEYS_METADATA.tables) <= SURVIVING
    assert certificate.erased["sealed"] > 0
    assert certificate.erased["hand_overs"] == certificate.erased["consents"] == certificate.erased["cards"] == 1


def test_an_erased_person_is_unknown_and_their_session_ended(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    house.turn(customer, talk)
    assert house.store.subject_of(CUSTOMER) == customer.subject

    certificate = house.store.erase(customer.subject)

    assert house.store.subject_of(CUSTOMER) is None
    for use in (lambda: house.turn(customer, talk), lambda: house.store.items(talk, customer)):
        with pytest.raises(SignInNeeded):
            use()
    with pytest.raises(NotFound):
        house.store.erase(customer.subject)
    assert house.store.decision(certificate.decision).decision.kind is DecisionKind.ERASURE
    assert check_receipt(house.store.receipt(certificate.decision), house.store.verifier_keys()).index >= 0


def test_what_a_customer_had_at_stake_still_counts_when_they_come_back(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))
    (job,) = house.store.claim(house.clock.now())
    house.store.settle(job, Settled(Done()))

    house.store.erase(customer.subject)

    assert house.exposure(house.customer()) == Money(5_000, "EUR")


def test_a_deed_that_never_began_is_dropped_with_its_person(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))

    house.store.erase(customer.subject)

    assert house.store.claim(house.clock.now()) == ()
    assert house.exposure(house.customer()) == Money(0, "EUR")


def test_nobody_is_erased_while_a_deed_of_theirs_is_under_way(house: House) -> None:
    customer = house.customer()
    house.effect(customer, house.talk(customer))
    house.store.claim(house.clock.now())

    with pytest.raises(Busy):
        house.store.erase(customer.subject)

    assert house.store.subject_of(CUSTOMER) == customer.subject


def test_erasure_follows_a_visitor_into_the_customer_they_became(house: House) -> None:
    known, visitor = house.customer(), house.visitor()
    talk = house.talk(visitor)
    house.turn(visitor, talk)
    house.turn(visitor, talk, session=replace(visitor, customer=known.customer, level=Level.REACHABLE))

    certificate = house.store.erase(known.subject)

    assert certificate.erased["subjects"] == 2
    assert [name for name in (known.subject, visitor.subject, talk) if name.encode() in house.raw()] == []


def test_another_persons_words_stay(house: House) -> None:
    customer, other = house.customer(), house.customer("somebody else")
    talk = house.talk(other)
    reply = house.turn(other, talk)
    house.turn(customer, house.talk(customer))

    house.store.erase(customer.subject)

    assert house.store.items(talk, other) == reply.items


def test_a_crash_between_rows_and_keys_is_made_good_when_the_store_opens(house: House) -> None:
    customer = house.customer()
    house.turn(customer, house.talk(customer))
    with closing(house.again(at=_crash_after_erasure)) as crashing:
        with pytest.raises(InterruptedError):
            crashing.erase(customer.subject)
        assert crashing._kit.keys.owner(customer.subject) is not None

    with closing(house.again()) as opened:
        house.store = opened

        assert opened._kit.keys.owner(customer.subject) is None
        assert opened.read(lambda unit: unit.rows.all("SELECT owner FROM erasures")) == []


def test_what_a_colleague_once_wrote_under_their_own_key_goes_with_the_customer(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    asked = approval(customer, talk)
    house.turn(customer, talk, asked)
    ruled = Ruled(asked.approval, approve=False, colleague="mia", note="a kind person")
    no = answer(customer, talk, kind=DecisionKind.REFUSAL, approval=asked.approval)
    house.turn(customer, talk, no, inbound=house.inbound(customer, talk, ruled))
    house.store.decide(lambda unit: _write_as_the_first_release_did(unit, no.id, "a kind person"))
    assert house.store.read(lambda unit: desk.signed(unit.rows, unit.kit, no.id)) == ("mia", "a kind person")

    certificate = house.store.erase(customer.subject)

    assert certificate.erased["rulings_notes"] == 1
    assert house.store.read(lambda unit: desk.signed(unit.rows, unit.kit, no.id)) == ("", "")
    assert check_receipt(house.store.receipt(no.id), house.store.verifier_keys()).index >= 0


def _write_as_the_first_release_did(unit: Unit, name: str, note: str) -> None:
    owner = desk.colleague_owner(unit.kit, "mia")
    row = unit.rows.one("SELECT commitment FROM decisions WHERE id = ?", name)
    assert row is not None
    content = json.dumps({"colleague": ["mia", note]}).encode()
    sealed = seal(owner.key, name.encode(), sealing.COLLEAGUE, bytes(row[0]), content)
    unit.rows.run(sealing.INSERT, name, sealing.COLLEAGUE, owner.id, sealed)


def _crash_after_erasure(stage: str) -> None:
    if stage == "after_erasure":
        raise InterruptedError(stage)
