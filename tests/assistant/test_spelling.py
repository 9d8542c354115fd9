"""Misspelt words are mended by what a brand knows, and only those."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.assistant.spelling import OFTEN_MIN, Speller

SPELLER = Speller({"return": 5, "want": OFTEN_MIN, "the": OFTEN_MIN, "label": 2, "ran": 1, "where": OFTEN_MIN})


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("i wnat to retrun teh lable", "i want to return the label"),
        ("retrn it!", "return it!"),
        ("wher, please", "where, please"),
        ("ten rans", "ten rans"),
        ("order 1047", "order 1047"),
        ("blorp", "blorp"),
    ],
)
def test_one_slip_is_mended_and_what_is_nobodys_word_stays(said: str, meant: str) -> None:
    assert SPELLER.mend(said) == meant


def test_a_word_that_is_known_from_elsewhere_stays() -> None:
    assert SPELLER.mend("the lable", frozenset({"lable"})) == "the lable"


@given(st.text(max_size=80))
def test_mending_a_second_time_changes_nothing(text: str) -> None:
    once = SPELLER.mend(text)

    assert SPELLER.mend(once) == once
