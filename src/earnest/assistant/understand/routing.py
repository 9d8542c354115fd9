"""Route a message: accept one intent, ask with at most three, or say that it is out of scope. Never silent."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand.encoder import Encoder
from earnest.assistant.understand.model import IntentModel
from earnest.assistant.understand.text import readable

CHOICES_MAX = 3
"""Choices offered when unsure."""

OUTSIDE_MIN = 0.7
"""Least certainty that a message is nobody's intent; below it, asking with choices costs less than turning away."""

Accepts = Callable[[str, float], bool]
"""Whether an intent of this certainty may be acted on without asking."""


class Outcome(StrEnum):
    """What follows from a message."""

    ACCEPTED = "accepted"
    LIKELY = "likely"
    ASK = "ask"
    OUT_OF_SCOPE = "out_of_scope"


class Why(StrEnum):
    """The rule that decided the outcome."""

    SURE = "sure"
    LIKELY = "likely"
    UNSURE = "unsure"
    TOO_LITTLE_DATA = "too_little_data"
    NOTHING_TO_READ = "nothing_to_read"
    UNLIKE_ANYTHING = "unlike_anything"
    LIKE_OUT_OF_SCOPE = "like_out_of_scope"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intent and its calibrated probability in 0..1."""

    intent: str
    probability: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message may mean.

    Args:
        ranked: all intents in scope, most probable first.
        outcome: accepted (the first may be acted on without asking), likely (it is taken up without asking which, and
            a deed of it is confirmed), ask, or out of scope.
        why: the rule that decided.
        missing: acceptances still needed before anything may be accepted; 0 where the bound holds.
    """

    ranked: tuple[Candidate, ...]
    outcome: Outcome
    why: Why
    missing: int = 0

    @property
    def accepted(self) -> bool:
        """Whether the first of `ranked` may be acted on without asking."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def choices(self) -> tuple[Candidate, ...]:
        """Return the intents to ask about: one to CHOICES_MAX when unsure, none when accepted or out of scope."""
        return self.ranked[:CHOICES_MAX] if self.outcome is Outcome.ASK else ()


@dataclass(frozen=True, slots=True)
class Router:
    """A trained model and the encoder it was trained with; holds nothing else and may be shared by threads.

    Args:
        model: the model.
        encoder: the encoder it was trained with.
        accepts: the bound in force, where it rests on more than the examples; None for the model's own.
    """

    model: IntentModel
    encoder: Encoder | None = None
    accepts: Accepts | None = None

    def understand(self, text: str) -> Understanding:
        """Return what `text` may mean; any string is accepted, the first TEXT_CHARS_MAX characters are read.

        Raises:
            BadInput: the encoder is not the one the model was trained with.
        """
        read = readable(text)
        scores = self.model.scores([read], self.encoder)
        return judge(self.model, scores[0], self.accepts, is_empty=not read)


def judge(
    model: IntentModel, scores: npt.NDArray[np.float32], accepts: Accepts | None = None, *, is_empty: bool = False
) -> Understanding:
    """Decide from one row of raw scores. Pure."""
    probabilities = model.probabilities(scores[None])[0]
    outside = model.settings.out_of_scope
    order = np.argsort(-probabilities, kind="stable")
    ranked = tuple(Candidate(model.labels[i], float(probabilities[i])) for i in order if model.labels[i] != outside)
    first = Candidate(model.labels[order[0]], float(probabilities[order[0]]))
    why = Why.NOTHING_TO_READ if is_empty else _why(model, first, float(scores.max()), accepts)
    missing = model.bound.missing if accepts is None else 0
    match why:
        case Why.SURE:
            return Understanding(ranked, Outcome.ACCEPTED, why)
        case Why.LIKELY:
            return Understanding(ranked, Outcome.LIKELY, why, missing)
        case Why.UNLIKE_ANYTHING | Why.LIKE_OUT_OF_SCOPE:
            return Understanding(ranked, Outcome.OUT_OF_SCOPE, why)
        case Why.UNSURE | Why.TOO_LITTLE_DATA | Why.NOTHING_TO_READ:
            return Understanding(ranked, Outcome.ASK, why, missing if why is Why.TOO_LITTLE_DATA else 0)


def _why(model: IntentModel, first: Candidate, best_score: float, accepts: Accepts | None) -> Why:
    if first.intent == model.settings.out_of_scope:
        return Why.LIKE_OUT_OF_SCOPE if first.probability >= OUTSIDE_MIN else Why.UNSURE
    if best_score < model.scope_floor:
        return Why.UNLIKE_ANYTHING
    if (accepts or _by_examples(model))(first.intent, first.probability):
        return Why.SURE
    if first.probability >= model.likely_from:
        return Why.LIKELY
    return Why.TOO_LITTLE_DATA if model.bound.missing and accepts is None else Why.UNSURE


def _by_examples(model: IntentModel) -> Accepts:
    """The bound that held-back examples alone give; a missing one has a threshold that nothing reaches."""
    return lambda _intent, certainty: certainty >= model.bound.threshold
