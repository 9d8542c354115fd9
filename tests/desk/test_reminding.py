"""When colleagues are told, and told again: laws of reminders and of tries."""

from hypothesis import given
from hypothesis import strategies as st

from earnest.desk.reminding import REMINDED_AFTER, RETRIED_AFTER, TRIES_MAX, retry_at, stages_due
from earnest.domain.time import DAY

instants = st.integers(1, 10**15)


@given(due=instants, now=instants, later=instants)
def test_what_was_written_once_stays_written_and_time_only_adds_reminders(due: int, now: int, later: int) -> None:
    before, after = stages_due(due, now), stages_due(due, now + later)

    assert before == after[: len(before)]
    assert before[0] == 0
    assert len(after) <= 1 + len(REMINDED_AFTER)


@given(due=instants, early=st.integers(0, 10**15))
def test_nobody_is_reminded_before_it_is_late_and_somebody_is_at_once_when_it_is(due: int, early: int) -> None:
    assert stages_due(due, due - early) == (0,)
    assert stages_due(due, due + 1) == (0, 1)


@given(now=instants)
def test_what_has_no_clock_is_told_once_and_never_reminded_of(now: int) -> None:
    assert stages_due(0, now) == (0,)
    assert stages_due(0, now, first=False) == ()


@given(name=st.text(max_size=20), now=instants)
def test_a_notice_is_tried_ever_more_rarely_for_about_three_days_and_then_no_more(name: str, now: int) -> None:
    at, waits = now, []
    for tries in range(1, TRIES_MAX):
        again = retry_at(name, tries, at)
        assert again is not None
        waits.append(again - at)
        at = again

    assert retry_at(name, TRIES_MAX, at) is None
    assert all(RETRIED_AFTER[n] <= wait <= RETRIED_AFTER[n] * 11 // 10 for n, wait in enumerate(waits))
    assert 3 * DAY <= at - now <= 4 * DAY
