"""A signature as JSON, bytes in base64url: as it is kept, and as it is shown to whoever verifies it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

from earnest.domain.passkeys import Assertion, Signature


def signature_to_json(signed: Signature) -> dict[str, str]:
    """The signature as a JSON object."""
    parts = signed.assertion
    return {
        "card": signed.card,
        "domain": signed.domain,
        "origin": signed.origin,
        "public_key": text_of(signed.public_key),
        "credential": text_of(parts.credential),
        "client_data": text_of(parts.client_data),
        "authenticator_data": text_of(parts.authenticator_data),
        "signature": text_of(parts.signature),
    }


def signature_from_json(found: Mapping[str, Any]) -> Signature:
    """Read what `signature_to_json` wrote.

    Raises:
        KeyError, ValueError, TypeError: it is none.
    """
    names = ("credential", "client_data", "authenticator_data", "signature")
    assertion = Assertion(*(bytes_of(found[name]) for name in names))
    return Signature(
        str(found["card"]), str(found["domain"]), str(found["origin"]), bytes_of(found["public_key"]), assertion
    )


def text_of(data: bytes) -> str:
    """Bytes in base64url, as WebAuthn writes them."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Bytes from base64url.

    Raises:
        ValueError: they are none.
    """
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
