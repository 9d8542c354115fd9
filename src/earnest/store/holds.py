"""Legal holds: what the law, or a claim, keeps from being erased; set and lifted with a reason, on the record."""

from dataclasses import dataclass

from earnest.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from earnest.domain.ids import Kind
from earnest.domain.staff import Alone
from earnest.domain.time import Instant
from earnest.domain.turns import DecisionKind
from earnest.store import desk, proofs, sealing
from earnest.store.accounting import Written, account
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Row, Rows, places

REASON_LENGTH_MAX = 200
"""Characters of a hold's reason: a law or a case number; it is sealed under the key of whoever is held."""

_REASON = "reason"

_ACTIVE = "SELECT id, subject, record, set_at, until, decision FROM holds WHERE lifted_at = 0 AND until > ?"


@dataclass(frozen=True, slots=True)
class Hold:
    """A legal hold.

    Args:
        id: `R-...`.
        subject: whom it is about, "" once the person is erased.
        record: the one decision that it keeps, "" for everything about the person.
        set_at: since when.
        until: it ends by itself then.
        decision: the decision that set it.
        reason: the law or rule that it rests on.
    """

    id: str
    subject: str
    record: str
    set_at: Instant
    until: Instant
    decision: str
    reason: str


class Held(Conflict):
    """A legal hold forbids it; the message names the reason and the end."""


def hold(rows: Rows, kit: Kit, journal: Journal, about: str, until: Instant, why: tuple[str, str]) -> Hold:
    """Keep a person's data, or one decision about them, from being erased until a day; `why`: reason, and who does it.

    Raises:
        NotFound: there is no such person or decision, or the person is erased already.
        BadInput: no reason, one that is too long, or an end that has passed.
    """
    at, said, by = stamp(kit, journal, rows), why[0].strip(), why[1]
    if not 0 < len(said) <= REASON_LENGTH_MAX:
        raise BadInput(f"Give the law or rule that the hold rests on, in at most {REASON_LENGTH_MAX} characters.")
    subject, record = _about(rows, kit, about)
    if until <= at:
        raise BadInput("This day has passed; give the day on which the hold ends.")
    name = kit.new_id(Kind.RECORD)
    facts = {"state": "set", "of": "record" if record else "person", "until": until}
    wrote = Written(by, subject, {_REASON: said})
    decision = account(rows, kit, journal, DecisionKind.HOLD, facts, at, caused_by=record, by=wrote)
    rows.run(
        "INSERT INTO holds (id, subject, record, set_at, until, lifted_at, decision) VALUES (?, ?, ?, ?, ?, 0, ?)",
        *(name, subject, record, at, until, decision),
    )
    return Hold(name, subject, record, at, until, decision, said)


def lift(rows: Rows, kit: Kit, journal: Journal, name: str, why: tuple[str, str], alone: Alone | None) -> str:
    """End a hold before its day; the decision's id.

    Args:
        rows: the transaction.
        kit: keys, clock, ids.
        journal: where the leaf goes.
        name: which.
        why: the reason, and the colleague who does it.
        alone: by what they stand for two, None where they do not.

    Raises:
        NotAllowed: they set it themselves.
        NotFound: there is no such hold, or it has ended.
        BadInput: no reason, or one that is too long.
    """
    at, said, by = stamp(kit, journal, rows), why[0].strip(), why[1]
    if not 0 < len(said) <= REASON_LENGTH_MAX:
        raise BadInput(f"Say why the hold ends, in at most {REASON_LENGTH_MAX} characters.")
    row = rows.locked(f"{_ACTIVE} AND id = ?", at, name)
    if row is None:
        raise NotFound(f"There is no hold {name[:40]} that runs; `earnest hold` lists them.")
    if by and alone is None and desk.signed(rows, kit, row[5])[0] == by:
        raise NotAllowed("You set this hold yourself, so somebody else ends it.")
    rows.run("UPDATE holds SET lifted_at = ? WHERE id = ?", at, name)
    facts = {"state": "lifted", "of": "record" if row[2] else "person"}
    wrote = Written(by, row[1], {_REASON: said}) if row[1] else by  # nothing more is written about the erased
    if alone is not None:
        facts |= {"decided_by_one_person": alone.value}
    decision = account(rows, kit, journal, DecisionKind.HOLD, facts, at, caused_by=row[5], by=wrote)
    if alone is not None:
        desk.note_alone(rows, decision, "hold", alone, at)
    return decision


def running(rows: Rows, kit: Kit, owners: list[str] | None = None) -> tuple[Hold, ...]:
    """The holds that run now: all of them, or those about some people."""
    now = kit.clock.now()
    if owners is None:
        found = rows.all(f"{_ACTIVE} ORDER BY until, id", now)
    else:
        found = rows.all(f"{_ACTIVE} AND subject IN ({places(len(owners))}) ORDER BY until, id", now, *owners)
    return tuple(_hold(rows, kit, row) for row in found)


def reason(rows: Rows, kit: Kit, name: str) -> str:
    """The law or rule that a hold rests on; its id and that it has ended, once it has."""
    row = rows.one("SELECT decision FROM holds WHERE id = ?", name)
    return _why(rows, kit, row[0]) if row else f"{name}, which has ended"


def refuse_if_held(rows: Rows, kit: Kit, owners: list[str]) -> None:
    """Check that nothing keeps a whole person.

    Raises:
        Held: a hold does.
    """
    for one in running(rows, kit, owners):
        if not one.record:
            raise Held(f"A legal hold keeps this person's data ({one.reason}); hold {one.id}, decision {one.decision}.")


def keep_records(rows: Rows, kit: Kit, owners: list[str]) -> tuple[Hold, ...]:
    """Seal the held records of people anew, each under a key of its own hold, so that they outlive their people's."""
    held = tuple(one for one in running(rows, kit, owners) if one.record)
    for one in held:
        for name in (one.record, one.decision):
            keep(rows, kit, one, name, sealing.SUBJECT)
        rows.run("UPDATE holds SET subject = '' WHERE id = ?", one.id)
    return held


def keep(rows: Rows, kit: Kit, one: Hold, record: str, compartment: str) -> None:
    """Seal one compartment of a record under the hold's own key, with the salts that prove it."""
    row = rows.one("SELECT commitment FROM decisions WHERE id = ?", record)
    context = bytes(row[0]) if row else b""
    _, fields = sealing.open_fields(rows, kit.keys, record, compartment, context)
    if fields:
        owner = kit.keys.owner_or_new(f"{sealing.HOLD_OWNER}{one.id}")
        rows.run(sealing.INSERT, *sealing.seal_kept(record, compartment, owner, fields, context))


def records_of(rows: Rows, subject: str) -> tuple[str, ...]:
    """The decisions about a person whom a hold keeps whole: of their conversations, their choices and their data."""
    found = rows.all(
        "SELECT d.id FROM decisions d JOIN conversations c ON c.id = d.conversation WHERE c.subject = ? "
        "UNION SELECT decision FROM consents WHERE subject = ? UNION SELECT decision FROM uses WHERE subject = ?",
        *(subject, subject, subject),
    )
    return tuple(sorted(row[0] for row in found))


def count_ended(rows: Rows, now: Instant) -> int:
    """Holds that have ended."""
    return len(rows.all("SELECT id FROM holds WHERE lifted_at > 0 OR until <= ?", now))


def let_go(rows: Rows, kit: Kit) -> tuple[str, ...]:
    """Delete what ended holds kept beyond its time; the owners whose keys are to be destroyed."""
    ended = rows.all("SELECT id FROM holds WHERE lifted_at > 0 OR until <= ?", kit.clock.now())
    owners = tuple(f"{sealing.HOLD_OWNER}{row[0]}" for row in ended)
    for name, (hold_id,) in zip(owners, ended, strict=True):
        rows.run("DELETE FROM sealed WHERE owner = ?", name)
        rows.run("DELETE FROM holds WHERE id = ?", hold_id)
    return owners


def _hold(rows: Rows, kit: Kit, row: Row) -> Hold:
    name, subject, record, set_at, until, decision = row
    return Hold(name, subject, record, set_at, until, decision, _why(rows, kit, decision))


def _why(rows: Rows, kit: Kit, decision: str) -> str:
    return str(proofs.decision(rows, kit, decision).words.get(_REASON, ""))


def _about(rows: Rows, kit: Kit, about: str) -> tuple[str, str]:
    """The person, and the record where it is about one."""
    record = "" if about.startswith(Kind.SUBJECT.value) else about
    subject = proofs.decision(rows, kit, record).context.session.subject if record else about
    row = rows.locked("SELECT id, merged_into FROM subjects WHERE id = ?", subject)  # so that no erasure passes it by
    found = (row[1] or row[0]) if row else ""
    if not found:
        raise NotFound(f"There is nobody behind {about[:40]}, or they were erased already.")
    return found, record
