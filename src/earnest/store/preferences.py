"""The table of preferences: which and until when in the open, the values sealed under the person's key."""

from earnest.domain.ids import Kind
from earnest.domain.preferences import Preference, Remembered
from earnest.domain.time import Instant
from earnest.store import people, sealing, suppressing
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows

_KEPT = "SELECT name, record, set_at, due_at FROM preferences WHERE subject = ? AND due_at > ?"
_DUE = "SELECT subject, name FROM preferences WHERE due_at <= ? ORDER BY due_at LIMIT ?"

MEMORY = "memory"
"""The compartment of what was told to be remembered."""

FORGOTTEN_AT_ONCE = 500
"""Preferences that one round forgets."""


def keep(rows: Rows, kit: Kit, journal: Journal, subject: str, told: Remembered) -> None:
    """Keep a preference in place of what was told before, which no backup brings back.

    Raises:
        SignInNeeded: the person was erased.
    """
    owner = people.owner_of(kit, subject)
    forget_for_good(rows, kit, journal, subject, told.preference)
    record = kit.new_id(Kind.RECORD)
    rows.run(sealing.INSERT, *sealing.seal_value(record, MEMORY, owner, told.value))
    rows.run(
        "INSERT INTO preferences (subject, name, record, set_at, due_at) VALUES (?, ?, ?, ?, ?)",
        *(subject, told.preference.value, record, told.set_at, told.until),
    )


def remembered(rows: Rows, kit: Kit, subject: str, now: Instant) -> tuple[Remembered, ...]:
    """What is kept of a person and not yet due to be forgotten, in the order of `Preference`."""
    found = rows.all(
        "SELECT name, record, set_at, due_at FROM preferences WHERE subject = ? AND due_at > ?", subject, now
    )
    kept = {
        Preference(name): Remembered(Preference(name), value, set_at, due_at)
        for name, record, set_at, due_at in found
        if (value := sealing.open_value(rows, kit.keys, record, MEMORY)) is not None
    }
    return tuple(kept[one] for one in Preference if one in kept)


def forget(rows: Rows, subject: str, preference: Preference) -> bool:
    """Delete a preference with its value; whether there was one."""
    row = rows.one("SELECT record FROM preferences WHERE subject = ? AND name = ?", subject, preference.value)
    if row is None:
        return False
    rows.run("DELETE FROM sealed WHERE record = ? AND compartment = ?", row[0], MEMORY)
    return bool(rows.run("DELETE FROM preferences WHERE subject = ? AND name = ?", subject, preference.value))


def forget_for_good(rows: Rows, kit: Kit, journal: Journal, subject: str, preference: Preference) -> bool:
    """Delete a preference, and mark it so that no backup brings it back; whether there was one."""
    if not forget(rows, subject, preference):
        return False
    suppressing.mark_forgotten(rows, kit, journal, subject, preference, stamp(kit, journal, rows))
    return True


def forget_from(rows: Rows, subject: str, preference: Preference, until: Instant) -> bool:
    """Delete a preference that was told by an instant; whether there was one."""
    found = rows.one(
        "SELECT 1 FROM preferences WHERE subject = ? AND name = ? AND set_at <= ?", subject, preference.value, until
    )
    return found is not None and forget(rows, subject, preference)


def any_due(rows: Rows, now: Instant) -> bool:
    """Whether anything is due to be forgotten."""
    return rows.one("SELECT 1 FROM preferences WHERE due_at <= ? LIMIT 1", now) is not None


def forget_due(rows: Rows, now: Instant) -> int:
    """Delete what is due; how many that were."""
    due = rows.all(
        "SELECT subject, name FROM preferences WHERE due_at <= ? ORDER BY due_at LIMIT ?", now, FORGOTTEN_AT_ONCE
    )
    return sum(forget(rows, subject, Preference(name)) for subject, name in due)
