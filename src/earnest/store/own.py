"""The house's own records: decisions about nobody in particular, with their leaf."""

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
    "commitment, subject_digests, colleague_digests) VALUES (?, '', 0, 0, ?, ?, '', '', ?, '', '', ?, ?, ?)"
)


def record(
    rows: Rows, kit: Kit, journal: Journal, kind: DecisionKind, facts: Mapping[str, FactValue], at: Instant
) -> str:
    """Record what the house itself did or left undone; the decision's id.

    Args:
        rows: the transaction.
        kit: keys and randomness.
        journal: takes the leaf.
        kind: what it was.
        facts: typed, and about nobody: they outlive every person.
        at: when.
    """
    nobody = Session("", "", "", Level.ANYONE)
    context = Context("", nobody, Channel.API, Source.CUSTOMER, 0, "", "", (), at)
    decision = Decision(
        id=kit.new_id(Kind.DECISION),
        kind=kind,
        context=context,
        intent="",
        sure=None,
        facts=facts,
        verdict=None,
        deed=None,
        words={},
        said=(),
    )
    epoch = kit.keys.owner_or_new(sealing.epoch_owner(at))
    sealed = sealing.seal_record(
        decision.id, [sealing.Chamber(sealing.ACCOUNTABLE, epoch, codec.accountable_fields(decision))]
    )
    rows.many(sealing.INSERT, sealed.rows)
    rows.run(_INSERT, decision.id, kind.value, at, context.asked_by.value, sealed.commitment, b"", b"")
    journal.leaf(rows, Draft(decision.id, "rec", sealed.commitment, at))
    return decision.id
