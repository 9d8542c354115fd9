"""What a message tells of its writer's preferences: heard by closed patterns, and nothing heard that was not said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistant.fakes import Chat, FakeLook

from earnest.assistant import read_tongues
from earnest.assistant.telling import told_in
from earnest.domain.items import Reason, Words
from earnest.domain.preferences import Preference, Told, read_preference
from earnest.domain.turns import HandOverReason

TONGUES = read_tongues(("en", "de"))


@pytest.mark.parametrize(
    ("language", "text", "preference", "value"),
    [
        ("en", "I wear size M", Preference.SIZE, "M"),
        ("en", "I wear size M by the way", Preference.SIZE, "M"),
        ("en", "btw, I'm usually a medium", Preference.SIZE, "M"),
        ("en", "size 42 fits me best", Preference.SIZE, "42"),
        ("en", "my shoe size is 42,5, thanks", Preference.SIZE, "42.5"),
        ("en", "please answer in German from now on", Preference.LANGUAGE, "de"),
        ("en", "I prefer e-mail", Preference.CHANNEL, "mail"),
        ("en", "you can reach me on Mondays between 5 and 8 pm", Preference.CONTACT_TIMES, "mon 17:00-20:00"),
        ("en", "I always want to talk to a person first", Preference.PEOPLE_FIRST, "yes"),
        ("de", "Ich trage Größe M", Preference.SIZE, "M"),
        ("de", "hab übrigens Größe 43", Preference.SIZE, "43"),
        ("de", "M passt mir meistens", Preference.SIZE, "M"),
        ("de", "Bitte antworten Sie mir immer auf Englisch", Preference.LANGUAGE, "en"),
        ("de", "Ich bin am besten per E-Mail erreichbar", Preference.CHANNEL, "mail"),
        ("de", "Ich bin montags von 9 bis 12 Uhr erreichbar", Preference.CONTACT_TIMES, "mon 09:00-12:00"),
        ("de", "Ich möchte immer zuerst mit einem Menschen sprechen", Preference.PEOPLE_FIRST, "yes"),
    ],
)
def test_a_preference_is_heard(language: str, text: str, preference: Preference, value: str) -> None:
    assert told_in(TONGUES[language], text).told == (Told(preference, value),)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "remember that I like German"), ("de", "Merken Sie sich bitte, dass ich lieber Deutsch spreche")],
)
def test_who_asks_for_it_to_be_remembered_is_heard_as_such(language: str, text: str) -> None:
    telling = told_in(TONGUES[language], text)

    assert (telling.told, telling.alone) == ((Told(Preference.LANGUAGE, "de", wanted=True),), True)


@pytest.mark.parametrize(
    "text",
    [
        "I ordered size M but got L",
        "I have 42 orders",
        "I wear glasses",
        "I am 42",
        "I'm a regular customer by the way",
        "I like german cars",
        "reach me between 8 and 5",
    ],
)
def test_what_is_no_preference_is_none(text: str) -> None:
    assert told_in(TONGUES["en"], text).told == ()


@pytest.mark.parametrize("text", ["I wear size M by the way", "fyi I'm an XL, in case that helps", "M is my size btw"])
def test_words_beside_the_point_leave_it_alone(text: str) -> None:
    assert told_in(TONGUES["en"], text).alone


def test_a_wish_beside_it_is_not_lost() -> None:
    assert not told_in(TONGUES["en"], "I'm a size L, do you have the Drizzle jacket?").alone


@given(st.sampled_from(["en", "de"]), st.text(max_size=200))
def test_whatever_is_heard_has_the_preferences_own_form(language: str, text: str) -> None:
    for one in told_in(TONGUES[language], text).told:
        assert read_preference(one.preference, one.value) == one.value


def test_my_size_is_the_size_that_is_known_and_the_answer_says_so() -> None:
    chat = Chat(FakeLook(prefers={Preference.SIZE: "M"})).say("which orders have items in my size?")

    said = [part for one in (chat.thought.proposals if chat.thought else ()) for part in one.say]
    assert Reason("I went by your size, M, as you told us.") in said


def test_who_wants_people_first_gets_one_at_once_and_only_at_the_beginning() -> None:
    chat = Chat(FakeLook(prefers={Preference.PEOPLE_FIRST: "yes"})).say("where is my order")
    first = chat.thought
    again = chat.say("where is my order").thought

    assert first is not None
    assert again is not None
    assert [one.hand_over for one in first.proposals] == [HandOverReason.ASKED]
    assert all(one.hand_over is None for one in again.proposals)


def test_a_person_is_told_how_and_when_to_reach_the_customer() -> None:
    prefers = {Preference.CHANNEL: "mail", Preference.CONTACT_TIMES: "mon 09:00-12:00"}

    thought = Chat(FakeLook(prefers=prefers)).say("I want to talk to a person").thought

    assert thought is not None
    assert thought.proposals[-1].summary[-2:] == (
        ("How to reach you", "e-mail"),
        ("When to reach you", "mon 09:00-12:00"),
    )


def test_a_message_that_only_tells_is_thanked_for() -> None:
    thought = Chat().say("I wear size M").thought

    assert thought is not None
    assert thought.told == (Told(Preference.SIZE, "M"),)
    assert [one.say for one in thought.proposals] == [(Words("Thank you. I go by size M in this conversation."),)]
