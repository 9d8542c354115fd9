"""What a skill's dry run and facts look at is read for a stated purpose: on record with the decision, or not at all."""

from collections.abc import Mapping
from dataclasses import replace

from tests.turn.house import House, Talk, words_of

from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.rights import Bar
from earnest.domain.turns import DecisionKind, Used

ORDER = {"order": Purpose.SERVICE_ORDER}
PROFILE = {"profile": Purpose.MEMORY_PROFILE}


def reading(house: House, reads: Mapping[str, Purpose]) -> House:
    """The house, its refund declaring what it looks at."""
    broker = house.turns.world.broker
    refund = replace(broker.skills["refund"], reads=reads)
    world = replace(house.turns.world, broker=replace(broker, skills={**broker.skills, "refund": refund}))
    return replace(house, turns=replace(house.turns, world=world))


def profile(house: House, talk: Talk, state: ConsentState) -> None:
    house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, state)


def test_what_the_facts_of_a_pressed_card_rest_on_is_on_record_with_its_decision(either_house: House) -> None:
    house = reading(either_house, ORDER)
    talk = house.talk()
    talk.say("refund A1")

    pressed = talk.press()

    effect = house.stored(pressed).decision
    assert effect.kind is DecisionKind.EFFECT
    assert {(one.source, one.purpose) for one in effect.context.used} == {("order", Purpose.SERVICE_ORDER)}
    assert Used("order", "total", Purpose.SERVICE_ORDER) in effect.context.used


def test_without_a_live_basis_no_dry_run_and_no_facts_are_asked_for(either_house: House) -> None:
    house = reading(either_house, PROFILE)
    talk = house.talk()

    without = talk.say("refund A1")
    profile(house, talk, ConsentState.GIVEN)
    with_it = talk.say("refund A1")

    refused, carded = house.stored(without).decision, house.stored(with_it).decision
    assert (refused.kind, refused.facts, refused.deed) == (DecisionKind.REFUSAL, {}, None)
    assert "asked me not to use here" in words_of(without)
    assert carded.kind is DecisionKind.CARD
    assert "profile" in {one.source for one in carded.context.used}


def test_a_basis_that_ended_between_card_and_press_stops_the_deed(either_house: House) -> None:
    house = reading(either_house, PROFILE)
    talk = house.talk()
    profile(house, talk, ConsentState.GIVEN)
    talk.say("refund A1")

    profile(house, talk, ConsentState.WITHDRAWN)
    pressed = talk.press()
    house.deeds()

    assert house.stored(pressed).decision.kind is DecisionKind.REFUSAL
    assert house.paid() == []


def test_what_the_customer_has_barred_since_is_not_looked_at_for_a_colleagues_yes(house: House) -> None:
    house = reading(house, ORDER)
    talk = house.talk()
    talk.say("refund A3")
    talk.press()
    (waits,) = house.waiting()

    talk.take(Bar("order"))
    ruled = house.rule(waits, "mia")
    house.deeds()

    assert house.stored(ruled).decision.context.used == ()
    assert house.paid() == []


def test_words_of_others_among_what_a_skill_looks_at_steer_nothing(house: House) -> None:
    house = reading(house, {"order": Purpose.SERVICE_CLAIM})
    talk = house.talk()

    carded = house.stored(talk.say("refund A1")).decision

    assert carded.context.asked_by.value == "customer"
