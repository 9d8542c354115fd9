"""The bound in force in a running house: folded anew when labels have come in, never learned anew."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from earnest.assistant.bound import BUDGET, Label, Standing, labels_of, standing
from earnest.domain.labels import Judged
from earnest.domain.time import SECOND, Clock, Instant

LOOK_SECONDS_MIN = 10
"""Between two looks for new labels: so late, at most, an error that was found makes the house ask again."""

log = logging.getLogger("earnest.assistant")


@dataclass(frozen=True, slots=True)
class KeptLabels:
    """Where a brand's labels are kept.

    Args:
        mark: changes whenever a label is kept; cheap.
        judged: all labels that count, the newest ones where there are too many.
        clock: the time.
    """

    mark: Callable[[], object]
    judged: Callable[[], Sequence[Judged]]
    clock: Clock


@dataclass(frozen=True, slots=True)
class Measure:
    """How a house finds out how sure it may be.

    Args:
        error_budget_percent: how many of a hundred accepted wishes may be misunderstood.
        labels: where its labels are kept, None for its examples alone.
        asks_anyway: whether a small share of clear messages is asked about, so that the choices are labels.
    """

    error_budget_percent: int = 2
    labels: KeptLabels | None = None
    asks_anyway: bool = False


class BoundInForce:
    """A brand's bound by its held-back examples and the labels it has now.

    Args:
        held_back: what the examples say of each other.
        budget: the share of accepted wishes that may be wrong.
        known: where its labels are kept; None where none are.
    """

    def __init__(
        self, held_back: Sequence[Label] = (), budget: float = BUDGET, known: KeptLabels | None = None
    ) -> None:
        self._held_back = tuple(held_back)
        self._budget = budget
        self._known = known
        self._one_looks = threading.Lock()
        self._looked_at: Instant | None = None
        self._mark: object = None
        self._now = standing(self._held_back, budget)

    def __call__(self) -> Standing:
        """How far the brand has come; at most LOOK_SECONDS_MIN old.

        Raises:
            StoreUnavailable: the labels cannot be read.
        """
        if self._known is not None and self._one_looks.acquire(blocking=self._looked_at is None):
            try:
                self._look(self._known)
            finally:
                self._one_looks.release()
        return self._now

    def accepts(self, playbook: str, certainty: float) -> bool:
        """Whether a wish may be acted on without asking, as things stand."""
        return self().accepts(playbook, certainty)

    def _look(self, known: KeptLabels) -> None:
        now = known.clock.now()
        if self._looked_at is not None and now - self._looked_at < LOOK_SECONDS_MIN * SECOND:
            return
        mark = known.mark()
        if mark != self._mark:
            before, self._now = self._now, standing([*self._held_back, *labels_of(known.judged())], self._budget)
            _tell(before, self._now)
        self._mark, self._looked_at = mark, now


def _tell(before: Standing, now: Standing) -> None:
    """Say in the house's own log that the bound has moved."""
    if (before.level, before.own) != (now.level, now.own):
        log.info("the bound is at %s, stricter for %s", now.level, ", ".join(sorted(now.own)) or "no playbook")
