"""Retention by clock: what each place keeps, how long and why; what is due is deleted, and that is on the record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from earnest.domain.time import DAY, Instant
from earnest.domain.turns import DecisionKind
from earnest.store import ageing, erasure, holds, limiting, passkeys, proving, sealing, staff, staff_passkeys
from earnest.store.accounting import account
from earnest.store.classes import CLASSES, ROWS_AT_ONCE_MAX, WHY, Due, Kept, Times
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.leaving import Leaving
from earnest.store.rows import Rows, places

__all__ = ["AT_ONCE_MAX", "CLASSES", "RUN_STEPS_MAX", "WHY", "Due", "Kept", "Retaining", "Times"]

AT_ONCE_MAX = 200
"""Visitors, conversations or epochs that one step deletes: nobody waits longer than for that."""

RUN_STEPS_MAX = 1_000
"""Steps of one run; what is left is due in the next."""


_IDLE = "(s.ends_at > ? AND s.used_at >= ?)"
_NO_CASE = (
    "NOT EXISTS (SELECT 1 FROM hand_overs h WHERE h.conversation = c.id AND h.state = 'open') "
    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.conversation = c.id AND o.state IN ('ready', 'started'))"
)
_NO_HOLD = (
    "NOT EXISTS (SELECT 1 FROM holds l WHERE l.subject = {subject} AND l.lifted_at = 0 AND l.until > ? "
    "AND l.record = '')"
)
_VISITORS = (
    "SELECT u.id FROM subjects u WHERE u.known = 0 "  # noqa: S608 - all parts are constants of this file
    "AND u.merged_into = '' AND u.made_at < ? "
    f"AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.subject = u.id AND {_IDLE}) "
    f"AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.subject = u.id AND NOT ({_NO_CASE})) "
    f"AND {_NO_HOLD.format(subject='u.id')} ORDER BY u.id LIMIT ?"
)
_TALKS = (
    f"SELECT c.id FROM conversations c WHERE c.changed_at < ? AND {_NO_CASE} "  # noqa: S608 - as above
    f"AND {_NO_HOLD.format(subject='c.subject')} ORDER BY c.id LIMIT ?"
)
_STATES = (
    "SELECT c.id FROM conversations c JOIN sealed z ON z.record = c.id "  # noqa: S608 - as above
    "AND z.compartment = 'state' "
    f"WHERE {_NO_CASE} AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.subject = c.subject AND {_IDLE}) "
    "ORDER BY c.id LIMIT ?"
)
_OF_TALKS = (
    "SELECT id FROM decisions WHERE conversation IN ({})",
    "SELECT body FROM items WHERE conversation IN ({})",
)
_DONE = "state = 'done' AND asked_at < ?"
_FEW_OF_EPOCH = (
    "DELETE FROM sealed WHERE (record, compartment) IN (SELECT record, compartment FROM sealed WHERE owner = ? LIMIT ?)"
)
_STATE_GOES = "DELETE FROM sealed WHERE compartment = 'state' AND record IN ({})"
_OLD = (
    ("exposures", "DELETE FROM exposures WHERE at < ? AND state <> 'reserved'"),
    ("suppressions", "DELETE FROM suppressions WHERE at < ?"),
    ("erasure_told", f"DELETE FROM erasure_told WHERE job IN (SELECT id FROM erasure_jobs WHERE {_DONE})"),  # noqa: S608 - as above
    ("erasure_jobs", f"DELETE FROM erasure_jobs WHERE {_DONE}"),  # noqa: S608 - as above
)


@dataclass(frozen=True, slots=True)
class Retaining:
    """What is kept, and for how long. It is `Store.retaining`.

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

    @property
    def leaving(self) -> Leaving:
        """The erasure of colleagues who left."""
        return Leaving(self.read, self.write, self.kit, self.destroy)

    def plan(self, times: Times) -> tuple[Due, ...]:
        """What is due now, as much of each as one step deletes."""
        found: tuple[Due, ...] = self.read(lambda unit: _plan(unit.rows, self.kit, times))
        return found

    def run(self, times: Times) -> Mapping[str, int]:
        """Delete what is due, step by step, each on the record; how much of what went."""
        went: dict[str, int] = {}
        for _ in range(RUN_STEPS_MAX):
            if not self.plan(times):  # a look takes no turn of the writer; most looks find nothing
                break
            step: dict[str, int]
            step, owners = self.write(lambda unit: _step(unit.rows, self.kit, unit.journal, times))
            if owners:
                self.destroy(owners)
            if not step:
                break
            went = {name: went.get(name, 0) + step.get(name, 0) for name in {**went, **step}}
        return went


def _plan(rows: Rows, kit: Kit, times: Times) -> tuple[Due, ...]:
    now = kit.clock.now()
    since = _before(now, times.counter_days)
    old = [(name, rows.one(text.replace("DELETE", "SELECT COUNT(*)", 1), since)) for name, text in _OLD]
    found = (
        Due("visitors", Kept.SESSION, len(_visitors(rows, kit, times))),
        Due("session_memory", Kept.SESSION, len(_states(rows, kit))),
        Due("desk_sessions", Kept.SESSION, staff.count_ended(rows, now)),
        Due("mail_proofs", Kept.SESSION, proving.count_ended(rows, now)),
        Due("challenges", Kept.SESSION, passkeys.count_ended(rows, now)),
        Due("desk_challenges", Kept.SESSION, staff_passkeys.count_ended(rows, now)),
        Due("tries", Kept.WINDOW, limiting.count_ended(rows, now)),
        Due("conversations", Kept.CONVERSATION, len(_talks(rows, now, times))),
        Due("epochs", Kept.RECORD, len(_epochs(rows, now, times))),
        Due("ended_holds", Kept.WORK, holds.count_ended(rows, now)),
        *(Due(what, kept, count) for (what, kept), count in ageing.count(rows, kit, times).items()),
        *(Due(name, Kept.COUNTER, int(row[0]) if row else 0) for name, row in old),
    )
    return tuple(one for one in found if one.count)


def _step(rows: Rows, kit: Kit, journal: Journal, times: Times) -> tuple[dict[str, int], tuple[str, ...]]:
    """Delete some of what is due; what went, and whose keys are to be destroyed."""
    now = kit.clock.now()
    owners: list[str] = list(holds.let_go(rows, kit))
    went = {"ended_holds": len(owners)}
    for name in (visitors := _visitors(rows, kit, times)):
        owners += erasure.delete(rows, kit, name).owners
    went["visitors"] = len(visitors)
    went["session_memory"] = _run(rows, _STATE_GOES, _states(rows, kit))
    went["desk_sessions"] = staff.end_old(rows, now)
    went["mail_proofs"] = proving.end_old(rows, now)
    went["challenges"] = passkeys.end_old(rows, now)
    went["desk_challenges"] = staff_passkeys.end_old(rows, now)
    went["tries"] = limiting.end_old(rows, now)
    went["conversations"] = _end_talks(rows, kit, _talks(rows, now, times))
    went["epoch_records"], epochs = _end_epochs(rows, kit, _epochs(rows, now, times))
    owners += epochs
    went["epochs"] = len(epochs)
    went |= {name: rows.run(statement, _before(now, times.counter_days)) for name, statement in _OLD}
    aged, leavers = ageing.end(rows, kit, times)
    went |= aged
    owners += leavers
    done = {name: count for name, count in went.items() if count}
    if done:
        at = stamp(kit, journal, rows)
        facts = {**done, "conversation_days": times.conversation_days, "record_days": times.record_days}
        decision = account(rows, kit, journal, DecisionKind.RETENTION, facts, at)
        erasure.destroy_later(rows, owners, decision, at)
    return done, tuple(owners)


def _visitors(rows: Rows, kit: Kit, times: Times) -> list[str]:
    now = kit.clock.now()
    ended = _before(now, times.visitor_days)
    idle = ended - kit.visits.visitor_idle
    return [row[0] for row in rows.all(_VISITORS, idle, ended, idle, now, AT_ONCE_MAX)]


def _states(rows: Rows, kit: Kit) -> list[str]:
    now = kit.clock.now()
    return [row[0] for row in rows.all(_STATES, now, now - kit.visits.visitor_idle, AT_ONCE_MAX)]


def _talks(rows: Rows, now: Instant, times: Times) -> list[str]:
    return [row[0] for row in rows.all(_TALKS, _before(now, times.conversation_days), now, AT_ONCE_MAX)]


def _epochs(rows: Rows, now: Instant, times: Times) -> list[str]:
    """Epochs of which every record is past its time."""
    last = ageing.record_end(now, times) // (sealing.EPOCH_DAYS * DAY) - 1
    found = rows.all("SELECT DISTINCT owner FROM sealed WHERE owner >= 'epoch-' AND owner < 'epoch.'")
    return sorted(row[0] for row in found if int(row[0].removeprefix("epoch-")) <= last)[:AT_ONCE_MAX]


def _end_talks(rows: Rows, kit: Kit, talks: Sequence[str]) -> int:
    held = {one.record for one in holds.running(rows, kit)}
    for question in _OF_TALKS if talks else ():
        names = [row[0] for row in rows.all(question.format(places(len(talks))), *talks)]
        gone = [(name, sealing.ACCOUNTABLE) for name in names if name not in held]
        rows.many("DELETE FROM sealed WHERE record = ? AND compartment <> ?", gone)
    _run(rows, "DELETE FROM sealed WHERE record IN ({})", talks)
    for one in erasure.STORES:
        if one.whose is erasure.Whose.TALKS:
            _run(rows, one.statement, talks)
    return _run(rows, "DELETE FROM conversations WHERE id IN ({})", talks)


def _end_epochs(rows: Rows, kit: Kit, epochs: Sequence[str]) -> tuple[int, list[str]]:
    """Delete what the keys of epochs open, as much as one step may; how much, and which epochs have nothing left."""
    gone, ended = 0, list[str]()
    for epoch in epochs:
        _keep_held(rows, kit, epoch)
        gone += rows.run(_FEW_OF_EPOCH, epoch, ROWS_AT_ONCE_MAX - gone)
        if rows.one("SELECT 1 FROM sealed WHERE owner = ? LIMIT 1", epoch) is not None:
            break
        ended.append(epoch)
    return gone, ended


def _keep_held(rows: Rows, kit: Kit, epoch: str) -> None:
    """Seal what a hold keeps of an epoch anew."""
    for one in holds.running(rows, kit):
        # The reason of a hold must be told as long as it holds.
        for record in (one.decision, *([one.record] if one.record else holds.records_of(rows, one.subject))):
            row = rows.one("SELECT owner FROM sealed WHERE record = ? AND compartment = ?", record, sealing.ACCOUNTABLE)
            if row and row[0] == epoch:
                holds.keep(rows, kit, one, record, sealing.ACCOUNTABLE)


def _run(rows: Rows, statement: str, names: Sequence[str]) -> int:
    return rows.run(statement.format(places(len(names))), *names) if names else 0


def _before(now: Instant, days: int) -> Instant:
    return now - days * DAY
