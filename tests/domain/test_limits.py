"""The law of a limit: never more in any span of its length, and whoever waits as long as told may go on."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.limits import SLICES, Limit, wait

LIMITS = st.builds(Limit, st.integers(1, 6), st.integers(1, 20).map(lambda part: part * SLICES))
PAUSES = st.lists(st.integers(0, 60), max_size=60)


@given(LIMITS, PAUSES)
def test_no_span_of_the_windows_length_holds_more_than_the_limit(limit: Limit, pauses: list[int]) -> None:
    passed: list[int] = []
    counts: Counter[int] = Counter()
    now = 1_000_000
    for pause in pauses:
        now += pause
        if not wait(limit, counts, now):
            passed.append(now)
            counts[limit.slice_of(now)] += 1

    assert all(sum(start <= one < start + limit.window for one in passed) <= limit.tries_max for start in passed)


@given(LIMITS, st.dictionaries(st.integers(0, 2 * SLICES), st.integers(1, 9)), st.integers(0, 400))
def test_after_the_told_time_one_may_go_on_and_not_before(limit: Limit, counts: dict[int, int], at: int) -> None:
    now = max(at, (max(counts, default=0) + 1) * limit.part)

    told = wait(limit, counts, now)

    assert wait(limit, counts, now + told) == 0
    assert told <= limit.window + limit.part
    assert not told or wait(limit, counts, now + told - 1) > 0


def test_a_limit_of_three_takes_three() -> None:
    limit = Limit(3, 12)

    assert [wait(limit, {100: count}, 100) > 0 for count in range(5)] == [False, False, False, True, True]
