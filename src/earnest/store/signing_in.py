"""Customers signing in: a session opened for a known one, or a session that becomes more surely theirs, is a leaf."""

from dataclasses import replace

from earnest.domain.identity import Channel, Level, Session
from earnest.domain.time import Instant
from earnest.domain.turns import DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import consents, people, suppressing
from earnest.store.accounting import context_of, personal
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows


def open_session(
    rows: Rows, kit: Kit, journal: Journal, token: str, channel: Channel, who: tuple[Level, str]
) -> Session:
    """Write a new session of a visitor or, with a customer reference, of that customer."""
    session = people.open_session(rows, kit, token, channel, who)
    _record(rows, kit, journal, (Level.ANYONE, session), "opened")
    return session


def beside(rows: Rows, kit: Kit, journal: Journal, session: str, token: str, door: tuple[Channel, Instant]) -> Session:
    """Open a further session of the same person, known as surely, for another door and a while.

    Raises:
        SignInNeeded: the session has ended.
    """
    made = people.beside(rows, kit, session, token, *door)
    _record(rows, kit, journal, (made.level, made), "opened_beside")
    return made


def follow(rows: Rows, kit: Kit, journal: Journal, before: Session, after: Session, at: Instant) -> Session:
    """Write what changed about a session; see `people.follow`.

    Raises:
        NotAllowed: the session already belongs to another customer.
    """
    now = people.follow(rows, kit, before, after, at)
    if now.subject != before.subject:
        _mark_taken_over(rows, kit, journal, before.subject, now.subject)
    if (now.subject, now.level, now.proved_at) != (before.subject, before.level, before.proved_at):
        _record(rows, kit, journal, (before.level, now), "proved")
    return now


def _mark_taken_over(rows: Rows, kit: Kit, journal: Journal, visitor: str, customer: str) -> None:
    """Mark for a customer what they forbade while they were a visitor: from now on it holds for them."""
    for event in consents.events_of(rows, visitor):
        suppressing.mark_withdrawn(rows, kit, journal, replace(event, subject=customer), event.decision)
    for bar in rows.all("SELECT source, at, decision FROM bars WHERE subject = ? ORDER BY source", visitor):
        suppressing.mark_barred(rows, kit, journal, customer, (bar[0], bar[1], bar[2]))


def _record(rows: Rows, kit: Kit, journal: Journal, who: tuple[Level, Session], how: str) -> None:
    """Record a sign-in; a visitor of whom nothing is known has not signed in."""
    before, session = who
    if session.level is Level.ANYONE and not session.customer:
        return
    row = rows.one(
        "SELECT s.channel, u.consent_seq FROM sessions s JOIN subjects u ON u.id = s.subject WHERE s.id = ?", session.id
    )
    channel, seq = (Channel(row[0]), row[1]) if row else (Channel.API, 0)
    context = context_of(rows, session, stamp(kit, journal, rows), channel=channel, consent_seq=seq)
    facts: dict[str, FactValue] = {"how": how, "before": before, "level": session.level}
    personal(rows, kit, journal, DecisionKind.SIGNED_IN, context, facts)
