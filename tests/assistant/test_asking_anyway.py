"""A small share of clear messages is asked about all the same; what is likely is taken up; each wish is judged once."""

import pytest
from tests.assistant.fakes import Chat, FakeRouter

CLEAR = "where is order 10042"


def always(_turn: str) -> bool:
    return True


def test_a_clear_message_is_asked_about_with_at_most_three_choices_and_marked_so() -> None:
    chat = Chat(asks_anyway=always).say(CLEAR)

    (asked,) = chat.proposals
    assert (asked.intent, asked.anyway, asked.action) == ("status", True, None)
    assert asked.sure is not None
    assert len(chat.labels) == 3 + len(("something else", "a person"))


def test_what_was_said_is_not_lost_by_the_question_and_the_choice_is_told() -> None:
    chat = Chat(asks_anyway=always).say(CLEAR)
    status = next(one.id for one in chat.options if chat.state["options"].get(one.id) == ["playbook", "status"])

    chat.say("", chosen=status)

    assert chat.thought is not None
    assert chat.thought.chosen == "status"
    assert "10042" in chat.text


def test_something_else_is_a_choice_too_and_words_are_none() -> None:
    other, words = Chat(asks_anyway=always).say(CLEAR), Chat(asks_anyway=always).say(CLEAR)

    other.say("", chosen="else")
    words.say("hmm")

    assert other.thought is not None
    assert words.thought is not None
    assert (other.thought.chosen, words.thought.chosen) == ("", None)


def test_the_turns_own_id_picks_it() -> None:
    first, second = (Chat(conversation=name, asks_anyway=lambda turn: turn == "C-7/1") for name in ("C-7", "C-8"))

    asked = [any(one.anyway for one in chat.say(CLEAR).proposals) for chat in (first, second)]

    assert asked == [True, False]


@pytest.mark.parametrize("text", ["do not cancel order 10042", "cancel order 10042 and where is order 10043"])
def test_a_denied_wish_and_several_at_once_are_never_asked_about_so(text: str) -> None:
    chat = Chat(asks_anyway=always).say(text)

    assert not any(one.anyway for one in chat.proposals)


def test_nothing_is_asked_so_while_a_question_is_open() -> None:
    chat = Chat().say("I want to return something")
    chat.asks_anyway = always

    chat.say(CLEAR)

    assert not any(one.anyway for one in chat.proposals)


def test_what_is_likely_is_taken_up_without_asking_which() -> None:
    asked, likely = Chat(router=FakeRouter()), Chat(router=FakeRouter(outcome="likely"))

    asked.say("the tea has gone cold")
    likely.say("the tea has gone cold")

    assert {one.intent for one in asked.proposals} == {""}
    assert {one.intent for one in likely.proposals} == {"return"}


def test_a_router_never_claims_the_certainty_of_a_choice() -> None:
    router = FakeRouter(sure_of={"tea": "return"})
    chat = Chat(router=router).say("the tea has gone cold")

    assert all(one.sure is None or one.sure < 100 for one in chat.proposals)


def test_a_wish_is_new_in_the_turn_that_heard_it_and_known_in_those_after() -> None:
    chat = Chat().say("I want to return something")
    first = [one.again for one in chat.proposals if one.sure is not None]

    chat.say("order 10042")

    assert first[0] is False
    assert all(one.again for one in chat.proposals if one.intent == "return" and one.sure is not None)
