"""Templates of a playbook's sentences: `{order.id}`, `{lines|names}`, `{variants|count|one:choice:choices}`."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from earnest.assistant.expression import reach, read_path, total
from earnest.assistant.playbook import Wordings, wordings_in
from earnest.domain.errors import BrandError
from earnest.domain.money import Money

Show = Callable[[Any], str]
"""One plain value as text in the conversation's language."""

LISTED_MAX = 12
"""Things that one sentence lists; the rest is counted."""

FILTERS = (
    "names",
    "list",
    "address",
    "count",
    "total",
    "options",
    "described",
    "cheapest",
    "dearest",
    "one",
    "each",
    "plain",
)
"""The closed set of filters."""

_PLACE = re.compile(r"\{([^{}]+)\}")


def pick(wordings: Wordings | None, language: str, key: str, conversation: str) -> str:
    """One wording, the same one for the same key and conversation on every replay; "" without any."""
    options = wordings_in(wordings, language)
    if not options:
        return ""
    digest = hashlib.sha256(f"{key}\0{conversation}".encode("utf-8", "replace")).digest()
    return options[int.from_bytes(digest[:4], "big") % len(options)]


def fill(template: str, scope: Mapping[str, Any], show: Show) -> str:
    """The template with its places filled from the slots; a place without a value becomes an en dash.

    A place whose root is no slot is left as it is: those of a receipt are the skill's.
    """

    def place(found: re.Match[str]) -> str:
        path, *filters = found[1].split("|")
        root = read_path(path)
        if root.slot not in scope:
            return found[0]
        value = reach(scope, root)
        for name in filters:
            value = _filtered(value, name.strip(), show)
        return _text(value, show)

    return _PLACE.sub(place, template)


def check_template(template: str, roots: frozenset[str], file: str, line: int, free: frozenset[str] | None) -> None:
    """Check places and filters.

    Args:
        template: the sentence.
        roots: the slots there are.
        file: where it stands.
        line: where it stands.
        free: other places that someone else fills; None allows any single name.

    Raises:
        BrandError: an unknown slot or filter.
    """
    for found in _PLACE.finditer(template):
        path, *filters = found[1].split("|")
        root = read_path(path, file, line).slot
        if root not in roots and not (free is None and path == root) and root not in (free or ()):
            raise BrandError(f"{{{found[1]}}} names no slot; use one of {', '.join(sorted(roots))}.", file, line)
        unknown = [name for name in filters if name.strip().split(":")[0] not in FILTERS]
        if unknown:
            raise BrandError(f"{unknown[0]!r} is no filter; use one of {', '.join(FILTERS)}.", file, line)


def _filtered(value: Any, name: str, show: Show) -> Any:  # noqa: C901, PLR0911 - one return a filter
    word, *arguments = name.split(":")
    elements = _elements(value)
    match word:
        case "names":
            return [str(element.get("name", "")) for element in elements]
        case "each":
            return [element.get(arguments[0]) for element in elements] if arguments else elements
        case "count":
            return len(elements)
        case "one":
            return _plural(value if isinstance(value, int) else len(elements), arguments)
        case "total":
            return total(elements)
        case "plain":
            return str(value or "").replace("_", " ")
        case "address":
            return address_line(value) if isinstance(value, Mapping) else ""
        case "options":
            return _options(value)
        case "described":
            return [_described(element, show) for element in elements]
        case "cheapest" | "dearest":
            priced = [element for element in elements if isinstance(element.get("price"), Money)]
            choose = min if word == "cheapest" else max
            return choose(priced, key=lambda one: one["price"].minor) if priced else None
    return _text(value, show)


def _elements(value: Any) -> list[Mapping[str, Any]]:
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return [element for element in many if isinstance(element, Mapping)] if many != [None] else []


def _plural(count: int, forms: list[str]) -> str:
    one, many = ([*forms, "", ""])[:2]
    return f"{count} {one if count == 1 else many}".strip()


def _options(value: Any) -> str:
    options = value.get("options", value) if isinstance(value, Mapping) else {}
    return ", ".join(f"{key} {chosen}" for key, chosen in options.items()) if isinstance(options, Mapping) else ""


def _described(element: Mapping[str, Any], show: Show) -> str:
    price = element.get("price")
    described = _options(element.get("options", {})) or str(element.get("name", ""))
    return f"{described} ({show(price)})" if isinstance(price, Money) else described


def address_line(lines: Mapping[str, Any]) -> str:
    """An address on one line, in the order people read it; empty lines are left out."""
    order = ("address1", "address2", "city", "state", "zip", "country")
    return ", ".join(str(lines[key]) for key in order if lines.get(key))


def _text(value: Any, show: Show) -> str:
    match value:
        case None | "":
            return "–"  # noqa: RUF001 - a dash is meant
        case Money() | int() | Decimal():
            return show(value)
        case str():
            return value
        case Mapping():
            return str(value.get("label") or value.get("name") or value.get("id") or address_line(value))
        case Sequence():
            texts = [_text(one, show) for one in value]
            rest = len(texts) - LISTED_MAX
            listed = show(tuple(texts[:LISTED_MAX])) if texts else "–"  # noqa: RUF001 - as above
            return f"{listed} (+{rest})" if rest > 0 else listed
    return str(value)
