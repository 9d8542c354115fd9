"""The unit of work: what one function may read and write inside one transaction."""

from collections.abc import Sequence

from earnest.domain.consents import ConsentEvent, Paper
from earnest.domain.identity import Session
from earnest.domain.inbound import Inbound
from earnest.domain.items import Part
from earnest.domain.money import Money
from earnest.domain.preferences import Preference, Remembered
from earnest.domain.time import Instant
from earnest.domain.turns import Approval, Concern, Recorded, Reply, Standing
from earnest.store import (
    concerns,
    consent_news,
    consenting,
    consents,
    desk,
    dossier,
    governing,
    people,
    preferences,
    recording,
    talk,
)
from earnest.store.kit import Journal, Kit
from earnest.store.rows import Rows

_EXPOSURE = (
    "SELECT COALESCE(SUM(minor), 0) FROM exposures WHERE pseudonym = ? AND skill = ? AND at >= ? AND currency = ? "
    "AND state <> 'released'"
)


class Unit:
    """Handed to the function that `Store.decide` or `Store.read` runs; good for that call only.

    Attributes:
        rows: the transaction's statements; for the store's own modules.
        kit: keys, clock and randomness; for the store's own modules.
        touched: conversations that gained items.
    """

    __slots__ = ("_held", "_journal", "kit", "rows", "touched")

    def __init__(self, rows: Rows, kit: Kit, journal: Journal | None) -> None:
        self.rows = rows
        self.kit = kit
        self._journal = journal
        self.touched: set[str] = set()
        self._held: tuple[Inbound, talk.Talk] | None = None

    @property
    def journal(self) -> Journal:
        """Where leaves go; a unit that only reads has none."""
        assert self._journal is not None, "a unit that only reads records nothing; use Store.decide"
        return self._journal

    def answered(self, inbound: Inbound) -> Reply | None:
        """The recorded answer to this sender's id, with the items that an effect of it added later; None if new.

        Raises:
            SignInNeeded: the session has ended.
            NotFound: the conversation is not this person's.
        """
        return talk.answered(self.rows, self.kit, inbound)

    def standing(self, inbound: Inbound, *, lock: bool = False) -> Standing:
        """How the conversation stands now, the session re-read.

        Args:
            inbound: what came in.
            lock: hold the customer and the conversation until the unit ends; use it inside `decide`.

        Raises:
            SignInNeeded: the session is unknown, has ended, or lay idle too long.
            NotFound: no such conversation, or not this person's.
        """
        if lock:
            talk.lock(self.rows, self.kit, inbound)
        stood = talk.talk_of(self.rows, self.kit, inbound, lock=lock)
        self._held = (inbound, stood) if lock else None
        return talk.standing(self.rows, self.kit, stood)

    def exposure(self, session: Session, skill: str, since: Instant, currency: str) -> Money:
        """What this customer has at stake with a skill: reserved, paid and unclear amounts since an instant.

        All sessions and channels of one customer count together; erasure does not reset it.
        """
        if self._journal is not None:
            people.lock_customer(self.rows, self.kit, session)
        row = self.rows.one(_EXPOSURE, people.pseudonym(self.kit, session), skill, since, currency)
        return Money(int(row[0]) if row else 0, currency)

    def consent_events(self, subject: str, *, lock: bool = False) -> tuple[ConsentEvent, ...]:
        """A person's consent history, oldest first; with `lock` nobody else adds to it until the unit ends."""
        return consents.named(self.rows, self.kit.keys, consents.events_of(self.rows, subject, lock=lock))

    def consent_papers(self, subject: str) -> dict[str, str]:
        """What a person was shown with their choices, by digest."""
        return consents.papers_of(self.rows, subject)

    def subject_ref(self, subject: str) -> str:
        """A reference of a person that is nobody's name and that nobody can compute once their key is destroyed (hex).

        Raises:
            SignInNeeded: the person was erased.
        """
        return people.subject_ref(people.owner_of(self.kit, subject)).hex()

    def record_consent(self, session: Session, event: ConsentEvent, papers: Sequence[Paper] = ()) -> ConsentEvent:
        """Write what a person said about a purpose, with its decision and leaf; the event as it was written.

        Raises:
            SignInNeeded: the session has ended.
            BadInput: the channel is none of ours.
            Conflict: it may not follow what was said before.
        """
        return consenting.record(self.rows, self.kit, self.journal, session, event, papers)

    def told_events(self, customer: str) -> tuple[ConsentEvent, ...]:
        """The consent history of a customer by the shop's reference, held until the unit ends; () of a stranger."""
        subject = people.subject_of(self.rows, self.kit, customer)
        return self.consent_events(subject, lock=True) if subject else ()

    def record_told(self, customer: str, event: ConsentEvent) -> ConsentEvent:
        """Write what a customer said elsewhere, with its decision and leaf; the event as it was written.

        Raises:
            Conflict: it may not follow what was said before.
        """
        return consenting.record_told(self.rows, self.kit, self.journal, customer, event)

    def begin_message(self, message: str) -> tuple[str, str] | None:
        """Take an outside message as ours to handle: None; or decision and ruling of the one that came before."""
        return consent_news.begin_message(self.rows, self.kit, message, self.kit.clock.now())

    def end_message(self, message: str, decision: str, ruling: str) -> None:
        """Note what became of an outside message."""
        consent_news.end_message(self.rows, self.kit, message, decision, ruling)

    def remembered(self, subject: str, now: Instant) -> tuple[Remembered, ...]:
        """A person's preferences that are kept and not due to be forgotten; whoever asks judges the consent first."""
        return preferences.remembered(self.rows, self.kit, subject, now)

    def barred(self, subject: str) -> tuple[str, ...]:
        """The sources that a person does not want to be used, in whichever conversation."""
        return dossier.barred(self.rows, subject)

    def remember(self, subject: str, told: Remembered) -> None:
        """Keep a preference in place of what was told before.

        Raises:
            SignInNeeded: the person was erased.
        """
        preferences.keep(self.rows, self.kit, self.journal, subject, told)

    def forget(self, subject: str, preference: Preference) -> bool:
        """Delete a preference with its value; whether there was one."""
        return preferences.forget_for_good(self.rows, self.kit, self.journal, subject, preference)

    def approval(self, name: str) -> Approval:
        """A deed that waits, or waited, for a colleague; by its own id or its decision's.

        Raises:
            NotFound: there is none.
        """
        return desk.approval(self.rows, self.kit, name)

    def concern(self, inbound: Inbound) -> Concern | None:
        """What a right that came in is used on; None where it is used on nothing.

        Raises:
            NotFound: it is not there, or not this customer's: the same answer.
        """
        return concerns.concern(self.rows, self.kit, inbound)

    def switched_off(self) -> frozenset[str]:
        """The names of playbooks and skills that are switched off now; `EVERYTHING` stands for all of them."""
        return governing.off(self.rows)

    def record(self, recorded: Recorded, own: Sequence[Part] | None = None) -> Reply:
        """Write one turn: items, decisions, leaves, cards, outbox, exposure, hand-overs, state, events.

        Args:
            recorded: all that the turn writes.
            own: the customer's own item; by default the words said, or the label of the button pressed.

        Returns:
            The reply; of a turn that was recorded before, the reply it had.

        Raises:
            Moved: another turn was recorded since `base_version`.
            Conflict: the approval was decided already.
            NotAllowed: the session belongs to another customer already.
            SignInNeeded: the session has ended.
            NotFound: no such conversation, or not this person's.
            BadInput: a value cannot be sealed.
        """
        # What is held cannot have changed since; reading it again would only cost.
        held = self._held[1] if self._held and self._held[0] == recorded.inbound else None
        self._held = None
        stood = held or talk.talk_of(self.rows, self.kit, recorded.inbound, lock=True)
        reply = recording.record(self.rows, self.kit, self.journal, stood, recorded, own)
        self.touched.add(recorded.inbound.conversation)
        return reply
