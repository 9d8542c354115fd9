"""A customer proves that they read mail at an address: by a code of six digits, or by the link beside it."""

from dataclasses import dataclass, field
from enum import StrEnum

from earnest.domain.time import MINUTE, Instant

CODE_DIGITS = 6
PROOF_LIFETIME = 10 * MINUTE
"""Microseconds that a code and its link are good for, once."""

GUESSES_MAX = 5
"""Wrong codes after which a right one is refused, too: five of a million."""


class Answer(StrEnum):
    """What becomes of an attempt to prove."""

    PROVED = "proved"
    WRONG = "wrong"
    WAITING = "waiting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Asked:
    """A proof that was asked for.

    Args:
        ends_at: when code and link are good no more.
        guesses: wrong codes so far.
        pressed: whether the link's button was pressed.
    """

    ends_at: Instant
    guesses: int = 0
    pressed: bool = False

    def open(self, now: Instant) -> bool:
        """Whether it can still be proved."""
        return now < self.ends_at and self.guesses < GUESSES_MAX


@dataclass(frozen=True, slots=True)
class Letter:
    """What is mailed to a customer.

    Args:
        to: the address.
        code: six digits.
        link: opens the page with the one button, "" where the brand has named no address of its own.
        language: in which it is written.
        at: when it was asked for.
    """

    to: str = field(repr=False)
    code: str = field(repr=False)
    link: str = field(repr=False)
    language: str
    at: Instant


def weigh(asked: Asked | None, *, guessed: bool, fits: bool, now: Instant) -> Answer:
    """What becomes of an attempt.

    Args:
        asked: what was asked for in this session, None if nothing.
        guessed: whether a code was given; without one only the link counts.
        fits: whether that code is the one that was mailed.
        now: the time.
    """
    if asked is None or not asked.open(now):
        return Answer.OVER
    if asked.pressed or (guessed and fits):
        return Answer.PROVED
    return Answer.WRONG if guessed else Answer.WAITING
