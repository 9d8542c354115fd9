"""Colleagues' accounts, the pure part: passwords worth having, sessions that end, series that are recorded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.errors import BadInput
from earnest.domain.staff import (
    SESSION_IDLE_MAX,
    SESSION_LIFETIME,
    check_password,
    is_over,
    one_form,
    read_name,
    worth_noting,
)


@pytest.mark.parametrize("password", ["", "short", "x" * 14, "aaaabbbbaaaabbbb", "x" * 201, "mia" * 6, "Mia" * 6])
def test_a_password_that_anybody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(BadInput):
        check_password(password, "mia")


def test_four_words_make_a_password_whatever_script_they_are_in() -> None:
    for password in ("correct horse battery staple", "поезд чайник облако гвоздь", "mia rides her red bicycle"):
        check_password(password, "mia")


def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    assert one_form("Schlu\u0308ssel") == one_form("Schl\u00fcssel")


@pytest.mark.parametrize("name", ["", "Mia", "-mia", "mia berg", "mia@shop", "m" * 41, "mia\n"])
def test_what_cannot_name_a_colleague_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        read_name(name)


@given(st.integers(0, SESSION_LIFETIME), st.integers(0, 2 * SESSION_LIFETIME))
def test_a_session_lives_exactly_while_it_is_young_and_its_colleague_is_there(seen_at: int, now: int) -> None:
    over = is_over(0, seen_at, now)

    assert over == (now - seen_at >= SESSION_IDLE_MAX or now >= SESSION_LIFETIME)


def test_a_series_of_wrong_passwords_is_recorded_ever_more_rarely() -> None:
    assert [failed for failed in range(101) if worth_noting(failed)] == [5, 10, 20, 40, 80]
