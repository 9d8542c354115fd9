"""Speakable ids: a prefix, 80 random bits in Crockford base32, a check character.

Source: Douglas Crockford, "Base 32" (symbols, look-alikes, check symbols mod 37). Ids carry no time, so a
public id tells nobody how many decisions were made before it.
"""

import secrets
from collections.abc import Callable
from enum import StrEnum

from earnest.domain.errors import BadInput

RANDOM_BYTES = 10
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHECK_SYMBOLS = _SYMBOLS + "*~$=U"
_BODY_LENGTH = 16
_PAIRS = [first + second for first in _SYMBOLS for second in _SYMBOLS]  # ten bits at a time: every record has an id
_SHIFTS = range(70, -1, -10)
_VALUE = {symbol: value for value, symbol in enumerate(_SYMBOLS)} | {"O": 0, "I": 1, "L": 1}


class Kind(StrEnum):
    """What an id names; its value is the prefix."""

    DECISION = "D"
    CONVERSATION = "C"
    ITEM = "I"
    SUBJECT = "S"
    CARD = "K"
    HAND_OVER = "H"
    APPROVAL = "A"
    EVENT = "E"
    SESSION = "N"
    RECORD = "R"


RandomBytes = Callable[[int], bytes]


def new_id(kind: Kind, random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """A new id such as `D-7Q2M...4`: prefix, 16 symbols, one check symbol."""
    number = int.from_bytes(random_bytes(RANDOM_BYTES), "big")
    while not _CHECK_SYMBOLS[number % 37].isalnum():  # *, ~, $ and = mean something to shells and addresses
        number = (number + 1) % (1 << 80)
    body = "".join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])
    return f"{kind.value}-{body}{_CHECK_SYMBOLS[number % 37]}"


def read_id(text: str, kind: Kind) -> str:
    """The id as it is stored, from the way a person wrote or spoke it.

    Case, spaces, inner hyphens and the look-alikes O, I and L are forgiven.

    Raises:
        BadInput: wrong prefix, length, symbol or check character.
    """
    prefix, _, rest = text.strip().upper().partition("-")
    body = rest.replace("-", "").replace(" ", "")
    if prefix != kind.value or len(body) != _BODY_LENGTH + 1:
        raise BadInput(f"{text[:40]!r} is no {kind.name.lower()} id; it should look like {kind.value}-<17 characters>.")
    try:
        values = [_VALUE[symbol] for symbol in body[:-1]]
    except KeyError:
        raise BadInput(f"{text[:40]!r} holds a character that ids never have; copy it again.") from None
    number = 0
    for value in values:
        number = number << 5 | value
    if _CHECK_SYMBOLS[number % 37] != body[-1]:
        raise BadInput(f"{text[:40]!r} has a typing mistake: its check character does not fit. Copy it again.")
    return f"{kind.value}-" + "".join(_SYMBOLS[value] for value in values) + body[-1]
