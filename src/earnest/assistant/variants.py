"""Which variant of a product is wanted: options named, the rest kept as it is, availability first."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.assistant.matching import Spot, Text, spots_in, wanted_in
from earnest.assistant.options import option_values
from earnest.assistant.shelf import Record, id_of
from earnest.domain.money import Money

RULES = ("same", "cheapest", "dearest", "larger", "smaller", "any")
"""Ways to choose that name no option."""

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
    wants = dict(before.get("wants") or {})
    said: dict[str, str] = {}
    for hit in hits:
        if hit.value != now.get(hit.key) or hit.key not in said:
            said[hit.key] = hit.value
    wants |= {key: value for key, value in said.items() if asked or value != now.get(key) or key in wants}
    tokens = text.tokens[spot.first : spot.past] if spot else text.tokens
    rule = next((rule for rule in RULES if text.tongue.has(tokens, rule)), "")
    if rule == "same" and wants:
        rule = ""
    rule = rule or str(before.get("rule") or "")
    if not wants and not rule:
        return {}
    settled = settle(line, variants, wants, rule)
    return {"wants": wants, "rule": rule, "to": id_of(settled.variant) if settled.variant else ""}


def settle(line: Record, variants: Sequence[Record], wants: Mapping[str, str], rule: str) -> Found:
    """The variant that is wanted, the ones to choose from, or why there is none."""
    now: dict[str, Any] = dict(line.get("options") or {})
    stocked = [one for one in variants if one.get("available")]
    fits = [one for one in stocked if all(one["options"].get(key) == value for key, value in wants.items())]
    if not fits:
        near = _nearest(stocked, now | dict(wants))
        return Found(choices=tuple(near[:OFFERED_MAX]), count=len(near), missing=dict(wants))
    by_rule = _by_rule(rule, fits, line, now)
    if by_rule:
        return Found(by_rule)
    if rule == "same" or not wants:
        return Found(
            choices=tuple(_nearest(fits, now)[:OFFERED_MAX]), count=len(fits), missing={} if rule == "same" else None
        )
    exact = [one for one in fits if one["options"] == now | dict(wants)]
    if len(exact) == 1 or len(fits) == 1:
        return Found((exact or fits)[0])
    near = _nearest(fits, now)
    return Found(near[0]) if rule == "any" else Found(choices=tuple(near[:OFFERED_MAX]), count=len(fits))


def _nearest(variants: Sequence[Record], options: Mapping[str, Any]) -> list[Record]:
    """Most options kept first, then the cheaper ones."""
    return sorted(
        variants,
        key=lambda one: (-sum(one["options"].get(k) == v for k, v in options.items()), _price(one), id_of(one)),
    )


def _price(variant: Record) -> int:
    price = variant.get("price")
    return price.minor if isinstance(price, Money) else 0


def _by_rule(rule: str, fits: Sequence[Record], line: Record, now: Mapping[str, Any]) -> Record | None:
    match rule:
        case "cheapest":
            return min(fits, key=lambda one: (_price(one), id_of(one)))
        case "dearest":
            return max(fits, key=lambda one: (_price(one), id_of(one)))
        case "same":
            return next((one for one in fits if id_of(one) == str(line.get("item_id"))), None)
        case "larger" | "smaller":
            return _graded(fits, now, up=rule == "larger")
        case _:
            return None


def _graded(fits: Sequence[Record], now: Mapping[str, Any], *, up: bool) -> Record | None:
    """The nearest variant that differs only in one graded option, in the wanted direction; None if not just one."""
    found = []
    for one in fits:
        differs = [key for key, value in one["options"].items() if now.get(key) != value]
        if len(differs) == 1:
            here, there = grade(str(now.get(differs[0]))), grade(str(one["options"][differs[0]]))
            if here is not None and there is not None and (there > here) is up and there != here:
                found.append(one)
    return found[0] if len(found) == 1 else None


def grade(value: str) -> tuple[int, int] | None:
    """A value's place among values of its kind: by its number, else by its grade; None without either."""
    number = _NUMBER.search(value)
    if number:
        whole, _, part = number[0].replace(",", ".").partition(".")
        return int(whole), int((part + "000")[:3])
    word = value.casefold()
    return (_GRADES.index(word), 0) if word in _GRADES else None
