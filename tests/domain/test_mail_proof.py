"""The law of a code: once, in time, five guesses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.domain.mail_proof import GUESSES_MAX, Answer, Asked, weigh

NOW = 1_000
ASKED = st.builds(Asked, st.integers(0, 2_000), st.integers(0, 2 * GUESSES_MAX), st.booleans())


@given(st.none() | ASKED, st.booleans(), st.booleans())
def test_nothing_is_proved_late_or_after_five_guesses_or_without_a_code_or_a_press(
    asked: Asked | None, guessed: bool, fits: bool
) -> None:
    answer = weigh(asked, guessed=guessed, fits=fits, now=NOW)

    over = asked is None or asked.ends_at <= NOW or asked.guesses >= GUESSES_MAX
    assert (answer is Answer.OVER) == over
    if answer is Answer.PROVED:
        assert asked is not None
        assert asked.pressed or (guessed and fits)


@pytest.mark.parametrize(
    ("guessed", "fits", "answer"),
    [(True, True, Answer.PROVED), (True, False, Answer.WRONG), (False, True, Answer.WAITING)],
)
def test_only_a_given_code_is_a_guess(guessed: bool, fits: bool, answer: Answer) -> None:
    assert weigh(Asked(NOW + 1), guessed=guessed, fits=fits, now=NOW) is answer
