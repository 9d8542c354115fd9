"""Recording consent: an event in the person's history, a decision and a leaf."""

from dataclasses import replace

from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import BadInput
from earnest.domain.identity import Channel, Session, Source
from earnest.domain.ids import Kind
from earnest.domain.turns import Context, Decision, DecisionKind
from earnest.store import people
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.page import Page
from earnest.store.rows import Rows


def record(rows: Rows, kit: Kit, journal: Journal, session: Session, event: ConsentEvent) -> str:
    """Write a consent event with its decision; the decision's id.

    Raises:
        SignInNeeded: the session has ended.
        BadInput: the channel is none of ours.
    """
    try:
        channel = Channel(event.channel)
    except ValueError:
        raise BadInput(f"{event.channel[:40]!r} is no channel; give one of {', '.join(Channel)}.") from None
    visit = people.visit(rows, kit, session.id)
    now = people.live(kit, visit)
    at = stamp(kit, journal, rows)
    written = replace(event, subject=now.subject, at=at)
    facts = {
        "purpose": event.purpose.value,
        "state": event.state.value,
        "text_version": event.text_version,
        "language": event.language,
        "expires_at": event.expires_at,
    }
    decision = Decision(
        id=kit.new_id(Kind.DECISION),
        kind=DecisionKind.CONSENT,
        context=Context("", now, channel, Source.CUSTOMER, visit.consent_seq, "", "", (), at),
        intent="",
        sure=None,
        facts=facts,
        verdict=None,
        deed=None,
        words={},
        said=(),
    )
    page = Page(kit, "", 0, 0, now, people.owner_of(kit, now.subject), at)
    page.decide(decision)
    page.write(rows, journal)
    people.add_consent(rows, written, decision.id)
    return decision.id
