from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.errors import BadInput
from earnest.domain.money import MINOR_MAX, MixedCurrencies, Money, exponent

currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD"])
minors = st.integers(-(10**12), 10**12)


@given(minors, currencies)
def test_an_amount_reads_back_from_what_it_shows(minor: int, currency: str) -> None:
    amount = Money(minor, currency)

    assert Money.parse(str(amount)) == amount


@given(minors, minors, currencies)
def test_sums_and_differences_are_exact(one: int, other: int, currency: str) -> None:
    total = Money(one, currency) + Money(other, currency)

    assert total - Money(other, currency) == Money(one, currency)
    assert total.decimal() == Money(one, currency).decimal() + Money(other, currency).decimal()


@given(minors, minors, currencies)
def test_amounts_are_ordered_as_their_numbers_are(one: int, other: int, currency: str) -> None:
    left, right = Money(one, currency), Money(other, currency)

    assert (left < right, left <= right, left > right, left >= right) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
    )


@pytest.mark.parametrize("deed", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_two_currencies_never_meet(deed: str) -> None:
    with pytest.raises(MixedCurrencies):
        getattr(Money(1, "EUR"), deed)(Money(1, "USD"))


@pytest.mark.parametrize("minor", [1.0, "1", None, True, Decimal(1), MINOR_MAX + 1, -MINOR_MAX - 1])
def test_only_whole_minor_units_in_range_are_an_amount(minor: object) -> None:
    with pytest.raises(BadInput):
        Money(minor, "EUR")  # type: ignore[arg-type]  # the point of the test


@pytest.mark.parametrize(
    "text", ["", "50", "50 euro", "50.001 EUR", "EUR 50", "1e400 EUR", "NaN EUR", "50.5 JPY", "\u0665 eur"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Money.parse(text)


def test_currencies_keep_their_own_smallest_coin() -> None:
    assert [exponent(one) for one in ("EUR", "JPY", "KWD", "UGX", "IQD")] == [2, 0, 3, 0, 3]
    assert Money.parse("50 JPY").minor == 50
    assert Money.parse("50.5 KWD").minor == 50_500
