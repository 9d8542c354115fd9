"""Small conversations, one for each rule of talking."""

import pytest
from tests.assistant.fakes import Chat, FakeLook, FakeRouter, two_pending

from earnest.domain.identity import Level
from earnest.domain.turns import HandOverReason


def test_the_only_order_that_will_do_is_taken_and_named() -> None:
    chat = Chat().say("please cancel my order")

    assert "I see order #10042." in chat.text
    assert chat.labels[:2] == ["No longer needed", "By mistake"]


def test_two_orders_that_will_do_are_offered_as_choices_with_their_items() -> None:
    chat = Chat(look=two_pending()).say("cancel, I don't need it")

    assert chat.labels == ["#10042: T-Shirt and Mug", "#10044: Desk Lamp", "Something else", "Talk to a person"]

    chat.choose("#10044")

    assert chat.args() == {"order": "h:order:#10044", "reason": "not needed"}


@pytest.mark.parametrize("spelt", ["#10044", "10044", "# 10044", "order no. 10044", "nr.10044"])
def test_an_order_number_counts_in_any_spelling(spelt: str) -> None:
    chat = Chat(look=two_pending()).say(f"cancel {spelt}, ordered by mistake")

    assert chat.args()["order"] == "h:order:#10044"


@pytest.mark.parametrize("words", ["the lamp", "the desk lmap", "the lamps", "Desk-Lamp", "the dsk lamp"])
def test_item_words_identify_the_order_in_spite_of_typos(words: str) -> None:
    chat = Chat(look=two_pending()).say(f"cancel {words}, ordered by mistake")

    assert chat.args()["order"] == "h:order:#10044"


def test_everything_in_the_first_message_leads_to_the_card() -> None:
    chat = Chat().say("I want to send back the torn backpack from 10043, money on the gift card please")

    assert chat.args() == {
        "order": "h:order:#10043",
        "lines": ["h:line:1043/1"],
        "payment": "h:payment_method:pay2",
        "amount": chat.args()["amount"],
    }
    assert chat.args()["amount"].minor == 8000


def test_named_items_of_an_order_that_goes_only_as_a_whole_are_remarked_upon() -> None:
    chat = Chat().say("cancel the mug, I ordered it by mistake")

    assert "Only all of #10042 can be cancelled." in chat.text


def test_a_fragment_is_read_in_the_light_of_the_last_question() -> None:
    chat = Chat(look=two_pending()).say("cancel my order, by accident").say("10042")

    assert chat.args()["order"] == "h:order:#10042"


def test_a_place_picks_a_choice() -> None:
    chat = Chat(look=two_pending()).say("cancel my order, by accident").say("the second one")

    assert chat.args()["order"] == "h:order:#10044"


def test_a_correction_replaces_one_value_and_keeps_the_rest() -> None:
    chat = Chat(look=two_pending()).say("cancel 10042, it was a mistake").say("actually no wait, I meant 10044")

    assert chat.args() == {"order": "h:order:#10044", "reason": "mistake"}


def test_yes_but_reopens_the_card_with_the_changed_value() -> None:
    chat = Chat().say("return the backpack, money on my visa").say("yes, but on the gift card")

    assert chat.args()["payment"] == "h:payment_method:pay2"
    assert chat.args()["lines"] == ["h:line:1043/1"]


def test_a_further_item_joins_the_open_card() -> None:
    chat = Chat().say("return the backpack to my visa").say("also the lamp")

    assert chat.args()["lines"] == ["h:line:1043/1", "h:line:1043/2"]


def test_only_one_item_replaces_the_others() -> None:
    chat = Chat().say("return everything from 10043 to my visa").say("just the lamp please")

    assert chat.args()["lines"] == ["h:line:1043/2"]


def test_everything_but_one_item() -> None:
    chat = Chat().say("return everything except the lamp, to my visa")

    assert chat.args()["lines"] == ["h:line:1043/1"]


def test_two_wishes_are_both_named_and_worked_one_after_another() -> None:
    chat = Chat().say("cancel 10042, ordered by mistake, and return the lamp to my visa")

    assert [one.intent for one in chat.proposals] == ["return", "cancel"]
    assert "return items" in chat.text
    assert chat.action is not None
    assert chat.action.skill == "cancel_order"

    chat.settle()

    assert chat.action is not None
    assert chat.action.skill == "return_items"
    assert chat.args()["lines"] == ["h:line:1043/2"]


def test_the_second_wish_is_not_lost_when_the_first_is_refused() -> None:
    look = FakeLook(declines="cancel_order")

    chat = Chat(look=look).say("cancel 10042, a mistake, and where is my order 10043?")

    assert "The carrier has it already." in chat.text
    assert "#10043 is delivered." in chat.text


def test_all_pending_orders_become_one_deed_each() -> None:
    chat = Chat(look=two_pending()).say("cancel all my pending orders, no longer needed")
    first = chat.args()["order"]
    chat.settle()

    assert {first, chat.args()["order"]} == {"h:order:#10042", "h:order:#10044"}


@pytest.mark.parametrize("text", ["don't cancel my order", "please do not cancel 10042", "I never wanted to cancel"])
def test_a_negated_wish_never_opens_its_card(text: str) -> None:
    chat = Chat().say(text)

    assert chat.action is None
    assert not chat.options or "cancel an order" not in chat.labels


def test_a_negated_wish_closes_what_waits_and_leaves_the_rest() -> None:
    chat = Chat().say("don't cancel it, where is my order 10042?")

    assert chat.action is None
    assert "#10042 is pending." in chat.text


def test_an_unsure_wish_gives_at_most_three_named_choices_and_two_ways_out() -> None:
    chat = Chat(router=FakeRouter(ranks=("return", "cancel", "status", "stock"))).say("something about my thing")

    assert [one.id for one in chat.options][-2:] == ["else", "person"]
    assert len(chat.options) == 5

    chat.choose("look up")

    assert chat.proposals[-1].sure == 100


def test_not_understood_twice_gives_what_this_customer_has_and_then_a_person() -> None:
    chat = Chat(router=FakeRouter(ranks=())).say("blorp")
    first = chat.text
    chat.say("blorp blorp")

    assert chat.text != first
    assert "person" in [one.id for one in chat.options]
    assert len(chat.options) == 5

    chat.say("blorp").say("blorp")

    assert chat.proposals[-1].hand_over is HandOverReason.UNSURE


@pytest.mark.parametrize(
    "text",
    [
        "talk to a human",
        "agent please",
        "I want to speak to a real person!",
        "Mensch bitte",
        "Mitarbeiter",
        "Kann ich mit einem Mitarbeiter sprechen?",
    ],
)
def test_words_for_a_person_hand_over_without_the_router(text: str) -> None:
    class Deaf(FakeRouter):
        def understand(self, text: str) -> None:  # type: ignore[override]  # the fake takes what the test gives
            raise AssertionError(text)

    chat = Chat(router=Deaf()).say(text)

    assert chat.proposals[-1].hand_over is HandOverReason.ASKED


@pytest.mark.parametrize(
    "text",
    [
        "I ordered it for another person",
        "is the agent jacket in stock?",
        "are you a real person?",
        "one set per person",
        "the delivery person left it outside",
        "Für eine andere Person bestellt",
        "I was told by your agent it ships today",
    ],
)
def test_words_for_a_person_in_another_meaning_do_not_hand_over(text: str) -> None:
    chat = Chat().say(text)

    assert all(one.hand_over is None for one in chat.proposals)


def test_a_hand_over_tells_what_is_known() -> None:
    chat = Chat().say("cancel 10042").say("let me talk to a person")

    rows = dict(chat.proposals[-1].summary)
    assert rows["Wish"] == "cancel an order"
    assert rows["Order"] == "#10042: T-Shirt and Mug"


def test_below_its_level_a_playbook_asks_who_it_is_and_goes_on_with_the_wish() -> None:
    chat = Chat(look=FakeLook(known=False), level=Level.ANYONE).say("cancel 10042, it was a mistake")

    assert chat.action is None
    assert chat.look.read == []

    chat.say("it's Ada@Example.com")

    assert chat.look.tried == [("email", {"email": "ada@example.com"})]
    assert chat.args() == {"order": "h:order:#10042", "reason": "mistake"}


def test_name_and_zip_may_come_in_pieces() -> None:
    chat = (
        Chat(look=FakeLook(known=False), level=Level.ANYONE).say("where is my order 10043").say("Ada Moss").say("97301")
    )

    assert "#10043 is delivered." in chat.text


def test_a_wrong_identification_tells_nothing_and_the_third_brings_a_person() -> None:
    chat = Chat(look=FakeLook(known=False), level=Level.ANYONE).say("cancel 10042")
    chat.say("eve@example.com")
    wrong_mail = chat.text
    chat.say("Ada Moss, 11111")

    assert "could not find you" in wrong_mail
    assert "zip" in chat.text

    chat.say("Ada Moss, 22222")

    assert chat.proposals[-1].hand_over is HandOverReason.UNSURE
    assert chat.look.read == []


def test_an_unknown_number_and_one_of_somebody_else_get_the_same_answer_with_own_orders() -> None:
    chat = Chat().say("cancel 99999")

    assert "I cannot find 99999" in chat.text
    assert chat.labels[0].startswith("#10042")


def test_a_look_alike_of_an_own_number_is_asked_about() -> None:
    chat = Chat(look=two_pending()).say("cancel 10024, a mistake")

    assert "Did you mean #10042?" in chat.text

    chat.say("yes")

    assert chat.args()["order"] == "h:order:#10042"


def test_the_same_in_black_keeps_what_was_not_mentioned() -> None:
    chat = Chat().say("exchange the backpack for the same in black").say("no, that's all")

    assert chat.args()["new_items"] == ["h:variant:v2"]


def test_anything_else_from_this_order_is_asked_once_where_the_playbook_says_so() -> None:
    chat = Chat().say("exchange the backpack for a black one")

    assert "Anything else from #10043?" in chat.text

    chat.say("yes, the lamp for a brighter one")

    assert chat.args()["lines"] == ["h:line:1043/1", "h:line:1043/2"]
    assert chat.args()["new_items"] == ["h:variant:v2", "h:variant:v6"]


def test_what_is_out_of_stock_is_said_and_the_nearest_offered() -> None:
    chat = Chat().say("exchange the backpack for the green one")

    assert "no Trail Backpack with color green" in chat.text
    assert 1 <= len(chat.options) - 2 <= 3


def test_a_wish_moves_to_its_kin_where_only_that_has_the_order() -> None:
    chat = Chat().say("exchange the t-shirt for the blue one")

    assert chat.action is not None
    assert chat.action.skill == "modify_items"
    assert chat.args()["new_items"] == ["h:variant:v8"]


def test_an_order_that_will_not_do_is_refused_and_the_other_way_offered() -> None:
    chat = Chat().say("cancel 10043")

    assert "Order #10043 is delivered." in chat.text
    assert chat.labels[0] == "return items"

    chat.choose("return items")

    assert "Which item?" in chat.text


def test_a_payment_method_that_will_not_do_is_said() -> None:
    third = {**FakeLook().orders[1], "payment_method": "pay2"}
    chat = Chat(look=FakeLook(orders=(third,))).say("return the lamp, money on my visa")

    assert "Visa ending in 1234 cannot be used" in chat.text


def test_an_address_is_parsed_and_shown_on_the_card() -> None:
    chat = Chat().say("send 10042 to 12 Oak St, Suite 5, Austin, TX 78701, USA")

    assert chat.args()["address"] == {
        "address1": "12 Oak St",
        "address2": "Suite 5",
        "city": "Austin",
        "state": "TX",
        "zip": "78701",
        "country": "USA",
    }


def test_the_address_of_another_order_is_taken_from_it() -> None:
    chat = Chat().say("change the address of 10042 to the same as order 10043")

    assert chat.args()["address"]["address1"] == "9 Birch Lane"


def test_a_digression_is_answered_and_the_thread_taken_up() -> None:
    chat = Chat().say("cancel my order").say("what is the tracking number of 10043?")

    assert "Tracking of #10043: TR-77." in chat.text
    assert "Why?" in chat.text


def test_a_catalogue_question_counts_what_is_available() -> None:
    chat = Chat(level=Level.ANYONE, look=FakeLook(known=False)).say("how many backpack variants are there?")

    assert "Trail Backpack: 3 variants" in chat.text
    assert "color blue, size M" in chat.text


def test_small_talk_gets_a_short_line_and_keeps_the_question() -> None:
    assert Chat().say("hello!").text.startswith("Hello")
    assert "anything else" in Chat().say("thanks").text
    assert "Why?" in Chat().say("cancel 10042").say("ok").text
    assert "AI assistant" in Chat().say("am I talking to a bot?").text


def test_never_mind_drops_the_wish() -> None:
    chat = Chat().say("cancel 10042").say("never mind")

    assert chat.action is None
    assert chat.state["wishes"] == []


def test_german_is_understood_and_kept() -> None:
    chat = Chat(look=two_pending()).say("Bitte stornieren Sie die Bestellung mit der Lampe, ich brauche sie nicht mehr")
    assert chat.language == "de"
    chat = Chat().say("Ich möchte bitte meine Bestellung stornieren")

    assert "Ich sehe Bestellung #10042." in chat.text

    chat.say("aus Versehen bestellt")

    assert chat.args() == {"order": "h:order:#10042", "reason": "mistake"}


def test_nee_doch_replaces_one_value() -> None:
    chat = Chat(look=two_pending(), language="de").say("storniere 10042, aus Versehen").say("nee doch die 10044")

    assert chat.args() == {"order": "h:order:#10044", "reason": "mistake"}


def test_a_stale_choice_is_no_error() -> None:
    chat = Chat().say("cancel 10042").say("", chosen="o999-1")

    assert chat.action is None
    assert "no longer open" in chat.text


def test_receipt_words_keep_the_places_that_the_skill_fills() -> None:
    chat = Chat().say("cancel 10042, a mistake")

    assert chat.action is not None
    assert chat.action.done == "#10042 is off: {back}."
    assert chat.action.waiting == "By {due}."


def test_nothing_else_is_taken_for_a_payment_method_that_will_not_do() -> None:
    gift = {**FakeLook().orders[1], "payment_method": "pay2", "payment_label": "gift card"}
    chat = Chat(look=FakeLook(orders=(gift,))).say("return the lamp, money on my visa")

    assert chat.action is None
    assert chat.labels[0] == "gift card"


def test_a_further_item_of_another_order_is_a_deed_of_its_own() -> None:
    mugs = FakeLook().orders[0]
    chat = Chat(look=FakeLook(orders=(FakeLook().orders[1], {**mugs, "status": "delivered"})))
    chat.say("return the backpack to my visa").say("hm, I also want to return the lamp and the mug")

    assert chat.args()["lines"] == ["h:line:1043/1", "h:line:1043/2"]

    chat.settle()

    assert chat.args()["lines"] == ["h:line:1042/2"]


def test_payment_words_inside_another_wish_are_its_detail() -> None:
    chat = Chat().say("I want my money back for the lamp, order 10043, put it on the gift card")

    assert [one.intent for one in chat.proposals] == ["return"]
    assert chat.args()["payment"] == "h:payment_method:pay2"


def test_addresses_on_file_are_offered_and_may_be_chosen() -> None:
    chat = Chat().say("change the address of 10042")

    assert chat.labels[0] == "9 Birch Lane, Apt 2, Austin, TX, 78701, USA"

    chat.choose("9 Birch Lane")

    assert chat.args()["address"]["zip"] == "78701"


def test_an_address_that_stays_the_same_opens_no_card() -> None:
    chat = Chat().say("send 10042 to 1 Pine Road, Salem, OR 97301, USA")

    assert chat.action is None
    assert "nothing to do" in chat.text


def test_a_greeting_does_not_fix_the_language_for_ever() -> None:
    chat = Chat().say("hi").say("wo ist meine Bestellung 10043?")

    assert "#10043 ist delivered." in chat.text

    chat.say("ok")

    assert chat.language == "de"


def test_a_deed_that_was_held_back_for_a_proof_goes_on_once_it_is_given() -> None:
    chat = Chat().say("I want to send back the torn backpack from 10043, money on the gift card please")
    asked = chat.args()
    chat.card = False  # in its place the hall asked for a proof

    chat.say("", chosen="prove")

    assert chat.args() == asked
