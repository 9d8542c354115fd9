"""Asking just in time: beside the help, once, with the words that count; and what a yes, a no and a withdrawal do."""

import pytest
from tests.turn.house import House, Talk, doing, handle, thought, words_of

from earnest.choices import Choices
from earnest.domain.consents import ConsentEvent, Origin
from earnest.domain.errors import NotFound
from earnest.domain.identity import Level
from earnest.domain.items import Offer, Receipt, Words
from earnest.domain.preferences import Preference, Remembered, Told
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.rights import Agree, Bar, Changed
from earnest.domain.time import DAY
from earnest.domain.turns import DecisionKind, Look, Proposal, Reply, Scene, Thought
from earnest.ledger import check_receipt

PROFILE = Purpose.MEMORY_PROFILE


def telling(scene: Scene, look: Look) -> Thought:
    """An assistant that hears `wear M` as a size, answers, asks where it says `ask`, and shows what it knows."""
    word, _, rest = scene.text.partition(" ")
    known = look.preference(Preference.SIZE)
    told = (Told(Preference.SIZE, rest, wanted=word == "remember"),) if word in ("ask", "wear", "remember") else ()
    if word == "refund":
        made = thought(scene, doing("refund", {"order": handle(look, rest)}))
    else:
        made = thought(scene, "Which one?" if word == "ask" else f"Known: {known or 'nothing'}.")
    return Thought(
        made.proposals, made.state, "en", told=told or ((Told(Preference.SIZE, "M"),) if rest == "M" else ())
    )


def talk_of(house: House, customer: str = "ada", level: Level = Level.SIGNED_IN) -> Talk:
    house.plays(telling)
    return house.talk(session=house.session(customer, level))


def offer_in(reply: Reply) -> Offer | None:
    found = [part for item in reply.items for part in item.parts if isinstance(part, Offer)]
    return found[-1] if found else None


def events(talk: Talk) -> list[ConsentEvent]:
    found = talk.house.store.read(lambda unit: unit.consent_events(talk.session.subject))
    return [one for one in found if one.purpose is PROFILE]


def remembered(talk: Talk) -> list[tuple[Preference, str]]:
    now = talk.house.clock.now()
    kept: tuple[Remembered, ...] = talk.house.store.read(lambda unit: unit.remembered(talk.session.subject, now))
    return [(one.preference, one.value) for one in kept]


def choices(house: House) -> Choices:
    return house.turns.offering.choices


def test_the_question_stands_after_the_help_and_its_words_are_those_on_record(either_house: House) -> None:
    talk = talk_of(either_house)

    reply = talk.say("wear M")

    offer, decision = offer_in(reply), either_house.stored(reply).decision
    (asked,) = events(talk)
    assert offer is not None
    assert (decision.kind, decision.said[0]) == (DecisionKind.ANSWER, Words("Known: nothing."))
    assert decision.said[-1] == offer
    assert (asked.state, asked.text_version, asked.language) == (ConsentState.REQUESTED, offer.text_version, "en")
    assert (asked.channel, asked.origin) == ("chat", Origin.HOUSE)
    assert offer.rows[0][0] == "Size"
    assert offer.rows[0][1].startswith("M, kept until ")


def test_a_yes_keeps_what_was_told_with_a_receipt_of_its_own(either_house: House) -> None:
    talk = talk_of(either_house)
    asked = talk.say("wear M")

    reply = talk.take(Agree(asked.decisions[-1], yes=True))

    receipt = next(part for item in reply.items for part in item.parts if isinstance(part, Receipt))
    given, offer = events(talk)[-1], offer_in(asked)
    assert offer is not None
    assert (given.state, given.text_version, given.language) == (ConsentState.GIVEN, offer.text_version, "en")
    assert (given.channel, given.origin, given.decision) == ("chat", Origin.CUSTOMER, receipt.decision)
    assert check_receipt(either_house.store.receipt(receipt.decision), either_house.store.verifier_keys()).index
    assert remembered(talk) == [(Preference.SIZE, "M")]
    assert reply.items[0].parts == (Words(offer.yes),)
    later = either_house.talk(session=talk.session).say("hello")
    assert words_of(later).endswith("Known: M.")
    used = either_house.stored(later).decision.context.used
    assert [(one.source, one.field, one.purpose) for one in used] == [("preferences", "size", PROFILE)]


def test_a_no_keeps_nothing_and_is_not_asked_again_while_it_is_heard(either_house: House) -> None:
    talk = talk_of(either_house)
    asked = talk.say("wear M")

    talk.take(Agree(asked.decisions[-1], yes=False))
    here, elsewhere = talk.say("wear L"), either_house.talk(session=talk.session).say("wear L")
    either_house.clock.move(180 * DAY)
    later = talk_of(either_house).say("wear L")

    assert [one.state for one in events(talk)][:2] == [ConsentState.REQUESTED, ConsentState.REFUSED]
    assert [offer_in(here), offer_in(elsewhere)] == [None, None]
    assert remembered(talk) == []
    assert offer_in(later) is not None


@pytest.mark.parametrize(("typed", "state"), [("yes please", ConsentState.GIVEN), ("Nein danke", ConsentState.REFUSED)])
def test_a_typed_yes_or_no_counts_while_the_question_was_the_last_thing_shown(
    house: House, typed: str, state: ConsentState
) -> None:
    talk = talk_of(house)
    talk.say("wear M")

    talk.say(typed)

    assert events(talk)[-1].state is state


def test_a_typed_yes_to_something_else_is_no_consent(house: House) -> None:
    talk = talk_of(house)
    talk.say("wear M")
    talk.say("hello")

    talk.say("yes")

    assert events(talk)[-1].state is ConsentState.REQUESTED


def test_no_question_is_put_beside_another_and_it_waits_for_the_next_answer(house: House) -> None:
    talk = talk_of(house)

    beside, later = talk.say("ask M"), talk.say("hello")

    assert offer_in(beside) is None
    assert offer_in(later) is not None


def test_no_question_is_put_while_a_card_is_open(house: House) -> None:
    talk = talk_of(house)
    talk.say("refund A1")

    assert offer_in(talk.say("wear M")) is None


def test_a_browsers_signal_is_a_no_and_whoever_wants_it_kept_is_told_where(either_house: House) -> None:
    talk = talk_of(either_house)
    choices(either_house).honour(talk.session)

    plain, wanted = talk.say("wear M"), talk.say("remember L")

    assert [offer_in(plain), offer_in(wanted)] == [None, None]
    assert events(talk) == []
    assert "Your data and choices" not in words_of(plain)
    assert "Your data and choices" in words_of(wanted)


def test_under_a_live_yes_what_is_told_is_kept_at_once_and_said(either_house: House) -> None:
    talk = talk_of(either_house)
    talk.take(Agree(talk.say("wear M").decisions[-1], yes=True))

    reply = talk.say("wear L")

    assert "noted it for next time: Size: L" in words_of(reply)
    assert remembered(talk) == [(Preference.SIZE, "L")]


def test_a_withdrawal_is_said_in_the_open_chat_and_holds_from_the_next_answer_on(either_house: House) -> None:
    talk = talk_of(either_house)
    talk.take(Agree(talk.say("wear M").decisions[-1], yes=True))

    event = choices(either_house).say(talk.session, PROFILE, ConsentState.REFUSED)
    told = talk.take(Changed(PROFILE, allowed=False), f"centre.{event.decision}")
    after = talk.say("hello")

    assert event.state is ConsentState.WITHDRAWN
    assert "taken back your yes" in words_of(told)
    assert words_of(after).endswith("Known: nothing.")
    assert either_house.stored(after).decision.context.used == ()


def test_preferences_that_are_not_to_be_used_are_not_read(house: House) -> None:
    talk = talk_of(house)
    talk.take(Agree(talk.say("wear M").decisions[-1], yes=True))
    other = house.talk(session=talk.session)

    for one in (talk, other):
        one.take(Bar("preferences"))

    assert words_of(other.say("hello")).endswith("Known: nothing.")
    assert words_of(talk.say("hello")).endswith("Known: nothing.")


def test_a_name_and_a_zip_code_open_nobodys_preferences(house: House) -> None:
    talk = talk_of(house)
    talk.take(Agree(talk.say("wear M").decisions[-1], yes=True))

    reply = talk_of(house, level=Level.REACHABLE).say("hello")

    assert words_of(reply).endswith("Known: nothing.")


def test_said_twice_a_yes_is_one_event(house: House) -> None:
    talk = talk_of(house)
    offered = talk.say("wear M").decisions[-1]

    first, again = talk.take(Agree(offered, yes=True)), talk.take(Agree(offered, yes=True))

    receipts = [
        part for one in (first, again) for item in one.items for part in item.parts if isinstance(part, Receipt)
    ]
    assert receipts[0].decision == receipts[1].decision
    assert [one.state for one in events(talk)] == [ConsentState.REQUESTED, ConsentState.GIVEN]


@pytest.mark.parametrize("whose", ["somebody else's", "of no offer"])
def test_nobody_agrees_to_what_was_not_offered_to_them(house: House, whose: str) -> None:
    talk = talk_of(house)
    offered, plain = talk.say("wear M").decisions[-1], talk.say("hello").decisions[-1]
    other = talk_of(house, "bob")

    with pytest.raises(NotFound):
        (other if whose == "somebody else's" else talk).take(Agree(offered if "else" in whose else plain, yes=True))

    assert [one.state for one in events(other)] == []


def test_an_assistant_cannot_put_the_question_itself(house: House) -> None:
    made = Offer(PROFILE, "Yes?", "", "", "", (), "Yes", "Yes", "", "en")
    house.plays(lambda scene, _look: Thought((Proposal("talk", 90, (made,)),), scene.state, "en"))

    reply = house.talk().say("hello")

    assert offer_in(reply) is None
    assert house.stored(reply).decision.kind is DecisionKind.HAND_OVER
