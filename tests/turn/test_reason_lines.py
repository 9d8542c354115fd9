"""The line under an answer: the rule that fired, whole sentences, at most 140 characters, said once."""

from dataclasses import replace

import pytest
from tests.turn.house import WORDING, House, cards_of, doing, handle, thought
from tests.turn.test_reasons import CONTEXT, MAKING

from earnest.deciding import Prepared, Stage, decide
from earnest.domain.items import REASON_LENGTH_MAX, HandOverNotice, Part, Quote, Reason, Words
from earnest.domain.money import Money
from earnest.domain.turns import Decision, DecisionKind, Deed, HandOverReason, Proposal, Reply
from earnest.domain.verdicts import Fired, Outcome, Verdict

QUOTE = Quote("returns", "Returns", "7", 1_790_000_000_000_000, "within 30 days of delivery", "/help/returns")


def parts_of(reply: Reply) -> list[Part]:
    return [part for item in reply.items for part in item.parts]


def lines_of(reply: Reply) -> list[str]:
    return [part.text for part in parts_of(reply) if isinstance(part, Reason)]


def refused(*sentences: str) -> Decision:
    deed = Deed("refund", {}, "a" * 64, Money(2_490, "EUR"))
    fired = tuple(Fired(f"row-{place}", Outcome.REFUSE, say) for place, say in enumerate(sentences))
    one = Prepared(Proposal("refund", 95), Stage.CONFIRMED, deed, {})
    return decide(MAKING, CONTEXT, one, Verdict(Outcome.REFUSE, "refund", "d" * 64, fired), {}, "en")


def test_a_refusal_has_its_rule_as_reason_line_and_says_it_once(house: House) -> None:
    talk = house.talk()
    talk.say("refund A5")

    (words, reason) = parts_of(talk.say("refund A5"))[-2:]

    assert reason == Reason("You can send things back for 30 days.")
    assert isinstance(words, Words)
    assert "30 days" not in words.text


def test_a_card_says_why_it_asks_and_an_approval_which_rule_sends_it_to_a_person(house: House) -> None:
    talk = house.talk()
    small, large = talk.say("refund A1"), talk.say("refund A3")

    waiting = talk.press()

    assert lines_of(small) == ["Because money moves, nothing happens before you confirm."]
    assert lines_of(large) == []  # the card itself says that a person will look
    assert any("A person checks refunds over" in value for _, value in cards_of(large)[0].rows)
    assert lines_of(waiting) == ["A person checks refunds over 50.00 EUR."]
    assert [part.reason for part in parts_of(waiting) if isinstance(part, HandOverNotice)] == [
        WORDING.say("en", "hand-over-gate")
    ]


def test_what_the_rules_let_me_do_at_once_says_so(house: House) -> None:
    talk = house.talk()
    note = {"words": "ring twice"}
    house.plays(lambda scene, look: thought(scene, replace_say(doing("note", note | {"order": handle(look, "A1")}))))

    reply = talk.say("tell them to ring twice")

    assert house.stored(reply).decision.kind is DecisionKind.EFFECT
    assert lines_of(reply) == [WORDING.say("en", "reason-at-once")]


def replace_say(proposal: Proposal) -> Proposal:
    return replace(proposal, say=(Words("I note it."),))


def test_rules_that_do_not_fit_into_the_line_are_said_in_full_above_it() -> None:
    long = "This is a rule of many words that goes on for quite a while. " * 3
    decision = refused("Short rule.", long.strip(), "Last rule.")

    assert decision.said == (Words(f"I cannot do this. {long.strip()} Last rule."), Reason("Short rule."))


def test_a_rule_too_long_for_any_line_stays_whole_in_the_answer() -> None:
    long = "x" * (REASON_LENGTH_MAX + 1)

    assert refused(long).said == (Words(f"I cannot do this. {long}"),)
    assert refused("y" * REASON_LENGTH_MAX).said[1:] == (Reason("y" * REASON_LENGTH_MAX),)


def test_an_assistant_may_quote_a_source_and_give_a_short_reason_of_its_own(house: House) -> None:
    talk = house.talk()
    said = (Words("You can return it for 30 days."), QUOTE, Reason("Because it was delivered on 17 November."))
    house.says(Proposal("returns", 95, said))

    reply = talk.say("how long can I return it?")

    assert tuple(parts_of(reply)[1:]) == said
    assert house.stored(reply).decision.kind is DecisionKind.ANSWER
    assert house.store.items(talk.id, talk.session)[-1].parts == said


def test_a_question_stays_a_question_under_its_reason(house: House) -> None:
    talk = house.talk()
    house.says(Proposal("returns", 95, (Words("Which one?"), Reason("Because you have two orders."))))

    assert house.stored(talk.say("return it")).decision.kind is DecisionKind.QUESTION


@pytest.mark.parametrize("length", [REASON_LENGTH_MAX + 1])
def test_a_reason_line_that_is_a_speech_is_not_shown(house: House, length: int) -> None:
    talk = house.talk()
    house.says(Proposal("talk", 95, (Words("ok"), Reason("x" * length))))

    assert house.stored(talk.say("hello")).decision.hand_over is HandOverReason.FAULT
