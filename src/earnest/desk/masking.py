"""What of a customer's own data a colleague sees at once, and what only when they say why. Pure."""

import re
from collections.abc import Iterable

OPEN = frozenset({"name", "language"})
"""Categories of the data map that are shown at once; everything else is masked."""

MASK = "\u2022" * 6
"""Stands for a value whatever its length, which would tell something, too."""

_TELLING = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+"  # an address for mail
    r"|\b[A-Z]{2}[0-9]{2}[ A-Z0-9]{11,30}\b"  # an IBAN (ISO 13616)
    r"|\+?[0-9](?:[ /().-]?[0-9]){6,}"  # a telephone number, a card, an account
)
_STREETS = re.compile(
    r"(?i:\b[\w.-]*(?:stra(?:\u00df|ss)e|str\.?|weg|gasse|platz|allee|ring|damm|ufer))\s+[0-9]{1,4}\s?[a-zA-Z]?\b"
    r"|\b(?i:am|an der|an den|auf dem|auf der|im|in der|zum|zur|unter den)(?:\s+[^\W\d_][\w-]*){1,2},?\s+[0-9]{1,4}\b"
    r"|\b[0-9]{1,5}[a-zA-Z]?(?:\s+[^\W\d_][\w'-]*){1,3}\s+(?i:street|st|road|rd|lane|ln|avenue|ave|drive|dr|court|square)\b"
    r"|\b[0-9]{5}\s+[A-Z\u00c4\u00d6\u00dc][\w-]+"  # a postcode and its city
)
_SAYS_NAME = re.compile(
    r"((?i:\b(?:my name is|name is|name's|mein name ist|ich hei(?:\u00df|ss)e|name:))\s+)"
    r"[^\W\d_][\w'-]*(?:\s+[A-Z\u00c0-\u00dd][\w'-]*){0,3}"
)
KNOWN_LENGTH_MIN = 2
"""Characters of a known value that is looked for in a text; a single letter would stand in every word."""

_TELLING_WORDS = re.compile(r"street|strasse|stra\u00dfe|address|mail|phone|iban|card|account|birth", re.IGNORECASE)


def is_masked(name: str, category: str, value: str) -> bool:
    """Whether a field's value is shown only when a colleague says why they need it.

    Args:
        name: the field's.
        category: what the data map says that it is.
        value: what would be shown.
    """
    return category not in OPEN or bool(_TELLING_WORDS.search(name) or _TELLING.search(value))


def blanked(text: str, known: Iterable[str] = ()) -> str:
    """A text with names and addresses taken out: those that are known, and those that show by their form.

    Args:
        text: what was said.
        known: the customer's own names, addresses and ways to reach them, as the shop has them.
    """
    wanted = sorted({one.strip() for one in known if len(one.strip()) >= KNOWN_LENGTH_MIN}, key=len, reverse=True)
    if wanted:
        own = "|".join(map(re.escape, wanted))
        text = re.sub(rf"(?<!\w)(?:{own})(?!\w)", MASK, text, flags=re.IGNORECASE)
    text = _TELLING.sub(MASK, text)
    return _SAYS_NAME.sub(rf"\g<1>{MASK}", _STREETS.sub(MASK, text))
