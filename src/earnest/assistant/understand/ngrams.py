"""Words and letter runs, weighted by how rare they are (TF-IDF), compared through an inverted index.

Salton and Buckley 1988: weight = (1 + ln count) x (ln((1 + n) / (1 + n_with)) + 1), each block of unit length.
Pure Python and numpy: nothing here is heavier than a dictionary and a bincount.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand.text import letters, words

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Postings:
    """One block of features over the examples: for each feature, the examples that have it, and its weight there.

    Args:
        feature_ids: feature -> position, in order of the sorted features.
        rarity: (features,) the inverse document frequency of each.
        starts: (features + 1,) where each feature's postings begin in `rows` and `weights`.
        rows: example numbers. weights: unit-length weights of the feature in that example.
        n_examples: how many examples were indexed.
    """

    feature_ids: dict[str, int]
    rarity: Floats
    starts: Ints
    rows: Ints
    weights: Floats
    n_examples: int

    @classmethod
    def over(cls, counts: Sequence[Counter[str]]) -> Self:
        """Index the counted features of each example, in order."""
        n_with: Counter[str] = Counter()
        for count in counts:
            n_with.update(count.keys())
        ids = {feature: i for i, feature in enumerate(sorted(n_with))}
        with_each = np.fromiter((n_with[f] for f in ids), dtype=np.int32, count=len(ids))
        rarity = (np.log((1 + len(counts)) / (1.0 + with_each)) + 1).astype(np.float32)
        weighed = [_unit_weights(count, ids, rarity) for count in counts]
        features = np.concatenate([np.empty(0, np.int32), *(f for f, _ in weighed)])
        rows = np.repeat(np.arange(len(counts), dtype=np.int32), [len(f) for f, _ in weighed])
        order = np.argsort(features, kind="stable")
        weights = np.concatenate([np.empty(0, np.float32), *(w for _, w in weighed)])
        starts = np.concatenate([np.zeros(1, np.int32), np.cumsum(with_each, dtype=np.int32)])
        return cls(ids, rarity, starts, rows[order], weights[order], len(counts))

    def cosines(self, count: Counter[str]) -> Floats:
        """Return (examples,) cosine of one message with every example; 0 where nothing is shared."""
        features, weights = _unit_weights(count, self.feature_ids, self.rarity)
        if not len(features):
            return np.zeros(self.n_examples, np.float32)
        begins, ends = self.starts[features], self.starts[features + 1]
        spans = [slice(b, e) for b, e in zip(begins.tolist(), ends.tolist(), strict=True)]
        rows = np.concatenate([self.rows[s] for s in spans])
        shares = np.concatenate([self.weights[s] for s in spans]) * np.repeat(weights, ends - begins)
        return np.bincount(rows, weights=shares, minlength=self.n_examples).astype(np.float32)


@dataclass(frozen=True, slots=True)
class NgramIndex:
    """The examples by their words and by their letter runs; both count half."""

    by_word: Postings
    by_letter: Postings

    @classmethod
    def over(cls, texts: Sequence[str]) -> Self:
        """Index the examples' texts, in order."""
        return cls(Postings.over([words(t) for t in texts]), Postings.over([letters(t) for t in texts]))

    def cosines(self, texts: Sequence[str]) -> Floats:
        """Return (texts, examples) cosines in [0, 1]."""
        pairs: tuple[tuple[Postings, Callable[[str], Counter[str]]], ...] = (
            (self.by_word, words),
            (self.by_letter, letters),
        )
        out = np.empty((len(texts), self.by_word.n_examples), np.float32)
        for i, text in enumerate(texts):
            out[i] = sum(0.5 * block.cosines(count(text)) for block, count in pairs)
        return out


def _unit_weights(count: Counter[str], ids: dict[str, int], rarity: Floats) -> tuple[Ints, Floats]:
    known = [(ids[f], 1 + math.log(c)) for f, c in count.items() if f in ids]
    features = np.fromiter((f for f, _ in known), dtype=np.int32, count=len(known))
    weights = np.fromiter((w for _, w in known), dtype=np.float32, count=len(known)) * rarity[features]
    return features, weights / max(float(np.sqrt(weights @ weights)), 1e-12)
