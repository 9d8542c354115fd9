"""What of a customer's own data a colleague sees at once, and what only when they say why. Pure."""

import re

OPEN = frozenset({"name", "language"})
"""Categories of the data map that are shown at once; everything else is masked."""

MASK = "\u2022" * 6
"""Stands for a value whatever its length, which would tell something, too."""

_TELLING = re.compile(
    r"[^\s@]+@[^\s@]+\.[^\s@]+"  # an address for mail
    r"|\b[A-Z]{2}[0-9]{2}[ A-Z0-9]{11,30}\b"  # an IBAN (ISO 13616)
    r"|\+?[0-9](?:[ /().-]?[0-9]){6,}"  # a telephone number, a card, an account
)
_TELLING_WORDS = re.compile(r"street|strasse|stra\u00dfe|address|mail|phone|iban|card|account|birth", re.IGNORECASE)


def is_masked(name: str, category: str, value: str) -> bool:
    """Whether a field's value is shown only when a colleague says why they need it.

    Args:
        name: the field's.
        category: what the data map says that it is.
        value: what would be shown.
    """
    return category not in OPEN or bool(_TELLING_WORDS.search(name) or _TELLING.search(value))
