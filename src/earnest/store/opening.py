"""Opening a conversation: the notice that a machine speaks is handed out with it, and that is on the record."""

import hashlib
from dataclasses import replace

from earnest.domain.identity import Channel, Session
from earnest.domain.turns import DecisionKind, Used
from earnest.store import people, talk
from earnest.store.accounting import context_of, of_facts
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.page import Page
from earnest.store.rows import Rows


def open_conversation(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    session: Session,
    where: tuple[Channel, str],
    notice: str,
    *,
    used: tuple[Used, ...] = (),
) -> str:
    """Begin a conversation and record the notice that is given with it, word for word; the conversation's id.

    Args:
        rows: the transaction.
        kit: keys, clock, ids.
        journal: where the leaf goes.
        session: whose it is.
        where: the door, and the language, "" for none yet.
        notice: the platform's own sentence that a machine speaks, "" where none is given.
        used: what was read to open it; it stands on record with the notice.

    Raises:
        SignInNeeded: the session has ended.
    """
    channel, language = where
    name = talk.begin(rows, kit, session, channel, language)
    if notice:
        visit = people.visit(rows, kit, session.id)
        who, at = people.live(kit, visit), stamp(kit, journal, rows)
        context = context_of(rows, who, at, channel=channel, consent_seq=visit.consent_seq)
        context = replace(context, conversation=name, used=used)
        digest = hashlib.sha256(notice.encode()).hexdigest()
        told = of_facts(kit, DecisionKind.DISCLOSED, context, {"notice": digest, "language": language})
        page = Page(kit, name, 0, 0, who, people.owner_of(kit, who.subject), at)
        page.decide(replace(told, words={"notice": notice}))
        page.write(rows, journal)
    return name
