"""What a customer thinks of an answer, or of a conversation."""

from dataclasses import dataclass
from enum import StrEnum

from earnest.domain.time import Instant

RATING_TEXT_LENGTH_MAX = 2_000
"""Characters of a rating's own words."""


class RatingReason(StrEnum):
    """Why somebody rates as they do: a closed vocabulary, so that it can be counted."""

    HELPFUL = "helpful"
    WRONG = "wrong"
    UNCLEAR = "unclear"
    NOT_MY_QUESTION = "not_my_question"
    INTRUSIVE = "intrusive"
    UNFAIR = "unfair"


GOVERNED = (RatingReason.UNFAIR, RatingReason.INTRUSIVE)
"""Reasons that the owner of the house looks at, the graver one first."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating; a later one of the same thing takes its place.

    Args:
        client_id: the sender's own id: the same one twice is one rating.
        decision: what is rated, "" for the whole conversation.
        helpful: yes or no, None where that was not said.
        score: 1 to 5, None where that was not said.
        reasons: why, each once.
        text: their own words.
    """

    client_id: str
    decision: str = ""
    helpful: bool | None = None
    score: int | None = None
    reasons: tuple[RatingReason, ...] = ()
    text: str = ""

    @property
    def governed(self) -> RatingReason | None:
        """The gravest reason that the owner looks at, None without one."""
        return next((reason for reason in GOVERNED if reason in self.reasons), None)


@dataclass(frozen=True, slots=True)
class Review:
    """How the owner is told of a rating that they look at: labelled rows, and by when."""

    rows: tuple[tuple[str, str], ...]
    due_at: Instant


@dataclass(frozen=True, slots=True)
class Rated:
    """A recorded rating: its decision, and what it opened for the owner, "" if nothing."""

    decision: str
    hand_over: str
