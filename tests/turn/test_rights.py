"""Rights: have a decision reviewed, put a summary right, keep a source out of use. No assistant is asked about them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from tests.consent.brand import data_map
from tests.consent.leaks import assert_absent, planted
from tests.consent.test_leaks import serialised
from tests.turn.house import WORDING, House, Talk, cards_of, doing, handle, thought, words_of
from tests.turn.test_leaks import leaky

from earnest.domain.errors import Conflict, EarnestError, NotFound, TooLarge
from earnest.domain.identity import Channel, Level
from earnest.domain.inbound import AtDesk, DeskAct, Inbound, Said
from earnest.domain.items import HandOverNotice
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.rights import (
    CONTEST_LENGTH_MAX,
    CORRECTION_LENGTH_MAX,
    Bar,
    Contest,
    Correct,
    NotUsed,
    NotUsedBecause,
)
from earnest.domain.time import DAY, MINUTE
from earnest.domain.turns import DecisionKind, HandOverReason, Look, Reply, Scene, Thought


def notice_of(reply: Reply) -> HandOverNotice:
    (found,) = [part for item in reply.items for part in item.parts if isinstance(part, HandOverNotice)]
    return found


def refusal(house: House) -> tuple[Talk, str]:
    """A customer with a no."""
    talk = house.talk()
    return talk, talk.say("refund A5").decisions[0]


# --- contest ---------------------------------------------------------------------------------------------------------


def test_a_contested_decision_goes_to_a_person_with_its_own_rows_and_a_clock(either_house: House) -> None:
    house = either_house
    talk, no = refusal(house)

    reply = talk.take(Contest(no, "The strap was torn from the start."))

    decision = house.stored(reply).decision
    assert (decision.kind, decision.hand_over) == (DecisionKind.HAND_OVER, HandOverReason.CONTESTED)
    assert (decision.caused_by, decision.due_at) == (no, house.clock.now() + 60 * MINUTE)
    assert ("Decision", no) in decision.summary
    assert ("Rule", "You can send things back for 30 days.") in decision.summary
    assert ("The customer says", "The strap was torn from the start.") in decision.summary
    assert notice_of(reply).summary == decision.summary
    assert [(one.id, one.reason) for one in house.store.hand_overs()] == [(notice_of(reply).hand_over, "contested")]
    assert house.assistant.thoughts == 1


def test_the_same_decision_is_contested_once(either_house: House) -> None:
    house = either_house
    talk, no = refusal(house)
    first = talk.take(Contest(no, "Wrong."), "c-1")

    again, other = talk.take(Contest(no, "Wrong."), "c-1"), talk.take(Contest(no, "Really."), "c-2")
    elsewhere = house.talk(session=talk.session).take(Contest(no))

    assert again == first
    assert house.stored(other).decision.kind is DecisionKind.ANSWER
    assert "reviewing this decision already" in words_of(other)
    assert "reviewing this decision already" in words_of(elsewhere)
    assert len(house.store.hand_overs()) == 1


def test_two_contests_of_one_decision_at_the_same_instant_open_one_review(either_house: House) -> None:
    house = either_house
    talk, no = refusal(house)
    talks = [house.talk(session=talk.session) for _ in range(4)]

    with ThreadPoolExecutor(len(talks)) as pool:
        replies = list(pool.map(lambda one: one.take(Contest(no)), talks))

    kinds = sorted(house.stored(reply).decision.kind for reply in replies)
    assert kinds == [*[DecisionKind.ANSWER] * 3, DecisionKind.HAND_OVER]
    assert len(house.store.hand_overs()) == 1


def test_a_review_that_is_over_is_not_promised_again(either_house: House) -> None:
    house = either_house
    talk, no = refusal(house)
    talk.take(Contest(no))
    close = AtDesk(DeskAct.CLOSE, "mia", "Mia")
    house.turns.take(Inbound(talk.id, "close-1", Channel.API, talk.session, close))
    house.clock.move(3 * DAY)

    again = house.talk().take(Contest(no))

    assert words_of(again) == WORDING.say("en", "contest-reviewed")
    assert house.store.hand_overs() == ()


@pytest.mark.parametrize("whose", ["somebody else's", "not there"])
def test_nobody_contests_what_is_not_theirs(house: House, whose: str) -> None:
    _, no = refusal(house)
    other = house.talk("bob")

    with pytest.raises(NotFound):
        other.take(Contest(no if whose == "somebody else's" else "D-0000000000000000"))

    assert house.store.hand_overs() == ()


def test_what_a_person_has_already_is_not_reviewed_again(house: House) -> None:
    talk = house.talk()
    asked = talk.person()

    with pytest.raises(Conflict):
        talk.take(Contest(asked.decisions[0]))
    with pytest.raises(TooLarge):
        talk.take(Contest(asked.decisions[0], "x" * (CONTEST_LENGTH_MAX + 1)))


# --- correct ---------------------------------------------------------------------------------------------------------


def test_a_customers_corrections_stand_beside_what_the_person_was_told(either_house: House) -> None:
    house = either_house
    talk = house.talk()
    asked = talk.person()
    name = notice_of(asked).hand_over

    talk.take(Correct(name, (("You want", "A refund"),)))
    house.clock.move(MINUTE)
    reply = talk.take(Correct(name, (("You want", "A replacement"),)))

    decision = house.stored(reply).decision
    assert (decision.kind, decision.caused_by) == (DecisionKind.CORRECTION, asked.decisions[0])
    assert house.store.corrections(asked.decisions[0]) == (("You want", "A replacement"),)
    assert house.stored(asked).decision.summary == notice_of(asked).summary


def test_an_approvals_summary_can_be_corrected_by_the_id_that_was_shown(house: House) -> None:
    talk = house.talk()
    talk.say("refund A3")
    waiting = talk.press()

    talk.take(Correct(notice_of(waiting).hand_over, (("Amount", "Only the strap"),)))

    assert house.store.corrections(waiting.decisions[0]) == (("Amount", "Only the strap"),)


def test_only_ones_own_summary_and_only_while_it_waits(house: House) -> None:
    talk = house.talk()
    talk.say("refund A3")
    name, rows = notice_of(talk.press()).hand_over, (("a", "b"),)
    (approval,) = house.waiting()

    tries: list[type[EarnestError]] = []
    for who, correct in (
        (house.talk("bob"), Correct(name, rows)),
        (talk, Correct("H-0000000000000000", rows)),
        (talk, Correct(name, ())),
        (talk, Correct(name, (("a", "x" * (CORRECTION_LENGTH_MAX + 1)),))),
    ):
        with pytest.raises(EarnestError) as caught:
            who.take(correct)
        tries.append(caught.type)
    house.rule(approval, "kim")

    assert tries == [NotFound, NotFound, TooLarge, TooLarge]
    with pytest.raises(Conflict):
        talk.take(Correct(name, rows))


# --- bar -------------------------------------------------------------------------------------------------------------


def tells(scene: Scene, look: Look) -> Thought:
    """Says and keeps all orders it sees."""
    seen = ", ".join(one.fields["id"] for one in look.records("order", Purpose.SERVICE_ORDER))
    return Thought(thought(scene, f"I see {seen or 'nothing'}").proposals, {"seen": seen}, "en")


def test_a_barred_source_is_out_of_use_from_the_very_next_answer_on_until_it_is_allowed_again(
    either_house: House,
) -> None:
    house = either_house
    talk = house.talk()
    house.plays(tells)
    before = talk.say("my orders?")

    barred, during = talk.take(Bar("order")), talk.say("and now?")
    reads = len(house.shop.reads)
    still = talk.say("and now?")
    talk.take(Bar("order", barred=False))
    after = talk.say("and now?")

    assert ["A1" in words_of(one) for one in (before, during, still, after)] == [True, False, False, True]
    assert len(house.shop.reads) == reads + 1  # nobody looked while it was barred
    assert house.stored(barred).decision.kind is DecisionKind.DATA_CHOICE
    assert house.stored(during).decision.context.not_used == (NotUsed("order", NotUsedBecause.BARRED),)
    assert house.stored(after).decision.context.not_used == ()


def test_a_bar_closes_the_card_that_shows_what_was_read(house: House) -> None:
    talk = house.talk()
    talk.say("refund A1")

    talk.take(Bar("order"))

    with pytest.raises(NotFound):
        talk.press()


def test_a_deed_on_barred_records_is_refused_even_by_a_handle_seen_before(house: House) -> None:
    talk = house.talk()
    handles: list[str] = []

    def play(scene: Scene, look: Look) -> Thought:
        handles.append(handle(look, "A1"))
        return thought(scene, "ok")

    house.plays(play)
    talk.say("look")
    talk.take(Bar("order"))
    house.says(doing("refund", {"order": handles[0]}))

    reply = talk.say("refund it")

    assert house.stored(reply).decision.kind is DecisionKind.REFUSAL
    assert cards_of(reply) == []
    assert "asked me not to use" in words_of(reply)


def test_a_bar_holds_for_its_conversation_only_and_no_assistant_can_lift_it(house: House) -> None:
    talk, other = house.talk(), house.talk()
    talk.take(Bar("order"))
    house.plays(lambda scene, look: replace(tells(scene, look), state={"barred": []}))
    talk.say("forget the bar")

    house.plays(tells)

    assert "nothing" in words_of(talk.say("and now?"))
    assert "A1" in words_of(other.say("and here?"))


def test_a_source_that_is_none_cannot_be_barred(house: House) -> None:
    with pytest.raises(NotFound, match="there is order, profile"):
        house.talk().take(Bar("orders"))


def state_of(talk: Talk) -> object:
    inbound = Inbound(talk.id, "look", Channel.CHAT, talk.session, Said(""))
    return talk.house.store.read(lambda unit: unit.standing(inbound).state)


def test_no_value_of_a_barred_source_is_in_an_answer_its_record_or_the_state(tmp_path: Path) -> None:
    watched = leaky(tmp_path, data_map())
    house, rows = watched.house, planted(data_map())[0]
    markers = planted(data_map())[1]
    counted = 0

    for place, source in enumerate(data_map().sources):
        session = house.session(f"c-{place}", Level.JUST_PROVED)
        for purpose in Purpose:
            house.store.record_consent(session, purpose, ConsentState.GIVEN)
        seen: list[bytes] = []

        def play(scene: Scene, look: Look, seen: list[bytes] = seen) -> Thought:
            found = [one for kind in rows for purpose in Purpose for one in look.records(kind, purpose)]
            text = b"".join(map(serialised, found)).decode()
            seen.append(text.encode())
            return replace(thought(scene, text), state={"seen": text})

        house.plays(play)
        talk = house.talk(session=session)
        talk.say("tell me all")
        first = seen.pop()

        talk.take(Bar(source.name))
        reply = talk.say("tell me all again")

        own = [marker for (name, _), marker in markers.items() if name == source.name]
        blobs = {
            "sight": seen[0],
            "reply": repr(reply).encode(),
            "record": repr(house.stored(reply).decision).encode(),
            "state": repr(state_of(talk)).encode(),
        }
        counted += sum(marker.encode() in first for marker in own)
        assert_absent(own, blobs)

    assert counted > 10
    watched.close()


# --- what is kept of a person -----------------------------------------------------------------------------------------


def test_what_is_kept_of_a_person_holds_their_own_sign_ins_and_nobody_elses(either_house: House) -> None:
    ada, _ = either_house.session(), either_house.session("bob")

    kept = either_house.store.dossier(ada)

    kinds = [one.decision.kind for one in kept.decisions]
    assert kinds == [DecisionKind.SIGNED_IN]
    assert kept.decisions[0].decision.context.session.subject == ada.subject
