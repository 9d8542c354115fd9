"""What a brand declares so that its own systems forget a person who is erased here."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from earnest.domain.errors import BrandError
from earnest.domain.skills import By

SYSTEM_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""How a connected system may be called."""


@dataclass(frozen=True, slots=True)
class Forgets:
    """A system that is told to forget a customer.

    Args:
        name: how the certificate calls it: small letters, digits and hyphens.
        do: `(shop, by) -> None`. It returns once the system has forgotten; called again with the same `by.key` it
            changes nothing more. It raises `Declined` where a law makes the system keep what it has.
    """

    name: str
    do: Callable[[Any, By], None]


def forgets(name: str) -> Callable[[Callable[[Any, By], None]], Forgets]:
    """Declare in a brand's `skills.py` how a system forgets a customer.

    Raises:
        BrandError: the name is not 1 to 40 small letters, digits and hyphens.
    """
    if not SYSTEM_NAME.fullmatch(name):
        raise BrandError(f"{name[:60]!r} cannot name a system; use 1 to 40 small letters, digits and hyphens.")
    return lambda do: Forgets(name, do)
