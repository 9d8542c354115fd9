"""Small things a customer says: yes, no, thanks, "actually", "not", and words for a person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from earnest.assistant.tongue import READ_CHARS_MAX, Token, Tongue, cut, is_slip, plain

NEGATION_REACH_WORDS = 3
"""Words between a negation and what it negates."""

SLIP_LETTERS_MIN = 5
"""Letters a word needs for one slip to be forgiven."""

SLIP_WORD_LETTERS_MIN = 4
"""Letters a word needs to be read as a misspelling at all."""

FITS_MAX = 5_000
"""Words remembered with the stems they fit; a pure table, emptied when full."""

ALONE_WORDS_MAX = 14
"""Words of a message that may be small talk as a whole."""


class Aside(Enum):
    """A whole message that carries no wish."""

    GREETING = "greeting"
    THANKS = "thanks"
    FAREWELL = "farewell"
    YES = "yes"
    NO = "no"
    ABANDON = "abandon"
    MACHINE = "machine"
    SILENCE = "silence"


Phrase = tuple[str, ...]
"""Stems of words that stand beside each other, mostly one."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that must all stand in a clause; a part is a set of alternatives, `bars` must be absent."""

    parts: tuple[tuple[Phrase, ...], ...]
    bars: tuple[tuple[Phrase, ...], ...] = ()


def read_cue(text: str) -> Cue:
    """A cue as playbooks write it: "change*|switch* & payment* & !item*". A stem of several words is a phrase."""
    parts: list[tuple[Phrase, ...]] = []
    bars: list[tuple[Phrase, ...]] = []
    for piece in text.split("&"):
        part = piece.strip()
        stems = tuple(tuple(plain(stem).split()) for stem in part.lstrip("!").split("|") if stem.strip())
        (bars if part.startswith("!") else parts).append(stems)
    return Cue(tuple(parts), tuple(bars))


class Stems:
    """All stems of a language's cues, looked up by word.

    A word that begins with one stem is no misspelling of another, and neither is a common word of the language.
    """

    def __init__(self, cues: Iterable[Cue], common: frozenset[str] = frozenset()) -> None:
        self._common = common
        self._cues = tuple(cues)
        parts = [part for cue in self._cues for part in (*cue.parts, *cue.bars)]
        self._stems = {word: word.removesuffix("*") for part in parts for phrase in part for word in phrase}
        self._by_body: dict[str, list[str]] = {}
        self._by_letter: dict[str, list[str]] = {}
        for stem, body in self._stems.items():
            self._by_body.setdefault(body, []).append(stem)
            self._by_letter.setdefault(body[:1], []).append(stem)
        self._opened: dict[str, set[int]] = {}
        for number, cue in enumerate(self._cues):
            for phrase in cue.parts[0]:
                self._opened.setdefault(phrase[0], set()).add(number)
        self._seen: dict[str, frozenset[str]] = {}

    def standing(self, tokens: Sequence[Token]) -> dict[int, int]:
        """The cues that stand in a text, by their number: the first token of each one's first part."""
        fits = [self.fits(token.norm) for token in tokens]
        here = frozenset().union(*fits)
        numbers = sorted({number for stem in here for number in self._opened.get(stem, ())})
        places = ((number, _place(self._cues[number], fits)) for number in numbers)
        return {number: place for number, place in places if place is not None}

    def fits(self, word: str) -> frozenset[str]:
        """The stems that the word fits, one slip forgiven."""
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) >= FITS_MAX:
                self._seen.clear()
            found = self._seen[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> frozenset[str]:
        found = set(self._by_body.get(word, ()))
        for length in range(1, len(word)):
            found |= {stem for stem in self._by_body.get(word[:length], ()) if stem.endswith("*")}
        known = word in self._common or any(len(self._stems[stem]) >= SLIP_WORD_LETTERS_MIN for stem in found)
        if not known and len(word) >= SLIP_WORD_LETTERS_MIN:
            found |= {stem for stem in self._by_letter.get(word[:1], ()) if _is_slip(stem, self._stems[stem], word)}
        return frozenset(found)


def _is_slip(stem: str, body: str, word: str) -> bool:
    if len(body) < SLIP_LETTERS_MIN:
        return len(body) == SLIP_WORD_LETTERS_MIN and sorted(word) == sorted(body)  # letters swapped: "bcak"
    if body == stem:
        inflected = (word.startswith(body) and word != f"{body}s") or (
            len(word) == len(body) and word[:-1] == body[:-1]
        )  # "charger", "charged"
        return is_slip(body, word) and not inflected
    lengths = range(len(body) - 1, len(body) + 2)
    return len(body) > SLIP_LETTERS_MIN and any(is_slip(body, word[:length]) for length in lengths)


def cue_place(cue: Cue, tokens: Sequence[Token], stems: Stems) -> int | None:
    """The first token of the cue's first part, None where the cue does not stand in the text."""
    return _place(cue, [stems.fits(token.norm) for token in tokens])


def says_one_of(cues: Sequence[Cue], tokens: Sequence[Token]) -> bool:
    """Whether one of the cues stands in the text."""
    return bool(Stems(cues).standing(tokens))


def _place(cue: Cue, fits: Sequence[frozenset[str]]) -> int | None:
    place = _first(cue.parts[0], fits)
    if place is None or any(_first(part, fits) is None for part in cue.parts[1:]):
        return None
    return None if any(_first(part, fits) is not None for part in cue.bars) else place


def _first(part: tuple[Phrase, ...], fits: Sequence[frozenset[str]]) -> int | None:
    for at in range(len(fits)):
        for phrase in part:
            here = phrase[0] in fits[at] and len(phrase) <= len(fits) - at
            if here and all(stem in fits[at + offset] for offset, stem in enumerate(phrase)):
                return at
    return None


def is_negated(tongue: Tongue, tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a negation stands shortly before the word, or (German) as the last word after it."""
    before = range(max(0, at - NEGATION_REACH_WORDS), at)
    marks = {place for place in before if not tokens[place].is_word}
    reach = [place for place in before if all(mark < place for mark in marks)]
    first = reach[0] if reach else at
    near = tuple(tokens[first:at])
    if tongue.has(near, "negations"):
        return not _is_polite_question(near) and not _is_conditional(tongue, tokens, first)
    end = next((place for place in range(at, len(tokens)) if not tokens[place].is_word), len(tokens))
    rest = [token.norm for token in tokens[at:end]]
    if not tongue.language.startswith("de") or "nicht" not in rest[1:4]:
        return False
    return not tongue.phrases("state_verbs") & set(rest[: rest.index("nicht")])  # "the address is not right" asks


def _is_conditional(tongue: Tongue, tokens: tuple[Token, ...], at: int) -> bool:
    """As in "if you don't allow the exchange": a "not" behind an "if" takes nothing back."""
    before = tokens[max(0, at - NEGATION_REACH_WORDS) : at + 1]
    return tongue.has(before, "conditions")


def _is_polite_question(near: tuple[Token, ...]) -> bool:
    words = [token.norm for token in near]
    return words[:2] in (["why", "not"], ["why", "don't"]) or "only" in words


def asks_for_person(tongues: Iterable[Tongue], text: str) -> bool:
    """Whether the words ask for a person, in any of the languages. Deterministic; no router and no model is asked."""
    words = " ".join(plain(text[:READ_CHARS_MAX]).split())
    found = [tongue.person_patterns for tongue in tongues]
    wanted = [pattern for patterns, _ in found for pattern in patterns]
    unless = [pattern for _, patterns in found for pattern in patterns]
    for sentence in (part for part in _sentences(words) if part):
        if any(pattern.search(sentence) for pattern in wanted) and not any(
            pattern.search(sentence) for pattern in unless
        ):
            return True
    return False


def _sentences(words: str) -> list[str]:
    for mark in ".!?;\n":
        words = words.replace(mark, mark + "\0")
    return [part.strip() for part in words.split("\0")]


def aside_of(tongue: Tongue, text: str) -> Aside | None:
    """What a whole message says when it carries no wish; None when it may carry one."""
    tokens = cut(text)
    words = [token for token in tokens if token.is_word]
    if tongue.machine.search(plain(text[:READ_CHARS_MAX])):
        return Aside.MACHINE
    if not words:
        return Aside.SILENCE
    if len(words) > ALONE_WORDS_MAX:
        return None
    found = next((aside for aside, names in _ASIDES if tongue.is_only(tokens, *names)), None)
    if found is None and tongue.has(tokens, "farewells") and tongue.is_only(tokens, *_FAREWELL, "yes"):
        return Aside.FAREWELL
    if found is None and tongue.has(tokens, "abandon") and tongue.is_only(tokens, *_ABANDONED):
        return Aside.ABANDON
    return found


_ABANDONED = ("abandon", "corrections", "no", "settled", "thanks")
_FAREWELL = ("no", "thanks", "farewells", "greetings")

_ASIDES = (
    (Aside.FAREWELL, ("farewells",)),
    (Aside.ABANDON, ("abandon",)),
    (Aside.NO, ("no",)),
    (Aside.THANKS, ("thanks",)),
    (Aside.YES, ("yes",)),
    (Aside.GREETING, ("greetings",)),
    (Aside.YES, ("yes", "thanks")),
    (Aside.FAREWELL, _FAREWELL),
)
