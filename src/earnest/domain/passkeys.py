"""Passkeys: what is asked of one, what is kept of one, and what it answered. Frozen values, no cryptography."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from earnest.domain.errors import Conflict, NotAllowed
from earnest.domain.identity import Level, Session
from earnest.domain.time import MINUTE, Instant

CHALLENGE_BYTES = 32
CHALLENGE_LIFE = 5 * MINUTE
"""Microseconds that a challenge is good for, once."""

FRESH_SIGN_IN = 10 * MINUTE
"""Microseconds after the shop's own word in which somebody may enrol their first passkey."""

PASSKEYS_MAX = 10
"""Passkeys that one person may have here."""


class Ceremony(StrEnum):
    """What a passkey is asked for."""

    ENROL = "enrol"
    PROVE = "prove"


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a passkey has to answer. Whoever keeps it hands it out once, and forgets it then.

    Args:
        value: random bytes.
        holder: the session that asked.
        ceremony: what for.
        ends_at: when it is good no more.
    """

    value: bytes = field(repr=False)
    holder: str
    ceremony: Ceremony
    ends_at: Instant

    def fits(self, holder: str, ceremony: Ceremony, now: Instant) -> bool:
        """Whether it is this session's, for this, and still good."""
        return (self.holder, self.ceremony) == (holder, ceremony) and now < self.ends_at


@dataclass(frozen=True, slots=True)
class Passkey:
    """What is kept of a passkey: nothing of it is secret.

    Args:
        id: the credential id that its authenticator chose.
        public_key: its public key, as a COSE_Key (RFC 9052).
        sign_count: how often it has signed, by its own count; 0 where it does not count.
    """

    id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A passkey as its owner sees it.

    Args:
        id: `R-...`.
        passkey: what is kept of it.
        made_at: when it was enrolled.
        used_at: when it last proved something, 0 if never.
    """

    id: str
    passkey: Passkey
    made_at: Instant
    used_at: Instant = 0


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a passkey signed, whole, so that anybody can verify it later (WebAuthn, section 7.2).

    Args:
        credential: the credential id of the passkey.
        client_data: the browser's JSON with challenge and origin, byte for byte.
        authenticator_data: what the authenticator says of itself, byte for byte.
        signature: over the authenticator's data and the SHA-256 of the browser's.
    """

    credential: bytes
    client_data: bytes
    authenticator_data: bytes
    signature: bytes

    @property
    def sign_count(self) -> int:
        """How often the passkey had signed: four bytes behind the domain's hash and the flags (WebAuthn, 6.1)."""
        return int.from_bytes(self.authenticator_data[33:37], "big")


@dataclass(frozen=True, slots=True)
class Signature:
    """A customer's own signature under a deed: all that it takes to verify it, with no other record.

    Args:
        card: the card that was signed.
        domain: the domain that the passkey belongs to.
        origin: the page on which it was signed.
        public_key: the passkey's public key, as a COSE_Key.
        assertion: what it signed, byte for byte.
    """

    card: str
    domain: str
    origin: str
    public_key: bytes
    assertion: Assertion


def what_is_signed(card: str, args_hash: str) -> bytes:
    """The challenge that a passkey signs for a card: SHA-256 over what it is, which card, and its arguments' hash.

    The card is shown once and pressed once; that makes what was signed for it good once.

    Args:
        card: its id.
        args_hash: SHA-256 (hex) of skill and arguments.
    """
    return hashlib.sha256(f"earnest signature 1\n{card}\n{args_hash}".encode()).digest()


def require_may_enrol(session: Session, own: int, now: Instant) -> None:
    """Check that this session may enrol a passkey.

    The first one needs the shop's own word of just now, every further one a passkey that is there already: who comes by
    a session, or by a sign-in at the shop, does not make themselves at home.

    Args:
        session: who asks.
        own: how many passkeys they have.
        now: the time.

    Raises:
        NotAllowed: they are not known surely enough.
        Conflict: they have as many as one may have.
    """
    if session.level < Level.SIGNED_IN or not session.customer:
        raise NotAllowed("Sign in to the shop first; then a passkey can be set up here.")
    if own >= PASSKEYS_MAX:
        raise Conflict(f"You have {PASSKEYS_MAX} passkeys here; remove one first.")
    if own and session.level < Level.JUST_PROVED:
        raise NotAllowed("Prove with a passkey that you have already that it is you; then you can set up another one.")
    if not own and now - session.proved_at > FRESH_SIGN_IN:
        raise NotAllowed("Your sign-in is some time ago. Sign in to the shop anew; then a passkey can be set up here.")


def require_may_remove(session: Session) -> None:
    """Check that this session may remove a passkey.

    Raises:
        NotAllowed: they have not just proved who they are.
    """
    if session.level < Level.JUST_PROVED:
        raise NotAllowed("Prove with a passkey that it is you; then you can remove one. Without any, ask for a person.")
