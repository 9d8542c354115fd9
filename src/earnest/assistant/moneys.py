"""Amounts in free text: "49.90 EUR", "$12", "12,50 Euro"."""

import re

from earnest.assistant.tongue import READ_CHARS_MAX
from earnest.domain.errors import EarnestError
from earnest.domain.money import Money

_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "dollar": "USD",
    "euro": "EUR",
    "bucks": "USD",
}
_AMOUNT = re.compile(
    r"(?P<sign>[$€£])?\s?(?P<number>\d{1,9}(?:[.,]\d{1,2})?)(?!\d)\s?(?P<word>\$|€|£|usd|eur|gbp|dollar|euro|bucks)?",
    re.IGNORECASE,
)


def find_money(text: str) -> Money | None:
    """The first amount with a currency; None without one."""
    for found in _AMOUNT.finditer(text[:READ_CHARS_MAX]):
        sign = found["sign"] or (found["word"] or "").casefold()
        if sign:
            try:
                return Money.of(found["number"].replace(",", "."), _SIGNS[sign])
            except EarnestError:
                continue
    return None
