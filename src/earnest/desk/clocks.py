"""The clocks of what waits for a person: which one runs, until when. A missed one keeps its time and never vanishes."""

from dataclasses import dataclass
from enum import StrEnum

from earnest.domain.time import MINUTE, Instant


class Clock(StrEnum):
    """What a clock waits for."""

    RULING = "ruling"
    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    NONE = "none"


class State(StrEnum):
    """How something that waits stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    NEEDS_REPLY = "needs_reply"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Times:
    """When what happened; 0 for what has not.

    Args:
        opened_at: since when it waits.
        due_at: by when the customer was promised an answer, 0 without a promise.
        taken: whether a colleague has the conversation.
        colleague_at: a colleague's last words to the customer since it was opened.
        customer_at: the customer's first words after those.
        ruled: whether a ruling ends it (an approval, a matter for the owner), and not an answer.
    """

    opened_at: Instant
    due_at: Instant
    taken: bool = False
    colleague_at: Instant = 0
    customer_at: Instant = 0
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class Running:
    """The clock that runs: `due_at` is 0 where none does."""

    clock: Clock
    state: State
    due_at: Instant

    def late_by(self, now: Instant) -> Instant:
        """Microseconds over the time, 0 while there is still some, or no clock."""
        return max(0, now - self.due_at) if self.due_at else 0


def running(times: Times, promise_minutes: int) -> Running:
    """Which clock runs.

    A ruling and a first answer run to the time that the customer was promised. After that the customer's next words
    start a clock of the brand's promise, and further words do not put it off; whoever was answered last has none.

    Args:
        times: what happened when.
        promise_minutes: how soon a person answers, by the brand's own promise.
    """
    waits = State.TAKEN if times.taken else State.WAITING
    if times.ruled:
        return Running(Clock.RULING, waits, times.due_at)
    if not times.colleague_at:
        return Running(Clock.FIRST_RESPONSE, waits, times.due_at)
    if times.customer_at:
        return Running(Clock.NEXT_RESPONSE, State.NEEDS_REPLY, times.customer_at + promise_minutes * MINUTE)
    return Running(Clock.NONE, State.ANSWERED, 0)


def urgency(run: Running, opened_at: Instant, name: str) -> tuple[bool, Instant, Instant, str]:
    """Sorts by the nearest clock; what has none comes last, the longest waiting first; the id settles a tie."""
    return (run.due_at == 0, run.due_at, opened_at, name)
