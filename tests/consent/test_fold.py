"""Consent as a fold: laws that would break if a withdrawal could be overtaken, forgotten or outlived."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.consent.fold import ConsentView, extend, fold
from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import BadInput
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose

NOW = 1_000_000
NEEDS_CONSENT = [purpose for purpose, basis in BASIS_OF.items() if basis is Basis.CONSENT]
OBJECTABLE = [purpose for purpose, basis in BASIS_OF.items() if basis is Basis.LEGITIMATE_INTEREST]
UNCONDITIONAL = [purpose for purpose in Purpose if purpose not in NEEDS_CONSENT + OBJECTABLE]
ENDS = [ConsentState.WITHDRAWN, ConsentState.OBJECTED, ConsentState.REVOKED, ConsentState.INVALIDATED]

instants = st.integers(min_value=0, max_value=2 * NOW)


@st.composite
def events(draw: st.DrawFn) -> ConsentEvent:
    return ConsentEvent(
        seq=draw(st.integers(min_value=1, max_value=12)),
        subject="S-1",
        purpose=draw(st.sampled_from(Purpose)),
        state=draw(st.sampled_from(ConsentState)),
        at=draw(instants),
        expires_at=draw(st.just(0) | instants),
    )


histories = st.lists(events(), max_size=20)


def event(seq: int, state: ConsentState, purpose: Purpose = Purpose.MARKETING_DIRECT, expires: int = 0) -> ConsentEvent:
    return ConsentEvent(seq, "S-1", purpose, state, NOW, expires_at=expires)


def test_without_any_event_only_what_needs_no_yes_is_allowed() -> None:
    view = fold([], NOW)

    assert view.allowed == frozenset(UNCONDITIONAL + OBJECTABLE)
    assert view.position == 0
    assert view.state(Purpose.MARKETING_DIRECT) is ConsentState.UNKNOWN


@pytest.mark.parametrize("purpose", NEEDS_CONSENT)
@pytest.mark.parametrize("state", ConsentState)
def test_a_consent_purpose_is_allowed_by_given_and_renewed_alone(purpose: Purpose, state: ConsentState) -> None:
    view = fold([event(1, state, purpose)], NOW)

    assert view.allows(purpose) is (state in {ConsentState.GIVEN, ConsentState.RENEWED})
    assert view.state(purpose) is state


@pytest.mark.parametrize("purpose", OBJECTABLE)
def test_an_objection_ends_a_legitimate_interest(purpose: Purpose) -> None:
    view = fold([event(1, ConsentState.OBJECTED, purpose)], NOW)

    assert not view.allows(purpose)


@pytest.mark.parametrize("purpose", OBJECTABLE)
def test_an_objection_does_not_lapse(purpose: Purpose) -> None:
    view = fold([event(1, ConsentState.OBJECTED, purpose, expires=1)], NOW)

    assert not view.allows(purpose)
    assert view.state(purpose) is ConsentState.OBJECTED


@given(histories, st.sampled_from(NEEDS_CONSENT + OBJECTABLE), st.sampled_from(ENDS), instants)
def test_a_withdrawal_after_any_history_wins_at_once(
    history: list[ConsentEvent], purpose: Purpose, end: ConsentState, now: int
) -> None:
    last = replace(event(13, end, purpose), at=0)

    view = fold([*history, last], now)

    assert not view.allows(purpose)
    assert view.position == 13


@given(histories, st.sampled_from(NEEDS_CONSENT), st.integers(min_value=1, max_value=NOW), instants)
def test_a_consent_is_allowed_before_it_lapses_and_never_from_then_on(
    history: list[ConsentEvent], purpose: Purpose, expires: int, later: int
) -> None:
    told = [*history, event(13, ConsentState.GIVEN, purpose, expires=expires)]

    assert fold(told, expires - 1).allows(purpose)
    assert not fold(told, expires).allows(purpose)
    assert not fold(told, expires + later).allows(purpose)
    assert fold(told, expires).state(purpose) is ConsentState.EXPIRED


@given(histories, st.integers(min_value=0, max_value=20), instants, instants)
def test_folding_in_instalments_gives_the_same_view(history: list[ConsentEvent], cut: int, then: int, now: int) -> None:
    in_two = extend(fold(history[:cut], then), history[cut:], now)

    assert in_two == fold(history, now)


@given(st.data(), histories)
def test_neither_the_order_of_arrival_nor_repetition_changes_the_view(
    data: st.DataObject, history: list[ConsentEvent]
) -> None:
    shuffled = data.draw(st.permutations(history))

    assert fold(shuffled + history, NOW) == fold(history, NOW)


@given(histories, instants)
def test_times_do_not_decide_only_positions_do(history: list[ConsentEvent], at: int) -> None:
    moved = [replace(event, at=at) for event in history]

    assert fold(moved, NOW).allowed == fold(history, NOW).allowed


@given(events(), events(), instants)
def test_two_events_at_one_position_resolve_to_the_stricter(one: ConsentEvent, two: ConsentEvent, now: int) -> None:
    other = replace(two, seq=one.seq, purpose=one.purpose)

    both = fold([one, other], now)

    assert both.allowed <= fold([one], now).allowed
    assert both.allowed <= fold([other], now).allowed


@given(histories, instants)
@settings(max_examples=50)
def test_contract_and_legal_duty_are_always_allowed(history: list[ConsentEvent], now: int) -> None:
    assert fold(history, now).allowed >= frozenset(UNCONDITIONAL)


def test_a_purpose_that_is_not_of_the_list_is_never_allowed() -> None:
    view = fold([event(1, ConsentState.GIVEN)], NOW)

    assert not view.allows("marketing.everything")  # type: ignore[arg-type]  # what the test is about


def test_a_history_of_two_people_is_refused() -> None:
    with pytest.raises(BadInput, match="one subject"):
        fold([event(1, ConsentState.GIVEN), replace(event(2, ConsentState.GIVEN), subject="S-2")], NOW)


def test_a_position_below_one_is_refused() -> None:
    with pytest.raises(BadInput, match="positions from 1"):
        fold([event(0, ConsentState.GIVEN)], NOW)


def test_what_is_allowed_is_computed_and_cannot_be_given() -> None:
    with pytest.raises(TypeError):
        ConsentView("S-1", (), NOW, allowed=frozenset(Purpose))  # type: ignore[call-arg]  # what the test is about
