"""Colleagues sign in at a provider of their company: OpenID Connect Core 1.0, code flow with PKCE (RFC 7636, S256).

State, nonce and verifier are computed from one secret that the browser keeps in a cookie: nothing is stored here, and
an answer that another browser asked for fits nowhere else.
"""

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from earnest.connect.notify.webhook import connection_to
from earnest.domain.errors import Busy, SignInNeeded
from earnest.domain.time import SECOND, Instant

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519")
"""What an ID token may be signed by; never by a shared secret, never by nothing."""

CLOCK_SKEW_SECONDS = 30
ANSWER_BYTES_MAX = 200_000
LOOPBACK = ("127.0.0.1", "::1", "localhost")
SCOPE = "openid profile"
CODE_LENGTH_MAX = 4_000

_UNTRUSTED = "The sign-in at your company's provider cannot be trusted. Begin it again at the desk."


@dataclass(frozen=True, slots=True)
class Claimed:
    """What the provider says of a colleague.

    Args:
        subject: who they are there, for good: the issuer and its own id.
        name: what they are called.
        groups: what the provider says they belong to.
        proved_at: when they proved there who they are, 0 where it does not say.
    """

    subject: str
    name: str
    groups: tuple[str, ...]
    proved_at: Instant = 0


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider of colleagues' identities.

    Args:
        issuer: its name, an address.
        client: what this house is called there.
        secret: what this house proves itself by there.
        back: where the browser comes back to.
        name_claim: the claim that holds a colleague's name.
        group_claim: the claim that holds their groups, or one.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    back: str
    name_claim: str
    group_claim: str

    def begin(self, browser: str, *, anew: bool = False) -> str:
        """Where the browser goes to sign in; `anew`: whoever is signed in there proves once more who they are.

        Raises:
            Busy: the provider does not answer.
            SignInNeeded: it answers nothing that can be trusted.
        """
        verifier = _derived(browser, "verifier")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self.client,
            "redirect_uri": self.back,
            "scope": SCOPE,
            "state": _derived(browser, "state"),
            "nonce": _derived(browser, "nonce"),
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        if anew:  # with max_age it must say when that was (OpenID Connect Core 1.0, 3.1.2.1)
            asked |= {"prompt": "login", "max_age": "0"}
        place = self._described()["authorization_endpoint"]
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def finish(self, browser: str, answer: Mapping[str, str], now: Instant) -> Claimed:
        """Who signed in, by the provider's answer to this very browser.

        Raises:
            Busy: the provider does not answer.
            SignInNeeded: the answer is none to this browser, was refused, or cannot be trusted.
        """
        state, code = answer.get("state", ""), answer.get("code", "")
        if not browser or not hmac.compare_digest(state.encode(), _derived(browser, "state").encode()):
            raise SignInNeeded(_UNTRUSTED)
        if answer.get("iss", self.issuer) != self.issuer or not 0 < len(code) <= CODE_LENGTH_MAX:  # RFC 9207
            raise SignInNeeded(_UNTRUSTED)
        described = self._described()
        given = self._exchanged(described["token_endpoint"], code, _derived(browser, "verifier"))
        claims = _claims(str(given.get("id_token", "")), _asked(described["jwks_uri"]))
        self._check(claims, _derived(browser, "nonce"), now)
        return self._claimed(claims)

    def _described(self) -> dict[str, str]:
        """The provider's own description (OpenID Connect Discovery 1.0, 4.3: its issuer is exactly the one named)."""
        found = _asked(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        places = {name: found.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        if found.get("issuer") != self.issuer or not all(_is_safe(place) for place in places.values()):
            raise SignInNeeded(_UNTRUSTED)
        return {name: str(place) for name, place in places.items()}

    def _exchanged(self, place: str, code: str, verifier: str) -> dict[str, Any]:
        pair = f"{quote(self.client, safe='')}:{quote(self.secret, safe='')}"  # RFC 6749, 2.3.1
        headers = {
            "authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
            "content-type": "application/x-www-form-urlencoded",
        }
        said = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back, "code_verifier": verifier}
        return _asked(place, urlencode(said), headers)

    def _check(self, claims: Mapping[str, Any], nonce: str, now: Instant) -> None:
        """OpenID Connect Core 1.0, 3.1.3.7."""
        audience = claims.get("aud")
        meant = audience == self.client or (
            isinstance(audience, list) and self.client in audience and claims.get("azp") == self.client
        )
        issued, expires, seconds = claims.get("iat"), claims.get("exp"), now // SECOND
        in_time = (
            isinstance(issued, int) and isinstance(expires, int) and issued - CLOCK_SKEW_SECONDS <= seconds < expires
        )
        same = hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
        if not (meant and in_time and same and claims.get("iss") == self.issuer):
            raise SignInNeeded(_UNTRUSTED)

    def _claimed(self, claims: Mapping[str, Any]) -> Claimed:
        subject, name, groups = claims.get("sub"), claims.get(self.name_claim), claims.get(self.group_claim, ())
        if not isinstance(subject, str) or not subject or not isinstance(name, str):
            raise SignInNeeded(f"Your company's provider does not say who you are; it must give {self.name_claim}.")
        every = [groups] if isinstance(groups, str) else groups if isinstance(groups, list) else []
        proved = claims.get("auth_time")
        proved_at = proved * SECOND if isinstance(proved, int) else 0
        return Claimed(f"{self.issuer} {subject}", name, tuple(one for one in every if isinstance(one, str)), proved_at)


def _derived(browser: str, what: str) -> str:
    return base64.urlsafe_b64encode(hmac.digest(browser.encode(), what.encode(), "sha256")).decode().rstrip("=")


def _claims(token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
    try:
        found: dict[str, Any] = jwt.decode(token, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS)).claims  # type: ignore[arg-type]  # what is no key set is an error that is caught
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise SignInNeeded(_UNTRUSTED) from error
    return found


def _asked(place: str, body: str = "", headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a place of the provider answers: JSON, with status 200; redirects are not followed."""
    parts = urlsplit(place)
    if not _is_safe(place):
        raise SignInNeeded(_UNTRUSTED)
    connection = connection_to(parts.scheme, parts.hostname or "", parts.port)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    try:
        connection.request(
            "POST" if body else "GET", path, body or None, {"accept": "application/json", **(headers or {})}
        )
        answer = connection.getresponse()
        status, text = answer.status, answer.read(ANSWER_BYTES_MAX + 1)
    except (OSError, http.client.HTTPException) as error:
        raise Busy("Your company's provider does not answer; try again, or sign in with a password.") from error
    finally:
        connection.close()
    try:
        found = json.loads(text[:ANSWER_BYTES_MAX])
    except ValueError as error:
        raise SignInNeeded(_UNTRUSTED) from error
    if status != http.client.OK or not isinstance(found, dict):
        raise SignInNeeded(_UNTRUSTED)
    return found


def _is_safe(place: object) -> bool:
    """Whether an address is behind TLS, or on this very machine."""
    if not isinstance(place, str):
        return False
    parts = urlsplit(place)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
