"""Which sections share a question's words: BM25, divided by the most that the question could reach, so 0..1.

Robertson and Zaragoza 2009, eq. 3.15, with the inverse document frequency in its non-negative form. A word that no
section knows is looked for by its letter runs, so that misspellings and compound words still find something; what is
not found at all counts against every section.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

TERM_SATURATION = 1.2
"""BM25's k1: how soon a repeated word counts no more."""

LENGTH_SHARE = 0.3
"""BM25's b: how much a long section is held back. They are all short."""

RUN_LETTERS = 4
"""Letters of a run."""

RUNS_SHARE_MIN = 0.5
"""Share of a word's runs that must stand in one section for it to count as found there."""


@dataclass(frozen=True, slots=True)
class WordIndex:
    """Words of the sections of one language.

    Args:
        weights: word -> (sections,) its saturated share there, 0..1.
        rarity: word -> inverse document frequency.
        runs: letter run -> (sections,) whether a word there holds it.
        rarity_max: what a word counts that no section knows.
        n: sections.
    """

    weights: dict[str, Floats]
    rarity: dict[str, float]
    runs: dict[str, Floats]
    rarity_max: float
    n: int

    @classmethod
    def over(cls, sections: Sequence[Sequence[str]]) -> Self:
        """Index the words of each section, in order."""
        n = len(sections)
        mean = max(1.0, sum(map(len, sections)) / max(1, n))
        weights: dict[str, Floats] = {}
        runs: dict[str, Floats] = {}
        for at, words in enumerate(sections):
            held_back = TERM_SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * len(words) / mean)
            for word, count in Counter(words).items():
                weights.setdefault(word, np.zeros(n, np.float32))[at] = count / (count + held_back)
                for run in runs_of(word):
                    runs.setdefault(run, np.zeros(n, np.float32))[at] = 1.0
        rarity = {word: _rarity(n, int(np.count_nonzero(found))) for word, found in weights.items()}
        top = float(max((found.max() for found in weights.values()), default=1.0))
        scaled = {word: np.asarray(np.minimum(1, found / top), np.float32) for word, found in weights.items()}
        return cls(scaled, rarity, runs, _rarity(n, 1), n)

    def coverage(self, words: Iterable[str]) -> Floats:
        """Return (sections,) the share of the question's words that each section holds, by their rarity; 0..1."""
        total, found = 0.0, np.zeros(self.n, np.float32)
        for word in dict.fromkeys(words):
            rarity = self.rarity.get(word, self.rarity_max)
            total += rarity
            found += rarity * (self.weights[word] if word in self.weights else self._by_runs(word))
        return found / total if total else found

    def _by_runs(self, word: str) -> Floats:
        runs = runs_of(word)
        if len(runs) < 2:  # noqa: PLR2004 - one run is chance
            return np.zeros(self.n, np.float32)
        share = sum((self.runs[run] for run in runs if run in self.runs), np.zeros(self.n, np.float32)) / len(runs)
        return np.asarray(np.where(share >= RUNS_SHARE_MIN, 0.8 * share, 0), np.float32)


def runs_of(word: str) -> tuple[str, ...]:
    """The letter runs of a word, its beginning marked."""
    edged = f" {word}"
    return tuple(edged[at : at + RUN_LETTERS] for at in range(len(edged) - RUN_LETTERS + 1))


def _rarity(n: int, n_with: int) -> float:
    return math.log(1 + (n - n_with + 0.5) / (n_with + 0.5))
