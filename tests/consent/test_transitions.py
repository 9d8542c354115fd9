"""Which state may follow which: laws that would break if asking opened a door, or if a no were ever impossible."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.consent.fold import fold
from earnest.domain.consents import ENDS, NEUTRAL, PERMITS, ConsentEvent, chosen, may_follow
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose

NOW = 1_000
CHOSEN = [purpose for purpose in Purpose if chosen(purpose)]
befores = st.none() | st.sampled_from(ConsentState)


def allowed(purpose: Purpose, state: ConsentState | None) -> bool:
    events = [ConsentEvent(1, "S-1", purpose, state, NOW)] if state else []
    return fold(events, NOW).allows(purpose)


@given(st.sampled_from(CHOSEN), befores, st.sampled_from(sorted(ENDS)))
def test_a_no_is_possible_at_any_time_and_ends_it(purpose: Purpose, before: ConsentState | None, no: str) -> None:
    after = ConsentState(no)

    assert may_follow(purpose, before, after)
    assert not allowed(purpose, after)


@given(st.sampled_from(CHOSEN), befores, st.sampled_from(ConsentState))
def test_only_a_yes_opens_anything(purpose: Purpose, before: ConsentState | None, after: ConsentState) -> None:
    opened = not allowed(purpose, before) and allowed(purpose, after)

    assert not (may_follow(purpose, before, after) and opened and after not in PERMITS)


@given(st.sampled_from(CHOSEN), st.sampled_from(sorted(PERMITS)), st.sampled_from(sorted(NEUTRAL)))
def test_asking_or_putting_off_takes_no_yes_away(purpose: Purpose, yes: str, neutral: str) -> None:
    assert may_follow(purpose, ConsentState(yes), ConsentState(neutral)) is (neutral == ConsentState.EXPIRED)


@given(st.sampled_from(CHOSEN), befores)
def test_there_is_always_a_way_to_say_yes(purpose: Purpose, before: ConsentState | None) -> None:
    assert any(may_follow(purpose, before, yes) for yes in PERMITS)


def test_nobody_is_asked_again_who_objected() -> None:
    assert not may_follow(Purpose.MARKETING_DIRECT, ConsentState.OBJECTED, ConsentState.REQUESTED)


@pytest.mark.parametrize("purpose", [one for one in CHOSEN if BASIS_OF[one] is Basis.LEGITIMATE_INTEREST])
def test_nobody_is_asked_for_what_needs_no_yes(purpose: Purpose) -> None:
    assert not any(may_follow(purpose, before, ConsentState.REQUESTED) for before in ConsentState)


def test_a_permission_lapses_and_an_objection_does_not() -> None:
    given_ = ConsentEvent(1, "S-1", Purpose.MARKETING_DIRECT, ConsentState.GIVEN, 0, expires_at=NOW)
    objected = replace(given_, state=ConsentState.OBJECTED)

    assert [given_.state_at(at) for at in (NOW - 1, NOW)] == [ConsentState.GIVEN, ConsentState.EXPIRED]
    assert objected.state_at(NOW) is ConsentState.OBJECTED
