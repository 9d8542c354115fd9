"""How sure is sure: temperature, calibration error, and the exact bound on the error among accepted messages.

Pure functions over arrays. Sources: Guo et al. 2017 (temperature, expected calibration error); Clopper and
Pearson 1934 (the exact bound); Angelopoulos et al. 2021, "Learn then Test" (testing thresholds in a fixed order).
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


def calibration_error(certainty: npt.NDArray[np.float64], right: Bools) -> float:
    """Return the expected calibration error in 0..1 over ECE_BINS; 0.0 for no rows."""
    bins = np.minimum((certainty * ECE_BINS).astype(int), ECE_BINS - 1)
    gaps = [
        abs(float(right[bins == b].mean() - certainty[bins == b].mean())) * float((bins == b).mean())
        for b in np.unique(bins)
    ]
    return float(sum(gaps))


def error_bound(n: int, n_wrong: int, confidence: float = CONFIDENCE) -> float:
    """Return the one-sided Clopper-Pearson upper bound on an error rate: `n_wrong` seen among `n`.

    It is the rate at which seeing at most `n_wrong` has probability 1 - confidence; 1.0 where nothing was seen.
    """
    if n == 0 or n_wrong >= n:
        return 1.0
    low, high = n_wrong / n, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(n_wrong, n, middle) > 1 - confidence else (low, middle)
    return high


def needed_for(budget: float, n_wrong: int = 0, confidence: float = CONFIDENCE) -> int:
    """Return how many acceptances with `n_wrong` errors bring the bound within `budget` (149 for 0.02 and 0)."""
    low, high = n_wrong, max(2 * n_wrong, 1)
    while error_bound(high, n_wrong, confidence) > budget:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if error_bound(middle, n_wrong, confidence) <= budget else (middle, high)
    return high


def choose_threshold(certainty: npt.NDArray[np.float64], right: Bools, budget: float) -> Bound:
    """Return the lowest threshold whose error bound holds, tested in an order fixed before errors are seen.

    From each start (START_SHARES, and the fewest that could ever pass) the descent lets in one step of messages at a
    time and stops at the first failure; each start carries an equal part of the risk, so the 95 % hold for the
    threshold that is chosen, not only for one chosen beforehand.

    Args:
        certainty: (n,) held-back certainties of messages that could be accepted.
        right: (n,) whether their best label was the true one.
        budget: the error rate allowed among accepted messages, in (0, 1).
    """
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


def _descend(
    falling: npt.NDArray[np.float64], wrong: npt.NDArray[np.intp], start: int, budget: float, confidence: float
) -> int:
    """Return how many messages, from the surest down, the bound lets in when the descent begins at `start`."""
    step, passed, count = max(1, int(STEP_SHARE * len(falling))), 0, start
    while count <= len(falling):
        last = int(np.searchsorted(-falling, -falling[count - 1], side="right"))
        if error_bound(last, int(wrong[last - 1]), confidence) > budget:
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
