"""Sealed JSON: the part of RFC 8785 (JCS) that a fast serialiser writes byte for byte.

The profile: no floats (use integer minor units or decimal strings), integers below 2^53 in magnitude,
object keys of 1 to 128 characters from `[A-Za-z0-9._-]`, strings without lone surrogates, bounded depth and
size. Inside it, sorted `orjson` output equals RFC 8785.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

import orjson

from earnest.ledger.errors import SealedJsonError

SealedJson: TypeAlias = None | bool | int | str | Sequence["SealedJson"] | Mapping[str, "SealedJson"]

DEPTH_MAX = 32  # containers inside containers
SIZE_BYTES_MAX = 1 << 20
INTEGER_MAX = (1 << 53) - 1  # beyond it JSON readers that use doubles disagree
KEY_CHARACTERS_MAX = 128

_KEY_ALPHABET = re.compile(r"[A-Za-z0-9._-]*", re.ASCII)


def encode(value: SealedJson) -> bytes:
    """Write a value of the profile as RFC 8785 canonical bytes.

    Args:
        value: exact `dict`, `list`, `tuple`, `str`, `int`, `bool` or `None`; tuples become arrays.

    Raises:
        SealedJsonError: names the path of the first value outside the profile.
    """
    if not _fits(value, DEPTH_MAX):
        raise _complaint(value)
    try:
        data = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:  # a lone surrogate: the walk leaves strings to the serialiser, which is faster
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


def is_key(text: str) -> bool:
    """Tell whether a text may be an object key (and so a field name) of the profile."""
    return 0 < len(text) <= KEY_CHARACTERS_MAX and _KEY_ALPHABET.fullmatch(text) is not None


def _fits(value: object, depth_left: int) -> bool:
    # Exact types on purpose: a subclass may serialise as something else than it shows.
    kind = type(value)
    if kind is dict:
        members = cast("dict[object, object]", value)
        if depth_left == 0 or not _keys_fit(members):
            return False
        children: Sequence[object] | object = members.values()
    elif kind is list or kind is tuple:
        if depth_left == 0:
            return False
        children = value
    else:
        return _scalar_fits(value)
    for child in cast("Sequence[object]", children):
        kind = type(child)
        # Strings, the bulk of every record, cost no call.
        if kind is str or child is None or kind is bool:
            continue
        if kind is int:
            if not -INTEGER_MAX <= cast("int", child) <= INTEGER_MAX:
                return False
        elif not _fits(child, depth_left - 1):
            return False
    return True


def _scalar_fits(value: object) -> bool:
    if type(value) is int:
        return -INTEGER_MAX <= value <= INTEGER_MAX
    return value is None or type(value) is str or type(value) is bool


def _keys_fit(members: dict[object, object]) -> bool:
    # One match over all keys joined, plus their lengths, is sound and four times faster than one match each.
    if not members:
        return True
    try:
        joined = "".join(cast("dict[str, object]", members))
    except TypeError:
        return False
    lengths = [len(cast("str", key)) for key in members]
    return (
        min(lengths) > 0 and max(lengths) <= KEY_CHARACTERS_MAX and _KEY_ALPHABET.fullmatch(joined) is not None
    )


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


def _scalar_reason(value: object) -> str:
    if type(value) is int:
        return f"integer beyond 2^53 ({value.bit_length()} bits); write it as a string"
    if type(value) is float:
        return "floats are not allowed; use integer minor units or a decimal string"
    return f"{type(value).__name__} is not sealed JSON; convert it to dict, list, str, int, bool or None"


def _has_surrogate(value: object) -> bool:
    return isinstance(value, str) and any("\ud800" <= character <= "\udfff" for character in value)
