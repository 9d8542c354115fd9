"""Colleagues who left and want to be forgotten: comings and goings at once, what they answer for with its time."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from earnest.domain.errors import Conflict, NotFound
from earnest.domain.staff import Act
from earnest.domain.time import Instant
from earnest.domain.turns import DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import ageing, erasure, proofs, sealing, staff, suppressing
from earnest.store.accounting import account
from earnest.store.classes import Times
from earnest.store.kit import Kit, stamp
from earnest.store.rows import Rows, places
from earnest.store.suppressing import LEFT, Suppression

COMINGS_AND_GOINGS = (Act.SIGNED_IN, Act.SIGNED_OUT, Act.FAILED, Act.PASSWORD_SET)
"""What is recorded of a colleague that nobody has to answer for once they have left."""

SURVIVES = (
    (
        "decisions, sealed (compartment P)",
        "who approved, looked, held, wrote a rule or had which role: until record_days",
    ),
    (
        "rulings, takes, uses",
        "keyed look-ups that name nobody, as long as the conversation or the record they belong to",
    ),
    ("items", "what they wrote to customers under their first name: with the conversation"),
)
"""What stays when a colleague is erased, and why."""

_PART = 500
_NAMED = (
    "SELECT s.record, d.kind, d.at FROM sealed s JOIN decisions d ON d.id = s.record "
    "WHERE s.owner = ? AND s.compartment = ? AND d.at <= ? ORDER BY d.at, d.id"
)


@dataclass(frozen=True, slots=True)
class Left:
    """What became of a colleague's name.

    Args:
        decision: the record of it, which names nobody.
        erased: records that name them no more.
        kept: records that still do.
        until: when the last of those goes, 0 where none is left and their key is destroyed.
    """

    decision: str
    erased: int
    kept: int
    until: Instant


@dataclass(frozen=True, slots=True)
class Leaving:
    """The erasure of colleagues. It is `Retaining.leaving`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
        destroy: destroys keys and cuts the files.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit
    destroy: Callable[[tuple[str, ...]], bool]

    def erase(self, name: str, times: Times, by: str = "") -> Left:
        """Erase a colleague who left, as far as the time of records allows.

        Args:
            name: whom.
            times: how long records are kept.
            by: the colleague who does it, "" for whoever runs the house.

        Raises:
            NotFound: nothing of this name is kept.
            Conflict: they have an account.
        """
        found: Left
        owner = f"{sealing.COLLEAGUE_OWNER}{self.kit.lookup('colleague', name).hex()}"
        found = self.write(lambda unit: _erase(unit, (name, owner), times, by))
        if not found.kept:
            self.destroy((owner,))
        return found

    def erase_again(self, marks: Iterable[Suppression]) -> int:
        """Erase colleagues who were erased before, in rows that came out of a backup; how many those were."""
        left = {mark.who: mark.at for mark in marks if mark.what == LEFT}
        found = {
            owner: left[name]
            for owner in self.kit.keys.names(sealing.COLLEAGUE_OWNER)
            if (name := suppressing.who(self.kit, owner)) in left
        }
        for owner, at in found.items():
            if not self.write(partial(_erase_again, owner=owner, at=at)):
                self.destroy((owner,))
        return len(found)


def _erase(unit: Any, whom: tuple[str, str], times: Times, by: str) -> Left:
    rows, kit, (name, owner) = unit.rows, unit.kit, whom
    who = kit.lookup("colleague", name)
    if kit.keys.owner(owner) is None:
        raise NotFound("Nothing of this name is kept; `earnest desk colleagues` lists the accounts.")
    if rows.locked("SELECT who FROM colleagues WHERE who = ?", who) is not None:
        raise Conflict("They have an account: end it first, with `earnest desk remove`.")
    _end_account(rows, who)
    at = stamp(kit, unit.journal, rows)
    gone, kept = _forget(unit, kit, owner, at)
    until = ageing.record_goes(max(kept), times) if kept else 0
    facts: dict[str, FactValue] = {"act": Act.ERASED.value, "erased": gone, "kept": len(kept), "until": until}
    decision = account(rows, kit, unit.journal, DecisionKind.STAFF, facts, at, by=by)
    suppressing.mark_left(rows, kit, unit.journal, owner, at, decision)
    if not kept:
        erasure.destroy_later(rows, [owner], decision, at)
    return Left(decision, gone, len(kept), until)


def _erase_again(unit: Any, owner: str, at: Instant) -> int:
    """Do an erasure again in rows from before it; how many records still name the colleague."""
    rows, who = unit.rows, bytes.fromhex(owner.removeprefix(sealing.COLLEAGUE_OWNER))
    if rows.one("SELECT 1 FROM colleagues WHERE who = ? AND made_at > ?", who, at) is not None:
        return 1  # they came back
    _end_account(rows, who)
    kept = len(_forget(unit, unit.kit, owner, at)[1])
    if not kept:
        erasure.destroy_later(rows, [owner], "", at)
    return kept


def _end_account(rows: Rows, who: bytes) -> None:
    staff.end_passkeys(rows, "who = ?", who)
    for table in ("desk_sessions", "colleagues"):
        rows.run(f"DELETE FROM sealed WHERE record IN (SELECT record FROM {table} WHERE who = ?)", who)  # noqa: S608 - our own names
        rows.run(f"DELETE FROM {table} WHERE who = ?", who)  # noqa: S608 - as above


def _forget(unit: Any, kit: Kit, owner: str, until: Instant) -> tuple[int, list[Instant]]:
    """Take a colleague's name out of their comings and goings; how many those were, and when the others were."""
    rows: Rows = unit.rows
    named = rows.all(_NAMED, owner, sealing.COLLEAGUE, until)
    gone = [record for record, kind, _ in named if kind == DecisionKind.STAFF.value and _may_go(rows, kit, record)]
    for start in range(0, len(gone), _PART):
        part = gone[start : start + _PART]
        marks = places(len(part))
        rows.run(f"DELETE FROM sealed WHERE compartment = ? AND record IN ({marks})", sealing.COLLEAGUE, *part)  # noqa: S608 - only question marks are put in
    forgotten = set(gone)
    return len(gone), [at for record, _, at in named if record not in forgotten]


def _may_go(rows: Rows, kit: Kit, record: str) -> bool:
    with suppress(NotFound):  # the time of a record may be over
        return proofs.decision(rows, kit, record).facts.get("act") in COMINGS_AND_GOINGS
    return True
