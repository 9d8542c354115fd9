"""The six values of one turn: Inbound -> Context -> Proposal -> Verdict -> Decision -> Reply."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from earnest.domain.consents import Ground
from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.inbound import Button, Inbound
from earnest.domain.items import Card, Item, Option, Part
from earnest.domain.labels import Judged, Question
from earnest.domain.money import Money
from earnest.domain.passkeys import Signature
from earnest.domain.preferences import Preference, Told
from earnest.domain.purposes import Purpose
from earnest.domain.records import Origin, Seen
from earnest.domain.rights import NotUsed
from earnest.domain.skills import Preview
from earnest.domain.time import Instant
from earnest.domain.verdicts import Facts, Verdict

NONE = "none"
"""Stands for the model, and for the version of a prompt, where there is none."""

# --- what the assistant works from and gives -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Scene:
    """What an assistant may know of the conversation before it looks at any record.

    Args:
        conversation: its id (wordings are picked by it).
        session: who speaks; changes when an identification succeeds.
        language: the conversation's language, "" before the first message.
        text: the customer's words, "" for a press.
        chosen: the option that was pressed, "" if none.
        state: the assistant's own state, as it left it in the last turn.
        card: the open card, None if there is none.
        card_shown_last: whether it was the last thing shown and the only open one.
        asked_by: the taint floor so far.
        now: the instant of the turn.
        pressed: the pressed button of the open card, None if none was: the deed itself is none of its business.
        brand_changed: whether the brand folder has changed since the state was left: what was filled in is read anew.
    """

    conversation: str
    session: Session
    language: str
    text: str
    chosen: str
    state: Mapping[str, Any]
    card: Card | None
    card_shown_last: bool
    asked_by: Source
    now: Instant
    pressed: Button | None = None
    brand_changed: bool = False


class Look(Protocol):
    """The only way from an assistant to data: purpose-bound, recorded, read-only."""

    @property
    def barred(self) -> frozenset[str]:
        """Kinds that the customer does not want to be looked at: nothing may be said of them, as if there were none."""
        ...

    def records(self, kind: str, purpose: Purpose) -> tuple[Seen, ...]:
        """The records of a kind that this customer owns (or a catalogue), with the granted fields only."""
        ...

    def preference(self, wanted: Preference) -> str:
        """What the customer told of themselves: in this conversation, or before under a live yes; "" where nothing."""
        ...

    def identify(self, name: str, claims: Mapping[str, str]) -> Level:
        """Try one of the brand's identifiers; the level now held. Attempts are counted and limited."""
        ...

    def preview(self, skill: str, arguments: Mapping[str, Any]) -> Preview:
        """Dry-run a skill with handles as arguments.

        Raises:
            Declined: the other system would refuse; the message may be shown.
            BadInput: an argument is not of its declared kind or not this customer's.
        """
        ...


@dataclass(frozen=True, slots=True)
class Used:
    """A field that was read on the way to a decision: where from, which, what for; and its supplier, if bought in."""

    source: str
    field: str
    purpose: Purpose
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A proposed deed: a skill and its arguments, records by handle. It has no authority.

    Args:
        skill: the skill's name.
        arguments: by parameter name; handles for records.
        card_title: what the card's button does; filled by a playbook's words, never by a model.
        card_rows: labelled rows for the card, beside the broker's own.
        done: words for the receipt, with `{name}` places for the skill's `Done.values`.
        waiting: words while a person decides, with `{due}`.
        refused: words before the reasons of a refusal.
    """

    skill: str
    arguments: Mapping[str, Any]
    card_title: str
    card_rows: tuple[tuple[str, str], ...] = ()
    done: str = ""
    waiting: str = ""
    refused: str = ""


class HandOverReason(StrEnum):
    """Why a person takes over."""

    ASKED = "asked"
    UNSURE = "unsure"
    GATE = "gate"
    REPUTATION = "reputation"
    UNCLEAR_OUTCOME = "unclear_outcome"
    OUT_OF_SCOPE = "out_of_scope"
    FAULT = "fault"
    CONTESTED = "contested"
    INTRUSIVE = "intrusive"
    UNFAIR = "unfair"
    SWITCHED_OFF = "switched_off"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an assistant would say or do about one wish. It has no authority.

    Args:
        intent: the playbook, "" where none was recognised.
        sure: calibrated percent that the wish was understood, None without a measured confidence.
        say: parts to say; cards, receipts and hand-over notices are made by the hall, never here.
        action: the deed, None for an answer or a question.
        hand_over: set when a person should take over.
        summary: labelled rows for that person: what was asked, what is known, what was tried.
        anyway: whether it asks what was meant whatever the score.
        again: whether the wish was heard before this turn, so that what it was taken for was recorded then.
    """

    intent: str
    sure: int | None
    say: tuple[Part, ...] = ()
    action: Action | None = None
    hand_over: HandOverReason | None = None
    summary: tuple[tuple[str, str], ...] = ()
    anyway: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Thought:
    """What one turn of thinking gave: 1..n proposals, one a wish, and the assistant's state for the next turn.

    `chosen` is the playbook that the customer chose by name, "" for something else, None where they chose none.
    `model` is the digest of what thought, `model_id` its name, `prompt` the version of what it was told to do.
    `told` is what the message tells of the customer's preferences; whether it is kept is not the assistant's to say.
    """

    proposals: tuple[Proposal, ...]
    state: Mapping[str, Any]
    language: str
    model: str = ""
    chosen: str | None = None
    model_id: str = NONE
    prompt: str = NONE
    told: tuple[Told, ...] = ()


# --- what is decided and recorded --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deed:
    """An action as the broker canonicalised it: raw ids, checked kinds, owned records.

    Args:
        skill: the skill's name.
        arguments: canonical, in the sealed-JSON profile.
        args_hash: SHA-256 (hex) of skill and arguments.
        amount: what is at stake, None if no money moves.
    """

    skill: str
    arguments: Mapping[str, Any]
    args_hash: str
    amount: Money | None


class DecisionKind(StrEnum):
    """What a decision was."""

    ANSWER = "answer"
    QUESTION = "question"
    CARD = "card"
    EFFECT = "effect"
    APPROVAL = "approval"
    HAND_OVER = "hand_over"
    REFUSAL = "refusal"
    WITHDRAWAL = "card_withdrawn"
    OUTCOME = "outcome"
    UNDO = "undo"
    CORRECTION = "correction"
    DATA_CHOICE = "data_choice"
    RATING = "rating"
    ERASURE = "erasure"
    ERASURE_ASKED = "erasure_asked"
    HOLD = "hold"
    RETENTION = "retention"
    CONSENT = "consent"
    PASSED_ON = "passed_on"
    TAKEN = "taken"
    REPLIED = "replied"
    NOTED = "noted"
    HANDED_BACK = "handed_back"
    CLOSED = "closed"
    LABELLED = "labelled"
    STAYED = "stayed"
    LOOKED = "looked"
    LOG_KEYS = "log_keys"
    SIGNED_IN = "signed_in"
    BRAND_CHANGED = "brand_changed"
    SWITCHED = "switched"
    EXPORTED = "exported"
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    SETTLED = "settled"
    REVEALED = "revealed"
    DISCLOSED = "disclosed"
    PASSKEY = "passkey"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision rests on: references and typed inputs, never copies of personal values.

    Args:
        conversation: its id, "" outside of any.
        session: who, and how surely known.
        channel: the door.
        asked_by: whose wish it is.
        consent_seq: the person's consent position.
        brand_digest: the brand folder's.
        model: the digest of what thought, "" where nothing did.
        used: the fields that were read, with what for.
        now: when.
        not_used: what the customer had barred in this conversation.
        gates: the digest of all gates in force, "" where none could have judged.
        model_id: the name of what thought.
        prompt: the version of what it was told to do.
        grounds: on which basis each purpose of `used` was open, and the consent event behind it.
        experiments: the arms that the person was in.
    """

    conversation: str
    session: Session
    channel: Channel
    asked_by: Source
    consent_seq: int
    brand_digest: str
    model: str
    used: tuple[Used, ...]
    now: Instant
    not_used: tuple[NotUsed, ...] = ()
    gates: str = ""
    model_id: str = NONE
    prompt: str = NONE
    grounds: tuple[Ground, ...] = ()
    experiments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: at most one effect, one verdict, one id.

    Args:
        id: `D-...`.
        kind: what it was.
        context: what it rested on.
        intent: the playbook.
        sure: calibrated percent, None without.
        facts: the gate inputs, typed.
        verdict: what the gate said, None where nothing was to be judged.
        deed: the canonical action of a card, an effect or an approval.
        words: the action's own words for later (done, waiting, refused) and its card title.
        said: what the customer was shown under it, byte for byte.
        caused_by: the decision this one follows from, "" for a first one.
        hand_over: why a person takes over, None if nobody does.
        due_at: by when, 0 without a clock.
        summary: what that person is told.
        card: the card it opens or rests on, None if there is none.
        approval: the approval it opens (kind APPROVAL) or that a colleague ruled on, "" if there is none.
        colleagues_needed: how many distinct colleagues an opened approval needs.
        ready_at: until when its deed is held so that it can be undone, 0 if it is done at once.
        in_sample: whether colleagues are asked to judge what it was taken for.
        anyway: whether it asked what was meant whatever the score.
        signature: the customer's own, under a deed that binds them.
        knowledge: the articles that were quoted, each in its version.
    """

    id: str
    kind: DecisionKind
    context: Context
    intent: str
    sure: int | None
    facts: Facts
    verdict: Verdict | None
    deed: Deed | None
    words: Mapping[str, str]
    said: tuple[Part, ...]
    caused_by: str = ""
    hand_over: HandOverReason | None = None
    due_at: Instant = 0
    summary: tuple[tuple[str, str], ...] = ()
    card: Card | None = None
    approval: str = ""
    colleagues_needed: int = 0
    ready_at: Instant = 0
    in_sample: bool = False
    anyway: bool = False
    signature: Signature | None = None
    knowledge: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The items a turn added, the customer's own first; `pending` while an effect that is not held is to come."""

    items: tuple[Item, ...]
    decisions: tuple[str, ...]
    pending: bool = False


# --- what stands in the store when a turn begins -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenCard:
    """An open card with the decision, deed and words behind it."""

    card: Card
    decision: str
    session: str
    subject: str
    intent: str
    deed: Deed
    words: Mapping[str, str]
    asked_by: Source


@dataclass(frozen=True, slots=True)
class Approval:
    """A deed that waits for a person.

    Args:
        id: `A-...`.
        conversation: where the customer waits.
        decision: the decision that asked for a person.
        session: the customer's session at that time.
        intent: the playbook.
        deed: what would be done, canonically.
        words: the action's words.
        asked_by: the taint floor it was asked under.
        needed: how many distinct colleagues must approve: 1 or 2.
        approved_by: the colleagues who have.
        open: whether it still waits.
        due_at: by when it should be decided.
        rows: labelled rows, those of the card that was confirmed.
    """

    id: str
    conversation: str
    decision: str
    session: Session
    intent: str
    deed: Deed
    words: Mapping[str, str]
    asked_by: Source
    needed: int
    approved_by: tuple[str, ...]
    open: bool
    due_at: Instant
    rows: tuple[tuple[str, str], ...] = ()


class DeedState(StrEnum):
    """How far a deed has come."""

    READY = "ready"
    STARTED = "started"
    DONE = "done"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Concern:
    """What a customer uses a right on, as it stands.

    Args:
        decision: their own decision.
        deed: how far its deed has come, None where it has none.
        review: the hand-over by which they had a person review it already, None if they did not.
        waits: whether it still waits for a person.
    """

    decision: Decision
    deed: DeedState | None = None
    review: Decision | None = None
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A deed that was decided and recorded, claimed to be done: its intent is in the log.

    Args:
        decision: the effect decision; the idempotency key towards the other system.
        conversation: where the outcome is told.
        session: for whom, as the session was when it was decided; `customer` is the shop's reference.
        language: the conversation's language.
        deed: what to do, canonically.
        words: the action's own words for the outcome.
        rows: labelled rows for the receipt, those of the card that was confirmed.
        gate_digest: the gate it was judged by.
        log_index: the effect decision's place in the log.
        lease_until: after this instant the job counts as abandoned and the other system is asked.
        held: whether it was held for its undo time: its receipt was shown then.
        at_once: whether nobody was asked and nothing was said before it is done.
        permit: the one-shot execution permit, minted when the job was claimed.
        intent: the playbook that it comes from.
        objected: whether the customer has objected to the watch for fraud, and no colleague has allowed it.
    """

    decision: str
    conversation: str
    session: Session
    language: str
    deed: Deed
    words: Mapping[str, str]
    rows: tuple[tuple[str, str], ...]
    gate_digest: str
    log_index: int
    lease_until: Instant
    held: bool = False
    at_once: bool = False
    permit: bytes = b""
    intent: str = ""
    objected: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A conversation as it stands: gathered before thinking, and again inside the write transaction.

    Args:
        version: turns recorded so far; deciding on another version raises `Moved`.
        session: who speaks, re-read: a session that ended or changed level counts at once.
        consent_seq: the subject's consent position.
        state: the assistant's state.
        language: the conversation's language.
        asked_by: the taint floor of the conversation.
        cards: the open cards, oldest first.
        card_shown_last: whether the newest open card was the last thing shown.
        options: the choices on offer in the last question.
        attempts: failed identifications in this conversation.
        with_person: whether it was handed over to a person, who may not be there yet.
        colleague: the colleague who has it, "" while nobody does; the assistant is silent meanwhile.
        quiet_since: since when that colleague has said nothing, 0 without one.
        question: the last question, if it was asked whatever the score and still stands.
    """

    version: int
    session: Session
    consent_seq: int
    state: Mapping[str, Any]
    language: str
    asked_by: Source
    cards: tuple[OpenCard, ...] = ()
    card_shown_last: bool = False
    options: tuple[Option, ...] = ()
    attempts: int = 0
    with_person: bool = False
    colleague: str = ""
    quiet_since: Instant = 0
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that one turn writes, in one transaction.

    Args:
        inbound: what came in; its client id makes the turn idempotent.
        base_version: the version the turn was thought on.
        decisions: 1..n, in order.
        state: the assistant's state for the next turn.
        language: the conversation's language from now on.
        session: the session as it is from now on (an identification may have raised it).
        asked_by: the taint floor from now on.
        closed_cards: card ids that are no longer open, by what became of them.
        attempts: failed identifications so far.
        judged: what the customer said that an earlier wish was.
    """

    inbound: Inbound
    base_version: int
    decisions: tuple[Decision, ...]
    state: Mapping[str, Any]
    language: str
    session: Session
    asked_by: Source
    closed_cards: Mapping[str, str] = field(default_factory=dict)
    attempts: int = 0
    judged: Judged | None = None
