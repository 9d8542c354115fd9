"""What follows a commit: deeds. Intent before, outcome after, the decision id as key; never retried blindly."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.domain.errors import Busy, Declined, EarnestError, NotAllowed, StoreUnavailable
from earnest.domain.governing import is_off
from earnest.domain.items import Reason, Receipt
from earnest.domain.items import Words as Sentence
from earnest.domain.settlements import Refused, Settled, Settlement, SwitchedOff, Unclear
from earnest.domain.skills import By, Done, EffectClass
from earnest.domain.time import MINUTE, Clock, Instant
from earnest.domain.turns import Deed, Job
from earnest.policy import Broker
from earnest.rounds import Rounds
from earnest.words import Value, Words

JOBS_AT_ONCE = 16
"""Jobs one round takes."""

LEASE = 2 * MINUTE
"""After this a started job without outcome counts as crashed, and the other system is asked what became of it."""

INCIDENT_AFTER = 5 * LEASE
"""An intent that has no outcome after this is an incident, whatever holds up whoever carries it out."""

WATCH_SECONDS = 30.0
"""Longest wait between two looks for such intents."""

PAUSE_SECONDS = 1.0
"""Longest wait between two rounds when nobody rings."""

log = logging.getLogger("earnest.outbox")


def went_on(_job: Job) -> None:
    """Nobody waits for it."""


def pass_by(_stage: str) -> None:
    """Nothing happens here unless a test plants it."""


class Jobs(Protocol):
    """What the outbox needs of the store."""

    def claim(self, now: Instant, limit: int, lease: Instant, mint: Callable[[Job], bytes]) -> tuple[Job, ...]:
        """Ready jobs, each now with a durable intent in the log and a permit."""
        ...

    def unsettled(self, now: Instant) -> tuple[Job, ...]:
        """Started jobs whose lease ran out, leased anew."""
        ...

    def stuck(self, since: Instant) -> tuple[Job, ...]:
        """Jobs started by an instant and without an outcome, whoever is at work on them."""
        ...

    def settle(self, job: Job, settlement: Settlement) -> object:
        """Record the outcome, say what it says, close the job; all or nothing."""
        ...


@dataclass(slots=True)
class Outbox:
    """Carries out what was decided.

    Args:
        jobs: the store.
        broker: checks again, at the last moment.
        shop: the company's system.
        wording: the word catalogues.
        clock: the time.
        mint: makes one-shot permits: (deed, customer, gate digest, decision, now).
        verify: the decision that a permit stands for: (permit, deed, customer, now); raises where it is not for it.
        unclear_minutes: how soon a person finds out what became of an unclear deed.
        off: the names of what is switched off now; such a deed is not begun.
        then: called with each job whose outcome has been said; the conversation may go on.
        at: called at named stages; the place where a test plants a crash.
    """

    jobs: Jobs
    broker: Broker
    shop: Any
    wording: Words
    clock: Clock
    mint: Callable[[Deed, str, str, str, Instant], bytes]
    verify: Callable[[bytes, Deed, str, Instant], str]
    unclear_minutes: int
    off: Callable[[], Collection[str]] = tuple
    then: Callable[[Job], None] = went_on
    at: Callable[[str], None] = pass_by

    def round(self) -> int:
        """Carry out what is ready and find out what became of what was interrupted; how many jobs that were.

        Raises:
            StoreUnavailable, Busy: nothing can be recorded now; what was begun is asked about once its lease is over.
        """
        ready = self.jobs.claim(self.clock.now(), JOBS_AT_ONCE, LEASE, self._permit)
        # Past its lease another worker may be asking about a job already: nothing may begin then.
        told = [job for job in ready if self.clock.now() < job.lease_until and self._settle(job, self._attempt(job))]
        lost = self.jobs.unsettled(self.clock.now())
        told += [job for job in lost if self._settle(job, self._ask(job))]
        for job in told:  # last, since to go on is to think: no claimed deed waits for that
            if not job.held:  # for a deed that was held nobody waited
                self.then(job)
        return len(ready) + len(lost)

    def watch(self) -> int:
        """Make an incident of every intent that has had no outcome for `INCIDENT_AFTER`; how many that were.

        It asks no other system, so it goes on where a call there hangs; it runs on a thread of its own.

        Raises:
            StoreUnavailable, Busy: nothing can be recorded now.
        """
        late = self.jobs.stuck(self.clock.now() - INCIDENT_AFTER)
        doubt = f"Nothing was heard of it for {INCIDENT_AFTER // MINUTE} minutes since it was begun."
        return sum(self._settle(job, self._unclear(job, doubt)) for job in late)

    def _settle(self, job: Job, settlement: Settlement) -> bool:
        try:
            self.jobs.settle(job, settlement)
        except (StoreUnavailable, Busy):
            raise
        except EarnestError as error:  # its person was erased meanwhile; the other jobs are not to wait for that
            log.warning("the outcome of %s has no place any more: %s", job.decision, type(error).__name__)
            return False
        return True

    def _permit(self, job: Job) -> bytes:
        return self.mint(job.deed, job.session.customer, job.gate_digest, job.decision, self.clock.now())

    def _attempt(self, job: Job) -> Settlement:
        """Do it once. Until the other system is asked, whatever fails has done nothing; after that, nobody knows."""
        by, deed = By(job.session.customer, job.decision, self.clock.now()), job.deed
        if is_off(self.off(), job.intent, deed.skill):
            return self._switched_off(job)
        try:
            self._check_permit(job, by.now)
            self.broker.recheck(self.shop, job.session, deed, by.now, job.language)
            if job.objected and self.broker.skills[deed.skill].effect is EffectClass.MONEY:
                return self._refused(job, self._say(job, "outcome-objected"))
            do, arguments = self.broker.skills[deed.skill].do, self.broker.arguments(deed)
        except EarnestError as no:
            return self._refused(job, str(no))
        self.at("effect_in_flight")
        try:
            done = do(self.shop, by, **arguments)
        except Declined as no:
            return self._refused(job, str(no))
        except Exception as error:  # noqa: BLE001 - a connector may fail in any way; what happened there is not known
            log.warning("unclear outcome of %s: %s", job.decision, type(error).__name__)
            return self._ask(job)
        self.at("after_effect")
        return self._settled(job, done) if type(done) is Done else self._ask(job)

    def _check_permit(self, job: Job, now: Instant) -> None:
        if self.verify(job.permit, job.deed, job.session.customer, now) != job.decision:
            raise NotAllowed("This permit is for another decision; nothing was done.")

    def _ask(self, job: Job) -> Settlement:
        """Ask the other system what became of an attempt. Where it cannot say, a person finds out."""
        skill = self.broker.skills.get(job.deed.skill)
        asked = skill.asked if skill else None
        if asked is None:
            return self._unclear(job, "The other system cannot say whether it was done; look there by the decision id.")
        try:
            done = asked(self.shop, By(job.session.customer, job.decision, self.clock.now()))
        except Exception as error:  # noqa: BLE001 - as above
            return self._unclear(job, f"The other system could not be asked ({type(error).__name__}).")
        if done is None:
            return self._refused(job, "")
        if type(done) is not Done:
            return self._unclear(job, "The other system's answer cannot be read; look there by the decision id.")
        return self._settled(job, done)

    def _settled(self, job: Job, done: Done) -> Settlement:
        shown: dict[str, Value] = {"amount": job.deed.amount or "", **done.values}
        template, title = job.words.get("done", ""), job.words.get("title") or job.deed.skill
        text = (Sentence(self.wording.fill(job.language, template, shown)),) if template else ()
        if job.held:
            return Settled(done, text or (Sentence(self._say(job, "undo-time-over", title=title)),))
        because = (Reason(self._say(job, "reason-at-once")),) if job.at_once else ()
        return Settled(done, (*text, Receipt(job.decision, title, job.rows, 0), *because))

    def _refused(self, job: Job, why: str) -> Settlement:
        return Refused(why, (Sentence(self._say(job, "outcome-refused", why=why)),))

    def _switched_off(self, job: Job) -> Settlement:
        due_at = self.clock.now() + self.unclear_minutes * MINUTE
        say = (Sentence(self._say(job, "outcome-switched-off")),)
        return SwitchedOff("It was switched off before it was begun.", say, due_at)

    def _unclear(self, job: Job, doubt: str) -> Settlement:
        due_at = self.clock.now() + self.unclear_minutes * MINUTE
        check = (
            (self._say(job, "incident-doubt"), doubt),
            (self._say(job, "incident-check"), self._say(job, "incident-look", decision=job.decision)),
        )
        return Unclear(doubt, (Sentence(self._say(job, "outcome-unclear")),), due_at, check)

    def _say(self, job: Job, key: str, **values: Value) -> str:
        return self.wording.say(job.language, key, conversation=job.conversation, **values)


class Runner(Rounds):
    """Runs the outbox on a thread of its own until it is stopped."""

    def __init__(self, outbox: Outbox) -> None:
        super().__init__("outbox", outbox.round, PAUSE_SECONDS, log)
