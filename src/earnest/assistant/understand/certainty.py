"""How sure is sure: calibration and its error, and the exact bound on the error among accepted messages.

Pure functions over arrays. Sources: Guo et al. 2017 (temperature, expected calibration error); Kull et al. 2017
(beta calibration); Clopper and Pearson 1934 (the exact bound); Angelopoulos et al. 2021, "Learn then Test" (testing
thresholds in a fixed order).
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand.ngrams import Floats

Bools = npt.NDArray[np.bool_]

CONFIDENCE = 0.95
"""One-sided confidence of the bound."""

ECE_BINS = 15
"""Bins of equal width, as in Guo et al."""

TEMPERATURES = np.geomspace(0.01, 1.0, 101)
"""Temperatures tried; one-hot targets make scores lie in about 0..1, so sharp ones are needed."""

PRIOR_CURVE, PRIOR_ROWS = np.array([1.0, 1.0, 0.0]), 5.0
"""How many rows the prior "the softmax is right" weighs in beta calibration."""

NEWTON_STEPS, NEWTON_HALVINGS = 30, 12
"""Steps of the fit; it settles in about eight."""

SURE_MAX = 1 - 1e-9
"""Certainties are held below 1 by this much, so that their logarithms stay finite."""

START_SHARES = (0.2, 0.4, 0.6, 0.8)
"""Shares of the held-back messages, by falling certainty, at which a descent begins; each gets a part of the risk."""

STEP_SHARE = 0.01
"""Share of the held-back messages that one step of a descent lets in."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The certainty from which a message is accepted, and what it rests on.

    Args:
        threshold: accept at or above it; above 1.0 when nothing may be accepted.
        n_accepted: held-back messages at or above it. n_wrong: wrong ones among them.
        missing: further error-free acceptances needed before anything may be accepted; 0 when the bound holds.
    """

    threshold: float
    n_accepted: int
    n_wrong: int
    missing: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A beta calibration: log odds = low ln c - high ln(1 - c) + shift; (1, 1, 0) changes nothing."""

    low: float
    high: float
    shift: float


CURVE_SLOPE_MIN = 0.05
"""Least slope of a curve: more certain must never come out less certain."""

NEVER = 2.0
"""A threshold that no certainty reaches."""


def softmax(scores: Floats, temperature: float) -> npt.NDArray[np.float64]:
    """Return probabilities by row of (n, labels) scores."""
    scaled = scores.astype(np.float64) / temperature
    scaled -= scaled.max(axis=1, keepdims=True)
    raised = np.exp(scaled)
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def best_temperature(scores: Floats, truth: npt.NDArray[np.intp]) -> float:
    """Return the one of TEMPERATURES with the least negative log-likelihood; `scores` must be held-back ones."""
    rows = np.arange(len(truth))
    losses = [-np.log(softmax(scores, float(t))[rows, truth] + 1e-12).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def fit_curve(certainty: npt.NDArray[np.float64], right: Bools) -> Curve:
    """Return the beta calibration of held-back certainties: logistic regression on ln c and -ln(1 - c)."""
    features = _log_odds_parts(certainty)
    curve, loss = PRIOR_CURVE, _curve_loss(PRIOR_CURVE, features, right)
    for _ in range(NEWTON_STEPS):
        chance = _logistic(features @ curve)
        slope = features.T @ (right - chance) - PRIOR_ROWS * (curve - PRIOR_CURVE)
        bend = (features * (chance * (1 - chance))[:, None]).T @ features + PRIOR_ROWS * np.eye(3)
        step = np.linalg.solve(bend, slope)
        # A full step may overshoot where nearly all is certain: halve it until it helps.
        tries = [(curve + step / 2**k) for k in range(NEWTON_HALVINGS)]
        better = next((t for t in tries if _curve_loss(t, features, right) < loss), None)
        if better is None:
            break
        curve, loss = better, _curve_loss(better, features, right)
    return Curve(max(float(curve[0]), CURVE_SLOPE_MIN), max(float(curve[1]), CURVE_SLOPE_MIN), float(curve[2]))


def calibrated(scores: Floats, temperature: float, curve: Curve) -> npt.NDArray[np.float64]:
    """Return probabilities by row of (n, labels >= 2) scores; the best label stays the best.

    The best gets its calibrated certainty, the others share what is left in the softmax's proportions.
    """
    raw = softmax(scores, temperature)
    rows, best = np.arange(len(raw)), raw.argmax(axis=1)
    top = raw[rows, best]
    raw[rows, best] = 0.0
    others = raw / np.maximum(raw.sum(axis=1, keepdims=True), 1e-300)
    second = others.max(axis=1)
    sure = _logistic(_log_odds_parts(top) @ np.array([curve.low, curve.high, curve.shift]))
    # The best must stay ahead of the next, by more than rounding.
    sure = np.maximum(sure, second / (1 + second) + 1e-9)
    out = others * (1 - sure)[:, None]
    out[rows, best] = sure
    return np.asarray(out)


def calibration_error(certainty: npt.NDArray[np.float64], right: Bools) -> float:
    """Return the expected calibration error in 0..1 over ECE_BINS; 0.0 for no rows."""
    bins = np.minimum((certainty * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [
        abs(float(right[bins == b].mean() - certainty[bins == b].mean())) * float((bins == b).mean())
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def is_within(n: int, n_wrong: int, budget: float, confidence: float = CONFIDENCE) -> bool:
    """Return whether the one-sided Clopper-Pearson upper bound on an error rate is at most `budget`.

    The bound is the rate at which seeing at most `n_wrong` errors among `n` has probability 1 - confidence, and that
    falls as the rate rises: one look at the budget tells on which side it is. Nothing seen bounds nothing.
    """
    if n == 0 or n_wrong >= n:
        return budget >= 1.0
    return _at_most(n_wrong, n, budget) <= 1 - confidence


def needed_for(budget: float, n_wrong: int = 0, confidence: float = CONFIDENCE) -> int:
    """Return how many acceptances with `n_wrong` errors bring the bound within `budget` (149 for 0.02 and 0)."""
    low, high = n_wrong, max(2 * n_wrong, 1)
    while not is_within(high, n_wrong, budget, confidence):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_within(middle, n_wrong, budget, confidence) else (middle, high)
    return high


def choose_threshold(certainty: npt.NDArray[np.float64], right: Bools, budget: float, at_least: float = 0.0) -> Bound:
    """Return the lowest threshold whose error bound holds, tested in an order fixed before errors are seen.

    From each start (START_SHARES, and the fewest that could ever pass) the descent lets in one step of messages at a
    time and stops at the first failure; each start carries an equal part of the risk, so the 95 % hold for the
    threshold that is chosen, not only for one chosen beforehand.

    Args:
        certainty: (n,) held-back certainties of messages that could be accepted.
        right: (n,) whether their best label was the true one.
        budget: the error rate allowed among accepted messages, in (0, 1).
        at_least: a threshold below this is not considered; it must not depend on `right`.
    """
    considered = certainty >= at_least
    certainty, right = certainty[considered], right[considered]
    order = np.argsort(-certainty, kind="stable")
    falling, wrong = certainty[order], np.cumsum(~right[order], dtype=np.intp)
    least = needed_for(budget)
    if len(falling) < least:
        return Bound(NEVER, 0, 0, least - len(falling))
    starts = sorted({least, *(max(least, round(share * len(falling))) for share in START_SHARES)})
    confidence = 1 - (1 - CONFIDENCE) / len(starts)
    reached = max(_descend(falling, wrong, start, budget, confidence) for start in starts)
    if reached == 0:
        n_wrong = int(wrong[least - 1])
        return Bound(NEVER, 0, 0, max(1, needed_for(budget, n_wrong) - least))
    return Bound(float(falling[reached - 1]), reached, int(wrong[reached - 1]), 0)


def _log_odds_parts(certainty: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    held = np.clip(certainty, 1 - SURE_MAX, SURE_MAX)
    return np.stack([np.log(held), -np.log1p(-held), np.ones_like(held)], axis=1)


def _logistic(odds: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -500, 500))))


def _curve_loss(curve: npt.NDArray[np.float64], features: npt.NDArray[np.float64], right: Bools) -> float:
    odds = features @ curve
    away = curve - PRIOR_CURVE
    return float(np.logaddexp(0, np.where(right, -odds, odds)).sum() + PRIOR_ROWS / 2 * (away @ away))


def _descend(
    falling: npt.NDArray[np.float64], wrong: npt.NDArray[np.intp], start: int, budget: float, confidence: float
) -> int:
    """Return how many messages, from the surest down, the bound lets in when the descent begins at `start`."""
    step, passed, count = max(1, int(STEP_SHARE * len(falling))), 0, start
    while count <= len(falling):
        last = int(np.searchsorted(-falling, -falling[count - 1], side="right"))
        if not is_within(last, int(wrong[last - 1]), budget, confidence):
            break
        passed, count = last, last + step
    return passed


def _at_most(k: int, n: int, rate: float) -> float:
    """Return the probability of at most `k` errors among `n` at `rate`, summed in logarithms."""
    if rate <= 0.0 or rate >= 1.0:
        return float(rate <= 0.0)
    log_terms = [
        math.lgamma(n + 1)
        - math.lgamma(i + 1)
        - math.lgamma(n - i + 1)
        + i * math.log(rate)
        + (n - i) * math.log1p(-rate)
        for i in range(k + 1)
    ]
    top = max(log_terms)
    return min(1.0, math.exp(top) * sum(math.exp(t - top) for t in log_terms))
