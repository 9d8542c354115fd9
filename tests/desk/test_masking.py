"""What is taken out of a text before it is read for the quality of the service."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.desk.masking import MASK, blanked

TELLING = [
    "ada.lovelace@shop.example",
    "DE89 3704 0044 0532 0130 00",
    "+49 151 2345678",
    "(030) 1234 567",
    "Hauptstra\u00dfe 5",
    "Lange Gasse 12b",
    "Am Alten Markt 5",
    "12 Old Hill Street",
    "50667 K\u00f6ln",
]
PLAIN = [
    "where is my order",
    "refund A1, please",
    "the 2 straps of #1042 came broken",
    "size 42 is too big",
    "am 5. Mai",
]
words = st.text(st.characters(categories=["L"]), min_size=2, max_size=12)


@pytest.mark.parametrize("told", TELLING)
@pytest.mark.parametrize("plain", PLAIN)
def test_what_tells_by_its_form_is_taken_out_wherever_it_stands(told: str, plain: str) -> None:
    said = blanked(f"{plain}; {told}; {plain}")

    assert MASK in said
    assert told not in said


@pytest.mark.parametrize("plain", PLAIN)
def test_what_tells_nothing_stays_as_it_was_said(plain: str) -> None:
    assert blanked(plain, ["Ada", "Lovelace", ""]) == plain


@pytest.mark.parametrize("said", ["My name is Ada Lovelace.", "Ich hei\u00dfe Ada Lovelace.", "name: ada, hello"])
def test_the_name_that_somebody_gives_is_taken_out(said: str) -> None:
    assert "ada" not in blanked(said).casefold()


@given(st.lists(words, max_size=5), st.lists(words, max_size=8), st.sampled_from(TELLING))
def test_no_known_value_and_nothing_telling_is_left_and_a_second_time_changes_nothing(
    known: list[str], others: list[str], told: str
) -> None:
    said = blanked("; ".join((*known, *others, told)), known)

    assert told not in said
    assert not set(known) & set(said.split("; "))
    assert blanked(said, known) == said
