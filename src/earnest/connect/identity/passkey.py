"""Passkeys (WebAuthn level 2): what a browser is asked, and whether what it answers holds.

Functions over frozen values: whoever calls keeps challenges and passkeys. A challenge is taken from where it is kept
before it is tried, so that it is good once whatever the answer.
"""

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import urlsplit

from earnest.domain.errors import BadInput, BrandError, NotAllowed
from earnest.domain.passkeys import Assertion, Ceremony, Challenge, Passkey, Signature, what_is_signed
from earnest.domain.signing import text_of
from earnest.domain.time import Instant

ANSWER_BYTES_MAX = 16_000
"""Of one field of an answer, encoded; the longest, an attestation, has about 1,000 as no certificate is asked for."""

CREDENTIAL_BYTES_MAX = 1_023
"""Longest credential id (WebAuthn, section 5.8.3)."""

ASK_MILLISECONDS = 120_000
ALGORITHMS = (-7, -8, -257)
"""ES256, Ed25519 and RS256 (COSE), in this order of preference: with these every authenticator in use can take part."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Party:
    """The relying party: for whom passkeys are made, and on which pages they may answer.

    Args:
        id: the domain that they belong to, such as "help.shop.example".
        name: the brand's name.
        origins: the pages' origins, such as "https://help.shop.example".
    """

    id: str
    name: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Whom an authenticator shows beside a passkey.

    Args:
        handle: 64 bytes at most that say nothing about anybody.
        name: what they see.
        unnamed: whether the passkey must be found where nobody has said who they are.
    """

    handle: bytes
    name: str
    unnamed: bool = False


@dataclass(frozen=True, slots=True)
class Ceremonies:
    """The functions of this module for one party, as a hall takes them.

    Args:
        party: for whom.
        unnamed: whether people sign in by their passkeys without saying first who they are.
    """

    party: Party
    unnamed: bool = False

    def enrolment(self, challenge: bytes, handle: bytes, name: str, own: Sequence[bytes]) -> dict[str, Any]:
        """See `enrolment`."""
        return enrolment(self.party, challenge, Person(handle, name, self.unnamed), own)

    def enrolled(self, asked: Challenge | None, holder: str, answer: Mapping[str, Any], now: Instant) -> Passkey:
        """See `enrolled`."""
        return enrolled(self.party, asked, holder, answer, now)

    def assertion(self, challenge: bytes, own: Sequence[bytes]) -> dict[str, Any]:
        """See `assertion`."""
        return assertion(self.party, challenge, own)

    def asserted(
        self, asked: Challenge | None, holder: str, answer: Mapping[str, Any], passkey: Passkey, now: Instant
    ) -> Passkey:
        """See `asserted`."""
        return asserted(self.party, asked, holder, answer, passkey, now)

    def answered_by(self, answer: Mapping[str, Any]) -> bytes:
        """See `answered_by`."""
        return answered_by(answer)

    def signature_by(self, card: str, args_hash: str, answer: Mapping[str, Any], passkey: Passkey) -> Signature:
        """See `signature_by`."""
        return signature_by(self.party, card, args_hash, answer, passkey)


def party_of(url: str, name: str, domain: str = "") -> Party:
    """The party of a house that people reach at an address.

    Args:
        url: its address, as the browser shows it.
        name: the brand's name.
        domain: the domain that passkeys belong to: the address's own host, or one that it ends with; "" for the host.

    Raises:
        BrandError: the domain is not the address's, or the address is one that no passkey works at.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not works_at(url):
        raise BrandError(f"passkeys need an address with a name and https, or localhost; {url[:80]!r} is none.")
    if domain and host != domain and not (host.endswith(f".{domain}") and "." in domain):
        raise BrandError(f"passkeys of {domain[:80]!r} do not work at {host!r}; name that host, or what it ends with.")
    return Party(domain or host, name, (f"{parts.scheme}://{parts.netloc}",))


def works_at(url: str) -> bool:
    """Whether passkeys work at an address: it has a name, and TLS unless it is this very machine."""
    parts = urlsplit(url)
    secure = parts.scheme == "https" or parts.hostname == "localhost"
    return bool(parts.hostname) and secure and not is_number(url)


def is_number(url: str) -> bool:
    """Whether an address's host is a number: no passkey works there."""
    host = urlsplit(url).hostname or ""
    return host.replace(".", "").isdigit() or ":" in host


def enrolment(party: Party, challenge: bytes, person: Person, own: Sequence[bytes]) -> dict[str, Any]:
    """What `navigator.credentials.create` is asked, as JSON with base64url.

    Args:
        party: for whom.
        challenge: random bytes, good once.
        person: whose it will be.
        own: credential ids that they have already: the same authenticator is not taken twice.
    """
    import webauthn  # noqa: PLC0415 - it costs a tenth of a start, and most brands have no passkeys
    from webauthn.helpers import structs  # noqa: PLC0415 - as above
    from webauthn.helpers.cose import COSEAlgorithmIdentifier  # noqa: PLC0415 - as above

    kinds = structs.ResidentKeyRequirement
    asked = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=party.name,
        user_id=person.handle,
        user_name=person.name,
        challenge=challenge,
        timeout=ASK_MILLISECONDS,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=kinds.REQUIRED if person.unnamed else kinds.PREFERRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(one) for one in own],
        supported_pub_key_algs=[COSEAlgorithmIdentifier(one) for one in ALGORITHMS],
    )
    return _as_json(webauthn.options_to_json(asked))


def enrolled(party: Party, asked: Challenge | None, holder: str, answer: Mapping[str, Any], now: Instant) -> Passkey:
    """The new passkey, if the answer holds.

    Args:
        party: for whom.
        asked: the challenge, taken from where it was kept; None where there was none.
        holder: the session that answers.
        answer: what the browser gave, as JSON with base64url.
        now: the time.

    Raises:
        NotAllowed: the challenge is another session's, used up or too old, or the answer does not hold.
    """
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers.cose import COSEAlgorithmIdentifier  # noqa: PLC0415 - as above

    challenge = _still_good(asked, holder, Ceremony.ENROL, now)
    credential = _bounded(answer)
    found = _held(
        lambda: webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            require_user_verification=True,
            supported_pub_key_algs=[COSEAlgorithmIdentifier(one) for one in ALGORITHMS],
        )
    )
    if len(found.credential_id) > CREDENTIAL_BYTES_MAX:
        raise _no()
    return Passkey(found.credential_id, found.credential_public_key, found.sign_count)


def assertion(party: Party, challenge: bytes, own: Sequence[bytes]) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked, as JSON with base64url.

    Args:
        party: for whom.
        challenge: random bytes, good once; or the hash of what is signed.
        own: the credential ids that may answer; () for any that was made for this party.
    """
    import webauthn  # noqa: PLC0415 - as above
    from webauthn.helpers import structs  # noqa: PLC0415 - as above

    asked = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=ASK_MILLISECONDS,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(one) for one in own],
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return _as_json(webauthn.options_to_json(asked))


def asserted(
    party: Party, asked: Challenge | None, holder: str, answer: Mapping[str, Any], passkey: Passkey, now: Instant
) -> Passkey:
    """The passkey with its new count, if the answer is its own and holds.

    Args:
        party: for whom.
        asked: the challenge, taken from where it was kept; None where there was none.
        holder: the session that answers.
        answer: what the browser gave, as JSON with base64url.
        passkey: the one that `answered_by` names, as it is kept.
        now: the time.

    Raises:
        NotAllowed: the challenge is another session's, used up or too old; or the answer does not hold, is of another
            passkey, or counts no further than the last one did: it is a copy.
    """
    return signed(party, _still_good(asked, holder, Ceremony.PROVE, now), answer, passkey)


def signed(party: Party, challenge: bytes, answer: Mapping[str, Any], passkey: Passkey) -> Passkey:
    """The passkey with its new count, if it has signed these bytes.

    Raises:
        NotAllowed: the answer does not hold, is of another passkey, or counts no further than the last one did.
    """
    import webauthn  # noqa: PLC0415 - as above

    credential = _bounded(answer)
    if answered_by(credential) != passkey.id:
        raise _no()
    found = _held(
        lambda: webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=list(party.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    )
    return replace(passkey, sign_count=found.new_sign_count)


def signature_by(party: Party, card: str, args_hash: str, answer: Mapping[str, Any], passkey: Passkey) -> Signature:
    """A customer's signature under a card, if this passkey has signed it.

    Raises:
        NotAllowed: it has not.
    """
    signed(party, what_is_signed(card, args_hash), answer, passkey)
    return Signature(card, party.id, party.origins[0], passkey.public_key, assertion_of(answer))


def holds(signature: Signature, args_hash: str) -> bool:
    """Whether a signature holds under a deed, by nothing but itself and the deed's hash.

    Args:
        signature: as it was recorded, with the passkey's public key.
        args_hash: SHA-256 (hex) over skill and arguments, computed anew by whoever verifies.
    """
    kept, parts = Passkey(signature.assertion.credential, signature.public_key, 0), signature.assertion
    response = {
        "clientDataJSON": text_of(parts.client_data),
        "authenticatorData": text_of(parts.authenticator_data),
        "signature": text_of(parts.signature),
    }
    name = text_of(parts.credential)
    answer = {"id": name, "rawId": name, "type": "public-key", "response": response}
    try:
        signed(
            Party(signature.domain, "", (signature.origin,)), what_is_signed(signature.card, args_hash), answer, kept
        )
    except (NotAllowed, BadInput):
        return False
    return True


def answered_by(answer: Mapping[str, Any]) -> bytes:
    """The credential id that an answer names; nothing is verified.

    Raises:
        NotAllowed: it names none.
    """
    return _bytes(answer.get("rawId"))


def assertion_of(answer: Mapping[str, Any]) -> Assertion:
    """What is kept of an answer so that it can be verified later.

    Raises:
        NotAllowed: a part is missing.
    """
    said = answer.get("response")
    if not isinstance(said, Mapping):
        raise _no()
    parts = (said.get("clientDataJSON"), said.get("authenticatorData"), said.get("signature"))
    client, authenticator, signature = map(_bytes, parts)
    return Assertion(answered_by(answer), client, authenticator, signature)


def _still_good(asked: Challenge | None, holder: str, ceremony: Ceremony, now: Instant) -> bytes:
    if asked is None or not asked.fits(holder, ceremony, now):
        raise NotAllowed("This took too long, or was answered already. Try again.")
    return asked.value


def _bounded(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as plain JSON, no field of it too long.

    Raises:
        BadInput: one is.
    """
    text = json.dumps(dict(answer))
    if len(text) > 3 * ANSWER_BYTES_MAX:
        raise BadInput("This answer of a passkey is too long to be one.")
    return _as_json(text)


def _held(verify: Callable[[], T]) -> T:
    """What was verified; whatever is wrong gets the same answer.

    Raises:
        NotAllowed: it does not hold.
    """
    try:
        return verify()
    except Exception as error:  # the library reads bytes of a stranger's: it may fail in any way, and never mildly
        raise _no() from error


def _no() -> NotAllowed:
    return NotAllowed("This passkey's answer does not hold. Try again, or ask for a person.")


def _bytes(text: object) -> bytes:
    if not isinstance(text, str) or not 0 < len(text) <= ANSWER_BYTES_MAX:
        raise _no()
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise _no() from None


def _as_json(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
