"""Passkeys: what is asked of one, what is kept of one, and what it answered. Frozen values, no cryptography."""

from dataclasses import dataclass, field
from enum import StrEnum

from earnest.domain.time import MINUTE, Instant

CHALLENGE_BYTES = 32
CHALLENGE_LIFE = 5 * MINUTE
"""Microseconds that a challenge is good for, once."""

JUST_PROVED_LIFE = 5 * MINUTE
"""Microseconds that a proof by passkey counts as just now (level `just_proved`)."""

PASSKEYS_MAX = 10
"""Passkeys that one person may have here."""

LABEL_LENGTH_MAX = 60


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
