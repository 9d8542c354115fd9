"""Options of a product in free words: "the same in black, size M", "not waterproof", "8 gigabytes"."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from earnest.assistant.names import singular
from earnest.assistant.tongue import Token, Tongue, cut, is_slip, plain

HINT_REACH_WORDS = 2
"""Words around a value in which its option's name may stand."""

SMALL_VALUES = frozenset({"yes", "no", "none", "ja", "nein"})
"""Values that are said by their option's name; the bare words mean something else."""

SLIP_LETTERS_MIN = 5
"""Letters a value's word needs for one slip to be forgiven."""

DISTINCT_LETTERS_MIN = 4
"""Letters a single word of a longer value needs to stand for it."""

BEGINNING_WORDS = 2
"""A number and its unit, which may stand for a longer value."""

OptionValues = Mapping[str, Iterable[str]]
"""An option's name to the values it has."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An option value found in a text: (first, past the last) token."""

    key: str
    value: str
    first: int
    past: int


def option_values(variants: Iterable[Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """All values of each option, in order of appearance."""
    found: dict[str, dict[str, None]] = {}
    for options in variants:
        for key, value in options.items():
            found.setdefault(key, {})[str(value)] = None
    return {key: tuple(values) for key, values in found.items()}


def find_options(
    tokens: tuple[Token, ...], options: OptionValues, tongue: Tongue, *, loose: bool = False
) -> tuple[Hit, ...]:
    """The option values that a text names, longest first at each place, in order.

    Args:
        tokens: the text.
        options: the product's options.
        tongue: its synonyms, units and number words.
        loose: the text answers a question for an option: bare numbers and single letters count.
    """
    places = [at for at, token in enumerate(tokens) if token.is_word or token.norm == "%"]
    tokens = tuple(tokens[at] for at in places)  # marks between words part no value: "Wi-Fi + Cellular"
    words = _mended([singular(tongue.canonical(token.norm)) for token in tokens], options, tongue)
    hits = [
        hit
        for key, values in options.items()
        for value in values
        if loose or plain(value) not in SMALL_VALUES
        for hit in _hits(words, tokens, key, value, tongue, loose=loose)
    ]
    hits += [hit for key, values in options.items() for hit in _yes_no(words, key, tuple(values), tongue)]
    hits += _begun(words, options, tongue, hits)
    hits += _partial(words, options, tongue, hits)
    settled = _settled(hits, words, tongue)
    return tuple(Hit(hit.key, hit.value, places[hit.first], places[hit.past - 1] + 1) for hit in settled)


def _mended(words: list[str], options: OptionValues, tongue: Tongue) -> list[str]:
    """The words with one slip in a value mended, where only one value's word is meant."""
    known = {word for values in options.values() for value in values for form in _forms(value, tongue) for word in form}
    known |= {singular(token.norm) for key in options for token in cut(key)}
    long = [word for word in known if len(word) >= SLIP_LETTERS_MIN and word.isalpha()]
    mended = []
    for word in words:
        near = []
        if len(word) >= SLIP_LETTERS_MIN and word not in known and word.isalpha():
            near = [own for own in long if own[0] == word[0] and own[-1] == word[-1] and is_slip(word, own)]
        mended.append(near[0] if len(near) == 1 else word)
    return mended


def _hits(
    words: list[str], tokens: tuple[Token, ...], key: str, value: str, tongue: Tongue, *, loose: bool
) -> list[Hit]:
    return [
        Hit(key, value, first, first + len(form))
        for form in _forms(value, tongue)
        for first in range(len(words) - len(form) + 1)
        if words[first : first + len(form)] == list(form)
        and (loose or len(form) > 1 or _stands_alone(words, tokens[first], first, key, tongue))
    ]


def _stands_alone(words: list[str], token: Token, at: int, key: str, tongue: Tongue) -> bool:
    """Single letters need capitals or a hint; bare numbers need a hint."""
    if len(token.norm) > 1 and not token.norm.isdigit():
        return True
    hinted = _hinted(words, at, at + 1, key, tongue)
    return hinted or (token.text.isupper() and token.text not in ("I", "A"))


def _hinted(words: list[str], first: int, past: int, key: str, tongue: Tongue) -> bool:
    near = words[max(0, first - HINT_REACH_WORDS) : first] + words[past : past + HINT_REACH_WORDS]
    own = {singular(tongue.canonical(token.norm)) for token in cut(key) if token.is_word}
    return bool(own & set(near))


def _forms(value: str, tongue: Tongue) -> tuple[tuple[str, ...], ...]:
    """The ways a value is said, as words; remembered with the language's tables."""
    known = tongue.remembered.get(value)
    if known is None:
        known = tongue.remember(value, _read_forms(value, tongue))
    return known


def _read_forms(value: str, tongue: Tongue) -> tuple[tuple[str, ...], ...]:
    ways = [plain(value)]
    for group in tongue.table.get("alike", ()):
        if ways[0] in group:
            ways += [plain(str(way)) for way in group]
    forms = [tuple(singular(tongue.canonical(t.norm)) for t in cut(way) if t.is_word or t.norm == "%") for way in ways]
    return tuple(dict.fromkeys(form for form in forms if form))


def _yes_no(words: list[str], key: str, values: tuple[str, ...], tongue: Tongue) -> list[Hit]:
    """As in "waterproof", "not water resistant", "no backlight": the option's own name says its value."""
    lowered = {plain(value): value for value in values}
    yes = lowered.get("yes") or lowered.get("ja")
    off = next(
        (value for low, value in lowered.items() if low in ("no", "nein", "none") or low.startswith("not ")), None
    )
    if not off:
        return []
    stems = [singular(token.norm)[:6] for token in cut(key) if token.is_word]
    hits = []
    for first in range(len(words) - len(stems) + 1):
        if all(words[first + at].startswith(stem) for at, stem in enumerate(stems)):
            before = words[max(0, first - 2) : first]
            denied = any(word in tongue.phrases("negations") for word in before)
            value = off if denied else yes
            if value:
                hits.append(Hit(key, value, first - 1 if denied else first, first + len(stems)))
    return hits


def _partial(words: list[str], options: OptionValues, tongue: Tongue, full: list[Hit]) -> list[Hit]:
    """One telling word of a longer value: "Google" for "Google Assistant", "soft" for "softshell"."""
    taken = {at for hit in full for at in range(hit.first, hit.past)}
    owners: dict[str, set[tuple[str, str]]] = {}
    for key, values in options.items():
        for value in values:
            for form in _forms(value, tongue)[:1]:
                for word in form:
                    owners.setdefault(word, set()).add((key, value))
    key_words = {singular(token.norm) for key in options for token in cut(key)}
    hits = []
    for at, word in enumerate(words):
        if at in taken or len(word) < DISTINCT_LETTERS_MIN or word in key_words or word in tongue.phrases("weak"):
            continue
        fits = owners.get(word) or {owner for own, them in owners.items() if own.startswith(word) for owner in them}
        if len(fits) == 1 and not word.isdigit():
            key, value = next(iter(fits))
            hits.append(Hit(key, value, at, at + 1))
    return hits


def _begun(words: list[str], options: OptionValues, tongue: Tongue, full: list[Hit]) -> list[Hit]:
    """A value said by its number and unit alone: "75W" for "75W equivalent", where only one begins so."""
    taken = {at for hit in full for at in range(hit.first, hit.past)}
    owners: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    for key, values in options.items():
        for value in values:
            form = next(iter(_forms(value, tongue)), ())
            if len(form) > BEGINNING_WORDS and form[0][0].isdigit():
                owners.setdefault(form[:BEGINNING_WORDS], set()).add((key, value))
    hits = []
    for at in range(len(words) - BEGINNING_WORDS + 1) if owners else ():
        fits = owners.get(tuple(words[at : at + BEGINNING_WORDS]), set())
        if len(fits) == 1 and not taken & set(range(at, at + BEGINNING_WORDS)):
            key, value = next(iter(fits))
            hits.append(Hit(key, value, at, at + BEGINNING_WORDS))
    return hits


def _settled(hits: list[Hit], words: list[str], tongue: Tongue) -> tuple[Hit, ...]:
    """One hit a place: the longer one wins, then the one whose option is named beside it."""
    ranked = sorted(
        dict.fromkeys(hits),
        key=lambda hit: (hit.first - hit.past, not _hinted(words, hit.first, hit.past, hit.key, tongue), hit.first),
    )
    taken: set[int] = set()
    kept = []
    for hit in ranked:
        span = set(range(hit.first, hit.past))
        if not span & taken:
            taken |= span
            kept.append(hit)
    return tuple(sorted(kept, key=lambda hit: hit.first))
