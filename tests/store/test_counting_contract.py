"""What reports are made of is counted alike on both databases, and a planted violation is counted."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.store.made import House, answer, approval, effect

from earnest.domain.consents import ConsentEvent, Origin
from earnest.domain.counted import Contests, Counted, Erasures, Rulings
from earnest.domain.identity import Session
from earnest.domain.inbound import AtDesk, DeskAct, Ruled, WantsPerson
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.rights import Contest
from earnest.domain.time import MINUTE, SECOND
from earnest.domain.turns import Decision, DecisionKind, HandOverReason, Used
from earnest.domain.verdicts import Fired, Outcome, Verdict

GIFTS = Used("profile", "gifts", Purpose.MEMORY_PROFILE)
FRAUD = Used("order", "total", Purpose.SECURITY_FRAUD)


def run(house: House, statement: str, *values: object) -> None:
    """Change the database behind the store's back."""
    house.store.decide(lambda unit: unit.rows.run(statement, *values))


def judged(session: Session, talk: str, outcome: Outcome, **facts: str) -> Decision:
    verdict = Verdict(outcome, "return_items", "d" * 64, (Fired("late", outcome, "Late."),))
    inputs = {"days_since_delivery": 40, **facts}
    return answer(session, talk, kind=DecisionKind.REFUSAL, verdict=verdict, facts=inputs)


def wants_person(house: House, session: Session, talk: str) -> Decision:
    wish = answer(session, talk, kind=DecisionKind.HAND_OVER, hand_over=HandOverReason.ASKED, due_at=60 * MINUTE)
    house.turn(session, talk, wish, inbound=house.inbound(session, talk, WantsPerson()))
    return wish


def desk(house: House, session: Session, talk: str, act: DeskAct, kind: DecisionKind) -> None:
    acted = house.inbound(session, talk, AtDesk(act, "mira", "Mira"))
    house.turn(session, talk, answer(session, talk, kind=kind, intent="", sure=None), inbound=acted)


def rule(house: House, asked: Decision, colleague: str, *, approve: bool) -> None:
    waits = house.store.approval(asked.approval)
    inbound = house.inbound(waits.session, waits.conversation, Ruled(waits.id, approve, colleague))
    does = replace(effect(waits.session, waits.conversation), verdict=Verdict(Outcome.ASK_PERSON, "refund", "d" * 64))
    quiet = replace(answer(waits.session, waits.conversation, kind=DecisionKind.REFUSAL), said=())
    house.turn(waits.session, waits.conversation, does if approve else quiet, inbound=inbound)


def reading(house: House, session: Session, talk: str, used: Used) -> None:
    made = answer(session, talk)
    house.clock.move(MINUTE)
    house.turn(session, talk, replace(made, context=replace(made.context, used=(used,))))


def test_a_wish_for_a_person_waits_is_met_or_was_denied(house: House) -> None:
    ada, bob, eve = house.customer("ada"), house.customer("bob"), house.customer("eve")
    talks = [house.talk(one) for one in (ada, bob, eve)]
    for who, talk in zip((ada, bob, eve), talks, strict=True):
        wants_person(house, who, talk)
    house.clock.move(90 * SECOND)
    desk(house, ada, talks[0], DeskAct.TAKE, DecisionKind.TAKEN)

    before = house.store.counted().wishes
    run(house, "UPDATE hand_overs SET state = 'refused' WHERE conversation = ?", talks[1])
    run(house, "DELETE FROM hand_overs WHERE conversation = ?", talks[2])
    after = house.store.counted().wishes

    assert (before.waiting, before.denied, len(before.waits)) == (2, 0, 1)
    assert 90 * SECOND <= before.waits[0] < 91 * SECOND
    assert (after.waiting, after.denied, len(after.waits)) == (0, 2, 1)


def test_rulings_are_counted_with_the_quick_ones_and_a_deed_without_its_ruling_stands_out(house: House) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    asked = [approval(ada, talk) for _ in range(3)]
    for one in asked:
        house.turn(ada, talk, one)
    rule(house, asked[0], "mira", approve=True)
    house.clock.move(MINUTE)
    rule(house, asked[1], "otto", approve=False)

    well = house.store.counted().rulings
    alone = replace(effect(ada, talk), verdict=Verdict(Outcome.ASK_TWO, "refund", "d" * 64))
    house.turn(ada, talk, alone)

    assert well == Rulings(asked=3, waiting=1, approved=1, declined=1, quick=1, colleagues=2, unruled=0)
    assert house.store.counted().rulings == replace(well, unruled=1)


def test_a_decision_without_inputs_or_digest_is_named_and_a_refused_fault_is_counted(house: House) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    house.turn(ada, talk, judged(ada, talk, Outcome.REFUSE, reason="fault"))
    house.turn(ada, talk, judged(ada, talk, Outcome.REFUSE, reason="changed_mind"))
    bare = replace(judged(ada, talk, Outcome.CONFIRM), facts={})
    nameless = replace(judged(ada, talk, Outcome.CONFIRM), verdict=Verdict(Outcome.CONFIRM, "return_items", ""))
    house.turn(ada, talk, bare)
    house.turn(ada, talk, nameless)

    found = house.store.counted().judgements

    assert set(found.lacking) == {bare.id, nameless.id}
    assert (found.seen, found.gone, found.more, found.refused) == (4, 0, False, 2)
    assert found.fault_refusals == {("return_items", "late"): 1}


@pytest.mark.parametrize("said", [ConsentState.WITHDRAWN, None])
def test_a_read_that_needs_a_yes_and_had_none_is_counted(house: House, said: ConsentState | None) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    if said:
        house.store.record_consent(ada, Purpose.MEMORY_PROFILE, ConsentState.GIVEN)
        reading(house, ada, talk, GIFTS)
    well = house.store.counted().reads
    if said:
        house.clock.move(MINUTE)
        house.store.record_consent(ada, Purpose.MEMORY_PROFILE, said)
    reading(house, ada, talk, GIFTS)

    found = house.store.counted().reads

    assert (well.without_yes, found.without_yes) == (0, 1)
    assert found.by_purpose["memory.profile"] == well.by_purpose.get("memory.profile", 0) + 1


def test_reads_after_an_objection_and_after_a_bar_are_counted(house: House) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    reading(house, ada, talk, FRAUD)
    house.store.record_consent(ada, Purpose.SECURITY_FRAUD, ConsentState.OBJECTED)
    house.store.choose_source(ada, "order", use=False)

    well = house.store.counted().reads
    reading(house, ada, talk, FRAUD)
    found = house.store.counted().reads

    assert (well.objections, well.after_objection, well.bars, well.after_bar) == (1, 0, 1, 0)
    assert (found.after_objection, found.after_bar) == (1, 1)


def test_events_of_who_objected_to_being_counted_are_left_out_while_that_holds(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    talks = {ada: house.talk(ada), bob: house.talk(bob)}
    measure, decided = Purpose.MEASURE_AGGREGATE, []
    for state in (None, ConsentState.OBJECTED, ConsentState.GIVEN):
        if state:
            house.store.record_consent(ada, measure, state)
        for who, talk in talks.items():
            house.clock.move(MINUTE)
            decided.append(answer(who, talk))
            house.turn(who, talk, decided[-1])

    counted = [one.decision for one in house.store.events()]

    assert [one.id in counted for one in decided] == [True, True, False, True, True, True]
    assert all(house.store.decision(one.id).index >= 0 for one in decided)
    house.clock.move(MINUTE)
    house.store.record_consent(ada, measure, ConsentState.OBJECTED)
    assert [one.decision for one in house.store.events()][: len(counted)] == counted  # what was counted stays


def test_consents_are_counted_as_they_stand_and_an_event_without_a_leaf_stands_out(house: House) -> None:
    ada, bob = house.customer("ada"), house.customer("bob")
    house.store.record_consent(ada, Purpose.MARKETING_DIRECT, ConsentState.GIVEN)
    house.store.record_consent(ada, Purpose.MARKETING_DIRECT, ConsentState.WITHDRAWN)
    house.store.record_consent(bob, Purpose.MARKETING_DIRECT, ConsentState.GIVEN, expires_at=house.clock.now() + MINUTE)
    signal = ConsentEvent(
        0, "", Purpose.MARKETING_DIRECT, ConsentState.OBJECTED, 0, channel="api", origin=Origin.SIGNAL
    )
    house.store.decide(lambda unit: unit.record_consent(ada, signal))
    house.clock.move(2 * MINUTE)

    well = house.store.counted().consents
    run(house, "UPDATE consents SET decision = 'D-none' WHERE origin = 'signal'")

    assert well.now == {("marketing.direct", "objected"): 1, ("marketing.direct", "expired"): 1}
    assert (well.events, well.unproved, well.signals) == (4, 0, 1)
    assert house.store.counted().consents.unproved == 1


def test_erasures_are_counted_with_their_certificates(house: House) -> None:
    ada = house.customer("ada")
    house.turn(ada, house.talk(ada))
    house.store.erase(ada.subject)

    well = house.store.counted().erasures
    run(house, "UPDATE erasure_jobs SET decision = 'D-none'")

    assert well == Erasures(done=1)
    assert house.store.counted().erasures == Erasures(done=1, uncertified=1)


def test_contested_decisions_and_corrections_are_counted(house: House) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    said = answer(ada, talk)
    house.turn(ada, talk, said)
    due = house.clock.now() + 60 * MINUTE
    contest = answer(ada, talk, kind=DecisionKind.HAND_OVER, hand_over=HandOverReason.CONTESTED, due_at=due)
    house.turn(ada, talk, replace(contest, caused_by=said.id), inbound=house.inbound(ada, talk, Contest(said.id, "no")))
    house.turn(ada, talk, answer(ada, talk, kind=DecisionKind.CORRECTION))

    well = house.store.counted()
    house.clock.move(120 * MINUTE)
    late = house.store.counted()

    assert (well.contests, well.corrections) == (Contests(waiting=1), 1)
    assert late.contests == Contests(waiting=1, late=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE items SET author = 'colleague' WHERE author = 'assistant'",
        "UPDATE items SET author = 'assistant' WHERE author = 'customer'",
    ],
)
def test_words_under_the_wrong_author_are_counted(house: House, statement: str) -> None:
    ada = house.customer("ada")
    house.turn(ada, house.talk(ada))

    well = house.store.counted().marks
    run(house, statement)

    assert (well.items, well.wrong) == ({"customer": 1, "assistant": 1}, 0)
    assert house.store.counted().marks.wrong == 1


def test_what_came_before_the_day_is_not_counted(house: House) -> None:
    ada = house.customer("ada")
    talk = house.talk(ada)
    house.turn(ada, talk, judged(ada, talk, Outcome.REFUSE, reason="fault"))
    wants_person(house, ada, talk)
    house.clock.move(MINUTE)

    count: Callable[[int], Counted] = house.store.counted

    assert count(0).outcomes == {("", int(Outcome.REFUSE)): 1}
    assert count(house.clock.now()) == Counted()
