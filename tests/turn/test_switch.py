"""The kill switch: what is switched off is not done from the next instant on, and whoever asks gets a person."""

import pytest
from tests.turn.house import House, Talk, doing, handle, thought, words_of

from earnest.domain.errors import Conflict
from earnest.domain.governing import EVERYTHING
from earnest.domain.inbound import Button
from earnest.domain.rights import Undo
from earnest.domain.turns import DecisionKind, HandOverReason, Look, Reply, Scene, Thought


def kinds(house: House, reply: Reply) -> list[DecisionKind]:
    return [house.store.decision(name).decision.kind for name in reply.decisions]


def off(house: House, what: str = "refund") -> None:
    house.store.governing.switch(what, "a test", "mia", off=True)


def on(house: House, what: str = "refund") -> None:
    house.store.governing.switch(what, "the test is over", "mia", off=False)


@pytest.mark.parametrize("what", ["refund", EVERYTHING])
def test_what_is_switched_off_is_told_and_goes_to_a_person(house: House, what: str) -> None:
    talk = house.talk()
    off(house, what)

    reply = talk.say("refund A1")

    found = house.stored(reply).decision
    assert (found.kind, found.hand_over) == (DecisionKind.HAND_OVER, HandOverReason.SWITCHED_OFF)
    assert "switched off" in words_of(reply)
    assert [one.reason for one in house.store.hand_overs()] == ["switched_off"]
    assert house.paid() == []


def test_it_is_told_once_and_then_only_that_a_person_knows(house: House) -> None:
    talk = house.talk()
    off(house)
    talk.say("refund A1")

    reply = talk.say("refund A1")

    assert kinds(house, reply) == [DecisionKind.ANSWER]
    assert "A person has been told" in words_of(reply)
    assert len(house.store.hand_overs()) == 1


def test_a_switch_thrown_while_the_assistant_thinks_counts_already(house: House) -> None:
    talk, thrown = house.talk(), list[bool]()

    def play(scene: Scene, look: Look) -> Thought:
        if not thrown:
            thrown.append(True)
            off(house)
        return thought(scene, doing("refund", {"order": handle(look, "A1")}))

    house.plays(play)

    assert kinds(house, talk.say("refund A1")) == [DecisionKind.HAND_OVER]


def test_a_card_shown_before_is_not_carried_out(house: House) -> None:
    talk = house.talk()
    talk.say("refund A1")
    off(house)

    reply = talk.press()

    assert kinds(house, reply) == [DecisionKind.HAND_OVER]
    house.deeds()
    assert house.paid() == []


def test_a_card_can_still_be_declined(house: House) -> None:
    talk = house.talk()
    talk.say("refund A1")
    off(house)

    assert kinds(house, talk.press(button=Button.CANCEL)) == [DecisionKind.WITHDRAWAL]


def waits_to_go_out(house: House) -> Talk:
    """A confirmed refund whose deed has not been begun."""
    talk = house.talk()
    talk.say("refund A1")
    talk.press()
    return talk


def test_what_waits_to_go_out_does_not_and_a_person_looks(house: House) -> None:
    talk = waits_to_go_out(house)
    off(house)

    house.deeds()

    assert house.paid() == []
    assert house.exposure(talk.session) == 0
    assert "switched off before it went out" in talk.texts()
    assert [one.reason for one in house.store.hand_overs()] == ["switched_off"]


def test_everything_off_stops_thought_and_leaves_every_right(house: House) -> None:
    talk = waits_to_go_out(house)
    effect = house.store.hand_overs
    before = house.assistant.thoughts
    off(house, EVERYTHING)

    said = talk.say("hello")
    asked = talk.person()

    assert house.assistant.thoughts == before
    assert kinds(house, said) == [DecisionKind.HAND_OVER]
    assert kinds(house, asked) == [DecisionKind.HAND_OVER]
    assert len(effect()) == 2


def test_a_colleague_cannot_allow_what_is_switched_off_and_can_decline_it(house: House) -> None:
    talk = house.talk()
    talk.say("refund A3")
    talk.press()
    (approval,) = house.waiting()
    off(house)

    with pytest.raises(Conflict, match="switched off"):
        house.rule(approval, "ida")

    assert kinds(house, house.rule(approval, "ida", approve=False)) == [DecisionKind.REFUSAL]


def test_switched_on_again_it_works_as_before(house: House) -> None:
    talk = house.talk()
    off(house)
    on(house)

    talk.say("refund A1")
    talk.press()
    house.deeds()

    assert len(house.paid()) == 1


def test_an_undo_is_never_switched_off(house: House) -> None:
    talk = house.talk()
    talk.say("refund A1")
    reply = talk.press()
    off(house, EVERYTHING)

    undone = talk.take(Undo(reply.decisions[0]))

    assert DecisionKind.HAND_OVER not in kinds(house, undone)
