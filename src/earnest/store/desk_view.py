"""What the desk reads: cases, conversations with their notes, what has changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from earnest.domain.errors import NotFound
from earnest.domain.identity import Session
from earnest.domain.items import Item, Words
from earnest.domain.labels import Judged
from earnest.domain.purposes import Purpose
from earnest.domain.regions import Stay
from earnest.domain.time import Instant
from earnest.domain.turns import Decision, DecisionKind, Used
from earnest.store import consents, desk, people, proofs, talk, uses
from earnest.store.accounting import account
from earnest.store.kit import Kit, stamp
from earnest.store.rows import Rows
from earnest.store.unit import Unit
from earnest.store.values import HandOver

CASES_MAX = 200
"""Cases that one look gives, the ones due first."""

DECISIONS_MAX = 500
"""Decisions of one conversation that one look gives, the newest ones."""

UNLABELLED_MAX = 500
"""Turns that one look for labels goes through, the newest ones."""

CHANGES_MAX = 200
"""Changes that one look gives."""

LABELS_MAX = 5_000
"""Labels that count, the newest ones: at 1,500 conversations a month, all audited, those of a quarter."""

_CASES = (
    "SELECT h.id, h.decision, h.conversation, h.kind, h.reason, h.opened_at, h.due_at, h.state, h.needed, "
    "(SELECT i.seq FROM items i WHERE i.conversation = h.conversation AND i.decision = h.decision) "
    "FROM hand_overs h WHERE "
)
_LAST_SINCE = (
    "SELECT seq, at FROM items WHERE conversation = ? AND author = 'colleague' AND seq > ? ORDER BY seq DESC LIMIT 1"
)
_FIRST_SINCE = "SELECT at FROM items WHERE conversation = ? AND author = 'customer' AND seq > ? ORDER BY seq LIMIT 1"
_SETTLE = "UPDATE notices SET state = ?, next_at = ? WHERE waits = ? AND due_at = ? AND stage = ? AND way = ?"
_PUT_OFF = (
    "UPDATE notices SET state = 'ready', tries = tries - 1, next_at = ? "
    "WHERE waits = ? AND due_at = ? AND stage = ? AND way = ?"
)
_TAKEN = (
    "UPDATE notices SET state = 'sending', tries = tries + 1, next_at = ? "
    "WHERE waits = ? AND due_at = ? AND stage = ? AND way = ?"
)
_NOTICE = (
    "INSERT INTO notices (waits, due_at, stage, way, conversation, state, tries, next_at) "
    "SELECT id, ?, ?, ?, conversation, 'ready', 0, ? FROM hand_overs WHERE id = ? ON CONFLICT DO NOTHING"
)
_READY = (
    "SELECT n.waits, n.due_at, n.stage, n.way, n.tries, h.kind, h.reason, h.opened_at FROM notices n "
    "JOIN hand_overs h ON h.id = n.waits "
    "WHERE n.state IN ('ready', 'sending') AND n.next_at <= ? AND h.state = 'open'"
)
_UNLABELLED = (
    "SELECT d.id, i.seq FROM decisions d JOIN conversations c ON c.id = d.conversation "  # noqa: S608 - our own names
    "JOIN turns t ON t.conversation = d.conversation AND t.turn = d.turn "
    "JOIN items i ON i.conversation = d.conversation AND i.seq = t.first_seq AND i.author = 'customer' "
    "WHERE d.intent <> '' AND d.caused_by = '' AND d.kind IN ('answer', 'question', 'card', 'effect', 'hand_over', "
    "'refusal') AND NOT EXISTS (SELECT 1 FROM labels l WHERE l.decision = d.id AND l.source = 'desk_audit') "
    f"AND NOT {consents.objected('c.subject', Purpose.IMPROVE_QUALITY)} "
    "ORDER BY d.at DESC, d.id LIMIT ?"
)
_CHANGES = (
    "SELECT l.idx, d.conversation, c.item_seq FROM leaves l JOIN decisions d ON d.id = l.record "
    "JOIN conversations c ON c.id = d.conversation WHERE l.idx >= ? ORDER BY l.idx LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Case:
    """Something that waits for a person, with what its clock needs.

    Args:
        waits: the hand-over or approval.
        colleague: who has its conversation, "" while nobody does.
        colleague_at: a colleague's last words since then, 0 without any.
        customer_at: the customer's first words after those, 0 without any.
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
class Heard:
    """What a customer wrote and what it was taken for."""

    decision: Decision
    text: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A notice that was taken to be sent."""

    waits: str
    due_at: Instant
    stage: int
    way: str
    tries: int
    kind: str
    reason: str
    opened_at: Instant

    @property
    def id(self) -> str:
        """The same at every try."""
        return f"{self.waits}.{self.stage}.{self.due_at}"


@dataclass(frozen=True, slots=True)
class Change:
    """A decision that was recorded.

    Args:
        number: the log's entries up to it.
        conversation: where.
        item_seq: items there by now.
        waits: what waits for a person there, or did.
    """

    number: int
    conversation: str
    item_seq: int
    waits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What colleagues read of a store. It is `Store.desk`.

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

    def labels(self) -> tuple[Judged, ...]:
        """The newest labels, the oldest of them first."""
        found: tuple[Judged, ...] = self.read(lambda unit: _labels(unit.rows))
        return found

    def labels_mark(self) -> tuple[int, int, Instant]:
        """Changes whenever a label is kept or changed: how many there are, how many right ones, when the last was."""
        found: tuple[int, int, Instant] = self.read(lambda unit: _labels_mark(unit.rows))
        return found

    def note_label(self, label: Judged) -> None:
        """Keep a label that no colleague gave; a second one of the same decision and source replaces the first."""
        self.write(lambda unit: desk.keep_label(unit.rows, label, "", self.kit.clock.now()))

    def unlabelled(self, limit: int = UNLABELLED_MAX) -> tuple[Heard, ...]:
        """The newest turns of the audit sample that no colleague has judged, of whom did not object to that."""
        found: tuple[Heard, ...] = self.read(lambda unit: _unlabelled(unit.rows, self.kit, limit))
        return found

    def written(self) -> frozenset[tuple[str, Instant, int]]:
        """What has a notice already, of what is open: what waits, which clock by its time, which stage."""
        found: frozenset[tuple[str, Instant, int]] = self.read(lambda unit: _written(unit.rows))
        return found

    def write_notices(self, new: Iterable[tuple[str, Instant, int]], ways: Iterable[str]) -> None:
        """Write notices to be sent at once, one for each way; what is written already stays as it is."""
        wanted = [(*about, way) for about in new for way in ways]
        now = self.kit.clock.now()
        self.write(
            lambda unit: unit.rows.many(_NOTICE, [(due, stage, way, now, name) for name, due, stage, way in wanted])
        )

    def claim_notices(self, now: Instant, limit: int, lease: Instant) -> tuple[Outgoing, ...]:
        """Take notices that are ready, or were taken and never heard of again; each counts as one try more."""
        if not self.read(lambda unit: unit.rows.one(f"{_READY} LIMIT 1", now)):
            return ()
        found: tuple[Outgoing, ...] = self.write(lambda unit: _claim(unit.rows, now, limit, lease))
        return found

    def settle_notice(self, sent: Outgoing, state: str, next_at: Instant) -> None:
        """Keep what became of a notice: `sent`, `given_up`, or `ready` again at `next_at`."""
        about = (sent.waits, sent.due_at, sent.stage, sent.way)
        self.write(lambda unit: unit.rows.run(_SETTLE, state, next_at, *about))

    def put_off_notice(self, sent: Outgoing, next_at: Instant) -> None:
        """Let a notice wait its turn: it was not tried."""
        about = (sent.waits, sent.due_at, sent.stage, sent.way)
        self.write(lambda unit: unit.rows.run(_PUT_OFF, next_at, *about))

    def note_looks(self, colleague: str, looks: Mapping[str, tuple[Used, ...]]) -> tuple[str, ...]:
        """Record what a colleague was shown, by conversation; what was recorded a moment ago is one look.

        Args:
            colleague: the name of their key.
            looks: what they were shown; a conversation that has gone meanwhile is left out.

        Returns:
            The looks' own decisions.
        """
        fresh: list[tuple[Session, str, tuple[Used, ...]]] = self.read(
            lambda unit: list(_fresh(unit.rows, self.kit, colleague, looks))
        )
        if not fresh:
            return ()

        def write(unit: Unit) -> tuple[str, ...]:
            return tuple(uses.note_look(unit.rows, unit.kit, unit.journal, colleague, one) for one in fresh)

        names: tuple[str, ...] = self.write(write)
        return names

    def reveal(self, colleague: str, conversation: str, used: Used, reason: str) -> str:
        """Record, before it is shown, that a colleague is shown one masked field; the decision.

        Raises:
            NotFound: there is no such conversation.
            BadInput: no reason, or one that is too long.
        """

        def write(unit: Unit) -> str:
            session = _place(unit.rows, unit.kit, conversation).session
            return uses.note_reveal(unit.rows, unit.kit, unit.journal, colleague, (session, conversation, used), reason)

        name: str = self.write(write)
        return name

    def keep_stay(self, sent: Outgoing, stay: Stay) -> str:
        """Record that a notice was not sent, and why its data stayed; the decision's id."""
        facts = {"way": stay.way.value, "region": stay.region, "allowed": " ".join(stay.allowed), "waits": sent.waits}

        def write(unit: Unit) -> str:
            at = stamp(unit.kit, unit.journal, unit.rows)
            unit.rows.run(_SETTLE, "stayed", 0, sent.waits, sent.due_at, sent.stage, sent.way)
            return account(unit.rows, unit.kit, unit.journal, DecisionKind.STAYED, facts, at)

        name: str = self.write(write)
        return name

    def changes(self, after: int, limit: int = CHANGES_MAX) -> tuple[Change, ...]:
        """What was recorded in conversations after a number, in the log's order: none twice, none left out."""
        found: tuple[Change, ...] = self.read(lambda unit: _changes(unit.rows, after, limit))
        return found


def _fresh(
    rows: Rows, kit: Kit, colleague: str, looks: Mapping[str, tuple[Used, ...]]
) -> Iterator[tuple[Session, str, tuple[Used, ...]]]:
    for conversation, used in looks.items():
        with suppress(NotFound):
            session = _place(rows, kit, conversation).session
            who = kit.lookup("colleague", colleague)
            if used and not uses.looked_lately(rows, kit, who, session.subject, used):
                yield session, conversation, used


def _cases(rows: Rows, kit: Kit, conversation: str) -> tuple[Case, ...]:
    if conversation:
        found = rows.all(f"{_CASES}h.state = 'open' AND h.conversation = ? ORDER BY h.due_at, h.id", conversation)
    else:
        found = rows.all(f"{_CASES}h.state = 'open' ORDER BY h.due_at, h.id LIMIT ?", CASES_MAX)
    return tuple(_case(rows, kit, HandOver(*row[:9]), row[9] or 0) for row in found)


def _case(rows: Rows, kit: Kit, waits: HandOver, told: int) -> Case:
    """A case; by the items' numbers, since a clock may stand still."""
    answer = rows.one(_LAST_SINCE, waits.conversation, told)
    words = rows.one(_FIRST_SINCE, waits.conversation, answer[0]) if answer else None
    holder = desk.holder(rows, kit, waits.conversation)[0]
    return Case(waits, holder, answer[1] if answer else 0, words[0] if words else 0)


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


def _labels(rows: Rows) -> tuple[Judged, ...]:
    found = rows.all(
        "SELECT decision, source, playbook, sure, is_right, intent FROM labels "
        "ORDER BY at DESC, decision DESC, source LIMIT ?",
        LABELS_MAX,
    )
    return tuple(Judged(row[0], row[1], row[2], row[3], bool(row[4]), row[5]) for row in reversed(found))


def _labels_mark(rows: Rows) -> tuple[int, int, Instant]:
    row = rows.one("SELECT COUNT(*), COALESCE(SUM(is_right), 0), COALESCE(MAX(at), 0) FROM labels")
    return (row[0], int(row[1]), row[2]) if row else (0, 0, 0)


def _unlabelled(rows: Rows, kit: Kit, limit: int) -> tuple[Heard, ...]:
    found = rows.all(_UNLABELLED, max(0, min(limit, UNLABELLED_MAX)))
    heard = ((proofs.decision(rows, kit, name), seq) for name, seq in found)
    return tuple(
        Heard(decision, _text(talk.items(rows, kit, decision.context.conversation, seq - 1, 1)))
        for decision, seq in heard
        if decision.in_sample
    )


def _text(items: tuple[Item, ...]) -> str:
    return " ".join(part.text for item in items for part in item.parts if isinstance(part, Words))


def _written(rows: Rows) -> frozenset[tuple[str, Instant, int]]:
    found = rows.all(
        "SELECT DISTINCT n.waits, n.due_at, n.stage FROM notices n JOIN hand_overs h ON h.id = n.waits "
        "WHERE h.state = 'open'"
    )
    return frozenset((row[0], row[1], row[2]) for row in found)


def _claim(rows: Rows, now: Instant, limit: int, lease: Instant) -> tuple[Outgoing, ...]:
    skip = " FOR UPDATE OF n SKIP LOCKED" if rows.locks else ""
    found = rows.all(f"{_READY} ORDER BY n.next_at, n.waits, n.stage, n.way LIMIT ?{skip}", now, limit)
    taken = [Outgoing(*row) for row in found]
    rows.many(
        _TAKEN,
        [(now + lease, one.waits, one.due_at, one.stage, one.way) for one in taken],
    )
    return tuple(replace(one, tries=one.tries + 1) for one in taken)


def _changes(rows: Rows, after: int, limit: int) -> tuple[Change, ...]:
    found = rows.all(_CHANGES, after, max(0, min(limit, CHANGES_MAX)))
    waits = {name: _waits(rows, name) for name in {row[1] for row in found}}
    return tuple(Change(index + 1, name, item_seq, waits[name]) for index, name, item_seq in found)


def _waits(rows: Rows, conversation: str) -> tuple[str, ...]:
    return tuple(row[0] for row in rows.all("SELECT id FROM hand_overs WHERE conversation = ?", conversation))
