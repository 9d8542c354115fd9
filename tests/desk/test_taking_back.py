"""A colleague's yes can be taken back while its deed is held: nothing goes out, and it waits for a person again."""

import pytest
from tests.desk.test_acts import act
from tests.turn.house import House, Talk, words_of
from tests.turn.test_undo import HELD, undoable

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.identity import Channel
from earnest.domain.inbound import DeskAct, Inbound, Ruled
from earnest.domain.ratings import Rating, RatingReason, Review
from earnest.domain.rights import Undo
from earnest.domain.turns import DecisionKind


def allowed(house: House, wish: str = "refund A3", *colleagues: str) -> tuple[Talk, str]:
    """A customer whose wish was approved at the desk and is held; the deed's decision."""
    talk = undoable(house).talk()
    talk.say(wish)
    talk.press()
    (approval,) = house.waiting()
    waits = house.store.approval(approval)
    for colleague in colleagues or ("kim",):
        ruled = Ruled(approval, approve=True, colleague=colleague)
        number = f"r-{next(house.numbers)}"
        reply = house.turns.take(Inbound(waits.conversation, number, Channel.API, waits.session, ruled))
    return talk, reply.decisions[0]


def test_taken_back_in_time_nothing_goes_out_and_it_waits_anew(either_house: House) -> None:
    house = either_house
    talk, effect = allowed(house)
    house.clock.move(HELD - 1)

    reply = act(house, talk, DeskAct.TAKE_BACK, about=effect)
    house.clock.move(HELD)
    done = house.deeds()

    undone = house.stored(reply).decision
    assert (undone.kind, undone.caused_by) == (DecisionKind.UNDO, effect)
    assert words_of(reply) == "Mia has taken this back before it went out: Do refund. A person decides it anew."
    assert (done, house.paid()) == (0, [])
    (approval,) = house.waiting()
    assert house.store.approval(approval).approved_by == ()
    assert house.exposure(talk.session) == 0


def test_what_was_taken_back_can_be_approved_by_the_same_colleague(house: House) -> None:
    talk, effect = allowed(house)
    act(house, talk, DeskAct.TAKE_BACK, about=effect)
    (approval,) = house.waiting()
    waits = house.store.approval(approval)

    again = Ruled(approval, approve=True, colleague="kim")
    house.turns.take(Inbound(talk.id, "r-again", Channel.API, waits.session, again))
    house.clock.move(HELD)
    house.deeds()

    assert house.paid() == ["A3"]


def test_where_two_agreed_both_are_asked_again(house: House) -> None:
    talk, effect = allowed(house, "refund A4", "kim", "lee")

    act(house, talk, DeskAct.TAKE_BACK, about=effect)

    (approval,) = house.waiting()
    assert house.store.approval(approval).approved_by == ()
    assert house.store.approval(approval).needed == 2


def test_what_has_gone_out_is_not_taken_back(either_house: House) -> None:
    house = either_house
    talk, effect = allowed(house)
    house.clock.move(HELD)

    with pytest.raises(Conflict, match="gone out"):
        act(house, talk, DeskAct.TAKE_BACK, about=effect)

    house.deeds()
    assert house.paid() == ["A3"]


def test_what_the_customer_undid_is_not_taken_back_and_does_not_wait(house: House) -> None:
    talk, effect = allowed(house)
    talk.take(Undo(effect))

    with pytest.raises(Conflict):
        act(house, talk, DeskAct.TAKE_BACK, about=effect)

    assert house.waiting() == []


def test_what_no_colleague_approved_is_its_customers_alone_to_undo(house: House) -> None:
    talk = undoable(house).talk()
    talk.say("refund A1")
    effect = talk.press().decisions[0]
    stranger = house.talk("bob")

    with pytest.raises(Conflict, match="only its customer"):
        act(house, talk, DeskAct.TAKE_BACK, about=effect)
    with pytest.raises(NotFound):
        act(house, stranger, DeskAct.TAKE_BACK, about=effect)


# --- what is for the owner -----------------------------------------------------------------------------------------


def unfair(house: House) -> Talk:
    """A customer who felt treated unfairly, and knows of nobody who looks at it."""
    talk = house.talk()
    talk.say("hello")
    house.store.rate(talk.session, talk.id, Rating("f-1", reasons=(RatingReason.UNFAIR,)), Review((("a", "b"),), 99))
    return talk


def test_the_owner_closes_what_was_felt_to_be_unfair_and_the_customer_hears_nothing_of_it(either_house: House) -> None:
    house, talk = either_house, unfair(either_house)

    reply = act(house, talk, DeskAct.CLOSE, owner=True)

    assert house.stored(reply).decision.kind is DecisionKind.CLOSED
    assert reply.items == ()
    assert house.store.hand_overs() == ()


def test_nobody_but_the_owner_closes_it(house: House) -> None:
    talk = unfair(house)

    act(house, talk, DeskAct.CLOSE)

    assert [one.kind for one in house.store.hand_overs()] == ["governance"]


def test_whoever_has_met_a_person_is_told_that_it_was_closed(house: House) -> None:
    talk = house.talk()
    talk.person()

    reply = act(house, talk, DeskAct.CLOSE)

    assert words_of(reply) == "The person has closed this. Write again at any time, and I am here."
