"""What everybody with a role is told of outside the desk: read from what happened, written once for each way out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from earnest.domain.announcing import GATE_WAITS, Happened
from earnest.domain.regions import Stay
from earnest.domain.time import Instant
from earnest.domain.turns import DecisionKind
from earnest.store.accounting import account
from earnest.store.kit import Kit, stamp
from earnest.store.rows import Rows
from earnest.store.unit import Unit

DIGEST_SHOWN = 12
"""Characters of a gate's version that name it."""

_HAPPENED = (
    "SELECT what, about, how, at FROM ("  # noqa: S608 - our own constants
    f"SELECT '{GATE_WAITS}' AS what, gate || ' ' || substr(digest, 1, {DIGEST_SHOWN}) AS about, '' AS how, "
    "asked_at AS at FROM gate_versions WHERE asked_at > ? UNION ALL "
    "SELECT what, decision, how, at FROM alone WHERE at > ?) AS h "
    "WHERE NOT EXISTS (SELECT 1 FROM staff_news n WHERE n.what = h.what AND n.about = h.about AND n.at = h.at) "
    "ORDER BY at, what, about"
)
_WRITE = (
    "INSERT INTO staff_news (what, about, way, how, at, state, tries, next_at) VALUES (?, ?, ?, ?, ?, 'ready', 0, ?) "
    "ON CONFLICT (what, about, way) DO UPDATE SET at = excluded.at, state = 'ready', tries = 0, "
    "next_at = excluded.next_at"
)
_READY = "SELECT what, about, how, at, way, tries FROM staff_news WHERE state IN ('ready', 'sending') AND next_at <= ?"
_SETTLE = "UPDATE staff_news SET state = ?, next_at = ? WHERE what = ? AND about = ? AND way = ?"
_TAKEN = (
    "UPDATE staff_news SET state = 'sending', tries = tries + 1, next_at = ? WHERE what = ? AND about = ? AND way = ?"
)


@dataclass(frozen=True, slots=True)
class News:
    """An announcement that was taken to be sent."""

    what: Happened
    way: str
    tries: int


@dataclass(frozen=True, slots=True)
class StaffNews:
    """What everybody with a role is told of. It is `Store.staff_news`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def happened(self, since: Instant) -> tuple[Happened, ...]:
        """What happened after an instant and is not written yet, the oldest first."""
        found: tuple[Happened, ...] = self.read(
            lambda unit: tuple(Happened(*row) for row in unit.rows.all(_HAPPENED, since, since))
        )
        return found

    def put(self, new: Iterable[Happened], ways: Iterable[str]) -> None:
        """Write what is to be sent at once, one for each way; a gate that waits anew is told of anew."""
        now, names = self.kit.clock.now(), tuple(ways)
        rows = [(one.what, one.about, way, one.how, one.at, now) for one in new for way in names]
        self.write(lambda unit: unit.rows.many(_WRITE, rows))

    def claim(self, now: Instant, limit: int, lease: Instant) -> tuple[News, ...]:
        """Take what is ready, or was taken and never heard of again; each counts as one try more."""
        if not self.read(lambda unit: unit.rows.one(f"{_READY} LIMIT 1", now)):
            return ()
        found: tuple[News, ...] = self.write(lambda unit: _claim(unit.rows, now, limit, lease))
        return found

    def settle(self, sent: News, state: str, next_at: Instant) -> None:
        """Keep what became of it: `sent`, `given_up`, or `ready` again at `next_at`."""
        self.write(lambda unit: unit.rows.run(_SETTLE, state, next_at, *_key(sent)))

    def keep_stay(self, sent: News, stay: Stay) -> str:
        """Record that it was not sent, and why it stayed; the decision's id."""
        facts = {"way": stay.way.value, "region": stay.region, "allowed": " ".join(stay.allowed), "waits": sent.what.id}

        def step(unit: Unit) -> str:
            at = stamp(unit.kit, unit.journal, unit.rows)
            unit.rows.run(_SETTLE, "stayed", 0, *_key(sent))
            return account(unit.rows, unit.kit, unit.journal, DecisionKind.STAYED, facts, at)

        name: str = self.write(step)
        return name


def _key(one: News) -> tuple[str, str, str]:
    return one.what.what, one.what.about, one.way


def _claim(rows: Rows, now: Instant, limit: int, lease: Instant) -> tuple[News, ...]:
    skip = " FOR UPDATE SKIP LOCKED" if rows.locks else ""
    found = rows.all(f"{_READY} ORDER BY next_at, what, about, way LIMIT ?{skip}", now, limit)
    taken = [News(Happened(*row[:4]), row[4], row[5]) for row in found]
    rows.many(_TAKEN, [(now + lease, *_key(one)) for one in taken])
    return tuple(replace(one, tries=one.tries + 1) for one in taken)
