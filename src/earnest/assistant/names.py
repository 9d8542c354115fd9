"""Fuzzy names: finds which of a few known names a text mentions, in spite of typos, plurals and half a name."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from earnest.assistant.tongue import Token, Tongue, cut, is_slip

WINDOW_WORDS_MAX = 4
"""Words of a text that are compared with a name at once."""

FULL, HEAD, PART = 100, 60, 40
"""How much a whole name, its last word and another of its words count; a part never counts as much as the whole.

A whole name without a slip counts one more: the backpack is no daypack.
"""

SLIP_LETTERS_MIN = 5
"""Letters a word needs for one slip to be forgiven."""


COMPOUND_REST_MIN = 4
"""Letters that follow in a compound, such as "Riemen", "Akku", "Griff"."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the text (first and past the last token) that names one or more known things."""

    first: int
    past: int
    names: tuple[str, ...]
    plural: bool


def find_mentions(
    tokens: tuple[Token, ...], names: Iterable[str], tongue: Tongue, other_words: frozenset[str] = frozenset()
) -> tuple[Mention, ...]:
    """The names that a text mentions, best first at each place, places in order and not overlapping.

    Args:
        tokens: the text.
        names: the names to look for.
        tongue: the language; its weak words do not name a thing alone.
        other_words: words that mean something else here, such as option values; they name nothing alone.
    """
    weak = tongue.phrases("weak") | other_words
    scored: list[tuple[int, int, int, str]] = []
    forms = [singular(token.norm) if token.is_word else "" for token in tokens]
    said = frozenset(forms) - {""}
    letters = "".join(forms)
    for name in dict.fromkeys(names):
        if _may_stand(name, said, letters):
            scored += [(score, first, past, name) for score, first, past in _places(forms, name, weak)]
        for words in _by_names(name, tongue):
            wide = len(words)
            places = [at for at in range(len(forms) - wide + 1) if forms[at : at + wide] == list(words)]
            scored += [(FULL, at, at + wide, name) for at in places]
    found: list[Mention] = []
    taken: set[int] = set()
    for score, first, past, _ in sorted(scored, key=lambda one: (-one[0], -(one[2] - one[1]), one[1])):
        if taken & set(range(first, past)):
            continue
        same = [name for points, start, end, name in scored if (points, start, end) == (score, first, past)]
        taken |= set(range(first, past))
        word = tokens[past - 1].norm
        plural = any(singular(word) != word and not _ends_like(word, name) for name in same)
        found.append(Mention(first, past, tuple(dict.fromkeys(same)), plural))
    return tuple(sorted(found, key=lambda mention: mention.first))


def _by_names(name: str, tongue: Tongue) -> tuple[tuple[str, ...], ...]:
    """What else a thing is called, by the language's words for the same thing: an espresso machine is a maker too."""
    key = f"name {name}"
    known = tongue.remembered.get(key)
    return tongue.remember(key, _read_by_names(name, tongue)) if known is None else known


def _read_by_names(name: str, tongue: Tongue) -> tuple[tuple[str, ...], ...]:
    words = _words_of(name)
    found: dict[tuple[str, ...], None] = {}
    for group in tongue.table.get("things", ()):
        ways = [_words_of(str(way)) for way in group]
        for way in ways:
            at = next((at for at in range(len(words) - len(way) + 1) if words[at : at + len(way)] == way), None)
            if at is not None and way:
                found |= {(*words[:at], *other, *words[at + len(way) :]): None for other in ways if other != way}
    return tuple(found)


def _may_stand(name: str, said: frozenset[str], letters: str) -> bool:
    """A quick look that spares the slow one: whether any word of the name, or all in one, may be in the text."""
    words = _words_of(name)
    return bool(words) and (
        "".join(words) in letters
        or any(own in said for own in words)
        or any(
            _like(word, own) or _begins_with(word, own)
            for own in words
            for word in said
            if word[0] == own[0] or own.endswith(word) or len(word) >= SLIP_LETTERS_MIN + COMPOUND_REST_MIN
        )
    )


def _ends_like(word: str, name: str) -> bool:
    return name.casefold().endswith(word[-3:]) and name.casefold().endswith("s")


def _places(forms: list[str], name: str, weak: frozenset[str]) -> list[tuple[int, int, int]]:
    """Where the name stands, with its score; `forms` are the text's words without plurals, "" for marks."""
    words = _words_of(name)
    whole = "".join(words)
    places: list[tuple[int, int, int]] = []
    covered: set[int] = set()
    for width in range(min(WINDOW_WORDS_MAX, len(words) + 1), 0, -1):
        for first in range(len(forms) - width + 1):
            window = forms[first : first + width]
            if not (window[0] and window[-1]) or any(at in covered for at in range(first, first + width)):
                continue
            joined = "".join(window)
            score = FULL + 1 if joined == whole else FULL if _like(joined, whole) else 0
            score = score or (_partly(window, words, weak) if width <= len(words) else 0)
            if score:
                covered |= set(range(first, first + width))
                places.append((score, first, first + width))
    return places


def _partly(window: list[str], words: tuple[str, ...], weak: frozenset[str]) -> int:
    """The share of a name's words that stand in the window, all of whose words must belong to the name."""
    if len(window) == 1:
        return _alone(window[0], words, weak)
    if not all(word and any(_like(word, own) for own in words) for word in window):
        return 0
    return min(PART * (len(window) - 1) + (HEAD if _like(window[-1], words[-1]) else PART), FULL - 1)


def _alone(word: str, words: tuple[str, ...], weak: frozenset[str]) -> int:
    if word in weak:
        return 0
    if _like(word, words[-1]) or _begins_with(word, words[-1]):
        return HEAD
    return PART if any(_like(word, own) or _begins_with(word, own) for own in words) else 0


def _like(word: str, own: str) -> bool:
    if word == own:
        return True
    long_enough = min(len(word), len(own)) >= SLIP_LETTERS_MIN
    if long_enough and own.endswith(word) and len(own) - len(word) >= 3:  # noqa: PLR2004 - as long as watch, found in wristwatch
        return True
    return long_enough and word[0] == own[0] and is_slip(word, own)


def _begins_with(word: str, own: str) -> bool:
    """As in "Rucksackriemen", the strap of a "Rucksack", and "Jackenreißverschluss", the zip of a "Regenjacke"."""
    for at in range(SLIP_LETTERS_MIN, len(word) - COMPOUND_REST_MIN + 1):
        head = word[:at]
        for stem in (head, head[:-1]) if head[-1] in "ns" else (head,):
            if len(stem) >= SLIP_LETTERS_MIN and (own == stem or (own.endswith(stem) and len(own) - len(stem) >= 3)):  # noqa: PLR2004 - as in _like
                return True
    return False


@lru_cache(maxsize=4_096)  # a pure function; catalogues hold the same few names turn after turn
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(singular(token.norm) for token in cut(name) if token.is_word)


def singular(word: str) -> str:
    """The word without a plural's ending, by English rules; a stem is enough for comparing."""
    if len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 - as in batteries
        return word[:-3] + "y"
    if word.endswith(("lves", "rves", "nives")):
        return word[:-3] + "f"
    if len(word) > 3 and word.endswith(("sses", "ches", "shes", "xes")):  # noqa: PLR2004 - as in watches
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004 - as in bus
