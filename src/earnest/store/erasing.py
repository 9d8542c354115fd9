"""Erasures as jobs: asked for, rows gone, keys destroyed, connected systems told, certified once; all resumable."""

import base64
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from earnest.domain.errors import NotAllowed, NotFound
from earnest.domain.identity import Level, Session
from earnest.domain.ids import Kind
from earnest.domain.time import DAY, Instant
from earnest.domain.turns import DecisionKind
from earnest.domain.verdicts import Facts, FactValue
from earnest.store import erasure, holds, people, proofs, sealing, suppressing
from earnest.store.accounting import account
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows
from earnest.store.suppressing import Suppression
from earnest.store.values import Certificate

ERASED_WITHIN = 30 * DAY
"""Microseconds until an erasure must be done: the month of GDPR Art. 12(3), in its shortest form."""

KEY_BACKUP_KEPT_MAX = 14 * DAY
"""Microseconds that a backup of the keys may be kept; after that nobody can open what was erased."""

TOKEN_BYTES = 32
JOB_OWNER = "erasing-"
"""Begins the owner of what an erasure still needs to know of its person; it ends with the erasure."""

_JOB = "job"
_TOLD = "told."
_HOLD = "hold."
_COMPLETE = "complete_after"
_STATE = "SELECT state, asked_at, due_at, told_until, asked, decision, subject FROM erasure_jobs WHERE id = ?"


class JobState(StrEnum):
    """How far an erasure has come."""

    ASKED = "asked"
    GONE = "gone"
    DESTROYED = "destroyed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the mark of an erasure that was asked for tells of it, so that a restored backup can go on with it.

    Args:
        job: the id of the job.
        within: microseconds that connected systems have.
        token: digest of the token that shows how it stands.
        systems: who is to be told; no name of a system has a space.
    """

    job: str
    within: Instant
    token: bytes
    systems: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.job, str(self.within), self.token.hex(), *self.systems))

    @staticmethod
    def read(text: str) -> "Wish":
        """What `str` gave."""
        job, within, token, *systems = text.split(" ")
        return Wish(job, int(within), bytes.fromhex(token), tuple(systems))


@dataclass(frozen=True, slots=True)
class Told:
    """A connected system and what it said: `waiting`, `acknowledged`, `kept` or `missing`."""

    system: str
    state: str


@dataclass(frozen=True, slots=True)
class Job:
    """An erasure that was asked for.

    Args:
        id: `R-...`.
        state: how far it has come.
        asked_at: when it was asked for.
        due_at: by when it must be done.
        told_until: until when connected systems may acknowledge.
        asked: the decision that recorded the wish.
        held: the law or rule that forbids it for now, "" if none does.
        told: the connected systems.
        certificate: what was done, None until it is.
    """

    id: str
    state: JobState
    asked_at: Instant
    due_at: Instant
    told_until: Instant
    asked: str
    held: str
    told: tuple[Told, ...]
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class Telling:
    """A connected system that is to be told now: whom to forget, in the shop's own words, and until when."""

    job: str
    system: str
    customer: str
    until: Instant
    tries: int


@dataclass(frozen=True, slots=True)
class Erasing:
    """Erasures that were asked for. It is `Store.erasing`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
        destroy: destroys keys and cuts the files; whether no trace is left.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit
    destroy: Callable[[tuple[str, ...]], bool]

    def ask(self, session: Session, systems: Collection[str] = (), within: Instant = 0) -> tuple[str, str]:
        """Take down a person's wish to be erased; the job's id and a token that shows how it stands, this once.

        Asked again while it is under way, it is the same job under a new token.

        Raises:
            SignInNeeded: the session has ended.
            NotAllowed: the customer is known, and not surely enough.
        """
        token = base64.urlsafe_b64encode(self.kit.random_bytes(TOKEN_BYTES)).decode().rstrip("=")

        def write(unit: Any) -> str:
            now = people.live_session(unit.rows, self.kit, session.id)
            if now.customer and now.level < Level.SIGNED_IN:
                raise NotAllowed("Sign in to be erased: whoever knows an order's number is not yet that customer.")
            return ask(unit.rows, self.kit, unit.journal, now.subject, (tuple(systems), within, token))

        name: str = self.write(write)
        return name, token

    def ask_for(self, subject: str, systems: Collection[str] = (), within: Instant = 0) -> str:
        """Begin the erasure of a person whom the house's own people name; the job's id.

        Raises:
            NotFound: there is no such person.
        """
        how = (tuple(systems), within, "")
        name: str = self.write(lambda unit: ask(unit.rows, self.kit, unit.journal, subject, how))
        return name

    def erase_anew(self, subject: str) -> None:
        """Erase somebody who was erased before, in rows that came out of a backup; nothing stands against it."""
        job = self.write(lambda unit: at_once(unit.rows, self.kit, unit.journal, subject, anew=True))
        self.advance(job)

    def certificate(self, name: str) -> Certificate | None:
        """The certificate of an erasure, None while it is not done."""
        row = self.read(lambda unit: unit.rows.one(_STATE, name))
        return self.read(lambda unit: certificate_of(unit.rows, self.kit, row[5])) if row and row[5] else None

    def job(self, name: str, token: str) -> Job:
        """How an erasure stands.

        Raises:
            NotFound: there is none, or the token is another one's: the same answer.
            SignInNeeded: the token is nobody's.
        """
        found: Job = self.read(lambda unit: _shown(unit.rows, self.kit, name, token))
        return found

    def open(self) -> tuple[str, ...]:
        """Erasures that are not done, the oldest first."""
        found: tuple[str, ...] = self.read(lambda unit: _open(unit.rows, tuple(JobState)[:3]))
        return found

    def overdue(self) -> int:
        """Erasures that should have been done by now."""
        statement, now = "SELECT 1 FROM erasure_jobs WHERE state <> 'done' AND due_at < ?", self.kit.clock.now()
        return len(self.read(lambda unit: unit.rows.all(statement, now)))

    def begun(self) -> tuple[str, ...]:
        """Erasures whose rows are gone and that are not done."""
        found: tuple[str, ...] = self.read(lambda unit: _open(unit.rows, (JobState.GONE, JobState.DESTROYED)))
        return found

    def advance(self, name: str) -> Certificate | None:
        """Take an erasure as far as it comes now; its certificate once it is done, None while it waits.

        Raises:
            Busy: a deed of the person is under way.
            Held: a legal hold forbids it.
        """
        self.write(lambda unit: _delete(unit.rows, self.kit, unit.journal, name))
        self.kit.at("erasure_rows_gone")
        owners = self.read(lambda unit: _owners(unit.rows, name))
        if owners and not self.destroy(owners):
            return None
        self.kit.at("erasure_keys_destroyed")
        done: Certificate | None = self.write(lambda unit: _certify(unit.rows, self.kit, unit.journal, name))
        self.kit.at("erasure_certified")
        if done is not None:
            self.destroy((f"{JOB_OWNER}{name}",))
        return done

    def to_tell(self) -> tuple[Telling, ...]:
        """Connected systems that are to be told now."""
        found: tuple[Telling, ...] = self.read(lambda unit: _to_tell(unit.rows, self.kit))
        return found

    def heard(self, told: Telling, state: str, next_at: Instant = 0) -> None:
        """Keep what a system said: `acknowledged`, `kept`, or `waiting` to be told again at `next_at`."""
        self.write(
            lambda unit: unit.rows.run(
                "UPDATE erasure_told SET state = ?, tries = tries + 1, next_at = ? WHERE job = ? AND system = ? "
                "AND state = 'waiting'",
                *(state, next_at, told.job, told.system),
            )
        )


def at_once(rows: Rows, kit: Kit, journal: Journal, subject: str, *, anew: bool = False) -> str:
    """Ask for an erasure and delete the rows in one step, telling no other system; the job's id.

    Raises:
        NotFound, Busy, Held: as `earnest.store.erasure.delete` says; nothing was asked for then.
    """
    name = ask(rows, kit, journal, subject, ((), 0, ""), waits=False)
    _delete(rows, kit, journal, name, anew=anew)
    return name


def ask(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    subject: str,
    how: tuple[tuple[str, ...], Instant, str],
    *,
    waits: bool = True,
) -> str:
    """Write an erasure to be done; the job's id.

    Args:
        rows: the transaction.
        kit: keys, clock, ids.
        journal: where the leaves go.
        subject: whom.
        how: the systems to be told, how long they have, and the token.
        waits: whether it is committed before it is done, and needs a mark of its own until then.

    Raises:
        NotFound: there is no such person.
    """
    systems, within, token = how
    person = _person(rows, subject)
    if not person:
        raise NotFound(f"There is nobody with the id {subject}; check it, or they were erased already.")
    digest = people.token_digest(token) if token else kit.random_bytes(TOKEN_BYTES)
    known = rows.one("SELECT id FROM erasure_jobs WHERE subject = ?", person)
    if known is not None:
        rows.run("UPDATE erasure_jobs SET token = ? WHERE id = ?", digest, known[0])
        return str(known[0])
    customer = sealing.open_value(rows, kit.keys, person, sealing.CUSTOMER) or ""
    at = stamp(kit, journal, rows)
    wish = Wish(kit.new_id(Kind.RECORD), within, digest, systems if customer else ())
    asked = account(rows, kit, journal, DecisionKind.ERASURE_ASKED, {"systems": len(wish.systems)}, at)
    if waits:
        suppressing.mark_asked(rows, kit, journal, erasure.owners_of(rows, person), (str(wish), at, asked))
    _begin(rows, kit, (person, customer), wish, (at, asked))
    return wish.job


def ask_again(rows: Rows, kit: Kit, subject: str, mark: Suppression) -> int:
    """Begin an erasure anew that was asked for after the backup that these rows are of; 1, or 0 where it is begun.

    It is the same job under the same token and with the same deadline, and whom it was for is erased by the next round.
    """
    wish, person = Wish.read(mark.state), _person(rows, subject)
    if not person or rows.one("SELECT 1 FROM erasure_jobs WHERE subject = ?", person) is not None:
        return 0
    if rows.one("SELECT 1 FROM erasure_jobs WHERE id = ?", wish.job) is not None:
        # Of two visitors here who were one person when it was asked for, the second has a job of their own.
        wish = replace(wish, job=kit.new_id(Kind.RECORD), token=kit.random_bytes(TOKEN_BYTES))
    customer = sealing.open_value(rows, kit.keys, person, sealing.CUSTOMER) or ""
    wish = wish if customer else replace(wish, systems=())
    _begin(rows, kit, (person, customer), wish, (mark.at, mark.decision))
    return 1


def certificate_of(rows: Rows, kit: Kit, decision: str) -> Certificate:
    """A certificate, as its decision tells it for ever."""
    found = proofs.stored_decision(rows, kit, decision)
    return _certificate(rows, kit, found.decision.facts, decision, found.at)


def _person(rows: Rows, subject: str) -> str:
    row = rows.locked("SELECT id, merged_into FROM subjects WHERE id = ?", subject)
    return str(row[1] or row[0]) if row else ""


def _begin(rows: Rows, kit: Kit, whom: tuple[str, str], wish: Wish, since: tuple[Instant, str]) -> None:
    """Write the job; `whom` is the person and the shop's reference, `since` when it was asked for and what says so."""
    (person, customer), (at, asked) = whom, since
    _keep(rows, kit, wish.job, {"customer": customer})
    rows.run(
        "INSERT INTO erasure_jobs (id, token, subject, state, asked_at, due_at, told_until, asked, decision) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')",
        *(wish.job, wish.token, person, JobState.ASKED.value, at, at + ERASED_WITHIN, at + wish.within, asked),
    )
    rows.many(
        "INSERT INTO erasure_told (job, system, state, tries, next_at) VALUES (?, ?, 'waiting', 0, ?)",
        [(wish.job, system, at) for system in wish.systems],
    )


def _named(facts: Facts, prefix: str) -> list[str]:
    return sorted(key for key in facts if key.startswith(prefix))


def _delete(rows: Rows, kit: Kit, journal: Journal, name: str, *, anew: bool = False) -> None:
    row = rows.locked(_STATE, name)
    if row is None or row[0] != JobState.ASKED:
        return
    at = stamp(kit, journal, rows)
    gone = erasure.delete(rows, kit, row[6], anew=anew)
    suppressing.mark_erased(rows, kit, journal, gone.owners, at, row[4])
    erasure.destroy_later(rows, gone.owners, name, at)
    facts = {**gone.counts, **{f"{_HOLD}{one.record}": one.id for one in gone.held}}
    if gone.held:
        facts["kept_by_holds"] = len(gone.held)
    known = sealing.open_value(rows, kit.keys, name, _JOB)
    _keep(rows, kit, name, {**known, "facts": facts})
    rows.run("UPDATE erasure_jobs SET state = ?, subject = '' WHERE id = ?", JobState.GONE.value, name)


def _certify(rows: Rows, kit: Kit, journal: Journal, name: str) -> Certificate | None:
    row = rows.locked(_STATE, name)
    if row is None:
        return None
    if row[0] == JobState.DONE:
        return certificate_of(rows, kit, row[5])
    if row[0] == JobState.ASKED or _owners(rows, name):
        return None
    at, told = stamp(kit, journal, rows), _told(rows, name)
    rows.run("UPDATE erasure_jobs SET state = ? WHERE id = ?", JobState.DESTROYED.value, name)
    if any(one.state == "waiting" for one in told) and at < row[3]:
        return None
    known = sealing.open_value(rows, kit.keys, name, _JOB)
    facts: dict[str, FactValue] = {**known["facts"], _COMPLETE: at + KEY_BACKUP_KEPT_MAX}
    facts |= {f"{_TOLD}{one.system}": "missing" if one.state == "waiting" else one.state for one in told}
    decision = account(rows, kit, journal, DecisionKind.ERASURE, facts, at, caused_by=row[4])
    rows.run("UPDATE erasure_jobs SET state = ?, decision = ? WHERE id = ?", JobState.DONE.value, decision, name)
    rows.run("DELETE FROM sealed WHERE owner = ?", f"{JOB_OWNER}{name}")
    erasure.destroy_later(rows, [f"{JOB_OWNER}{name}"], decision, at)
    return _certificate(rows, kit, facts, decision, at)


def _certificate(rows: Rows, kit: Kit, facts: Facts, decision: str, at: Instant) -> Certificate:
    kept = tuple(
        (f"decision {key.removeprefix(_HOLD)}", f"legal hold: {holds.reason(rows, kit, str(facts[key]))}")
        for key in _named(facts, _HOLD)
    )
    return Certificate(
        subject="",
        decision=decision,
        at=at,
        erased={key: value for key, value in facts.items() if isinstance(value, int) and key != _COMPLETE},
        survives=erasure.SURVIVES + kept,
        told={key.removeprefix(_TOLD): str(facts[key]) for key in _named(facts, _TOLD)},
        complete_after=at + KEY_BACKUP_KEPT_MAX,
    )


def _keep(rows: Rows, kit: Kit, name: str, value: Any) -> None:
    owner = kit.keys.owner_or_new(f"{JOB_OWNER}{name}")
    rows.run(sealing.INSERT, *sealing.seal_value(name, _JOB, owner, value))


def _open(rows: Rows, states: tuple[JobState, ...]) -> tuple[str, ...]:
    found = rows.all("SELECT id, state FROM erasure_jobs WHERE state <> 'done' ORDER BY asked_at, id")
    return tuple(row[0] for row in found if row[1] in states)


def _owners(rows: Rows, name: str) -> tuple[str, ...]:
    return tuple(row[0] for row in rows.all("SELECT owner FROM erasures WHERE decision = ?", name))


def _told(rows: Rows, name: str) -> tuple[Told, ...]:
    return tuple(
        Told(*row) for row in rows.all("SELECT system, state FROM erasure_told WHERE job = ? ORDER BY system", name)
    )


def _to_tell(rows: Rows, kit: Kit) -> tuple[Telling, ...]:
    found = rows.all(
        "SELECT t.job, t.system, j.told_until, t.tries FROM erasure_told t JOIN erasure_jobs j ON j.id = t.job "
        "WHERE t.state = 'waiting' AND t.next_at <= ? AND j.state IN ('gone', 'destroyed') ORDER BY t.job, t.system",
        kit.clock.now(),
    )
    named = {row[0]: sealing.open_value(rows, kit.keys, row[0], _JOB) for row in found}
    return tuple(Telling(job, system, named[job]["customer"], until, tries) for job, system, until, tries in found)


def _shown(rows: Rows, kit: Kit, name: str, token: str) -> Job:
    row = rows.one(f"{_STATE} AND token = ?", name, people.token_digest(token))
    if row is None:
        if rows.one("SELECT 1 FROM erasure_jobs WHERE token = ?", people.token_digest(token)) is None:
            people.session_by_token(rows, kit, token)  # a token of nobody's is told so
        raise NotFound("There is no such erasure of yours; copy its id and token again.")
    state, asked_at, due_at, told_until, asked, decision, subject = row
    kept = [one.reason for one in holds.running(rows, kit, [subject]) if not one.record] if subject else []
    told = _told(rows, name)
    done = certificate_of(rows, kit, decision) if decision else None
    return Job(name, JobState(state), asked_at, due_at, told_until, asked, next(iter(kept), ""), told, done)
