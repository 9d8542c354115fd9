"""Money: integer minor units and an ISO 4217 code. Mixing currencies is an error; floats never enter."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from earnest.domain.errors import BadInput

MINOR_MAX = 2**53 - 1
"""Largest amount in minor units: the sealed-JSON profile's integer limit."""

_NO_COINS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS = (
    dict.fromkeys(_NO_COINS.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3) | dict.fromkeys(("CLF", "UYW"), 4)
)
_CODE = re.compile(r"[A-Z]{3}\Z")


def exponent(currency: str) -> int:
    """Decimal places of the currency's minor unit (ISO 4217, table A.1)."""
    return _EXPONENTS.get(currency, 2)


class MixedCurrencies(BadInput):
    """Two amounts of different currencies met; nothing may be decided on their sum or order."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount.

    Args:
        minor: integer minor units (cents), at most 2**53 - 1 in size.
        currency: ISO 4217 code.

    Raises:
        BadInput: the amount is no integer in range or the code is no currency code.
    """

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int or abs(self.minor) > MINOR_MAX:
            raise BadInput(f"{self.minor!r} is no amount: give whole minor units, such as 1999 for 19.99.")
        if not _CODE.match(self.currency):
            raise BadInput(f"{self.currency!r} is no currency: give an ISO 4217 code, such as EUR.")

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read "50.00 EUR".

        Raises:
            BadInput: it is not an amount, a space and a currency code, or has too many decimals.
        """
        number, _, currency = text.strip().partition(" ")
        return cls.of(number, currency.strip())

    @classmethod
    def of(cls, number: str | Decimal, currency: str) -> "Money":
        """From a decimal number, exactly.

        Raises:
            BadInput: it is no number, or finer than the currency's minor unit.
        """
        try:
            scaled = Decimal(number).scaleb(exponent(currency))
            exact = scaled == scaled.to_integral_value()
        except (InvalidOperation, ValueError):
            raise BadInput(f"{str(number)[:40]!r} is no amount; write it like 50.00 EUR.") from None
        if not exact:
            raise BadInput(f"{number} {currency} is finer than the smallest coin; round it first.")
        return cls(int(scaled), currency)

    def decimal(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: "Money") -> bool:
        return other < self

    def __ge__(self, other: "Money") -> bool:
        return other <= self

    def __str__(self) -> str:
        return f"{self.decimal():f} {self.currency}"

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(f"{self} and {other} are of different currencies; convert one first.")
