"""Which variant of a product is wanted: options named, the rest kept as it is, availability first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.assistant.matching import Spot, Text, spots_in, wanted_in
from earnest.assistant.options import Hit, option_values
from earnest.assistant.shelf import Record, id_of
from earnest.domain.money import Money

RULES = ("largest", "smallest", "larger", "smaller", "cheapest", "dearest", "same", "any")
"""Ways to choose that name no option."""

GRADED = {"largest": True, "larger": True, "smallest": False, "smaller": False}
"""Rules that go by grade, and whether they go up."""

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
    hits = wanted_in(text, spot, option_values(one["options"] for one in variants), loose=asked)
    said_hits, preferred = _preferences(text, spot, hits)
    wants = dict(before.get("wants") or {})
    said: dict[str, str] = {}
    for hit in said_hits:
        if hit.value != now.get(hit.key) or hit.key not in said:
            said[hit.key] = hit.value
    wants |= {key: value for key, value in said.items() if asked or value != now.get(key) or key in wants}
    prefers = [[hit.key, hit.value] for hit in preferred] or list(before.get("prefers") or ())
    tokens = text.tokens[spot.first : spot.past] if spot else text.tokens
    rule = next((rule for rule in RULES if text.tongue.has(tokens, rule)), "")
    if rule == "same" and wants:
        rule = ""
    rule = rule or str(before.get("rule") or "")
    if not wants and not rule:
        return {}
    want = {"wants": wants, "rule": rule, "prefers": prefers, "to": ""}
    settled = settle(line, variants, want)
    return want | {"to": id_of(settled.variant) if settled.variant else ""}


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
        fits = [one for one in fits if _goes(one, now, wants, up=GRADED[rule])]
        if not fits:
            return Found(choices=tuple(_nearest(others, now | wants)[:OFFERED_MAX]), count=len(others), missing={})
    by_rule = _by_rule(rule, fits, line)
    if by_rule:
        return Found(by_rule)
    near = _nearest(fits, now, prefers)
    if rule == "same" or not (wants or rule or prefers):
        near = _nearest(others, now)
        return Found(choices=tuple(near[:OFFERED_MAX]), count=len(others), missing={} if rule == "same" else None)
    return _best(near, now | wants, prefers, rule)


def _best(near: Sequence[Record], whole: Mapping[str, Any], prefers: Sequence[tuple[str, ...]], rule: str) -> Found:
    """The one that is as said with all else kept, or the only one, or the one that is preferred; else a choice."""
    exact = [one for one in near if one["options"] == whole]
    if len(exact) == 1 or len(near) == 1:
        return Found((exact or near)[0])
    if rule in ("largest", "smallest"):
        return Found(_extreme(near, whole, up=GRADED[rule]))
    ranks = [(_liked(one, prefers), _kept(one, whole)) for one in near]
    if rule == "any" or ((prefers or rule) and ranks.count(ranks[0]) == 1):
        return Found(near[0])
    return Found(choices=tuple(near[:OFFERED_MAX]), count=len(near), missing={k: str(v) for k, v in whole.items()})


def _extreme(near: Sequence[Record], whole: Mapping[str, Any], *, up: bool) -> Record:
    """Of those that keep most, the one that goes furthest."""
    most = max(_kept(one, whole) for one in near)
    kept = [one for one in near if _kept(one, whole) == most]

    def far(one: Record) -> list[tuple[int, int]]:
        grades = [grade(str(value)) for key, value in one["options"].items() if whole.get(key) != value]
        return sorted((found for found in grades if found), reverse=up)

    return max(kept, key=far) if up else min(kept, key=far)


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
