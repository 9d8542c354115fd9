"""Small things a customer says: yes, no, thanks, "actually", "not", and words for a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from earnest.assistant.tongue import READ_CHARS_MAX, Token, Tongue, cut, plain

NEGATION_REACH_WORDS = 3
"""Words between a negation and what it negates."""

SLIP_LETTERS_MIN = 5
"""Letters a word needs for one slip to be forgiven."""

ALONE_WORDS_MAX = 8
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


@dataclass(frozen=True, slots=True)
class Cue:
    """Stems that must all stand in a clause; a part is a set of alternatives, `bars` must be absent."""

    parts: tuple[tuple[str, ...], ...]
    bars: tuple[tuple[str, ...], ...] = ()


def read_cue(text: str) -> Cue:
    """A cue as playbooks write it: "change*|switch* & payment* & !item*". A stem of several words is a phrase."""
    parts: list[tuple[str, ...]] = []
    bars: list[tuple[str, ...]] = []
    for piece in text.split("&"):
        part = piece.strip()
        stems = tuple(plain(stem.strip()) for stem in part.lstrip("!").split("|") if stem.strip())
        (bars if part.startswith("!") else parts).append(stems)
    return Cue(tuple(parts), tuple(bars))


def stems_of(cues: Iterable[Cue]) -> frozenset[str]:
    """The words and stems of cues, without stars: words that are spelt right."""
    parts = [part for cue in cues for part in (*cue.parts, *cue.bars)]
    return frozenset(word.removesuffix("*") for part in parts for stem in part for word in stem.split())


def cue_place(cue: Cue, tokens: tuple[Token, ...], known: frozenset[str] = frozenset()) -> int | None:
    """The first token of the cue's first part, None where the cue does not stand in the text.

    Args:
        cue: the cue.
        tokens: the text.
        known: stems of all cues; a word that begins with one of these is no misspelling of another.
    """
    if any(_first(stems, tokens, known) is not None for stems in cue.bars):
        return None
    places = [_first(stems, tokens, known) for stems in cue.parts]
    return places[0] if all(place is not None for place in places) else None


def _first(stems: tuple[str, ...], tokens: tuple[Token, ...], known: frozenset[str]) -> int | None:
    phrases = [stem.split() for stem in stems]
    for at in range(len(tokens)):
        for phrase in phrases:
            if at + len(phrase) <= len(tokens) and all(
                _fits(stem, tokens[at + offset].norm, known) for offset, stem in enumerate(phrase)
            ):
                return at
    return None


def _fits(stem: str, word: str, known: frozenset[str]) -> bool:
    body = stem.removesuffix("*")
    if word == body or (body != stem and word.startswith(body)):
        return True
    if word[:1] != body[:1] or len(word) < 4 or _is_known(word, known):  # noqa: PLR2004 - shorter words differ by a letter
        return False
    if len(body) == 4 and sorted(word) == sorted(body):  # noqa: PLR2004 - letters swapped: "bcak"
        return True
    if body == stem:
        return len(body) >= SLIP_LETTERS_MIN and one_slip(body, word)
    lengths = range(len(body) - 1, len(body) + 2)
    return len(body) > SLIP_LETTERS_MIN and any(one_slip(body, word[:length]) for length in lengths)


def _is_known(word: str, known: frozenset[str]) -> bool:
    return any(word[:length] in known for length in range(4, len(word) + 1))


def one_slip(left: str, right: str) -> bool:
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


def is_negated(tongue: Tongue, tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a negation stands shortly before the word, or (German) as the last word after it."""
    before = range(max(0, at - NEGATION_REACH_WORDS), at)
    marks = {place for place in before if not tokens[place].is_word}
    reach = [place for place in before if all(mark < place for mark in marks)]
    first = reach[0] if reach else at
    near = tuple(tokens[first:at])
    if tongue.has(near, "negations"):
        return not _is_polite_question(near)
    rest = [token.norm for token in tokens[at:] if token.is_word]
    return tongue.language.startswith("de") and len(rest) > 1 and "nicht" in rest[:4] and rest[0] != "nicht"


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
    return next((aside for aside, names in _ASIDES if tongue.is_only(tokens, *names)), None)


_ASIDES = (
    (Aside.FAREWELL, ("farewells",)),
    (Aside.ABANDON, ("abandon",)),
    (Aside.NO, ("no",)),
    (Aside.THANKS, ("thanks",)),
    (Aside.YES, ("yes",)),
    (Aside.GREETING, ("greetings",)),
    (Aside.YES, ("yes", "thanks")),
    (Aside.FAREWELL, ("no", "thanks", "farewells", "greetings")),
)
