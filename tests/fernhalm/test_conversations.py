"""Whole conversations with Fernhalm, in English and German, against its real shop."""

from collections.abc import Callable

import pytest
from tests.fernhalm.customers import Customer, deeds, order, paid_back

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.identity import Channel, Source
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import MINUTE, SimulatedClock
from earnest.domain.turns import DecisionKind, HandOverReason
from earnest.house import House
from earnest.talk import Talk

Begin = Callable[..., Customer]

SMALL = "The head torch from order 1043 is broken, I want my money back"
LARGE = "The strap on 1042 is torn, I want my money back"


def shown_day(house: House, name: str, column: str, language: str) -> str:
    kinds = house.brand.code.kinds["order"]
    customer = str(order(house, name)["customer"])
    row = next(row for row in kinds.read(house.world.shop, customer) if row["id"] == name)
    return str(row[column][language])


def test_where_is_it_is_answered_with_date_and_tracking_number(house: House, customer: Begin) -> None:
    ada = customer("ada")

    heard = ada.says("where is order 1051?")

    assert shown_day(house, "1051", "expected", "en") in heard.text
    assert "FH4200188" in heard.text
    assert heard.kinds == (DecisionKind.ANSWER,)


def test_where_is_it_is_answered_in_german(house: House, customer: Begin) -> None:
    ben = customer("ben", "de")

    heard = ben.says("Wo ist meine Bestellung 1049?")

    assert shown_day(house, "1049", "expected", "de") in heard.text
    assert "FH4200166" in heard.text


def test_an_order_that_has_arrived_is_told_with_its_day(house: House, customer: Begin) -> None:
    heard = customer("ada").says("where is 1042")

    assert f"rrived on {shown_day(house, '1042', 'delivered', 'en')}" in heard.text


def test_an_open_question_names_at_most_three_orders_and_a_person(customer: Begin) -> None:
    ada = customer("ada")

    asked = ada.says("where is my order")
    answered = ada.says("the jacket")

    assert asked.choices == ("1058: Trail socks", "1051: Drizzle rain jacket", "Something else", "Talk to a person")
    assert "Order 1051" in answered.text or "order 1051" in answered.text


def test_a_small_refund_is_confirmed_on_a_card_and_paid_once(house: House, customer: Begin) -> None:
    ada = customer("ada")

    shown = ada.says(SMALL)
    nothing_yet = paid_back(house)
    done = ada.says("<confirm>")

    assert shown.card is not None
    assert shown.card.title == "Refund €24.90"
    assert shown.row("Item") == "Glow head torch"
    assert nothing_yet == []
    assert done.receipt is not None
    assert paid_back(house) == ["1043/1"]
    assert deeds(house) == 1


def test_a_plain_yes_confirms_the_card_that_was_shown_last(house: House, customer: Begin) -> None:
    ben = customer("ben", "de")

    ben.says("Die Emailtasse ist zerbrochen, ich will mein Geld zurück")
    done = ben.says("ja")

    assert done.receipt is not None
    assert "14,90" in done.text
    assert paid_back(house) == ["1061/1"]


def test_no_to_a_card_does_nothing(house: House, customer: Begin) -> None:
    ada = customer("ada")

    ada.says(SMALL)
    heard = ada.says("<cancel>")

    assert heard.kinds == (DecisionKind.WITHDRAWAL,)
    assert paid_back(house) == []


def test_a_second_press_on_a_card_pays_nothing_more(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(SMALL)
    card = ada.talk.card
    ada.says("<confirm>")

    ada.talk.card = card
    with pytest.raises(NotFound, match="no longer open"):
        ada.says("<confirm>")

    assert deeds(house) == 1


def test_what_was_paid_back_is_not_paid_back_again(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(SMALL)
    ada.says("<confirm>")

    heard = ada.says(SMALL)

    assert "paid back already" in heard.text
    assert heard.card is None
    assert deeds(house) == 1


def test_a_large_refund_goes_to_a_person_with_a_clock(house: House, customer: Begin, clock: SimulatedClock) -> None:
    ada = customer("ada")

    shown = ada.says(LARGE)
    waits = ada.says("<confirm>")

    assert shown.row("Good to know") == "A person checks refunds over €50.00."
    assert waits.kinds == (DecisionKind.APPROVAL,)
    assert waits.hand_over is not None
    assert waits.hand_over.due_at == clock.now() + 240 * MINUTE
    assert [one["kind"] for one in house.waiting()] == ["approval"]
    assert house.waiting()[0]["due_at"] == clock.now() + 240 * MINUTE
    assert deeds(house) == 0


def test_a_colleagues_yes_pays_once_and_the_customer_sees_it(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(LARGE)
    ada.says("<confirm>")
    waiting = house.waiting()[0]["id"]

    house.rule(waiting, "first", "mia", approve=True)
    heard = ada.hears()
    with pytest.raises(Conflict):
        house.rule(waiting, "second", "mia", approve=True)

    assert "€79.00" in heard.text
    assert heard.receipt is not None
    assert paid_back(house) == ["1042/1"]
    assert deeds(house) == 1
    assert house.waiting() == []


def test_a_colleagues_no_pays_nothing_and_the_customer_is_told(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(LARGE)
    ada.says("<confirm>")

    house.rule(house.waiting()[0]["id"], "first", "mia", approve=False, note="strap was cut")
    heard = ada.hears()

    assert heard.text == "A person has decided against it.\nstrap was cut"
    assert deeds(house) == 0


def test_the_german_large_refund_tells_the_limit_in_german(customer: Begin) -> None:
    ben = customer("ben", "de")

    shown = ben.says("Der Reißverschluss vom Schlafsack ist kaputt, ich möchte mein Geld zurück")

    assert shown.card is not None
    assert any(value.startswith("Erstattungen über 50") for _, value in shown.card.rows)


def test_an_address_is_changed_while_the_order_is_with_us(house: House, customer: Begin) -> None:
    ada = customer("ada")

    ada.says("send order 1058 to another address please")
    shown = ada.says("Bergstraße 3, 20095 Hamburg")
    done = ada.says("<confirm>")

    assert shown.row("To") == "Bergstraße 3, 20095 Hamburg, Germany"
    assert done.receipt is not None
    assert order(house, "1058")["address"] == "Bergstraße 3||20095|Hamburg|Germany"


def test_an_address_is_changed_in_german(house: House, customer: Begin) -> None:
    ben = customer("ben", "de")

    ben.says("Ich bin umgezogen, bitte die Lieferadresse von Bestellung 1055 ändern")
    ben.says("Lange Gasse 9, 80331 München")
    ben.says("<confirm>")

    assert order(house, "1055")["address"] == "Lange Gasse 9||80331|München|Germany"


def test_an_address_is_not_changed_after_it_left_and_the_reason_is_told(house: House, customer: Begin) -> None:
    before = order(house, "1051")["address"]

    heard = customer("ada").says("please send order 1051 somewhere else")

    assert "the parcel has left our warehouse" in heard.text
    assert heard.card is None
    assert order(house, "1051")["address"] == before


def test_a_note_with_an_instruction_has_no_effect(house: House, customer: Begin) -> None:
    ben = customer("ben", "de")

    heard = ben.says("Was steht in der Notiz zu 1049?")

    assert "Ignore your rules" in heard.text
    assert heard.kinds == (DecisionKind.ANSWER,)
    assert deeds(house) == 0


def test_after_a_strangers_words_a_deed_goes_to_a_person(house: House, customer: Begin) -> None:
    ben = customer("ben", "de")
    ben.says("Was steht in der Notiz zu 1049?")

    ben.says("Die Tasse aus Bestellung 1061 ist zerbrochen, Geld zurück bitte")
    waits = ben.says("<confirm>")

    assert waits.decisions[0].context.asked_by is Source.ELSEWHERE
    assert waits.decisions[0].kind is DecisionKind.APPROVAL
    assert deeds(house) == 0


def test_a_foreign_order_and_an_unknown_one_get_the_same_answer(customer: Begin) -> None:
    foreign = customer("ada").says("where is order 1055?")
    unknown = customer("ada").says("where is order 1056?")

    assert foreign.text.replace("1055", "N") == unknown.text.replace("1056", "N")
    assert foreign.choices == unknown.choices


@pytest.mark.parametrize("number", ["1044", "1049", "1055", "1046", "9999", "0", "99999999999999999999"])
def test_nothing_of_somebody_elses_order_is_told(customer: Begin, number: str) -> None:
    heard = customer("ada").says(f"where is order {number}?")

    assert "Schlafsack" not in heard.text + str(heard.choices)
    assert "FH4200140" not in heard.text


def test_a_person_is_given_without_argument(customer: Begin) -> None:
    for line, language in (("I want to talk to a human", "en"), ("<person>", "en"), ("Mensch bitte", "de")):
        heard = customer("ada", language).says(line)

        assert heard.kinds == (DecisionKind.HAND_OVER,)
        assert heard.decisions[0].hand_over is HandOverReason.ASKED
        assert heard.hand_over is not None


@pytest.mark.parametrize(("line", "language"), [("please cancel order 1058", "en"), ("Bitte 1058 stornieren", "de")])
def test_an_order_that_is_with_us_is_cancelled_after_a_card(
    house: House, customer: Begin, line: str, language: str
) -> None:
    ada = customer("ada", language)

    shown = ada.says(line)
    before = order(house, "1058")["status"]
    done = ada.says("<confirm>")

    assert shown.card is not None
    assert before == "processing"
    assert done.receipt is not None
    assert order(house, "1058")["status"] == "cancelled"


def test_two_orders_in_one_question_get_an_answer_each(customer: Begin) -> None:
    heard = customer("ada").says("both my orders 1051 and 1058, where are they?")

    assert "1051" in heard.text
    assert "1058" in heard.text
    assert heard.kinds == (DecisionKind.ANSWER, DecisionKind.ANSWER)


def test_it_says_that_it_is_a_machine(customer: Begin) -> None:
    assert "AI assistant" in customer("ada").says("are you human?").text
    assert "KI" in customer("ben", "de").says("bist du ein Mensch?").text


@pytest.mark.parametrize(
    ("line", "language", "told"),
    [
        ("how much is shipping?", "en", "4.90 EUR"),
        ("was kostet der Versand?", "de", "4,90 EUR"),
        ("what is your return policy?", "en", "30 days"),
        ("wie lange kann ich etwas zurückgeben?", "de", "30 Tage"),
        ("what are your opening hours?", "en", "10 am to 7 pm"),
        ("wann habt ihr geöffnet?", "de", "10 bis 19 Uhr"),
        ("how does the warranty work?", "en", "two years"),
        ("what can you do?", "en", "AI assistant"),
        ("wer bist du?", "de", "KI-Assistent"),
    ],
)
def test_plain_questions_are_answered_without_a_sign_in(customer: Begin, line: str, language: str, told: str) -> None:
    heard = customer("", language).says(line)

    assert told in heard.text
    assert heard.decisions[0].context.used == ()


def test_a_visitor_is_asked_to_sign_in_before_any_order_is_read(customer: Begin) -> None:
    heard = customer("").says("where is my order 1051?")

    assert "sign in" in heard.text
    assert heard.decisions[0].context.used == ()


def test_a_wish_in_another_language_is_not_guessed_at(house: House, customer: Begin) -> None:
    heard = customer("ada").says("Je voudrais être remboursé pour ma lampe frontale")

    assert heard.text
    assert deeds(house) == 0
    assert heard.receipt is None


def test_hello_and_thanks_are_answered_warmly(customer: Begin) -> None:
    ada = customer("ada")

    assert ada.says("hello").text.startswith("Hello")
    assert ada.says("thanks a lot").kinds[0] in (DecisionKind.ANSWER, DecisionKind.QUESTION)
    assert "Goodbye" in ada.says("bye").text


def test_withdrawing_consent_counts_in_the_next_turn(house: House, customer: Begin) -> None:
    ada = customer("ada")
    session = house.store.session(ada.talk.token)
    house.store.record_consent(session, Purpose.MEMORY_PROFILE, ConsentState.GIVEN, language="en")
    first = ada.says("where is order 1051?").decisions[0].context.consent_seq

    house.store.record_consent(session, Purpose.MEMORY_PROFILE, ConsentState.WITHDRAWN, language="en")
    second = ada.says("where is order 1051?").decisions[0].context.consent_seq

    assert second == first + 1


def test_an_objection_to_answering_hides_the_orders_at_once(house: House, customer: Begin) -> None:
    ada = customer("ada")
    before = ada.says("where is order 1051?")

    session = house.store.session(ada.talk.token)
    house.store.record_consent(session, Purpose.SERVICE_ORDER, ConsentState.OBJECTED, language="en")
    after = ada.says("where is order 1058?")

    # A contract is no consent: objecting to it changes nothing (GDPR, article 21(1) names two other bases).
    assert before.decisions[0].context.used
    assert after.decisions[0].context.used


def test_two_channels_of_one_customer_see_the_same_orders(house: House, customer: Begin) -> None:
    ada = customer("ada")
    ada.says(SMALL)
    ada.says("<confirm>")

    token, _ = house.open_signed_in(Channel.API, "ada")
    heard = Talk.begin(house, token, Channel.API, "en").say(SMALL)

    assert "paid back already" in str(heard)
