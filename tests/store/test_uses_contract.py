"""What was read of whom is kept with the decision that read it, found again, and gone with the person."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.made import House, answer

from earnest.domain.errors import NotFound
from earnest.domain.identity import Level, Session
from earnest.domain.purposes import Purpose
from earnest.domain.records import Origin
from earnest.domain.time import DAY, MINUTE
from earnest.domain.turns import Decision, DecisionKind, Used
from earnest.store.codec import reads_in
from earnest.store.uses import LOOK_AGAIN, Onlooker, Use

STATUS = Used("order", "status", Purpose.SERVICE_ORDER)
TOTAL = Used("order", "total", Purpose.SERVICE_PAYMENT)
INCOME = Used("profile", "income", Purpose.PERSONALISE_PREDICT, Origin("Acme", date(2025, 1, 31), 60))
WORDS = Used("conversation", "words", Purpose.SERVICE_ANSWER)


def reading(session: Session, talk: str, *used: Used) -> Decision:
    decision = answer(session, talk)
    return replace(decision, context=replace(decision.context, used=used))


def read(house: House, session: Session, talk: str, *used: Used) -> str:
    decision = reading(session, talk, *used)
    house.clock.move(MINUTE)
    house.turn(session, talk, decision)
    return decision.id


def every(house: House, subject: str, source: str = "", limit: int = 2) -> list[Use]:
    found: list[Use] = []
    while page := house.store.uses(subject, source, found[-1].mark if found else None, limit):
        found += page
    return found


def test_each_read_is_found_by_person_and_source_the_newest_first(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    talk, bobs = house.talk(ada), house.talk(bob)
    first = read(house, ada, talk, STATUS, TOTAL)
    read(house, ada, talk)
    second = read(house, ada, talk, INCOME, STATUS)
    third = read(house, ada, talk, INCOME)
    other = read(house, bob, bobs, STATUS)

    found, orders = every(house, ada.subject), every(house, ada.subject, "order")

    assert [(one.decision, one.used) for one in found] == [
        (third, (INCOME,)),
        (second, (INCOME, STATUS)),
        (first, (STATUS, TOTAL)),
    ]
    assert [(one.decision, one.used) for one in orders] == [(second, (STATUS,)), (first, (STATUS, TOTAL))]
    assert [one.decision for one in every(house, bob.subject)] == [other]
    assert not any(one.by_colleague for one in found)


def test_the_scope_of_a_breach_is_who_was_read_of_a_source_between_two_instants(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    talk, bobs = house.talk(ada), house.talk(bob)
    read(house, ada, talk, STATUS)
    since = house.clock.now() + 1
    mine, his = read(house, ada, talk, TOTAL), read(house, bob, bobs, STATUS, INCOME)
    until = house.clock.now() + 1
    read(house, bob, bobs, STATUS)

    first = house.store.uses_between(since, until, "order", limit=1)
    rest = house.store.uses_between(since, until, "order", first[-1].mark)

    found = {(one.subject, one.decision, one.used) for one in (*first, *rest)}
    assert found == {(ada.subject, mine, (TOTAL,)), (bob.subject, his, (STATUS,))}
    assert (len(first), len(rest)) == (1, 1)
    assert house.store.uses_between(since, until, "basket") == ()


def test_a_visitor_who_turns_out_to_be_a_customer_keeps_what_was_read_of_them(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    before = read(house, visitor, talk, STATUS)
    known = replace(visitor, customer="ada", level=Level.REACHABLE, proved_at=house.clock.now())

    house.clock.move(MINUTE)
    house.turn(visitor, talk, reading(known, talk, TOTAL), session=known)

    ada = house.store.subject_of("ada")
    assert ada
    assert [one.used for one in every(house, ada)] == [(TOTAL,), (STATUS,)]
    assert every(house, visitor.subject) == every(house, ada)
    assert every(house, ada)[-1].decision == before


def test_what_was_read_of_an_erased_person_is_gone(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    read(house, ada, house.talk(ada), STATUS)
    read(house, bob, house.talk(bob), STATUS)

    certificate = house.store.erase(ada.subject)

    assert certificate.erased["uses"] == 1
    assert every(house, ada.subject) == []
    assert [one.subject for one in house.store.uses_between(0, 2**60)] == [bob.subject]


def test_a_turn_that_is_undone_has_read_nothing(house: House) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    decision = reading(ada, talk, STATUS)

    with pytest.raises(NotFound):
        house.turn(ada, talk, decision, inbound=house.inbound(house.customer("bob"), talk))

    assert every(house, ada.subject) == []


def test_a_look_without_a_decision_has_a_record_of_its_own_once_in_a_while(house: House) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    house.turn(ada, talk, reading(ada, talk))
    desk = house.store.desk

    (first,) = desk.note_looks("mia", {talk: (WORDS, STATUS)})
    again = desk.note_looks("mia", {talk: (WORDS, STATUS)})
    (jons,) = desk.note_looks("jon", {talk: (WORDS, STATUS)})
    house.clock.move(LOOK_AGAIN)
    (later,) = desk.note_looks("mia", {talk: (WORDS, STATUS), "C-gone": (WORDS,)})

    found = every(house, ada.subject)
    stored = house.store.decision(first)
    assert again == ()
    assert {one.decision for one in found} == {first, jons, later}
    assert all(one.by_colleague and one.used == (WORDS, STATUS) for one in found)
    assert (stored.decision.kind, stored.decision.context.used) == (DecisionKind.LOOKED, (WORDS, STATUS))
    assert desk.note_looks("mia", {talk: ()}) == ()


def test_a_look_names_its_colleague_under_a_key_of_their_own_only(sqlite_house: House) -> None:
    ada = sqlite_house.customer("ada")
    talk = sqlite_house.talk(ada)

    sqlite_house.store.desk.note_looks("mia-quagga", {talk: (WORDS,)})
    sqlite_house.clock.move(DAY)

    assert b"quagga" not in sqlite_house.raw()


@given(st.lists(st.sampled_from([STATUS, TOTAL, INCOME, WORDS])))
def test_a_row_says_each_source_and_purpose_once(used: list[Used]) -> None:
    pairs = {(one.source, one.purpose.value) for one in used}

    said = reads_in(used).split()

    assert {tuple(one.split(":")) for one in said} == pairs
    assert len(said) == len(pairs)


def test_a_persons_own_look_and_the_houses_are_told_apart_from_a_use(house: House) -> None:
    ada, looks = house.customer("ada"), house.store.looks
    talk = house.talk(ada)
    decision = read(house, ada, talk, STATUS)

    own, again = (looks.own(ada, (STATUS, TOTAL)) for _ in range(2))
    shown, (waits,) = looks.explained(decision), looks.waiting([talk, talk, "C-gone"])

    found = {one.decision: one.by for one in every(house, ada.subject)}
    assert again == ""
    assert found == {
        decision: Onlooker.ASSISTANT,
        own: Onlooker.PERSON,
        shown: Onlooker.HOUSE,
        waits: Onlooker.HOUSE,
    }
    assert house.store.decision(shown).decision.facts == {"by": "house", "of": decision}
    house.store.erase(ada.subject)
    assert looks.explained(decision) == ""
