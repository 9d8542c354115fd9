"""A small brand's examples, made by a rule, and an encoder whose weakness is known."""

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

THINGS = ("jacket", "tent", "boots", "stove", "rope", "lamp", "mat", "flask", "pole", "map")
FRAMES = {
    "refund": ("i want my money back for the {}", "please refund the {}", "give me a refund, the {} is bad"),
    "track": ("where is my {}", "when does the {} arrive", "track the parcel with the {}"),
    "cancel": ("cancel the order of the {}", "i do not want the {} any more, cancel", "stop my {} order"),
    "stock": ("do you have the {} in stock", "is the {} available", "how many of the {} are left"),
}


def examples() -> list[tuple[str, str]]:
    """Return 120 examples of four intents."""
    return [(frame.format(thing), intent) for intent, frames in FRAMES.items() for frame in frames for thing in THINGS]


class WordEncoder:
    """Adds up one random direction per word: knows no order of words, and the empty text is a zero row."""

    name = "words-for-tests"
    digest = "0" * 64

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        rows = np.zeros((len(texts), 64), np.float32)
        for i, text in enumerate(texts):
            for word in text.lower().split():
                seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:4])
                rows[i] += np.random.default_rng(seed).normal(size=64).astype(np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)
