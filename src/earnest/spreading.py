"""An outside platform hears of every change of a consent: recorded first, tried again with limits, in nobody's way."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from earnest.desk.reminding import TRIES_MAX, retry_at
from earnest.domain.consents import ConsentNews, Teller
from earnest.domain.errors import Busy, Declined
from earnest.domain.regions import Stay
from earnest.domain.time import MINUTE, Clock, Instant

PAUSE_SECONDS = 5.0
"""Longest wait between two rounds."""

LEASE = 2 * MINUTE
"""After this a change that was taken to be told, and of which nothing was heard, is told again."""

AT_ONCE = 20
"""Changes that one round tells."""

log = logging.getLogger("earnest.consents")


class Box(Protocol):
    """What telling needs of the store; its contract suite says what each promises."""

    def claim_consent_news(self, now: Instant, limit: int, lease: Instant) -> Iterable[ConsentNews]: ...  # noqa: D102 - see the class
    def settle_consent_news(self, decision: str, state: str, next_at: Instant) -> None: ...  # noqa: D102 - the same


@dataclass(frozen=True, slots=True)
class Spreading:
    """Tells an outside platform what changed.

    Args:
        box: the store.
        teller: the way to the platform.
        clock: the time.
        stays: why nothing may leave by that way, None where it may; asked right before each change is told.
        keep: records that a change stayed, and why.
    """

    box: Box
    teller: Teller
    clock: Clock
    stays: Callable[[], Stay | None]
    keep: Callable[[str, Stay], str]

    def round(self) -> int:
        """Tell what is ready; how many changes were tried.

        Raises:
            StoreUnavailable, Busy: nothing can be recorded now; it goes on in the next round.
        """
        claimed = tuple(self.box.claim_consent_news(self.clock.now(), AT_ONCE, LEASE))
        for one in claimed:
            self._tell(one)
        return len(claimed)

    def _tell(self, one: ConsentNews) -> None:
        decision = one.event.decision
        if stay := self.stays():
            log.error("the change %s stays here: %s", decision, stay)
            self.keep(decision, stay)
            return
        try:
            if one.tries > TRIES_MAX:
                raise Declined("It was tried often enough.")  # noqa: TRY301 - one way to give up
            self.teller.tell(one)
        except Declined as no:
            log.error("the change %s is given up: %s", decision, no)  # noqa: TRY400 - the message says it all
            self.box.settle_consent_news(decision, "given_up", 0)
        except Exception as error:  # noqa: BLE001 - a way out may fail in any way; it is tried again
            next_at = retry_at(one.id, one.tries, self.clock.now())
            said = str(error) if isinstance(error, Busy) else type(error).__name__
            log.warning("the change %s did not leave (%s, try %d)", decision, said, one.tries)
            self.box.settle_consent_news(decision, "ready" if next_at else "given_up", next_at or 0)
        else:
            self.box.settle_consent_news(decision, "sent", 0)
