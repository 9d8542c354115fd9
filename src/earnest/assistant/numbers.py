"""Numbers of records in any spelling: "#W123 4567", "w1234567", "1234567"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from earnest.assistant.tongue import READ_CHARS_MAX, is_slip

DIGITS_MIN = 4
"""Digits a number needs to be taken for a record's."""

_NUMBER = re.compile(r"(?<![\w@-])#?\s?[A-Za-z]{0,3}-?\d(?:[\d-]|\s(?=\d{3}))*\d")
_RANGE = re.compile(r"\d{1,2}\s?[-\u2013]\s?\d{1,2}")
"""Two short numbers with a dash between are a size, not a record."""

_EMAIL = re.compile(r"\S+@\S+")
_DIGITS = re.compile(r"\D+")
_MARKED = re.compile(r"^#|^[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Record ids that a text names, in order; numbers that look like one and are none of these; look-alikes of them."""

    known: tuple[str, ...]
    unknown: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    places: tuple[tuple[int, int, str], ...] = ()


def find_numbers(text: str, ids: Iterable[str]) -> Numbers:
    """Which of the ids the text names. A number as long as an id that is none of them is unknown."""
    by_digits = {_DIGITS.sub("", one): one for one in ids if _DIGITS.sub("", one)}
    lengths = {len(digits) for digits in by_digits}
    known: list[str] = []
    unknown: list[str] = []
    alike: list[tuple[str, str]] = []
    places: list[tuple[int, int, str]] = []
    bare = _EMAIL.sub(lambda found: " " * len(found[0]), text[:READ_CHARS_MAX])
    for found in _NUMBER.finditer(bare):
        digits = _DIGITS.sub("", found[0])
        if _RANGE.fullmatch(found[0].strip()):
            continue
        if digits in by_digits:
            known.append(by_digits[digits])
            places.append((found.start(), found.end(), by_digits[digits]))
        elif len(digits) >= DIGITS_MIN and (len(digits) in lengths or _MARKED.match(found[0].strip())):
            written = found[0].strip()
            unknown.append(written)
            alike += [(written, by_digits[own]) for own in by_digits if is_slip(digits, own)][:1]
    return Numbers(tuple(dict.fromkeys(known)), tuple(dict.fromkeys(unknown)), tuple(alike), tuple(places))
