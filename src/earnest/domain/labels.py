"""What is known of wishes afterwards: the question that was asked, and what somebody judged a wish to be."""

from dataclasses import dataclass

CERTAIN_PERCENT = 100
"""What the customer said by a card or a named choice; no router gives it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with choices, as it was recorded.

    Args:
        playbook: what the message was taken for.
        sure: how sure that was, in whole percent.
        anyway: whether it was asked whatever the score; only then does the answer speak for turns that were not asked.
        decision: the decision that asked, "" for one that was not recorded.
    """

    playbook: str
    sure: int
    anyway: bool
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody said that a wish was.

    Args:
        decision: the decision that it judges; a second judgement of one source replaces the first.
        source: who says so; see `earnest.assistant.bound.LabelSource`.
        playbook: what the wish was taken for.
        sure: how sure that was, in whole percent.
        right: whether that was it.
        really: what it was, "" where that was not said.
    """

    decision: str
    source: str
    playbook: str
    sure: int
    right: bool
    really: str = ""
