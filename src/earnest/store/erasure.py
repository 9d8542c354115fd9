"""Erasure: values deleted, index rows deleted, keys noted to be destroyed; proofs and counters stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from earnest.domain.errors import Busy, NotFound
from earnest.domain.time import Instant
from earnest.store import desk, holds
from earnest.store.holds import Hold
from earnest.store.kit import Kit
from earnest.store.rows import Rows, places
from earnest.store.sealing import COLLEAGUE

SURVIVES = (
    ("leaves, nodes, checkpoints", "salted commitments that name nobody; every proof still verifies"),
    ("decisions, sealed (compartment A)", "typed facts, outcomes and amounts without words, for legal claims"),
    ("exposures, customers", "abuse counters under a keyed pseudonym, for the window of the gates"),
    ("tries", "counts of guesses under keyed marks, for two hours at most"),
    ("events", "under a reference that nobody can compute since the key is gone"),
    ("consent_inbox", "keyed ids of what other systems told, so that none of it is taken twice"),
    ("consent_papers", "what was shown with choices: the company's own words, the same for everybody"),
    ("intents", "when a deed was begun, by decision id only"),
    (
        "suppressions",
        "a keyed mark that names nobody, so that a backup from before is erased again once restored",
    ),
    ("labels", "which kind of wish a decision was taken for, of a closed vocabulary, so that it can be measured"),
)
"""What stays after an erasure, and why."""

PART = 500
"""Ids in one statement."""


class Whose(Enum):
    """By what a statement finds a person's rows."""

    TALKS = "talks"
    OWNERS = "owners"


@dataclass(frozen=True, slots=True)
class Kept:
    """A place where something about a person is kept, and the statement that ends it; `{}` stands for ids."""

    name: str
    statement: str
    whose: Whose


def _by_conversation(table: str) -> Kept:
    return Kept(table, f"DELETE FROM {table} WHERE conversation IN ({{}})", Whose.TALKS)  # noqa: S608 - our own names


def _by_subject(table: str) -> Kept:
    return Kept(table, f"DELETE FROM {table} WHERE subject IN ({{}})", Whose.OWNERS)  # noqa: S608 - our own names


_TALKS = ("turns", "items", "cards", "outbox", "hand_overs", "takes", "notes", "notices", "ratings")
_RULINGS = "DELETE FROM rulings WHERE hand_over IN (SELECT id FROM hand_overs WHERE conversation IN ({}))"
_NEWS = "DELETE FROM consent_news WHERE decision IN (SELECT decision FROM consents WHERE subject IN ({}))"
_PROOFS = ("mail_proofs", "challenges", "passkeys")
_SUBJECTS = ("conversations", *_PROOFS, "sessions", "identifiers", "consents", "preferences", "bars", "uses")
STORES: tuple[Kept, ...] = (
    Kept("rulings", _RULINGS, Whose.TALKS),
    *(_by_conversation(table) for table in _TALKS),
    Kept("decisions", "UPDATE decisions SET conversation = '' WHERE conversation IN ({})", Whose.TALKS),
    Kept("consent_news", _NEWS, Whose.OWNERS),
    *(_by_subject(table) for table in _SUBJECTS),
    Kept("holds", "UPDATE holds SET subject = '' WHERE subject IN ({})", Whose.OWNERS),
    Kept("sealed", "DELETE FROM sealed WHERE owner IN ({})", Whose.OWNERS),
    Kept("subjects", "DELETE FROM subjects WHERE id IN ({})", Whose.OWNERS),
)
"""Every place that an erasure ends, in order: what finds others by its rows goes before them."""


@dataclass(frozen=True, slots=True)
class Gone:
    """What was deleted, whose keys are to be destroyed now, and what a legal hold kept."""

    owners: tuple[str, ...]
    counts: Mapping[str, int]
    held: tuple[Hold, ...]


def delete(rows: Rows, kit: Kit, subject: str, stores: Sequence[Kept] = STORES, *, anew: bool = False) -> Gone:
    """Delete all rows about a person and of the visitors they were before.

    Args:
        rows: the transaction.
        kit: keys, clock.
        subject: whom.
        stores: where; a test leaves one out, to see that this is noticed.
        anew: it was done once already, so neither a deed nor a hold stands against it.

    Raises:
        NotFound: there is no such person.
        Busy: a deed of theirs is under way.
        Held: a legal hold forbids it.
    """
    row = rows.locked("SELECT id, merged_into FROM subjects WHERE id = ?", subject)
    if row is None:
        raise NotFound(f"There is nobody with the id {subject}; check it, or they were erased already.")
    owners = owners_of(rows, row[1] or subject)
    talks = _select(rows, "SELECT id FROM conversations WHERE subject IN ({}) ORDER BY id", owners)
    if not anew:
        _refuse_if_busy(rows, talks)
        holds.refuse_if_held(rows, kit, owners)
    held = holds.keep_records(rows, kit, owners)
    # A deed that never started will not start; what it had reserved is free again.
    ready = _select(rows, "SELECT decision FROM outbox WHERE state = 'ready' AND conversation IN ({})", talks)
    rows.many("UPDATE exposures SET state = 'released' WHERE decision = ?", [(name,) for name in ready])
    counts = {"rulings_notes": _forget_notes(rows, kit, talks)}
    for one in stores:
        counts[one.name] = _run(rows, one.statement, talks if one.whose is Whose.TALKS else owners)
    return Gone(tuple(owners), counts, held)


def owners_of(rows: Rows, subject: str) -> list[str]:
    """A person, and the visitors they were before."""
    merged = rows.all("SELECT id FROM subjects WHERE merged_into = ? ORDER BY id", subject)
    return [subject, *(row[0] for row in merged)]


def destroy_later(rows: Rows, owners: Sequence[str], why: str, at: Instant) -> None:
    """Note whose keys are to be destroyed once this is committed; `why` is what it is done for."""
    rows.many("INSERT INTO erasures (owner, decision, at) VALUES (?, ?, ?)", [(name, why, at) for name in owners])


def unfinished(rows: Rows) -> tuple[str, ...]:
    """Owners whose rows are gone and whose key may still be there: a crash came between."""
    return tuple(row[0] for row in rows.all("SELECT owner FROM erasures"))


def finish(rows: Rows, owners: Sequence[str]) -> None:
    """Note that the keys are destroyed."""
    _run(rows, "DELETE FROM erasures WHERE owner IN ({})", owners)


def _forget_notes(rows: Rows, kit: Kit, talks: Sequence[str]) -> int:
    """Delete what colleagues wrote about a person under their own keys, as rulings did in the first releases."""
    found = _select(
        rows,
        "SELECT decision FROM rulings WHERE hand_over IN (SELECT id FROM hand_overs WHERE conversation IN ({}))",
        talks,
    )
    written = [(name, COLLEAGUE) for name in found if desk.signed(rows, kit, name)[1]]
    rows.many("DELETE FROM sealed WHERE record = ? AND compartment = ?", written)
    return len(written)


def _refuse_if_busy(rows: Rows, talks: Sequence[str]) -> None:
    for name in talks:
        rows.locked("SELECT id FROM conversations WHERE id = ?", name)
    lock = " FOR UPDATE" if rows.locks else ""
    if "started" in _select(rows, f"SELECT state FROM outbox WHERE conversation IN ({{}}){lock}", talks):  # noqa: S608 - as above
        raise Busy("A deed of this person is under way; erase again once its outcome is recorded.")


def _select(rows: Rows, statement: str, names: Sequence[str]) -> list[str]:
    parts = (names[start : start + PART] for start in range(0, len(names), PART))
    return [row[0] for part in parts for row in rows.all(statement.format(places(len(part))), *part)]


def _run(rows: Rows, statement: str, names: Sequence[str]) -> int:
    parts = (names[start : start + PART] for start in range(0, len(names), PART))
    return sum(rows.run(statement.format(places(len(part))), *part) for part in parts)
