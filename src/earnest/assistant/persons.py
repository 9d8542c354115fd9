"""Whether a message asks for a person: words become tags, tags form patterns. No router and no model is asked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import yaml

from earnest.assistant.tongue import LANGUAGE_FOLDER, READ_CHARS_MAX, Token, cut, is_slip, plain

FILE = LANGUAGE_FOLDER / "person.yaml"

SLIP_LETTERS_MIN = 5
"""Letters a word of the tables needs for one slip to be forgiven."""

TAKEN_BACK_WORDS = 3
"""Words before a request in which a "not" takes it back."""

PHRASE_WORDS_MAX = 4

NAMED_WORDS_MAX = 80
"""Words of a message that are given with their tags."""

OPEN, MARK, FILLER = ".", ",", "F"

NAMING = frozenset("PSDKB")
"""Tags of who is asked for: a person, somebody, a desk, a callback, or the machine that is to go."""

_OTHERS = re.compile(r"(?<=Q)P|(?<![THWC])OP")
"""Persons who are counted or somebody's, as in "two person tent", "my agent"; unless one is to be talked to."""

_SENTENCE = re.compile(r"(?<=[.!?;\n])\s+|\s+[-\u2013]\s+")


@dataclass(frozen=True)
class PersonWords:
    """The tables of `language/person.yaml`."""

    tags: Mapping[str, tuple[str, ...]]
    want: tuple[str, ...]

    @cached_property
    def _by_phrase(self) -> dict[str, str]:
        return {_joined(word.rstrip("*")): tag for tag, words in self.tags.items() for word in reversed(words)}

    @cached_property
    def _stems(self) -> tuple[tuple[str, str], ...]:
        return tuple((_joined(word[:-1]), tag) for tag, words in self.tags.items() for word in words if word[-1] == "*")

    @cached_property
    def _long(self) -> tuple[tuple[str, str], ...]:
        strong = {tag: words for tag, words in self.tags.items() if tag in "PSDTH"}
        pairs = ((_joined(word.rstrip("*")), tag) for tag, words in strong.items() for word in words)
        return tuple((word, tag) for word, tag in pairs if len(word) >= SLIP_LETTERS_MIN and " " not in word)

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(pattern) for pattern in self.want)

    def ask(self, text: str) -> bool:
        """Whether one of the sentences asks for a person and does not take it back."""
        return any(self._asked(sentence) for sentence in _SENTENCE.split(text[:READ_CHARS_MAX]) if sentence.strip())

    def named(self, text: str) -> str:
        """The words, those of the tables replaced by their tag: "can i xTx to xPx"; at most NAMED_WORDS_MAX of them."""
        tokens, found, at = cut(text[:READ_CHARS_MAX]), list[str](), 0
        while at < len(tokens) and len(found) < NAMED_WORDS_MAX:
            wide, tag = self._longest(tokens, at) if tokens[at].is_word else (1, MARK)
            found.append(tokens[at].norm if tag == OPEN else tag if tag == MARK else f"x{tag}x")
            at += wide
        return " ".join(found)

    @staticmethod
    def asks_who(text: str) -> bool:
        """Whether one asks who it is that writes, or says to be a person oneself."""
        return bool(_IDENTITY.search(plain(text[:READ_CHARS_MAX])))

    def names_somebody(self, text: str) -> bool:
        """Whether somebody who could be asked for, or the machine in their place, is named at all."""
        return not NAMING.isdisjoint("".join(self._tags(cut(text[:READ_CHARS_MAX]))))

    def takes_back(self, text: str) -> bool:
        """Whether a sentence has the words of a request beside a "not", and none asks."""
        tagged = [self._tagged(sentence) for sentence in _SENTENCE.split(text[:READ_CHARS_MAX]) if sentence.strip()]
        found = any(pattern.search(tags) for tags in tagged for pattern in self._patterns)
        return found and any("N" in tags for tags in tagged) and not self.ask(text)

    def _tagged(self, sentence: str) -> str:
        return _OTHERS.sub(OPEN, "".join(self._tags(cut(sentence))).replace(FILLER, ""))

    def _asked(self, sentence: str) -> bool:
        tagged = self._tagged(sentence)
        if _IDENTITY.search(plain(sentence)):
            return False
        return any(
            not self._taken_back(tagged, found) for pattern in self._patterns for found in pattern.finditer(tagged)
        )

    @staticmethod
    def _taken_back(tagged: str, found: re.Match[str]) -> bool:
        if "B" in found[0]:
            return False
        before = tagged[max(0, found.start() - TAKEN_BACK_WORDS) : found.start()]
        within = found[0] + re.split(MARK, tagged[found.end() : found.end() + 2])[0]
        near = before.rsplit(MARK, 1)[-1]
        return "N" in near or "N" in within or ("X" in tagged and "W" not in tagged)

    def _tags(self, tokens: tuple[Token, ...]) -> Iterator[str]:
        at = 0
        while at < len(tokens):
            if not tokens[at].is_word:
                yield MARK
                at += 1
                continue
            wide, tag = self._longest(tokens, at)
            yield tag
            at += wide

    def _longest(self, tokens: tuple[Token, ...], at: int) -> tuple[int, str]:
        for wide in range(min(PHRASE_WORDS_MAX, len(tokens) - at), 0, -1):
            tag = self._by_phrase.get(" ".join(token.norm for token in tokens[at : at + wide]))
            if tag:
                return wide, tag
        return 1, self._single(tokens[at].norm)

    def _single(self, word: str) -> str:
        for stem, tag in self._stems:
            if word.startswith(stem):
                return tag
        if len(word) >= SLIP_LETTERS_MIN - 1:
            return next((tag for own, tag in self._long if word[0] == own[0] and _slipped(word, own)), OPEN)
        return OPEN


_IDENTITY = re.compile(
    r"\bare you\b.*\b(?:human|person|real|bot|ai|agent)\b"
    r"|\b(?:bist du|sind sie|schreib\w* ich|ist das hier|rede ich|spreche ich)\b"
    r".*\b(?:mensch\w*|bot|ki|automat|maschine|person)\b|\bi(?:'| a)?m a real person\b"
)
"""Questions who it is that writes, and claims to be a person oneself."""


def _slipped(word: str, own: str) -> bool:
    return is_slip(word, own) and word != f"{own}s" and not word.startswith(own)


def _joined(text: str) -> str:
    return " ".join(token.norm for token in cut(text)) or plain(text)


@cache  # a pure function of a file that ships
def read_person_words(file: Path = FILE) -> PersonWords:
    """The tables.

    Raises:
        OSError: the file cannot be read.
    """
    # The base loader keeps every scalar a string: "no" is a word here.
    found = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - builds strings only
    return PersonWords({tag: tuple(words) for tag, words in found["tags"].items()}, tuple(found["want"]))
