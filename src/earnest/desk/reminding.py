"""When colleagues are told that something waits, and told again; how often what did not arrive is tried. Pure."""

import hashlib

from earnest.domain.time import HOUR, MINUTE, SECOND, Instant

REMINDED_AFTER = (0, 1 * HOUR, 4 * HOUR, 24 * HOUR)
"""How long after a missed clock a reminder is written: at once, then ever more rarely."""

RETRIED_AFTER = (
    5 * SECOND,
    1 * MINUTE,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
"""How long after each failed try the next one comes: about three days in all, as Standard Webhooks advises."""

TRIES_MAX = len(RETRIED_AFTER) + 1

JITTER_PERCENT = 10
"""How much later than that at most, so that many at once do not come back at once."""


def stages_due(due_at: Instant, now: Instant, *, first: bool = True) -> tuple[int, ...]:
    """Which notices about a clock should have been written by now: 0 the first one, 1 and up the reminders.

    Args:
        due_at: until when the clock runs, 0 without one: then there is nothing to remind of.
        now: the time.
        first: whether anybody is told before it is late.
    """
    passed = sum(1 for after in REMINDED_AFTER if due_at and now - due_at > after)
    return tuple(range(0 if first else 1, passed + 1))


def retry_at(name: str, tries: int, now: Instant) -> Instant | None:
    """When a notice that did not arrive is tried again; None where it has been tried often enough.

    Args:
        name: the notice's id; the delay differs a little by it.
        tries: how often it was tried, this time included.
        now: the time.
    """
    if not 0 < tries < TRIES_MAX:
        return None
    wait = RETRIED_AFTER[tries - 1]
    share = int.from_bytes(hashlib.sha256(f"{name} {tries}".encode()).digest()[:4], "big") / 2**32
    return now + wait + int(wait * JITTER_PERCENT * share) // 100
