"""What concerns everybody with a role leaves the house, too: once, and again while nothing arrives."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from earnest.domain.announcing import Announcement, Announcer, Happened
from earnest.domain.regions import Stay
from earnest.domain.time import DAY, Clock, Instant
from earnest.notices import LEASE, NOTICES_AT_ONCE, tried

OLD = 7 * DAY
"""What happened longer ago is told at the desk, and no longer outside."""

log = logging.getLogger("earnest.announcing")


class Box(Protocol):
    """What announcing needs of the store; its contract suite says what each promises."""

    def happened(self, since: Instant) -> Iterable[Happened]: ...  # noqa: D102 - see the class
    def put(self, new: Iterable[Happened], ways: Iterable[str]) -> None: ...  # noqa: D102 - see the class
    def claim(self, now: Instant, limit: int, lease: Instant) -> Iterable[Any]: ...  # noqa: D102 - see the class
    def settle(self, sent: Any, state: str, next_at: Instant) -> None: ...  # noqa: D102 - see the class
    def keep_stay(self, sent: Any, stay: Stay) -> str: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class Announcing:
    """Tells everybody with a role, at the desk's addresses.

    Args:
        box: the store.
        ways: the ways out, by name.
        clock: the time.
        url: where colleagues open the desk, "" for no links.
        stays: why nothing may leave by a way, None where it may; asked right before each sending.
    """

    box: Box
    ways: Mapping[str, Announcer]
    clock: Clock
    url: str
    stays: Callable[[str], Stay | None]

    def round(self) -> int:
        """Write what is new, and send what is ready; how many were tried.

        Raises:
            StoreUnavailable, Busy: nothing can be recorded now; it goes on in the next round.
        """
        now = self.clock.now()
        if new := tuple(self.box.happened(now - OLD)):
            self.box.put(new, self.ways)
        claimed = tuple(self.box.claim(now, NOTICES_AT_ONCE, LEASE))
        for one in claimed:
            self._send(one, now)
        return len(claimed)

    def _send(self, one: Any, now: Instant) -> None:
        if stay := self.stays(one.way):
            log.error("an announcement of %s stays here: %s", one.what.id, stay)
            self.box.keep_stay(one, stay)
            return
        way = self.ways.get(one.way)
        send = partial(way.send, Announcement(one.what, self.url, now)) if way else None
        self.box.settle(one, *tried(send, one.what.id, one.tries, now))
