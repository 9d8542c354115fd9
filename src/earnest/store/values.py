"""What the store hands out beside the domain's own values."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from earnest.domain.consents import ConsentEvent
from earnest.domain.identity import Session
from earnest.domain.time import Instant
from earnest.domain.turns import Decision
from earnest.ledger.commit import Field


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
        state: `open`, `approved` or `refused`.
        needed: how many colleagues an approval needs.
    """

    id: str
    decision: str
    conversation: str
    kind: str
    reason: str
    opened_at: Instant
    due_at: Instant
    state: str
    needed: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased, what survives and why, and which connected systems said that they forgot, too.

    Args:
        subject: the id that was erased, "" where only the erasure itself is known any more.
        decision: the erasure's own decision; its leaf proves when it was done.
        at: when.
        erased: rows gone, by table.
        survives: what stays, and why.
        told: what each connected system said: `acknowledged`, `kept` or `missing`.
        complete_after: from then on no backup of the keys is left that could open what was erased.
    """

    subject: str
    decision: str
    at: Instant
    erased: Mapping[str, int]
    survives: tuple[tuple[str, str], ...]
    told: Mapping[str, str] = field(default_factory=dict)
    complete_after: Instant = 0


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is kept of one person.

    Args:
        session: who looks; it is re-read.
        conversations: theirs, the one changed last first.
        decisions: theirs, the newest first.
        waiting: what waits, or waited, for a person because of them, the newest first.
        barred: sources that they do not want to be used.
        consents: their consent history, oldest first.
    """

    session: Session
    conversations: tuple[str, ...]
    decisions: tuple[StoredDecision, ...]
    waiting: tuple[HandOver, ...]
    barred: tuple[str, ...]
    consents: tuple[ConsentEvent, ...]
