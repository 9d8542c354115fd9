"""Notices and customers' codes by mail, over SMTP (RFC 5321).

A notice says who waits by number, why, until when, and where to look.
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Generic, Protocol, TypeVar

from earnest.domain.announcing import Announcement
from earnest.domain.errors import Busy, Declined
from earnest.domain.mail_proof import Letter
from earnest.domain.notices import Notice
from earnest.domain.time import SECOND, Instant

TIMEOUT_SECONDS = 10.0
PERMANENT = range(500, 600)
"""SMTP replies that will be the same next time (RFC 5321, section 4.2.1)."""

Said = TypeVar("Said", Notice, Announcement)
"""What a mail to the desk says."""


class Taking(Protocol):
    """A mail server, as far as mail is handed to it."""

    def send_message(self, message: EmailMessage) -> object:
        """Hand one mail over; an `smtplib.SMTPException` or `OSError` says why it was not taken."""


Connect = Callable[["MailSettings"], AbstractContextManager[Taking]]
"""A way to a server that takes mail."""


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail goes, and by which server.

    Args:
        to: the addresses of the desk.
        sender: the address that it comes from.
        host: the mail server.
        port: its port.
        security: `starttls`, `tls`, or `none` on this machine only.
        user: who signs in there, "" for nobody.
        password: their password.
    """

    to: tuple[str, ...]
    sender: str
    host: str
    port: int
    security: str
    user: str = ""
    password: str = field(default="", repr=False)


def connect(where: MailSettings) -> smtplib.SMTP:
    """A connection to the mail server, encrypted and signed in as the settings say."""
    if where.security == "tls":
        context = ssl.create_default_context()
        server: smtplib.SMTP = smtplib.SMTP_SSL(where.host, where.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(where.host, where.port, timeout=TIMEOUT_SECONDS)
    try:
        if where.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if where.user:
            server.login(where.user, where.password)
    except BaseException:
        server.close()
        raise
    return server


def _message(where: MailSettings, to: tuple[str, ...], text: tuple[str, str], at: Instant) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = where.sender, ", ".join(to)
    message["Subject"], message["Date"] = text[0], format_datetime(_utc(at))
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers it
    message.set_content(text[1])
    return message


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at // SECOND, UTC)


def _no(permanent: bool, why: str) -> Busy | Declined:
    if permanent:
        return Declined(f"The mail will not be taken: {why}. Mend [notify] in earnest.toml.")
    return Busy(f"The mail was not taken: {why}; it is tried again.")


@dataclass(frozen=True, slots=True)
class Mail(Generic[Said]):
    """Sends notices, or announcements, by mail.

    Args:
        settings: where to, and by which server.
        text: subject and body, in the brand's language.
        connect: reaches the server.
    """

    settings: MailSettings
    text: Callable[[Said], tuple[str, str]]
    connect: Connect = connect

    def send(self, notice: Said, /) -> None:
        """Send it; see `Sender`."""
        message = _message(self.settings, self.settings.to, self.text(notice), notice.at)
        message["Message-ID"] = f"<{notice.id}@{self.settings.sender.rpartition('@')[2].rstrip('>')}>"
        _send(self.connect, self.settings, message)


@dataclass(frozen=True, slots=True)
class CodeMail:
    """Sends customers their codes; the server gives each mail its id.

    Args:
        settings: by which server; its `to` is not used.
        text: subject and body.
        connect: reaches the server.
    """

    settings: MailSettings
    text: Callable[[Letter], tuple[str, str]]
    connect: Connect = connect

    def post(self, letter: Letter) -> None:
        """Send one letter, once.

        Raises:
            Busy: it did not arrive, as far as is known.
            Declined: it will never be taken.
        """
        _send(self.connect, self.settings, _message(self.settings, (letter.to,), self.text(letter), letter.at))


def _send(connect: Connect, where: MailSettings, message: EmailMessage) -> None:
    try:
        with connect(where) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise _no(all(code in PERMANENT for code in codes), f"the server took no address: {codes}") from error
    except smtplib.SMTPResponseException as error:
        raise _no(error.smtp_code in PERMANENT, f"the server answered {error.smtp_code}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Busy(f"The mail was not taken ({type(error).__name__}); it is tried again.") from error
