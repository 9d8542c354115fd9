"""JWTs of the shop (RFC 7519), with a closed list of algorithms (RFC 8725, section 3.1)."""

import base64
import binascii
import hmac
import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from earnest.domain.errors import BrandError, SignInNeeded
from earnest.domain.time import SECOND, Instant

ALGORITHMS = ("ES256", "Ed25519")
SECRET_ALGORITHMS = ("HS256",)
"""For a shop that shares a secret instead; a shop has the one list or the other, never both."""

SECRET_BYTES_MIN = 32
"""RFC 7518, section 3.2: as long as the hash."""

AUDIENCE = "earnest"
TOKEN_LIFE_SECONDS_MAX = 600
"""Longest life of a shop's token: it is exchanged once, at once."""

CLOCK_SKEW_SECONDS = 30
_PLAIN = bytes.maketrans(b"-_", b"+/")
CUSTOMER_LENGTH_MAX = 200
KEYS_BYTES_MAX = 100_000


@dataclass(frozen=True, slots=True)
class ShopKeys:
    """What a shop's tokens are verified with.

    Args:
        keys: its public keys (RFC 7517), or the one secret that it shares.
        issuer: its name.
        algorithms: what its tokens may be signed by; a token's own header chooses among these and no others.
    """

    keys: KeySet = field(repr=False)
    issuer: str
    algorithms: tuple[str, ...] = ALGORITHMS

    @classmethod
    def read(cls, file: Path, issuer: str) -> "ShopKeys":
        """Read a JWKS file.

        Raises:
            BrandError: it cannot be read as a key set.
        """
        try:
            keys = KeySet.import_key_set(json.loads(file.read_bytes()[:KEYS_BYTES_MAX]))
        except (OSError, ValueError, TypeError, KeyError, JoseError) as error:
            raise BrandError(f"it is no JWKS with public keys ({error}).", file) from error
        if any(isinstance(key, OctKey) for key in keys.keys):
            raise BrandError("it holds a shared secret; name a file with nothing else as identity.shop_secret.", file)
        return cls(keys, issuer)

    @classmethod
    def read_secret(cls, file: Path, issuer: str) -> "ShopKeys":
        """Read a file with a shared secret, and nothing else: a line of random characters.

        Raises:
            BrandError: it cannot be read, is too short to be one, or holds a key of another kind: whoever knows the
                public half of a pair could sign with it.
        """
        try:
            secret = file.read_bytes()[:KEYS_BYTES_MAX].strip()
        except OSError as error:
            raise BrandError(f"it cannot be read ({error.strerror}).", file) from error
        if len(secret) < SECRET_BYTES_MIN or len(secret.split()) != 1:
            raise BrandError(f"it is no secret; write one line of {SECRET_BYTES_MIN} random characters or more.", file)
        if _is_a_key(secret):
            raise BrandError("it holds a key of a pair, which others may know; name it as identity.jwks.", file)
        return cls(KeySet([OctKey.import_key(secret)]), issuer, SECRET_ALGORITHMS)


def _is_a_key(secret: bytes) -> bool:
    """Whether it is, or wraps, a key of a pair: PEM, OpenSSH, JSON, or DER in base64."""
    if secret.startswith((b"{", b"[", b"-----", b"ssh-", b"ecdsa-")):
        return True
    try:
        inner = base64.b64decode(secret.translate(_PLAIN) + b"=" * (-len(secret) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        load_der_public_key(inner)
        return True
    with suppress(ValueError, TypeError, UnsupportedAlgorithm):
        load_der_private_key(inner, None)
        return True
    return inner.startswith((b"{", b"-----"))


def sign_in(token: str, keys: ShopKeys, now: Instant, nonce: str = "") -> str:
    """The shop's customer reference that a token stands for.

    Args:
        token: the JWT.
        keys: what it is verified with.
        now: the time.
        nonce: what the widget asked with; a token that carries `sid` is good for exactly that one.

    Raises:
        SignInNeeded: the token is forged, expired, for somebody else, of another algorithm, or too long-lived.
    """
    try:
        claims: dict[str, Any] = jwt.decode(token, keys.keys, algorithms=list(keys.algorithms)).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignInNeeded("This sign-in cannot be trusted. Sign in to the shop again.") from error
    if claims.get("aud") != AUDIENCE or claims.get("iss") != keys.issuer:
        raise SignInNeeded("This sign-in is not meant for this assistant. Sign in to the shop again.")
    if "sid" in claims and not _same(claims["sid"], nonce):
        raise SignInNeeded("This sign-in was made for another visit. Sign in to the shop again.")
    match claims:
        case {"iat": int() as issued, "exp": int() as expires, "sub": str() as customer} if (
            0 < len(customer) <= CUSTOMER_LENGTH_MAX and expires - issued <= TOKEN_LIFE_SECONDS_MAX
        ):
            if issued - CLOCK_SKEW_SECONDS <= now // SECOND < expires:
                return customer
            raise SignInNeeded("This sign-in has expired. Sign in to the shop again.")
        case _:
            raise SignInNeeded("This sign-in lacks what it needs: a customer, and a life of ten minutes at most.")


def once(token: str) -> str:
    """What makes a trusted token good once: its `jti`, or the token itself; "" of one that is bound to a visit.

    Args:
        token: one that `sign_in` has just trusted.
    """
    body = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    named = claims.get("jti", "" if "sid" in claims else token)
    return named if isinstance(named, str) else token


def _same(sid: object, nonce: str) -> bool:
    return isinstance(sid, str) and bool(sid) and hmac.compare_digest(sid.encode(), nonce.encode())
