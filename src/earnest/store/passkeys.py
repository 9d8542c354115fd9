"""Customers' passkeys, and challenges: each is bound to the session that asked, and taken once, whatever follows."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from earnest.domain.errors import Conflict, NotAllowed, NotFound
from earnest.domain.identity import Session
from earnest.domain.ids import Kind
from earnest.domain.passkeys import (
    CHALLENGE_BYTES,
    CHALLENGE_LIFE,
    Assertion,
    Ceremony,
    Challenge,
    Kept,
    Passkey,
    require_may_enrol,
    require_may_remove,
)
from earnest.domain.time import Instant
from earnest.domain.turns import DecisionKind
from earnest.domain.verdicts import FactValue
from earnest.store import people, sealing, suppressing
from earnest.store.accounting import account
from earnest.store.keys import Owner
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows

_ASK = (
    "INSERT INTO challenges (session, ceremony, subject, value, ends_at) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (session, ceremony) DO UPDATE SET subject = excluded.subject, value = excluded.value, "
    "ends_at = excluded.ends_at"
)
_KEEP = (
    "INSERT INTO passkeys (id, subject, lookup, sign_count, made_at, used_at) "
    "VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (lookup) DO NOTHING"
)
_OWN = "SELECT id, sign_count, made_at, used_at FROM passkeys WHERE subject = ? ORDER BY made_at, id"
_PASSKEY = "passkey"
"""The compartment, of a passkey's own id, that holds its credential id and public key."""


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Customers' passkeys. It is `Store.passkeys`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def ask(self, session: Session, ceremony: Ceremony) -> Challenge:
        """A challenge for this session; one that was given before for the same is good no more.

        Raises:
            SignInNeeded: the session has ended.
            NotAllowed, Conflict: no passkey may be enrolled here and now.
        """
        value = self.kit.random_bytes(CHALLENGE_BYTES)
        asked: Challenge = self.write(lambda unit: _ask(unit.rows, self.kit, session, ceremony, value))
        return asked

    def take(self, session: Session, ceremony: Ceremony) -> Challenge | None:
        """The session's challenge, which is gone with this; None where there is none."""
        taken: Challenge | None = self.write(lambda unit: _take(unit.rows, session, ceremony))
        return taken

    def own(self, session: Session) -> tuple[Kept, ...]:
        """The passkeys of a session's person, the oldest first.

        Raises:
            SignInNeeded: the session has ended.
        """
        found: tuple[Kept, ...] = self.read(
            lambda unit: _own(unit.rows, self.kit, people.live_session(unit.rows, self.kit, session.id).subject)
        )
        return found

    def keep(self, session: Session, passkey: Passkey) -> Kept:
        """Keep a new passkey.

        Raises:
            NotAllowed, Conflict: it may not be enrolled here and now, or is enrolled already.
        """
        kept: Kept = self.write(lambda unit: _keep(unit.rows, self.kit, unit.journal, session, passkey))
        return kept

    def proved(self, token: str, before: Kept, after: Passkey) -> str:
        """Note that a passkey proved who somebody is; a fresh token of the same session, now at `just_proved`.

        Raises:
            NotAllowed: it was used elsewhere meanwhile.
            SignInNeeded: the token opens no session.
        """
        fresh = people.new_token(self.kit)
        self.write(lambda unit: _proved(unit.rows, self.kit, unit.journal, (token, fresh), before, after))
        return fresh

    def used(self, before: Kept, assertion: Assertion) -> None:
        """Note that a passkey signed something, by its own count.

        Raises:
            NotAllowed: it was used elsewhere meanwhile.
        """
        after = replace(before.passkey, sign_count=assertion.sign_count)
        self.write(lambda unit: use(unit.rows, self.kit, before, after))

    def remove(self, session: Session, name: str) -> None:
        """Remove a passkey of one's own.

        Raises:
            NotAllowed: the person has not just proved who they are.
            NotFound: it is not theirs.
        """
        self.write(lambda unit: _remove(unit.rows, self.kit, unit.journal, session, name))

    def forget(self, customer: str) -> int:
        """Remove all passkeys of a customer who has lost theirs; how many those were. For whoever runs the house."""
        removed: int = self.write(lambda unit: _forget(unit.rows, self.kit, unit.journal, customer))
        return removed


def count_ended(rows: Rows, now: Instant) -> int:
    """Challenges whose time is over."""
    return len(rows.all("SELECT 1 FROM challenges WHERE ends_at <= ?", now))


def end_old(rows: Rows, now: Instant) -> int:
    """Delete challenges whose time is over; how many that were."""
    return rows.run("DELETE FROM challenges WHERE ends_at <= ?", now)


def end(rows: Rows, subject: str, name: str) -> int:
    """Delete a passkey of somebody's; 0 where it is not theirs."""
    gone = rows.run("DELETE FROM passkeys WHERE id = ? AND subject = ?", name, subject)
    if gone:
        rows.run("DELETE FROM sealed WHERE compartment = ? AND record = ?", _PASSKEY, name)
    return gone


def seal_passkey(name: str, owner: Owner, passkey: Passkey) -> sealing.SealedRow:
    """Seal what an authenticator told of itself, under the key of whose it is; `name` is what it is kept as."""
    known = [base64.b64encode(part).decode() for part in (passkey.id, passkey.public_key)]
    return sealing.seal_value(name, _PASSKEY, owner, known)


def open_passkey(rows: Rows, kit: Kit, name: str, count: int) -> Passkey | None:
    """What `seal_passkey` sealed, with its count; None where it was erased."""
    known = sealing.open_value(rows, kit.keys, name, _PASSKEY)
    return Passkey(base64.b64decode(known[0]), base64.b64decode(known[1]), count) if known else None


def use(rows: Rows, kit: Kit, before: Kept, after: Passkey) -> None:
    """Note a passkey's new count.

    Raises:
        NotAllowed: it was used elsewhere meanwhile, or is there no more.
    """
    if not rows.run(
        "UPDATE passkeys SET sign_count = ?, used_at = ? WHERE id = ? AND sign_count = ?",
        after.sign_count,
        kit.clock.now(),
        before.id,
        before.passkey.sign_count,
    ):
        raise NotAllowed("This passkey was used elsewhere at the same time. Try again.")


def _ask(rows: Rows, kit: Kit, session: Session, ceremony: Ceremony, value: bytes) -> Challenge:
    now = kit.clock.now()
    end_old(rows, now)
    who = people.live_session(rows, kit, session.id)
    if ceremony is Ceremony.ENROL:
        require_may_enrol(who, _count(rows, who.subject), now)
    rows.run(_ASK, who.id, ceremony.value, who.subject, value, now + CHALLENGE_LIFE)
    return Challenge(value, who.id, ceremony, now + CHALLENGE_LIFE)


def _take(rows: Rows, session: Session, ceremony: Ceremony) -> Challenge | None:
    row = rows.locked(
        "SELECT value, ends_at FROM challenges WHERE session = ? AND ceremony = ?", session.id, ceremony.value
    )
    if row is None or not rows.run(
        "DELETE FROM challenges WHERE session = ? AND ceremony = ?", session.id, ceremony.value
    ):
        return None
    return Challenge(bytes(row[0]), session.id, ceremony, row[1])


def _own(rows: Rows, kit: Kit, subject: str) -> tuple[Kept, ...]:
    return tuple(
        Kept(name, passkey, made_at, used_at)
        for name, count, made_at, used_at in rows.all(_OWN, subject)
        if (passkey := open_passkey(rows, kit, name, count))
    )


def _count(rows: Rows, subject: str) -> int:
    return len(rows.all(_OWN, subject))


def _keep(rows: Rows, kit: Kit, journal: Journal, session: Session, passkey: Passkey) -> Kept:
    who, at = people.live_session(rows, kit, session.id), stamp(kit, journal, rows)
    rows.locked("SELECT id FROM subjects WHERE id = ?", who.subject)
    own = _count(rows, who.subject)
    require_may_enrol(who, own, at)
    name = kit.new_id(Kind.RECORD)
    looked_up = kit.lookup("passkey", passkey.id.hex())
    if not rows.run(_KEEP, name, who.subject, looked_up, passkey.sign_count, at):
        raise Conflict("This passkey is set up already.")
    rows.run(sealing.INSERT, *seal_passkey(name, people.owner_of(kit, who.subject), passkey))
    _record(rows, kit, journal, "enrolled", own + 1)
    return Kept(name, passkey, at)


def _proved(rows: Rows, kit: Kit, journal: Journal, tokens: tuple[str, str], before: Kept, after: Passkey) -> None:
    use(rows, kit, before, after)
    who = people.prove_just_now(rows, kit, *tokens)
    own = [row[0] for row in rows.all(_OWN, who.subject)]
    if before.id not in own:
        raise NotAllowed("This passkey is not yours.")
    _record(rows, kit, journal, "proved", len(own))


def _remove(rows: Rows, kit: Kit, journal: Journal, session: Session, name: str) -> None:
    who = people.live_session(rows, kit, session.id)
    require_may_remove(who)
    if not end(rows, who.subject, name):
        raise NotFound("There is no such passkey of yours.")
    decision, at = _record(rows, kit, journal, "removed", _count(rows, who.subject))
    suppressing.mark_passkey(rows, kit, journal, who.subject, (name, at, decision))


def _forget(rows: Rows, kit: Kit, journal: Journal, customer: str) -> int:
    subject = people.subject_of(rows, kit, customer)
    names = [row[0] for row in rows.all(_OWN, subject or "")]
    if subject and names:
        decision, at = _record(rows, kit, journal, "forgotten", 0)
        for name in names:
            end(rows, subject, name)
            suppressing.mark_passkey(rows, kit, journal, subject, (name, at, decision))
    return len(names)


def _record(rows: Rows, kit: Kit, journal: Journal, did: str, own: int) -> tuple[str, Instant]:
    """A leaf that names nobody: what was done, and how many passkeys that person has now; which decision, and when."""
    facts: dict[str, FactValue] = {"did": did, "passkeys": own}
    at = stamp(kit, journal, rows)
    return account(rows, kit, journal, DecisionKind.PASSKEY, facts, at), at
