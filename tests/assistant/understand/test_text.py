"""What is read of a text has one form, a limit, and no surprises."""

from hypothesis import given
from hypothesis import strategies as st

from earnest.assistant.understand.ngrams import NgramIndex
from earnest.assistant.understand.text import TEXT_CHARS_MAX, letters, readable, sentence, words


@given(st.text())
def test_reading_what_was_read_changes_nothing(text: str) -> None:
    once = readable(text)

    assert readable(once) == once
    assert len(once) <= TEXT_CHARS_MAX


def test_control_characters_and_runs_of_space_become_one_space() -> None:
    assert readable(" my\x00order\r\n\tis  late ") == "my order is late"


def test_an_encoder_reads_shouting_and_whispering_alike() -> None:
    assert sentence("WHERE IS IT") == sentence("where is it") == "Where is it"


def test_full_width_letters_are_the_plain_ones() -> None:
    assert readable("\uff32\uff25\uff26\uff35\uff2e\uff24") == "REFUND"


def test_words_and_neighbours_are_counted_without_case() -> None:
    assert words("My my order") == {"my": 2, "order": 1, "my my": 1, "my order": 1}


def test_letter_runs_mark_the_edges_of_a_word() -> None:
    assert set(letters("ab")) == {" a", "ab", "b ", " ab", "ab ", " ab "}


@given(st.lists(st.text(), min_size=1, max_size=8), st.text())
def test_likeness_lies_between_nothing_and_the_same(texts: list[str], asked: str) -> None:
    cosines = NgramIndex.over(texts).cosines([asked, *texts])

    assert cosines.shape == (1 + len(texts), len(texts))
    assert (cosines >= 0).all()
    assert (cosines <= 1.0001).all()
    for i, text in enumerate(texts):
        assert not words(text) or cosines[1 + i, i] > 0.999
