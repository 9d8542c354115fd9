"""What a second, independent speaker said and was not understood; one scenario for each."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.fakes import TONGUES, Chat, FakeLook, FakeRouter, two_pending

from earnest.assistant.claims import find_claims
from earnest.assistant.cues import Aside, aside_of
from earnest.domain.identity import Level
from earnest.domain.turns import HandOverReason

NAMES = {"first_name": "Ada", "last_name": "Moss", "zip": "97301"}


def stranger() -> Chat:
    return Chat(look=FakeLook(known=False), level=Level.ANYONE)


@pytest.mark.parametrize(
    "words",
    [
        "Hello, Ada Moss, 97301. I am angry about the lamp.",
        "Ada Moss 97301. I want to cancel an order",
        "ada moss / zip 97301",
        "ada moss / zip 97301. I recently placed two orders, and one of them is late.",
        "Ada Moss, zip 97301",
        "97301, Ada Moss",
        "First name Ada, last name Moss, zip code 97301",
        "Ada Moss. My zip is 97301",
    ],
)
def test_a_name_beside_a_zip_code_says_who_writes_before_any_question(words: str) -> None:
    claims = find_claims(words, TONGUES["en"], asked=False)

    assert claims == NAMES


def test_a_name_and_zip_before_the_wish_are_kept_for_it() -> None:
    chat = stranger().say("Hello, Ada Moss, 97301. I have a question").say("please cancel my order, it was a mistake")

    assert chat.level is Level.REACHABLE
    assert chat.args()["order"] == "h:order:#10042"


@given(
    st.sampled_from(["Desk Lamp", "desk lamp", "Trail Backpack", "blue t-shirt"]),
    st.sampled_from(
        ["return the {}", "{} please", "{}, it is torn", "exchange the {} for a black one", "the {} / broken"]
    ),
)
def test_words_for_a_product_are_no_name_where_no_zip_or_e_mail_stands_near(product: str, frame: str) -> None:
    claims = find_claims(frame.format(product), TONGUES["en"], asked=False)

    assert claims == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Great, that's all from me. Have a nice one!"),
        ("en", "Wonderful, that was everything, thanks so much!"),
        ("en", "ok that's it"),
        ("en", "no, that's all, cheers"),
        ("de", "Das war alles, danke, schönen Tag noch!"),
        ("de", "nein danke, das wär's"),
    ],
)
def test_a_goodbye_is_known_for_one(language: str, words: str) -> None:
    assert aside_of(TONGUES[language], words) is Aside.FAREWELL


def test_small_talk_before_a_wish_is_no_unclear_word() -> None:
    chat = Chat().say("I have a bit of a situation. I'd like to return the backpack, money on my visa")

    assert chat.args()["lines"] == ["h:line:1043/1"]


def test_unclear_words_are_quoted_as_a_whole_clause() -> None:
    chat = Chat().say("Hi there. Return the backpack if my wife agrees, money on my visa")

    assert '"Return the backpack if my wife agrees, money on my visa"' in chat.text


@pytest.mark.parametrize("words", ["actually I regret it, I want to keep it", "forget it", "never mind"])
def test_words_of_regret_withdraw_the_card(words: str) -> None:
    chat = Chat().say("return the backpack, money on my visa").say(words)

    assert chat.action is None
    assert "All right, I leave it as it is." in chat.text


def test_a_withdrawal_with_a_new_wish_takes_the_new_wish() -> None:
    chat = (
        Chat().say("cancel my order, it was a mistake").say("forget it. I'd like to return the lamp, money on my visa")
    )

    assert chat.args()["lines"] == ["h:line:1043/2"]


def test_not_this_only_that_replaces_the_items_on_the_card() -> None:
    chat = Chat().say("return the backpack, money on my visa").say("No, not the backpack, only the lamp")

    assert chat.args()["lines"] == ["h:line:1043/2"]
    assert chat.args()["payment"] == "h:payment_method:pay1"


def test_not_yet_adds_an_item_to_the_card() -> None:
    chat = Chat().say("return the backpack, money on my visa").say("not yet, I also want to return the lamp")

    assert sorted(chat.args()["lines"]) == ["h:line:1043/1", "h:line:1043/2"]


def test_the_second_time_an_open_card_is_not_understood_it_is_said_what_can_be_done() -> None:
    chat = Chat().say("return the backpack, money on my visa").say("the sky is blue").say("and the grass is green")

    assert "still open" not in chat.text
    assert chat.labels[1:] == ["Do nothing", "Something else", "Talk to a person"]

    chat.choose("Do nothing")

    assert "All right, I leave it as it is." in chat.text


def test_a_refund_crosswise_goes_to_a_person() -> None:
    chat = Chat().say("return the backpack, money on my visa")

    chat.say("refund each order to the other order's payment method")

    assert [one.hand_over for one in chat.proposals if one.hand_over] == [HandOverReason.UNSURE]


def test_a_second_clause_about_another_order_is_a_wish_of_its_own() -> None:
    router = FakeRouter({"cancel": "cancel", "send back": "return"})
    chat = Chat(look=two_pending(), router=router)

    chat.say("cancel 10042, it was a mistake, and also for order 10043, I'd like to return the lamp")

    assert chat.args()["order"] == "h:order:#10042"
    assert "#10043" not in chat.args()["order"]


def test_an_unknown_number_is_said_before_anything_else() -> None:
    chat = Chat().say("cancel order 99999, it was a mistake")

    assert chat.text.startswith("I cannot find 99999")


def settled_in(chat: Chat, **changed: Any) -> Chat:
    """The chat after its card was confirmed and the records have changed."""
    chat.look.orders = tuple({**one, **changed} if one["id"] == "#10042" else one for one in chat.look.orders)
    return chat.settle()


def test_the_same_wish_for_another_order_is_not_done_already() -> None:
    chat = settled_in(
        Chat(look=two_pending()).say("please cancel order 10042 with mug, it was a mistake"), status="cancelled"
    )

    chat.say("please cancel the order with the lamp, it was a mistake")

    assert "done already" not in chat.text
    assert chat.args()["order"] == "h:order:#10044"
