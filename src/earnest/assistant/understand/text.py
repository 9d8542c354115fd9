"""What is read of a message: its first characters, in one form, cut into words and letter runs."""

import re
import unicodedata
from collections import Counter
from itertools import pairwise

TEXT_CHARS_MAX = 1_000
"""Characters of a message that are read; a wish is stated early, and cost grows with length."""

LETTER_RUNS = range(2, 6)
"""Lengths in characters of the letter runs inside one word: typing errors leave most of them whole."""

_WORD = re.compile(r"\w+|[^\w\s]")


def readable(text: str) -> str:
    """Return the part of `text` that is read: at most TEXT_CHARS_MAX characters, compatible forms composed.

    Control characters, lone surrogates and runs of space become single spaces, so any string is safe here.
    """
    composed = unicodedata.normalize("NFKC", text[:TEXT_CHARS_MAX])[:TEXT_CHARS_MAX]
    if not composed.isprintable():
        composed = "".join(c if c.isprintable() else " " for c in composed)
    return " ".join(composed.split())


def sentence(text: str) -> str:
    """Return the text as a sentence encoder knows sentences: a capital first, the rest small.

    Whether somebody types all small or ALL CAPITALS says nothing of the wish.
    """
    return readable(text).capitalize()


def words(text: str) -> Counter[str]:
    """Count the words and neighbouring pairs of words, case folded."""
    single = _WORD.findall(readable(text).casefold())
    return Counter(single + [f"{a} {b}" for a, b in pairwise(single)])


def letters(text: str) -> Counter[str]:
    """Count the letter runs of LETTER_RUNS inside each word, its edges marked by a space."""
    runs: Counter[str] = Counter()
    for word in readable(text).casefold().split():
        edged = f" {word} "
        for size in LETTER_RUNS:
            runs.update([edged[i : i + size] for i in range(max(1, len(edged) - size + 1))])
    return runs
