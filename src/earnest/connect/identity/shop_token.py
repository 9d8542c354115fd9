"""JWTs of the shop (RFC 7519), with a closed list of algorithms (RFC 8725, section 3.1)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from earnest.domain.errors import BrandError, SignInNeeded
from earnest.domain.time import SECOND, Instant

ALGORITHMS = ("ES256", "Ed25519")
AUDIENCE = "earnest"
TOKEN_LIFE_SECONDS_MAX = 600
"""Longest life of a shop's token: it is exchanged once, at once."""

CLOCK_SKEW_SECONDS = 30
CUSTOMER_LENGTH_MAX = 200
KEYS_BYTES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class ShopKeys:
    """The shop's public keys (RFC 7517) and its name as issuer."""

    keys: KeySet
    issuer: str

    @classmethod
    def read(cls, file: Path, issuer: str) -> "ShopKeys":
        """Read a JWKS file.

        Raises:
            BrandError: it cannot be read as a key set.
        """
        try:
            return cls(KeySet.import_key_set(json.loads(file.read_bytes()[:KEYS_BYTES_MAX])), issuer)
        except (OSError, ValueError, TypeError, KeyError, JoseError) as error:
            raise BrandError(f"it is no JWKS with public keys ({error}).", file) from error


def sign_in(token: str, keys: ShopKeys, now: Instant) -> str:
    """The shop's customer reference that a token stands for.

    Raises:
        SignInNeeded: the token is forged, expired, for somebody else, of another algorithm, or too long-lived.
    """
    try:
        claims: dict[str, Any] = jwt.decode(token, keys.keys, algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignInNeeded("This sign-in cannot be trusted. Sign in to the shop again.") from error
    issued, expires, customer = claims.get("iat"), claims.get("exp"), claims.get("sub")
    seconds = now // SECOND
    whole = type(issued) is int and type(expires) is int
    named = isinstance(customer, str) and 0 < len(customer) <= CUSTOMER_LENGTH_MAX
    meant = claims.get("aud") == AUDIENCE and claims.get("iss") == keys.issuer
    if not (whole and named and meant) or expires - issued > TOKEN_LIFE_SECONDS_MAX:
        raise SignInNeeded("This sign-in is not meant for this assistant. Sign in to the shop again.")
    if not issued - CLOCK_SKEW_SECONDS <= seconds < expires:
        raise SignInNeeded("This sign-in has expired. Sign in to the shop again.")
    return str(customer)
