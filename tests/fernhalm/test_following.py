"""Words that mean something only after what was said before, and words that name a thing without a wish."""

from collections.abc import Callable

import pytest
from tests.fernhalm.customers import Customer

Begin = Callable[..., Customer]


@pytest.mark.parametrize(
    ("who", "language", "first", "then", "told"),
    [
        ("ada", "en", "where is order 1051?", "and 1058?", "1058"),
        ("ada", "en", "do you have the beck hat in navy", "and in mustard?", "mustard"),
        ("ada", "en", "is the drizzle jacket waterproof", "and the gloves?", "Wool gloves"),
        ("ada", "en", "what did I order last", "and before that?", "1043"),
        ("ben", "de", "wo ist 1049", "wann kommt das denn?", "1049"),
    ],
)
def test_a_fragment_is_read_as_the_question_before_it(
    customer: Begin, who: str, language: str, first: str, then: str, told: str
) -> None:
    talk = customer(who, language)

    talk.says(first)
    heard = talk.says(then)

    assert told in heard.text
    assert heard.choices == ()


def test_when_after_a_refund_tells_of_that_refund_and_no_other(customer: Begin) -> None:
    ada = customer("ada")
    ada.says("The head torch from order 1043 is broken, I want my money back")
    ada.says("<confirm>")

    heard = ada.says("when will I get the money?")

    assert "Glow head torch" in heard.text
    assert heard.choices == ()


def test_when_after_a_cancellation_tells_of_its_money(customer: Begin) -> None:
    ada = customer("ada")
    ada.says("cancel order 1058")
    ada.says("<confirm>")

    heard = ada.says("when do I get my money back?")

    assert "€14.90" in heard.text


def test_another_thing_named_after_a_refund_is_not_taken_for_that_one(customer: Begin) -> None:
    ada = customer("ada")
    ada.says("The head torch from order 1043 is broken, I want my money back")
    ada.says("<confirm>")

    heard = ada.says("and when will I get the money for the fell tent pegs?")

    assert "Fell tent pegs" in heard.text


def test_an_address_alone_is_offered_as_the_new_one(customer: Begin) -> None:
    heard = customer("ada").says("12 Hill Road, 10115 Berlin")

    assert "12 Hill Road" in heard.row("To")


def test_an_order_number_alone_is_answered(customer: Begin) -> None:
    assert "1051" in customer("ada").says("1051?").text


def test_a_thing_alone_is_asked_about_with_a_question_about_it_among_the_choices(customer: Begin) -> None:
    assert "ask about a product" in customer("ada").says("the ridge backpack").choices


def test_a_reason_that_was_not_told_is_not_asked_for_where_the_playbook_has_one(customer: Begin) -> None:
    heard = customer("ada").says("I want to return the backpack from 1042")

    assert heard.card is not None


def test_a_message_of_its_own_is_not_taken_for_more_of_the_one_before(customer: Begin) -> None:
    ada = customer("ada")
    ada.says("where is order 1051?")

    heard = ada.says("and do you have the beck hat in navy")

    assert "Beck wool hat" in heard.text
    assert "1051" not in heard.text


@pytest.mark.parametrize(
    ("language", "lines", "told"),
    [
        ("en", ("send back the backpack from 1042", "<confirm>", "and where do I get the label?"), "e-mail"),
        ("en", ("send back the backpack from 1042", "<confirm>", "what happens now?"), "3 to 5 days"),
        ("en", ("cancel order 1058", "what do I get back?"), "€14.90"),
        ("de", ("1058 stornieren bitte", "was krieg ich zurück?"), "14,90"),
    ],
)
def test_what_becomes_of_a_deed_is_told_from_the_deed(
    customer: Begin, language: str, lines: tuple[str, ...], told: str
) -> None:
    ada = customer("ada", language)

    heard = [ada.says(line) for line in lines][-1]

    assert told in heard.text
    assert heard.hand_over is None
