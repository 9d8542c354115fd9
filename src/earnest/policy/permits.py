"""One-shot execution permits: what an adapter asks for before it does anything.

Signed over the sealed JSON of skill, arguments hash, subject, gate digest, decision and expiry. It is bound to one
decision, and the outbox settles each decision once: that is what makes it one-shot.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from earnest.domain.errors import Expired, NotAllowed
from earnest.domain.time import HOUR, Instant
from earnest.domain.turns import Deed
from earnest.ledger import LedgerError, decode, encode

PERMIT_LIFE = 24 * HOUR
"""How long after its decision an effect may still begin, in microseconds."""

PERMIT_BYTES_MAX = 4_096
"""Bytes of a permit."""

_SIGNATURE_BYTES = 64
_CONTEXT = b"earnest permit v1\n"


@dataclass(frozen=True, slots=True)
class Minter:
    """Mints permits; only the decider holds one."""

    key: Ed25519PrivateKey

    def mint(self, deed: Deed, subject: str, gate_digest: str, decision: str, now: Instant) -> bytes:
        """A permit for exactly this deed.

        Args:
            deed: the canonical deed.
            subject: for whom it is done.
            gate_digest: SHA-256 (hex) of the gate that allowed it, "" if it has none.
            decision: the deciding decision's id; the effect's idempotency key.
            now: when it was decided, microseconds.
        """
        claims = encode(
            {
                "skill": deed.skill,
                "args_hash": deed.args_hash,
                "subject": subject,
                "gate_digest": gate_digest,
                "decision": decision,
                "expires": now + PERMIT_LIFE,
            }
        )
        return self.key.sign(_CONTEXT + claims) + claims


def verify_permit(key: Ed25519PublicKey, permit: bytes, deed: Deed, subject: str, now: Instant) -> str:
    """The id of the decision that a permit stands for, if it is one for exactly this deed and subject.

    The caller settles each decision once; a permit shown again stands for the same decision.

    Raises:
        NotAllowed: there is no permit, it is forged or damaged, or it is for another deed or subject.
        Expired: it was good once.
    """
    claims = _signed_claims(key, permit)
    if (claims.get("skill"), claims.get("args_hash"), claims.get("subject")) != (deed.skill, deed.args_hash, subject):
        raise NotAllowed("This permit is for another deed; nothing was done. Decide it anew.")
    expires, decision = claims.get("expires"), claims.get("decision")
    if not isinstance(expires, int) or not isinstance(decision, str) or not decision:
        raise NotAllowed("This permit names no decision; nothing was done. Decide it anew.")
    if now >= expires:
        raise Expired("This permit has expired; nothing was done. Decide it anew.")
    return decision


def _signed_claims(key: Ed25519PublicKey, permit: bytes) -> dict[str, object]:
    if not _SIGNATURE_BYTES < len(permit) <= PERMIT_BYTES_MAX:
        raise NotAllowed("There is no permit for this deed; nothing was done. Decide it first.")
    signature, claims = permit[:_SIGNATURE_BYTES], permit[_SIGNATURE_BYTES:]
    try:
        key.verify(signature, _CONTEXT + claims)
        read = decode(claims)
    except (InvalidSignature, LedgerError):
        raise NotAllowed("This permit was not signed here; nothing was done. Decide the deed anew.") from None
    return dict(read) if isinstance(read, dict) else {}
