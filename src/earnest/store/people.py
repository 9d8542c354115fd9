"""Who somebody is: sessions, subjects, their identifiers, the merge of a visitor into a known customer."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, replace

from earnest.domain.errors import Busy, NotAllowed, SignInNeeded
from earnest.domain.identity import Channel, Level, Session, Visits, level_now
from earnest.domain.ids import Kind
from earnest.domain.purposes import ConsentState
from earnest.domain.time import MINUTE, Instant
from earnest.store import consents, sealing
from earnest.store.keys import Owner
from earnest.store.kit import Kit
from earnest.store.rows import Rows

SESSION_TOUCH = 1 * MINUTE
"""Microseconds between two notes of a session's use; idle time is exact to this."""

LOCK_TRIES_MAX = 5
"""Times that a customer's row is made anew because its time was over at that very instant."""

TOKEN_BYTES = 32
SUBJECT_REF_BYTES = 10
RESTRICTING = (ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED, ConsentState.REVOKED)
"""What somebody may say of a purpose that makes it narrower."""

_SESSION = (
    "SELECT s.id, s.subject, s.level, s.proved_at, s.used_at, s.ends_at, u.known, u.consent_seq "
    "FROM sessions s JOIN subjects u ON u.id = s.subject WHERE "
)
_ENDED = "This session has ended; open the conversation again or sign in."


@dataclass(frozen=True, slots=True)
class Visit:
    """A session as its row stands."""

    session: Session
    used_at: Instant
    ends_at: Instant
    consent_seq: int

    def live(self, now: Instant, visits: Visits) -> bool:
        """Whether it has neither ended nor lain idle too long."""
        return now < self.ends_at and now - self.used_at <= visits.idle_of(self.session.level)


def visit(rows: Rows, kit: Kit, session: str) -> Visit:
    """A session by its id, ended or not.

    Raises:
        SignInNeeded: there is no such session, or the person behind it was erased.
    """
    return _visit(rows, kit, "s.id = ?", session)


def live_session(rows: Rows, kit: Kit, session: str) -> Session:
    """A session that may act now, re-read by its id.

    Raises:
        SignInNeeded: unknown, ended, or idle too long.
    """
    return live(kit, visit(rows, kit, session))


def session_by_token(rows: Rows, kit: Kit, token: str) -> Session:
    """The session that a token opens.

    Raises:
        SignInNeeded: unknown, ended, or idle too long: the same answer for all.
    """
    return live(kit, _visit(rows, kit, "s.token = ?", token_digest(token)))


def open_session(rows: Rows, kit: Kit, token: str, channel: Channel, who: tuple[Level, str]) -> Session:
    """Write a new session of a visitor or, with a customer reference, of that customer."""
    level, customer = who
    now = kit.clock.now()
    subject = subject_for(rows, kit, customer, level.word, now)
    proved_at = now if level > Level.ANYONE else 0
    session = Session(kit.new_id(Kind.SESSION), subject, customer, level, proved_at)
    _write(rows, session, token, channel, (now, now + kit.visits.whole_of(level)))
    return session


def renew(rows: Rows, kit: Kit, token: str, fresh: str, lifetime: Instant) -> Session:
    """Give a session a fresh token and a new end; the old token opens nothing any more.

    Raises:
        SignInNeeded: the token opens no session.
    """
    found = session_by_token(rows, kit, token)
    now = kit.clock.now()
    changed = rows.run(
        "UPDATE sessions SET token = ?, used_at = ?, ends_at = ? WHERE token = ?",
        token_digest(fresh),
        now,
        now + min(lifetime, kit.visits.whole_of(found.level)),
        token_digest(token),
    )
    if not changed:  # somebody else used it at the same instant
        raise SignInNeeded(_ENDED)
    return found


def end(rows: Rows, kit: Kit, token: str) -> None:
    """End the session of a token, if there is one."""
    rows.run("UPDATE sessions SET ends_at = ? WHERE token = ?", kit.clock.now(), token_digest(token))


def beside(rows: Rows, kit: Kit, session: str, token: str, channel: Channel, lifetime: Instant) -> Session:
    """Open a further session of the same person, known as surely, for another door.

    Raises:
        SignInNeeded: the session has ended.
    """
    now, at = live_session(rows, kit, session), kit.clock.now()
    made = replace(now, id=kit.new_id(Kind.SESSION))
    _write(rows, made, token, channel, (at, at + min(lifetime, kit.visits.whole_of(now.level))))
    return made


def new_token(kit: Kit) -> str:
    """256 random bits as text: whoever has it is let in."""
    return base64.urlsafe_b64encode(kit.random_bytes(TOKEN_BYTES)).decode().rstrip("=")


def token_digest(token: str) -> bytes:
    """What is kept of a token: its SHA-256. It has 256 random bits, so a salt would add nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def subject_of(rows: Rows, kit: Kit, customer: str) -> str | None:
    """The subject behind the shop's own customer reference."""
    lookup = kit.lookup("customer", customer)
    row = rows.one("SELECT subject FROM identifiers WHERE kind = 'customer' AND lookup = ?", lookup)
    return row[0] if row else None


def now_known_as(rows: Rows, subject: str) -> str:
    """The subject that a person has now: a visitor's own one, or the customer's they turned out to be."""
    row = rows.one("SELECT merged_into FROM subjects WHERE id = ?", subject)
    return (row[0] or subject) if row else subject


def subject_for(rows: Rows, kit: Kit, customer: str, how: str, at: Instant) -> str:
    """The subject of a customer reference, made where there was none; of a visitor, a new one for `""`."""
    found = subject_of(rows, kit, customer) if customer else None
    # The lock keeps the person from being erased between here and the end of the unit.
    if found and rows.locked("SELECT id FROM subjects WHERE id = ?", found):
        return found
    owner = kit.keys.new_subject()
    if customer and not rows.run(
        "INSERT INTO identifiers (kind, lookup, subject, verified_how, verified_at) VALUES ('customer', ?, ?, ?, ?) "
        "ON CONFLICT (kind, lookup) DO NOTHING",
        kit.lookup("customer", customer),
        owner.id,
        how,
        at,
    ):
        return subject_for(rows, kit, customer, how, at)
    rows.run(
        "INSERT INTO subjects (id, made_at, consent_seq, known, merged_into) VALUES (?, ?, 0, ?, '')",
        owner.id,
        at,
        int(bool(customer)),
    )
    if customer:
        rows.run(sealing.INSERT, *sealing.seal_value(owner.id, sealing.CUSTOMER, owner, customer))
    return owner.id


def follow(rows: Rows, kit: Kit, before: Session, after: Session, at: Instant) -> Session:
    """Write what a turn changed about its session; an identification moves a visitor to the customer's subject.

    Raises:
        NotAllowed: the session already belongs to another customer.
    """
    if (after.customer, after.level, after.proved_at) == (before.customer, before.level, before.proved_at):
        return before
    subject = before.subject
    if after.customer != before.customer:
        if before.customer:
            raise NotAllowed("This conversation belongs to another customer; start a new one to go on as someone else.")
        subject = subject_for(rows, kit, after.customer, after.level.word, at)
        _merge(rows, kit, before, replace(after, subject=subject))
    if before.level is Level.ANYONE and after.level > Level.ANYONE:  # from now on it is worth stealing
        rows.run(
            "UPDATE sessions SET ends_at = ? WHERE id = ? AND ends_at > ?",
            at + kit.visits.whole,
            before.id,
            at + kit.visits.whole,
        )
    rows.run("UPDATE sessions SET level = ?, proved_at = ? WHERE id = ?", int(after.level), after.proved_at, before.id)
    return replace(after, id=before.id, subject=subject)


def prove_just_now(rows: Rows, kit: Kit, token: str, fresh: str) -> Session:
    """Note that the customer of a token has just proved who they are, and rotate the token; the end stays.

    Raises:
        SignInNeeded: the token opens no session, or nobody is signed in.
    """
    who, now = session_by_token(rows, kit, token), kit.clock.now()
    if who.level < Level.SIGNED_IN or not who.customer:
        raise SignInNeeded("Sign in to the shop first.")
    rows.run("UPDATE sessions SET level = ?, proved_at = ? WHERE id = ?", int(Level.JUST_PROVED), now, who.id)
    return renew(rows, kit, token, fresh, visit(rows, kit, who.id).ends_at - now)


def pseudonym(kit: Kit, session: Session) -> bytes:
    """What a customer's exposure is counted under: it names nobody, and outlives erasure for the gates' window."""
    who = f"customer {session.customer}" if session.customer else f"subject {session.subject}"
    return kit.lookup("exposure", who)


def lock_customer(rows: Rows, kit: Kit, session: Session) -> None:
    """Hold back other turns of the same customer until this unit ends; needed only where many write at once."""
    if rows.locks:
        name = pseudonym(kit, session)
        for _ in range(LOCK_TRIES_MAX):
            rows.run("INSERT INTO customers (pseudonym) VALUES (?) ON CONFLICT (pseudonym) DO NOTHING", name)
            if rows.locked("SELECT pseudonym FROM customers WHERE pseudonym = ?", name):
                return
        raise Busy("Too many changes at once to the same records; try again in a moment.")


def subject_ref(owner: Owner) -> bytes:
    """Under which reference a person's events are kept: random to everybody once the key is destroyed."""
    return hmac.digest(owner.salt, b"earnest/event/1", "sha256")[:SUBJECT_REF_BYTES]


def owner_of(kit: Kit, subject: str) -> Owner:
    """The key of a person.

    Raises:
        SignInNeeded: the person was erased.
    """
    owner = kit.keys.owner(subject)
    if owner is None:
        raise SignInNeeded(_ENDED)
    return owner


def _write(rows: Rows, session: Session, token: str, channel: Channel, span: tuple[Instant, Instant]) -> None:
    begins, ends = span
    rows.run(
        "INSERT INTO sessions (id, token, subject, channel, level, proved_at, opened_at, used_at, ends_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        session.id,
        token_digest(token),
        session.subject,
        channel.value,
        int(session.level),
        session.proved_at,
        begins,
        begins,
        ends,
    )


def _visit(rows: Rows, kit: Kit, where: str, value: str | bytes) -> Visit:
    row = rows.one(_SESSION + where, value)
    if row is None:
        raise SignInNeeded(_ENDED)
    name, subject, level, proved_at, used_at, ends_at, known, consent_seq = row
    customer = sealing.open_value(rows, kit.keys, subject, sealing.CUSTOMER) if known else ""
    sure = level_now(Level(level), proved_at, kit.clock.now())
    return Visit(Session(name, subject, customer or "", sure, proved_at), used_at, ends_at, consent_seq)


def live(kit: Kit, found: Visit) -> Session:
    """The session, if it may act now.

    Raises:
        SignInNeeded: it has ended, or lay idle too long.
    """
    if not found.live(kit.clock.now(), kit.visits):
        raise SignInNeeded(_ENDED)
    return found.session


def _merge(rows: Rows, kit: Kit, visitor: Session, customer: Session) -> None:
    rows.run("UPDATE subjects SET merged_into = ? WHERE id = ?", customer.subject, visitor.subject)
    for table in ("sessions", "conversations", "cards", "uses"):
        rows.run(f"UPDATE {table} SET subject = ? WHERE subject = ?", customer.subject, visitor.subject)  # noqa: S608 - table names of our own
    rows.run(
        "UPDATE exposures SET pseudonym = ? WHERE pseudonym = ?", pseudonym(kit, customer), pseudonym(kit, visitor)
    )
    # What the visitor told is sealed under the visitor's key and rests on the visitor's yes: it is not taken over.
    rows.run("UPDATE preferences SET due_at = 0 WHERE subject = ?", visitor.subject)
    # Whoever knows a name and a zip code may tighten that customer's consent, and bar a source, never widen it.
    rows.run(
        "INSERT INTO bars (subject, source, decision, at) SELECT ?, b.source, b.decision, b.at FROM bars b "
        "WHERE b.subject = ? ON CONFLICT (subject, source) DO NOTHING",
        *(customer.subject, visitor.subject),
    )
    for event in consents.events_of(rows, visitor.subject):
        if event.state in RESTRICTING:
            consents.add(rows, replace(event, subject=customer.subject))
