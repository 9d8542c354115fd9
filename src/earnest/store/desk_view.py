"""What the desk reads: cases, conversations with their notes, what has changed; and the sessions of colleagues."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from earnest.domain.errors import NotFound, SignInNeeded
from earnest.domain.identity import Session
from earnest.domain.items import Item
from earnest.domain.time import HOUR, Instant
from earnest.domain.turns import Decision
from earnest.store import desk, people, proofs, sealing, talk
from earnest.store.kit import Kit
from earnest.store.rows import Rows
from earnest.store.values import HandOver

CASES_MAX = 200
"""Cases that one look gives, the ones due first."""

DECISIONS_MAX = 500
"""Decisions of one conversation that one look gives, the newest ones."""

CHANGES_MAX = 200
"""Changes that one look gives."""

SESSION_LIFETIME = 12 * HOUR
"""Microseconds that a colleague stays signed in: a working day."""

TOKEN_BYTES = 32
NAME = "name"

_CASES = (
    "SELECT h.id, h.decision, h.conversation, h.kind, h.reason, h.opened_at, h.due_at, h.state, h.needed, "
    "(SELECT MAX(i.at) FROM items i WHERE i.conversation = h.conversation AND i.author = 'colleague') "
    "FROM hand_overs h WHERE "
)
_FIRST_SINCE = "SELECT MIN(at) FROM items WHERE conversation = ? AND author = 'customer' AND at > ?"
_CHANGES = (
    "SELECT l.idx, d.id, d.conversation, c.item_seq FROM leaves l JOIN decisions d ON d.id = l.record "
    "JOIN conversations c ON c.id = d.conversation WHERE l.idx >= ? ORDER BY l.idx LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Case:
    """Something that waits for a person, with what its clock needs.

    Args:
        waits: the hand-over or approval.
        colleague: who has its conversation, "" while nobody does.
        colleague_at: a colleague's last words there, 0 without any.
        customer_at: the customer's first words since then, 0 without any.
    """

    waits: HandOver
    colleague: str
    colleague_at: Instant
    customer_at: Instant


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation as the desk sees it.

    Args:
        id: its id.
        session: the customer, as they were known there last.
        channel: the door.
        language: its language, "" before the first message.
        version: turns so far.
        item_seq: items so far.
        colleague: who has it, "" while nobody does.
        handed_over: whether it was handed over and not handed back.
        opened_at: when it began.
    """

    id: str
    session: Session
    channel: str
    language: str
    version: int
    item_seq: int
    colleague: str
    handed_over: bool
    opened_at: Instant


@dataclass(frozen=True, slots=True)
class Note:
    """A colleague's note: never shown to the customer."""

    decision: str
    after_seq: int
    at: Instant
    colleague: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that was recorded; `number` counts the log's entries up to it."""

    number: int
    decision: str
    conversation: str
    item_seq: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What colleagues read of a store, and their sessions. It is `Store.desk`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def cases(self, conversation: str = "") -> tuple[Case, ...]:
        """What is open: everywhere, or in one conversation; the ones due first."""
        found: tuple[Case, ...] = self.read(lambda unit: _cases(unit.rows, self.kit, conversation))
        return found

    def case_of(self, name: str) -> HandOver:
        """A hand-over or approval by its id, open or not.

        Raises:
            NotFound: there is none.
        """
        found: HandOver = self.read(lambda unit: _case_of(unit.rows, name))
        return found

    def place(self, conversation: str) -> Place:
        """A conversation.

        Raises:
            NotFound: there is none.
        """
        found: Place = self.read(lambda unit: _place(unit.rows, self.kit, conversation))
        return found

    def items(self, conversation: str, after: int, limit: int = talk.ITEMS_MAX) -> tuple[Item, ...]:
        """Items with a number above `after`, oldest first."""
        found: tuple[Item, ...] = self.read(lambda unit: talk.items(unit.rows, self.kit, conversation, after, limit))
        return found

    def notes(self, conversation: str) -> tuple[Note, ...]:
        """The notes of a conversation, oldest first."""
        found: tuple[Note, ...] = self.read(lambda unit: _notes(unit.rows, self.kit, conversation))
        return found

    def decisions(self, conversation: str, limit: int = DECISIONS_MAX) -> tuple[Decision, ...]:
        """The newest decisions of a conversation, oldest first."""
        found: tuple[Decision, ...] = self.read(lambda unit: _decisions(unit.rows, self.kit, conversation, limit))
        return found

    def changes(self, after: int, limit: int = CHANGES_MAX) -> tuple[Change, ...]:
        """What was recorded in conversations after a number, in the log's order: none twice, none left out."""
        found: tuple[Change, ...] = self.read(lambda unit: _changes(unit.rows, after, limit))
        return found

    def sign_in(self, colleague: str) -> str:
        """Open a session; its token is shown this once and kept only as a digest."""
        token = base64.urlsafe_b64encode(self.kit.random_bytes(TOKEN_BYTES)).decode().rstrip("=")
        self.write(lambda unit: _open(unit.rows, self.kit, token, colleague))
        return token

    def colleague_of(self, token: str) -> str:
        """Whose session a token opens.

        Raises:
            SignInNeeded: unknown or ended: the same answer.
        """
        found: str = self.read(lambda unit: _colleague_of(unit.rows, self.kit, token))
        return found

    def sign_out(self, token: str) -> None:
        """End a session; one that is not there is ended already."""
        self.write(lambda unit: _close(unit.rows, token))


def _cases(rows: Rows, kit: Kit, conversation: str) -> tuple[Case, ...]:
    if conversation:
        found = rows.all(f"{_CASES}h.state = 'open' AND h.conversation = ? ORDER BY h.due_at, h.id", conversation)
    else:
        found = rows.all(f"{_CASES}h.state = 'open' ORDER BY h.due_at, h.id LIMIT ?", CASES_MAX)
    return tuple(_case(rows, kit, HandOver(*row[:9]), row[9] or 0) for row in found)


def _case(rows: Rows, kit: Kit, waits: HandOver, colleague_at: Instant) -> Case:
    since = rows.one(_FIRST_SINCE, waits.conversation, max(colleague_at, waits.opened_at))
    return Case(waits, desk.holder(rows, kit, waits.conversation)[0], colleague_at, (since[0] or 0) if since else 0)


def _case_of(rows: Rows, name: str) -> HandOver:
    row = rows.one(
        "SELECT id, decision, conversation, kind, reason, opened_at, due_at, state, needed FROM hand_overs "
        "WHERE id = ?",
        name,
    )
    if row is None:
        raise NotFound(f"Nothing called {name[:40]} waits; look at the queue.")
    return HandOver(*row)


def _place(rows: Rows, kit: Kit, conversation: str) -> Place:
    row = rows.one(
        "SELECT session, channel, language, version, item_seq, with_person, opened_at FROM conversations WHERE id = ?",
        conversation,
    )
    if row is None:
        raise NotFound("There is no such conversation; look at the queue.")
    session, channel, language, version, item_seq, handed_over, opened_at = row
    who = people.visit(rows, kit, session).session
    holder, _ = desk.holder(rows, kit, conversation)
    return Place(conversation, who, channel, language, version, item_seq, holder, bool(handed_over), opened_at)


def _notes(rows: Rows, kit: Kit, conversation: str) -> tuple[Note, ...]:
    found = rows.all(
        "SELECT n.decision, n.after_seq, n.at, d.commitment FROM notes n JOIN decisions d ON d.id = n.decision "
        "WHERE n.conversation = ? ORDER BY n.after_seq, n.at, n.decision LIMIT ?",
        conversation,
        talk.ITEMS_MAX,
    )
    return tuple(Note(name, seq, at, *desk.signed(rows, kit, name, commitment)) for name, seq, at, commitment in found)


def _decisions(rows: Rows, kit: Kit, conversation: str, limit: int) -> tuple[Decision, ...]:
    found = rows.all(
        "SELECT id FROM decisions WHERE conversation = ? ORDER BY turn DESC, at DESC, place DESC LIMIT ?",
        conversation,
        max(0, min(limit, DECISIONS_MAX)),
    )
    return tuple(proofs.decision(rows, kit, row[0]) for row in reversed(found))


def _changes(rows: Rows, after: int, limit: int) -> tuple[Change, ...]:
    found = rows.all(_CHANGES, after, max(0, min(limit, CHANGES_MAX)))
    return tuple(Change(index + 1, *more) for index, *more in found)


def _open(rows: Rows, kit: Kit, token: str, colleague: str) -> None:
    digest, now = people.token_digest(token), kit.clock.now()
    record = f"desk-{digest.hex()}"
    owner = desk.colleague_owner(kit, colleague)
    rows.run(sealing.INSERT, *sealing.seal_value(record, NAME, owner, colleague))
    rows.run(
        "INSERT INTO desk_sessions (token, record, opened_at, ends_at) VALUES (?, ?, ?, ?)",
        digest,
        record,
        now,
        now + SESSION_LIFETIME,
    )


def _colleague_of(rows: Rows, kit: Kit, token: str) -> str:
    row = rows.one("SELECT record, ends_at FROM desk_sessions WHERE token = ?", people.token_digest(token))
    name = sealing.open_value(rows, kit.keys, row[0], NAME) if row and kit.clock.now() < row[1] else None
    if name is None:
        raise SignInNeeded("Your desk session has ended; sign in again with your key.")
    colleague: str = name
    return colleague


def _close(rows: Rows, token: str) -> None:
    digest = people.token_digest(token)
    rows.run("DELETE FROM desk_sessions WHERE token = ?", digest)
    rows.run("DELETE FROM sealed WHERE record = ?", f"desk-{digest.hex()}")
