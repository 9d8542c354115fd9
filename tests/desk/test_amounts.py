"""A colleague approves less than was asked for: judged again, done by its own hash, never more."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.turn.house import House, Talk
from tests.turn.shop import SKILLS

from earnest.domain.errors import Conflict
from earnest.domain.identity import Channel
from earnest.domain.inbound import Inbound, Ruled
from earnest.domain.items import Receipt
from earnest.domain.money import Money
from earnest.domain.turns import DecisionKind, Reply
from earnest.policy import Broker


def waiting(house: House, wish: str = "refund A3") -> tuple[Talk, str]:
    """A customer whose confirmed wish waits for a colleague; the approval."""
    talk = house.talk()
    talk.say(wish)
    talk.press()
    (approval,) = house.waiting()
    return talk, approval


def rule(house: House, approval: str, amount: Money | None, colleague: str = "kim") -> Reply:
    waits = house.store.approval(approval)
    ruled = Ruled(approval, approve=True, colleague=colleague, amount=amount)
    number = next(house.numbers)
    return house.turns.take(Inbound(waits.conversation, f"r-{number}", Channel.API, waits.session, ruled))


def test_a_smaller_amount_is_what_is_paid_recorded_and_shown(house: House) -> None:
    talk, approval = waiting(house)

    reply = rule(house, approval, Money(4_000, "EUR"))
    house.deeds()

    effect = house.stored(reply).decision
    assert effect.kind is DecisionKind.EFFECT
    assert effect.deed is not None
    assert effect.deed.amount == effect.facts["amount"] == Money(4_000, "EUR")
    assert [(key, minor) for key, _, _, _, minor in house.shop.effects()] == [(effect.id, 4_000)]
    receipts = [part for item in house.store.items(talk.id, talk.session) for part in item.parts]
    assert [one.rows for one in receipts if isinstance(one, Receipt)][-1][1] == ("Amount", "€40.00")
    assert house.exposure(talk.session) == 4_000


def test_a_smaller_amount_is_judged_again_on_what_is_so_now(house: House) -> None:
    _, approval = waiting(house)
    house.shop.change("A3", "days", 31)

    reply = rule(house, approval, Money(4_000, "EUR"))

    assert house.stored(reply).decision.kind is DecisionKind.REFUSAL
    assert house.deeds() == 0


@pytest.mark.parametrize("amount", [Money(7_901, "EUR"), Money(0, "EUR"), Money(-1, "EUR"), Money(4_000, "USD")])
def test_no_other_amount_can_be_approved(house: House, amount: Money) -> None:
    _, approval = waiting(house)

    with pytest.raises(Conflict):
        rule(house, approval, amount)

    assert house.waiting() == [approval]
    assert house.deeds() == 0


def test_the_same_amount_is_an_ordinary_yes(house: House) -> None:
    _, approval = waiting(house)

    rule(house, approval, Money(7_900, "EUR"))
    house.deeds()

    assert house.paid() == ["A3"]


def test_where_two_must_agree_they_agree_on_what_was_asked(house: House) -> None:
    _, approval = waiting(house, "refund A4")

    with pytest.raises(Conflict, match="Two colleagues"):
        rule(house, approval, Money(100, "EUR"))

    assert house.waiting() == [approval]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(minor=st.integers(-(10**6), 10**6))
def test_a_lowered_deed_is_smaller_and_has_a_hash_of_its_own(house: House, minor: int) -> None:
    broker: Broker = house.turns.world.broker
    talk = house.talk()
    talk.say("refund A3")
    (card,) = house.store.read(lambda unit: unit.standing(_inbound(talk))).cards
    assert card.deed.amount is not None

    try:
        lowered = broker.lowered(house.shop, talk.session, card.deed, Money(minor, "EUR"), house.clock.now())
    except Conflict:
        assert not 0 < minor < card.deed.amount.minor
    else:
        assert lowered.amount == Money(minor, "EUR") < card.deed.amount
        assert lowered.args_hash != card.deed.args_hash
        assert lowered.skill in SKILLS


def _inbound(talk: Talk) -> Inbound:
    return Inbound(talk.id, "look", Channel.CHAT, talk.session, Ruled("A-0", approve=False, colleague="kim"))
