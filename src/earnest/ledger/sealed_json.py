"""Sealed JSON: the part of RFC 8785 (JCS) that a fast serialiser writes byte for byte.

The profile: no floats (use integer minor units or decimal strings), integers below 2^53 in magnitude,
object keys of 1 to 128 characters from `[A-Za-z0-9._-]`, strings without lone surrogates, bounded depth and
size. Inside it, sorted `orjson` output equals RFC 8785.
"""

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TypeAlias, cast

import orjson

from earnest.ledger.errors import SealedJsonError

SealedJson: TypeAlias = bool | int | str | Sequence["SealedJson"] | Mapping[str, "SealedJson"] | None

DEPTH_MAX = 32  # containers inside containers
SIZE_BYTES_MAX = 1 << 20
INTEGER_MAX = (1 << 53) - 1  # beyond it JSON readers that use doubles disagree
KEY_CHARACTERS_MAX = 128

_CONTAINERS = frozenset({dict, list, tuple})
_ALLOWED = _CONTAINERS | {str, int, bool, type(None)}
_KEY_ALPHABET = re.compile(r"[A-Za-z0-9._-]*", re.ASCII)


def encode(value: SealedJson) -> bytes:
    """Write a value of the profile as RFC 8785 canonical bytes.

    Args:
        value: exact `dict`, `list`, `tuple`, `str`, `int`, `bool` or `None`; tuples become arrays.

    Raises:
        SealedJsonError: names the path of the first value outside the profile.
    """
    if not _fits(value):
        raise _complaint(value)
    try:
        data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
    except TypeError as error:  # an integer or a string that cannot be; see _fits
        raise _complaint(value) from error
    if len(data) > SIZE_BYTES_MAX:
        raise SealedJsonError("$", f"{len(data)} bytes is above {SIZE_BYTES_MAX}; store the content apart")
    return data


def decode(data: bytes) -> SealedJson:
    """Read canonical bytes; whatever `encode` would not have written is refused.

    Raises:
        SealedJsonError: not JSON, outside the profile, or not canonical (order, spaces, escapes, twin keys).
    """
    if len(data) > SIZE_BYTES_MAX:
        raise SealedJsonError("$", f"{len(data)} bytes is above {SIZE_BYTES_MAX}; refuse this input")
    try:
        value = cast("SealedJson", orjson.loads(data))
    except orjson.JSONDecodeError as error:
        raise SealedJsonError("$", f"not JSON ({error}); ask for the original bytes") from error
    if encode(value) != data:
        raise SealedJsonError("$", "not canonical; use the bytes that encode() wrote, unchanged")
    return value


def encode_members(value: Mapping[str, SealedJson]) -> dict[str, bytes]:
    """Write every member of an object apart, as `encode` would, at the price of one check.

    A record is committed to by member; see `encode_both`.

    Raises:
        SealedJsonError: names the path of the first value outside the profile.
    """
    if type(value) is not dict or not _fits(value):
        raise _complaint(value)
    options = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
    try:
        return {name: orjson.dumps(member, option=options) for name, member in value.items()}
    except TypeError as error:
        raise _complaint(value) from error


def encode_both(value: Mapping[str, SealedJson]) -> tuple[bytes, dict[str, bytes]]:
    """Write an object as a whole and member by member, at the price of one check: `encode` and `encode_members`.

    Raises:
        SealedJsonError: names the path of the first value outside the profile.
    """
    members = encode_members(value)
    data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER)
    if len(data) > SIZE_BYTES_MAX:
        raise SealedJsonError("$", f"{len(data)} bytes is above {SIZE_BYTES_MAX}; store the content apart")
    return data, members


def is_key(text: str) -> bool:
    """Tell whether a text may be an object key (and so a field name) of the profile."""
    return 0 < len(text) <= KEY_CHARACTERS_MAX and _KEY_ALPHABET.fullmatch(text) is not None


def _fits(value: object) -> bool:
    """Check types, depth and keys, one level of the document at a time.

    Whole levels go through C (`set(map(type, ...))`), five times faster than a Python step per value. Integers
    and strings are left to the serialiser, which refuses big ones and lone surrogates by itself.
    """
    keys: set[object] = set()
    level = [value]
    for _ in range(DEPTH_MAX + 1):
        # Exact types on purpose: a subclass may serialise as something else than it shows.
        kinds = set(map(type, level))
        if not kinds <= _ALLOWED:
            return False
        containers = level if kinds <= _CONTAINERS else [one for one in level if type(one) in _CONTAINERS]
        if not containers:
            return _keys_fit(keys)
        level = []
        for container in cast("list[dict[object, object] | list[object]]", containers):
            if type(container) is dict:
                keys.update(container)
                level += container.values()
            else:
                level += container
        if len(level) > SIZE_BYTES_MAX:  # each takes a byte at least; also ends a list that contains itself
            raise SealedJsonError("$", f"more than {SIZE_BYTES_MAX} values; store the content apart")
    return False


def _keys_fit(keys: AbstractSet[object]) -> bool:
    if not keys:
        return True
    if set(map(type, keys)) != {str}:
        return False
    # One match over all keys joined, plus their lengths, is sound, and faster than one match each.
    texts = cast("set[str]", keys)
    lengths = set(map(len, texts))
    in_bounds = min(lengths) > 0 and max(lengths) <= KEY_CHARACTERS_MAX
    return in_bounds and _KEY_ALPHABET.fullmatch("".join(texts)) is not None


def _complaint(value: object) -> SealedJsonError:
    """Walk again, slowly, to name the first offending value; called only when one is known to exist."""
    found = _first_offence(value, "$", DEPTH_MAX)
    return SealedJsonError(*(found or ("$", "not serialisable; pass plain dicts, lists, strings and integers")))


def _first_offence(value: object, path: str, depth_left: int) -> tuple[str, str] | None:
    kind = type(value)
    if kind in (dict, list, tuple) and depth_left == 0:
        return path, f"nested deeper than {DEPTH_MAX}; flatten the record"
    if kind is dict:
        return _first_offence_in_object(cast("dict[object, object]", value), path, depth_left)
    if kind is list or kind is tuple:
        inside = (
            _first_offence(child, f"{path}[{position}]", depth_left - 1)
            for position, child in enumerate(cast("Sequence[object]", value))
        )
        return next((found for found in inside if found), None)
    if _scalar_fits(value):
        return (path, "a lone surrogate; replace it before sealing") if _has_surrogate(value) else None
    return path, _scalar_reason(value)


def _first_offence_in_object(members: dict[object, object], path: str, depth_left: int) -> tuple[str, str] | None:
    for key, child in members.items():
        if not isinstance(key, str) or not is_key(key):
            allowed = f"keys are 1 to {KEY_CHARACTERS_MAX} of A-Z a-z 0-9 . _ -"
            return path, f"key {ascii(key)[:140]} is not allowed; {allowed}"
        found = _first_offence(child, f"{path}.{key}", depth_left - 1)
        if found:
            return found
    return None


def _scalar_fits(value: object) -> bool:
    if type(value) is int:
        return -INTEGER_MAX <= value <= INTEGER_MAX
    return type(value) in _ALLOWED


def _scalar_reason(value: object) -> str:
    if type(value) is int:
        return f"integer beyond 2^53 ({value.bit_length()} bits); write it as a string"
    if type(value) is float:
        return "floats are not allowed; use integer minor units or a decimal string"
    return f"{type(value).__name__} is not sealed JSON; convert it to dict, list, str, int, bool or None"


def _has_surrogate(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value)
