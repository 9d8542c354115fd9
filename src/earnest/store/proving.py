"""Proofs by mail: a code and a link, kept as digests, bound to the session that asked; good once, and not for long."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from earnest.domain.errors import Conflict
from earnest.domain.identity import Level, Session
from earnest.domain.mail_proof import CODE_DIGITS, GUESSES_MAX, PROOF_LIFETIME, Answer, Asked, weigh
from earnest.domain.purposes import Purpose
from earnest.domain.time import Instant
from earnest.domain.turns import Used
from earnest.store import looks, people, sealing, signing_in
from earnest.store.kit import Journal, Kit
from earnest.store.rows import Rows

PROOF = "proof"
"""The compartment, of the session, that says whom the code would prove."""

ADDRESS = (Used("customer", "email", Purpose.IDENTITY_VERIFY),)
"""What a proof is begun by."""

_RANDOM_BYTES = 16
"""Of a code: so many that none is likelier than another by a trillionth."""

_PUT = (
    "INSERT INTO mail_proofs (session, subject, code, ticket, browser, guesses, pressed, ends_at) "
    "VALUES (?, ?, ?, ?, ?, 0, 0, ?) ON CONFLICT (session) DO UPDATE SET subject = excluded.subject, "
    "code = excluded.code, ticket = excluded.ticket, browser = excluded.browser, guesses = 0, pressed = 0, "
    "ends_at = excluded.ends_at"
)
_ENDED = "SELECT session FROM mail_proofs WHERE ends_at <= ?"


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is told of a proof, once: only digests are kept.

    Args:
        code: six digits, for the mail.
        ticket: what the link carries, for the mail.
        browser: what the browser that asked keeps: the link works nowhere else.
    """

    code: str = field(repr=False)
    ticket: str = field(repr=False)
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proving:
    """Proofs by mail. It is `Store.proving`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def ask(self, session: Session, customer: str) -> Secrets:
        """Begin a proof in this session; one that was begun before is good no more. The look-up is on record.

        Args:
            session: who asks.
            customer: whom it would prove, "" for nobody: it looks the same, and nothing fits.

        Raises:
            SignInNeeded: the session has ended.
            Conflict: who asks is known already.
        """
        number = int.from_bytes(self.kit.random_bytes(_RANDOM_BYTES)) % 10**CODE_DIGITS
        secrets = Secrets(f"{number:0{CODE_DIGITS}}", self._token(), self._token())
        self.write(lambda unit: _ask(unit.rows, unit.journal, self.kit, session.id, (customer, secrets)))
        return secrets

    def press(self, ticket: str, browser: str) -> bool:
        """Note that the link's button was pressed, once, in the browser that asked; whether that counts."""

        def pressed(rows: Rows) -> int:
            return rows.run(
                "UPDATE mail_proofs SET pressed = 1 "
                "WHERE ticket = ? AND browser = ? AND pressed = 0 AND guesses < ? AND ends_at > ?",
                people.token_digest(ticket),
                people.token_digest(browser),
                GUESSES_MAX,
                self.kit.clock.now(),
            )

        return bool(ticket and browser and self.write(lambda unit: pressed(unit.rows)))

    def prove(self, token: str, code: str) -> tuple[Answer, str]:
        """Try a code, or with "" whether the link was pressed; once it is proved, the session's fresh token.

        Raises:
            SignInNeeded: the token opens no session.
        """
        fresh = self._token()
        answer: Answer = self.write(lambda unit: _prove(unit.rows, unit.journal, self.kit, (token, code, fresh)))
        return answer, fresh if answer is Answer.PROVED else ""

    def _token(self) -> str:
        return people.new_token(self.kit)


def count_ended(rows: Rows, now: Instant) -> int:
    """Proofs whose time is over."""
    return len(rows.all(_ENDED, now))


def end_old(rows: Rows, now: Instant) -> int:
    """Delete proofs whose time is over; how many that were."""
    rows.run(f"DELETE FROM sealed WHERE compartment = ? AND record IN ({_ENDED})", PROOF, now)  # noqa: S608 - a constant
    return rows.run("DELETE FROM mail_proofs WHERE ends_at <= ?", now)


def _ask(rows: Rows, journal: Journal, kit: Kit, session: str, whom: tuple[str, Secrets]) -> None:
    customer, secrets = whom
    now = kit.clock.now()
    end_old(rows, now)
    who = people.live_session(rows, kit, session)
    if who.level > Level.ANYONE:
        raise Conflict("You are known already; go on in this conversation.")
    rows.run(
        _PUT,
        who.id,
        who.subject,
        _lookup(kit, who.id, secrets.code),
        people.token_digest(secrets.ticket),
        people.token_digest(secrets.browser),
        now + PROOF_LIFETIME,
    )
    owner = people.owner_of(kit, who.subject)
    rows.run(sealing.INSERT, *sealing.seal_value(who.id, PROOF, owner, customer))
    # Whoever asks is looked up, too, where nobody is found: it takes as long, and tells as little.
    found = people.subject_of(rows, kit, customer) if customer else None
    looks.looked_up(rows, kit, journal, found or who.subject, ADDRESS)


def _prove(rows: Rows, journal: Journal, kit: Kit, given: tuple[str, str, str]) -> Answer:
    token, code, fresh = given
    who, now = people.session_by_token(rows, kit, token), kit.clock.now()
    row = rows.locked("SELECT code, guesses, pressed, ends_at FROM mail_proofs WHERE session = ?", who.id)
    customer = sealing.open_value(rows, kit.keys, who.id, PROOF) or ""
    mailed = bytes(row[0]) if row and customer else b""
    fits = hmac.compare_digest(mailed, _lookup(kit, who.id, code))
    asked = Asked(row[3], row[1], bool(row[2])) if row else None
    answer = weigh(asked, guessed=bool(code), fits=fits, now=now)
    match answer:
        case Answer.WRONG:
            rows.run("UPDATE mail_proofs SET guesses = guesses + 1 WHERE session = ?", who.id)
        case Answer.PROVED:
            _become(rows, journal, kit, who, customer)
            ends_at = people.visit(rows, kit, who.id).ends_at
            people.renew(rows, kit, token, fresh, ends_at - now)
        case Answer.OVER | Answer.WAITING:
            pass
    return answer


def _become(rows: Rows, journal: Journal, kit: Kit, who: Session, customer: str) -> None:
    """Make the session that customer's, by the same way as an identification in a turn; the proof is used up."""
    rows.run("DELETE FROM mail_proofs WHERE session = ?", who.id)
    rows.run("DELETE FROM sealed WHERE record = ? AND compartment = ?", who.id, PROOF)
    if who.level > Level.ANYONE:
        raise Conflict("You are known already; go on in this conversation.")
    now = kit.clock.now()
    proved = replace(who, customer=customer, level=Level.REACHABLE, proved_at=now)
    signing_in.follow(rows, kit, journal, who, proved, now)


def _lookup(kit: Kit, session: str, code: str) -> bytes:
    return kit.lookup("mail-code", f"{session} {code}")
