"""Scenario files: conversations that must go right, as data. Every flaw is a BrandError with file, line and mend."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earnest.domain.marked_yaml import Marked, read_yaml

LANGUAGES = ("en", "de")
BEHAVIOURS = "abcdefghijklmnopqrst"
STATUSES = ("processing", "in transit", "delivered", "cancelled")
TURNS_MAX = 40
FILES_MAX = 2_000
ORDERS_MAX = 200

NUMBERS = ("placed", "delivered", "expected")
ORDER_KEYS = ("id", "status", *NUMBERS, "lines")
LINE_KEYS = ("product", "options", "price")
EXPECTED = ("says", "never_says", "card", "choices", "offer", "person", "effects")


@dataclass(frozen=True, slots=True)
class Expected:
    """What must hold after one line of the customer's; None where nothing is asked.

    Args:
        says: texts that the answer's words must hold; each is a set of alternatives.
        never_says: texts that nothing shown may hold.
        card: texts that a card's title and rows must hold; () for "no card".
        choices: texts that the choices' labels must hold; () for "no choices"; `some` where any will do.
        some: whether any choices will do.
        offer: texts that a question about the customer's data must hold; () for "none put".
        person: whether this turn handed over.
        effects: names of the deeds that were done.
    """

    says: tuple[tuple[str, ...], ...] = ()
    never_says: tuple[str, ...] = ()
    card: tuple[str, ...] | None = None
    choices: tuple[str, ...] | None = None
    some: bool = False
    offer: tuple[str, ...] | None = None
    person: bool | None = None
    effects: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the customer's, what must hold then, and where it stands in the file."""

    line: str
    expected: Expected
    at: int


@dataclass(frozen=True, slots=True)
class Scenario:
    """One conversation that must go right.

    Args:
        file: where it stands.
        name: one sentence.
        behaviour: the letter of the behaviour it is about.
        language: what the customer writes.
        signed_in: whether the customer is known.
        customer: fields of the customer's own record.
        orders: the customer's orders, as `given` in the brand's skills.py takes them.
        steps: the lines in order.
    """

    file: Path
    name: str
    behaviour: str
    language: str
    signed_in: bool
    customer: Mapping[str, str]
    orders: tuple[Mapping[str, Any], ...]
    steps: tuple[Step, ...]


def scenario_files(brand: Path, named: tuple[Path, ...] = ()) -> tuple[Path, ...]:
    """The scenario files of a brand, or those that were named, in one order."""
    found = named or tuple(sorted((brand / "scenarios").rglob("*.yaml")))
    return tuple(found[:FILES_MAX])


def read_scenario(file: Path) -> Scenario:
    """Read one scenario.

    Raises:
        BrandError: it is none; the message names the line.
    """
    root = read_yaml(file)
    found = root.only(
        "a scenario",
        ("scenario", "behaviour", "language", "given", "turns"),
        ("scenario", "behaviour", "language", "given", "turns"),
    )
    given = found["given"].only("given", ("customer", "identity", "orders"), ("customer",))
    return Scenario(
        file=file,
        name=found["scenario"].text("scenario"),
        behaviour=_one_of(found["behaviour"], tuple(BEHAVIOURS), "behaviour"),
        language=_one_of(found["language"], LANGUAGES, "language"),
        signed_in="identity" not in given
        or _one_of(given["identity"], ("anyone", "signed_in"), "identity") != "anyone",
        customer={name: one.text(name) for name, one in given["customer"].fields("customer").items()},
        orders=tuple(_order(one) for one in _listed(given.get("orders"), "orders", ORDERS_MAX)),
        steps=tuple(_step(one) for one in _listed(found["turns"], "turns", TURNS_MAX)),
    )


def _listed(marked: Marked | None, what: str, most: int) -> Iterator[Marked]:
    entries = marked.items(what) if marked else ()
    if marked and len(entries) > most:
        raise marked.wrong(f"{what} holds more than {most}; split the scenario.")
    return iter(entries)


def _order(marked: Marked) -> dict[str, Any]:
    found = marked.only("an order", ORDER_KEYS, ("id", "status", "placed", "lines"))
    order: dict[str, Any] = {"id": found["id"].text("id"), "status": _one_of(found["status"], STATUSES, "status")}
    order |= {name: _whole(found[name], name) for name in NUMBERS if name in found}
    order["lines"] = [_line(one) for one in found["lines"].items("lines")]
    return order


def _line(marked: Marked) -> dict[str, Any]:
    found = marked.only("a line", LINE_KEYS, ("product", "price"))
    options = found["options"].fields("options") if "options" in found else {}
    return {
        "product": found["product"].text("product"),
        "options": {name: one.text(name) for name, one in options.items()},
        "price": found["price"].text("price"),
    }


def _step(marked: Marked) -> Step:
    found = marked.only("a turn", ("customer", "expect"), ("customer",))
    expected = _expected(found["expect"]) if "expect" in found else Expected()
    return Step(found["customer"].text("customer"), expected, marked.line)


def _expected(marked: Marked) -> Expected:
    found = marked.only("expect", EXPECTED, ())
    choices = found.get("choices")
    return Expected(
        says=tuple(tuple(one.split("|")) for one in _texts(found.get("says"), "says")),
        never_says=_texts(found.get("never_says"), "never_says"),
        card=_texts(found["card"], "card") if "card" in found else None,
        choices=_texts(choices, "choices") if choices else None,
        some=bool(choices and choices.is_text and choices.text("choices") == "some"),
        offer=_texts(found["offer"], "offer") if "offer" in found else None,
        person=_one_of(found["person"], ("true", "false"), "person") == "true" if "person" in found else None,
        effects=_texts(found["effects"], "effects") if "effects" in found else None,
    )


def _texts(marked: Marked | None, what: str) -> tuple[str, ...]:
    """A list of texts; "none" and "some" stand for no text."""
    if marked is None or (marked.is_text and marked.text(what) in ("none", "some")):
        return ()
    return tuple(one.text(f"an entry of {what}") for one in marked.items(what))


def _one_of(marked: Marked, allowed: tuple[str, ...], what: str) -> str:
    text = marked.text(what)
    if text not in allowed:
        raise marked.wrong(f"{text!r} is no {what}; write one of: {', '.join(allowed)}.")
    return text


def _whole(marked: Marked, what: str) -> int:
    text = marked.text(what)
    if not text.removeprefix("-").isdigit():
        raise marked.wrong(f"{what} should be a whole number of days.")
    return int(text)
