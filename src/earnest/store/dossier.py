"""What is kept of one person, for that person: their decisions, what waits, and what they do not want to be used."""

from earnest.domain.identity import Channel, Session
from earnest.domain.time import Instant
from earnest.domain.turns import DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import consents, people, proofs, suppressing
from earnest.store.accounting import context_of, personal
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows
from earnest.store.values import Dossier, HandOver

DECISIONS_MAX = 5_000
"""Decisions of one person that one look gives, the newest first."""

WAITING_MAX = 200
TALKS_MAX = 200

_TALKS = "SELECT id FROM conversations WHERE subject = ? ORDER BY changed_at DESC LIMIT ?"
_DECISIONS = (
    "SELECT id FROM decisions WHERE conversation IN (SELECT id FROM conversations WHERE subject = ?) "
    "OR id IN (SELECT decision FROM consents WHERE subject = ?) OR id IN (SELECT decision FROM bars WHERE subject = ?) "
    # What barred a source stays in the history when the bar is lifted.
    "OR (kind IN ('signed_in', 'exported', 'passkey', 'data_choice') "
    "AND id IN (SELECT record FROM sealed WHERE owner = ? AND compartment = 'S')) "
    "ORDER BY at DESC, turn DESC, place DESC LIMIT ?"
)
_WAITING = (
    "SELECT id, decision, conversation, kind, reason, opened_at, due_at, state, needed FROM hand_overs "
    "WHERE kind <> 'governance' AND conversation IN (SELECT id FROM conversations WHERE subject = ?) "
    "ORDER BY opened_at DESC, id LIMIT ?"
)
_NEW_BAR = "INSERT INTO bars (subject, source, decision, at) VALUES (?, ?, ?, ?) ON CONFLICT (subject, source) DO "
_BAR = f"{_NEW_BAR}UPDATE SET decision = excluded.decision, at = excluded.at"
_BAR_UNLESS = f"{_NEW_BAR}NOTHING"


def dossier(rows: Rows, kit: Kit, session: Session, limit: int) -> Dossier:
    """What is kept of the person of a session.

    Raises:
        SignInNeeded: the session has ended.
    """
    now = people.live_session(rows, kit, session.id)
    names = rows.all(_DECISIONS, *[now.subject] * 4, min(limit, DECISIONS_MAX))
    return Dossier(
        session=now,
        conversations=tuple(row[0] for row in rows.all(_TALKS, now.subject, TALKS_MAX)),
        decisions=tuple(proofs.stored_decision(rows, kit, row[0]) for row in names),
        waiting=tuple(HandOver(*row) for row in rows.all(_WAITING, now.subject, WAITING_MAX)),
        barred=barred(rows, now.subject),
        consents=consents.named(rows, kit.keys, consents.events_of(rows, now.subject)),
    )


def barred(rows: Rows, subject: str) -> tuple[str, ...]:
    """The sources that a person does not want to be used, by name."""
    return tuple(row[0] for row in rows.all("SELECT source FROM bars WHERE subject = ? ORDER BY source", subject))


def bar(rows: Rows, subject: str, source: str, decision: str, at: Instant) -> int:
    """Leave a source unused that is used now; 0 where it was not."""
    return rows.run(_BAR_UNLESS, subject, source, decision, at)


def lift(rows: Rows, subject: str, source: str) -> None:
    """Let a source be used again."""
    rows.run("DELETE FROM bars WHERE subject = ? AND source = ?", subject, source)


def choose(rows: Rows, kit: Kit, journal: Journal, session: Session, source: str, *, use: bool) -> str:
    """Record that a source may, or may not, be used for this person, with its leaf; the decision's id.

    Raises:
        SignInNeeded: the session has ended.
    """
    visit = people.visit(rows, kit, session.id)
    now, at = people.live(kit, visit), stamp(kit, journal, rows)
    context = context_of(rows, now, at, channel=Channel.PRIVACY_CENTRE, consent_seq=visit.consent_seq)
    facts: dict[str, FactValue] = {"source": source, "barred": not use}
    decision = personal(rows, kit, journal, DecisionKind.DATA_CHOICE, context, facts)
    if use:
        lift(rows, now.subject, source)
    else:
        rows.run(_BAR, now.subject, source, decision, at)
        suppressing.mark_barred(rows, kit, journal, now.subject, (source, at, decision))
    return decision
