"""Train an intent model: kernel ridge regression on one-hot labels, in closed form.

The closed form gives every example the score it would get from a model that never saw it (leave one out; Rasmussen
and Williams 2006, eq. 5.12), so calibration and threshold rest on held-back scores without a second training.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand.certainty import (
    NEVER,
    Bound,
    Curve,
    best_temperature,
    calibrated,
    choose_threshold,
    fit_curve,
    softmax,
)
from earnest.assistant.understand.encoder import Encoder
from earnest.assistant.understand.model import FORMAT, HeldBack, IntentModel, Settings, likeness
from earnest.assistant.understand.ngrams import Floats, NgramIndex
from earnest.assistant.understand.text import readable, sentence
from earnest.domain.errors import BadInput

EXAMPLES_MAX = 12_000
"""Examples that are kept, an even share of each label: memory grows with their square (0.6 GB at the limit)."""

AHEAD_MAX = 20_000
"""The same where weights are solved ahead, on a machine of ours, and only used where it is served."""

LABELS_MIN, LABELS_MAX = 2, 1_000
"""Labels of one model: with one there is nothing to decide."""

SCOPE_SHARE = 0.01
"""Share of held-back in-scope examples that may fall below the scope floor."""

UNKNOWN_SHARE = 0.1
"""Share of messages that may be accepted when their whole intent is left out of training: who is new is asked."""

LIKELY_MIN = 0.9
"""Least certainty from which a playbook is opened without asking which one is meant."""

TUNED_EXAMPLES_MAX = 3_000
"""Up to so many examples width and ridge are tried; each try solves anew, at the cube of the examples."""

TRIED = ((0.3, 0.15), (0.15, 0.1), (0.05, 0.05))
"""Pairs of n-gram width and ridge that are tried: the fewer typing habits examples share, the less letters tell."""

LEAST_CHANCE = 1e-12
"""Added to a probability before its logarithm."""

Truth = npt.NDArray[np.intp]


def train(
    examples: Iterable[tuple[str, str]], encoder: Encoder | None = None, settings: Settings | None = None
) -> IntentModel:
    """Return a model of (text, label) examples; their order does not matter, repeated ones count once.

    Args:
        examples: at least one example of at least two labels.
        encoder: a sentence encoder, or None for words and letters alone (faster, less exact).
        settings: see Settings.

    Raises:
        BadInput: an empty text or label, fewer than two labels, or more than LABELS_MAX.
    """
    chosen = settings or Settings()
    kept = _kept(examples)
    texts, labels = [text for text, _ in kept], tuple(sorted({label for _, label in kept}))
    _check(labels, chosen)
    truth = np.array([labels.index(label) for _, label in kept], dtype=np.intp)
    index = NgramIndex.over(texts)
    vectors = encoder.encode([sentence(text) for text in texts]) if encoder else np.zeros((0, 0), np.float32)
    cosines = index.cosines(texts), vectors @ vectors.T if encoder else None
    chosen, solved, limits = _best(_tries(chosen, len(kept), with_encoder=encoder is not None), cosines, truth, labels)
    return IntentModel(
        labels=labels,
        index=index,
        vectors=vectors,
        weights=solved.weights,
        temperature=limits.temperature,
        curve=limits.curve,
        scope_floor=limits.scope_floor,
        bound=limits.bound,
        likely_from=limits.likely_from,
        held_back=limits.held_back,
        settings=chosen,
        encoder=(encoder.name, encoder.digest) if encoder else ("", ""),
        recipe=recipe_digest(kept, encoder, chosen),
    )


@dataclass(frozen=True, slots=True)
class Solution:
    """What is solved of examples before it is made a model.

    Args:
        texts: distinct, in the order of a model's examples. labels: sorted.
        truth: (examples,) column of each one's own label.
        weights: (examples, labels) as IntentModel has them.
        held_back: (examples, labels) each one's scores by a model without it.
    """

    texts: list[str]
    labels: tuple[str, ...]
    truth: Truth
    weights: Floats
    held_back: Floats


def solve(examples: Iterable[tuple[str, str]], encoder: Encoder, settings: Settings) -> Solution:
    """Return the weights for `with_weights`, and what the examples say of each other.

    Raises:
        BadInput: an empty text or label, or a wrong number of labels.
    """
    kept = _kept(examples, AHEAD_MAX)
    texts, labels = [text for text, _ in kept], tuple(sorted({label for _, label in kept}))
    _check(labels, settings)
    truth = np.array([labels.index(label) for _, label in kept], dtype=np.intp)
    vectors = encoder.encode([sentence(text) for text in texts])
    closeness = likeness(settings, NgramIndex.over(texts).cosines(texts), vectors @ vectors.T)
    found = _solve(closeness, truth, len(labels), settings.ridge)
    return Solution(texts, labels, truth, found.weights, found.held_back)


def with_weights(
    examples: Iterable[tuple[str, str]], encoder: Encoder, settings: Settings, weights: Floats
) -> IntentModel:
    """Return a model whose weights were solved before, from the same examples, encoder and settings.

    It scores as the one they were taken from; it knows nothing of how sure it is.

    Args:
        examples: as `train` takes them.
        encoder: the sentence encoder.
        settings: see Settings.
        weights: (examples, labels), in the order of `train`'s model.

    Raises:
        BadInput: an empty text or label, a wrong number of labels, or weights for other examples.
    """
    kept = _kept(examples, AHEAD_MAX)
    texts, labels = [text for text, _ in kept], tuple(sorted({label for _, label in kept}))
    _check(labels, settings)
    if weights.shape != (len(kept), len(labels)):
        raise BadInput(f"These weights are for {weights.shape} examples and labels, not {(len(kept), len(labels))}")
    none = np.zeros(0, np.float32)
    return IntentModel(
        labels=labels,
        index=NgramIndex.over(texts),
        vectors=encoder.encode([sentence(text) for text in texts]),
        weights=weights,
        temperature=1.0,
        curve=Curve(1.0, 1.0, 0.0),
        scope_floor=0.0,
        bound=Bound(NEVER, 0, 0, 0),
        likely_from=NEVER,
        held_back=HeldBack(none, none.astype(np.int32), none.astype(np.int32)),
        settings=settings,
        encoder=(encoder.name, encoder.digest),
        recipe=recipe_digest(kept, encoder, settings),
    )


def recipe_digest(
    examples: Iterable[tuple[str, str]], encoder: Encoder | None = None, settings: Settings | None = None
) -> str:
    """Return the SHA-256 (hex) of what a model is made from, known before it is trained."""
    parts = {
        "format": FORMAT,
        "examples": _kept(examples),
        "encoder": encoder.digest if encoder else "",
        "settings": asdict(settings or Settings()),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _kept(examples: Iterable[tuple[str, str]], most: int = EXAMPLES_MAX) -> list[tuple[str, str]]:
    """Return distinct readable examples in one order; over `most` an even share of each label."""
    distinct = sorted({(readable(text), label) for text, label in examples})
    if any(not text or not label for text, label in distinct):
        raise BadInput("An example has no text or no label; every example needs both")
    if len(distinct) <= most:
        return distinct
    turn: dict[str, int] = {}
    ranked = []
    for pair in sorted(distinct, key=lambda p: hashlib.sha256(p[0].encode()).digest()):
        turn[pair[1]] = turn.get(pair[1], -1) + 1
        ranked.append((turn[pair[1]], pair))
    return sorted(pair for _, pair in sorted(ranked)[:most])


def _check(labels: Sequence[str], settings: Settings) -> None:
    if not LABELS_MIN <= len(labels) <= LABELS_MAX:
        raise BadInput(f"{len(labels)} labels; a router needs {LABELS_MIN} to {LABELS_MAX}")
    if settings.out_of_scope and settings.out_of_scope not in labels:
        raise BadInput(f"No example is labelled {settings.out_of_scope!r}, the label named as out of scope")
    if not 0 < settings.error_budget < 1:
        raise BadInput(f"An error budget of {settings.error_budget} is no rate between 0 and 1")


@dataclass(frozen=True, slots=True)
class _Solved:
    """Weights, and two kinds of held-back scores, each (examples, labels).

    Args:
        held_back: each example's scores from a model without that example.
        unknown: each example's scores from a model without any example of its label (that column: the lowest).
    """

    weights: Floats
    held_back: Floats
    unknown: Floats


@dataclass(frozen=True, slots=True)
class _Limits:
    temperature: float
    curve: Curve
    scope_floor: float
    bound: Bound
    likely_from: float
    held_back: HeldBack
    loss: float


def _tries(chosen: Settings, n_examples: int, *, with_encoder: bool) -> tuple[Settings, ...]:
    if not (chosen.tuned and with_encoder) or n_examples > TUNED_EXAMPLES_MAX:
        return (chosen,)
    return tuple(replace(chosen, ngram_width=width, ridge=ridge) for width, ridge in TRIED)


def _best(
    tries: Sequence[Settings], cosines: tuple[Floats, Floats | None], truth: Truth, labels: Sequence[str]
) -> tuple[Settings, _Solved, _Limits]:
    """Return the try whose held-back probabilities lose least (mean negative log-likelihood)."""
    made = []
    for settings in tries:
        solved = _solve(likeness(settings, *cosines), truth, len(labels), settings.ridge)
        made.append((settings, solved, _limits(solved, truth, labels, settings)))
    return min(made, key=lambda one: one[2].loss)


def _solve(closeness: Floats, truth: Truth, n_labels: int, ridge: float) -> _Solved:
    """Solve the ridge regression in place; `closeness` is used up."""
    # Imported here: training may be heavy, serving must not be.
    from scipy.linalg import lapack  # noqa: PLC0415 - as the comment says

    targets = np.full((len(truth), n_labels), -1 / n_labels, np.float32)
    targets[np.arange(len(truth)), truth] = 1
    closeness[np.diag_indices(len(truth))] += np.float32(ridge)
    # The transpose of a C-ordered symmetric matrix is the same matrix in the order LAPACK works in, without a copy.
    factor, failed = lapack.spotrf(closeness.T, lower=1, clean=0, overwrite_a=1)
    inverse, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    assert not failed, "a Gaussian kernel plus a positive ridge is positive definite"
    assert not failed_too, "a factor with a positive diagonal can be inverted"
    inverse = np.tril(inverse)
    diagonal = np.diagonal(inverse).copy()
    weights = inverse @ targets + inverse.T @ targets - diagonal[:, None] * targets
    held_back = targets - weights / diagonal[:, None]
    return _Solved(weights, held_back, _without_own_label(inverse, weights, targets, truth))


def _without_own_label(lower: Floats, weights: Floats, targets: Floats, truth: Truth) -> Floats:
    """Return scores as if each example's whole label were unknown: leave one group out, in closed form."""
    unknown = np.empty_like(targets)
    for label in range(targets.shape[1]):
        rows = np.flatnonzero(truth == label)
        half = lower[np.ix_(rows, rows)]
        block = half + half.T - np.diag(np.diagonal(half))
        unknown[rows] = targets[rows] - np.linalg.solve(block, weights[rows])
        unknown[rows, label] = np.delete(unknown[rows], label, axis=1).min(axis=1)
    return unknown


def _limits(solved: _Solved, truth: Truth, labels: Sequence[str], settings: Settings) -> _Limits:
    """Return calibration, scope floor and acceptance bound, all from held-back scores only."""
    top, best = solved.held_back.argmax(axis=1), solved.held_back.max(axis=1)
    right = top == truth
    inside = np.array([label != settings.out_of_scope for label in labels])
    temperature = best_temperature(solved.held_back, truth)
    curve = fit_curve(softmax(solved.held_back, temperature).max(axis=1), right)
    chances = calibrated(solved.held_back, temperature, curve)
    certainty = chances.max(axis=1)
    unknown = calibrated(solved.unknown, temperature, curve).max(axis=1)
    floor = float(np.quantile(best[inside[truth]], SCOPE_SHARE))
    may_pass = inside[top] & (best >= floor)
    at_least = float(np.quantile(unknown, 1 - UNKNOWN_SHARE))
    bound = choose_threshold(certainty[may_pass], right[may_pass], settings.error_budget, at_least)
    return _Limits(
        temperature,
        curve,
        floor,
        bound,
        likely_from=max(LIKELY_MIN, at_least),
        held_back=HeldBack(certainty.astype(np.float32), top.astype(np.int32), truth.astype(np.int32)),
        loss=-float(np.log(chances[np.arange(len(truth)), truth] + LEAST_CHANCE).mean()),
    )
