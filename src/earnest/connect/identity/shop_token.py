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
    if claims.get("aud") != AUDIENCE or claims.get("iss") != keys.issuer:
        raise SignInNeeded("This sign-in is not meant for this assistant. Sign in to the shop again.")
    match claims:
        case {"iat": int() as issued, "exp": int() as expires, "sub": str() as customer} if (
            0 < len(customer) <= CUSTOMER_LENGTH_MAX and expires - issued <= TOKEN_LIFE_SECONDS_MAX
        ):
            if issued - CLOCK_SKEW_SECONDS <= now // SECOND < expires:
                return customer
            raise SignInNeeded("This sign-in has expired. Sign in to the shop again.")
        case _:
            raise SignInNeeded("This sign-in lacks what it needs: a customer, and a life of ten minutes at most.")
