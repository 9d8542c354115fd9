"""Signed webhooks: Standard Webhooks' own library accepts them, and nothing that was changed."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from standardwebhooks import Webhook as Oracle
from standardwebhooks import WebhookVerificationError

import earnest
from earnest.app import inform
from earnest.connect.notify import Webhook, WebhookKeys
from earnest.domain.consents import ConsentEvent, ConsentNews
from earnest.domain.errors import Busy, Declined
from earnest.domain.notices import Notice
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.regions import Stay, Way
from earnest.domain.time import MINUTE, SECOND, SystemClock

SCHEMAS = Path(earnest.__file__).parent / "schemas" / "events"
KEYS = WebhookKeys(bytes(range(32)), Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
NOTICE = Notice("H-1.0.5", "H-1", "hand_over", "asked", 5, 5 + 15 * MINUTE, overdue=False, link="", at=5)


@dataclass
class Receiver:
    """Takes webhooks on this machine; `answer` is the status it gives."""

    url: str = ""
    answer: int = 204
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def webhook(self, path: str = "/hooks?desk=1") -> Webhook:
        return Webhook(self.url + path, "shop.example/log", KEYS, SystemClock())


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            made.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.answer)
            self.send_header("Location", made.url + "/elsewhere")
            self.end_headers()

        def log_message(self, *_given: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_standards_own_library_accepts_it_and_refuses_what_was_changed(receiver: Receiver) -> None:
    receiver.webhook().send(NOTICE)

    ((headers, body),) = receiver.came
    oracle = Oracle(KEYS.shared)
    assert oracle.verify(body, headers)["data"]["id"] == "H-1"
    for changed in (body + b" ", body.replace(b"H-1", b"H-2")):
        with pytest.raises(WebhookVerificationError):
            oracle.verify(changed, headers)
    with pytest.raises(WebhookVerificationError):
        oracle.verify(body, {**headers, "webhook-id": "H-1.0.6"})


def test_a_system_outside_of_where_data_may_be_is_told_nothing(receiver: Receiver) -> None:
    with pytest.raises(Busy, match=r"informed\.crm goes to US"):
        inform(receiver.webhook(), lambda: Stay(Way.INFORMED, "US", ("EU",), "crm"), "customer-7", "R-1", 5 * MINUTE)

    assert receiver.came == []


@pytest.mark.parametrize(
    ("answer", "acknowledged"), [(204, True), (200, True), (503, False), (410, False), (302, False)]
)
def test_a_system_acknowledges_an_erasure_by_2xx_and_by_nothing_else(
    receiver: Receiver, answer: int, *, acknowledged: bool
) -> None:
    receiver.answer = answer

    try:
        inform(receiver.webhook(), lambda: None, "customer-7", "R-1", 5 * MINUTE)
        said = True
    except Busy:
        said = False

    ((headers, body),) = receiver.came
    event = Oracle(KEYS.shared).verify(body, headers)
    schema = json.loads((SCHEMAS / "subject.erased" / "1.json").read_text("utf-8"))
    assert said is acknowledged
    assert (event["type"], event["id"]) == ("org.earnest.subject.erased.v1", "R-1")
    assert event["data"] == {"customer": "customer-7", "erasure": "R-1", "acknowledge_by": 5 * MINUTE}
    Draft202012Validator(schema).validate(event["data"])


def test_the_public_key_alone_checks_it_too(receiver: Receiver) -> None:
    receiver.webhook().send(NOTICE)

    ((headers, body),) = receiver.came
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(KEYS.public.removeprefix("whpk_")))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    own = next(one for one in headers["webhook-signature"].split() if one.startswith("v1a,"))
    public.verify(base64.b64decode(own.removeprefix("v1a,")), signed)
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(own.removeprefix("v1a,")), signed + b" ")


@given(name=st.from_regex(r"[A-Z]-[0-9A-Z]{1,17}\.[0-9]\.[0-9]{1,16}", fullmatch=True), body=st.binary(max_size=200))
def test_every_signature_is_the_one_that_the_library_makes(name: str, body: bytes) -> None:
    at = int(datetime.now(UTC).timestamp())

    ours = KEYS.headers(name, at, body.hex().encode())["webhook-signature"].split()[0]

    assert ours == Oracle(KEYS.shared).sign(name, datetime.fromtimestamp(at, UTC), body.hex())


def test_what_is_sent_is_a_cloud_event_without_a_word_of_the_customer(receiver: Receiver) -> None:
    receiver.webhook().send(NOTICE)

    event = json.loads(receiver.came[0][1])
    assert (event["specversion"], event["type"], event["id"]) == ("1.0", "org.earnest.desk.waiting.v1", "H-1.0.5")
    assert event["data"] == {
        "id": "H-1",
        "kind": "hand_over",
        "reason": "asked",
        "opened_at": 5,
        "due_at": 5 + 15 * MINUTE,
        "overdue": False,
        "link": "",
    }


def test_a_change_of_a_consent_is_told_under_a_reference_and_in_its_order(receiver: Receiver) -> None:
    given_ = ConsentEvent(7, "S-1", Purpose.MARKETING_DIRECT, ConsentState.GIVEN, 5, decision="D-1")

    receiver.webhook().tell(ConsentNews(given_, "9f"))

    headers, body = receiver.came[0]
    event = json.loads(body)
    assert Oracle(KEYS.shared).verify(body, headers) == event
    assert (event["type"], event["subject"], event["sequence"]) == ("org.earnest.consent.changed.v1", "9f", "7")
    assert (event["data"]["purpose"], event["data"]["allowed"]) == ("marketing.direct", True)
    assert "S-1" not in body.decode()


@pytest.mark.parametrize(("status", "error"), [(500, Busy), (404, Busy), (429, Busy), (410, Declined)])
def test_a_receiver_that_says_no_is_tried_again_unless_it_is_gone(
    receiver: Receiver, status: int, error: type[Exception]
) -> None:
    receiver.answer = status

    with pytest.raises(error):
        receiver.webhook().send(NOTICE)


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.answer = 307

    with pytest.raises(Busy):
        receiver.webhook().send(NOTICE)

    assert len(receiver.came) == 1


def test_a_receiver_that_is_not_there_is_tried_again_later(receiver: Receiver) -> None:
    with pytest.raises(Busy):
        Webhook("http://127.0.0.1:1/", "shop.example/log", KEYS, SystemClock()).send(NOTICE)


def test_a_try_carries_its_own_time_and_the_notices_own_id(receiver: Receiver) -> None:
    before = SystemClock().now() // SECOND

    receiver.webhook().send(NOTICE)
    receiver.webhook().send(NOTICE)

    assert {headers["webhook-id"] for headers, _ in receiver.came} == {"H-1.0.5"}
    assert all(int(headers["webhook-timestamp"]) >= before for headers, _ in receiver.came)
