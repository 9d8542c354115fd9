"""Decisions that no customer's turn brings about: erasures, holds, deletions. Typed facts, a leaf, no name."""

from collections.abc import Mapping

from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.ids import Kind
from earnest.domain.time import Instant
from earnest.domain.turns import Context, Decision, DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import codec, sealing
from earnest.store.kit import Journal, Kit
from earnest.store.log import Draft
from earnest.store.rows import Rows

_INSERT = (
    "INSERT INTO decisions (id, conversation, turn, place, kind, at, caused_by, intent, asked_by, skill, currency, "
    "commitment, subject_digests, colleague_digests) VALUES (?, '', 0, 0, ?, ?, ?, '', ?, '', '', ?, ?, ?)"
)


def account(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    kind: DecisionKind,
    facts: Mapping[str, FactValue],
    at: Instant,
    *,
    caused_by: str = "",
) -> str:
    """Record that something was done to what is kept, with its leaf; the decision's id.

    Args:
        rows: the transaction.
        kit: keys, ids.
        journal: where the leaf goes.
        kind: what was done.
        facts: how much of what, by which rule; of closed vocabularies, since they outlive everybody.
        at: when.
        caused_by: the decision it followed from.
    """
    nobody = Session("", "", "", Level.ANYONE)
    decision = Decision(
        id=kit.new_id(Kind.DECISION),
        kind=kind,
        context=Context("", nobody, Channel.API, Source.COLLEAGUE, 0, "", "", (), at),
        intent="",
        sure=None,
        facts=facts,
        verdict=None,
        deed=None,
        words={},
        said=(),
        caused_by=caused_by,
    )
    epoch = kit.keys.owner_or_new(sealing.epoch_owner(at))
    chamber = sealing.Chamber(sealing.ACCOUNTABLE, epoch, codec.accountable_fields(decision))
    sealed = sealing.seal_record(decision.id, [chamber])
    rows.many(sealing.INSERT, sealed.rows)
    asked_by = decision.context.asked_by.value
    rows.run(_INSERT, decision.id, kind.value, at, caused_by, asked_by, sealed.commitment, b"", b"")
    journal.leaf(rows, Draft(decision.id, "rec", sealed.commitment, at))
    return decision.id
