"""A colleague approves less than was asked for, at Fernhalm: what the customer, the shop and "why" say of it."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.fernhalm.conftest import clock, customer, house
from tests.fernhalm.counter import Counter
from tests.fernhalm.customers import Customer, Heard
from tests.fernhalm.test_shop_deeds import counter

from earnest.domain.errors import Conflict, Declined
from earnest.domain.identity import Author
from earnest.domain.items import Receipt, Words
from earnest.domain.money import Money
from earnest.domain.verdicts import Outcome
from earnest.house import House

__all__ = ["clock", "counter", "customer", "house"]

WORN = "The jacket was worn twice, so we pay back a part."


def over_the_limit(begin: Callable[..., Customer], line: str, language: str = "en", who: str = "ada") -> Customer:
    """A customer whose confirmed wish for money waits for a colleague."""
    found = begin(who, language)
    asked = found.says(line)
    assert asked.card, asked.text
    assert found.says("yes").hand_over
    return found


def approve(house: House, amount: str, note: str = WORN) -> str:
    """A colleague's yes to a smaller amount; the decision."""
    (waits,) = [one for one in house.waiting() if one["kind"] == "approval"]
    money = Money.of(amount, "EUR")
    reply = house.rule(waits["id"], f"r-{amount}", "mia", "Mia", approve=True, note=note, amount=money)
    return reply.decisions[0]


def receipts(heard: Heard) -> list[Receipt]:
    return [part for part in heard.parts if isinstance(part, Receipt)]


@pytest.mark.slow
def test_of_129_euros_60_are_approved_and_receipt_shop_and_why_say_60(
    house: House, customer: Callable[..., Customer]
) -> None:
    ada = over_the_limit(customer, "i want my money back for the rain jacket, order 1051, it is torn")

    effect = approve(house, "60.00")
    told = ada.hears()

    (receipt,) = receipts(told)
    assert receipt.title == "Refund €60.00"
    assert dict(receipt.rows)["Amount"] == "€60.00"
    assert dict(receipt.rows)["Asked for"] == "€129.00"
    assert f"Mia has agreed to €60.00 of the €129.00 you asked for. The reason: {WORN}" in told.text
    assert "€60.00 goes back" in told.text or "€60.00 is on its way" in told.text
    shop = house.world.shop.rows("select amount_minor, key from refunds where key != ''")
    assert [(row["amount_minor"], row["key"]) for row in shop] == [(6_000, effect)]
    why = house.explained(effect)
    assert why.facts["amount"] == "60.00 EUR"
    assert WORN in " ".join(why.said)
    assert "€129.00" in " ".join(why.said)
    assert [one.row for one in why.rules] == ["over-50", "not-there-yet"]


@pytest.mark.slow
def test_in_german_and_without_a_reason_the_customer_still_reads_who_allowed_how_much(
    house: House, customer: Callable[..., Customer]
) -> None:
    ada = over_the_limit(customer, "bitte geld zurück für die regenjacke, bestellung 1051, sie ist gerissen", "de")

    approve(house, "60.00", note="")
    told = ada.hears()

    (receipt,) = receipts(told)
    assert receipt.title == "60,00\u00a0€ erstatten"
    assert dict(receipt.rows)["Gewünscht"] == "129,00\u00a0€"
    assert "Mia hat 60,00\u00a0€ von 129,00\u00a0€ bewilligt" in told.text


@pytest.mark.slow
def test_a_whole_yes_with_a_word_is_read_as_the_colleagues_own_words(
    house: House, customer: Callable[..., Customer]
) -> None:
    ada = over_the_limit(customer, "i want my money back for the rain jacket, order 1051, it is torn")
    (waits,) = [one for one in house.waiting() if one["kind"] == "approval"]

    house.rule(waits["id"], "r-1", "mia", "Mia", approve=True, note="Sorry for the trouble, Ada.")

    last = ada.talk.hear()[-1]
    assert (last.author, last.colleague) == (Author.COLLEAGUE, "Mia")
    assert last.parts == (Words("Sorry for the trouble, Ada."),)


@pytest.mark.slow
def test_more_than_was_asked_for_is_never_approved(house: House, customer: Callable[..., Customer]) -> None:
    over_the_limit(customer, "i want my money back for the rain jacket, order 1051, it is torn")

    with pytest.raises(Conflict):
        approve(house, "129.01")

    assert not house.world.shop.rows("select 1 from refunds where key != ''")


# --- at the counter ------------------------------------------------------------------------------------------------

JACKET: dict[str, Any] = {"order_id": "1051", "lines": ["1051/1"], "reason": "fault"}


def test_what_is_left_after_a_part_was_paid_back_is_a_persons_to_decide(counter: Counter) -> None:
    counter.do("ada", "refund", amount=Money(8_000, "EUR"), **JACKET)

    rest = counter.deed("ada", "refund", **JACKET)
    verdict = counter.verdict("ada", "refund", **JACKET)

    assert rest.amount == Money(4_900, "EUR")
    assert verdict.outcome is Outcome.ASK_PERSON
    assert "rest" in [one.row for one in verdict.fired]


def test_no_more_than_is_open_can_be_paid_back(counter: Counter) -> None:
    counter.do("ada", "refund", amount=Money(8_000, "EUR"), **JACKET)

    with pytest.raises(Declined, match="Less than that"):
        counter.do("ada", "refund", key="D-2", amount=Money(4_901, "EUR"), **JACKET)


def test_a_part_of_several_items_is_paid_back_in_their_order(counter: Counter) -> None:
    lines = ["1043/1", "1043/2"]
    asked = counter.deed("ada", "refund", order_id="1043", lines=lines, reason="fault").amount
    assert asked is not None

    counter.do("ada", "refund", order_id="1043", lines=lines, reason="fault", amount=Money(3_000, "EUR"))

    paid = counter.shop.rows("select line, amount_minor from refund_line where line like '1043/%' order by line")
    first = counter.shop.lines("1043")[0]["price_minor"]
    assert [tuple(row) for row in paid] == [("1043/1", first), ("1043/2", 3_000 - first)]
    assert counter.deed("ada", "refund", order_id="1043", lines=["1043/2"], reason="fault").amount == Money(
        asked.minor - 3_000, "EUR"
    )
