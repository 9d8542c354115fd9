"""How the shop's HTTP API is called: with a time limit, a size limit, and no doubt left about what happened.

Reading may be tried again. A deed is sent once. Where it is certain that nothing happened, `Declined` says so. Where it
is not, `Unclear` is raised: Earnest then asks the shop (`refund.settled` in skills.py), and if the shop cannot say, a
person.
"""

import http.client
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from earnest.domain.errors import BadInput, BrandError, Declined

SECONDS_MAX = 5
"""How long one step of a call may take: connecting, or waiting for the answer."""

ANSWER_BYTES_MAX = 1_000_000
PAUSES_SECONDS = (0.2, 0.6)
"""Waits before a second and a third try of reading."""

BUSY = frozenset({429, 502, 503, 504})
"""Answers after which reading is tried again."""

UNDECIDED = frozenset({408, 409, 425})
"""Refusals that do not say whether the deed was done; 409 is also sent while the first attempt is under way."""

LOOPBACK = ("127.0.0.1", "::1", "localhost")
TOKEN_ENV = "SHOP_TOKEN"  # noqa: S105 - the name of a variable

Answer = tuple[int, bytes]
Send = Callable[[str, str, Mapping[str, Any] | None, str], Answer]
"""(method, path, body, key) -> status and body; raises `NotSent` where the request never left."""


class Unclear(Exception):  # noqa: N818 - it names what is known, not that it is an error
    """The deed may have been done, or not."""


class NotSent(Exception):  # noqa: N818 - as above
    """No connection: the request never left, so nothing happened."""


@dataclass(slots=True)
class ShopApi:
    """The shop, as skills.py uses it.

    Args:
        send: sends one request.
        wait: called with the seconds of a pause.
    """

    send: Send
    wait: Callable[[float], None] = time.sleep

    def read(self, path: str) -> Any:
        """What the shop has under a path, as JSON; None where it has nothing there.

        Raises:
            BadInput: the shop does not answer; Earnest hands the conversation to a person.
        """
        for pause in (*PAUSES_SECONDS, None):
            try:
                status, body = self.send("GET", path, None, "")
            except (NotSent, OSError, http.client.HTTPException):
                status, body = 503, b""
            if status not in BUSY or pause is None:
                break
            self.wait(pause)
        if status == http.HTTPStatus.NOT_FOUND:
            return None
        if status != http.HTTPStatus.OK:
            raise BadInput("The shop cannot be reached just now. Try again in a few minutes.")
        try:
            return json.loads(body)
        except ValueError:
            raise BadInput("The shop's answer cannot be read just now. Try again in a few minutes.") from None

    def do(self, path: str, body: Mapping[str, Any], key: str) -> Any:
        """Send a deed once.

        Args:
            path: where to.
            body: what is to be done.
            key: the decision's id; the shop does a deed once under one key, however often it comes.

        Raises:
            Declined: for certain nothing happened; the message may be shown to the customer.
            Unclear: nobody knows.
        """
        try:
            status, answer = self.send("POST", path, body, key)
        except NotSent:
            raise Declined("The shop cannot be reached just now, so nothing was done. Try again later.") from None
        except (OSError, http.client.HTTPException) as error:
            raise Unclear(type(error).__name__) from error
        if status in (http.HTTPStatus.OK, http.HTTPStatus.CREATED):
            return _answer(answer)
        if status in UNDECIDED or not http.HTTPStatus.BAD_REQUEST <= status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Unclear(f"status {status}")
        raise Declined(_reason(answer))


def part(text: str) -> str:
    """One part of a path, so that no customer or order number can name another path."""
    return quote(text, safe="")


def over_http(url: str) -> Send:
    """Requests to the shop at this address. No redirect is followed and no proxy is used.

    Raises:
        BrandError: the address is neither https nor on this machine.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise BrandError(f"[shop] url is {url!r}; write an address that begins with https://.", "earnest.toml")
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    token = os.environ.get(TOKEN_ENV, "")

    def send(method: str, path: str, body: Mapping[str, Any] | None, key: str) -> Answer:
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Idempotency-Key": key} if key else {}
        connection = made(host, parts.port, timeout=SECONDS_MAX)
        try:
            _connect(connection)
            connection.request(method, parts.path.rstrip("/") + path, json.dumps(body) if body else None, headers)
            response = connection.getresponse()
            return response.status, response.read(ANSWER_BYTES_MAX)
        finally:
            connection.close()

    return send


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except OSError as error:
        raise NotSent from error


def _answer(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise Unclear("the answer is no JSON") from error


def _reason(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])[:200]
    except (ValueError, KeyError, TypeError):
        return "The shop refused it, so nothing was done."
