"""Words that could change a deed are applied, asked about, or taken to a person; never left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistant.fakes import HOME, ORDERS, Chat, FakeLook, line, order, two_pending

from earnest.assistant.tongue import cut, read_tongues
from earnest.domain.turns import HandOverReason

QUALIFIERS = (
    "if it has not left yet",
    "unless it is too late",
    "or send me a new one",
    "otherwise leave it",
    "but not the rest of my life",
    "each order to the other order's card",
    "and everything related to it",
    "except the blue thing",
    "not associated with it",
)


def two_lamps() -> FakeLook:
    dear = {**line("1045/1", "Desk Lamp", "v6", 4500, color="white", brightness="high")}
    cheap = {**line("1045/2", "Desk Lamp", "v5", 4000, color="white", brightness="medium")}
    return FakeLook(orders=(order("#10045", "delivered", HOME, dear, cheap),))


@pytest.mark.parametrize("words", QUALIFIERS)
def test_a_qualifier_that_was_not_applied_is_asked_about_before_any_card(words: str) -> None:
    chat = Chat().say(f"cancel order 10042, I ordered it by mistake, {words}")

    assert chat.action is None
    assert "I want to be sure" in chat.text


def test_a_qualifier_said_again_in_answer_goes_to_a_person_with_the_words() -> None:
    text = "return the backpack from 10043 to my visa, unless it is too late"

    chat = Chat().say(text).say(text)

    assert chat.action is None
    assert chat.proposals[-1].hand_over is HandOverReason.UNSURE
    assert any("unless it is too late" in value for _, value in chat.proposals[-1].summary)


def test_a_plain_answer_after_the_question_opens_the_card() -> None:
    chat = Chat().say("return the things from 10043 to my visa, or send new ones, the lamp and the backpack")

    assert chat.action is None
    assert "Trail Backpack and Desk Lamp" in chat.text

    chat.say("only the lamp please")

    assert chat.args()["lines"] == ["h:line:1043/2"]


def test_an_answer_that_says_nothing_new_opens_no_card() -> None:
    chat = Chat().say("cancel 10042, ordered by mistake, unless it left already").say("and now?")

    assert chat.action is None
    assert chat.proposals[-1].hand_over is HandOverReason.UNSURE


@pytest.mark.parametrize(
    "words", ["everything except the lamp", "everything but not the lamp", "everything exxcept the lamp"]
)
def test_an_exception_is_left_out_even_misspelt(words: str) -> None:
    chat = Chat().say(f"return {words} from 10043 to my visa")

    assert chat.args()["lines"] == ["h:line:1043/1"]


def test_an_exception_that_names_nothing_here_is_asked_about() -> None:
    chat = Chat().say("return everything except the umbrella from 10043 to my visa")

    assert chat.action is None


def test_a_part_of_an_order_that_goes_only_as_a_whole_needs_a_yes() -> None:
    chat = Chat().say("cancel the mug, I ordered it by mistake")

    assert chat.action is None
    assert "Only all of #10042 can be cancelled." in chat.text

    chat.choose("all of it")

    assert chat.args() == {"order": "h:order:#10042", "reason": "mistake"}


@pytest.mark.parametrize("words", ["I will do it myself on the website", "I'd rather cancel it myself, thanks"])
def test_doing_it_oneself_is_a_no(words: str) -> None:
    chat = Chat(look=two_pending()).say("cancel my order, by mistake").say(words)

    assert chat.action is None
    assert chat.proposals[-1].hand_over is None


def test_the_dearer_of_two_alike_is_taken() -> None:
    chat = Chat(look=two_lamps()).say("return the more expensive lamp to my visa")

    assert chat.args()["lines"] == ["h:line:1045/1"]


def test_dearer_and_cheaper_in_one_wish_is_asked_about() -> None:
    chat = Chat(look=two_lamps()).say("return the more expensive lamp to my visa, no, the cheaper one")

    assert chat.action is None


def test_a_count_that_does_not_hold_is_asked_about() -> None:
    chat = Chat(look=two_lamps()).say("return the three lamps to my visa")

    assert chat.action is None


def test_a_thing_that_only_tells_the_order_is_not_touched() -> None:
    chat = Chat().say("return the backpack I received with the lamp, money to my visa")

    assert chat.args()["lines"] == ["h:line:1043/1"]


def test_a_larger_one_keeps_all_else_or_asks() -> None:
    chat = Chat().say("exchange the backpack in 10043 for a larger one")

    assert chat.action is None
    assert "Trail Backpack" in "".join(chat.labels)


def test_the_brighter_one_with_all_else_kept_is_taken() -> None:
    chat = Chat().say("exchange the lamp in 10043 for the brighter one").say("no")

    assert chat.args()["new_items"] == ["h:variant:v6"]


def test_a_number_that_nothing_explains_is_asked_about() -> None:
    chat = Chat().say("exchange the lamp in 10043 for the brighter one, 400 please").say("no")

    assert chat.action is None


def test_an_address_that_is_only_hinted_at_is_asked_about() -> None:
    chat = Chat().say("send order 10042 to the new address in Austin")

    assert chat.action is None


def test_a_payment_kind_that_is_not_taken_is_asked_about() -> None:
    chat = Chat().say("cancel 10042, ordered by mistake, refund on my paypal")

    assert chat.action is None


def test_the_same_words_after_the_deed_start_nothing_new() -> None:
    look = two_pending()
    chat = Chat(look=look).say("cancel the order 10042, I ordered that one by mistake yesterday evening")
    done = tuple(changed_status(one) if one["id"] == "#10042" else one for one in look.orders)
    chat.look, chat.card = FakeLook(orders=done), False

    chat.say("and the rest? cancel the order 10042, I ordered that one by mistake yesterday evening")

    assert chat.action is None
    assert "done already" in chat.text


def changed_status(one: dict[str, object]) -> dict[str, object]:
    return {**one, "status": "cancelled"}


def test_a_misspelt_option_is_read() -> None:
    chat = Chat().say("exchange the backpack in 10043 for the blcak one in size M").say("no")

    assert chat.args()["new_items"] == ["h:variant:v2"]


def test_what_it_should_not_be_is_no_wish() -> None:
    chat = Chat().say("exchange the backpack in 10043 for a black one in size M instead of the blue one").say("no")

    assert chat.args()["new_items"] == ["h:variant:v2"]


def test_another_word_is_no_slip() -> None:
    tongue = read_tongues(("en",))["en"]

    mended = tongue.mended(cut("exxcept the charger, otherwse the case"))

    assert [token.norm for token in mended if token.norm in ("except", "otherwise", "charger", "case")] == [
        "except",
        "charger",
        "otherwise",
        "case",
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["cancel 10042, by mistake", "return the lamp from 10043 to my visa"]),
    st.lists(st.sampled_from(QUALIFIERS), min_size=1, max_size=3),
    st.sampled_from(["", "please", "thank you", "hello there"]),
)
def test_law_a_wish_with_an_unexplained_qualifier_never_yields_an_action_in_the_same_turn(
    wish: str, qualifiers: list[str], polite: str
) -> None:
    chat = Chat(look=FakeLook(orders=ORDERS)).say(f"{polite} {wish}, {', '.join(qualifiers)}")

    assert chat.action is None


def test_an_address_is_changed_before_the_items_of_its_order() -> None:
    chat = Chat().say(
        "exchange the shirt in 10042 for a blue one, and send 10042 to 9 Birch Lane, Apt 2, Austin, TX 78701"
    )

    assert chat.action is not None
    assert chat.action.skill == "set_address"


def test_two_things_of_one_name_are_not_taken_for_one() -> None:
    look = FakeLook(
        orders=(
            order(
                "#10045",
                "delivered",
                HOME,
                line("1045/1", "Desk Lamp", "v5", 4000, color="white", brightness="medium"),
                line("1045/2", "Desk Lamp", "v5", 4000, color="white", brightness="medium"),
            ),
        )
    )

    chat = Chat(look=look).say("return one lamp and another lamp from 10045 to my visa")

    assert chat.action is None or len(chat.args()["lines"]) == 2
