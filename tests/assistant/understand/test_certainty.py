"""The bound is the published one, the threshold keeps it, and calibration never changes the order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from earnest.assistant.understand.certainty import (
    NEVER,
    best_temperature,
    calibrated,
    calibration_error,
    choose_threshold,
    fit_curve,
    is_within,
    needed_for,
    softmax,
)

TENTH = 100


@given(st.integers(1, 400), st.data())
def test_the_bound_is_clopper_and_pearsons(n: int, data: st.DataObject) -> None:
    n_wrong = data.draw(st.integers(0, n - 1))

    bound = beta.ppf(0.95, n_wrong + 1, n - n_wrong)

    assert is_within(n, n_wrong, bound + 1e-9)
    assert not is_within(n, n_wrong, bound - 1e-9)


def test_two_per_cent_need_149_error_free_acceptances() -> None:
    assert needed_for(0.02) == 149
    assert is_within(149, 0, 0.02)
    assert not is_within(148, 0, 0.02)


@given(st.integers(0, 20), st.floats(0.005, 0.5))
def test_one_acceptance_less_than_needed_misses_the_budget(n_wrong: int, budget: float) -> None:
    needed = needed_for(budget, n_wrong)

    assert is_within(needed, n_wrong, budget)
    assert not is_within(needed - 1, n_wrong, budget)


def test_nothing_seen_bounds_nothing() -> None:
    assert not is_within(0, 0, 0.999)
    assert not is_within(7, 7, 0.999)


@given(st.integers(0, 148))
def test_too_little_data_accepts_nothing_and_says_how_much_is_missing(n: int) -> None:
    bound = choose_threshold(np.full(n, 0.99), np.ones(n, bool), 0.02)

    assert bound.threshold == NEVER
    assert bound.missing == 149 - n


def test_with_enough_data_and_no_error_everything_is_accepted() -> None:
    certainty = np.linspace(0.5, 1.0, 1_000)

    bound = choose_threshold(certainty, np.ones(1_000, bool), 0.02)

    assert bound.threshold == 0.5
    assert (bound.n_accepted, bound.n_wrong, bound.missing) == (1_000, 0, 0)


@given(st.integers(0, 2**31), st.floats(0.01, 0.2))
def test_a_chosen_threshold_keeps_the_bound_on_the_data_it_was_chosen_on(seed: int, budget: float) -> None:
    rng = np.random.default_rng(seed)
    certainty = rng.beta(5, 1, 800)
    right = rng.random(800) < certainty

    bound = choose_threshold(certainty, right, budget)

    taken = certainty >= bound.threshold
    assert bound.missing > 0 or is_within(int(taken.sum()), int((~right[taken]).sum()), budget)
    assert bound.n_accepted == int(taken.sum())


def test_the_true_error_is_over_budget_in_at_most_one_choice_of_twenty() -> None:
    rng = np.random.default_rng(5)
    over = 0
    for _ in range(300):
        certainty = rng.random(1_500)
        # At certainty c the chance of an error is 0.1 (1 - c): among those at or above t it is 0.05 (1 - t).
        right = rng.random(1_500) >= 0.1 * (1 - certainty)
        bound = choose_threshold(certainty, right, 0.02)
        over += bound.missing == 0 and 0.05 * (1 - bound.threshold) > 0.02

    assert over <= 0.05 * 300 + 3 * (0.05 * 0.95 * 300) ** 0.5


def test_a_threshold_below_the_stated_least_is_never_chosen() -> None:
    certainty = np.linspace(0.0, 1.0, 2_000)

    bound = choose_threshold(certainty, np.ones(2_000, bool), 0.02, at_least=0.7)

    assert bound.threshold >= 0.7


@given(st.integers(0, 2**31), st.integers(2, 6))
def test_calibration_keeps_the_best_label_and_makes_probabilities(seed: int, n_labels: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, rng.uniform(0.01, 3), (60, n_labels)).astype(np.float32)
    truth = rng.integers(0, n_labels, 60)
    temperature = best_temperature(scores, truth)
    curve = fit_curve(softmax(scores, temperature).max(axis=1), scores.argmax(axis=1) == truth)

    made = calibrated(scores, temperature, curve)

    assert np.allclose(made.sum(axis=1), 1)
    assert (made >= 0).all()
    assert (made.argmax(axis=1) == softmax(scores, temperature).argmax(axis=1)).all()


def test_calibration_mends_certainties_that_boast() -> None:
    rng = np.random.default_rng(2)
    boast = rng.uniform(0.5, 0.999, 4_000)
    right = rng.random(4_000) < 0.5 + 0.5 * (boast - 0.5)
    curve = fit_curve(boast, right)
    scores = np.stack([np.log(boast), np.log(1 - boast)], axis=1).astype(np.float32)

    mended = calibrated(scores, 1.0, curve)[:, 0]

    raw_error = calibration_error(boast, right)
    assert calibration_error(mended, right) < raw_error / 3


def test_a_perfectly_stated_certainty_has_no_calibration_error() -> None:
    right = np.array([True] * 80 + [False] * 20)

    assert calibration_error(np.full(TENTH, 0.8), right) == pytest.approx(0.0)
    assert calibration_error(np.full(TENTH, 0.9), right) == pytest.approx(0.1)
