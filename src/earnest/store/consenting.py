"""Recording consent: an event in the person's history, a decision and a leaf, and the papers that were shown."""

from collections.abc import Sequence
from dataclasses import replace

from earnest.domain.consents import ConsentEvent, Paper
from earnest.domain.errors import BadInput
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.turns import Context, DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import consents, people, suppressing
from earnest.store.accounting import context_of, personal
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows


def record(
    rows: Rows, kit: Kit, journal: Journal, session: Session, event: ConsentEvent, papers: Sequence[Paper] = ()
) -> ConsentEvent:
    """Write what a person said themselves, with its decision; the event as it was written.

    Raises:
        SignInNeeded: the session has ended.
        BadInput: the channel is none of ours.
        Conflict: it may not follow what was said before.
    """
    try:
        channel = Channel(event.channel)
    except ValueError:
        raise BadInput(f"{event.channel[:40]!r} is no channel; give one of {', '.join(Channel)}.") from None
    now = people.live(kit, people.visit(rows, kit, session.id))
    return _write(rows, kit, journal, now, channel, (replace(event, subject=now.subject), papers))


def record_told(
    rows: Rows, kit: Kit, journal: Journal, customer: str, event: ConsentEvent, papers: Sequence[Paper] = ()
) -> ConsentEvent:
    """Write what a customer said elsewhere, as another system tells it; the event as it was written.

    Raises:
        Conflict: it may not follow what was said before.
    """
    subject = people.subject_for(rows, kit, customer, event.origin.value, kit.clock.now())
    told = Session("", subject, customer, Level.ANYONE)
    return _write(rows, kit, journal, told, Channel.API, (replace(event, subject=subject), papers))


def _write(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    session: Session,
    channel: Channel,
    what: tuple[ConsentEvent, Sequence[Paper]],
) -> ConsentEvent:
    at = stamp(kit, journal, rows)
    row = rows.locked("SELECT consent_seq FROM subjects WHERE id = ?", session.subject)
    seq = row[0] if row else 0
    event = replace(what[0], at=at, seq=seq + 1)
    context = context_of(rows, session, at, channel=channel, consent_seq=seq)
    event = replace(event, decision=_record(rows, kit, journal, context, event))
    consents.keep(rows, what[1], at)
    consents.add(rows, replace(event, text_version="") if event.origin in consents.OUTSIDE else event)
    suppressing.mark_withdrawn(rows, kit, journal, event, event.decision)
    return event


def _record(rows: Rows, kit: Kit, journal: Journal, context: Context, event: ConsentEvent) -> str:
    """The leaf; another system's own name for its words could hold anything, so it ends with the person."""
    facts, words = _facts(event), None
    if event.origin in consents.OUTSIDE:
        words = {"text_version": str(facts.pop("text_version"))}
    return personal(rows, kit, journal, DecisionKind.CONSENT, context, facts, words=words)


def _facts(event: ConsentEvent) -> dict[str, FactValue]:
    """What the leaf commits to: what was said, in which words, under which terms, by which door."""
    return {
        "purpose": event.purpose.value,
        "state": event.state.value,
        "text_version": event.text_version,
        "text_digest": event.text_digest,
        "notice": event.notice,
        "language": event.language,
        "channel": event.channel,
        "origin": event.origin.value,
        "said_at": event.said_at,
        "expires_at": event.expires_at,
    }
