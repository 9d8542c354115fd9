"""People in a turn: colleagues who approve, customers who are identified, consent that moves while a thought is had."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.turn.house import House, Talk, broker_for, cards_of, doing, handle, thought, words_of
from tests.turn.shop import GATES

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.identity import Level
from earnest.domain.inbound import Ruled
from earnest.domain.items import HandOverNotice, Reason, Receipt
from earnest.domain.money import Money
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.turns import Decision, DecisionKind, HandOverReason, Look, Reply, Scene, Thought
from earnest.looking import IDENTIFICATIONS_MAX


def decided(house: House, reply: Reply) -> Decision:
    return house.stored(reply).decision


def asked(house: House, wish: str = "refund A3") -> tuple[Talk, Reply]:
    """A customer whose confirmed wish waits for a person."""
    talk = house.talk()
    talk.say(wish)
    return talk, talk.press()


# --- approvals --------------------------------------------------------------------------------------------------


def test_a_refund_over_the_limit_waits_for_a_person_with_a_clock(house: House) -> None:
    _, reply = asked(house)

    decision = decided(house, reply)
    notices = [part for item in reply.items for part in item.parts if isinstance(part, HandOverNotice)]
    assert (decision.kind, decision.hand_over) == (DecisionKind.APPROVAL, HandOverReason.GATE)
    assert reply.items[-1].parts[-1] == Reason("A person checks refunds over 50.00 EUR.")
    assert notices[0].due_at == decision.due_at > house.clock.now()
    assert notices[0].summary[:2] == (("Order", "A3"), ("Amount", "€79.00"))
    assert house.deeds() == 0
    assert len(house.waiting()) == 1


def test_what_a_colleague_approves_is_done_once_and_the_customer_hears_of_it(house: House) -> None:
    talk, waiting = asked(house)
    (approval,) = house.waiting()

    first = house.rule(approval, "kim", client="r-1")
    again = house.rule(approval, "kim", client="r-1")
    house.deeds()

    effect = decided(house, first)
    assert again.decisions == first.decisions
    assert (effect.kind, effect.caused_by) == (DecisionKind.EFFECT, waiting.decisions[0])
    assert house.shop.effects() == [(effect.id, "refund", "ada", "A3", 7900)]
    last = house.store.items(talk.id, talk.session)[-1]
    assert any(isinstance(part, Receipt) for part in last.parts)
    assert house.waiting() == []


def test_what_a_colleague_declines_is_never_done(house: House) -> None:
    talk, _ = asked(house)
    (approval,) = house.waiting()

    reply = house.rule(approval, "kim", approve=False)

    assert decided(house, reply).kind is DecisionKind.REFUSAL
    assert words_of(reply) == "A person has decided against it."
    assert house.deeds() == 0
    with pytest.raises(Conflict):
        house.rule(approval, "lee")
    assert house.paid() == []
    assert house.exposure(talk.session) == 0


def test_two_colleagues_are_needed_for_the_largest_and_one_twice_is_not_two(house: House) -> None:
    talk, _ = asked(house, "refund A4")
    (approval,) = house.waiting()

    noted = house.rule(approval, "kim")
    with pytest.raises(Conflict, match="needs a second colleague"):
        house.rule(approval, "kim")
    between = house.deeds()
    done = house.rule(approval, "lee")
    house.deeds()

    assert decided(house, noted).kind is DecisionKind.ANSWER
    assert between == 0
    assert decided(house, done).kind is DecisionKind.EFFECT
    assert house.paid() == ["A4"]
    assert house.exposure(talk.session) == 60000


def test_the_second_colleague_can_still_decline(house: House) -> None:
    asked(house, "refund A4")
    (approval,) = house.waiting()
    house.rule(approval, "kim")

    reply = house.rule(approval, "lee", approve=False)

    assert decided(house, reply).kind is DecisionKind.REFUSAL
    assert house.deeds() == 0


def test_two_colleagues_at_once_are_two_and_it_is_done_once(either_house: House) -> None:
    house = either_house
    asked(house, "refund A4")
    (approval,) = house.waiting()

    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda who: house.rule(approval, who), ["kim", "lee"]))
    house.deeds()

    assert sorted(decided(house, reply).kind.value for reply in replies) == ["answer", "effect"]
    assert house.paid() == ["A4"]


def test_an_approval_is_judged_again_on_what_the_shop_says_now(house: House) -> None:
    asked(house)
    (approval,) = house.waiting()
    house.shop.change("A3", "days", 31)

    reply = house.rule(approval, "kim")

    assert decided(house, reply).kind is DecisionKind.REFUSAL
    assert "30 days" in words_of(reply)
    assert house.deeds() == 0


def test_an_approval_that_has_come_to_need_two_is_asked_anew_of_two(house: House, tmp_path: Path) -> None:
    asked(house)
    (approval,) = house.waiting()
    stricter = broker_for(tmp_path / "stricter", {**GATES, "refund": GATES["refund"].replace("> 500.00", "> 60.00")})
    house.turns = replace(house.turns, world=replace(house.turns.world, broker=stricter))

    first = house.rule(approval, "kim")
    (anew,) = house.waiting()
    house.rule(anew, "kim")
    between = house.deeds()
    house.rule(anew, "lee")
    house.deeds()

    assert decided(house, first).kind is DecisionKind.APPROVAL
    assert between == 0
    assert house.paid() == ["A3"]


def test_a_ruling_on_nothing_or_on_another_conversations_approval_is_not_found(house: House) -> None:
    asked(house)
    (approval,) = house.waiting()
    other = house.talk("bob")
    other.say("hello")

    with pytest.raises(NotFound):
        house.rule("A-0000000000000000", "kim")
    with pytest.raises(NotFound):
        other.take(Ruled(approval, approve=True, colleague="kim"))
    assert house.deeds() == 0


# --- who it is ----------------------------------------------------------------------------------------------------


def claiming(scene: Scene, look: Look) -> Thought:
    """Takes the words for an e-mail address, then shows all that may be seen."""
    look.identify("email", {"email": scene.text})
    seen = [one.fields["id"] for one in look.records("order", Purpose.SERVICE_ORDER)]
    return thought(scene, f"I see {seen}")


def test_a_visitor_sees_nothing(house: House) -> None:
    talk = house.talk("")
    house.plays(claiming)

    assert "I see []" in words_of(talk.say("nobody@example.org"))
    assert house.shop.reads == []


def test_an_identification_moves_the_conversation_to_the_customer_whose_records_alone_are_seen(house: House) -> None:
    known, talk = house.session("ada"), house.talk("")
    house.plays(claiming)

    reply = talk.say("ada@example.org")

    assert "I see ['A1', 'A2', 'A3', 'A4', 'A5']" in words_of(reply)
    assert {customer for _, customer in house.shop.reads} == {"ada"}
    session = decided(house, reply).context.session
    assert (session.customer, session.level, session.subject) == ("ada", Level.REACHABLE, known.subject)
    assert Talk(house, known, talk.id).say("go on").items[0].seq == 3


def test_who_was_identified_cannot_become_somebody_else(house: House) -> None:
    talk = house.talk("")
    house.plays(claiming)
    talk.say("ada@example.org")

    reply = talk.say("bob@example.org")

    assert "A1" in words_of(reply)
    assert "B1" not in words_of(reply)


def test_identification_does_not_sign_in(house: House) -> None:
    talk = house.talk("")

    def play(scene: Scene, look: Look) -> Thought:
        look.identify("email", {"email": "ada@example.org"})
        return thought(scene, doing("refund", {"order": handle(look, "A1")}))

    house.plays(play)

    reply = talk.say("refund A1")

    assert decided(house, reply).kind is DecisionKind.REFUSAL
    assert "Sign in" in words_of(reply)
    assert house.deeds() == 0


def test_a_deed_of_somebody_identified_in_this_very_turn_is_theirs(house: House) -> None:
    talk = house.talk("")

    def play(scene: Scene, look: Look) -> Thought:
        look.identify("email", {"email": "ada@example.org"})
        return thought(scene, doing("note", {"order": handle(look, "A1"), "words": "hi"}))

    house.plays(play)
    talk.say("note it")
    house.deeds()

    assert [effect[1:4] for effect in house.shop.effects()] == [("note", "ada", "A1")]


def test_guessing_who_one_is_ends_after_a_few_attempts(house: House) -> None:
    talk = house.talk("")
    house.plays(claiming)
    for number in range(IDENTIFICATIONS_MAX):
        talk.say(f"guess-{number}@example.org")

    assert "I see []" in words_of(talk.say("ada@example.org"))


def test_attempts_count_though_the_assistant_fails_afterwards(house: House) -> None:
    talk = house.talk("")

    def play(_scene: Scene, look: Look) -> Thought:
        for number in range(IDENTIFICATIONS_MAX):
            look.identify("email", {"email": f"guess-{number}"})
        raise KeyError

    house.plays(play)
    talk.say("hello")
    house.plays(claiming)

    assert "I see []" in words_of(talk.say("ada@example.org"))


def test_handles_of_another_conversation_or_customer_stand_for_nothing(house: House) -> None:
    ada, bob = house.talk(), house.talk("bob")
    handles: list[str] = []

    def keep(scene: Scene, look: Look) -> Thought:
        handles.append(handle(look, "B1"))
        return thought(scene, "ok")

    house.plays(keep)
    bob.say("look")
    house.says(doing("refund", {"order": handles[0]}))

    reply = ada.say("refund it")

    assert decided(house, reply).hand_over is HandOverReason.FAULT
    assert cards_of(reply) == []


# --- what they agreed to --------------------------------------------------------------------------------------------


def sizes(look: Look) -> list[object]:
    return [one.fields["size"] for one in look.records("profile", Purpose.MEMORY_PROFILE)]


def test_consent_withdrawn_while_the_assistant_thinks_is_respected_in_that_very_answer(either_house: House) -> None:
    house = either_house
    talk = house.talk()
    house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, ConsentState.GIVEN)
    thoughts: list[list[object]] = []

    def play(scene: Scene, look: Look) -> Thought:
        thoughts.append(sizes(look))
        if len(thoughts) == 1:
            house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, ConsentState.WITHDRAWN)
        return thought(scene, f"Your size is {thoughts[-1]}")

    house.plays(play)
    reply = talk.say("what is my size?")

    assert thoughts == [["size-M"], []]
    assert "size-M" not in words_of(reply)
    assert "size-M" not in talk.texts()
    used = decided(house, reply).context.used
    assert [one for one in used if one.source == "profile"] == []


def test_consent_that_lapses_while_the_assistant_thinks_is_respected(house: House) -> None:
    talk = house.talk()
    until = house.clock.now() + 5
    house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, ConsentState.GIVEN, expires_at=until)
    thoughts: list[list[object]] = []

    def play(scene: Scene, look: Look) -> Thought:
        thoughts.append(sizes(look))
        house.clock.move(5)
        return thought(scene, "ok")

    house.plays(play)
    talk.say("what is my size?")

    assert thoughts == [["size-M"], []]


def test_consent_given_meanwhile_is_no_reason_to_use_what_was_not_allowed_before(house: House) -> None:
    talk = house.talk()
    house.plays(lambda scene, look: thought(scene, f"{sizes(look)}"))
    before = talk.say("size?")

    house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, ConsentState.GIVEN)
    after = talk.say("size?")

    assert "size-M" not in words_of(before)
    assert "size-M" in words_of(after)
    assert decided(house, after).context.consent_seq == 1


def identified_size(house: House, talk: Talk) -> str:
    def play(scene: Scene, look: Look) -> Thought:
        look.identify("email", {"email": "ada@example.org"})
        return thought(scene, f"{sizes(look)}")

    house.plays(play)
    return words_of(talk.say("it is me"))


@pytest.mark.parametrize("known_before", [True, False])
def test_a_visitors_yes_opens_nothing_of_the_customer_they_turn_out_to_be(house: House, known_before: bool) -> None:
    talk = house.talk("")
    if known_before:
        house.session("ada")
    house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, ConsentState.GIVEN)

    assert "size-M" not in identified_size(house, talk)
    assert "size-M" not in identified_size(house, talk)


def test_a_visitors_no_closes_at_once_what_the_customer_had_opened(either_house: House) -> None:
    house = either_house
    talk, ada = house.talk(""), house.session("ada")
    house.store.record_consent(ada, Purpose.MEMORY_PROFILE, ConsentState.GIVEN)
    house.store.record_consent(talk.session, Purpose.MEMORY_PROFILE, ConsentState.REFUSED)

    assert "size-M" not in identified_size(house, talk)
    assert "size-M" not in identified_size(house, talk)


def test_an_identified_customers_own_yes_counts(house: House) -> None:
    talk, ada = house.talk(""), house.session("ada")
    house.store.record_consent(ada, Purpose.MEMORY_PROFILE, ConsentState.GIVEN)

    assert "size-M" in identified_size(house, talk)


# --- several amounts in one turn ------------------------------------------------------------------------------------


def test_two_wishes_of_one_turn_count_against_one_limit(house: House) -> None:
    talk = house.talk()
    amount = Money(8_000, "EUR")
    house.plays(
        lambda scene, look: thought(
            scene, *(doing("voucher", {"order": handle(look, one), "amount": amount}) for one in ("A1", "A2"))
        )
    )

    reply = talk.say("two vouchers")
    house.deeds()

    kinds = [house.stored(reply, place).decision.kind for place in range(2)]
    assert kinds == [DecisionKind.EFFECT, DecisionKind.CARD]
    assert house.paid() == ["A1"]


def test_amounts_of_two_currencies_are_a_persons(house: House) -> None:
    talk = house.talk()
    house.plays(
        lambda scene, look: thought(scene, doing("voucher", {"order": handle(look, "A1"), "amount": Money(1, "USD")}))
    )
    talk.say("a voucher in dollars")

    reply = talk.press()

    assert decided(house, reply).kind is DecisionKind.APPROVAL
    assert house.deeds() == 0


@pytest.mark.parametrize("known_before", [True, False])
def test_a_handle_seen_when_one_was_identified_still_stands_in_the_next_turn(house: House, known_before: bool) -> None:
    talk = house.talk("")
    if known_before:
        house.session("ada")
    handles: list[str] = []

    def play(scene: Scene, look: Look) -> Thought:
        look.identify("email", {"email": "ada@example.org"})
        handles.append(handle(look, "A1"))
        return thought(scene, "ok")

    house.plays(play)
    talk.say("it is me")
    house.says(doing("note", {"order": handles[0], "words": "hi"}))
    talk.say("note it")
    house.says("ok")
    house.deeds()

    assert house.paid() == ["A1"]
