"""The table of consent events: a person's history by position, and the papers that were shown with it."""

from collections.abc import Iterable
from dataclasses import replace

from earnest.domain.consents import ENDS, PERMITS, ConsentEvent, Origin, Paper, may_follow
from earnest.domain.errors import Conflict, SignInNeeded
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import Instant
from earnest.store import sealing
from earnest.store.keys import KeyRing
from earnest.store.rows import Row, Rows

OUTSIDE = frozenset({Origin.IMPORTED, Origin.PLATFORM})
"""Whence words come that other systems name: such a name could hold anything, so it is sealed."""

_COLUMNS = (
    "subject, seq, purpose, state, at, text_version, language, channel, expires_at, text_digest, notice, origin, "
    "said_at, decision"
)
_INSERT = f"INSERT INTO consents ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
_SELECT = f"SELECT {_COLUMNS} FROM consents WHERE "  # noqa: S608 - as above

_BY_DECISION = f"{_SELECT}decision = ? ORDER BY (SELECT merged_into FROM subjects WHERE id = subject)"  # noqa: S608 - as above
_NEWS = (
    "INSERT INTO consent_news (decision, state, tries, next_at) VALUES (?, 'ready', 0, ?) "
    "ON CONFLICT (decision) DO UPDATE SET state = 'ready', tries = 0, next_at = excluded.next_at"
)
_ALL_DUE = "UPDATE preferences SET due_at = ? WHERE subject = ? AND due_at > ?"
"""Without the yes that they rest on, preferences are due to be forgotten at once, in the same transaction."""


def events_of(rows: Rows, subject: str, *, lock: bool = False) -> tuple[ConsentEvent, ...]:
    """A person's consent history, in its own order; with `lock` nobody else adds to it until the unit ends."""
    if lock:
        rows.locked("SELECT id FROM subjects WHERE id = ?", subject)
    return tuple(map(event_from, rows.all(f"{_SELECT}subject = ? ORDER BY seq", subject)))


def named(rows: Rows, keys: KeyRing, events: Iterable[ConsentEvent]) -> tuple[ConsentEvent, ...]:
    """Events with other systems' own names for their words, which stand sealed in their decisions alone."""
    return tuple(_named(rows, keys, one) if one.origin in OUTSIDE else one for one in events)


def objected(subject: str, purpose: Purpose, at: str = "") -> str:
    """A condition: whose last word about a purpose of legitimate interest ended it, in the terms of the fold.

    Args:
        subject: the column that names the person.
        purpose: which.
        at: the column of the time that it is asked for, "" for now.
    """
    said = f"SELECT n.state FROM consents n WHERE n.subject = {subject} AND n.purpose = '{purpose.value}'"  # noqa: S608 - our own names
    until = f" AND n.at <= {at}" if at else ""
    ends = ", ".join(f"'{one.value}'" for one in sorted(ENDS))
    return f"COALESCE(({said}{until} ORDER BY n.seq DESC LIMIT 1), '') IN ({ends})"


def objects(rows: Rows, conversation: str, purpose: Purpose) -> bool:
    """Whether the person of a conversation objected to a purpose of legitimate interest."""
    whose = f"SELECT 1 FROM conversations c WHERE c.id = ? AND {objected('c.subject', purpose)}"  # noqa: S608 - our own names
    return rows.one(whose, conversation) is not None


def event_by(rows: Rows, decision: str) -> ConsentEvent | None:
    """The event that a decision recorded, None where there is none any more; after a merge the customer's own."""
    row = rows.one(_BY_DECISION, decision)
    return event_from(row) if row else None


def add(rows: Rows, event: ConsentEvent) -> None:
    """Append an event at the next position, whatever position it carries.

    Raises:
        Conflict: it may not follow what holds at its time; see `may_follow`.
        SignInNeeded: the person was erased.
    """
    row = rows.locked("SELECT consent_seq FROM subjects WHERE id = ?", event.subject)
    if row is None:
        raise SignInNeeded("This session has ended; open the conversation again or sign in.")
    before = _standing(rows, event.subject, event.purpose, event.at)
    if not may_follow(event.purpose, before, event.state):
        stands = before.value if before else "nothing"
        raise Conflict(f"{event.state.value} cannot follow {stands} for {event.purpose.value}; read the choices again.")
    seq = row[0] + 1
    what = (event.purpose.value, event.state.value, event.at, event.text_version, event.language, event.channel)
    rests = (event.expires_at, event.text_digest, event.notice, event.origin.value, event.said_at, event.decision)
    rows.run(_INSERT, event.subject, seq, *what, *rests)
    rows.run("UPDATE subjects SET consent_seq = ? WHERE id = ?", seq, event.subject)
    if event.decision:  # whoever listens outside hears of it; of a merge, under the person's new reference
        rows.run(_NEWS, event.decision, event.at)
    if event.purpose is Purpose.MEMORY_PROFILE and event.state not in PERMITS:
        rows.run(_ALL_DUE, event.at, event.subject, event.at)


def keep(rows: Rows, papers: Iterable[Paper], at: Instant) -> None:
    """Keep what was shown, once each; `at` is when it was shown last."""
    rows.many(
        "INSERT INTO consent_papers (digest, body, at) VALUES (?, ?, ?) "
        "ON CONFLICT (digest) DO UPDATE SET at = excluded.at",
        [(paper.digest, paper.body, at) for paper in papers],
    )


def papers_of(rows: Rows, subject: str) -> dict[str, str]:
    """What a person was shown with their choices, by digest."""
    shown = "SELECT text_digest FROM consents WHERE subject = ? UNION SELECT notice FROM consents WHERE subject = ?"
    found = rows.all(f"SELECT digest, body FROM consent_papers WHERE digest IN ({shown})", subject, subject)  # noqa: S608 - our own names
    return {str(digest): str(body) for digest, body in found}


def event_from(row: Row) -> ConsentEvent:
    """An event as its row stands."""
    subject, seq, purpose, state, at, version, language, channel, expires, digest, notice, origin, said, decision = row
    return ConsentEvent(
        seq,
        subject,
        Purpose(purpose),
        ConsentState(state),
        at,
        version,
        language,
        channel,
        expires,
        digest,
        notice,
        Origin(origin),
        said,
        decision,
    )


def _named(rows: Rows, keys: KeyRing, event: ConsentEvent) -> ConsentEvent:
    row = rows.one("SELECT commitment FROM decisions WHERE id = ?", event.decision)
    if row is None:
        return event
    fields = sealing.open_fields(rows, keys, event.decision, sealing.SUBJECT, bytes(row[0]))[0]
    return replace(event, text_version=fields.get("words", {}).get("text_version", ""))


def _standing(rows: Rows, subject: str, purpose: Purpose, at: Instant) -> ConsentState | None:
    row = rows.one(f"{_SELECT}subject = ? AND purpose = ? ORDER BY seq DESC LIMIT 1", subject, purpose.value)
    return event_from(row).state_at(at) if row else None
