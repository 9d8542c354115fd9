"""Keyed marks of erasures, withdrawals and changed accounts: what an older backup is told when it is restored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import Conflict
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.staff import Act
from earnest.domain.time import SECOND, Instant
from earnest.ledger.commit import parse_leaf_entry
from earnest.store import consents, log, people
from earnest.store.kit import Journal, Kit
from earnest.store.log import Draft
from earnest.store.rows import Rows

ERASED, LEFT = "erased", "left"
ACCOUNT = "account."
_INSERT = "INSERT INTO suppressions (who, what, state, at, decision) VALUES (?, ?, ?, ?, ?)"
_ALL = "SELECT who, what, state, at, decision FROM suppressions ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One mark.

    Args:
        who: keyed look-up of the person's own id, or of a colleague's name: it names nobody without the brand's key.
        what: `erased`, `left` of a colleague, the purpose that was withdrawn, or `account.` with what became of theirs.
        state: what a withdrawal became, an account's role, or the passkey that went; "" for an erasure.
        at: when.
        decision: the decision that recorded it.
    """

    who: bytes
    what: str
    state: str
    at: Instant
    decision: str


def who(kit: Kit, subject: str) -> bytes:
    """What a person is marked under."""
    return kit.lookup("suppressed", subject)


def mark_erased(rows: Rows, kit: Kit, owners: Iterable[str], at: Instant, decision: str) -> None:
    """Mark people as erased; what they withdrew before says nothing more."""
    marks = [who(kit, owner) for owner in owners]
    rows.many("DELETE FROM suppressions WHERE who = ?", [(mark,) for mark in marks])
    rows.many(_INSERT, [(mark, ERASED, "", at, decision) for mark in marks])


def mark_left(rows: Rows, kit: Kit, owner: str, at: Instant, decision: str) -> None:
    """Mark a colleague as erased, as far as records allowed."""
    rows.run(_INSERT, who(kit, owner), LEFT, "", at, decision)


def mark_withdrawn(rows: Rows, kit: Kit, event: ConsentEvent, decision: str) -> None:
    """Mark a consent that was tightened; one that was given leaves no mark."""
    if event.state in people.RESTRICTING:
        rows.run(_INSERT, who(kit, event.subject), event.purpose.value, event.state.value, event.at, decision)


def mark_account(rows: Rows, colleague: bytes, act: Act, state: str, at: Instant, decision: str) -> None:
    """Mark what became of a colleague's account."""
    rows.run(_INSERT, colleague, f"{ACCOUNT}{act.value}", state, at, decision)


def suppressions(rows: Rows) -> tuple[Suppression, ...]:
    """All marks, the oldest first."""
    return tuple(Suppression(bytes(row[0]), *row[1:]) for row in rows.all(_ALL))


def to_erase(rows: Rows, kit: Kit, marks: Iterable[Suppression]) -> tuple[str, ...]:
    """People of these rows who are marked as erased."""
    erased = {mark.who for mark in marks if mark.what == ERASED}
    found = rows.all("SELECT id FROM subjects WHERE merged_into = '' ORDER BY id")
    merged = {row[0]: row[1] for row in rows.all("SELECT id, merged_into FROM subjects WHERE merged_into <> ''")}
    hit = {merged.get(name, name) for name in (*merged, *(row[0] for row in found)) if who(kit, name) in erased}
    return tuple(sorted(hit))


def of_accounts(rows: Rows, marks: Iterable[Suppression]) -> tuple[tuple[Act, Suppression], ...]:
    """What became of accounts that these rows do not know of, in the order in which it happened."""
    known = {one.decision for one in suppressions(rows)}
    new = [one for one in marks if one.what.startswith(ACCOUNT) and one.decision not in known]
    return tuple((Act(one.what.removeprefix(ACCOUNT)), one) for one in new)


def remember(rows: Rows, marks: Iterable[Suppression]) -> None:
    """Keep the marks that are not known here yet, for the next backup that is restored."""
    known = {(one.who, "" if one.what == ERASED else one.decision) for one in suppressions(rows)}
    new = [one for one in marks if (one.who, "" if one.what == ERASED else one.decision) not in known]
    rows.many(_INSERT, [(one.who, one.what, one.state, one.at, one.decision) for one in new])


def withdraw_again(rows: Rows, kit: Kit, marks: Iterable[Suppression]) -> int:
    """Add the withdrawals that these rows do not know; how many those were."""
    people_by_mark = {who(kit, row[0]): row[0] for row in rows.all("SELECT id FROM subjects")}
    added = 0
    for mark in marks:
        subject = people_by_mark.get(mark.who)
        if mark.what in (ERASED, LEFT) or subject is None:
            continue
        if rows.one("SELECT 1 FROM consents WHERE decision = ?", mark.decision) is None:
            event = ConsentEvent(0, subject, Purpose(mark.what), ConsentState(mark.state), mark.at)
            added += _added(rows, replace(event, decision=mark.decision))
    return added


def catch_up(rows: Rows, journal: Journal, entries: Iterable[bytes]) -> int:
    """Append the leaves that the log has and these rows do not, so that it goes on where it was; how many.

    Raises:
        Conflict: the log tells another story than these rows.
    """
    known, added = log.load_head(rows).frontier.size, 0
    for place, entry in enumerate(entries):
        if place < known:
            row = rows.one("SELECT entry FROM leaves WHERE idx = ?", place)
            if row is None or bytes(row[0]) != entry:
                raise Conflict(f"Entry {place} of this log is not the backup's; they are not of one house.")
            continue
        leaf = parse_leaf_entry(entry)
        journal.leaf(rows, Draft(f"lost-{place}", leaf.kind, leaf.commitment, leaf.time_s * SECOND))
        added += 1
    return added


def _added(rows: Rows, event: ConsentEvent) -> int:
    """Add an event; not one that may not follow what holds, since that is no wider then."""
    try:
        consents.add(rows, event)
    except Conflict:
        return 0
    return 1
