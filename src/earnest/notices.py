"""What waits for a person leaves the house at once: recorded first, tried again with limits, never in a turn's way."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from earnest.desk.clocks import Times, running
from earnest.desk.reminding import TRIES_MAX, retry_at, stages_due
from earnest.domain.errors import Busy, Declined
from earnest.domain.limits import Count, Limit
from earnest.domain.notices import Notice, Sender
from earnest.domain.regions import Stay
from earnest.domain.time import MINUTE, Clock, Instant
from earnest.limiting import Counts
from earnest.rounds import Rounds

PAUSE_SECONDS = 10.0
"""Longest wait between two rounds when nobody rings."""

LEASE = 2 * MINUTE
"""After this a notice that was taken to be sent, and of which nothing was heard, is sent again."""

NOTICES_AT_ONCE = 20
"""Notices that one round sends."""

AT_MOST = Limit(30, 10 * MINUTE)
"""Notices that leave by one way in ten minutes. The rest waits its turn, and each says how many wait at the desk."""

log = logging.getLogger("earnest.notices")

Written = tuple[str, Instant, int]
"""What a notice is about: what waits, which clock by its time, which stage."""


class Case(Protocol):
    """Something that waits; the store's `Case` is one."""

    @property
    def waits(self) -> Any: ...  # noqa: D102 - see the class
    @property
    def colleague(self) -> str: ...  # noqa: D102 - see the class
    @property
    def colleague_at(self) -> Instant: ...  # noqa: D102 - see the class
    @property
    def customer_at(self) -> Instant: ...  # noqa: D102 - see the class


class Box(Protocol):
    """What sending needs of the store; its contract suite says what each promises."""

    def cases(self) -> Iterable[Case]: ...  # noqa: D102 - see the class
    def written(self) -> frozenset[Written]: ...  # noqa: D102 - see the class
    def write_notices(self, new: Iterable[Written], ways: Iterable[str]) -> None: ...  # noqa: D102 - see the class
    def claim_notices(self, now: Instant, limit: int, lease: Instant) -> Iterable[Any]: ...  # noqa: D102 - the same
    def settle_notice(self, sent: Any, state: str, next_at: Instant) -> None: ...  # noqa: D102 - see the class
    def put_off_notice(self, sent: Any, next_at: Instant) -> None: ...  # noqa: D102 - see the class
    def keep_stay(self, sent: Any, stay: Stay) -> str: ...  # noqa: D102 - see the class


@dataclass(slots=True)
class Notices:
    """Tells colleagues outside the desk.

    Args:
        box: the store.
        senders: the ways out, by name.
        clock: the time.
        promise_minutes: how soon a person answers, by the brand's own promise.
        url: where colleagues open the desk, "" for no links.
        stays: why nothing may leave by a way, None where it may; asked right before each sending.
        counts: counts what leaves, so that many who ask at once fill no mailbox.
    """

    box: Box
    senders: Mapping[str, Sender]
    clock: Clock
    promise_minutes: int
    url: str
    stays: Callable[[str], Stay | None]
    counts: Counts

    def round(self) -> int:
        """Write what should be written by now, and send what is ready; how many were tried.

        Raises:
            StoreUnavailable, Busy: nothing can be recorded now; it goes on in the next round.
        """
        now = self.clock.now()
        cases = tuple(self.box.cases())
        wanted = {written for case in cases for written in self._wanted(case, now)}
        if new := wanted - self.box.written():
            self.box.write_notices(sorted(new), self.senders)
        claimed = tuple(self.box.claim_notices(now, NOTICES_AT_ONCE, LEASE))
        for one in claimed:
            self._send(one, len(cases) - 1)
        return len(claimed)

    def _wanted(self, case: Case, now: Instant) -> Iterable[Written]:
        """The first notice goes by the promise; reminders by whichever clock runs."""
        waits, run = case.waits, running(times_of(case), self.promise_minutes)
        yield (waits.id, waits.due_at, 0)
        for stage in stages_due(run.due_at, now, first=False):
            yield (waits.id, run.due_at, stage)

    def _send(self, one: Any, others: int) -> None:
        sender, now = self.senders.get(one.way), self.clock.now()
        if stay := self.stays(one.way):
            log.error("a notice about %s stays here: %s", one.waits, stay)
            self.box.keep_stay(one, stay)
            return
        if wait := self.counts.take([Count("notice.way", one.way, AT_MOST)]):
            self.box.put_off_notice(one, now + wait)
            return
        send = partial(sender.send, self._notice(one, now, others)) if sender else None
        self.box.settle_notice(one, *tried(send, one.id, one.tries, now))

    def _notice(self, one: Any, now: Instant, others: int) -> Notice:
        link = f"{self.url.rstrip('/')}/case/{one.waits}" if self.url else ""
        return Notice(
            id=one.id,
            waits=one.waits,
            kind=one.kind,
            reason=one.reason,
            opened_at=one.opened_at,
            due_at=one.due_at,
            overdue=one.stage > 0,
            link=link,
            at=now,
            others=max(0, others),
        )


def tried(send: Callable[[], None] | None, name: str, tries: int, now: Instant) -> tuple[str, Instant]:
    """Try once to send something.

    Args:
        send: sends it; None where its way out is no longer configured.
        name: what it is, the same at every try.
        tries: which try this is.
        now: the time.

    Returns:
        Its state from then on, `sent`, `given_up` or `ready`, and when it is tried again, 0 for never.
    """
    try:
        if send is None or tries > TRIES_MAX:
            raise Declined("Its way out is no longer configured, or it was tried often enough.")  # noqa: TRY301 - one way to give up
        send()
    except Declined as no:
        log.error("a notice about %s is given up: %s", name, no)  # noqa: TRY400 - the message says it all
        return "given_up", 0
    except Exception as error:  # noqa: BLE001 - a way out may fail in any way; the notice is tried again
        next_at = retry_at(name, tries, now)
        said = str(error) if isinstance(error, Busy) else type(error).__name__
        level = logging.WARNING if next_at else logging.ERROR
        log.log(level, "a notice about %s did not leave (%s, try %d)", name, said, tries)
        return ("ready", next_at) if next_at else ("given_up", 0)
    return "sent", 0


class NoticeRunner(Rounds):
    """Runs the notices on a thread of its own until it is stopped."""

    def __init__(self, notices: Notices) -> None:
        super().__init__("notices", notices.round, PAUSE_SECONDS, log)


def times_of(case: Case) -> Times:
    """What a case's clock goes by."""
    waits = case.waits
    return Times(
        opened_at=waits.opened_at,
        due_at=waits.due_at,
        taken=bool(case.colleague),
        customer_at=case.customer_at,
        colleague_at=case.colleague_at,
        ruled=waits.kind != "hand_over",
    )
