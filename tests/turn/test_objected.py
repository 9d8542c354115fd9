"""Who objects to the watch for fraud has their money decided by a person, on both databases."""

from hypothesis import given
from hypothesis import strategies as st
from tests.turn.house import WORDING, House, cards_of, words_of

from earnest.deciding import OBJECTED_ROW, Clocks, Making, unless_objected
from earnest.domain.ids import new_id
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.turns import DecisionKind
from earnest.domain.verdicts import Change, Fired, Outcome, Verdict

MAKING = Making(new_id, WORDING, Clocks(60, 240), "Europe/Berlin")
FRAUD = Purpose.SECURITY_FRAUD
changes = st.builds(lambda outcome: Change((("amount", 1),), outcome), st.sampled_from(Outcome))


@given(st.sampled_from(Outcome), st.lists(changes, max_size=4), st.booleans())
def test_an_objection_never_makes_a_verdict_milder_and_promises_nothing_milder_than_a_person(
    outcome: Outcome, nearest: list[Change], objected: bool
) -> None:
    verdict = Verdict(outcome, "refund", "d" * 64, (Fired("small", outcome, "Small."),), changes=tuple(nearest))

    found = unless_objected(MAKING, verdict, "en", objected=objected)

    assert found.outcome == (max(outcome, Outcome.ASK_PERSON) if objected else outcome)
    assert found == verdict or objected
    assert not objected or all(one.outcome >= Outcome.ASK_PERSON for one in found.changes)


def test_a_small_refund_of_who_objected_waits_for_a_person_whose_yes_settles_it(either_house: House) -> None:
    house, talk = either_house, either_house.talk()
    house.store.record_consent(talk.session, FRAUD, ConsentState.OBJECTED)

    shown = talk.say("refund A1")
    asked = talk.press()
    before = (house.deeds(), house.paid())
    ruled = house.rule(house.waiting()[0], "mia")
    house.deeds()

    stored = house.stored(asked).decision
    assert "You objected" in str(cards_of(shown)[0].rows)
    assert (stored.kind, before) == (DecisionKind.APPROVAL, (0, []))
    assert stored.verdict
    assert stored.verdict.fired[0].row == OBJECTED_ROW
    assert "You objected" in words_of(asked)
    assert house.stored(ruled).decision.kind is DecisionKind.EFFECT
    assert house.paid() == ["A1"]


def test_an_objection_before_the_deed_goes_out_stops_it_and_one_that_is_lifted_does_not(either_house: House) -> None:
    house, talk = either_house, either_house.talk()
    talk.say("refund A1")
    talk.press()
    house.store.record_consent(talk.session, FRAUD, ConsentState.OBJECTED)
    house.deeds()
    stopped = (house.paid(), talk.texts())

    house.store.record_consent(talk.session, FRAUD, ConsentState.GIVEN)
    talk.say("refund A1")
    talk.press()
    house.deeds()

    assert stopped[0] == []
    assert "a person has to decide this" in stopped[1]
    assert house.paid() == ["A1"]


def test_what_moves_no_money_goes_on_as_before(either_house: House) -> None:
    house, talk = either_house, either_house.talk()
    said = talk.say("hello").decisions

    house.store.record_consent(talk.session, FRAUD, ConsentState.OBJECTED)

    kinds = [house.store.decision(one).decision.kind for one in (*said, *talk.say("hello").decisions)]
    assert kinds == [DecisionKind.ANSWER] * 2
