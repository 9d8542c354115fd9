"""The flow of one turn: recorded first, answered once, in order, never in silence."""

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from tests.turn.house import House, cards_of, doing, handle, thought, words_of

from earnest.domain.errors import BadInput, Busy, NotFound, SignInNeeded, StoreUnavailable, TooLarge
from earnest.domain.identity import Author
from earnest.domain.ids import Kind, new_id
from earnest.domain.inbound import CLIENT_ID_LENGTH_MAX, TEXT_LENGTH_MAX, Said
from earnest.domain.items import Card, HandOverNotice, Part, Reason, Receipt, Words
from earnest.domain.turns import DecisionKind, HandOverReason, Job, Look, Proposal, Scene, Thought
from earnest.looking import PROPOSALS_MAX


def test_an_answer_is_one_commit_an_effect_three_and_an_idle_outbox_none(house: House) -> None:
    talk, store = house.talk(), house.store
    before = store.commits
    talk.say("hello")
    answered = store.commits - before
    talk.say("refund A1")
    before = store.commits

    talk.press()
    decided = store.commits - before
    done = house.outbox.round()
    settled = store.commits - before
    idle = house.outbox.round()

    assert (answered, decided, settled, store.commits - before) == (1, 1, 3, 3)
    assert (done, idle) == (1, 0)
    assert house.paid() == ["A1"]


def test_the_same_message_twice_gets_the_same_answer_and_one_effect(house: House) -> None:
    talk = house.talk()
    first, second = talk.say("refund A1", "m-1"), talk.say("refund A1", "m-1")
    thoughts = house.assistant.thoughts
    pressed = talk.press(client="m-2")
    house.deeds()

    again = talk.press(client="m-2")
    house.deeds()

    assert second == first
    assert thoughts == 1
    assert again.decisions[: len(pressed.decisions)] == pressed.decisions
    assert not again.pending
    assert any(isinstance(part, Receipt) for item in again.items for part in item.parts)
    assert house.paid() == ["A1"]


def test_the_same_press_from_many_threads_at_once_is_one_effect_and_one_answer(either_house: House) -> None:
    house = either_house
    talk = house.talk()
    talk.say("refund A1")
    gate = threading.Barrier(8)

    def press(_number: int) -> Any:
        gate.wait()
        return talk.press(client="the same")

    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(press, range(8)))
    house.deeds()

    assert len({reply.decisions for reply in replies}) == 1
    assert house.paid() == ["A1"]
    assert len(house.store.items(talk.id, talk.session)) == 4  # wish, card, press, outcome


def test_two_different_messages_at_once_are_both_answered_in_order(either_house: House) -> None:
    house = either_house
    talk = house.talk()
    gate = threading.Barrier(2)

    def say(text: str) -> None:
        gate.wait()
        talk.say(text)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(say, ["one", "two"]))

    items = house.store.items(talk.id, talk.session)
    said = [item.parts[0].text for item in items if isinstance(item.parts[0], Words)]
    assert [item.seq for item in items] == [1, 2, 3, 4]
    assert [item.author for item in items] == [Author.CUSTOMER, Author.ASSISTANT] * 2
    assert said in (["one", "You said: one", "two", "You said: two"], ["two", "You said: two", "one", "You said: one"])


def test_a_message_that_others_always_overtake_is_told_so_and_not_recorded(house: House) -> None:
    talk = house.talk()

    def overtaken(scene: Scene, _look: Look) -> Thought:
        if scene.text == "slow":
            talk.say("quick")
        return thought(scene, "yes?")

    house.plays(overtaken)

    with pytest.raises(Busy, match="Send the last one again"):
        talk.say("slow")

    assert "slow" not in talk.texts()


def test_a_wish_and_a_question_are_two_decisions_of_one_turn(house: House) -> None:
    talk = house.talk()
    house.plays(lambda scene, look: thought(scene, doing("refund", {"order": handle(look, "A1")}), "Anything else?"))

    reply = talk.say("refund it; and are you open?")

    kinds = [house.stored(reply, place).decision.kind for place in range(2)]
    assert kinds == [DecisionKind.CARD, DecisionKind.QUESTION]
    assert [len(item.parts) for item in reply.items] == [1, 2, 1]


def raising(error: Exception) -> Any:
    def play(_scene: Scene, _look: Look) -> Thought:
        raise error

    return play


@pytest.mark.parametrize("error", [KeyError("ada@example.org"), NotFound("no kind"), RecursionError(), TimeoutError()])
def test_an_assistant_that_fails_hands_over_and_that_is_recorded(
    house: House, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    talk = house.talk()
    house.plays(raising(error))

    with caplog.at_level(logging.DEBUG):
        reply = talk.say("refund A1")

    decision = house.stored(reply).decision
    assert (decision.kind, decision.hand_over, decision.sure) == (DecisionKind.HAND_OVER, HandOverReason.FAULT, None)
    assert decision.due_at > house.clock.now()
    assert [type(part) for part in reply.items[-1].parts] == [Words, HandOverNotice]
    assert len(house.store.hand_overs()) == 1
    assert type(error).__name__ in caplog.text
    assert "ada@example.org" not in caplog.text


NOTICES: list[Part] = [
    Receipt("D-1", "Refunded 900.00 EUR", (), 0),
    HandOverNotice("H-1", "none", 0, ()),
    Card(new_id(Kind.CARD), "Refund", (), "a" * 64, 2**50, button_only=False),
]


@pytest.mark.parametrize("forged", NOTICES, ids=lambda part: type(part).__name__)
def test_a_receipt_notice_or_card_of_the_assistants_own_is_never_shown(house: House, forged: Part) -> None:
    talk = house.talk()
    house.says(Proposal("talk", 99, (Words("Done!"), forged)))

    reply = talk.say("refund A1")

    assert house.stored(reply).decision.hand_over is HandOverReason.FAULT
    assert "Done!" not in words_of(reply)
    assert forged not in [part for item in reply.items for part in item.parts]


def odd_thoughts() -> dict[str, Any]:
    one = Proposal("talk", 90, (Words("hm"),))
    nothing: Any = None
    word: Any = "refund"
    return {
        "none at all": None,
        "no proposals": Thought((), {}, "en"),
        "too many": Thought((one,) * (PROPOSALS_MAX + 1), {}, "en"),
        "proposals that are no tuple": Thought(nothing, {}, "en"),
        "a proposal that is none": Thought((word,), {}, "en"),
        "half a character": Thought((Proposal("talk", 90, (Words("\ud800"),)),), {}, "en"),
        "a state of no JSON": Thought((one,), {"look": object()}, "en"),
    }


@pytest.mark.parametrize("name", odd_thoughts())
def test_a_thought_that_is_none_hands_over_and_keeps_the_state(house: House, name: str) -> None:
    talk = house.talk()
    house.plays(lambda scene, _look: Thought((Proposal("talk", 90, (Words("ok"),)),), {"wish": 1}, scene.language))
    talk.say("first")
    house.plays(lambda _scene, _look: odd_thoughts()[name])

    reply = talk.say("second")

    assert house.stored(reply).decision.hand_over is HandOverReason.FAULT
    house.plays(lambda scene, _look: thought(scene, f"{dict(scene.state)}"))
    assert words_of(talk.say("third")) == "third {'wish': 1}"


def test_a_store_that_cannot_be_read_while_thinking_is_no_fault_of_the_assistants(house: House) -> None:
    talk = house.talk()
    house.plays(raising(StoreUnavailable("planted")))

    with pytest.raises(StoreUnavailable):
        talk.say("hello")

    assert talk.texts() == ""


def test_a_person_is_reached_without_the_assistant(house: House) -> None:
    talk = house.talk()
    house.plays(raising(RuntimeError()))

    reply = talk.person()

    assert house.stored(reply).decision.hand_over is HandOverReason.ASKED
    assert house.assistant.thoughts == 0


@pytest.mark.parametrize(
    ("text", "client", "error"),
    [
        ("x" * (TEXT_LENGTH_MAX + 1), "m-1", TooLarge),
        ("hello", "m" * (CLIENT_ID_LENGTH_MAX + 1), BadInput),
        ("half \ud83d a character", "m-1", BadInput),
    ],
)
def test_what_cannot_be_read_or_kept_is_said_and_leaves_nothing(
    house: House, text: str, client: str, error: type[Exception]
) -> None:
    talk = house.talk()
    house.says("ok")

    with pytest.raises(error):
        talk.say(text, client)

    assert house.store.items(talk.id, talk.session) == ()
    assert words_of(talk.say("hello")) == "hello ok"


@pytest.mark.parametrize("text", ["", " \t\n", "\x00\x07\x1b[31m", "مرحبا 你好 🧭 \u202e", "x" * TEXT_LENGTH_MAX])
def test_any_other_text_is_answered_and_read_back_as_it_came(house: House, text: str) -> None:
    talk = house.talk()
    house.says("ok")

    reply = talk.say(text)

    assert house.store.items(talk.id, talk.session) == reply.items
    assert reply.items[0].parts == (Words(text),)


def test_a_strangers_message_finds_no_conversation_and_is_not_thought_about(house: House) -> None:
    talk, stranger = house.talk(), house.session("bob")
    theirs = house.talk(session=stranger)
    theirs.id = talk.id

    with pytest.raises(NotFound):
        theirs.say("refund A1")
    with pytest.raises(NotFound):
        theirs.person()

    assert house.assistant.thoughts == 0


def test_an_erased_customer_cannot_go_on(house: House) -> None:
    talk = house.talk()
    talk.say("refund A1")
    house.store.erase(talk.session.subject)

    with pytest.raises((SignInNeeded, NotFound)):
        talk.press()

    assert house.deeds() == 0


def test_cards_of_several_wishes_can_each_be_pressed(house: House) -> None:
    talk = house.talk()
    one, two = cards_of(talk.take(Said("refund A1 A2")))

    talk.press(two)
    talk.press(one)
    house.deeds()

    assert house.paid() == ["A2", "A1"]


def one_after_the_other(scene: Scene, look: Look) -> Thought:
    """Keeps the orders that are still to be refunded in its state."""
    left = scene.text.split()[1:] if scene.text else list(scene.state.get("left", ()))
    if not left:
        return thought(scene)
    wish = doing("refund", {"order": handle(look, left[0])})
    return Thought((wish,), {"left": left[1:]}, "en")


def test_the_next_wish_is_taken_up_once_the_outcome_of_the_first_was_said(either_house: House) -> None:
    house = either_house
    talk = house.talk()
    house.plays(one_after_the_other)
    talk.say("refund A1 A2")
    pressed = talk.press()

    house.deeds()

    items = house.store.items(talk.id, talk.session)
    first, next_card = items[-2], items[-1]
    assert len(cards_of(pressed)) == 0
    assert any(isinstance(part, Receipt) for part in first.parts)
    (card,) = [part for part in next_card.parts if isinstance(part, Card)]
    assert card.rows[0] == ("Order", "A2")
    talk.press(card)
    house.deeds()
    assert house.paid() == ["A1", "A2"]


def test_a_card_that_sets_nothing_going_is_followed_by_the_next_wish_at_once(house: House) -> None:
    talk = house.talk()
    house.plays(one_after_the_other)
    talk.say("refund A3 A1")

    reply = talk.press()

    assert house.stored(reply).decision.kind is DecisionKind.APPROVAL
    assert [card.rows[0] for card in cards_of(reply)] == [("Order", "A1")]


def test_going_on_fails_without_harm_to_the_other_deeds(house: House) -> None:
    ada, bob = house.talk(), house.talk("bob")
    ada.say("refund A1")
    bob.say("refund B1")
    ada.press()
    bob.press()
    gone_on: list[str] = []

    def broken(job: Job) -> None:
        gone_on.append(job.decision)
        raise StoreUnavailable("planted")

    house.outbox.then = broken

    with pytest.raises(StoreUnavailable):
        house.outbox.round()

    assert house.paid() == ["A1", "B1"]
    assert "Done" in ada.texts()
    assert "Done" in bob.texts()
    assert len(gone_on) == 1


def test_an_assistant_cannot_go_from_deed_to_deed_by_itself(house: House) -> None:
    talk = house.talk()
    house.plays(lambda scene, look: thought(scene, doing("note", {"order": handle(look, "A1"), "words": "again"})))
    talk.say("note it")

    house.deeds()

    last = house.store.items(talk.id, talk.session)[-1]
    assert len(house.paid()) == 1
    assert [type(part) for part in last.parts] == [Card, Reason]
    verdict = house.store.decision(last.decision).decision.verdict
    assert verdict is not None
    assert [fired.row for fired in verdict.fired] == ["taken_up_later"]
