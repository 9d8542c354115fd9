"""Accounts of colleagues and their sessions. Names and password hashes are sealed under the colleague's own key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from earnest.domain.errors import Conflict, NotFound, SignInNeeded
from earnest.domain.staff import (
    INVITE_LIFETIME,
    SESSION_IDLE_MAX,
    SESSION_LIFETIME,
    Account,
    Act,
    Alone,
    DecidedAlone,
    Noted,
    Role,
    Signed,
    State,
    Way,
    is_over,
    worth_noting,
)
from earnest.domain.time import MINUTE, Instant
from earnest.domain.turns import DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import desk, people, proofs, sealing, suppressing
from earnest.store.accounting import account
from earnest.store.kit import Kit, stamp
from earnest.store.rows import Row, Rows
from earnest.store.unit import Unit

NAME = "name"
PASSWORD = "password"  # noqa: S105 - the name of a compartment
SUBJECT = "subject"
"""The compartment that says who an account is at the company's provider."""

COLLEAGUES_MAX = 500
"""Accounts that one look gives."""

NOTED_MAX = 200
"""Records of accounts that one look gives, the newest."""

SEEN_AGAIN = MINUTE
"""Signs of a colleague within this time are one: nothing is written for the later ones."""

_ENDED = "Your desk session has ended; sign in again."
_NOT_THEIRS = "This account lets you in no more, or not by this way; ask whoever sees to accounts."
_STATE = "UPDATE colleagues SET state = ?"
_NO_ACCOUNT = "Nobody of this name has an account; `earnest desk colleagues` lists them."
_ACCOUNT = "SELECT who, record, role, state, failed FROM colleagues"
_PUT = (
    "INSERT INTO colleagues (who, record, role, state, invite, invite_ends_at, failed, made_at) "
    "VALUES (?, ?, ?, 'invited', ?, ?, 0, ?) ON CONFLICT (who) DO UPDATE SET role = excluded.role, "
    "state = 'invited', invite = excluded.invite, invite_ends_at = excluded.invite_ends_at, failed = 0"
)
_JOINED = "UPDATE colleagues SET state = 'active', invite = ?, invite_ends_at = 0, failed = 0 WHERE who = ?"
_NOTED = "SELECT id, at, commitment FROM decisions WHERE kind = ? ORDER BY at DESC, id LIMIT ?"
_ALONE = "SELECT decision, what, how, at FROM alone WHERE at >= ? ORDER BY at DESC, decision LIMIT ?"
_ENDS = "ends_at <= ? OR seen_at <= ?"


@dataclass(frozen=True, slots=True)
class Staff:
    """Accounts and sessions. It is `Store.staff`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def accounts(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        found: tuple[Account, ...] = self.read(lambda unit: _accounts(unit.rows, self.kit))
        return found

    def account(self, name: str) -> Account | None:
        """An account, None if there is none of this name."""
        found: Account | None = self.read(lambda unit: account_in(unit.rows, self.kit, name))
        return found

    def history(self, limit: int = NOTED_MAX) -> tuple[Noted, ...]:
        """What was recorded of accounts, the newest first."""
        found: tuple[Noted, ...] = self.read(lambda unit: _history(unit.rows, self.kit, limit))
        return found

    def invite(self, name: str, role: Role, by: str = "") -> str:
        """Make an account, or let somebody set a new password; the link's token, shown this once.

        Whatever was good before, password, passkeys and sessions, is good no more.

        Args:
            name: whose.
            role: what they are.
            by: the colleague who does it, "" for whoever runs the house.
        """
        token = people.new_token(self.kit)
        self.write(lambda unit: _invite(unit, name, role, by, token))
        return token

    def invited(self, invite: str) -> Account:
        """Whom a link was made for.

        Raises:
            SignInNeeded: it was used, it is too old, or a newer one was made.
        """
        found: Account = self.read(lambda unit: _invited(unit.rows, self.kit, invite))
        return found

    def join(self, invite: str, password: str, old: str = "") -> str:
        """Set the first password by its Argon2 hash, and sign in; the session's token. The session `old` ends.

        Raises:
            SignInNeeded: as `invited` says.
        """
        token = people.new_token(self.kit)
        self.write(lambda unit: _join(unit, invite, password, (old, token)))
        return token

    def sign_in(self, name: str, way: Way, password: str = "", old: str = "") -> str:
        """Open a session; its token is shown this once and kept only as a digest.

        Args:
            name: whose.
            way: by what they signed in.
            password: a fresh hash of their password, "" leaves the one that is kept.
            old: the token of the session that the browser had: it ends.

        Raises:
            SignInNeeded: the account was disabled or removed meanwhile.
        """
        token = people.new_token(self.kit)
        self.write(lambda unit: begin(unit, name, way, password, (old, token)))
        return token

    def enter(self, name: str, subject: str, role: Role, proved_at: Instant, old: str = "") -> str:
        """Open a session for who signed in at their company's provider; the account is made, and its role kept, by it.

        Args:
            name: what they are called there.
            subject: who they are there, for good.
            role: what the provider makes them here.
            proved_at: when they proved there who they are, 0 where the provider does not say.
            old: the token of the session that the browser had: it ends.

        Raises:
            SignInNeeded: the name is somebody else's account, or the account is disabled.
        """
        token = people.new_token(self.kit)
        self.write(lambda unit: _enter(unit, (name, subject, role), proved_at, (old, token)))
        return token

    def fail(self, name: str) -> int:
        """Count a wrong password of an account; how many it were in a row. A series of them is recorded."""
        found: int = self.write(lambda unit: _fail(unit, name))
        return found

    def signed_in(self, token: str, *, alive: bool = False) -> Signed:
        """Whose session a token opens; what was a sign of them counts against lying idle.

        Raises:
            SignInNeeded: unknown, ended or idle too long; the account is not active: the same answer.
        """
        found, seen_at = self.read(lambda unit: _signed(unit.rows, self.kit, token))
        now = self.kit.clock.now()
        if alive and now >= seen_at + SEEN_AGAIN:
            self.write(lambda unit: _seen(unit.rows, token, now))
        signed: Signed = found
        return signed

    def sign_out(self, token: str) -> None:
        """End a session; one that is not there is ended already."""
        self.write(lambda unit: _sign_out(unit, token))

    def change_role(self, name: str, role: Role, by: str = "") -> None:
        """Make somebody something else; they sign in anew.

        Raises:
            NotFound: nobody of this name has an account.
        """
        self.write(lambda unit: _change(unit, name, by, Act.ROLE_CHANGED, role))

    def disable(self, name: str, by: str = "") -> None:
        """Let nobody in by this account, from now on.

        Raises:
            NotFound: nobody of this name has an account.
        """
        self.write(lambda unit: _change(unit, name, by, Act.DISABLED))

    def remove(self, name: str, by: str = "") -> None:
        """Delete an account with its password; what its colleague decided stays as it was recorded.

        Raises:
            NotFound: nobody of this name has an account.
        """
        self.write(lambda unit: _change(unit, name, by, Act.REMOVED))

    def wrote(self, gate: str, digest: str, name: str) -> str:
        """Record that a colleague wrote this version of a gate: they do not approve what it asks about; the decision.

        Raises:
            Conflict: somebody else said so before.
        """
        decision: str = self.write(lambda unit: _wrote(unit, gate, digest, name))
        return decision

    def author_of(self, gate: str, digest: str) -> str:
        """Who says to have written this version of a gate, "" where nobody does."""
        found: str = self.read(lambda unit: _author_of(unit.rows, self.kit, gate, digest))
        return found

    def hold_set_by(self, decision: str) -> str:
        """The colleague who set a legal hold by this decision, "" for whoever ran the house."""
        found: str = self.read(lambda unit: desk.signed(unit.rows, self.kit, decision)[0])
        return found

    def ruled_at(self, approval: str, name: str) -> Instant:
        """When a colleague ruled on an approval, 0 if they did not."""
        found: Instant = self.read(lambda unit: desk.ruled_at(unit.rows, self.kit, approval, name))
        return found

    def alone(self, since: Instant, limit: int = NOTED_MAX) -> tuple[DecidedAlone, ...]:
        """What one person decided where two should have, since an instant, the newest first."""
        found: tuple[DecidedAlone, ...] = self.read(lambda unit: _alone(unit.rows, since, limit))
        return found


def count_ended(rows: Rows, now: Instant) -> int:
    """Sessions whose time is over."""
    return len(rows.all(f"SELECT 1 FROM desk_sessions WHERE {_ENDS}", *_over(now)))  # noqa: S608 - a constant


def end_old(rows: Rows, now: Instant) -> int:
    """Delete sessions whose time is over; how many that were."""
    return _end_sessions(rows, _ENDS, *_over(now))


def note(unit: Unit, name: str, act: Act, facts: Mapping[str, FactValue], by: str = "") -> str:
    """Record something of an account, as a leaf; whose it is, and who did it, stands sealed under that colleague's key.

    Args:
        unit: the unit of work.
        name: whose account.
        act: what happened.
        facts: what more is to be known, of closed vocabularies.
        by: who did it, "" for the colleague themselves or whoever runs the house.
    """
    at, kit = stamp(unit.kit, unit.journal, unit.rows), unit.kit
    told: dict[str, FactValue] = {"act": act.value, **facts}
    return account(unit.rows, kit, unit.journal, DecisionKind.STAFF, told, at, by=(by or name, name))


def _wrote(unit: Unit, gate: str, digest: str, name: str) -> str:
    rows = unit.rows
    row = rows.locked("SELECT decision FROM gate_authors WHERE gate = ? AND digest = ?", gate, digest)
    if row is not None:
        if desk.signed(rows, unit.kit, row[0])[0] == name:
            return str(row[0])
        raise Conflict("Somebody else has said that they wrote this version; ask them.")
    decision = note(unit, name, Act.WROTE_RULE, {"gate": gate, "digest": digest})
    rows.run("INSERT INTO gate_authors (gate, digest, decision) VALUES (?, ?, ?)", gate, digest, decision)
    return decision


def _author_of(rows: Rows, kit: Kit, gate: str, digest: str) -> str:
    row = rows.one("SELECT decision FROM gate_authors WHERE gate = ? AND digest = ?", gate, digest)
    return desk.signed(rows, kit, row[0])[0] if row else ""


def _alone(rows: Rows, since: Instant, limit: int) -> tuple[DecidedAlone, ...]:
    found = rows.all(_ALONE, since, max(0, min(limit, NOTED_MAX)))
    return tuple(DecidedAlone(decision, what, Alone(how), at) for decision, what, how, at in found)


def _accounts(rows: Rows, kit: Kit) -> tuple[Account, ...]:
    found = rows.all(f"{_ACCOUNT} ORDER BY made_at LIMIT ?", COLLEAGUES_MAX)
    return tuple(sorted((_read(rows, kit, row) for row in found), key=lambda one: one.name))


def account_in(rows: Rows, kit: Kit, name: str) -> Account | None:
    """A colleague's account, None if there is none of this name."""
    row = rows.one(f"{_ACCOUNT} WHERE who = ?", who_of(kit, name))
    return _read(rows, kit, row) if row else None


def _read(rows: Rows, kit: Kit, row: Row) -> Account:
    named = [sealing.open_value(rows, kit.keys, row[1], part) or "" for part in (NAME, PASSWORD)]
    return Account(named[0], Role(row[2]), State(row[3]), named[1], row[4])


def _history(rows: Rows, kit: Kit, limit: int) -> tuple[Noted, ...]:
    found = rows.all(_NOTED, DecisionKind.STAFF.value, max(0, min(limit, NOTED_MAX)))
    return tuple(_noted(rows, kit, *row) for row in found)


def _noted(rows: Rows, kit: Kit, decision: str, at: Instant, commitment: bytes) -> Noted:
    facts = dict(proofs.decision(rows, kit, decision).facts)
    named = sealing.open_value(rows, kit.keys, decision, sealing.COLLEAGUE, bytes(commitment))
    about, by = (named.get("about", ""), named["colleague"][0]) if named else ("", "")
    return Noted(decision, at, str(facts.pop("act")), about, by, facts)


def _invite(unit: Unit, name: str, role: Role, by: str, token: str) -> None:
    rows, kit, now = unit.rows, unit.kit, unit.kit.clock.now()
    who, record = who_of(kit, name), record_of(kit, name)
    owner = desk.colleague_owner(kit, name)
    rows.run(_PUT, who, record, role.value, people.token_digest(token), now + INVITE_LIFETIME, now)
    end_passkeys(rows, "who = ?", who)
    rows.run(sealing.INSERT, *sealing.seal_value(record, NAME, owner, name))
    rows.run("DELETE FROM sealed WHERE record = ? AND compartment IN (?, ?)", record, PASSWORD, SUBJECT)
    _end_sessions(rows, "who = ?", who)
    decision = note(unit, name, Act.INVITED, {"role": role.value}, by)
    suppressing.mark_account(rows, unit.journal, who, Act.INVITED, (role.value, now, decision))


def _invited(rows: Rows, kit: Kit, invite: str) -> Account:
    row = rows.one(
        f"{_ACCOUNT} WHERE invite = ? AND invite_ends_at > ? AND state = 'invited'",
        people.token_digest(invite),
        kit.clock.now(),
    )
    if row is None:
        raise SignInNeeded("This link is good no more. Ask for a new one: `earnest desk invite NAME` prints it.")
    return _read(rows, kit, row)


def _join(unit: Unit, invite: str, password: str, tokens: tuple[str, str]) -> None:
    rows, kit, (old, token) = unit.rows, unit.kit, tokens
    found = _invited(rows, kit, invite)
    if not rows.run(f"{_JOINED} AND invite = ?", b"", who_of(kit, found.name), people.token_digest(invite)):
        raise SignInNeeded("This link was used a moment ago.")
    _keep_password(rows, kit, found.name, password)
    facts: dict[str, FactValue] = {"role": found.role.value}
    note(unit, found.name, Act.PASSWORD_SET, facts)
    _end_sessions(rows, "token = ?", people.token_digest(old))
    _open(unit, found.name, token)
    note(unit, found.name, Act.SIGNED_IN, facts | {"way": Way.PASSWORD.value, "failed": 0})


def begin(unit: Unit, name: str, way: Way, password: str, tokens: tuple[str, str]) -> None:
    """Open a session of an account, or of who came by a key.

    Args:
        unit: the unit of work.
        name: whose.
        way: by what they signed in.
        password: a fresh hash of their password, "" leaves the one that is kept.
        tokens: of the session that ends, and of the one that begins.

    Raises:
        SignInNeeded: the account is not active.
    """
    rows, kit = unit.rows, unit.kit
    row = rows.locked(f"{_ACCOUNT} WHERE who = ?", who_of(kit, name))
    facts: dict[str, FactValue] = {"way": way.value}
    if row is not None:
        if row[3] != State.ACTIVE.value:
            raise SignInNeeded(_ENDED)
        facts |= {"role": row[2], "failed": row[4]}
        rows.run("UPDATE colleagues SET failed = 0 WHERE who = ?", who_of(kit, name))
        if password:
            _keep_password(rows, kit, name, password)
    elif way is not Way.KEY:
        raise SignInNeeded(_ENDED)
    old, token = tokens
    _end_sessions(rows, "token = ?", people.token_digest(old))
    _open(unit, name, token)
    note(unit, name, Act.SIGNED_IN, facts)


def _enter(unit: Unit, person: tuple[str, str, Role], proved_at: Instant, tokens: tuple[str, str]) -> None:
    name, subject, role = person
    old, token = tokens
    rows, kit, who, record = unit.rows, unit.kit, who_of(unit.kit, name), record_of(unit.kit, name)
    row = rows.locked(f"{_ACCOUNT} WHERE who = ?", who)
    if row is None:
        rows.run(_PUT, who, record, role.value, b"", 0, kit.clock.now())
        rows.run(f"{_STATE} WHERE who = ?", State.ACTIVE.value, who)
        owner = desk.colleague_owner(kit, name)
        for part, value in ((NAME, name), (SUBJECT, subject)):
            rows.run(sealing.INSERT, *sealing.seal_value(record, part, owner, value))
        note(unit, name, Act.JOINED, {"role": role.value})
    elif row[3] != State.ACTIVE.value or sealing.open_value(rows, kit.keys, record, SUBJECT) != subject:
        raise SignInNeeded(_NOT_THEIRS)
    elif row[2] != role.value:
        _change(unit, name, "", Act.ROLE_CHANGED, role)
    _end_sessions(rows, "token = ?", people.token_digest(old))
    _open(unit, name, token, proved_at)
    note(unit, name, Act.SIGNED_IN, {"role": role.value, "way": Way.OIDC.value, "failed": 0})


def _fail(unit: Unit, name: str) -> int:
    rows, kit = unit.rows, unit.kit
    row = rows.locked(f"{_ACCOUNT} WHERE who = ?", who_of(kit, name))
    if row is None:
        return 0
    failed: int = row[4] + 1
    rows.run("UPDATE colleagues SET failed = ? WHERE who = ?", failed, who_of(kit, name))
    if worth_noting(failed):
        note(unit, name, Act.FAILED, {"role": row[2], "failed": failed})
    return failed


def _open(unit: Unit, name: str, token: str, proved_at: Instant | None = None) -> None:
    rows, kit, now, digest = unit.rows, unit.kit, unit.kit.clock.now(), people.token_digest(token)
    record = f"desk-{digest.hex()}"
    rows.run(sealing.INSERT, *sealing.seal_value(record, NAME, desk.colleague_owner(kit, name), name))
    rows.run(
        "INSERT INTO desk_sessions (token, who, record, opened_at, seen_at, ends_at, proved_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        *(digest, who_of(kit, name), record, now, now, now + SESSION_LIFETIME),
        now if proved_at is None else min(now, proved_at),
    )


def _signed(rows: Rows, kit: Kit, token: str) -> tuple[Signed, Instant]:
    digest, now = people.token_digest(token), kit.clock.now()
    row = rows.one("SELECT record, opened_at, seen_at, proved_at FROM desk_sessions WHERE token = ?", digest)
    name = sealing.open_value(rows, kit.keys, row[0], NAME) if row and not is_over(row[1], row[2], now) else None
    if row is None or name is None:
        raise SignInNeeded(_ENDED)
    found = account_in(rows, kit, name)
    if found is not None and found.state is not State.ACTIVE:
        raise SignInNeeded(_ENDED)
    return Signed(name, row[3], found), row[2]


def _seen(rows: Rows, token: str, now: Instant) -> None:
    rows.run(
        "UPDATE desk_sessions SET seen_at = ? WHERE token = ? AND seen_at < ?", now, people.token_digest(token), now
    )


def _sign_out(unit: Unit, token: str) -> None:
    digest = people.token_digest(token)
    row = unit.rows.one("SELECT record FROM desk_sessions WHERE token = ?", digest)
    name = sealing.open_value(unit.rows, unit.kit.keys, row[0], NAME) if row else None
    if _end_sessions(unit.rows, "token = ?", digest) and name:
        note(unit, name, Act.SIGNED_OUT, {})


def _change(unit: Unit, name: str, by: str, act: Act, role: Role | None = None) -> None:
    rows, who = unit.rows, who_of(unit.kit, name)
    row = rows.locked(f"{_ACCOUNT} WHERE who = ?", who)
    if row is None:
        raise NotFound(_NO_ACCOUNT)
    became = (role or Role(row[2])).value
    _became(rows, who, act, became)
    decision = note(unit, name, act, {"role": became}, by)
    suppressing.mark_account(rows, unit.journal, who, act, (became, unit.kit.clock.now(), decision))


def change_again(rows: Rows, new: Iterable[suppressing.Suppression]) -> int:
    """Do again to restored accounts what was done since the backup; how much that was. Whoever was signed in is not.

    An account that was invited anew since goes: the password that the backup knows was good no more.
    """
    done = 0
    for mark in new:
        of, _, act = mark.what.rpartition(".")
        if of == suppressing.ACCOUNT and rows.one("SELECT 1 FROM colleagues WHERE who = ?", mark.who) is not None:
            _became(rows, mark.who, Act(act), mark.state)
            done += 1
    _end_sessions(rows, "opened_at >= ?", 0)
    return done


def _became(rows: Rows, who: bytes, act: Act, state: str) -> None:
    match act:
        case Act.ROLE_CHANGED:
            rows.run("UPDATE colleagues SET role = ? WHERE who = ?", state, who)
        case Act.DISABLED:
            rows.run("UPDATE colleagues SET state = 'disabled', invite = ?, invite_ends_at = 0 WHERE who = ?", b"", who)
        case Act.REMOVED | Act.INVITED:
            rows.run("DELETE FROM sealed WHERE record IN (SELECT record FROM colleagues WHERE who = ?)", who)
            rows.run("DELETE FROM colleagues WHERE who = ?", who)
            end_passkeys(rows, "who = ?", who)
        case Act.PASSKEY_REMOVED:
            end_passkeys(rows, "who = ? AND id = ?", who, state)
        case _:
            raise Conflict(f"An account does not change by {act.value}.")
    _end_sessions(rows, "who = ?", who)


def _keep_password(rows: Rows, kit: Kit, name: str, password: str) -> None:
    owner = desk.colleague_owner(kit, name)
    rows.run(sealing.INSERT, *sealing.seal_value(record_of(kit, name), PASSWORD, owner, password))


def _end_sessions(rows: Rows, which: str, *given: Any) -> int:
    rows.run(f"DELETE FROM sealed WHERE record IN (SELECT record FROM desk_sessions WHERE {which})", *given)  # noqa: S608 - all parts are constants of this file
    return rows.run(f"DELETE FROM desk_sessions WHERE {which}", *given)  # noqa: S608 - as above


def _over(now: Instant) -> tuple[Instant, Instant]:
    return now, now - SESSION_IDLE_MAX


def end_passkeys(rows: Rows, which: str, *given: Any) -> int:
    """Delete passkeys of colleagues with what is sealed of them; how many those were."""
    rows.run(f"DELETE FROM sealed WHERE record IN (SELECT id FROM desk_passkeys WHERE {which})", *given)  # noqa: S608 - all parts are constants of ours
    return rows.run(f"DELETE FROM desk_passkeys WHERE {which}", *given)  # noqa: S608 - as above


def who_of(kit: Kit, name: str) -> bytes:
    """The keyed look-up of a colleague."""
    return kit.lookup("colleague", name)


def record_of(kit: Kit, name: str) -> str:
    """The record under which an account's values are sealed."""
    return f"staff-{who_of(kit, name).hex()}"
