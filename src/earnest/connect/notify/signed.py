"""Webhooks that come in: who signed them, and when. Source: standardwebhooks.com, specification, verification."""

import base64
import binascii
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from earnest.domain.errors import SignInNeeded
from earnest.domain.time import SECOND, Instant

TOLERANCE_SECONDS = 5 * 60
"""How old, or how far ahead, a webhook may be."""

SIGNATURES_MAX = 10
"""Signatures of one webhook that are looked at: a sender that changes its secret sends two."""

_ID = re.compile(r"[!-~]{1,128}")
_SECONDS = re.compile(r"[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class InboundSecret:
    """What a sender signs with: 32 random bytes that both have."""

    secret: bytes = field(repr=False)

    @property
    def shared(self) -> str:
        """The secret as senders' libraries take it."""
        return f"whsec_{base64.b64encode(self.secret).decode()}"

    def verified(self, headers: Mapping[str, str], body: bytes, now: Instant) -> str:
        """The id of a webhook that was signed with this secret, just now, over exactly this body.

        Raises:
            SignInNeeded: it was not; the same answer whatever is wrong.
        """
        name, seconds = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        if not (_ID.fullmatch(name) and _SECONDS.fullmatch(seconds)):
            raise SignInNeeded(_REFUSED)
        if abs(now // SECOND - int(seconds)) > TOLERANCE_SECONDS:
            raise SignInNeeded(_REFUSED)
        wanted = hmac.digest(self.secret, f"{name}.{seconds}.".encode() + body, "sha256")
        given = headers.get("webhook-signature", "").split(" ")[:SIGNATURES_MAX]
        if not any(hmac.compare_digest(wanted, _bytes_of(one)) for one in given):
            raise SignInNeeded(_REFUSED)
        return name


_REFUSED = "This webhook is not signed with the secret of `earnest consent webhook`, or not just now; sign it anew."


def _bytes_of(signature: str) -> bytes:
    version, _, text = signature.partition(",")
    try:
        return base64.b64decode(text, validate=True) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""
