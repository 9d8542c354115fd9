"""What is known of one language: closed tables of words, read from a data file, and how a text is cut into words."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

LANGUAGE_FOLDER = Path(__file__).parent / "language"
"""The word tables that ship."""

READ_CHARS_MAX = 1_500
"""Characters of one message that are read for names, numbers and options; what follows is kept but not read."""

TURNING = (
    "except",
    "conditions",
    "prefer",
    "everything",
    "cheapest",
    "dearest",
    "larger",
    "smaller",
    "largest",
    "smallest",
    "not_of",
    "by_oneself",
    "crosswise",
    "alongside",
    "payment_kinds",
    "relations",
    "only",
)
"""Tables of words that can turn a wish round."""

SLIPS_MAX = 5_000
"""Words remembered with what they are a slip of; a pure table, emptied when full."""

TURNING_LETTERS_MIN = 4
"""Letters such a word needs to be mended where letters are swapped or doubled."""

LONG_LETTERS_MIN = 6
"""Letters such a word needs for any one slip to be mended."""

REFUSED_WORDS_MAX = 2
"""Words after "I don't want" that say what."""

SMALL_WORDS_MIN = 2
"""Small words of another language, and none of the present one, that change a conversation's language."""

_PIECE = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[#,;:.!?()\"%+/]")
_PLAIN = str.maketrans({"ß": "ss", "\u2019": "'"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or mark: as compared (`norm`), as written, and where."""

    norm: str
    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is more than a mark."""
        return self.norm[0].isalnum()


def plain(text: str) -> str:
    """The text as it is compared: lower case, no accents but the German umlauts' base letters."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def cut(text: str) -> tuple[Token, ...]:
    """The words, numbers and marks of a text, digits apart from letters: "8GB" is two."""
    return tuple(
        Token(plain(found[0]) or found[0], found[0], found.start(), found.end())
        for found in _PIECE.finditer(text[:READ_CHARS_MAX])
    )


@dataclass(frozen=True)
class Tongue:
    """The word tables of one language; every phrase is kept as it is compared."""

    language: str
    table: Mapping[str, Any]

    def phrases(self, name: str) -> frozenset[str]:
        """The phrases of a table, plain."""
        return self._phrases.get(name, frozenset())

    def has(self, tokens: Iterable[Token], name: str) -> bool:
        """Whether one of the table's phrases stands in the text, as whole words."""
        return bool(self.find(tuple(tokens), name))

    def find(self, tokens: tuple[Token, ...], name: str) -> tuple[tuple[int, int], ...]:
        """Where the table's phrases stand: (first, past the last) token, longest first at each place."""
        words = [token.norm for token in tokens]
        by_first = self._by_first.get(name, {})
        return tuple(
            (at, at + len(phrase))
            for at, word in enumerate(words)
            for phrase in by_first.get(word, ())
            if words[at : at + len(phrase)] == list(phrase)
        )

    def has_sign(self, text: str, name: str) -> bool:
        """Whether one of the table's signs, such as a thumb, stands in the text."""
        return any(sign in text for sign in self.table.get(name, ()))

    def without_refused(self, text: str) -> str:
        """The text without things that are plainly not wanted: "I don't want the money, I want a new one"."""
        tokens = cut(text)
        taken: list[tuple[int, int]] = []
        for first, past in self.find(tokens, "refuses"):
            end = past
            while end < len(tokens) and end - past < REFUSED_WORDS_MAX and tokens[end].is_word:
                end += 1
            if end > past and tokens[past].norm not in self.phrases("refused_by"):
                taken.append((tokens[first].start, tokens[end - 1].end))
        for start, end in reversed(taken):
            text = text[:start] + text[end:]
        return text

    def is_only(self, tokens: tuple[Token, ...], *names: str) -> bool:
        """Whether the whole text is made of these tables' phrases and fillers, with at least one phrase."""
        marked = {at for name in names for first, past in self.find(tokens, name) for at in range(first, past)}
        fillers = self.phrases("fillers")
        rest = [token for at, token in enumerate(tokens) if at not in marked and token.is_word]
        return bool(marked) and all(token.norm in fillers for token in rest)

    def mended(self, tokens: tuple[Token, ...]) -> tuple[Token, ...]:
        """The tokens with one slip mended in words that can turn a wish round, such as "exxcept"."""
        if not any(self._slip(token.norm) for token in tokens):
            return tokens
        return tuple(replace(token, norm=own) if (own := self._slip(token.norm)) else token for token in tokens)

    def _slip(self, word: str) -> str:
        if word not in self._slips:
            if len(self._slips) >= SLIPS_MAX:
                self._slips.clear()
            self._slips[word] = self._find_slip(word)
        return self._slips[word]

    @cached_property
    def remembered(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        """Option values with the ways they are said: a pure table, emptied when full."""
        return {}

    def remember(self, value: str, forms: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        """Keep the ways a value is said."""
        if len(self.remembered) >= SLIPS_MAX:
            self.remembered.clear()
        self.remembered[value] = forms
        return forms

    @cached_property
    def _slips(self) -> dict[str, str]:
        return {}

    def _find_slip(self, word: str) -> str:
        if len(word) < TURNING_LETTERS_MIN or word in self._turning or word in self._known:
            return ""
        near = [own for own in self._turning if own[0] == word[0] and own[-1] == word[-1] and _is_turned(word, own)]
        return near[0] if len(near) == 1 else ""

    @cached_property
    def _turning(self) -> frozenset[str]:
        """Words of the tables that can turn a wish round, long enough to be known by most of their letters."""
        phrases = [cut(phrase) for name in TURNING for phrase in self.phrases(name)]
        words = {token.norm for tokens in phrases for token in tokens}
        return frozenset(word for word in words if len(word) >= TURNING_LETTERS_MIN and word.isalpha())

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(token.norm for name in self._phrases for phrase in self.phrases(name) for token in cut(phrase))

    def map(self, name: str) -> Mapping[str, Any]:
        """A table of word to value, plain words."""
        return self._maps.get(name, {})

    def canonical(self, word: str) -> str:
        """The word as options are compared: units and number words in one form, plural s taken off."""
        return self._canonical.get(word, word)

    @cached_property
    def _phrases(self) -> dict[str, frozenset[str]]:
        return {
            name: frozenset(plain(str(entry)) for entry in entries)
            for name, entries in self.table.items()
            if isinstance(entries, list) and all(isinstance(entry, str) for entry in entries)
        }

    @cached_property
    def _by_first(self) -> dict[str, dict[str, tuple[tuple[str, ...], ...]]]:
        tables: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {}
        for name, phrases in self._phrases.items():
            cuts = sorted((tuple(token.norm for token in cut(phrase)) for phrase in phrases), key=lambda one: -len(one))
            firsts: dict[str, tuple[tuple[str, ...], ...]] = {}
            for words in cuts:
                if words:
                    firsts[words[0]] = (*firsts.get(words[0], ()), words)
            tables[name] = firsts
        return tables

    @cached_property
    def _maps(self) -> dict[str, Mapping[str, Any]]:
        return {
            name: {plain(str(key)): value for key, value in entries.items()}
            for name, entries in self.table.items()
            if isinstance(entries, dict)
        }

    @cached_property
    def _canonical(self) -> dict[str, str]:
        return {word: str(to) for name in ("numbers", "units") for word, to in self.map(name).items()}

    @cached_property
    def person_patterns(self) -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
        """What asks for a person, and what uses the same words in another meaning."""
        found = self.table.get("person", {})
        return (
            tuple(re.compile(pattern) for pattern in found.get("any_of", ())),
            tuple(re.compile(pattern) for pattern in found.get("unless", ())),
        )

    @cached_property
    def connectors(self) -> re.Pattern[str]:
        """What may part one wish from the next."""
        return re.compile(str(self.table["connectors"]), re.IGNORECASE)

    @cached_property
    def machine(self) -> re.Pattern[str]:
        """The question whether a machine speaks."""
        return re.compile(str(self.table["machine"]), re.IGNORECASE)


def read_tongues(languages: Iterable[str], folder: Path = LANGUAGE_FOLDER) -> dict[str, Tongue]:
    """The word tables of the languages that have one; the others are spoken with the first one's tables.

    Raises:
        OSError: the folder cannot be read.
    """
    tongues: dict[str, Tongue] = {}
    for language in languages:
        file = folder / f"{language.partition('-')[0]}.yaml"
        if file.is_file():
            tongues[language] = Tongue(language, _table(file))
    if not tongues:
        tongues["en"] = Tongue("en", _table(folder / "en.yaml"))
    return tongues


def guess_language(tongues: Mapping[str, Tongue], text: str, fallback: str) -> str:
    """The language with the most small words in the text; the fallback when none leads."""
    counts = _small_words(tongues, text)
    best = max(counts.values(), default=0)
    leaders = [language for language, count in counts.items() if count == best]
    return leaders[0] if best and len(leaders) == 1 else fallback


def other_language(tongues: Mapping[str, Tongue], text: str, current: str) -> str:
    """The language of a conversation after a message: kept, unless the message is clearly in another one."""
    counts = _small_words(tongues, text)
    best = max(counts, key=lambda language: counts[language], default=current)
    clearly = counts.get(best, 0) >= SMALL_WORDS_MIN and not counts.get(current, 0)
    return best if clearly else current


def _is_turned(word: str, own: str) -> bool:
    """Whether a word is one slip of another; of a short one, only letters swapped or one doubled."""
    if min(len(word), len(own)) >= LONG_LETTERS_MIN:
        return is_slip(word, own)
    doubled = [word[:at] + word[at + 1 :] for at in range(1, len(word)) if word[at] == word[at - 1]]
    return own in doubled or (sorted(word) == sorted(own) and is_slip(word, own))


def is_slip(left: str, right: str) -> bool:
    """Whether two words differ by at most one slip: a letter wrong, missing, doubled, or two swapped."""
    if left == right:
        return True
    if abs(len(left) - len(right)) > 1 or not left or not right:
        return False
    at = 0
    while at < min(len(left), len(right)) and left[at] == right[at]:
        at += 1
    if len(left) == len(right):
        swapped = left[at : at + 2] == right[at : at + 2][::-1] and left[at + 2 :] == right[at + 2 :]
        return swapped or left[at + 1 :] == right[at + 1 :]
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[at + 1 :] == shorter[at:]


def _small_words(tongues: Mapping[str, Tongue], text: str) -> dict[str, int]:
    tokens = cut(text)
    words = {token.norm for token in tokens}
    return {
        language: len(words & tongue.phrases("function_words"))
        + sum(tongue.has(tokens, name) for name in ("greetings", "thanks"))
        for language, tongue in tongues.items()
    }


def _table(file: Path) -> Mapping[str, Any]:
    # The base loader keeps every scalar a string: "yes", "no" and "on" are words here.
    found = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - builds strings only
    return found if isinstance(found, dict) else {}
