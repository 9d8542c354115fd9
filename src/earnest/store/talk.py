"""A conversation as it stands, and its items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from earnest.domain.errors import NotFound
from earnest.domain.identity import Author, Channel, Session, Source
from earnest.domain.ids import Kind
from earnest.domain.inbound import AtDesk, Inbound, Ruled
from earnest.domain.items import Card, Choices, Item, Option
from earnest.domain.labels import Question
from earnest.domain.money import Money
from earnest.domain.rights import BARRED
from earnest.domain.time import Instant
from earnest.domain.turns import Decision, Deed, OpenCard, Reply, Standing
from earnest.ledger.seal import open_sealed
from earnest.store import codec, desk, dossier, people, proofs, sealing
from earnest.store.kit import Kit
from earnest.store.rows import Row, Rows

ITEMS_MAX = 500
"""Items that one call gives."""

_TALK = (
    "SELECT subject, session, language, version, item_seq, asked_by, attempts, with_person, shown, asked "
    "FROM conversations WHERE id = ?"
)
_ITEMS = (
    "SELECT i.seq, i.id, i.author, i.at, i.decision, i.body, d.commitment, s.owner, s.content FROM items i "
    "LEFT JOIN decisions d ON d.id = i.body "
    "LEFT JOIN sealed s ON s.record = i.body AND s.compartment = 'S' WHERE i.conversation = ? AND "
)
_PENDING = (
    "SELECT 1 FROM outbox WHERE conversation = ? AND turn = ? "
    "AND (state = 'started' OR (state = 'ready' AND ready_at <= ?))"
)
_CARDS = (
    "SELECT k.decision, k.session, k.subject, d.intent, d.asked_by, d.skill, d.minor, d.currency, d.commitment, "
    "s.owner, s.content FROM cards k JOIN decisions d ON d.id = k.decision "
    "LEFT JOIN sealed s ON s.record = k.decision AND s.compartment = 'S' "
    "WHERE k.conversation = ? AND k.state = 'open' ORDER BY k.place"
)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation's row and who speaks in it."""

    id: str
    session: Session
    used_at: Instant
    consent_seq: int
    language: str
    version: int
    item_seq: int
    asked_by: Source
    attempts: int
    with_person: bool
    shown: str
    asked: str


def talk_of(rows: Rows, kit: Kit, inbound: Inbound, *, lock: bool = False) -> Talk:
    """The conversation that something came in for, with its session re-read.

    A colleague acts whether or not the customer is still there, so that needs no live session.

    Raises:
        SignInNeeded: the session is unknown, has ended, or lay idle too long.
        NotFound: no such conversation, or not this person's.
    """
    query = rows.locked if lock else rows.one
    row = query(_TALK, inbound.conversation)
    if isinstance(inbound.what, Ruled | AtDesk):
        if row is None:
            raise _not_found()
        visit = people.visit(rows, kit, row[1])
    else:
        visit = people.visit(rows, kit, inbound.session.id)
        people.live(kit, visit)
        if row is None or row[0] != visit.session.subject:
            raise _not_found()
    language, version, item_seq, asked_by, attempts, with_person, shown, asked = row[2:]
    return Talk(
        inbound.conversation,
        visit.session,
        visit.used_at,
        visit.consent_seq,
        language,
        version,
        item_seq,
        Source(asked_by),
        attempts,
        bool(with_person),
        shown,
        asked,
    )


def begin(rows: Rows, kit: Kit, session: Session, channel: Channel, language: str) -> str:
    """Write an empty conversation; its id.

    Raises:
        SignInNeeded: the session has ended.
    """
    now = people.live_session(rows, kit, session.id)
    if rows.locked("SELECT id FROM subjects WHERE id = ?", now.subject) is None:
        people.live_session(rows, kit, session.id)
    name, at = kit.new_id(Kind.CONVERSATION), kit.clock.now()
    rows.run(
        "INSERT INTO conversations (id, subject, session, channel, language, version, item_seq, asked_by, attempts, "
        "with_person, shown, asked, opened_at, changed_at) VALUES (?, ?, ?, ?, ?, 0, 0, ?, 0, 0, '', '', ?, ?)",
        name,
        now.subject,
        now.id,
        channel.value,
        language,
        Source.CUSTOMER.value,
        at,
        at,
    )
    return name


def lock(rows: Rows, kit: Kit, inbound: Inbound) -> None:
    """Hold the customer back, before the conversation: the order that everybody keeps."""
    if rows.locks:
        row = rows.one("SELECT session FROM conversations WHERE id = ?", inbound.conversation)
        name = row[0] if row and isinstance(inbound.what, Ruled | AtDesk) else inbound.session.id
        people.lock_customer(rows, kit, people.visit(rows, kit, name).session)


def standing(rows: Rows, kit: Kit, talk: Talk) -> Standing:
    """How a conversation stands."""
    cards = open_cards(rows, kit, talk.id)
    asked = proofs.decision(rows, kit, talk.asked) if talk.asked else None
    colleague, quiet_since = desk.holder(rows, kit, talk.id)
    state = sealing.open_value(rows, kit.keys, talk.id, sealing.STATE) or {}
    always = dossier.barred(rows, talk.session.subject)
    return Standing(
        version=talk.version,
        session=talk.session,
        consent_seq=talk.consent_seq,
        state=state | {BARRED: sorted({*state.get(BARRED, ()), *always})} if always else state,
        language=talk.language,
        asked_by=talk.asked_by,
        cards=cards,
        card_shown_last=bool(cards) and cards[-1].decision == talk.shown,
        options=_options_in(asked),
        attempts=talk.attempts,
        with_person=talk.with_person,
        colleague=colleague,
        quiet_since=quiet_since,
        question=_question_of(asked),
    )


def answered(rows: Rows, kit: Kit, inbound: Inbound) -> Reply | None:
    """The reply that was recorded for this sender's id, with what an effect of it added later.

    Raises:
        NotFound: it was recorded, and the conversation is not this person's.
    """
    row = rows.one(
        "SELECT t.turn, t.first_seq, c.subject FROM turns t JOIN conversations c ON c.id = t.conversation "
        "WHERE t.conversation = ? AND t.client = ?",
        inbound.conversation,
        kit.lookup("client", inbound.client_id),
    )
    if row is None:
        return None
    at_desk = isinstance(inbound.what, Ruled | AtDesk)
    if not at_desk and people.live_session(rows, kit, inbound.session.id).subject != row[2]:
        raise _not_found()
    return reply_of(rows, kit, inbound.conversation, row[0], row[1])


def reply_of(rows: Rows, kit: Kit, conversation: str, turn: int, first_seq: int = 0) -> Reply:
    """All that a turn has added so far."""
    found = rows.all(f"{_ITEMS}i.turn = ? AND i.seq >= ? ORDER BY i.seq", conversation, turn, first_seq)
    decisions = rows.all(
        "SELECT id FROM decisions WHERE conversation = ? AND turn = ? ORDER BY at, place", conversation, turn
    )
    pending = rows.one(_PENDING, conversation, turn, kit.clock.now())
    return Reply(tuple(_item(kit, row) for row in found), tuple(row[0] for row in decisions), pending is not None)


def items(rows: Rows, kit: Kit, conversation: str, after: int, limit: int) -> tuple[Item, ...]:
    """Items with a number above `after`, at most `limit` and `ITEMS_MAX`."""
    found = rows.all(f"{_ITEMS}i.seq > ? ORDER BY i.seq LIMIT ?", conversation, after, max(0, min(limit, ITEMS_MAX)))
    return tuple(_item(kit, row) for row in found)


def belongs(rows: Rows, kit: Kit, conversation: str, session: Session) -> Session:
    """The session, re-read, if the conversation is its person's.

    Raises:
        SignInNeeded: the session has ended.
        NotFound: no such conversation, or not this person's.
    """
    now = people.live_session(rows, kit, session.id)
    row = rows.one("SELECT subject FROM conversations WHERE id = ?", conversation)
    if row is None or row[0] != now.subject:
        raise _not_found()
    return now


def open_cards(rows: Rows, kit: Kit, conversation: str) -> tuple[OpenCard, ...]:
    """The open cards of a conversation, oldest first."""
    found = (_open_card(kit, row) for row in rows.all(_CARDS, conversation))
    return tuple(card for card in found if card is not None)


def own_open_cards(rows: Rows, kit: Kit, conversation: str, session: Session) -> tuple[OpenCard, ...]:
    """The open cards of a conversation, if it is this person's; raises what `belongs` raises."""
    belongs(rows, kit, conversation, session)
    return open_cards(rows, kit, conversation)


def options_of(rows: Rows, kit: Kit, decision: str) -> tuple[Option, ...]:
    """The choices on offer in a question."""
    said = subject_chamber(rows, kit, decision).get("said", ()) if decision else ()
    parts = codec.parts_from_json(said)
    return tuple(option for part in parts if isinstance(part, Choices) for option in part.options)


def _options_in(asked: Decision | None) -> tuple[Option, ...]:
    choices = (part for part in asked.said if isinstance(part, Choices)) if asked else ()
    return tuple(option for part in choices for option in part.options)


def _question_of(asked: Decision | None) -> Question | None:
    if asked is None or asked.sure is None or not asked.anyway:
        return None
    return Question(asked.intent, asked.sure, asked.anyway, asked.id)


def card_label(rows: Rows, kit: Kit, conversation: str, card: str) -> Card | None:
    """A card of this conversation, open or not."""
    row = rows.one("SELECT decision FROM cards WHERE id = ? AND conversation = ?", card, conversation)
    return codec.card_of(subject_chamber(rows, kit, row[0])) if row else None


def subject_chamber(rows: Rows, kit: Kit, decision: str) -> Mapping[str, Any]:
    """The fields of a decision's compartment S, empty after erasure."""
    row = rows.one("SELECT commitment FROM decisions WHERE id = ?", decision)
    if row is None:
        return {}
    return sealing.open_value(rows, kit.keys, decision, sealing.SUBJECT, row[0]) or {}


def _item(kit: Kit, row: Row) -> Item:
    seq, name, author, at, decision, body, commitment, owner, content = row
    fields, by = _chamber(kit, owner, body, commitment or b"", content), Author(author)
    colleague = fields.get("words", {}).get("colleague", "") if by is Author.COLLEAGUE else ""
    return Item(seq, name, by, codec.parts_from_json(fields.get("said", ())), at, decision, colleague)


def _open_card(kit: Kit, row: Row) -> OpenCard | None:
    decision, session, subject, intent, asked_by, skill, minor, currency, commitment, owner, content = row
    fields = _chamber(kit, owner, decision, commitment, content)
    card = codec.card_of(fields)
    if card is None:
        return None
    amount = Money(minor, currency) if currency else None
    args_hash, arguments = fields["arguments"]
    deed = Deed(skill, arguments, args_hash, amount)
    return OpenCard(card, decision, session, subject, intent, deed, fields.get("words", {}), Source(asked_by))


def _chamber(kit: Kit, owner: str | None, record: str, context: bytes, content: bytes | None) -> Mapping[str, Any]:
    key = kit.keys.owner(owner) if owner else None
    if key is None or content is None:
        return {}
    fields: Mapping[str, Any] = orjson.loads(open_sealed(key.key, record.encode(), sealing.SUBJECT, context, content))
    return fields


def _not_found() -> NotFound:
    return NotFound("There is no such conversation, or it is not yours; start a new one.")
