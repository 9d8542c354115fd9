"""The bound only tightens with errors, does not mind the order, and takes no silence for an answer."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.assistant.bound import (
    LEVELS,
    SAMPLE_SHARE,
    Label,
    LabelSource,
    Standing,
    asked_anyway,
    days_left,
    label_of_audit,
    label_of_choice,
    label_of_correction,
    labels_of,
    standing,
)
from earnest.domain.labels import Judged, Question

BOOKS = ("refund", "return", "stock")
MANY = 3_000


def runs(draw: st.DrawFn) -> list[Label]:
    """Blocks of equal labels, so that bounds are reached and lost again."""
    blocks = draw(
        st.lists(
            st.tuples(
                st.sampled_from(LabelSource),
                st.sampled_from(BOOKS),
                st.integers(80, 100),
                st.booleans(),
                st.integers(1, 200),
            ),
            max_size=5,
        )
    )
    return [
        Label(source, book, sure, right)
        for source, book, sure, right, count in blocks
        for _ in range(count if right else 1 + count % 3)
    ]


histories = st.composite(runs)()
wishes = st.tuples(st.sampled_from((*BOOKS, "unheard")), st.integers(0, 100))


def sure(count: int, playbook: str = "refund", *, right: bool = True, percent: int = 99) -> list[Label]:
    return [Label(LabelSource.DESK_AUDIT, playbook, percent, right)] * count


@given(histories, st.sampled_from(BOOKS), st.integers(80, 100), wishes)
def test_one_error_more_never_loosens(labels: list[Label], playbook: str, percent: int, wish: tuple[str, int]) -> None:
    before = standing(labels)

    after = standing([*labels, Label(LabelSource.CORRECTION, playbook, percent, right=False)])

    assert after.accepts(wish[0], wish[1] / 100) <= before.accepts(wish[0], wish[1] / 100)
    assert after.missing == 0 or after.missing >= before.missing


@given(histories, st.integers(0, 10**6), wishes)
def test_a_label_that_turns_out_wrong_never_loosens(labels: list[Label], at: int, wish: tuple[str, int]) -> None:
    if not labels:
        return
    turned = [*labels]
    old = turned[at % len(labels)]
    turned[at % len(labels)] = Label(old.source, old.playbook, old.sure, right=False)

    before, after = standing(labels), standing(turned)

    assert after.accepts(wish[0], wish[1] / 100) <= before.accepts(wish[0], wish[1] / 100)


@given(histories, st.sampled_from(BOOKS), st.integers(80, 100), wishes)
def test_one_right_label_more_never_tightens(
    labels: list[Label], playbook: str, percent: int, wish: tuple[str, int]
) -> None:
    before = standing(labels)

    after = standing([*labels, Label(LabelSource.DESK_AUDIT, playbook, percent, right=True)])

    assert after.accepts(wish[0], wish[1] / 100) >= before.accepts(wish[0], wish[1] / 100)


@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_labels_does_not_matter(labels: list[Label], order: random.Random) -> None:
    shuffled = [*labels]
    order.shuffle(shuffled)

    assert standing(shuffled) == standing(labels)


@given(histories, st.sampled_from(BOOKS))
def test_a_playbook_is_never_looser_than_the_pool(labels: list[Label], playbook: str) -> None:
    found = standing(labels)

    level = found.level_of(playbook)

    assert level is None or (found.level is not None and level >= found.level)


@given(histories, st.sampled_from(BOOKS), st.integers(0, 100), st.integers(0, 100))
def test_a_surer_wish_is_accepted_wherever_a_less_sure_one_is(
    labels: list[Label], playbook: str, one: int, other: int
) -> None:
    found = standing(labels)

    low, high = sorted((one, other))

    assert found.accepts(playbook, low / 100) <= found.accepts(playbook, high / 100)


def test_149_labels_without_an_error_reach_the_bound_and_148_do_not() -> None:
    almost, there = standing(sure(148)), standing(sure(149))

    assert (almost.level, almost.seen, almost.needed, almost.missing) == (None, 148, 149, 1)
    assert (there.level, there.missing) == (90, 0)


def test_the_labels_of_all_playbooks_are_pooled_and_one_nobody_spoke_of_has_the_pools_level() -> None:
    found = standing([label for book in BOOKS for label in sure(50, book)])

    assert found.accepts("refund", 0.99)
    assert found.accepts("unheard", 0.99)


def test_a_playbook_with_worse_errors_of_its_own_is_held_back_alone() -> None:
    found = standing(sure(900) + sure(28, "stock") + sure(2, "stock", right=False))

    assert found.accepts("refund", 0.99)
    assert not found.accepts("stock", 1.0)


def test_errors_below_a_level_do_not_close_it() -> None:
    found = standing(sure(200) + sure(20, percent=91, right=False))

    assert found.level == 95


def test_no_label_at_all_accepts_nothing() -> None:
    found = standing([])

    assert found.level is None
    assert not found.accepts("refund", 1.0)


def test_below_the_bound_every_turn_is_audited_and_with_it_two_in_a_hundred() -> None:
    below, reached = standing([]), standing(sure(149))

    turns = [f"C-{i}/1" for i in range(MANY)]

    assert all(below.in_sample("refund", turn) for turn in turns)
    share = sum(reached.in_sample("refund", turn) for turn in turns) / MANY
    assert share == pytest.approx(SAMPLE_SHARE, abs=0.01)


def test_a_playbook_that_is_held_back_stays_wholly_in_the_sample() -> None:
    found = standing(sure(900) + sure(28, "stock") + sure(2, "stock", right=False))

    assert all(found.in_sample("stock", f"C-{i}/1") for i in range(MANY))


def test_a_turn_is_picked_by_its_id_so_replay_is_exact() -> None:
    picked = [asked_anyway(f"C-{i}/1") for i in range(MANY)]

    assert picked == [asked_anyway(f"C-{i}/1") for i in range(MANY)]
    assert sum(picked) / MANY == pytest.approx(0.02, abs=0.01)


def test_a_choice_counts_only_where_it_was_asked_whatever_the_score() -> None:
    anyway, unsure = Question("refund", 97, anyway=True), Question("refund", 41, anyway=False)

    assert label_of_choice(anyway, "refund") == Label(LabelSource.CHOICE, "refund", 97, right=True)
    assert label_of_choice(anyway, "") == Label(LabelSource.CHOICE, "refund", 97, right=False)
    assert label_of_choice(unsure, "refund") is None


def test_colleagues_say_what_a_wish_really_was() -> None:
    assert label_of_audit("refund", 99, "return") == Label(LabelSource.DESK_AUDIT, "refund", 99, right=False)
    assert label_of_correction("refund", 99, "refund") == Label(LabelSource.CORRECTION, "refund", 99, right=True)


judgements = st.lists(
    st.builds(
        Judged,
        st.sampled_from(("D-1", "D-2", "D-3")),
        st.sampled_from(("desk_audit", "choice", "correction")),
        st.sampled_from(BOOKS),
        st.integers(80, 100),
        st.booleans(),
    ),
    max_size=8,
)


@given(judgements)
def test_each_decision_is_one_label_and_right_only_where_everybody_says_so(judged: list[Judged]) -> None:
    labels = labels_of(judged)

    counted = [one for one in judged if not (one.source == "correction" and one.right)]
    wrong = {one.decision for one in counted if not one.right}
    assert len(labels) == len({one.decision for one in counted})
    assert sum(not one.right for one in labels) == len(wrong)


@given(judgements, st.sampled_from(BOOKS), st.integers(0, 99))
def test_one_complaint_more_about_a_wish_never_loosens(judged: list[Judged], playbook: str, percent: int) -> None:
    more = [*judged, Judged("D-1", "correction", playbook, 99, right=False)]

    before, after = standing(labels_of(judged)), standing(labels_of(more))

    assert after.is_sure(playbook, percent) <= before.is_sure(playbook, percent)


def test_a_nod_outside_the_sample_speaks_for_no_other_turn() -> None:
    assert labels_of([Judged("D-1", "correction", "refund", 99, right=True)]) == ()


def test_there_is_no_source_for_silence_or_for_generated_texts() -> None:
    assert {source.value for source in LabelSource} == {"held_back", "desk_audit", "choice", "correction"}


def test_the_days_that_are_left_follow_from_traffic() -> None:
    halfway: Standing = standing(sure(49))

    assert days_left(halfway, 1_500, 0.5) == 4
    assert days_left(halfway, 0, 0.5) is None
    assert days_left(standing(sure(149)), 0, 0.5) == 0


def test_levels_fall() -> None:
    assert list(LEVELS) == sorted(LEVELS, reverse=True)
