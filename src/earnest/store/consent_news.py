"""The tables beside the consent ledger: what outside platforms told us, and what they are still to hear of us."""

from collections.abc import Sequence

from earnest.domain.consents import ConsentNews
from earnest.domain.time import Instant
from earnest.store import consents, people
from earnest.store.kit import Kit
from earnest.store.rows import Rows

_READY = "SELECT decision, tries FROM consent_news WHERE state IN ('ready', 'sending') AND next_at <= ? "

_IN_ORDER = (
    "ORDER BY next_at, (SELECT MAX(seq) FROM consents WHERE consents.decision = consent_news.decision), decision"
)


def begin_message(rows: Rows, kit: Kit, message: str, at: Instant) -> tuple[str, str] | None:
    """Take a message as ours to handle: None; or decision and ruling of the one of this id that came before."""
    name = kit.lookup("consent-inbox", message)
    fresh = "INSERT INTO consent_inbox (message, decision, because, at) VALUES (?, '', '', ?) ON CONFLICT DO NOTHING"
    if rows.run(fresh, name, at):
        return None
    row = rows.one("SELECT decision, because FROM consent_inbox WHERE message = ?", name)
    return (str(row[0]), str(row[1])) if row else None


def end_message(rows: Rows, kit: Kit, message: str, decision: str, ruling: str) -> None:
    """Note what became of a message."""
    name = kit.lookup("consent-inbox", message)
    rows.run("UPDATE consent_inbox SET decision = ?, because = ? WHERE message = ?", decision, ruling, name)


def any_ready(rows: Rows, now: Instant) -> bool:
    """Whether anything is to be told."""
    return rows.one(f"{_READY} LIMIT 1", now) is not None


def claim(rows: Rows, kit: Kit, now: Instant, limit: int, lease: Instant) -> Sequence[ConsentNews]:
    """Take changes that are to be told."""
    lock = "FOR UPDATE SKIP LOCKED" if rows.locks else ""
    found = []
    for decision, tries in rows.all(f"{_READY}{_IN_ORDER} LIMIT ? {lock}", now, limit):
        event = consents.event_by(rows, decision)
        owner = kit.keys.owner(event.subject) if event else None
        if event is None or owner is None:
            rows.run("DELETE FROM consent_news WHERE decision = ?", decision)
            continue
        taken = "UPDATE consent_news SET state = 'sending', tries = tries + 1, next_at = ? WHERE decision = ?"
        rows.run(taken, now + lease, decision)
        (event,) = consents.named(rows, kit.keys, (event,))
        found.append(ConsentNews(event, people.subject_ref(owner).hex(), tries + 1))
    return found


def settle(rows: Rows, decision: str, state: str, next_at: Instant) -> None:
    """Note how a try ended."""
    rows.run("UPDATE consent_news SET state = ?, next_at = ? WHERE decision = ?", state, next_at, decision)
