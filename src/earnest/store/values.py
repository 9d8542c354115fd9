"""What the store hands out beside the domain's own values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from earnest.domain.identity import Session
from earnest.domain.items import Part
from earnest.domain.money import Money
from earnest.domain.skills import Done
from earnest.domain.time import Instant
from earnest.domain.turns import Decision
from earnest.ledger.commit import Field


@dataclass(frozen=True, slots=True)
class Job:
    """A deed that was decided and recorded, claimed to be done: its intent is in the log.

    Args:
        decision: the effect decision; the idempotency key towards the other system.
        conversation: where the outcome is told.
        session: for whom, as the session was when it was decided; `customer` is the shop's reference.
        intent: the playbook.
        skill: what to call.
        arguments: canonical arguments.
        args_hash: SHA-256 (hex) of skill and arguments.
        amount: what is reserved, None if no money moves.
        words: the action's own words for the outcome.
        caused_by: the decision that the effect followed from.
        log_index: the effect decision's place in the log.
        started_at: when the intent was recorded.
        lease_until: after this instant the job counts as abandoned and the other system is asked.
        permit: what the minting function given to `claim` made of it, empty without one.
    """

    decision: str
    conversation: str
    session: Session
    intent: str
    skill: str
    arguments: Mapping[str, Any]
    args_hash: str
    amount: Money | None
    words: Mapping[str, str]
    caused_by: str
    log_index: int
    started_at: Instant
    lease_until: Instant
    permit: bytes = b""


@dataclass(frozen=True, slots=True)
class Settled:
    """It was done; `say` is what the customer is shown about it."""

    done: Done
    say: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The other system refused for certain: nothing happened there."""

    message: str
    say: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody knows whether it happened; a person finds out, by `due_at`."""

    message: str
    say: tuple[Part, ...] = ()
    due_at: Instant = 0


Settlement = Settled | Refused | Unclear


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision as far as it can still be opened, and its proof.

    Args:
        decision: after erasure without the person's words, arguments and ids.
        at: when it was recorded.
        index: its place in the log.
        entry: the leaf's bytes.
        fields: the fields that open, each with its salt; any subset can be disclosed.
        hidden: digests of fields that open no more.
        erased: whether the person's compartment is gone.
        checkpoint: the newest signed note that covers it, "" if none does yet.
        proof: inclusion proof at that checkpoint, from the leaf's sibling upwards.
    """

    decision: Decision
    at: Instant
    index: int
    entry: bytes = field(repr=False)
    fields: tuple[Field, ...] = field(repr=False)
    hidden: tuple[bytes, ...] = field(repr=False)
    erased: bool
    checkpoint: str = field(repr=False)
    proof: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Something that waits for a person.

    Args:
        id: `H-...` or `A-...`; for an approval, what a colleague's ruling names.
        decision: the decision that handed it over.
        conversation: where it happened.
        kind: `hand_over` or `approval`.
        reason: why, a word of `HandOverReason`.
        opened_at: since when it waits.
        due_at: by when, 0 without a clock.
        state: `open`, `approved`, `refused` or `closed`.
    """

    id: str
    decision: str
    conversation: str
    kind: str
    reason: str
    opened_at: Instant
    due_at: Instant
    state: str


@dataclass(frozen=True, slots=True)
class Approval:
    """A deed that waits for a colleague: who it is for, and the decision with deed, facts and summary."""

    hand_over: HandOver
    session: Session
    decision: Decision


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased, and what survives and why.

    Args:
        subject: the id that was erased.
        decision: the erasure's own decision; its leaf proves when it was done.
        at: when.
        erased: rows gone, by table.
        survives: what stays, and why.
    """

    subject: str
    decision: str
    at: Instant
    erased: Mapping[str, int]
    survives: tuple[tuple[str, str], ...]
