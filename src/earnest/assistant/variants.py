"""Which variant of a product is wanted: options named, the rest kept as it is, availability first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
) -> dict[str, Any]:
    """What is wanted for each line, after these words: {line id: {"wants", "rule", "to"}}.

    Args:
        text: the customer's words.
        lines: the lines at hand.
        variants: for each line id, its product's variants.
        known: what was wanted so far.
        asked: whether the words answer the question which variant is wanted.
    """
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


def open_line(lines: Sequence[Record], known: Mapping[str, Any]) -> str:
    """The first line whose variant is not settled; "" if all are."""
    return next((str(line["line_id"]) for line in lines if not (known.get(str(line["line_id"])) or {}).get("to")), "")


def _want(
    text: Text, spot: Spot | None, line: Record, variants: Sequence[Record], before: Mapping[str, Any], *, asked: bool
) -> dict[str, Any]:
    now = {str(key): str(value) for key, value in (line.get("options") or {}).items()}
    tokens = text.tokens[spot.first : spot.past] if spot else text.tokens
    hits = wanted_in(text, spot, option_values(one["options"] for one in variants), loose=asked)
    said_hits, preferred = _preferences(text, spot, _meant(text, tokens, hits))
    wants = dict(before.get("wants") or {})
    said: dict[str, str] = {}
    for hit in said_hits:
        if hit.value != now.get(hit.key) or hit.key not in said:
            said[hit.key] = hit.value
    wants |= {key: value for key, value in said.items() if asked or value != now.get(key) or key in wants}
    prefers = [[hit.key, hit.value] for hit in preferred] or list(before.get("prefers") or ())
    rule, by = _rule(text, tokens, now)
    stepped = _stepped(text, tokens, now, variants)
    if stepped:
        wants, rule, by = wants | dict(stepped[:1]), "", ""
    if rule == "same" and wants:
        rule = ""
    steps = stepped[1][1] if stepped else str(before.get("steps") or "")
    rule, by = (rule, by) if rule or stepped else (str(before.get("rule") or ""), str(before.get("by") or ""))
    if not wants and not rule and not prefers:
        return {}
    want = {"wants": wants, "rule": rule, "by": by, "steps": steps, "prefers": prefers, "to": ""}
    settled = settle(line, variants, want)
    return want | {"to": id_of(settled.variant) if settled.variant else ""}


def _meant(text: Text, tokens: tuple[Token, ...], hits: Sequence[Hit]) -> list[Hit]:
    """Without the values that are named as what it should not be: "instead of a road bike"."""
    ends = [past for _, past in text.tongue.find(tokens, "not_of")]
    return [hit for hit in hits if not any(0 <= hit.first - past < NOT_REACH_WORDS for past in ends)]


def _rule(text: Text, tokens: tuple[Token, ...], now: Mapping[str, str]) -> tuple[str, str]:
    """The way to choose that the words name, and the option that is named beside it, "" for none."""
    for rule in RULES:
        places = text.tongue.find(tokens, rule)
        if places:
            first, past = places[0]
            return rule, _key_near(tokens, first, past, now) if rule in GRADED else ""
    return "", ""


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
        near = _nearest(others, now | wants)
        return Found(choices=tuple(near[:OFFERED_MAX]), count=len(near), missing=dict(wants))
    if rule in GRADED:
        return _by_grade(rule, str(want.get("by") or ""), fits, now | wants, others, set(wants))
    by_rule = _by_rule(rule, fits, line)
    if by_rule:
        return Found(by_rule)
    near = _nearest(fits, now, prefers)
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
    rule: str, by: str, fits: Sequence[Record], whole: Mapping[str, Any], others: Sequence[Record], named: set[str]
) -> Found:
    """The one variant that goes in the direction by one option with all else kept; else those in question."""
    hits: list[Record] = []
    for key in [by] if by else [key for key in whole if key not in named]:
        here = grade(str(whole.get(key)))
        ways = [one for one in fits if {**one["options"], key: ""} == {**whole, key: ""}]
        graded = [(there, one) for one in ways if (there := grade(str(one["options"].get(key))))]
        moved = [pair for pair in graded if here and pair[0] != here and (pair[0] > here) is GRADED[rule]]
        if moved and rule in ("largest", "smallest"):
            moved = [(max if GRADED[rule] else min)(moved, key=lambda pair: pair[0])]
        hits += [one for _, one in moved]
    if len(hits) == 1:
        return Found(hits[0])
    near = hits or [one for one in others if _goes(one, whole, {}, up=GRADED[rule])] or list(others)
    near = _nearest(near, whole)
    return Found(choices=tuple(near[:OFFERED_MAX]), count=len(near), missing=None if hits else {})


def _nearest(
    variants: Sequence[Record], options: Mapping[str, Any], prefers: Sequence[tuple[str, ...]] = ()
) -> list[Record]:
    """Preferred first, then most options kept, then the cheaper ones."""
    return sorted(variants, key=lambda one: (_liked(one, prefers), -_kept(one, options), _price(one), id_of(one)))


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


def _goes(variant: Record, now: Mapping[str, Any], wants: Mapping[str, str], *, up: bool) -> bool:
    """Whether a graded option that was not named goes in the wanted direction."""
    for key, value in variant["options"].items():
        here, there = grade(str(now.get(key))), grade(str(value))
        if key not in wants and here is not None and there is not None and there != here and (there > here) is up:
            return True
    return False


def grade(value: str) -> tuple[int, int] | None:
    """A value's place among values of its kind: by its number, else by its grade; None without either."""
    number = _NUMBER.search(value)
    if number:
        whole, _, part = number[0].replace(",", ".").partition(".")
        return int(whole), int((part + "000")[:3])
    word = value.casefold()
    return (_GRADES.index(word), 0) if word in _GRADES else None
