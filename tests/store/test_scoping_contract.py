"""Whom a breach of a source would concern is counted alike on both databases, from the reads on record."""

from dataclasses import replace

import pytest
from tests.store.made import House, answer

from earnest.domain.counted import Scope
from earnest.domain.identity import Session
from earnest.domain.purposes import Purpose
from earnest.domain.time import MINUTE
from earnest.domain.turns import Used
from earnest.store import scoping

EVER = (0, 2**62)
STATUS = Used("order", "status", Purpose.SERVICE_ORDER)
TOTAL = Used("order", "total", Purpose.SERVICE_PAYMENT)
LINE = Used("orderxline", "name", Purpose.SERVICE_ORDER)
UNDERSCORED = Used("order_line", "name", Purpose.SERVICE_ORDER)
WORDS = Used("conversation", "words", Purpose.SERVICE_ANSWER)
ORDER, ANSWER, PAYMENT = "service.order", "service.answer", "service.payment"


def read(house: House, session: Session, talk: str, *used: Used) -> str:
    made = answer(session, talk)
    house.clock.move(MINUTE)
    house.turn(session, talk, replace(made, context=replace(made.context, used=used)))
    return made.id


def test_people_fields_purposes_and_onlookers_are_counted_source_by_source(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    talk, bobs = house.talk(ada), house.talk(bob)
    read(house, ada, talk, STATUS, TOTAL)
    read(house, ada, talk, STATUS)
    read(house, bob, bobs, STATUS, WORDS)
    house.store.desk.note_looks("mia", {bobs: (WORDS,)})

    found = house.store.scopes(*EVER)

    assert found == (
        Scope(
            "conversation",
            people=1,
            by={"assistant": 1, "colleague": 1},
            purposes={ANSWER: 2},
            fields={("words", ANSWER): 2},
        ),
        Scope(
            "order",
            people=2,
            by={"assistant": 3},
            purposes={ORDER: 3, PAYMENT: 1},
            fields={("status", ORDER): 3, ("total", PAYMENT): 1},
        ),
    )


def test_the_scope_is_that_of_one_source_and_of_the_time_asked_for(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    read(house, ada, house.talk(ada), STATUS)
    since = house.clock.now() + 1
    read(house, bob, house.talk(bob), TOTAL, WORDS)
    until = house.clock.now() + 1
    read(house, ada, house.talk(ada), STATUS)

    (found,) = house.store.scopes(since, until, "order")

    assert found == Scope("order", 1, {"assistant": 1}, {PAYMENT: 1}, {("total", PAYMENT): 1})
    assert house.store.scopes(since, until, "basket") == ()


def test_a_source_is_not_taken_for_another_that_is_spelt_alike(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    read(house, ada, house.talk(ada), LINE)
    read(house, bob, house.talk(bob), UNDERSCORED)

    (found,) = house.store.scopes(*EVER, "order_line")

    assert (found.people, found.by, found.untold) == (1, {"assistant": 1}, 0)


def test_a_read_whose_decision_is_not_on_record_stands_out_and_its_person_is_counted(house: House) -> None:
    ada = house.customer("ada")
    decision = read(house, ada, house.talk(ada), STATUS)

    (well,) = house.store.scopes(*EVER)
    house.store.decide(lambda unit: unit.rows.run("UPDATE uses SET decision = 'D-none' WHERE decision = ?", decision))
    (found,) = house.store.scopes(*EVER)

    assert (well.unproved, well.untold) == (0, 0)
    assert (found.people, found.unproved, found.untold, found.fields) == (1, 1, 1, {})


def test_an_erased_person_is_in_no_scope(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    read(house, ada, house.talk(ada), STATUS)
    read(house, bob, house.talk(bob), STATUS)

    house.store.erase(ada.subject)

    assert [one.people for one in house.store.scopes(*EVER)] == [1]


def test_reads_beyond_those_whose_fields_are_looked_up_are_counted_all_the_same(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoping, "OPENED_MAX", 1)
    ada = house.customer("ada")
    talk = house.talk(ada)
    read(house, ada, talk, STATUS)
    read(house, ada, talk, TOTAL)

    (found,) = house.store.scopes(*EVER)

    assert (found.by, found.fields, found.untold) == ({"assistant": 2}, {("total", PAYMENT): 1}, 1)
