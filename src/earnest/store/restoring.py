"""Bringing a restored store to where its log is: leaves put back, and all that was narrowed since done again."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from earnest.domain.consents import ConsentEvent
from earnest.domain.errors import Conflict
from earnest.domain.preferences import Preference
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import SECOND
from earnest.ledger.commit import LeafEntry, parse_leaf_entry
from earnest.store import consents, dossier, erasing, log, outbox, passkeys, preferences, staff, suppressing
from earnest.store.erasing import Erasing
from earnest.store.kit import Journal, Kit
from earnest.store.leaving import Leaving
from earnest.store.log import Draft
from earnest.store.rows import Rows
from earnest.store.suppressing import Suppression

_PURPOSES = frozenset(one.value for one in Purpose)


@dataclass(frozen=True, slots=True)
class DoneAgain:
    """How much was done again in rows that came out of a backup.

    Args:
        added: leaves of the log that were put back.
        erased: people.
        withdrawn: consents.
        accounts: changes of colleagues' accounts.
        colleagues: colleagues who had left.
        barred: sources that are not to be used.
        passkeys: passkeys of customers that had gone.
        preferences: preferences that had been deleted or put right.
        asked: deeds that waited, and are asked about before anything is done; only where the log knows of more.
        erasing: erasures that had been asked for and not been done; they go on.
    """

    added: int = 0
    erased: int = 0
    withdrawn: int = 0
    accounts: int = 0
    colleagues: int = 0
    barred: int = 0
    passkeys: int = 0
    preferences: int = 0
    asked: int = 0
    erasing: int = 0


@dataclass(frozen=True, slots=True)
class Restoring:
    """What a restore does before it serves. It is `Store.restoring`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
        erasing: the erasure of people.
        leaving: the erasure of colleagues.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit
    erasing: Erasing
    leaving: Leaving

    def catch_up(self, entries: Iterable[bytes], marks: Sequence[Suppression]) -> DoneAgain:
        """Put the log's newer leaves back and do again what the marks say; how much of each.

        Args:
            entries: every leaf of the newest log, from the first on.
            marks: the marks that were kept with it.

        Raises:
            Conflict: the log tells another story, or a mark is missing, changed or none of it; nothing was changed.
        """
        added: int = self.write(lambda unit: _put_back(unit.rows, unit.journal, entries, marks))
        now = self.kit.clock.now()
        asked = self.write(lambda unit: outbox.ask_first(unit.rows, now)) if added else 0
        return replace(self.do_again(marks), added=added, asked=asked)

    def do_again(self, marks: Sequence[Suppression]) -> DoneAgain:
        """Do again what these marks say and these rows do not know of; nothing is ever loosened by it."""
        kit = self.kit
        new: tuple[Suppression, ...] = self.write(lambda unit: suppressing.remember(unit.rows, marks))
        erased: tuple[str, ...] = self.read(lambda unit: _to_erase(unit.rows, kit, marks))
        for name in erased:
            self.erasing.erase_anew(name)
        done: DoneAgain = self.write(lambda unit: _narrow(unit.rows, kit, new))
        return replace(done, erased=len(erased), colleagues=self.leaving.erase_again(marks))


def _put_back(rows: Rows, journal: Journal, entries: Iterable[bytes], marks: Sequence[Suppression]) -> int:
    """Append the leaves that the log has and these rows do not, so that it goes on where it was; how many."""
    known, added, there = log.load_head(rows).frontier.size, 0, suppressing.accounted(marks)
    left = {mark.digest: mark for mark in marks}
    for place, entry in enumerate(entries):
        leaf = parse_leaf_entry(entry)
        if leaf.kind == suppressing.MARK:
            left.pop(leaf.commitment, None)
        if place < known:
            _require_same(rows, place, entry)
            continue
        if leaf.kind == suppressing.MARK and leaf.commitment not in there:
            raise Conflict(
                f"Entry {place} of this log marks something that was erased, withdrawn or taken away, and no mark that "
                "came with it is the one: it is missing, or was changed. Nothing is served; take another backup of the "
                "log."
            )
        journal.leaf(rows, Draft(_record(place, leaf), leaf.kind, leaf.commitment, leaf.time_s * SECOND))
        added += 1
    if left:
        more = next(iter(left.values()))
        raise Conflict(f"A mark that came with this log ({more.what}, {more.decision}) is no entry of it: not of here.")
    return added


def _record(place: int, leaf: LeafEntry) -> str:
    return suppressing.leaf_of(leaf.commitment) if leaf.kind == suppressing.MARK else f"lost-{place}"


def _require_same(rows: Rows, place: int, entry: bytes) -> None:
    row = rows.one("SELECT entry FROM leaves WHERE idx = ?", place)
    if row is None or bytes(row[0]) != entry:
        raise Conflict(f"Entry {place} of this log is not the backup's; they are not of one house.")


def _to_erase(rows: Rows, kit: Kit, marks: Iterable[Suppression]) -> tuple[str, ...]:
    """People of these rows who are marked as erased."""
    erased = {mark.who for mark in marks if mark.what == suppressing.ERASED}
    found = rows.all("SELECT id, merged_into FROM subjects ORDER BY id")
    return tuple(sorted({into or name for name, into in found if suppressing.who(kit, name) in erased}))


def _narrow(rows: Rows, kit: Kit, new: Sequence[Suppression]) -> DoneAgain:
    """Take away again what was taken away of people who are still there; what they gave since is not known here."""
    whose = {suppressing.who(kit, row[0]): row[0] for row in rows.all("SELECT id FROM subjects")}

    def of(what: str) -> Iterator[tuple[str, Suppression]]:
        return ((whose[one.who], one) for one in new if one.what == what and one.who in whose)

    told = [(whose[one.who], one) for one in new if one.what in _PURPOSES and one.who in whose]
    return DoneAgain(
        withdrawn=sum(_withdraw(rows, who, one) for who, one in told),
        accounts=staff.change_again(rows, new),
        barred=sum(dossier.bar(rows, who, one.state, one.decision, one.at) for who, one in of(suppressing.BARRED)),
        passkeys=sum(passkeys.end(rows, who, one.state) for who, one in of(suppressing.PASSKEY)),
        preferences=sum(
            preferences.forget_from(rows, who, Preference(one.state), one.at) for who, one in of(suppressing.PREFERENCE)
        ),
        erasing=sum(erasing.ask_again(rows, kit, who, one) for who, one in of(suppressing.ASKED)),
    )


def _withdraw(rows: Rows, subject: str, mark: Suppression) -> int:
    """Add a withdrawal that these rows do not know; not one that may not follow what holds, which is no wider then."""
    if rows.one("SELECT 1 FROM consents WHERE decision = ? AND subject = ?", mark.decision, subject) is not None:
        return 0
    event = ConsentEvent(0, subject, Purpose(mark.what), ConsentState(mark.state), mark.at)
    try:
        consents.add(rows, replace(event, decision=mark.decision))
    except Conflict:
        return 0
    return 1
