"""Mends misspelt words by what a brand's playbooks and word tables know, for messages nothing was understood of."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from earnest.assistant.playbook import Playbook
from earnest.assistant.tongue import Token, Tongue, cut, is_slip

LETTERS_MIN = 3
"""Letters a word needs to be mended."""

SHORT_LETTERS_MAX = 4
"""Letters of a word that is mended only to one that customers often write."""

OFTEN_MIN = 3
"""Times a word must stand in the examples for that."""

TABLES = ("asks_when", "asks_amount", "days", "questions", "negations", "conditions", "arrival", "who_decides")
"""Tables whose words are worth mending to, beside those of the examples."""


@dataclass(frozen=True)
class Speller:
    """The words of one language that a brand knows, with how often its examples write them."""

    counts: Mapping[str, int]

    @cached_property
    def _by_letter(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for word in self.counts:
            found.setdefault(word[0], []).append(word)
        return {letter: tuple(words) for letter, words in found.items()}

    def mend(self, text: str, known: frozenset[str] = frozenset()) -> str:
        """The text with one slip mended in each word that nobody knows; `known` are further words that stay."""
        parts: list[str] = []
        end = 0
        for token in cut(text):
            own = "" if token.norm in known else self._meant(token)
            if own:
                parts += [text[end : token.start], own]
                end = token.end
        return "".join((*parts, text[end:])) if parts else text

    def _meant(self, token: Token) -> str:
        """The word that a token is a slip of, the one written most often; "" where it needs no mending."""
        word = token.norm
        if not word.isalpha() or len(word) < LETTERS_MIN or word in self.counts:
            return ""
        least = OFTEN_MIN if len(word) <= SHORT_LETTERS_MAX else 1
        letters = dict.fromkeys(word[:2])
        near = (own for letter in letters for own in self._by_letter.get(letter, ()) if _is_near(word, own))
        return max((own for own in near if self.counts[own] >= least), key=lambda own: self.counts[own], default="")


def _is_near(word: str, own: str) -> bool:
    """Whether one slip parts the words; a wrong first letter is none, unless the first two are swapped."""
    if word[0] != own[0] and not (word[:2] == own[1::-1] and word[2:] == own[2:]):
        return False
    replaced = len(word) == len(own) and sorted(word) != sorted(own)
    return is_slip(word, own) and not (replaced and len(word) <= SHORT_LETTERS_MAX)


def speller_of(playbooks: Iterable[Playbook], tongue: Tongue) -> Speller:
    """What a language's examples, cues and tables write."""
    counts = Counter[str]()
    for playbook in playbooks:
        for text in (*playbook.starts.get(tongue.language, ()), playbook.title.get(tongue.language, "")):
            counts.update(_words(text))
        cues = playbook.cues.get(tongue.language, ())
        stems = (word for cue in cues for part in (*cue.parts, *cue.bars) for phrase in part for word in phrase)
        counts.update(stem for stem in stems if stem.isalpha())
    small = {word for name in tongue.table for phrase in tongue.phrases(name) for word in _words(phrase)}
    worth = {word for name in TABLES for phrase in tongue.phrases(name) for word in _words(phrase)}
    counts.update(word for word in small if word not in counts)
    counts.update({word: OFTEN_MIN for word in worth | tongue.phrases("function_words") if word.isalpha()})
    return Speller(counts)


def _words(text: str) -> list[str]:
    return [token.norm for token in cut(text) if token.norm.isalpha()]
