"""The closed expression language of `does:`: `skill(order=order, lines=each(lines).handle, reason='late')`.

call    = name "(" [argument {"," argument}] ")"
argument = name ["=" value]                       a bare name means name=name
value   = path | "each(" path ")" "." field | "total(" path ")" | 'text' | number
path    = name {"." field}
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.domain.errors import BrandError
from earnest.domain.money import Money

ARGUMENTS_MAX = 20
"""Arguments of one call."""

_CALL = re.compile(r"\s*([a-z_][a-z0-9_]*)\s*\((.*)\)\s*\Z", re.DOTALL)
_ARGUMENT = re.compile(r"\s*([a-z_][a-z0-9_]*)\s*(?:=\s*(.+?))?\s*\Z", re.DOTALL)
_EACH = re.compile(r"each\(\s*([a-z_][a-z0-9_.]*)\s*\)\.([a-z_][a-z0-9_]*)\Z")
_TOTAL = re.compile(r"total\(\s*([a-z_][a-z0-9_.]*)\s*\)\Z")
_PATH = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*\Z")


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a whole number."""

    value: str | int


@dataclass(frozen=True, slots=True)
class Path:
    """A slot, or a field in it."""

    slot: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Each:
    """One field of each element of a list."""

    of: Path
    field: str


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of the prices of a list's elements."""

    of: Path


Value = Literal | Path | Each | Total


@dataclass(frozen=True, slots=True)
class Call:
    """A skill and its arguments as expressions."""

    skill: str
    arguments: tuple[tuple[str, Value], ...]

    @property
    def slots(self) -> frozenset[str]:
        """The slots it refers to."""
        return frozenset(_slot(value) for _, value in self.arguments) - {""}


def read_call(text: str, file: str = "", line: int = 0) -> Call:
    """Read a `does:` line.

    Raises:
        BrandError: it does not follow the grammar of this module.
    """
    found = _CALL.match(text)
    if not found:
        raise BrandError(f"`does: {text[:60]}` is no call; write it like refund(order=order, lines=lines).", file, line)
    arguments = tuple(_argument(part, file, line) for part in _split(found[2]))
    if len(arguments) > ARGUMENTS_MAX:
        raise BrandError(f"`does` has more than {ARGUMENTS_MAX} arguments; give the skill a smaller face.", file, line)
    return Call(found[1], arguments)


def evaluate(value: Value, scope: Mapping[str, Any]) -> Any:
    """The value of an expression; a record stands for its handle. None where something is missing."""
    match value:
        case Literal():
            return value.value
        case Path():
            return as_argument(reach(scope, value))
        case Each():
            found = reach(scope, value.of)
            return [element.get(value.field) for element in found] if isinstance(found, Sequence) else None
        case Total():
            return total(reach(scope, value.of))


def reach(scope: Mapping[str, Any], path: Path) -> Any:
    """Follow a path through slots, records and nested values; None where it ends early."""
    found: Any = scope.get(path.slot)
    for name in path.fields:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def as_argument(found: Any) -> Any:
    """A record as its handle, a list of records as their handles, anything else as it is."""
    if isinstance(found, Mapping) and "handle" in found:
        return found["handle"]
    if isinstance(found, Sequence) and not isinstance(found, str):
        return [as_argument(element) for element in found]
    return dict(found) if isinstance(found, Mapping) else found


def total(found: Any) -> Money | None:
    """The sum of the prices of records; None without any."""
    prices = [element.get("price") for element in found or () if isinstance(element, Mapping)]
    amounts = [price for price in prices if isinstance(price, Money)]
    return Money(sum(amount.minor for amount in amounts), amounts[0].currency) if amounts else None


def read_path(text: str, file: str = "", line: int = 0) -> Path:
    """Read `slot.field`.

    Raises:
        BrandError: it is no path.
    """
    if not _PATH.match(text.strip()):
        raise BrandError(f"{text[:40]!r} is no path; write it like order.status.", file, line)
    slot, *fields = text.strip().split(".")
    return Path(slot, tuple(fields))


def _split(inner: str) -> list[str]:
    parts: list[str] = [""]
    depth, quoted = 0, False
    for letter in inner:
        quoted ^= letter == "'"
        depth += 0 if quoted else (letter == "(") - (letter == ")")
        if letter == "," and not quoted and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part for part in parts if part.strip()]


def _argument(part: str, file: str, line: int) -> tuple[str, Value]:
    found = _ARGUMENT.match(part)
    if not found:
        raise BrandError(f"{part.strip()[:40]!r} is no argument; write name=value.", file, line)
    return found[1], _value((found[2] or found[1]).strip(), file, line)


def _value(text: str, file: str, line: int) -> Value:
    if text.startswith("'") and text.endswith("'") and len(text) > 1:
        return Literal(text[1:-1])
    if re.fullmatch(r"-?\d{1,15}", text):
        return Literal(int(text))
    if each := _EACH.match(text):
        return Each(read_path(each[1], file, line), each[2])
    if total_of := _TOTAL.match(text):
        return Total(read_path(total_of[1], file, line))
    return read_path(text, file, line)


def _slot(value: Value) -> str:
    match value:
        case Literal():
            return ""
        case Path():
            return value.slot
        case Each() | Total():
            return value.of.slot
