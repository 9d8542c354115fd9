"""`earnest.toml`: what a brand says about itself. Unknown keys are errors; a slip is never a silent default."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from earnest.desk.roles import DEFAULT_ROLE
from earnest.domain.consents import Terms
from earnest.domain.errors import BrandError
from earnest.domain.forgetting import SYSTEM_NAME
from earnest.domain.identity import Visits
from earnest.domain.regions import Way
from earnest.domain.staff import Role
from earnest.domain.time import DAY, HOUR, MINUTE
from earnest.ledger.tree_head import is_key_name

SETTINGS_FILE = "earnest.toml"
PRESETS = ("retail", "saas", "regulated")
MINUTES_MAX = 60 * 24 * 30
SECURITIES = ("starttls", "tls", "none")
PORT_MAX, SMTP_PORT = 65_535, 587
LOOPBACK = ("127.0.0.1", "::1", "localhost")

_ADDRESS = re.compile(r"[^\s@<>,;:\"\\]+@[A-Za-z0-9.-]+")
_JURISDICTION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The `[desk.oidc]` table: a provider at which colleagues sign in.

    Args:
        issuer: its address, "" for none.
        client_id: what this house is called there.
        secret_file: a file with what this house proves itself by, "" where EARNEST_OIDC_SECRET holds it.
        name_claim: the claim that holds a colleague's name.
        role_claim: the claim that holds their groups.
        roles: the role that each group stands for.
    """

    issuer: str = ""
    client_id: str = ""
    secret_file: str = ""
    name_claim: str = "preferred_username"
    role_claim: str = "groups"
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeskSettings:
    """The `[desk]` table.

    Args:
        roles: the role of each colleague, by the name of their key.
        url: where colleagues open the desk, for links in what is sent to them; "" leaves links out.
        oidc: the provider at which they sign in.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    url: str = ""
    oidc: OidcSettings = field(default_factory=OidcSettings)

    def role_of(self, colleague: str) -> Role:
        """A colleague's role."""
        return self.roles.get(colleague, DEFAULT_ROLE)


@dataclass(frozen=True, slots=True)
class NotifySettings:
    """The `[notify]` table: where colleagues are told that something waits, and how mail leaves, customers' codes too.

    Args:
        mail_to: the desk's addresses; () for no mail.
        mail_from: the address that mail comes from.
        smtp_host: the mail server.
        smtp_port: its port.
        smtp_security: starttls, tls, or none, on this machine only.
        smtp_user: who signs in there, "" for nobody; the password is read from EARNEST_SMTP_PASSWORD.
        webhook: an address that takes signed webhooks, "" for none.
    """

    mail_to: tuple[str, ...] = ()
    mail_from: str = ""
    smtp_host: str = ""
    smtp_port: int = SMTP_PORT
    smtp_security: str = SECURITIES[0]
    smtp_user: str = ""
    webhook: str = ""

    @property
    def mails(self) -> bool:
        """Whether mail can leave at all."""
        return bool(self.mail_from and self.smtp_host)


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """The `[privacy]` table: what the brand says once about itself as the controller of personal data.

    Args:
        terms: controller, address, contact, privacy notice, jurisdiction, supervisory authority.
        consent_days: how long a yes holds before it lapses, 0 for no end.
        ask_again_days: how long nobody is asked again who said no.
        webhook: an address that hears of every change of a consent, "" for none.
    """

    terms: Terms = field(default_factory=Terms)
    consent_days: int = 730
    ask_again_days: int = 180
    webhook: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """What the law wants said and is not; a supervisory authority is not always one's own to name."""
        said = asdict(self.terms)
        return tuple(name for name, value in said.items() if not value and name != "authority")


_USUAL = PrivacySettings()

DAYS_MAX = 3_650
"""Longest time that `[privacy]` counts in days: ten years."""


@dataclass(frozen=True, slots=True)
class ErasureSettings:
    """The `[erasure]` table.

    Args:
        inform: addresses that take a signed `subject.erased` webhook, by the name of the system.
        acknowledge_days: how long connected systems have to say that they forgot a person.
    """

    inform: Mapping[str, str] = field(default_factory=dict)
    acknowledge_days: int = 7


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """The `[retention]` table, in days.

    Args:
        conversation_days: words, after the conversation's last change; a shorter time in the data map goes before it.
        record_days: typed facts of decisions, without words.
        counter_days: what the limits of gates count, and marks for backups.
        visitor_days: visitors, after their session has ended; 0: they go with it.
    """

    conversation_days: int = 365
    record_days: int = 1_826
    counter_days: int = 400
    visitor_days: int = 0


@dataclass(frozen=True, slots=True)
class LogSettings:
    """The `[log]` table.

    Args:
        origin: the log's name, such as `shop.example/log`; counts when the brand's directory is new. "": a local name.
        serve: whether the log's files are served under /log/, for anyone to verify.
        publish_seconds: how long at least from one published checkpoint to the next; public witnesses set limits.
        quorum: file of the brand folder that names the witnesses to ask, with their addresses; "" for none.
    """

    origin: str = ""
    serve: bool = True
    publish_seconds: int = 4
    quorum: str = ""


PUBLISH_SECONDS_MAX = 86_400


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """The `[sessions]` table: how long customers' sessions live.

    Args:
        idle_minutes: without a turn, of whoever is known in any way.
        hours: in any case, of the same.
        visitor_idle_hours: without a turn, of visitors.
        visitor_days: in any case, of the same.
    """

    idle_minutes: int = 30
    hours: int = 12
    visitor_idle_hours: int = 24
    visitor_days: int = 30

    @property
    def visits(self) -> Visits:
        """The same in microseconds."""
        known = (self.idle_minutes * MINUTE, self.hours * HOUR)
        return Visits(*known, self.visitor_idle_hours * HOUR, self.visitor_days * DAY)


RETENTION_DAYS_MAX = 36_500
VISITOR_DAYS_MAX = 90
"""Nobody is remembered for long who did not ask to be."""

ACKNOWLEDGE_DAYS_MAX = 28
"""The certificate waits for them, and must be there within a month."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MINUTES_A_DAY = 24 * 60

_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9]) ?- ?([01][0-9]|2[0-4]):([0-5][0-9])")


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """When people are there: weekday from 0 for Monday, and minutes of that day in the brand's zone."""

    day: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Settings:
    """A brand's settings.

    Args:
        name: what customers call the company.
        languages: language codes, the first one is the default.
        preset: retail, saas or regulated.
        currency: ISO 4217 code.
        zone: IANA time zone in which deadlines are worded.
        hand_over_minutes: how soon a person answers.
        approval_minutes: how soon an approval is decided.
        reachable_by: the identifiers that this brand accepts; () for none.
        shop_secret: file of the secret that a shop shares which has no key pair, "" for none; never beside `jwks`.
        public_url: where customers reach this house, for links in mail; "" leaves links out.
        passkeys: the domain that customers' passkeys belong to, "" for the host of `public_url`.
        jwks: file of the shop's public keys, "" where customers cannot sign in.
        error_budget: share of accepted wishes that may be misunderstood, in percent.
        shop: settings for the brand's `connect`.
        desk: the `[desk]` table.
        notify: the `[notify]` table.
        erasure: the `[erasure]` table.
        retention: the `[retention]` table.
        sessions: the `[sessions]` table.
        hours: the `[hours]` table, in order; () where the brand does not say when people are there.
        privacy: the `[privacy]` table.
        log: the `[log]` table.
    """

    name: str
    languages: tuple[str, ...]
    preset: str
    currency: str
    zone: str
    hand_over_minutes: int
    approval_minutes: int
    reachable_by: tuple[str, ...]
    jwks: str
    error_budget: int
    shop: dict[str, str]
    desk: DeskSettings = field(default_factory=DeskSettings)
    notify: NotifySettings = field(default_factory=NotifySettings)
    hours: tuple[Opening, ...] = ()
    public_url: str = ""
    passkeys: str = ""
    shop_secret: str = ""
    privacy: PrivacySettings = field(default_factory=PrivacySettings)
    erasure: ErasureSettings = field(default_factory=ErasureSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    log: LogSettings = field(default_factory=LogSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)

    @property
    def ways(self) -> tuple[tuple[Way, str], ...]:
        """The ways on which data leaves the process, and of systems that are informed of erasures the name, else ""."""
        told = (
            (Way.MAIL, self.notify.mails),
            (Way.WEBHOOK, self.notify.webhook),
            (Way.CONSENT_PLATFORM, self.privacy.webhook),
        )
        informed = ((Way.INFORMED, name) for name in self.erasure.inform)
        return ((Way.STORE, ""), *((way, "") for way, target in told if target), *informed)


def read_settings(brand: Path) -> Settings:
    """Read a brand's `earnest.toml`.

    Raises:
        BrandError: the file is missing, is no TOML, or holds a key or value that is not understood.
    """
    file = brand / SETTINGS_FILE
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise BrandError("no such file; is this a brand folder? `earnest check FOLDER` says more.", file) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrandError(f"it is no TOML: {error}.", file) from error
    read = _Table(file, table)
    clocks, identity = read.table("clocks"), read.table("identity")
    settings = Settings(
        name=read.text("name"),
        languages=read.texts("languages", ("en",)),
        preset=read.one_of("preset", PRESETS),
        currency=read.text("currency"),
        zone=_zone(file, read.text("zone", "UTC")),
        hand_over_minutes=clocks.minutes("hand_over_minutes", 15),
        approval_minutes=clocks.minutes("approval_minutes", 240),
        reachable_by=identity.texts("reachable_by", ()),
        jwks=identity.text("jwks", ""),
        public_url=identity.url("public_url"),
        passkeys=identity.text("passkeys", ""),
        shop_secret=identity.text("shop_secret", ""),
        error_budget=read.number("error_budget_percent", 2, 1, 20),
        shop={key: str(value) for key, value in read.table("shop").rest().items()},
        desk=_desk(file, read.table("desk")),
        notify=_notify(file, read.table("notify")),
        hours=_hours(file, read.table("hours")),
        privacy=_privacy(file, read.table("privacy")),
        erasure=_erasure(file, read.table("erasure")),
        retention=_retention(read.table("retention")),
        log=_log(file, read.table("log")),
        sessions=_sessions(read.table("sessions")),
    )
    read.text("voice", "plain")
    for part in (read, clocks, identity):
        part.finish()
    if settings.jwks and settings.shop_secret:
        raise BrandError("[identity] names jwks and shop_secret; a shop signs by the one or the other.", file)
    return settings


def _desk(file: Path, table: "_Table") -> DeskSettings:
    named = table.table("colleagues").rest()
    roles = {name: _role(file, name, word) for name, word in named.items()}
    found = DeskSettings(roles, table.url("url"), _oidc(file, table.table("oidc")))
    table.finish()
    if found.oidc.issuer and not found.url:
        raise BrandError("[desk.oidc] needs [desk] url: the provider sends colleagues back there.", file)
    return found


def _oidc(file: Path, table: "_Table") -> OidcSettings:
    usual = OidcSettings()
    groups = table.table("roles").rest()
    found = OidcSettings(
        issuer=table.url("issuer"),
        client_id=table.text("client_id", ""),
        secret_file=table.text("secret_file", ""),
        name_claim=table.text("name_claim", usual.name_claim),
        role_claim=table.text("role_claim", usual.role_claim),
        roles={group: _role(file, group, word) for group, word in groups.items()},
    )
    table.finish()
    if bool(found.issuer) != bool(found.client_id and found.roles):
        raise BrandError("[desk.oidc] needs issuer, client_id, and [desk.oidc.roles] with group = role.", file)
    return found


def _notify(file: Path, table: "_Table") -> NotifySettings:
    found = NotifySettings(
        mail_to=table.texts("mail_to", ()),
        mail_from=table.text("mail_from", ""),
        smtp_host=table.text("smtp_host", ""),
        smtp_port=table.number("smtp_port", SMTP_PORT, 1, PORT_MAX),
        smtp_security=table.one_of("smtp_security", SECURITIES),
        smtp_user=table.text("smtp_user", ""),
        webhook=table.url("webhook"),
    )
    table.finish()
    addresses = (*found.mail_to, found.mail_from) if found.mail_to or found.mail_from else ()
    if not all(_ADDRESS.fullmatch(one) for one in addresses) or (found.mail_to and not found.smtp_host):
        raise BrandError("mail_to needs plain addresses, a mail_from like them, and smtp_host.", file)
    if found.smtp_security == "none" and found.smtp_host and found.smtp_host not in LOOPBACK:
        raise BrandError('smtp_security = "none" is for a server on this machine; write "starttls" or "tls".', file)
    return found


def _privacy(file: Path, table: "_Table") -> PrivacySettings:
    terms = Terms(
        controller=table.text("controller", ""),
        address=table.text("address", ""),
        contact=table.text("contact", ""),
        notice_url=table.url("notice_url"),
        jurisdiction=table.text("jurisdiction", ""),
        authority=table.text("authority", ""),
    )
    days = {name: table.number(name, getattr(_USUAL, name), 0, DAYS_MAX) for name in ("consent_days", "ask_again_days")}
    found = PrivacySettings(terms, **days, webhook=table.url("webhook"))
    table.finish()
    contact = terms.contact
    if contact and not (_ADDRESS.fullmatch(contact) or contact.startswith("https://")):
        raise BrandError(f"contact is {contact[:80]!r}; write a mail address, or one that begins with https://.", file)
    if terms.jurisdiction and not _JURISDICTION.fullmatch(terms.jurisdiction):
        raise BrandError(f"jurisdiction is {terms.jurisdiction[:20]!r}; write a code such as DE, US-CA or EU.", file)
    return found


def _erasure(file: Path, table: "_Table") -> ErasureSettings:
    systems, days = table.table("inform"), table.number("acknowledge_days", 7, 1, ACKNOWLEDGE_DAYS_MAX)
    names = systems.names()
    inform = {name: systems.url(name) for name in names}
    table.finish()
    if not all(SYSTEM_NAME.fullmatch(name) and address for name, address in inform.items()):
        raise BrandError("[erasure.inform] takes name = address; names are small letters, digits and hyphens.", file)
    return ErasureSettings(inform, days)


def _retention(table: "_Table") -> RetentionSettings:
    usual = RetentionSettings()
    found = RetentionSettings(
        table.number("conversation_days", usual.conversation_days, 1, RETENTION_DAYS_MAX),
        table.number("record_days", usual.record_days, 1, RETENTION_DAYS_MAX),
        table.number("counter_days", usual.counter_days, 30, RETENTION_DAYS_MAX),
        table.number("visitor_days", usual.visitor_days, 0, VISITOR_DAYS_MAX),
    )
    table.finish()
    return found


def _log(file: Path, table: "_Table") -> LogSettings:
    found = LogSettings(
        table.text("origin", ""),
        table.flag("serve", default=True),
        table.number("publish_seconds", LogSettings().publish_seconds, 1, PUBLISH_SECONDS_MAX),
        table.text("quorum", ""),
    )
    table.finish()
    if found.origin and not is_key_name(found.origin):
        raise BrandError("[log] origin is a name without spaces or plus, such as shop.example/log.", file)
    return found


def _sessions(table: "_Table") -> SessionSettings:
    usual = SessionSettings()
    found = SessionSettings(
        table.number("idle_minutes", usual.idle_minutes, 1, 24 * 60),
        table.number("hours", usual.hours, 1, 24 * 30),
        table.number("visitor_idle_hours", usual.visitor_idle_hours, 1, 24 * 7),
        table.number("visitor_days", usual.visitor_days, 1, VISITOR_DAYS_MAX),
    )
    table.finish()
    return found


def _hours(file: Path, table: "_Table") -> tuple[Opening, ...]:
    found = [_opening(file, day, span) for day in range(len(DAYS)) for span in table.texts(DAYS[day], ())]
    table.finish()
    for before, after in pairwise(sorted(found)):
        if before.day == after.day and after.opens < before.closes:
            raise BrandError(f"the times of {DAYS[after.day]} overlap; write each time once.", file)
    return tuple(sorted(found))


def _opening(file: Path, day: int, span: str) -> Opening:
    found = _SPAN.fullmatch(span)
    hours = [int(part) for part in found.groups()] if found else [0, 0, 0, 0]
    opening = Opening(day, hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])
    if not opening.opens < opening.closes <= MINUTES_A_DAY:
        raise BrandError(f'{DAYS[day]} holds {span[:40]!r}; write times of one day, such as ["09:00-18:00"].', file)
    return opening


def _role(file: Path, name: str, word: Any) -> Role:
    try:
        return Role(word)
    except ValueError:
        raise BrandError(
            f"the role of {name} is {word!r}; it must be one of {', '.join(one.value for one in Role)}.", file
        ) from None


def _zone(file: Path, name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BrandError(f"zone {name!r} is no IANA time zone; write one like Europe/Berlin.", file) from None
    return name


class _Table:
    """One table of the file; knows which of its keys were read."""

    def __init__(self, file: Path, table: dict[str, Any]) -> None:
        self._file = file
        self._left = dict(table)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._left.pop(key, default)
        if not isinstance(value, str) or (default is None and not value):
            raise BrandError(f'{key} is missing or no text; write {key} = "...".', self._file)
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        value = self._left.pop(key, list(default))
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise BrandError(f"{key} must be a list of texts.", self._file)
        return tuple(value)

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.text(key, allowed[0])
        if value not in allowed:
            raise BrandError(f"{key} is {value!r}; it must be one of {', '.join(allowed)}.", self._file)
        return value

    def url(self, key: str) -> str:
        value = self.text(key, "")
        parts = urlsplit(value)
        plain = parts.scheme == "http" and parts.hostname in LOOPBACK
        if value and not (parts.hostname and (parts.scheme == "https" or plain)):
            raise BrandError(f"{key} is {value[:80]!r}; write an address that begins with https://.", self._file)
        return value

    def number(self, key: str, default: int, low: int, high: int) -> int:
        value = self._left.pop(key, default)
        if type(value) is not int or not low <= value <= high:
            raise BrandError(f"{key} must be a whole number from {low} to {high}.", self._file)
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._left.pop(key, default)
        if type(value) is not bool:
            raise BrandError(f"{key} must be true or false.", self._file)
        return value

    def minutes(self, key: str, default: int) -> int:
        return self.number(key, default, 1, MINUTES_MAX)

    def table(self, key: str) -> "_Table":
        value = self._left.pop(key, {})
        if not isinstance(value, dict):
            raise BrandError(f"[{key}] must be a table.", self._file)
        return _Table(self._file, value)

    def names(self) -> tuple[str, ...]:
        return tuple(self._left)

    def rest(self) -> dict[str, Any]:
        left, self._left = self._left, {}
        return left

    def finish(self) -> None:
        if self._left:
            names = ", ".join(sorted(self._left))
            raise BrandError(f"unknown: {names}. Remove it, or mend its spelling.", self._file)
