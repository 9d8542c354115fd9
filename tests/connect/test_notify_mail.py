"""Mail to the desk through a real SMTP server on this machine: what arrives, and what becomes of a no."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from earnest.app import announced_text, load_brand, mail_text
from earnest.connect.notify import CodeMail, Mail, MailSettings
from earnest.domain.announcing import GATE_WAITS, Announcement, Happened
from earnest.domain.errors import Busy, Declined
from earnest.domain.mail_proof import Letter
from earnest.domain.notices import Notice
from earnest.domain.staff import Alone
from earnest.domain.time import DAY, MINUTE, SECOND
from earnest.domain.turns import HandOverReason
from earnest.proving import letter_text
from earnest.words import Words

BRAND = Path(__file__).parent.parent.parent / "examples" / "tau-retail"
AT = 1_790_000_000 * SECOND
LINK = "https://desk.example/desk/case/H-1"
NOTICE = Notice("H-1.0.5", "H-1", "hand_over", "asked", AT, AT + 15 * MINUTE, overdue=False, link=LINK, at=AT)


@dataclass
class Postman:
    """Takes mail; `answer` is what it says to an address or to the mail itself."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    came: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd names it
        if self.rcpt.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - as above
        if self.data.startswith("2"):
            self.came.append(envelope)
        return self.data


@dataclass
class Server:
    postman: Postman
    port: int

    def mail(self, **more: Any) -> Mail[Notice]:
        where = {"host": "127.0.0.1", "port": self.port, "security": "none", **more}
        return Mail(MailSettings(("desk@shop.example", "lead@shop.example"), "earnest@shop.example", **where), _text)


def read(envelope: Envelope) -> Message:
    assert isinstance(envelope.content, bytes)
    return message_from_bytes(envelope.content, policy=default)


def _text(notice: Notice) -> tuple[str, str]:
    return f"Somebody waits ({notice.waits})", f"Look: {notice.link}"


@pytest.fixture
def server() -> Iterator[Server]:
    postman = Postman()
    controller = Controller(
        postman,
        hostname="127.0.0.1",
        port=free_port(),
        auth_require_tls=False,
        auth_required=False,
        authenticator=lambda _server, _session, _envelope, _how, data: AuthResult(
            success=data.password == b"right", handled=False
        ),
    )
    controller.start()
    yield Server(postman, controller.port)
    controller.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_notice_arrives_at_every_address_with_its_link(server: Server) -> None:
    server.mail().send(NOTICE)

    (envelope,) = server.postman.came
    message = read(envelope)
    assert envelope.rcpt_tos == ["desk@shop.example", "lead@shop.example"]
    assert message["Subject"] == "Somebody waits (H-1)"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "https://desk.example/desk/case/H-1" in message.get_payload()


def test_the_same_notice_sent_again_is_known_for_a_repeat(server: Server) -> None:
    server.mail().send(NOTICE)
    server.mail().send(NOTICE)

    first, again = map(read, server.postman.came)
    assert first["Message-ID"] == again["Message-ID"] == "<H-1.0.5@shop.example>"


@pytest.mark.parametrize(
    ("rcpt", "data", "error"),
    [
        ("550 no such mailbox", "250 OK", Declined),
        ("450 try later", "250 OK", Busy),
        ("250 OK", "554 refused", Declined),
        ("250 OK", "451 try later", Busy),
    ],
)
def test_a_no_for_good_is_told_from_a_no_for_now(server: Server, rcpt: str, data: str, error: type[Exception]) -> None:
    server.postman.rcpt, server.postman.data = rcpt, data

    with pytest.raises(error):
        server.mail().send(NOTICE)

    assert server.postman.came == []


def test_a_server_that_is_not_there_is_tried_again_later(server: Server) -> None:
    with pytest.raises(Busy):
        server.mail(port=1).send(NOTICE)


def test_mail_is_not_sent_in_the_clear_where_tls_was_asked_for(server: Server) -> None:
    with pytest.raises((Busy, Declined)):
        server.mail(security="starttls").send(NOTICE)

    assert server.postman.came == []


def test_a_password_is_shown_to_the_server_and_to_nobody_else(server: Server) -> None:
    server.mail(user="desk", password="right").send(NOTICE)
    with pytest.raises(Declined):
        server.mail(user="desk", password="wrong").send(NOTICE)

    assert len(server.postman.came) == 1
    assert "right" not in repr(server.mail(user="desk", password="right"))


@pytest.mark.parametrize("reason", [*HandOverReason, "approval"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_reason_has_its_sentence_in_every_language(reason: str, language: str) -> None:
    words = Words(strict=True)

    assert words.say(language, f"desk-mail-why-{reason.replace('_', '-')}")


def test_a_mail_says_who_by_number_why_until_when_and_where() -> None:
    brand = load_brand(BRAND)
    late = Notice("H-1.1.5", "H-1", "approval", "gate", AT, AT - DAY, overdue=True, link=LINK, at=AT)

    subject, body = mail_text(brand, Words(strict=True), NOTICE)
    again, _ = mail_text(brand, Words(strict=True), late)

    assert "H-1" in subject
    assert "late" in again
    assert [word for word in ("H-1", "asked for a person", "Promised: by", "/case/H-1") if word not in body] == []


@pytest.mark.parametrize(("language", "once"), [("en", "good once"), ("de", "gilt einmal")])
def test_a_code_goes_to_its_customer_alone_and_says_nothing_else_of_them(
    server: Server, language: str, once: str
) -> None:
    link = "https://help.shop.example/privacy/prove?ticket=t"
    carrier = CodeMail(server.mail().settings, lambda one: letter_text(Words(strict=True).say, "Fernhalm", one))

    carrier.post(Letter("ada@home.example", "042917", link, language, AT))

    (envelope,) = server.postman.came
    message = read(envelope)
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert envelope.rcpt_tos == ["ada@home.example"]
    assert [word for word in ("042917", link, once, "Fernhalm") if word not in body.decode()] == []
    assert "ada" not in body.decode()
    assert "042917" not in message["Subject"]
    assert "042917" not in repr(Letter("ada@home.example", "042917", link, language, AT))


@pytest.mark.parametrize(
    ("what", "how", "said"),
    [
        (GATE_WAITS, "", "was changed and waits for a second person: refund 0123456789ab"),
        ("gate", Alone.WAITED.value, "one person published a changed rule alone"),
        ("hold", Alone.CONFIRMED.value, "one person ended their own legal hold alone"),
        ("approval", Alone.WAITED.value, "one person approved alone"),
    ],
)
def test_an_announcement_says_what_happened_and_by_what_one_person_stood_for_two(
    what: str, how: str, said: str
) -> None:
    happened = Happened(what, "refund 0123456789ab", how, 1)

    subject, body = announced_text(load_brand(BRAND), Words(strict=True), Announcement(happened, "https://x", 2))

    assert ("one person" in subject) == bool(how)
    assert said in body
    assert ("small" in body) == bool(how)
