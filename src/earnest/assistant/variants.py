"""Which variant of a product is wanted: options named, the rest kept as it is, availability first."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from earnest.assistant.matching import Spot, Text, spots_in, wanted_in
from earnest.assistant.names import singular
from earnest.assistant.options import Hit, option_values
from earnest.assistant.shelf import Record, id_of
from earnest.assistant.tongue import Token, cut
from earnest.domain.money import Money

RULES = ("largest", "smallest", "larger", "smaller", "cheapest", "dearest", "same", "any")
"""Ways to choose that name no option."""

GRADED = {"largest": True, "larger": True, "smallest": False, "smaller": False}
"""Rules that go by grade, and whether they go up."""

NOT_REACH_WORDS = 4
"""Words after "instead of" that say what it should not be."""

KEY_REACH_WORDS = 3
"""Words around a comparing word in which its option is named."""

OFFERED_MAX = 3
"""Variants offered as choices."""

ITEM_DIGITS_MIN = 5
"""Characters an item number needs to be told from a number of something."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_GRADES = (
    "xs",
    "s",
    "small",
    "low",
    "light",
    "beginner",
    "basic",
    "m",
    "medium",
    "intermediate",
    "l",
    "large",
    "high",
    "expert",
    "dark",
    "xl",
    "xxl",
    "professional",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a want: the variant, or the ones to choose from, or none that has what was wanted."""

    variant: Record | None = None
    choices: tuple[Record, ...] = ()
    count: int = 0
    missing: Mapping[str, str] | None = None


def read_wants(
    text: Text,
    lines: Sequence[Record],
    variants: Mapping[str, Sequence[Record]],
    known: Mapping[str, Any],
    *,
    asked: bool,
    others: Sequence[str] = (),
) -> dict[str, Any]:
    """What is wanted for each line, after these words: {line id: {"wants", "rule", "to"}}.

    Args:
        text: the customer's words.
        lines: the lines at hand.
        variants: for each line id, its product's variants.
        known: what was wanted so far.
        asked: whether the words answer the question which variant is wanted.
        others: names of the customer's other things; what is said of one of these is not said of a line.
    """
    text = _without_others(text, lines, variants, others)
    spots = spots_in(text, [str(line.get("name", "")) for line in lines])
    found: dict[str, Any] = {}
    for line in lines:
        line_id = str(line["line_id"])
        before = known.get(line_id) or {}
        spot = next((one for one in spots if str(line.get("name")) in one.mention.names), None)
        if (spot is None and spots) or (
            spot is None and asked and len(lines) > 1 and line_id != open_line(lines, known)
        ):
            found[line_id] = before
        else:
            found[line_id] = _want(text, spot if len(lines) > 1 else None, line, variants[line_id], before, asked=asked)
    return {line_id: want for line_id, want in found.items() if want}


def _without_others(
    text: Text, lines: Sequence[Record], variants: Mapping[str, Sequence[Record]], others: Sequence[str]
) -> Text:
    """The text without what it says of things that are not at hand, where it names one that is."""
    own = {str(line.get("name", "")) for line in lines}
    if not set(others) - own:
        return text
    values = (value for many in variants.values() for one in many for value in one["options"].values())
    words = frozenset(token.norm for value in dict.fromkeys(values) for token in cut(str(value)))
    spots = spots_in(text, [*own, *others], words)
    strange = [spot for spot in spots if not own & set(spot.mention.names) and not _all_in(text, spot, words)]
    if not strange or len(strange) == len(spots):
        return text
    gone = {at for spot in strange for at in range(spot.first, spot.past)}
    return replace(text, tokens=tuple(token for at, token in enumerate(text.tokens) if at not in gone))


def _all_in(text: Text, spot: Spot, words: frozenset[str]) -> bool:
    """Whether a thing's name is only an option here: the laptop compartment of a backpack is no laptop."""
    return all(token.norm in words for token in text.tokens[spot.mention.first : spot.mention.past])


def open_line(lines: Sequence[Record], known: Mapping[str, Any]) -> str:
    """The first line whose variant is not settled; "" if all are."""
    return next((str(line["line_id"]) for line in lines if not (known.get(str(line["line_id"])) or {}).get("to")), "")


def _want(
    text: Text, spot: Spot | None, line: Record, variants: Sequence[Record], before: Mapping[str, Any], *, asked: bool
) -> dict[str, Any]:
    now = {str(key): str(value) for key, value in (line.get("options") or {}).items()}
    numbered = _numbered(text, variants)
    if numbered:
        want = {
            "wants": dict(numbered["options"]),
            "rule": "",
            "by": "",
            "steps": "",
            "prefers": [],
            "single": False,
            "to": "",
        }
        return want | {"to": id_of(numbered) if numbered.get("available") else ""}
    tokens = text.tokens[spot.first : spot.past] if spot else text.tokens
    values = option_values(one["options"] for one in variants)
    hits = wanted_in(text, spot, values, loose=asked)
    if hits and not asked:  # "blue m": a short value counts beside another one
        loose = wanted_in(text, spot, values, loose=True)
        hits = (*hits, *(one for one in loose if any(one.first == hit.past for hit in hits) and one not in hits))
    wants = dict(before.get("wants") or {})
    said_hits, preferred = _replacing(wants, *_preferences(text, spot, _meant(text, tokens, hits)))
    said: dict[str, str] = {}
    for hit in said_hits:
        if hit.value != now.get(hit.key) or hit.key not in said:
            said[hit.key] = hit.value
    wants |= {key: value for key, value in said.items() if asked or value != now.get(key) or key in wants}
    prefers = [[hit.key, hit.value] for hit in preferred] or list(before.get("prefers") or ())
    rule, by = _rule(text, tokens, now)
    single = text.tongue.has(tokens, "steps") if rule else bool(before.get("single"))
    stepped = _stepped(text, tokens, now, variants)
    if stepped:
        wants, rule, by = wants | dict(stepped[:1]), "", ""
    if rule == "same" and wants:
        rule = ""
    steps = stepped[1][1] if stepped else str(before.get("steps") or "")
    rule, by = (rule, by) if rule or stepped else (str(before.get("rule") or ""), str(before.get("by") or ""))
    if not wants and not rule and not prefers:
        return {}
    want = {"wants": wants, "rule": rule, "by": by, "steps": steps, "prefers": prefers, "single": single, "to": ""}
    settled = settle(line, variants, want)
    return want | {"to": id_of(settled.variant) if settled.variant else ""}


def _numbered(text: Text, variants: Sequence[Record]) -> Record | None:
    """The variant whose item number is said; None if none is, or several are."""
    said = {token.norm for token in text.tokens if len(token.norm) >= ITEM_DIGITS_MIN}
    named = [one for one in variants if id_of(one).casefold() in said]
    return named[0] if len(named) == 1 else None


def _meant(text: Text, tokens: tuple[Token, ...], hits: Sequence[Hit]) -> list[Hit]:
    """Without the values that are named as what it should not be: "instead of a road bike"."""
    ends = [past for _, past in text.tongue.find(tokens, "not_of")]
    return [hit for hit in hits if not any(0 <= hit.first - past < NOT_REACH_WORDS for past in ends)]


def _rule(text: Text, tokens: tuple[Token, ...], now: Mapping[str, str]) -> tuple[str, str]:
    """The way to choose that the words name, and the option that is named beside it, "" for none."""
    for rule in RULES:
        places = text.tongue.find(tokens, rule)
        if rule == "same":
            places = tuple(place for place in places if not _same_in_part(text, tokens, place, now))
        if places:
            first, past = places[0]
            by = _key_near(tokens, first, past, now) or _key_measured(text, tokens[first:past], now)
            return rule, by if rule in GRADED else ""
    return "", ""


def _same_in_part(text: Text, tokens: tuple[Token, ...], place: tuple[int, int], now: Mapping[str, str]) -> bool:
    """As in "the same size", "in the same order": it is not the thing that is the same."""
    after = {singular(token.norm) for token in tokens[place[1] : place[1] + 1]}
    keys = {singular(token.norm) for key in now for token in cut(key)}
    orders = [one for one in text.tongue.find(tokens, "pronouns") if one[1] - one[0] > 1]
    return bool(after & keys) or any(first < place[1] < past or first == place[1] - 1 for first, past in orders)


def _key_measured(text: Text, words: tuple[Token, ...], now: Mapping[str, str]) -> str:
    """The option that a comparing word is about by itself: "brighter" is said of brightness."""
    about = text.tongue.map("measures").get(" ".join(token.norm for token in words), ())
    return next((key for name in about for key in now if name in {token.norm for token in cut(key)}), "")


def _key_near(tokens: tuple[Token, ...], first: int, past: int, now: Mapping[str, str]) -> str:
    """The option whose name stands beside some words, the nearest one after them first."""
    after = [singular(token.norm) for token in tokens[past : past + KEY_REACH_WORDS]]
    before = [singular(token.norm) for token in tokens[max(0, first - KEY_REACH_WORDS) : first]][::-1]
    for words in (after, before):
        for word in words:
            for key in now:
                if word in {singular(token.norm) for token in cut(key) if token.is_word}:
                    return key
    return ""


def _stepped(
    text: Text, tokens: tuple[Token, ...], now: Mapping[str, str], variants: Sequence[Record]
) -> list[tuple[str, str]]:
    """As in "500 pieces less": [(option, value it comes to), ("", the number said)]; [] where nothing is said so."""
    for table, sign in (("more_of", 1), ("less_of", -1)):
        for first, past in text.tongue.find(tokens, table):
            near = [*range(first - 2, first), *range(past, past + 2)]
            number = next((tokens[at].norm for at in near if 0 <= at < len(tokens) and tokens[at].norm.isdigit()), "")
            key = _key_near(tokens, first, past, now) if number else ""
            base = grade(now[key]) if key else None
            if base is None or not _NUMBER.search(now[key]):
                continue
            wanted = (base[0] + sign * int(number), base[1])
            values = dict.fromkeys(str(one["options"].get(key)) for one in variants)
            found = [value for value in values if _NUMBER.search(value) and grade(value) == wanted]
            if len(found) == 1:
                return [(key, found[0]), ("", number)]
    return []


def _preferences(text: Text, spot: Spot | None, hits: Sequence[Hit]) -> tuple[list[Hit], list[Hit]]:
    """What is wanted, and what is only preferred: values after "prefer", best first."""
    start = spot.first if spot else 0
    tokens = text.tokens[start : spot.past] if spot else text.tokens
    marks = text.tongue.find(tokens, "prefer")
    if not marks:
        return list(hits), []
    return [hit for hit in hits if hit.first < marks[0][0]], [hit for hit in hits if hit.first >= marks[0][0]]


def _replacing(wants: Mapping[str, str], said: list[Hit], preferred: list[Hit]) -> tuple[list[Hit], list[Hit]]:
    """A preference for what was wanted otherwise before replaces it: "black, M" and then "rather the blue one"."""
    keys = [hit.key for hit in preferred]
    moved = [hit for hit in preferred if hit.key in wants and keys.count(hit.key) == 1]
    return [*said, *moved], [hit for hit in preferred if hit not in moved]


def settle(line: Record, variants: Sequence[Record], want: Mapping[str, Any]) -> Found:
    """The variant that is wanted, the ones to choose from, or why there is none.

    Args:
        line: the line as it is.
        variants: its product's variants.
        want: "wants" (option to value), "rule" (one of `RULES` or ""), "prefers" (pairs of option and value).
    """
    wants: dict[str, str] = dict(want.get("wants") or {})
    rule = str(want.get("rule") or "")
    prefers = [tuple(pair) for pair in want.get("prefers") or ()]
    now: dict[str, Any] = dict(line.get("options") or {})
    stocked = [one for one in variants if one.get("available")]
    fits = [one for one in stocked if all(one["options"].get(key) == value for key, value in wants.items())]
    others = [one for one in stocked if id_of(one) != str(line.get("item_id"))]
    if not fits:
        near = _nearest(others, now | wants, wants.items())
        return Found(choices=tuple(near[:OFFERED_MAX]), count=len(near), missing=dict(wants) or None)
    if rule in GRADED:
        return _by_grade(want, fits, now | wants, others, variants)
    by_rule = _by_rule(rule, fits, line)
    if by_rule:
        return Found(by_rule)
    near = _nearest(fits, now, (), prefers)
    if rule == "same" or not (wants or rule or prefers):
        near = _nearest(others, now)
        return Found(choices=tuple(near[:OFFERED_MAX]), count=len(others), missing={} if rule == "same" else None)
    return _best(near, now | wants, prefers, rule)


def _best(near: Sequence[Record], whole: Mapping[str, Any], prefers: Sequence[tuple[str, ...]], rule: str) -> Found:
    """The one that is as said and preferred with all else kept; else a choice: nothing unsaid changes silently."""
    for key, value in prefers:
        liked = [one for one in near if one["options"] == {**whole, key: value}]
        if len(liked) == 1:
            return Found(liked[0])
    exact = [one for one in near if one["options"] == whole]
    if len(exact) == 1 and not prefers:
        return Found(exact[0])
    if rule == "any":
        return Found(near[0])
    return Found(choices=tuple(near[:OFFERED_MAX]), count=len(near), missing={k: str(v) for k, v in whole.items()})


def _by_grade(
    want: Mapping[str, Any],
    fits: Sequence[Record],
    whole: Mapping[str, Any],
    others: Sequence[Record],
    variants: Sequence[Record],
) -> Found:
    """The one variant that goes in the direction by one option with all else kept; else those in question."""
    rule, by = str(want["rule"]), str(want.get("by") or "")
    keys = [by] if by else [key for key in whole if key not in want["wants"]]
    hits: list[Record] = []
    for key in keys:
        ways = [one for one in fits if {**one["options"], key: ""} == {**whole, key: ""}]
        moved = _moved(ways, key, whole, rule)
        if moved and rule in ("largest", "smallest"):
            moved = [(max if GRADED[rule] else min)(moved, key=lambda pair: pair[0])]
        if want.get("single"):
            steps = [there for there, _ in _moved(variants, key, whole, rule)]
            next_one = (min if GRADED[rule] else max)(steps, default=None)
            moved = [pair for pair in moved if pair[0] == next_one]
        hits += [one for _, one in moved]
    if len(hits) == 1:
        return Found(hits[0])
    near = hits or [one for pool in (fits, others) for key in keys for _, one in _moved(pool, key, whole, rule)]
    near = _nearest(list({id_of(one): one for one in near or others}.values()), whole, want["wants"].items())
    return Found(choices=tuple(near[:OFFERED_MAX]), count=len(near))


def _moved(
    variants: Sequence[Record], key: str, whole: Mapping[str, Any], rule: str
) -> list[tuple[tuple[int, int], Record]]:
    """The variants that go in the rule's direction by an option, with their grade."""
    here = grade(str(whole.get(key)))
    graded = [(there, one) for one in variants if (there := grade(str(one["options"].get(key))))]
    return [pair for pair in graded if here and pair[0] != here and (pair[0] > here) is GRADED[rule]]


def _nearest(
    variants: Sequence[Record],
    options: Mapping[str, Any],
    wanted: Iterable[tuple[str, Any]] = (),
    prefers: Sequence[tuple[str, ...]] = (),
) -> list[Record]:
    """Preferred first, then most of what is wanted, then most options kept, then the cheaper ones."""
    wants = dict(wanted)
    return sorted(
        variants,
        key=lambda one: (_liked(one, prefers), -_kept(one, wants), -_kept(one, options), _price(one), id_of(one)),
    )


def _kept(variant: Record, options: Mapping[str, Any]) -> int:
    return sum(variant["options"].get(key) == value for key, value in options.items())


def _liked(variant: Record, prefers: Sequence[tuple[str, ...]]) -> int:
    """The place of the first preference that the variant meets; lower is better."""
    return next((at for at, (key, value) in enumerate(prefers) if variant["options"].get(key) == value), len(prefers))


def _price(variant: Record) -> int:
    price = variant.get("price")
    return price.minor if isinstance(price, Money) else 0


def _by_rule(rule: str, fits: Sequence[Record], line: Record) -> Record | None:
    match rule:
        case "cheapest":
            return min(fits, key=lambda one: (_price(one), id_of(one)))
        case "dearest":
            return max(fits, key=lambda one: (_price(one), id_of(one)))
        case "same":
            return next((one for one in fits if id_of(one) == str(line.get("item_id"))), None)
        case _:
            return None


def grade(value: str) -> tuple[int, int] | None:
    """A value's place among values of its kind: by its number, else by its grade; None without either."""
    number = _NUMBER.search(value)
    if number:
        whole, _, part = number[0].replace(",", ".").partition(".")
        return int(whole), int((part + "000")[:3])
    word = value.casefold()
    return (_GRADES.index(word), 0) if word in _GRADES else None
