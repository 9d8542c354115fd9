"""Asking just in time: laws that would break if anybody were worn down."""

from hypothesis import given
from hypothesis import strategies as st

from earnest.consent.asking import ANSWERS, PAUSE, REQUESTS_MAX, Because, asking
from earnest.domain.consents import NEUTRAL, ConsentEvent, may_follow
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose
from earnest.domain.time import DAY

AGAIN = 180 * DAY
PURPOSE = Purpose.MARKETING_DIRECT
times = st.integers(1, 400 * DAY)


@st.composite
def histories(draw: st.DrawFn) -> list[ConsentEvent]:
    at, found = 0, []
    for seq, state in enumerate(draw(st.lists(st.sampled_from(ConsentState), max_size=8)), 1):
        at += draw(times)
        found.append(ConsentEvent(seq, "S-1", PURPOSE, state, at))
    return found


@given(histories(), times)
def test_whoever_may_be_asked_could_be_asked_by_the_ledgers_own_table(history: list[ConsentEvent], later: int) -> None:
    now = (history[-1].at if history else 0) + later
    found = asking(history, PURPOSE, now, AGAIN)

    before = history[-1].state_at(now) if history else None
    assert not found.may or may_follow(PURPOSE, before, ConsentState.REQUESTED)


@given(histories(), st.sampled_from([ConsentState.REFUSED, ConsentState.WITHDRAWN]), st.integers(0, AGAIN - 1))
def test_nobody_is_asked_again_while_their_no_is_heard(
    history: list[ConsentEvent], no: ConsentState, later: int
) -> None:
    at = (history[-1].at if history else 0) + 1
    said = [*history, ConsentEvent(len(history) + 1, "S-1", PURPOSE, no, at)]

    assert not asking(said, PURPOSE, at + later, AGAIN).may


@given(histories(), times)
def test_nobody_is_asked_more_often_than_the_limit_whatever_they_say(history: list[ConsentEvent], later: int) -> None:
    asked, now = list(history), (history[-1].at if history else 0)
    while asking(asked, PURPOSE, now := now + AGAIN + later, AGAIN).may:
        asked.append(ConsentEvent(len(asked) + 1, "S-1", PURPOSE, ConsentState.REQUESTED, now))

    assert sum(one.state is ConsentState.REQUESTED for one in asked) <= max(
        REQUESTS_MAX, sum(one.state is ConsentState.REQUESTED for one in history)
    )


@given(st.sampled_from([one for one in Purpose if BASIS_OF[one] is not Basis.CONSENT]), times)
def test_nobody_is_asked_for_what_needs_no_yes(purpose: Purpose, now: int) -> None:
    assert asking([], purpose, now, AGAIN).because is Because.NEEDS_NO_YES


def test_a_request_left_open_is_not_repeated_within_the_pause() -> None:
    asked = [ConsentEvent(1, "S-1", PURPOSE, ConsentState.REQUESTED, 5)]

    assert asking(asked, PURPOSE, 5 + PAUSE - 1, AGAIN).again_at == 5 + PAUSE
    assert asking(asked, PURPOSE, 5 + PAUSE, AGAIN).may


def test_a_no_is_always_among_the_answers_and_so_is_later() -> None:
    assert ConsentState.REFUSED in ANSWERS
    assert set(ANSWERS) & NEUTRAL == {ConsentState.DEFERRED}
