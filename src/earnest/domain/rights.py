"""What a customer may always ask for, and what follows from it; no assistant stands between."""

from dataclasses import dataclass
from enum import StrEnum

from earnest.domain.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back a deed while its undo time runs; it is held until then."""

    decision: str


CONTEST_LENGTH_MAX = 2_000
"""Characters of what a customer says against a decision."""


@dataclass(frozen=True, slots=True)
class Contest:
    """Have a person review a decision; `text` is what the customer says against it."""

    decision: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Do not use a source of the data map in this conversation any more; or, with `barred` False, use it again."""

    source: str
    barred: bool = True


BARRED = "barred"
"""Where a conversation's state names the sources that the customer does not want to be used."""

CORRECTION_ROWS_MAX = 20
CORRECTION_LENGTH_MAX = 2_000
"""Rows of one correction, and characters of one row."""


@dataclass(frozen=True, slots=True)
class Correct:
    """Put right what a person was told at a hand-over, by labelled rows; the old rows stay beside it."""

    hand_over: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Agree:
    """Say yes or no to an offer, by the decision under which it was put; the words that count are those on it."""

    offer: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What a purpose may be used for was changed on the person's own page, and is said here, too. No door can send it.

    Args:
        purpose: which.
        allowed: whether it is from now on.
    """

    purpose: Purpose
    allowed: bool


Right = Undo | Contest | Bar | Correct | Agree | Changed
"""What a customer may always ask for; no assistant is asked about it."""


class NotUsedBecause(StrEnum):
    """Why a source was not looked at."""

    BARRED = "barred"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class NotUsed:
    """A source that was not looked at on the way to a decision, and why."""

    source: str
    because: NotUsedBecause
