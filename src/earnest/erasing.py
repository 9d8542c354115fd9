"""Erasures that were asked for are carried out by rounds: rows, keys, connected systems, certificate."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.domain.errors import Busy, Conflict, Declined
from earnest.domain.time import HOUR, MINUTE, Clock, Instant
from earnest.rounds import Rounds

PAUSE_SECONDS = 30.0
"""Longest wait between two rounds when nobody rings."""

AGAIN_FIRST, AGAIN_MAX = 1 * MINUTE, 6 * HOUR
"""Shortest and longest wait before a system that did not acknowledge is told again; it doubles each time."""

log = logging.getLogger("earnest.erasing")

Tell = Callable[[str, str, Instant], None]
"""Tells a system: (customer, erasure, until). It returns once the system has forgotten; `Declined`: it must keep."""


class Box(Protocol):
    """What rounds need of the store; its contract suite says what each promises."""

    def open(self) -> Iterable[str]: ...  # noqa: D102 - see the class
    def advance(self, name: str) -> object: ...  # noqa: D102 - see the class
    def to_tell(self) -> Iterable[Any]: ...  # noqa: D102 - see the class
    def heard(self, told: Any, state: str, next_at: Instant = 0) -> None: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Erasures:
    """Carries erasures out.

    Args:
        box: the store.
        systems: connected systems, by name.
        clock: the time.
    """

    box: Box
    systems: Mapping[str, Tell]
    clock: Clock

    def round(self) -> int:
        """Take every open erasure as far as it comes; how many systems were told.

        Raises:
            StoreUnavailable: nothing can be recorded now; it goes on in the next round.
        """
        self._advance()
        waiting = tuple(self.box.to_tell())
        for one in waiting:
            self._tell(one)
        if waiting:
            self._advance()
        return len(waiting)

    def _advance(self) -> None:
        for name in self.box.open():
            try:
                self.box.advance(name)
            except (Busy, Conflict) as waits:  # a deed under way, or a legal hold
                log.info("the erasure %s waits: %s", name, type(waits).__name__)

    def _tell(self, one: Any) -> None:
        system = self.systems.get(one.system)
        try:
            if system is None:
                raise Busy("It is no longer configured.")  # noqa: TRY301 - it may be again before the time is over
            system(one.customer, one.job, one.until)
        except Declined:
            self.box.heard(one, "kept")
        except Exception as error:  # noqa: BLE001 - a system may fail in any way; it is told again
            log.warning("%s did not acknowledge the erasure %s: %s", one.system, one.job, type(error).__name__)
            again = min(AGAIN_FIRST << min(one.tries, 20), AGAIN_MAX)
            self.box.heard(one, "waiting", self.clock.now() + again)
        else:
            self.box.heard(one, "acknowledged")


class ErasureRunner(Rounds):
    """Runs erasures on a thread of its own until it is stopped."""

    def __init__(self, erasures: Erasures) -> None:
        super().__init__("erasing", erasures.round, PAUSE_SECONDS, log)
        self.erasures = erasures
