"""Colleagues' passkeys, and challenges: each is bound to the browser or session that asked, and taken once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from earnest.domain.errors import Conflict, NotAllowed, NotFound
from earnest.domain.ids import Kind
from earnest.domain.passkeys import CHALLENGE_BYTES, CHALLENGE_LIFE, PASSKEYS_MAX, Ceremony, Challenge, Kept, Passkey
from earnest.domain.staff import NO_OWN_ACCOUNT, Act, State, Way
from earnest.domain.time import Instant
from earnest.store import desk, sealing, suppressing
from earnest.store.kit import Kit
from earnest.store.passkeys import open_passkey, seal_passkey
from earnest.store.people import new_token
from earnest.store.rows import Row, Rows
from earnest.store.staff import SUBJECT, account_in, begin, end_passkeys, note, record_of, who_of
from earnest.store.unit import Unit

_ASK = (
    "INSERT INTO desk_challenges (holder, ceremony, value, ends_at) VALUES (?, ?, ?, ?) "
    "ON CONFLICT (holder, ceremony) DO UPDATE SET value = excluded.value, ends_at = excluded.ends_at"
)
_KEEP = (
    "INSERT INTO desk_passkeys (id, who, lookup, sign_count, made_at, used_at) "
    "VALUES (?, ?, ?, ?, ?, 0) ON CONFLICT (lookup) DO NOTHING"
)
_FOUND = "SELECT id, sign_count, made_at, used_at FROM desk_passkeys"
_USED = "UPDATE desk_passkeys SET sign_count = ?, used_at = ? WHERE id = ? AND sign_count = ?"
_WHOSE = "SELECT c.record FROM desk_passkeys p JOIN colleagues c ON c.who = p.who WHERE p.lookup = ?"


@dataclass(frozen=True, slots=True)
class StaffPasskeys:
    """Colleagues' passkeys. It is `Store.staff_passkeys`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def ask(self, holder: str, ceremony: Ceremony) -> Challenge:
        """A challenge for who holds a secret, by its digest; one that was given before for the same is good no more."""
        value = self.kit.random_bytes(CHALLENGE_BYTES)
        asked: Challenge = self.write(lambda unit: _ask(unit.rows, self.kit, holder, ceremony, value))
        return asked

    def take(self, holder: str, ceremony: Ceremony) -> Challenge | None:
        """The holder's challenge, which is gone with this; None where there is none."""
        taken: Challenge | None = self.write(lambda unit: _take(unit.rows, holder, ceremony))
        return taken

    def handle(self, name: str) -> bytes:
        """What tells an authenticator which passkeys are one colleague's, and nobody who that is."""
        return who_of(self.kit, name)

    def may_have(self, name: str) -> bool:
        """Whether a colleague has an account by which this house alone lets them in."""
        found: bool = self.read(lambda unit: _has_own_account(unit.rows, self.kit, name))
        return found

    def own(self, name: str) -> tuple[Kept, ...]:
        """A colleague's passkeys, the oldest first."""
        found: tuple[Kept, ...] = self.read(lambda unit: _own(unit.rows, self.kit, name))
        return found

    def whose(self, credential: bytes) -> tuple[str, Kept] | None:
        """Whose passkey it is, with what is kept of it; None where it is nobody's."""
        found: tuple[str, Kept] | None = self.read(lambda unit: _whose(unit.rows, self.kit, credential))
        return found

    def keep(self, name: str, passkey: Passkey) -> Kept:
        """Keep a colleague's new passkey.

        Raises:
            NotAllowed: they have no account of this house's own.
            Conflict: it is kept already, or they have as many as one may have.
        """
        kept: Kept = self.write(lambda unit: _keep(unit, name, passkey))
        return kept

    def sign_in(self, name: str, before: Kept, after: Passkey, old: str = "") -> str:
        """Open a session by a passkey; its token, shown this once.

        Args:
            name: whose.
            before: the passkey as it was found.
            after: with its new count.
            old: the token of the session that the browser had: it ends.

        Raises:
            NotAllowed: it was used elsewhere meanwhile, or removed.
            SignInNeeded: the account is not active.
        """
        token = new_token(self.kit)
        self.write(lambda unit: _sign_in(unit, name, before, after, (old, token)))
        return token

    def remove(self, name: str, passkey: str) -> None:
        """Remove one of a colleague's own passkeys.

        Raises:
            NotFound: it is not theirs.
        """
        self.write(lambda unit: _remove(unit, name, passkey))


def count_ended(rows: Rows, now: Instant) -> int:
    """Challenges whose time is over."""
    return len(rows.all("SELECT 1 FROM desk_challenges WHERE ends_at <= ?", now))


def end_old(rows: Rows, now: Instant) -> int:
    """Delete challenges whose time is over; how many that were."""
    return rows.run("DELETE FROM desk_challenges WHERE ends_at <= ?", now)


def _has_own_account(rows: Rows, kit: Kit, name: str) -> bool:
    found = account_in(rows, kit, name)
    if found is None or found.state is not State.ACTIVE:
        return False
    return sealing.open_value(rows, kit.keys, record_of(kit, name), SUBJECT) is None


def _ask(rows: Rows, kit: Kit, holder: str, ceremony: Ceremony, value: bytes) -> Challenge:
    now = kit.clock.now()
    end_old(rows, now)
    rows.run(_ASK, holder, ceremony.value, value, now + CHALLENGE_LIFE)
    return Challenge(value, holder, ceremony, now + CHALLENGE_LIFE)


def _take(rows: Rows, holder: str, ceremony: Ceremony) -> Challenge | None:
    which = "holder = ? AND ceremony = ?"
    row = rows.locked(f"SELECT value, ends_at FROM desk_challenges WHERE {which}", holder, ceremony.value)  # noqa: S608 - a constant
    if row is None or not rows.run(f"DELETE FROM desk_challenges WHERE {which}", holder, ceremony.value):  # noqa: S608 - as above
        return None
    return Challenge(bytes(row[0]), holder, ceremony, row[1])


def _own(rows: Rows, kit: Kit, name: str) -> tuple[Kept, ...]:
    found = rows.all(f"{_FOUND} WHERE who = ? ORDER BY made_at, id", who_of(kit, name))
    return tuple(kept for row in found if (kept := _kept(rows, kit, row)))


def _kept(rows: Rows, kit: Kit, row: Row) -> Kept | None:
    name, count, made_at, used_at = row
    passkey = open_passkey(rows, kit, name, count)
    return Kept(name, passkey, made_at, used_at) if passkey else None


def _whose(rows: Rows, kit: Kit, credential: bytes) -> tuple[str, Kept] | None:
    looked_up = _lookup(kit, credential)
    row, record = rows.one(f"{_FOUND} WHERE lookup = ?", looked_up), rows.one(_WHOSE, looked_up)
    if row is None or record is None:
        return None
    name, kept = sealing.open_value(rows, kit.keys, record[0], "name"), _kept(rows, kit, row)
    return (name, kept) if name and kept else None


def _lookup(kit: Kit, credential: bytes) -> bytes:
    return kit.lookup("desk_passkey", credential.hex())


def _keep(unit: Unit, name: str, passkey: Passkey) -> Kept:
    rows, kit, now = unit.rows, unit.kit, unit.kit.clock.now()
    if not _has_own_account(rows, kit, name):
        raise NotAllowed(NO_OWN_ACCOUNT)
    rows.locked("SELECT who FROM colleagues WHERE who = ?", who_of(kit, name))
    own = len(_own(rows, kit, name))
    if own >= PASSKEYS_MAX:
        raise Conflict(f"You have {PASSKEYS_MAX} passkeys here; remove one first.")
    record = kit.new_id(Kind.RECORD)
    if not rows.run(_KEEP, record, who_of(kit, name), _lookup(kit, passkey.id), passkey.sign_count, now):
        raise Conflict("This passkey is set up already.")
    rows.run(sealing.INSERT, *seal_passkey(record, desk.colleague_owner(kit, name), passkey))
    note(unit, name, Act.PASSKEY_ADDED, {"passkeys": own + 1})
    return Kept(record, passkey, now)


def _sign_in(unit: Unit, name: str, before: Kept, after: Passkey, tokens: tuple[str, str]) -> None:
    counted = (after.sign_count, unit.kit.clock.now(), before.id, before.passkey.sign_count)
    if not unit.rows.run(_USED, *counted):
        raise NotAllowed("This passkey was used elsewhere at the same time. Try again.")
    begin(unit, name, Way.PASSKEY, "", tokens)


def _remove(unit: Unit, name: str, passkey: str) -> None:
    rows, kit = unit.rows, unit.kit
    if not end_passkeys(rows, "id = ? AND who = ?", passkey, who_of(kit, name)):
        raise NotFound("There is no such passkey of yours.")
    decision = note(unit, name, Act.PASSKEY_REMOVED, {"passkeys": len(_own(rows, kit, name))})
    act, now = Act.PASSKEY_REMOVED, kit.clock.now()
    suppressing.mark_account(rows, unit.journal, who_of(kit, name), act, (passkey, now, decision))
