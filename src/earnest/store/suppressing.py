"""Keyed marks of what was narrowed, each a leaf of the log: what an older backup is told when it is restored."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from earnest.domain.consents import ConsentEvent
from earnest.domain.preferences import Preference
from earnest.domain.staff import Act
from earnest.domain.time import Instant
from earnest.ledger import sealed_json
from earnest.ledger.commit import DIGEST_BYTES
from earnest.store import people
from earnest.store.kit import Journal, Kit
from earnest.store.log import Draft
from earnest.store.rows import Row, Rows

MARK = "mark"
"""The kind of the leaf that a mark is; whoever restores a log must have the marks of all leaves of this kind."""

ERASED, LEFT, BARRED, PASSKEY, PREFERENCE = "erased", "left", "barred", "passkey", "preference"
ACCOUNT, ASKED = "account", "asked"
_LABEL = b"earnest/mark/1\x00"
_RECORD = f"{MARK}-"
_COLUMNS = "who, what, state, at, decision, replaced"
_INSERT = f"INSERT INTO suppressions ({_COLUMNS}, leaf) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (leaf) DO NOTHING"  # noqa: S608 - all parts are constants of this file
_ALL = f"SELECT {_COLUMNS} FROM suppressions ORDER BY seq"  # noqa: S608 - as above
_OF = f"SELECT {_COLUMNS} FROM suppressions WHERE who = ? ORDER BY seq"  # noqa: S608 - as above
_IN_LOG = (
    "SELECT s.who, s.what, s.state, s.at, s.decision, s.replaced FROM suppressions s "
    "JOIN leaves l ON l.record = s.leaf WHERE l.idx < ? ORDER BY s.seq"
)


@dataclass(frozen=True, slots=True)
class Suppression:
    """One mark.

    Args:
        who: keyed look-up of the person's own id, or of a colleague's name: it names nobody without the brand's key.
        what: `erased`, `left` of a colleague, the purpose that was withdrawn, a source that was `barred`, a `passkey`
            that went, a `preference` that was deleted or put right, `account.` with what became of theirs, or an
            erasure that was `asked` for.
        state: what a withdrawal became, an account's role, or which source, passkey or preference; of an erasure that
            was asked for, its `earnest.store.erasing.Wish`; "" for an erasure.
        at: when.
        decision: the decision that recorded it, "" where none did.
        replaced: digests, one behind the other, of the marks of the same person that an erasure ended.
    """

    who: bytes
    what: str
    state: str
    at: Instant
    decision: str
    replaced: bytes = b""

    @property
    def digest(self) -> bytes:
        """What the log's leaf commits to. Nobody finds the mark from it who does not know the keyed look-up."""
        words = (self.what, self.state, self.decision)
        told: sealed_json.SealedJson = [self.who.hex(), *words, self.at, self.replaced.hex()]
        return hashlib.sha256(_LABEL + sealed_json.encode(told)).digest()

    @property
    def leaf(self) -> str:
        """The record that the log's leaf is for."""
        return leaf_of(self.digest)


def leaf_of(digest: bytes) -> str:
    """The record of a mark's leaf, by what the leaf commits to."""
    return f"{_RECORD}{digest.hex()}"


def accounted(marks: Iterable[Suppression]) -> frozenset[bytes]:
    """What the leaves of these marks commit to, and of the marks that erasures among them ended."""
    found: set[bytes] = set()
    for mark in marks:
        parts = range(0, len(mark.replaced), DIGEST_BYTES)
        found |= {mark.digest, *(mark.replaced[start : start + DIGEST_BYTES] for start in parts)}
    return frozenset(found)


def who(kit: Kit, subject: str) -> bytes:
    """What a person is marked under."""
    return kit.lookup("suppressed", subject)


def mark_erased(rows: Rows, kit: Kit, journal: Journal, owners: Iterable[str], at: Instant, decision: str) -> None:
    """Mark people as erased; of what they withdrew before, digests alone remain."""
    for owner in owners:
        name = who(kit, owner)
        own = [_read(row) for row in rows.all(_OF, name)]
        rows.run("DELETE FROM suppressions WHERE who = ?", name)
        _leave(rows, journal, Suppression(name, ERASED, "", at, decision, b"".join(sorted(accounted(own)))))


def mark_asked(rows: Rows, kit: Kit, journal: Journal, owners: Iterable[str], told: tuple[str, Instant, str]) -> None:
    """Mark people who are to be erased, until that is done; `told` is how, since when, and by which decision."""
    state, at, decision = told
    for owner in owners:
        _leave(rows, journal, Suppression(who(kit, owner), ASKED, state, at, decision))


def mark_left(rows: Rows, kit: Kit, journal: Journal, owner: str, at: Instant, decision: str) -> None:
    """Mark a colleague as erased, as far as records allowed."""
    _leave(rows, journal, Suppression(who(kit, owner), LEFT, "", at, decision))


def mark_withdrawn(rows: Rows, kit: Kit, journal: Journal, event: ConsentEvent, decision: str) -> None:
    """Mark a consent that was tightened; one that was given leaves no mark."""
    if event.state in people.RESTRICTING:
        name = who(kit, event.subject)
        _leave(rows, journal, Suppression(name, event.purpose.value, event.state.value, event.at, decision))


def mark_barred(rows: Rows, kit: Kit, journal: Journal, subject: str, told: tuple[str, Instant, str]) -> None:
    """Mark a source that a person does not want to be used; `told` is which, when, and by which decision."""
    source, at, decision = told
    _leave(rows, journal, Suppression(who(kit, subject), BARRED, source, at, decision))


def mark_passkey(rows: Rows, kit: Kit, journal: Journal, subject: str, told: tuple[str, Instant, str]) -> None:
    """Mark a passkey of a customer that went; `told` is which, when, and by which decision."""
    passkey, at, decision = told
    _leave(rows, journal, Suppression(who(kit, subject), PASSKEY, passkey, at, decision))


def mark_forgotten(rows: Rows, kit: Kit, journal: Journal, subject: str, preference: Preference, at: Instant) -> None:
    """Mark that what was remembered until now holds no more: it was deleted, or put right."""
    _leave(rows, journal, Suppression(who(kit, subject), PREFERENCE, preference.value, at, ""))


def mark_account(rows: Rows, journal: Journal, colleague: bytes, act: Act, told: tuple[str, Instant, str]) -> None:
    """Mark what became of a colleague's account; `told` is into what, when, and by which decision."""
    state, at, decision = told
    _leave(rows, journal, Suppression(colleague, f"{ACCOUNT}.{act.value}", state, at, decision))


def suppressions(rows: Rows, size: int | None = None) -> tuple[Suppression, ...]:
    """All marks, the oldest first; given a size, those that are leaves of a log of so many."""
    found = rows.all(_ALL) if size is None else rows.all(_IN_LOG, size)
    return tuple(_read(row) for row in found)


def remember(rows: Rows, marks: Iterable[Suppression]) -> tuple[Suppression, ...]:
    """Keep marks that are leaves of the log already; those that were not known here."""
    known = {one.digest for one in suppressions(rows)}
    new = tuple(one for one in marks if one.digest not in known)
    rows.many(_INSERT, [_row(one) for one in new])
    return new


def _leave(rows: Rows, journal: Journal, mark: Suppression) -> None:
    # The very same mark of the very same instant is one: a leaf is there once.
    if rows.run(_INSERT, *_row(mark)):
        journal.leaf(rows, Draft(mark.leaf, MARK, mark.digest, mark.at))


def _row(mark: Suppression) -> tuple[Any, ...]:
    return mark.who, mark.what, mark.state, mark.at, mark.decision, mark.replaced, mark.leaf


def _read(row: Row) -> Suppression:
    return Suppression(bytes(row[0]), row[1], row[2], row[3], row[4], bytes(row[5]))
