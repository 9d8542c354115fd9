"""What waits for a person, on both databases."""

from dataclasses import replace

import pytest
from tests.store.made import SECRET, House, answer, approval, deed, effect

from earnest.domain.errors import Conflict, NotFound, SignInNeeded
from earnest.domain.identity import Author
from earnest.domain.inbound import Resumed, Ruled
from earnest.domain.turns import DecisionKind, HandOverReason, Reply


def test_an_approval_waits_with_its_deed_and_clock(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    asked = approval(customer, talk)
    house.turn(customer, talk, asked)

    waits = house.store.approval(asked.approval)

    assert waits == house.store.approval(asked.id)
    assert (waits.deed, waits.decision, waits.due_at, waits.session) == (deed(), asked.id, asked.due_at, customer)
    assert (waits.open, waits.needed, waits.approved_by) == (True, 1, ())
    assert [one.id for one in house.store.hand_overs()] == [asked.approval]


def test_a_colleagues_yes_decides_it_once_even_after_the_customer_has_left(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    asked = approval(customer, talk)
    house.turn(customer, talk, asked)
    house.clock.move(10**12)

    reply = _rule(house, asked.approval, "mira", approve=True)

    assert [item.author for item in reply.items] == [Author.COLLEAGUE]  # the word that goes with the yes
    assert house.store.approval(asked.approval).approved_by == ("mira",)
    assert not house.store.approval(asked.approval).open
    assert house.store.hand_overs() == ()
    with pytest.raises(Conflict):
        _rule(house, asked.approval, "otto", approve=True)


def test_two_colleagues_must_be_two(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    asked = approval(customer, talk, needed=2)
    house.turn(customer, talk, asked)

    with pytest.raises(Conflict):
        _rule(house, asked.approval, "mira", approve=True)
    _rule(house, asked.approval, "mira", approve=True, does=False)
    with pytest.raises(Conflict):
        _rule(house, asked.approval, "mira", approve=True)

    assert house.store.approval(asked.approval).open
    _rule(house, asked.approval, "otto", approve=True)
    assert house.store.approval(asked.approval).approved_by == ("mira", "otto")


def test_a_no_closes_it(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    asked = approval(customer, talk, needed=2)
    house.turn(customer, talk, asked)

    _rule(house, asked.approval, "mira", approve=False, does=False)

    assert [one.state for one in house.store.hand_overs(open_only=False)] == ["refused"]
    assert house.store.approval(asked.approval).approved_by == ()


def test_an_approval_of_another_conversation_is_not_there(house: House) -> None:
    customer = house.customer()
    talk, other = house.talk(customer), house.talk(customer)
    asked = approval(customer, talk)
    house.turn(customer, talk, asked)
    ruling = house.inbound(customer, other, Ruled(asked.approval, approve=True, colleague="mira"))

    with pytest.raises(NotFound):
        house.turn(customer, other, effect(customer, other), inbound=ruling)
    with pytest.raises(NotFound):
        house.store.approval("A-NONE")


def test_a_hand_over_is_listed_and_the_conversation_is_with_a_person(house: House) -> None:
    visitor = house.visitor()
    talk = house.talk(visitor)
    handed = answer(visitor, talk, kind=DecisionKind.HAND_OVER, hand_over=HandOverReason.ASKED, due_at=77)

    house.turn(visitor, talk, handed)

    (waits,) = house.store.hand_overs()
    assert (waits.kind, waits.reason, waits.due_at, waits.decision) == ("hand_over", "asked", 77, handed.id)
    assert house.standing(visitor, talk).with_person


def test_who_ruled_is_sealed_apart_and_named_nowhere_in_the_clear(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    asked = approval(customer, talk)
    house.turn(customer, talk, asked)

    reply = _rule(house, asked.approval, "mira-the-colleague", approve=True)

    fields = {field.name for field in house.store.decision(reply.decisions[0]).fields}
    assert "colleague" in fields
    assert b"mira-the-colleague" not in house.raw()
    assert SECRET.encode() not in house.raw()


def _rule(house: House, name: str, colleague: str, *, approve: bool, does: bool = True) -> Reply:
    waits = house.store.approval(name)
    ruling = house.inbound(waits.session, waits.conversation, Ruled(name, approve, colleague, "looked at it"))
    done = effect(waits.session, waits.conversation)
    quiet = replace(answer(waits.session, waits.conversation, kind=DecisionKind.REFUSAL), said=())
    return house.turn(waits.session, waits.conversation, done if does else quiet, inbound=ruling)


def test_what_a_deed_set_going_is_taken_up_without_words_of_the_customers(house: House) -> None:
    customer = house.customer()
    talk = house.talk(customer)
    done = house.effect(customer, talk)
    resumed = house.inbound(customer, talk, Resumed(done.id))

    reply = house.turn(customer, talk, inbound=resumed)

    assert [item.author for item in reply.items] == [Author.ASSISTANT]
    assert house.turn(customer, talk, inbound=resumed) == reply
    house.clock.move(10**13)
    with pytest.raises(SignInNeeded):
        house.turn(customer, talk, inbound=house.inbound(customer, talk, Resumed(done.id)))
