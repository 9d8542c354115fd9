"""Notices and changes of consents by webhook, signed as Standard Webhooks asks: by a shared secret, and by our own key.

A receiver checks either: `v1` by the secret that only the two know, or `v1a` by our public key, which it need not hide.
The body is a CloudEvents 1.0 JSON object. Source: standardwebhooks.com, specification, sections on signatures and
payloads.
"""

import base64
import hmac
import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from earnest.domain.announcing import ANNOUNCED_TYPE, Announcement
from earnest.domain.consents import CHANGE_TYPE, ConsentNews
from earnest.domain.errors import Busy, Declined
from earnest.domain.events import TYPE_PREFIX
from earnest.domain.notices import NOTICE_TYPE, Notice
from earnest.domain.time import SECOND, Clock, Instant, iso

TIMEOUT_SECONDS = 10.0
ANSWER_BYTES_MAX = 1_000
"""What is read of an answer; nothing in it is used."""

GONE = 410
"""The receiver wants no more of this (Standard Webhooks): it is not tried again."""


@dataclass(frozen=True, slots=True)
class WebhookKeys:
    """What webhooks are signed with.

    Args:
        secret: 32 random bytes that the receiver has, too.
        private: our own key; the receiver needs its public half only.
    """

    secret: bytes = field(repr=False)
    private: Ed25519PrivateKey = field(repr=False)

    @property
    def shared(self) -> str:
        """The secret as receivers' libraries take it."""
        return f"whsec_{base64.b64encode(self.secret).decode()}"

    @property
    def public(self) -> str:
        """The public key as receivers' libraries take it."""
        return f"whpk_{base64.b64encode(self.private.public_key().public_bytes_raw()).decode()}"

    def headers(self, name: str, at_seconds: int, body: bytes) -> Mapping[str, str]:
        """The three headers of a webhook.

        Args:
            name: its id, the same at every try.
            at_seconds: when this try is made, in seconds since 1970-01-01 UTC.
            body: exactly what is sent.
        """
        signed = f"{name}.{at_seconds}.".encode() + body
        shared = base64.b64encode(hmac.digest(self.secret, signed, "sha256")).decode()
        own = base64.b64encode(self.private.sign(signed)).decode()
        return {
            "webhook-id": name,
            "webhook-timestamp": str(at_seconds),
            "webhook-signature": f"v1,{shared} v1a,{own}",
        }


@dataclass(frozen=True, slots=True)
class Webhook:
    """Sends notices and changes by webhook. A redirect is not followed: the address is the one that was configured.

    Args:
        url: where to.
        source: who speaks, a URI reference.
        keys: what it is signed with.
        clock: the time; receivers refuse what is minutes old.
    """

    url: str
    source: str
    keys: WebhookKeys
    clock: Clock

    def send(self, notice: Notice) -> None:
        """Send it; see `Sender`."""
        self._deliver(self._event(notice.id, NOTICE_TYPE, notice.at, notice.as_json()))

    def tell(self, news: ConsentNews) -> None:
        """Send it; see `Teller`."""
        event = self._event(news.id, CHANGE_TYPE, news.event.at, news.as_json())
        self._deliver({**event, "subject": news.person, "sequence": str(news.event.seq)})

    def deliver(self, name: str, kind: str, data: Mapping[str, Any], at: Instant) -> None:
        """Send one event, once.

        Args:
            name: its id, the same at every try.
            kind: its type with its major version, such as `desk.waiting.v1`.
            data: what it says.
            at: when it happened.

        Raises:
            Busy: it did not arrive, as far as is known.
            Declined: the receiver wants no more of this.
        """
        self._deliver(self._event(name, kind, at, data))

    def _deliver(self, event: Mapping[str, Any]) -> None:
        body = orjson.dumps(event)
        signed = self.keys.headers(event["id"], self.clock.now() // SECOND, body)
        headers = {"content-type": "application/json", "user-agent": "Earnest", **signed}
        try:
            status = self._post(body, headers)
        except (OSError, http.client.HTTPException) as error:
            raise Busy(f"The webhook did not arrive ({type(error).__name__}); it is tried again.") from error
        if status == GONE:
            raise Declined("The webhook's receiver is gone (410). Take its address out of earnest.toml.")
        if not http.client.OK <= status < http.client.MULTIPLE_CHOICES:
            raise Busy(f"The webhook's receiver answered {status}; it is tried again.")

    def _post(self, body: bytes, headers: Mapping[str, str]) -> int:
        place = urlsplit(self.url)
        connection = connection_to(place.scheme, place.hostname or "", place.port)
        try:
            path = (place.path or "/") + (f"?{place.query}" if place.query else "")
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(ANSWER_BYTES_MAX)
            return answer.status
        finally:
            connection.close()

    def _event(self, name: str, kind: str, at: Instant, data: Mapping[str, Any]) -> Mapping[str, Any]:
        schema, _, major = kind.rpartition(".v")
        return {
            "specversion": "1.0",
            "id": name,
            "source": self.source,
            "type": TYPE_PREFIX + kind,
            "time": iso(at),
            "datacontenttype": "application/json",
            "dataschema": f"schemas/events/{schema}/{major}.json",
            "data": data,
        }


def connection_to(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    """A connection that checks the other side's certificate, and waits no longer than `TIMEOUT_SECONDS`."""
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


@dataclass(frozen=True, slots=True)
class Announces:
    """Announcements by webhook.

    Args:
        webhook: where to.
    """

    webhook: Webhook

    def send(self, announcement: Announcement) -> None:
        """Send it; see `Announcer`."""
        one = announcement
        self.webhook.deliver(one.id, ANNOUNCED_TYPE, one.as_json(), one.at)
