"""Cuts prose into sentences, and sentences into the words that carry a topic."""

import re
from functools import cache
from pathlib import Path

import yaml

from earnest.assistant.tongue import plain

SMALL_WORDS_FILE = Path(__file__).parent / "small_words.yaml"
"""Words that say nothing about a topic, by language."""

STEM_LETTERS_MIN = 4
"""Letters that a stem keeps."""

READ_CHARS_MAX = 400
"""Characters of a question that are read: what it is about is said early."""

_END = re.compile(r"(?<=[.!?])\s+(?=[\"„“]?[A-ZÄÖÜ])")
_ORDINAL = re.compile(r"(?:^|\s)(?:\d{1,2}|z\. ?B|e\.g|No|Nr|St|bzw)\.$")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SUFFIXES = {
    "en": ("ings", "ing", "ies", "ied", "ers", "er", "es", "ed", "s", "ly", "y", "e"),
    "de": ("ungen", "ung", "ern", "en", "er", "em", "es", "st", "et", "e", "n", "s", "t"),
}


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a paragraph, as they stand there, with single spaces."""
    found: list[str] = []
    for piece in _END.split(" ".join(text.split())):
        if found and _ORDINAL.search(found[-1]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return tuple(found)


def words_in(text: str) -> tuple[str, ...]:
    """All words and numbers of a text, as they are compared; "e-mail" is "email", "e" and "mail"."""
    found = [match[0] for match in _WORD.finditer(plain(text))]
    return tuple(word for one in found for word in ((one.replace("-", ""), *one.split("-")) if "-" in one else (one,)))


def stems_in(text: str, language: str) -> tuple[str, ...]:
    """The words of a text that carry a topic, without their endings; small words are left out."""
    small = small_words(language.partition("-")[0])
    return tuple(stem(word, language) for word in words_in(text[:READ_CHARS_MAX]) if word not in small)


def stem(word: str, language: str) -> str:
    """The word without its ending: an approximation that maps most forms of a word to one."""
    for suffix in _SUFFIXES.get(language.partition("-")[0], ()):
        if word.endswith(suffix) and len(word) - len(suffix) >= STEM_LETTERS_MIN:
            return word.removesuffix(suffix)
    return word


@cache
def small_words(language: str) -> frozenset[str]:
    """The small words of a language, as they are compared; none for a language that has no table."""
    table: dict[str, str] = yaml.load(SMALL_WORDS_FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return frozenset(words_in(table.get(language, "")))
