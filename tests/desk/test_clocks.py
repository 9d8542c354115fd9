"""The desk's clocks: laws that hold whatever happened when."""

from hypothesis import given
from hypothesis import strategies as st

from earnest.desk.clocks import Clock, State, Times, running, urgency
from earnest.domain.time import MINUTE

instants = st.integers(1, 10**15)
maybe = st.just(0) | instants
promises = st.integers(1, 60 * 24 * 30)
times = st.builds(Times, instants, maybe, st.booleans(), maybe, maybe, st.booleans())


@given(times=times, promise=promises, now=instants)
def test_a_missed_clock_never_vanishes_and_keeps_its_time(times: Times, promise: int, now: int) -> None:
    run = running(times, promise)

    late = run.late_by(now)
    assert late == (now - run.due_at if run.due_at and now > run.due_at else 0)
    assert run.late_by(now + 1) >= late


@given(times=times, promise=promises)
def test_what_waits_for_a_ruling_waits_until_it_is_ruled_whatever_is_said_meanwhile(times: Times, promise: int) -> None:
    run = running(times, promise)

    assert (run.clock is Clock.RULING) == times.ruled
    if times.ruled:
        assert run.due_at == times.due_at


@given(opened=instants, due=instants, taken=st.booleans(), said=instants, promise=promises)
def test_taking_it_stops_no_clock_only_an_answer_does(
    opened: int, due: int, taken: bool, said: int, promise: int
) -> None:
    silent = running(Times(opened, opened + due, taken), promise)
    answered = running(Times(opened, opened + due, taken, colleague_at=opened + said), promise)

    assert (silent.clock, silent.due_at) == (Clock.FIRST_RESPONSE, opened + due)
    assert (answered.clock, answered.state, answered.due_at) == (Clock.NONE, State.ANSWERED, 0)


@given(opened=instants, gap=instants, wait=instants, promise=promises)
def test_words_after_an_answer_start_the_brands_own_promise(opened: int, gap: int, wait: int, promise: int) -> None:
    answered = opened + gap
    asked_again = answered + wait

    run = running(Times(opened, opened, taken=True, customer_at=asked_again, colleague_at=answered), promise)

    assert (run.clock, run.state) == (Clock.NEXT_RESPONSE, State.NEEDS_REPLY)
    assert run.due_at == asked_again + promise * MINUTE


@given(cases=st.lists(st.tuples(times, promises), max_size=8))
def test_the_queue_is_in_the_order_of_the_nearest_clock_and_what_has_none_comes_last(
    cases: list[tuple[Times, int]],
) -> None:
    runs = [(running(one, promise), one.opened_at) for one, promise in cases]

    ordered = sorted(runs, key=lambda one: urgency(one[0], one[1], "H"))

    due = [run.due_at for run, _ in ordered]
    ticking = [one for one in due if one]
    assert ticking == sorted(ticking)
    assert due == ticking + [0] * (len(due) - len(ticking))
