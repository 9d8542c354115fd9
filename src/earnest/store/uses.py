"""What was read of whom, for what, by which decision: one short row a decision, in the decision's own transaction.

The row says sources and purposes; the fields stand in the decision's record, once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from earnest.domain.errors import BadInput
from earnest.domain.governing import REASON_LENGTH_MAX
from earnest.domain.identity import Session, Source
from earnest.domain.time import MINUTE, Instant
from earnest.domain.turns import DecisionKind, Used
from earnest.store import codec, desk, people, sealing
from earnest.store.accounting import context_of, of_facts
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.page import Page
from earnest.store.rows import Row, Rows
from earnest.store.sealing import Chamber

USES_MAX = 200
"""Uses that one call gives."""

LOOK_AGAIN = 15 * MINUTE
"""Microseconds in which the same look of the same colleague is one look."""


class Onlooker(StrEnum):
    """Who was shown what was read, or what read it."""

    ASSISTANT = "assistant"
    COLLEAGUE = "colleague"
    PERSON = "person"
    HOUSE = "house"


_MARKED = (Onlooker.PERSON, Onlooker.HOUSE)
"""Who is no colleague of a name: told apart by a keyed mark in the same column."""

Mark = tuple[str, Instant, str]
"""Where a page ended: the last use's person, time and decision."""

_USES = (
    "SELECT u.subject, u.at, u.decision, u.reads, u.colleague, d.commitment, d.kind FROM uses u "
    "JOIN decisions d ON d.id = u.decision "
)
_OF_SUBJECT = f"{_USES}WHERE u.subject = ? AND (u.at, u.decision) < (?, ?) ORDER BY u.at DESC, u.decision DESC LIMIT ?"
_BETWEEN = (
    f"{_USES}WHERE (u.subject, u.at, u.decision) > (?, ?, ?) AND u.at >= ? AND u.at < ? "
    "ORDER BY u.subject, u.at, u.decision LIMIT ?"
)
_NEWEST: Mark = ("", 2**62, "")
_FIRST: Mark = ("", -1, "")


@dataclass(frozen=True, slots=True)
class Use:
    """What one decision read of one person.

    Args:
        subject: of whom.
        at: when.
        decision: by which decision, or which look of a colleague.
        used: the fields, each with its source and purpose; () once the decision's own record is gone.
        by: who looked: the assistant, a colleague, the person themselves, or the house: whoever runs it, and what it
            looks up by itself.
        revealed: whether it was one masked field, shown to a colleague who said why.
    """

    subject: str
    at: Instant
    decision: str
    used: tuple[Used, ...]
    by: Onlooker
    revealed: bool = False

    @property
    def by_colleague(self) -> bool:
        """Whether a colleague looked."""
        return self.by is Onlooker.COLLEAGUE

    @property
    def mark(self) -> Mark:
        """Where a page that ends with it goes on."""
        return (self.subject, self.at, self.decision)


def of_subject(
    rows: Rows, kit: Kit, subject: str, source: str = "", before: Mark | None = None, limit: int = USES_MAX
) -> tuple[Use, ...]:
    """What was read of a person, and of the visitors they were before, the newest first.

    Args:
        rows: the transaction.
        kit: keys.
        subject: of whom.
        source: of which source only, "" for all.
        before: the mark of the last use of the page before.
        limit: uses at most, and at most `USES_MAX`.
    """
    known = people.now_known_as(rows, subject)

    def page(mark: Mark) -> Sequence[Row]:
        return rows.all(_OF_SUBJECT, known, *mark[1:], USES_MAX)

    return tuple(_found(rows, kit, page, before or _NEWEST, source, limit))


def between(
    rows: Rows,
    kit: Kit,
    times: tuple[Instant, Instant],
    source: str = "",
    after: Mark | None = None,
    limit: int = USES_MAX,
) -> tuple[Use, ...]:
    """What was read of anybody from one instant up to, not including, another; see `of_subject`.

    It goes person by person, each from the oldest on, along the table's own key: one pass over all of it, whatever the
    times. A breach is rare; an index by time would be paid for by every decision.
    """

    def page(mark: Mark) -> Sequence[Row]:
        return rows.all(_BETWEEN, *mark, *times, USES_MAX)

    return tuple(_found(rows, kit, page, after or _FIRST, source, limit))


def note_look(
    rows: Rows, kit: Kit, journal: Journal, colleague: str, looked: tuple[Session, str, tuple[Used, ...]]
) -> str:
    """Record that a colleague was shown something without a decision; the look's own decision.

    Args:
        rows: the transaction.
        kit: keys.
        journal: takes the leaf.
        colleague: the name of their key.
        looked: at whom, in which conversation, and what they were shown.

    Raises:
        SignInNeeded: the person was erased.
    """
    return _seen(rows, kit, journal, colleague, looked, (DecisionKind.LOOKED, {}))


def note_reveal(
    rows: Rows, kit: Kit, journal: Journal, colleague: str, looked: tuple[Session, str, Used], reason: str
) -> str:
    """Record that a colleague is shown one masked field, and why; the decision. The reason goes with the person.

    Raises:
        BadInput: no reason, or one that is too long.
        SignInNeeded: the person was erased.
    """
    said = reason.strip()
    if not 0 < len(said) <= REASON_LENGTH_MAX:
        raise BadInput(f"Say why you need to see it, in at most {REASON_LENGTH_MAX} characters.")
    session, conversation, used = looked
    what = (session, conversation, (used,))
    return _seen(rows, kit, journal, colleague, what, (DecisionKind.REVEALED, {"reason": said}))


def _seen(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    colleague: str,
    looked: tuple[Session, str, tuple[Used, ...]],
    how: tuple[DecisionKind, Mapping[str, str]],
) -> str:
    session, conversation, used = looked
    at, owner = stamp(kit, journal, rows), people.owner_of(kit, session.subject)
    seq = people.visit(rows, kit, session.id).consent_seq
    context = context_of(rows, session, at, by=Source.COLLEAGUE, consent_seq=seq)
    context = replace(context, conversation=conversation, used=used)
    decision = replace(of_facts(kit, how[0], context, {}), words=how[1])
    page = Page(kit, "", 0, 0, session, owner, at, looked_by=kit.lookup("colleague", colleague))
    by = Chamber(sealing.COLLEAGUE, desk.colleague_owner(kit, colleague), {"colleague": [colleague, ""]})
    page.decide(decision, by)
    page.write(rows, journal)
    return decision.id


def mark_of(kit: Kit, onlooker: Onlooker) -> bytes:
    """What stands in place of a colleague where the person themselves, or the house, looked."""
    return kit.lookup("onlooker", onlooker.value)


def looked_lately(rows: Rows, kit: Kit, who: bytes, subject: str, used: tuple[Used, ...]) -> bool:
    """Whether the same look of the same onlooker, as the table names them, was recorded within `LOOK_AGAIN`."""
    since = kit.clock.now() - LOOK_AGAIN
    statement = "SELECT 1 FROM uses WHERE subject = ? AND at > ? AND colleague = ? AND reads = ? LIMIT 1"
    return rows.one(statement, subject, since, who, codec.reads_in(used)) is not None


def _found(
    rows: Rows, kit: Kit, page: Callable[[Mark], Sequence[Row]], mark: Mark, source: str, limit: int
) -> Iterator[Use]:
    left = min(limit, USES_MAX)
    while left > 0 and (some := page(mark)):
        for row in (row for row in some if not source or f" {source}:" in f" {row[3]}"):
            yield _use(rows, kit, row, source)
            left -= 1
            if not left:
                return
        mark = (some[-1][0], some[-1][1], some[-1][2])


def _use(rows: Rows, kit: Kit, row: Row, source: str) -> Use:
    subject, at, decision, _, colleague, commitment, kind = row
    record: Any = sealing.open_value(rows, kit.keys, decision, sealing.ACCOUNTABLE, bytes(commitment))
    used = codec.used_from(record or {})
    wanted = tuple(one for one in used if source in ("", one.source))
    revealed = kind == DecisionKind.REVEALED.value
    return Use(subject, at, decision, wanted, onlooker_of(kit, bytes(colleague)), revealed)


def onlooker_of(kit: Kit, colleague: bytes) -> Onlooker:
    """Who looked, by what stands in the row in place of a name."""
    if not colleague:
        return Onlooker.ASSISTANT
    return next((one for one in _MARKED if colleague == mark_of(kit, one)), Onlooker.COLLEAGUE)
