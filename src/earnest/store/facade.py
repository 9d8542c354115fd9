"""The store: one door to everything that is kept. Two databases, the same promises."""

import logging
import threading
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from earnest.domain.consents import ConsentEvent, ConsentNews
from earnest.domain.counted import Counted, Scope
from earnest.domain.errors import Busy
from earnest.domain.events import Event
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.items import Item
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.ratings import Rated, Rating, Review
from earnest.domain.settlements import Settlement
from earnest.domain.staff import Alone
from earnest.domain.time import MINUTE, Instant
from earnest.domain.turns import Approval, Job, OpenCard, Reply, Used
from earnest.ledger import KeyWrap
from earnest.ledger.note import VerifierKey
from earnest.store import (
    consent_news,
    counting,
    desk,
    erasing,
    erasure,
    holds,
    log,
    log_keys,
    opening,
    outbox,
    people,
    preferences,
    proofs,
    publishing,
    rating,
    restoring,
    retaining,
    scoping,
    signing_in,
    suppressing,
    talk,
)
from earnest.store import dossier as dossiers
from earnest.store.holds import Hold
from earnest.store.kit import Kit
from earnest.store.offices import Offices
from earnest.store.staff_news import StaffNews
from earnest.store.suppressing import Suppression
from earnest.store.unit import Unit
from earnest.store.uses import USES_MAX, Mark, Use, between, of_subject
from earnest.store.values import Certificate, Dossier, HandOver, StoredDecision

T = TypeVar("T")

LEASE = 2 * MINUTE
"""Microseconds that a claimed deed may take before the other system is asked what became of it."""

_LOG = logging.getLogger(__name__)


class Store(Offices):
    """What is kept: conversations, decisions and their log, keys. Safe for many threads.

    Every method may raise `StoreUnavailable`: nothing was recorded then.
    """

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._listeners: list[Callable[[str], None]] = []
        self._signing = threading.Lock()
        for job in self.erasing.begun():
            self.erasing.advance(job)
        unfinished = self.read(lambda unit: erasure.unfinished(unit.rows))
        if unfinished:
            self._destroy(unfinished)

    @property
    @abstractmethod
    def commits(self) -> int:
        """Commits so far that units of work asked for."""

    @abstractmethod
    def _write(self, work: Callable[[Unit], Any]) -> tuple[Any, set[str]]: ...

    @abstractmethod
    def _read(self, work: Callable[[Unit], Any]) -> Any: ...

    @abstractmethod
    def _scrub(self) -> bool:
        """See to it that deleted bytes are gone from the files; whether they are."""

    @abstractmethod
    def _write_anew(self) -> bool:
        """Write the files anew, where they are small enough, so that no gap in them holds what was there; if done."""

    @abstractmethod
    def close(self) -> None:
        """Finish what is under way and let go of the databases."""

    # --- units of work ----------------------------------------------------------------------------------------

    def decide(self, fn: Callable[[Unit], T]) -> T:
        """Run one function inside the write transaction; return once what it recorded is durable and in the log.

        The function must be quick and have no effect outside the unit: it may run again. What it raises undoes its
        own writes only, and is raised here.

        Raises:
            Busy: too many units wait already.
        """
        result, touched = self._write(fn)
        for conversation in touched:
            self._tell(conversation)
        answer: T = result
        return answer

    def read(self, fn: Callable[[Unit], T]) -> T:
        """Run one function on one unchanging state of the database, without writing."""
        answer: T = self._read(fn)
        return answer

    def on_items(self, listener: Callable[[str], None]) -> None:
        """Have a function called with the conversation's id after every commit that added items to it."""
        self._listeners.append(listener)

    # --- people and conversations -----------------------------------------------------------------------------

    def open_session(
        self,
        channel: Channel,
        *,
        level: Level = Level.ANYONE,
        customer: str = "",
    ) -> tuple[str, Session]:
        """Open a session; the token is shown this once and kept only as a digest.

        Args:
            channel: the door.
            level: how surely the person is known.
            customer: the shop's own reference, "" for a visitor.
        """
        token = self._new_token()
        return token, self.decide(
            lambda unit: signing_in.open_session(unit.rows, self._kit, unit.journal, token, channel, (level, customer))
        )

    def session(self, token: str) -> Session:
        """The session that a token opens.

        Raises:
            SignInNeeded: unknown, ended, or idle too long.
        """
        return self.read(lambda unit: people.session_by_token(unit.rows, self._kit, token))

    def session_beside(self, session: Session, channel: Channel, lifetime: Instant) -> str:
        """Open a further session of the same person for another door; its token.

        Raises:
            SignInNeeded: the session has ended.
        """
        token = self._new_token()
        door = (channel, lifetime)
        self.decide(lambda unit: signing_in.beside(unit.rows, self._kit, unit.journal, session.id, token, door))
        return token

    def renew_session(self, token: str, lifetime: Instant) -> tuple[str, Session]:
        """A fresh token in place of one that may have been seen; the old one opens nothing any more.

        Raises:
            SignInNeeded: the token opens no session.
        """
        fresh = self._new_token()
        return fresh, self.decide(lambda unit: people.renew(unit.rows, self._kit, token, fresh, lifetime))

    def session_end(self, session: Session) -> Instant:
        """When a session ends at the latest.

        Raises:
            SignInNeeded: there is no such session.
        """
        return self.read(lambda unit: people.visit(unit.rows, self._kit, session.id)).ends_at

    def end_session(self, token: str) -> None:
        """End the session of a token, if there is one."""
        self.decide(lambda unit: people.end(unit.rows, self._kit, token))

    def _new_token(self) -> str:
        return people.new_token(self._kit)

    def subject_of(self, customer: str) -> str | None:
        """The subject behind the shop's own customer reference, None if the store does not know them."""
        return self.read(lambda unit: people.subject_of(unit.rows, self._kit, customer))

    def new_conversation(
        self, session: Session, channel: Channel, language: str, notice: str = "", used: tuple[Used, ...] = ()
    ) -> str:
        """Begin a conversation; its id. The notice that a machine speaks, if one is given with it, is recorded.

        What was `used` to open it, such as the remembered language, is recorded with the notice.

        Raises:
            SignInNeeded: the session has ended.
        """
        where = (channel, language)
        return self.decide(
            lambda unit: opening.open_conversation(
                unit.rows, self._kit, unit.journal, session, where, notice, used=used
            )
        )

    def language_of(self, conversation: str) -> str:
        """The language of a conversation, "" while it has none, or where there is no such conversation."""
        row = self.read(lambda unit: unit.rows.one("SELECT language FROM conversations WHERE id = ?", conversation))
        return str(row[0]) if row else ""

    def items(self, conversation: str, session: Session, after: int = 0, limit: int = 100) -> tuple[Item, ...]:
        """A conversation's items with a number above `after`, oldest first.

        Raises:
            SignInNeeded: the session has ended.
            NotFound: no such conversation, or not this person's.
        """

        def look(unit: Unit) -> tuple[Item, ...]:
            talk.belongs(unit.rows, self._kit, conversation, session)
            return talk.items(unit.rows, self._kit, conversation, after, limit)

        return self.read(look)

    def open_cards(self, conversation: str, session: Session) -> tuple[OpenCard, ...]:
        """The open cards of a conversation; raises what `items` raises."""
        return self.read(lambda unit: talk.own_open_cards(unit.rows, self._kit, conversation, session))

    def record_consent(
        self,
        session: Session,
        purpose: Purpose,
        state: ConsentState,
        *,
        text_version: str = "",
        language: str = "",
        channel: str = Channel.API.value,
        expires_at: Instant = 0,
    ) -> str:
        """Record what somebody said about a purpose; the decision's id. It counts from the very next unit on.

        Raises:
            SignInNeeded: the session has ended.
            BadInput: the channel is none of ours.
            Conflict: it may not follow what was said before.
        """
        event = ConsentEvent(0, "", purpose, state, 0, text_version, language, channel, expires_at)
        return self.decide(lambda unit: unit.record_consent(session, event)).decision

    def claim_consent_news(self, now: Instant, limit: int, lease: Instant) -> tuple[ConsentNews, ...]:
        """Take changes of consents that an outside platform is still to hear of, the oldest first."""
        if not self.read(lambda unit: consent_news.any_ready(unit.rows, now)):
            return ()
        return self.decide(lambda unit: tuple(consent_news.claim(unit.rows, self._kit, now, limit, lease)))

    def settle_consent_news(self, decision: str, state: str, next_at: Instant) -> None:
        """Note how telling a change ended: `sent`, `given_up`, or `ready` for another try at an instant."""
        self.decide(lambda unit: consent_news.settle(unit.rows, decision, state, next_at))

    def forget_due(self) -> int:
        """Delete preferences whose time is over or whose consent has ended; how many that were."""
        now = self._kit.clock.now()
        # A look takes no turn of the writer; most looks find nothing.
        if not self.read(lambda unit: preferences.any_due(unit.rows, now)):
            return 0
        return self.decide(lambda unit: preferences.forget_due(unit.rows, now))

    def dossier(self, session: Session, limit: int = dossiers.DECISIONS_MAX) -> Dossier:
        """What is kept of the person of a session, for that person.

        Raises:
            SignInNeeded: the session has ended.
        """
        return self.read(lambda unit: dossiers.dossier(unit.rows, self._kit, session, limit))

    def choose_source(self, session: Session, source: str, *, use: bool) -> str:
        """Record whether a source may be used for this person, in whichever conversation; the decision's id.

        Raises:
            SignInNeeded: the session has ended.
        """
        return self.decide(lambda unit: dossiers.choose(unit.rows, self._kit, unit.journal, session, source, use=use))

    def rate(self, session: Session, conversation: str, rated: Rating, review: Review) -> Rated:
        """Record what a customer thinks of a decision, or of the conversation; sent again, it counts instead.

        Args:
            session: who rates.
            conversation: theirs.
            rated: what they say.
            review: how the owner is told where the rating has a reason that they look at.

        Raises:
            SignInNeeded: the session has ended.
            NotFound: the conversation is not theirs, or the decision is none of it.
        """

        def write(unit: Unit) -> Rated:
            given = rating.rate(unit.rows, self._kit, unit.journal, (conversation, session), rated, review)
            unit.touched |= {conversation} if given.hand_over else set()  # somebody waits: whoever listens looks now
            return given

        return self.decide(write)

    def rating(self, conversation: str, about: str = "") -> str:
        """The decision of the rating that counts, of a decision or of the whole conversation; "" without one."""
        return self.read(lambda unit: rating.newest(unit.rows, conversation, about))

    # --- deeds ------------------------------------------------------------------------------------------------

    def claim(
        self, now: Instant, limit: int = 10, lease: Instant = LEASE, mint: outbox.Mint | None = None
    ) -> tuple[Job, ...]:
        """Take deeds that are ready, the intent of each recorded in the log before this returns.

        Args:
            now: the instant that the lease begins.
            limit: deeds at most.
            lease: microseconds until a deed counts as abandoned.
            mint: makes each job's permit.
        """
        # A look takes no turn of the writer; most looks find nothing.
        if not self.read(lambda unit: outbox.any_ready(unit.rows, now)):
            return ()
        jobs = self.decide(lambda unit: outbox.claim(unit.rows, self._kit, unit.journal, now, limit, lease))
        if jobs:
            self._kit.at("after_intent")
        return outbox.minted(jobs, mint)

    def unsettled(self, now: Instant, lease: Instant = LEASE) -> tuple[Job, ...]:
        """Deeds that were begun and whose lease ran out: ask the other system; never just try again."""
        if not self.read(lambda unit: outbox.any_abandoned(unit.rows, now)):
            return ()
        return self.decide(lambda unit: outbox.unsettled(unit.rows, self._kit, now, lease))

    def stuck(self, since: Instant) -> tuple[Job, ...]:
        """Deeds that were begun by an instant and have no outcome, whoever may be at work on them."""
        return self.read(lambda unit: outbox.stuck(unit.rows, self._kit, since))

    def settle(self, job: Job, settlement: Settlement) -> Reply:
        """Record what became of a deed, in one commit with its items; a second time changes nothing.

        Raises:
            Conflict: the deed was never claimed, or its person was erased.
        """

        def write(unit: Unit) -> Reply:
            unit.touched.add(job.conversation)
            return outbox.settle(unit.rows, self._kit, unit.journal, job, settlement)

        return self.decide(write)

    # --- what was read ----------------------------------------------------------------------------------------

    def uses(
        self, subject: str, source: str = "", before: Mark | None = None, limit: int = USES_MAX
    ) -> tuple[Use, ...]:
        """What was read of a person, for what, by which decision, the newest first; gone once they are erased.

        Args:
            subject: of whom; visitors they were before count with them.
            source: of which source only, "" for all.
            before: the `mark` of the last use of the page before.
            limit: uses at most, and at most `USES_MAX`.
        """
        return self.read(lambda unit: of_subject(unit.rows, self._kit, subject, source, before, limit))

    def uses_between(
        self,
        since: Instant,
        until: Instant,
        source: str = "",
        after: Mark | None = None,
        limit: int = USES_MAX,
    ) -> tuple[Use, ...]:
        """What was read of anybody from `since` up to, not including, `until`, person by person: a breach's scope."""
        times = (since, until)
        return self.read(lambda unit: between(unit.rows, self._kit, times, source, after, limit))

    def counted(self, since: Instant = 0) -> Counted:
        """What reports are made of, from an instant on: numbers, closed words and ids; nobody is named."""
        return self.read(lambda unit: counting.counted(unit.rows, self._kit, since))

    def scopes(self, since: Instant, until: Instant, source: str = "") -> tuple[Scope, ...]:
        """What was read of each source, or of one, from `since` up to, not including, `until`: counts, nobody named."""
        return self.read(lambda unit: scoping.scopes(unit.rows, self._kit, (since, until), source))

    # --- proof ------------------------------------------------------------------------------------------------

    def decision(self, name: str) -> StoredDecision:
        """A decision as far as it opens, with leaf, disclosure and proof.

        Raises:
            NotFound: there is none of this id.
        """
        return self.read(lambda unit: proofs.stored_decision(unit.rows, self._kit, name))

    def followers(self, name: str) -> tuple[str, ...]:
        """The decisions that followed directly from one: its card's confirmation, its outcome and so on."""
        return self.read(lambda unit: proofs.followers(unit.rows, name))

    def events(self, after: int = 0, limit: int = 100) -> tuple[Event, ...]:
        """Events with a number above `after`, oldest first; they name nobody, and hold nobody who had objected."""
        return self.read(lambda unit: log.events(unit.rows, after, limit))

    def log_size(self) -> int:
        """Leaves in the log."""
        return self.read(lambda unit: log.load_head(unit.rows).frontier.size)

    def log_entries(self, start: int, stop: int) -> tuple[bytes, ...]:
        """Leaf entries from `start` up to, not including, `stop`; at most `log.ENTRIES_MAX`."""
        return self.read(lambda unit: log.entries(unit.rows, start, stop))

    def checkpoint(self) -> bytes:
        """The newest signed note, with what witnesses signed of it; b"" before the first."""
        return self.publishing.note().encode()

    def make_checkpoint(self) -> bytes:
        """Sign the log if it has grown; the newest signed note.

        Raises:
            ForkRefusedError: the stored log contradicts what was signed before; stop, and run verify.
            Conflict: the log's keys are gone.
        """
        # Keys are made, once, before the read: that needs a write of its own.
        log_keys.require(self._kit.keys, signed_before=bool(self.checkpoint()))
        log_keys.signers(self._kit.keys, self.origin())
        with self._signing:
            signed = self.read(lambda unit: proofs.sign(unit.rows, self._kit))
            if signed is None:
                return self.checkpoint()
            self._kit.at("during_checkpoint")
            at = self._kit.clock.now()
            self.decide(lambda unit: proofs.keep(unit.rows, signed, at))
            return signed.note.encode()

    @property
    def publishing(self) -> publishing.Publishing:
        """The log as it is shown to strangers."""
        return publishing.Publishing(self.read, self.decide, self._kit)

    def receipt(self, decision: str, names: tuple[str, ...] = ()) -> str:
        """A tlog-proof text of a decision that anybody can check offline, with the named fields in the open.

        Raises:
            NotFound: there is no such decision.
            LedgerError: a named field is not there, or was erased.
        """
        if not self.decision(decision).checkpoint:
            self.make_checkpoint()
        return self.read(lambda unit: proofs.receipt(unit.rows, self._kit, decision, names))

    def origin(self) -> str:
        """The log's name."""
        return self.read(lambda unit: log.load_head(unit.rows).origin)

    def verifier_keys(self) -> tuple[VerifierKey, ...]:
        """The log's public keys."""
        return log_keys.verifiers(self._kit.keys, self.origin())

    # --- desk -------------------------------------------------------------------------------------------------

    def hand_overs(self, *, open_only: bool = True) -> tuple[HandOver, ...]:
        """What waits for a person, the most urgent first."""
        return self.read(lambda unit: desk.hand_overs(unit.rows, open_only=open_only))

    def corrections(self, decision: str) -> tuple[tuple[str, str], ...]:
        """What the customer put right of what the hand-over of this decision told; () if nothing."""
        return self.read(lambda unit: desk.corrections(unit.rows, self._kit, decision))

    def approval(self, name: str) -> Approval:
        """A deed that waits, or waited, for a colleague.

        Raises:
            NotFound: there is none.
        """
        return self.read(lambda unit: desk.approval(unit.rows, self._kit, name))

    # --- erasure ----------------------------------------------------------------------------------------------

    def erase(self, subject: str) -> Certificate:
        """Erase a person: rows, then keys; proofs, typed facts and abuse counters stay, as the certificate says.

        Raises:
            NotFound: there is no such person.
            Busy: a deed of theirs is under way.
            Held: a legal hold forbids it.
        """
        job = self.decide(lambda unit: erasing.at_once(unit.rows, self._kit, unit.journal, subject))
        self._kit.at("after_erasure")
        done = self.erasing.advance(job)
        if done is None:
            raise Busy("The rows are gone; the files are still read by somebody. It goes on when the house is opened.")
        return replace(done, subject=subject)

    @property
    def staff_news(self) -> StaffNews:
        """What everybody with a role is told of outside the desk."""
        return StaffNews(self.read, self.decide, self._kit)

    @property
    def retaining(self) -> retaining.Retaining:
        """What is kept for how long, and what is due."""
        return retaining.Retaining(self.read, self.decide, self._kit, self._destroy)

    def suppressions(self, size: int | None = None) -> tuple[Suppression, ...]:
        """Keyed marks of all that was narrowed, the oldest first; given a size, those that the log has at that size."""
        return self.read(lambda unit: suppressing.suppressions(unit.rows, size))

    @property
    def restoring(self) -> restoring.Restoring:
        """What is done once, in rows that came out of a backup."""
        return restoring.Restoring(self.read, self.decide, self._kit, self.erasing, self.retaining.leaving)

    @property
    def erasing(self) -> erasing.Erasing:
        """Erasures that were asked for, and how far they have come."""
        return erasing.Erasing(self.read, self.decide, self._kit, self._destroy_people)

    def hold(self, about: str, until: Instant, reason: str, by: str = "") -> Hold:
        """Keep a person (`S-...`) or one decision about them (`D-...`) from being erased until a day; `by` a colleague.

        Raises:
            NotFound: there is no such person or decision, or the person is erased already.
            BadInput: no reason, one that is too long, or an end that has passed.
        """
        return self.decide(lambda unit: holds.hold(unit.rows, self._kit, unit.journal, about, until, (reason, by)))

    def lift(self, hold: str, reason: str, by: str = "", alone: Alone | None = None) -> str:
        """End a hold before its day; the decision's id. `by` a colleague, who may stand for two people by `alone`.

        Raises:
            NotAllowed: they set it themselves: somebody else ends it.
            NotFound: there is no such hold, or it has ended.
            BadInput: no reason, or one that is too long.
        """
        return self.decide(lambda unit: holds.lift(unit.rows, self._kit, unit.journal, hold, (reason, by), alone))

    def holds(self) -> tuple[Hold, ...]:
        """The holds that run now, the ones that end first before the others."""
        return self.read(lambda unit: holds.running(unit.rows, self._kit))

    def unfinished_erasures(self) -> int:
        """Owners whose rows are gone and whose keys may still be there; 0 but for a crash, or a reader in the way."""
        return len(self.read(lambda unit: erasure.unfinished(unit.rows)))

    def rewrap_keys(self, newest: KeyWrap, done: Callable[[], None]) -> int:
        """Wrap every key under a newer one, while the house serves; see `KeyRing.rewrap`."""
        return self._kit.keys.rewrap(newest, done)

    def _destroy_people(self, owners: tuple[str, ...]) -> bool:
        # What only the erasure itself was sealed under stands in no gap.
        notes_only = all(name.startswith(erasing.JOB_OWNER) for name in owners)
        return (notes_only or self._write_anew()) and self._destroy(owners)

    def _destroy(self, owners: tuple[str, ...]) -> bool:
        # Noted as done only once no file holds a trace; until then it is done again whenever the store is opened.
        if not (self._kit.keys.destroy(owners) and self._scrub()):
            return False
        self.decide(lambda unit: erasure.finish(unit.rows, owners))
        return self._scrub()  # of the note itself: it named them

    def _tell(self, conversation: str) -> None:
        for listener in self._listeners:
            try:
                listener(conversation)
            except Exception:  # noqa: BLE001 - what was recorded stays recorded; whoever listens looks after itself
                _LOG.exception("a listener of new items failed")
