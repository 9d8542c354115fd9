"""Decisions that no customer's turn brings about: typed facts, a leaf; a name only in a compartment of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import orjson

from earnest.domain.governing import digest_of_gates
from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.ids import Kind
from earnest.domain.time import Instant
from earnest.domain.turns import Context, Decision, DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import codec, desk, people, sealing
from earnest.store.kit import Journal, Kit
from earnest.store.log import Draft
from earnest.store.page import Page
from earnest.store.rows import Rows

NOBODY = Session("", "", "", Level.ANYONE)
"""Whom a decision is about that is about nobody."""

_INSERT = (
    "INSERT INTO decisions (id, conversation, turn, place, kind, at, caused_by, intent, asked_by, skill, currency, "
    "commitment, subject_digests, colleague_digests) VALUES (?, '', 0, 0, ?, ?, ?, '', ?, '', '', ?, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class Written:
    """What a colleague wrote with a decision about a person; the words end with that person.

    Args:
        colleague: who wrote, "" where the record names nobody.
        about: the person, under whose key the words are sealed.
        words: what was written, by name.
    """

    colleague: str
    about: str
    words: Mapping[str, str]


def account(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    kind: DecisionKind,
    facts: Mapping[str, FactValue],
    at: Instant,
    *,
    caused_by: str = "",
    by: str | tuple[str, str] | Written = "",
) -> str:
    """Record that something was done to what is kept, or to the house, with its leaf; the decision's id.

    Args:
        rows: the transaction.
        kit: keys, ids.
        journal: where the leaf goes.
        kind: what was done.
        facts: how much of what, by which rule; of closed vocabularies, since they outlive everybody.
        at: when.
        caused_by: the decision it followed from.
        by: the colleague who did it, by name, and, where it is about another, that one; sealed in a compartment of its
            own, under the key of whom it is about; `Written` where they wrote something with it.
    """
    decision = of_facts(kit, kind, context_of(rows, NOBODY, at, by=Source.COLLEAGUE), facts, caused_by)
    epoch = kit.keys.owner_or_new(sealing.epoch_owner(at))
    chambers = [sealing.Chamber(sealing.ACCOUNTABLE, epoch, codec.accountable_fields(decision))]
    if isinstance(by, Written):
        chambers.append(sealing.Chamber(sealing.SUBJECT, people.owner_of(kit, by.about), {"words": by.words}))
        by = by.colleague
    if by:
        who, about = (by, by) if isinstance(by, str) else by
        named = {"colleague": [who, ""]} | ({} if isinstance(by, str) else {"about": about})
        chambers.append(sealing.Chamber(sealing.COLLEAGUE, desk.colleague_owner(kit, about), named))
    sealed = sealing.seal_record(decision.id, chambers)
    rows.many(sealing.INSERT, sealed.rows)
    digests = [sealed.digests.get(one, b"") for one in (sealing.SUBJECT, sealing.COLLEAGUE)]
    asked_by = decision.context.asked_by.value
    rows.run(_INSERT, decision.id, kind.value, at, caused_by, asked_by, sealed.commitment, *digests)
    journal.leaf(rows, Draft(decision.id, "rec", sealed.commitment, at))
    return decision.id


def personal(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    kind: DecisionKind,
    context: Context,
    facts: Mapping[str, FactValue],
    *,
    words: Mapping[str, str] | None = None,
    looked_by: bytes = b"",
) -> str:
    """Record what concerns a person outside of any conversation, under that person's key, with its leaf; the id.

    Args:
        rows: the transaction.
        kit: keys, ids.
        journal: where the leaf goes.
        kind: what was done.
        context: who, when, by which door.
        facts: of closed vocabularies, since they outlive the person.
        words: what somebody wrote, by name; it ends with the person.
        looked_by: who looked at what the context says was used, as `uses.mark_of` has it; b"" for the assistant.

    Raises:
        SignInNeeded: the person was erased.
    """
    who, at = context.session, context.now
    decision = replace(of_facts(kit, kind, context, facts), words=words or {})
    page = Page(kit, "", 0, 0, who, people.owner_of(kit, who.subject), at, looked_by=looked_by)
    page.decide(decision)
    page.write(rows, journal)
    return decision.id


def context_of(
    rows: Rows,
    session: Session,
    at: Instant,
    *,
    channel: Channel = Channel.API,
    by: Source = Source.CUSTOMER,
    consent_seq: int = 0,
) -> Context:
    """What rests on no conversation: who, when, by which door, under the version of the brand that is in force."""
    brand, gates = in_force(rows)
    return Context("", session, channel, by, consent_seq, brand, "", (), at, gates=gates)


def in_force(rows: Rows) -> tuple[str, str]:
    """The digests of the brand folder that the house works by, and of all its gates; "" before the first one."""
    row = rows.one("SELECT digest, gates FROM brands ORDER BY seq DESC LIMIT 1")
    return (row[0], digest_of_gates(orjson.loads(row[1]))) if row else ("", "")


def of_facts(
    kit: Kit, kind: DecisionKind, context: Context, facts: Mapping[str, FactValue], caused_by: str = ""
) -> Decision:
    """A decision that is made of facts alone."""
    return Decision(
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
        caused_by=caused_by,
    )
