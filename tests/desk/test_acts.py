"""What colleagues do, recorded on both databases."""

from dataclasses import replace

import pytest
from tests.turn.house import BELOW, House, Talk

from earnest.consent.fold import fold
from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import BadInput, Conflict, NotFound, TooLarge
from earnest.domain.identity import Author, Channel, Source
from earnest.domain.inbound import AtDesk, DeskAct, Inbound
from earnest.domain.labels import Judged
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import MINUTE
from earnest.domain.turns import Decision, DecisionKind, Reply
from earnest.store import Unit


def act(house: House, talk: Talk, what: DeskAct, text: str = "", colleague: str = "mia", **more: object) -> Reply:
    acted = AtDesk(what, colleague, colleague.capitalize(), text, **more)  # type: ignore[arg-type]  # fields by name
    number = next(house.numbers)
    session = house.store.desk.place(talk.id).session
    return house.turns.take(Inbound(talk.id, f"d-{number}", Channel.API, session, acted))


def decided(house: House, reply: Reply) -> Decision:
    return house.stored(reply).decision


def test_each_act_is_a_decision_in_the_log_that_names_its_colleague_in_a_compartment_of_its_own(
    either_house: House,
) -> None:
    house, talk = either_house, either_house.talk()
    talk.person()

    about_something = (DeskAct.LABEL, DeskAct.TAKE_BACK, DeskAct.SETTLE)
    replies = [act(house, talk, one, "words") for one in DeskAct if one not in about_something]

    kinds = [decided(house, reply).kind for reply in replies]
    assert kinds == [
        DecisionKind.TAKEN,
        DecisionKind.REPLIED,
        DecisionKind.NOTED,
        DecisionKind.HANDED_BACK,
        DecisionKind.CLOSED,
    ]
    for reply in replies:
        stored = house.stored(reply)
        assert stored.decision.context.asked_by is Source.COLLEAGUE
        assert any(one.name == "colleague" for one in stored.fields)
        assert stored.index >= 0


def test_words_for_a_person_are_recorded_and_passed_on_without_an_answer(either_house: House) -> None:
    house, talk = either_house, either_house.talk()
    act(house, talk, DeskAct.TAKE)
    thoughts = house.assistant.thoughts

    reply = talk.say("refund A1")

    assert decided(house, reply).kind is DecisionKind.PASSED_ON
    assert [item.author for item in reply.items] == [Author.CUSTOMER]
    assert house.assistant.thoughts == thoughts
    assert talk.say("refund A1", client="same").items == talk.say("refund A1", client="same").items


def test_a_note_is_sealed_under_the_customers_key_and_goes_with_them(either_house: House) -> None:
    house, talk = either_house, either_house.talk()
    reply = act(house, talk, DeskAct.NOTE, "walnut")
    (note,) = house.store.desk.notes(talk.id)

    house.store.erase(talk.session.subject)

    stored = house.store.decision(reply.decisions[0])
    assert (note.text, note.colleague, note.after_seq) == ("walnut", "mia", 0)
    assert stored.erased
    assert len(stored.hidden) > 0
    with pytest.raises(NotFound):
        house.store.desk.place(talk.id)


def test_who_has_a_conversation_is_known_and_let_go(either_house: House) -> None:
    house, talk = either_house, either_house.talk()
    talk.person()
    act(house, talk, DeskAct.TAKE)
    (case,) = house.store.desk.cases()
    with pytest.raises(Conflict):
        act(house, talk, DeskAct.TAKE, colleague="jon")

    act(house, talk, DeskAct.TAKE, colleague="jon", owner=True)
    place = house.store.desk.place(talk.id)
    act(house, talk, DeskAct.HAND_BACK, colleague="jon")

    assert case.colleague == "mia"
    assert (place.colleague, place.handed_over) == ("jon", True)
    assert house.store.desk.place(talk.id).colleague == ""
    assert not house.store.desk.place(talk.id).handed_over
    assert [one.state for one in house.store.hand_overs(open_only=False)] == ["handed_back"]


@pytest.mark.parametrize(("text", "error"), [("", BadInput), (" \n", BadInput), ("x" * 8_001, TooLarge)])
@pytest.mark.parametrize("what", [DeskAct.REPLY, DeskAct.NOTE])
def test_words_are_words_and_not_too_many(house: House, what: DeskAct, text: str, error: type[Exception]) -> None:
    talk = house.talk()
    act(house, talk, DeskAct.TAKE)

    with pytest.raises(error):
        act(house, talk, what, text)

    assert house.store.desk.notes(talk.id) == ()


def test_half_a_character_in_a_reply_is_refused_and_nothing_is_kept(house: House) -> None:
    talk = house.talk()
    act(house, talk, DeskAct.TAKE)
    before = house.store.log_size()

    with pytest.raises(BadInput):
        act(house, talk, DeskAct.REPLY, "\ud800")

    assert house.store.log_size() == before


def test_a_label_of_another_conversation_or_of_nothing_is_refused(either_house: House) -> None:
    house, talk, other = either_house, either_house.talk(), either_house.talk("bob")
    house.turns = replace(house.turns, bound=lambda: BELOW)
    heard = talk.say("refund A1").decisions[0]
    nothing = other.person().decisions[0]

    for where, about in ((other, heard), (other, nothing), (other, "D-NONE")):
        with pytest.raises(NotFound):
            act(house, where, DeskAct.LABEL, about=about, right=True)

    act(house, talk, DeskAct.LABEL, about=heard, right=False, intent="cancel")
    assert house.store.desk.labels() == (Judged(heard, "desk_audit", "refund", 95, right=False, really="cancel"),)
    assert house.store.desk.unlabelled() == ()


@pytest.mark.parametrize("state", list(ConsentState))
def test_a_turn_is_listed_to_be_judged_as_long_as_the_fold_allows_it(either_house: House, state: ConsentState) -> None:
    house, talk = either_house, either_house.talk()
    house.turns = replace(house.turns, bound=lambda: BELOW)
    heard = talk.say("refund A1").decisions[0]
    before = [one.decision.id for one in house.store.desk.unlabelled()]
    subject = talk.session.subject

    def said(unit: Unit) -> bool:
        at, improve = house.clock.now(), Purpose.IMPROVE_QUALITY
        unit.rows.run(
            "INSERT INTO consents (subject, seq, purpose, state, at, text_version, language, channel, expires_at, "
            "text_digest, notice, origin, said_at, decision) VALUES (?, 1, ?, ?, ?, '', '', '', 0, '', '', '', 0, '')",
            *(subject, improve.value, state.value, at),
        )
        return fold((ConsentEvent(1, subject, improve, state, at),), at).allows(improve)

    allowed = house.store.decide(said)

    assert before == [heard]
    assert [one.decision.id for one in house.store.desk.unlabelled()] == ([heard] if allowed else [])


def test_changes_come_in_the_logs_order_each_once(either_house: House) -> None:
    house, talk, other = either_house, either_house.talk(), either_house.talk("bob")
    talk.say("one")
    other.person()
    start = house.store.desk.changes(0, 1)[0].number
    talk.say("two")

    found = house.store.desk.changes(start)

    (waits,) = house.store.hand_overs()
    assert [(one.conversation, one.waits) for one in found] == [(other.id, (waits.id,)), (talk.id, ())]
    assert house.store.desk.changes(found[-1].number) == ()


def test_notices_are_written_once_claimed_once_and_kept_apart_by_way(either_house: House) -> None:
    house, talk = either_house, either_house.talk()
    talk.person()
    (waits,) = house.store.hand_overs()
    desk, now = house.store.desk, house.clock.now()
    about = (waits.id, waits.due_at, 0)
    desk.write_notices([about], ["mail", "webhook"])
    desk.write_notices([about], ["mail", "webhook"])

    taken = desk.claim_notices(now, 10, MINUTE)
    none = desk.claim_notices(now, 10, MINUTE)
    desk.settle_notice(taken[0], "sent", 0)
    house.clock.move(MINUTE)
    again = desk.claim_notices(house.clock.now(), 10, MINUTE)

    assert desk.written() == {about}
    assert [one.way for one in taken] == ["mail", "webhook"]
    assert none == ()
    assert [(one.way, one.tries) for one in again] == [("webhook", 2)]
