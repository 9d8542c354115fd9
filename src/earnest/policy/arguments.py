"""Arguments: from what a proposal claims to what a skill is called with, each checked against its declared kind."""

import hashlib
import inspect
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, get_args, get_origin, get_type_hints

from earnest.domain.errors import BadInput, TooLarge
from earnest.domain.money import Money
from earnest.domain.skills import (
    LIST_LENGTH_MAX,
    Between,
    Choice,
    Owned,
    Parameter,
    Plain,
    Public,
    Skill,
    Text,
    Texts,
)
from earnest.ledger import LedgerError, SealedJson, encode

SHOWN_LENGTH_MAX = 60
"""Characters of a bad value that an error message repeats."""

Resolve = Callable[[str, str], str]
"""From a record kind and what a proposal names it by to the raw id; raises BadInput."""

_BREAKS = "\n\t"
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn text around: they would let a card show something else than is done."""


def canonical_arguments(skill: Skill, given: Mapping[str, Any], resolve: Resolve) -> Mapping[str, SealedJson]:
    """Check every argument against its declared kind; records become raw ids, amounts sealed JSON.

    Raises:
        BadInput: an argument is missing, surplus, of the wrong type, out of bounds or not in its vocabulary, or names
            no record that `resolve` knows.
        TooLarge: a text or list is too long.
    """
    wanted = {parameter.name for parameter in skill.parameters}
    for name in {one.name for one in skill.parameters if not one.optional} - set(given):
        raise BadInput(f"{skill.name} needs {name}.")
    for name in set(given) - wanted:
        raise BadInput(f"{skill.name} takes no {_shown(name)}; it takes {', '.join(sorted(wanted)) or 'nothing'}.")
    named = (parameter for parameter in skill.parameters if parameter.name in given)
    return {parameter.name: _argument(parameter, given[parameter.name], resolve) for parameter in named}


def call_arguments(skill: Skill, canonical: Mapping[str, Any], words: Mapping[str, type[StrEnum]]) -> dict[str, Any]:
    """What the skill's functions are called with: amounts as Money, words as members of their StrEnum.

    Args:
        skill: the skill.
        canonical: its canonical arguments.
        words: the StrEnum of each parameter that has one, from `vocabulary_classes`.
    """
    return {
        parameter.name: _called(parameter, canonical[parameter.name], words.get(parameter.name))
        for parameter in skill.parameters
        if not parameter.optional or parameter.name in canonical
    }


def args_hash(skill_name: str, canonical: Mapping[str, SealedJson]) -> str:
    """SHA-256 (hex) over the sealed JSON of skill and arguments: what a card is confirmed by.

    Raises:
        BadInput: the arguments are outside the sealed-JSON profile, such as a lone surrogate.
    """
    try:
        return hashlib.sha256(encode({"skill": skill_name, "arguments": dict(canonical)})).hexdigest()
    except LedgerError as error:
        raise BadInput(f"The arguments of {skill_name} cannot be recorded: {error}") from None


def require_held(parameter: Parameter, ids: Iterable[str], held: Counter[str]) -> None:
    """A record may be named as often as the shop lists it, and no oftener.

    Raises:
        BadInput: a record is not held, or named too often.
    """
    for record_id, count in Counter(ids).items():
        if not held[record_id]:
            raise BadInput(f"{parameter.name} names something that is not there for this customer; choose it again.")
        if isinstance(parameter.kind, Owned) and count > held[record_id]:
            raise BadInput(f"{parameter.name} names the same {parameter.kind.record} more than once.")


def vocabulary_classes(skill: Skill) -> Mapping[str, type[StrEnum]]:
    """The `StrEnum` of each parameter that has one."""
    hints = get_type_hints(skill.do)
    names = list(inspect.signature(skill.do).parameters)[2:]
    plain = {name: get_args(hints[name])[0] if get_origin(hints[name]) is list else hints[name] for name in names}
    return {name: hint for name, hint in plain.items() if isinstance(hint, type) and issubclass(hint, StrEnum)}


def _argument(parameter: Parameter, value: Any, resolve: Resolve) -> SealedJson:
    if not parameter.many:
        return _one(parameter, value, resolve)
    if type(value) is not list and type(value) is not tuple:
        raise BadInput(f"{parameter.name} should be a list.")
    if len(value) > LIST_LENGTH_MAX:
        raise TooLarge(f"{parameter.name} has {len(value)} entries; at most {LIST_LENGTH_MAX} are taken.")
    return [_one(parameter, entry, resolve) for entry in value]


def _one(parameter: Parameter, value: Any, resolve: Resolve) -> SealedJson:  # noqa: PLR0911 - one line a kind
    name = parameter.name
    match parameter.kind:
        case Owned(record) | Public(record):
            return resolve(record, _text(name, value, SHOWN_LENGTH_MAX))
        case Between(low, high):
            return _between(name, value, low, high)
        case Text(length_max):
            return _text(name, value, length_max)
        case Texts(names, length_max):
            return _texts(name, value, names, length_max)
        case Choice(values):
            return _choice(name, value, values)
        case Plain.MONEY:
            return _money(name, value)
        case Plain.BOOL:
            if type(value) is not bool:
                raise BadInput(f"{name} should be true or false, not {_shown(value)}.")
            return value


def _between(name: str, value: Any, low: int, high: int) -> int:
    # True is an int to Python and none to us.
    if type(value) is not int or not low <= value <= high:
        raise BadInput(f"{name} should be a whole number from {low} to {high}, not {_shown(value)}.")
    return value


def _text(name: str, value: Any, length_max: int) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{name} should be text, not {_shown(value)}.")
    if len(value) > length_max:
        raise TooLarge(f"{name} has {len(value)} characters; at most {length_max} are taken.")
    for character in value:
        strange = character not in _BREAKS and unicodedata.category(character) in ("Cc", "Cs")
        if strange or character in _OVERRIDES:
            raise BadInput(f"{name} holds the control character U+{ord(character):04X}; leave it out.")
    return str(value)


def _texts(name: str, value: Any, names: tuple[str, ...], length_max: int) -> SealedJson:
    if not isinstance(value, Mapping) or set(value) != set(names):
        raise BadInput(f"{name} should have exactly these lines: {', '.join(names)}.")
    return {line: _text(f"{name}.{line}", value[line], length_max) for line in names}


def _choice(name: str, value: Any, values: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in values:
        raise BadInput(f"{name} should be one of {', '.join(values)}, not {_shown(value)}.")
    return str(values[values.index(value)])


def _money(name: str, value: Any) -> SealedJson:
    if type(value) is not Money or value.minor < 0:
        raise BadInput(f"{name} should be an amount of money, not below nothing, not {_shown(value)}.")
    return {"minor": value.minor, "currency": value.currency}


def _called(parameter: Parameter, value: Any, words: type[StrEnum] | None) -> Any:
    if parameter.many:
        return [_called_one(parameter, entry, words) for entry in value]
    return _called_one(parameter, value, words)


def _called_one(parameter: Parameter, value: Any, words: type[StrEnum] | None) -> Any:
    if parameter.kind is Plain.MONEY:
        return Money(value["minor"], value["currency"])
    return words(value) if words else value


def _shown(value: Any) -> str:
    """Part of a bad value, fit to stand in a message; huge numbers and deep nests are only named."""
    if isinstance(value, str):
        return ascii(value[:SHOWN_LENGTH_MAX])
    if type(value) is int and value.bit_length() <= SHOWN_LENGTH_MAX:
        return str(value)
    return f"a {type(value).__name__}"
