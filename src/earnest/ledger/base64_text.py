"""Base64 in its one canonical spelling: a second spelling of a signed thing would be a second thing."""

import base64
import binascii

from earnest.ledger.errors import Base64Error


def to_text(data: bytes) -> str:
    """Return standard base64 (RFC 4648 section 4) as text."""
    return base64.b64encode(data).decode("ascii")


def from_text(text: str, what: str) -> bytes:
    """Read standard base64, strictly.

    Args:
        text: the base64.
        what: names the thing in the error.

    Raises:
        Base64Error: not base64, or stray bits in its last character (which Python alone would ignore).
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Base64Error(f"{what} is not base64; fetch the original text again") from error
    if to_text(data) != text:
        raise Base64Error(f"{what} is not canonical base64; fetch the original text again")
    return data
