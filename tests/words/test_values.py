"""How values read."""

import string
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.money import MINOR_MAX, Money
from earnest.domain.time import DAY, HOUR, SECOND
from earnest.words import Due, Moment, Percent, Value, Words, WordsError, placeholders

STRICT = Words(strict=True)
NOON = 1_790_337_600 * SECOND  # 2026-09-25 12:00 UTC, a Friday
NBSP = "\xa0"

zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "No/Such", "", "../../etc/passwd"])
instants = st.integers(min_value=-(10**16), max_value=10**17)
figures = st.one_of(
    st.integers(-(10**15), 10**15),
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.decimals(min_value=0, max_value=100, places=2).map(Percent),
    st.builds(
        Money,
        st.integers(-MINOR_MAX, MINOR_MAX),
        st.text(string.ascii_uppercase, min_size=3, max_size=3),
    ),
)
scalars = st.one_of(
    figures,
    st.text(max_size=200),
    st.dates(),
    st.builds(Moment, instants, zones),
    st.builds(Due, instants, instants, zones),
)
values: st.SearchStrategy[Value] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=30).map(tuple), max_leaves=40
)
languages = st.one_of(
    st.sampled_from(["en", "de", "de-AT", "de-CH", "en-GB", "fr", "ar", "zz", ""]), st.text(max_size=50)
)


@given(languages, values)
def test_every_value_of_the_declared_kinds_can_be_said_in_every_language(language: str, value: Value) -> None:
    text = STRICT.show(language, value)

    assert text.encode().decode() == text
    assert "\n" not in text


@given(st.text(max_size=60))
def test_words_of_others_cannot_reorder_or_break_the_sentence(text: str) -> None:
    said = STRICT.fill("en", "before {text} after", {"text": text})

    assert said.startswith("before ")
    assert said.endswith(" after")
    assert not set(said) & set("\u202a\u202b\u202c\u202d\u202e\n\r\x00")
    assert said.count("\u2068") == said.count("\u2069") <= 1


@given(st.integers(-MINOR_MAX, MINOR_MAX))
def test_an_amount_keeps_every_digit_in_german(minor: int) -> None:
    text = STRICT.show("de", Money(minor, "EUR"))

    assert text.endswith(f"{NBSP}€")
    assert int("".join(c for c in text if c in "-0123456789")) == minor


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [
        ("en", Money(7900, "EUR"), "€79.00"),
        ("de", Money(7900, "EUR"), f"79,00{NBSP}€"),
        ("de", Money(123456789, "EUR"), f"1.234.567,89{NBSP}€"),
        ("de", Money(-5, "EUR"), f"-0,05{NBSP}€"),
        ("de-AT", Money(7900, "EUR"), f"€{NBSP}79,00"),
        ("en", Money(500, "JPY"), "¥500"),
        ("en", Money(1500, "KWD"), "KWD1.500"),
        ("de", 1234567, "1.234.567"),
        ("de", Decimal("1234.56789"), "1.234,56789"),
        ("de", Percent(Decimal("82.5")), f"82,5{NBSP}%"),
        ("en", Percent(Decimal(80)), "80%"),
        ("de", date(2026, 11, 24), "24. November 2026"),
        ("en", date(2026, 11, 24), "November 24, 2026"),
        ("de", Moment(NOON, "Europe/Berlin"), "25. September 2026, 14:00"),
        ("de", Moment(NOON, "No/Such"), "25. September 2026, 12:00"),
        ("de", ("Jacke", "Hose", "Schuh"), "Jacke, Hose und Schuh"),
        ("en", (), "nothing"),
    ],
)
def test_a_value_reads_as_its_language_writes_it(language: str, value: Value, text: str) -> None:
    assert STRICT.show(language, value) == text


@pytest.mark.parametrize(
    ("wait", "german"),
    [
        (HOUR, "heute, 15:00 Uhr"),
        (10 * HOUR, "morgen, 00:00 Uhr"),
        (DAY, "morgen, 14:00 Uhr"),
        (3 * DAY, "Montag, 28. September 2026, 14:00 Uhr"),
        (30 * DAY, "25. Oktober 2026, 13:00 Uhr"),
        (-2 * DAY, "23. September 2026, 14:00 Uhr"),
    ],
)
def test_a_deadline_reads_as_seen_from_now_where_the_customer_is(wait: int, german: str) -> None:
    due = Due(NOON + wait, NOON, "Europe/Berlin")

    assert STRICT.show("de", due) == german


def test_a_long_list_counts_what_it_does_not_name() -> None:
    text = STRICT.show("en", tuple(f"item{number}" for number in range(25)))

    assert "item19" in text
    assert "item20" not in text
    assert text.endswith("and 5 more")


def test_a_name_written_from_right_to_left_is_isolated() -> None:
    assert STRICT.fill("en", "for {name}!", {"name": "דנה"}) == "for \u2068דנה\u2069!"


def test_a_text_over_the_limit_is_cut_where_it_can_be_seen() -> None:
    assert STRICT.show("en", "a" * 5_000) == "a" * 1_999 + "…"


@pytest.mark.parametrize(
    "value",
    [10**16, Decimal("NaN"), Decimal("Infinity"), Decimal("1e-13"), True, datetime.now(UTC), 1.5, None, b"x", {}],
)
def test_what_is_no_value_is_an_error_in_tests_and_a_plain_sentence_to_a_customer(value: Value) -> None:
    with pytest.raises(WordsError):
        STRICT.show("en", value)

    assert Words().show("en", value) == Words().say("en", "no-words")


def test_a_filled_place_is_not_filled_again() -> None:
    said = STRICT.fill("en", "{a} and {b}", {"a": "{b}", "b": "two"})

    assert said == "{b} and two"


def test_places_of_a_brands_own_sentence_are_known_before_it_is_said() -> None:
    assert placeholders("A person checks refunds over {limit} until {due}. {Not} {9}") == {"limit", "due"}
    with pytest.raises(WordsError, match="limit"):
        STRICT.fill("en", "over {limit}", {"amount": 3})
