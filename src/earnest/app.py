"""The one place that chooses parts and puts them together. Only this file names a concrete store or connector."""

import hashlib
import logging
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from earnest.announcing import Announcing
from earnest.assistant import Learned, PlaybookAssistant, Promises, assistant_of, learned_of
from earnest.assistant.bound_in_force import KeptLabels, Measure
from earnest.brand import Brand
from earnest.config import NotifySettings, read_settings
from earnest.connect.notify import Announces, CodeMail, InboundSecret, Mail, MailSettings, Webhook, WebhookKeys
from earnest.connect.skills_file import load_code
from earnest.connect.witness_line import WitnessSite
from earnest.consent.data_map import load_data_map
from earnest.consent.fold import fold
from earnest.consent.looks import Known
from earnest.consent.map_check import require_within
from earnest.deciding import Clocks, Making
from earnest.domain.announcing import Announcement, Announcer
from earnest.domain.errors import BrandError, Busy, Declined, NotAllowed, StoreUnavailable
from earnest.domain.forgetting import Forgets
from earnest.domain.identity import Session
from earnest.domain.ids import new_id
from earnest.domain.labels import Judged
from earnest.domain.notices import Notice, Sender
from earnest.domain.regions import Stay, Way
from earnest.domain.skills import By
from earnest.domain.time import Clock, Instant, SystemClock
from earnest.erasing import ErasureRunner, Erasures, Tell
from earnest.house import PUBLISHED, House, choices_of, going_on, times_of
from earnest.ledger import LedgerError, Witness, keks_in, parse_quorum
from earnest.limiting import Limits
from earnest.looking import World
from earnest.notices import PAUSE_SECONDS as ANNOUNCE_PAUSE_SECONDS
from earnest.notices import NoticeRunner, Notices
from earnest.offering import Offering
from earnest.outbox import WATCH_SECONDS, Outbox, Runner, pass_by
from earnest.policy import Broker, Minter, compile_gate, read_gates, verify_permit, vocabularies_of
from earnest.proving import MailProofs, by_address, letter_text
from earnest.published import published, shown_by
from earnest.publishing import Asked, Publisher
from earnest.retaining import RetentionRunner
from earnest.rounds import Rounds
from earnest.sign_ins import company_of, passkeys_of, proves, shop_keys_of, staff_passkeys_of
from earnest.spreading import PAUSE_SECONDS as SPREAD_PAUSE_SECONDS
from earnest.spreading import Spreading
from earnest.store import PostgresStore, SqliteStore, Store
from earnest.turn import Turns
from earnest.words import Due, Words

DATA_DIR = Path(".earnest")
"""Where a brand's own directory is kept unless another place is named."""

RESTORING = "RESTORING"
"""A file in a brand's own directory while a backup is put there and told what it missed."""

BRAND_FILE_BYTES_MAX = 5_000_000
BRAND_FILES_MAX = 5_000
"""More than this is no brand folder, but somebody's home directory."""

SECRET_BYTES = 32

FORGET_PAUSE_SECONDS = 60.0
"""Longest time for which something that nobody may read any more is still kept."""

POSTGRES_ENV = "EARNEST_DATABASE"
KEYS = "keys"
KEK_ENV = "EARNEST_KEK"
"""Names the file of the key-encrypting key, or as `env:NAME` the variable that holds it in base64."""

ERASED_TYPE = "subject.erased.v1"
"""The event that tells connected systems to forget a person; its schema stands beside those of the others."""

MAIL_ENV = "EARNEST_SMTP_PASSWORD"
MODELS_ENV = "EARNEST_MODELS"
"""Names a folder in which several houses share what they learned from the same examples."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A brand that was read and learned once, for as many houses as are wanted; no house alters it.

    Args:
        brand: the folder, read and checked.
        words: the platform's words, with the brand's own on top.
        learned: what its examples taught.
        models: the folder in which that is kept.
    """

    brand: Brand
    words: Words
    learned: Learned
    models: Path


def made_ready(folder: Path, models: Path) -> Ready:
    """Read a brand folder and learn its examples; `models` is a folder that may keep what was learned.

    Raises:
        BrandError: the folder is broken.
    """
    brand, words = _read(folder)
    return Ready(brand, words, _learned(brand, models), models)


def load_brand(folder: Path) -> Brand:
    """Read a brand folder.

    Raises:
        BrandError: something in it is broken; the message names file, line and mend.
    """
    return _read(folder)[0]


def _read(folder: Path) -> tuple[Brand, Words]:
    settings = read_settings(folder)
    code = load_code(folder)
    named = {name: code.identifiers[name] for name in settings.reachable_by if name in code.identifiers}
    words = words_of(folder)
    gates = read_gates(folder / "gates", vocabularies_of(code.skills), shown_by(words, settings.languages[0]))
    compiled = {name: compile_gate(gate) for name, gate in gates.items()}
    data_map = load_data_map(folder / "data_map.yaml")
    files = files_of(folder)
    return Brand(folder, settings, replace(code, identifiers=named), compiled, data_map, digest_of(files), files), words


def words_of(folder: Path) -> Words:
    """The platform's words, with those of the brand's own `words` folder on top."""
    own = folder / "words"
    return Words((own,) if own.is_dir() else ())


def files_of(folder: Path) -> dict[str, str]:
    """SHA-256 (hex) of each of a brand folder's files, by its path in the folder, in one order.

    Raises:
        NotAllowed: there are too many for a brand folder.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    if len(files) > BRAND_FILES_MAX:
        raise NotAllowed(f"{folder} holds more than {BRAND_FILES_MAX:,} files; is it a brand folder?")
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()[:BRAND_FILE_BYTES_MAX]).hexdigest()
        for file in files
    }


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 (hex) over a brand folder's files: names and contents, in one order."""
    whole = hashlib.sha256()
    for name, digest in files.items():
        whole.update(name.encode() + b"\0" + bytes.fromhex(digest))
    return whole.hexdigest()


def build(
    folder: Path | Ready,
    data: Path,
    *,
    shop: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    at: Callable[[str], None] = pass_by,
    asks_anyway: bool = False,
) -> House:
    """Put a brand's house together on SQLite in `data`, or on the PostgreSQL that EARNEST_DATABASE names.

    Args:
        folder: the brand folder, or what was made ready from it.
        data: the brand's own directory; it is made if need be.
        shop: settings that go before those of `[shop]` in `earnest.toml`.
        clock: the time; the machine's unless given.
        at: called at named stages; the place where a test plants a crash.
        asks_anyway: whether a small share of clear messages is asked about, so that the choices count as labels.

    Raises:
        BrandError: the folder is broken.
        StoreUnavailable: the database cannot be opened.
    """
    (brand, words), time = _within(folder), clock or SystemClock()
    (brand, store), kept = _at_work(brand, words, _made(data), time, at), _Secrets(data)
    world = _world(brand, words, store, kept, {**_shop(brand, data), **(shop or {})}, time)
    learned = folder.learned if isinstance(folder, Ready) else _learned(brand, data / "models")
    assistant = _assistant(brand, learned, words, _measure(brand, store, time, asks_anyway=asks_anyway))
    turns = _turns(brand, store, assistant, world, _making(brand, world))
    outbox = _outbox(store, turns, turns.making.clocks, kept, at)
    return House(
        brand=brand,
        data=data,
        store=store,
        world=world,
        turns=turns,
        outbox=outbox,
        runner=Runner(outbox),
        shop_keys=shop_keys_of(brand),
        colleague_key=kept.named("colleague").hex(),
        abilities={language: assistant.abilities(language) for language in brand.settings.languages},
        notices=_notices(brand, store, world, webhook_keys(data), turns.making.clocks),
        chores=_chores(brand, outbox, store, data, world),
        platform=platform_secret(data),
        erasing=_erasing(brand, store, world, data, time),
        mail_proofs=_mail_proofs(brand, store, world),
        passkeys=passkeys_of(brand, store, world),
        staff_passkeys=staff_passkeys_of(brand, store, world),
        company=company_of(brand, time),
    )


def _making(brand: Brand, world: World) -> Making:
    clocks = Clocks(brand.settings.hand_over_minutes, brand.settings.approval_minutes)
    return Making(new_id, world.wording, clocks, brand.settings.zone)


def _measure(brand: Brand, store: Store, clock: Clock, *, asks_anyway: bool) -> Measure:
    labels = KeptLabels(store.desk.labels_mark, store.desk.labels, clock)
    return Measure(brand.settings.error_budget, labels, asks_anyway)


def _erasing(brand: Brand, store: Store, world: World, data: Path, clock: Clock) -> ErasureRunner:
    return ErasureRunner(Erasures(store.erasing, _systems(brand, store, world, webhook_keys(data)), clock))


def store_of(folder: Path, data: Path) -> Store:
    """A brand's store alone, for what is done to it before anybody is answered.

    Raises:
        BrandError: the folder is broken.
        StoreUnavailable: the database cannot be opened.
    """
    return _store(load_brand(folder), data, SystemClock(), pass_by)


def judged_in(folder: Path, data: Path) -> tuple[Judged, ...]:
    """The labels that a brand's house has kept so far; none where it has never been at work.

    Raises:
        BrandError: the folder is broken.
        StoreUnavailable: the database cannot be opened.
    """
    if not (data / "keys").is_dir():
        return ()
    store = _store(load_brand(folder), data, SystemClock(), pass_by)
    try:
        return store.desk.labels()
    finally:
        store.close()


def known_as(store: Store, session: Session, clock: Clock) -> Known:
    """A session as the person it now stands for, with what that person agreed to."""
    subject = (store.subject_of(session.customer) if session.customer else None) or session.subject
    events = store.read(lambda unit: unit.consent_events(subject))
    return Known(replace(session, subject=subject), fold(events, clock.now()))


def _shop(brand: Brand, data: Path) -> dict[str, str]:
    own = {"db": str(data / "shop.db"), "state": str(data / "shop-state.json")}
    return own | {key: value for key, value in brand.settings.shop.items() if value}


def _world(brand: Brand, words: Words, store: Store, kept: "_Secrets", shop: Mapping[str, str], clock: Clock) -> World:
    return World(
        broker=Broker(brand.code.skills, brand.code.kinds, brand.gates, kept.named("handles"), brand.data_map.bought),
        shop=brand.code.connect(shop),
        kinds=brand.code.kinds,
        identifiers=brand.code.identifiers,
        data_map=brand.data_map,
        wording=words,
        clock=clock,
        known_as=lambda session: known_as(store, session, clock),
        recalls=lambda session: store.read(lambda unit: unit.remembered(session.subject, clock.now())),
        guard=Limits(store.limiting),
        proves=proves(brand.settings),
    )


def _turns(brand: Brand, store: Store, assistant: PlaybookAssistant, world: World, making: Making) -> Turns:
    offering = Offering(choices_of(brand, store, world), making)
    return Turns(store, assistant, world, making, brand.digest, assistant.bound, offering)


def _assistant(brand: Brand, learned: Learned, words: Words, measure: Measure) -> PlaybookAssistant:
    claims = {name: identifier.needs for name, identifier in brand.code.identifiers.items()}
    asked = brand.settings
    promises = Promises(asked.hand_over_minutes, asked.approval_minutes, asked.zone)
    return assistant_of(learned, words, claims, promises, measure)


def _learned(brand: Brand, models: Path) -> Learned:
    asked = brand.settings
    with shared_models(models):
        return learned_of(
            brand.folder / "playbooks",
            asked.languages,
            models,
            preset=asked.preset,
            articles=brand.folder / "knowledge",
            error_budget_percent=asked.error_budget,
            zone=asked.zone,
        )


@contextmanager
def shared_models(models: Path) -> Iterator[None]:
    """Where EARNEST_MODELS is set: `models` has what others learned, and they what is learned there meanwhile."""
    shared = Path(os.environ.get(MODELS_ENV) or models)
    _share(shared, models)
    yield
    _share(models, shared)


def _share(learned: Path, into: Path) -> None:
    """Take over the files that were learned elsewhere; their names hold a digest of all that went into them."""
    for file in learned.rglob("*") if learned.is_dir() else ():
        own = into / file.relative_to(learned)
        if file.is_file() and not own.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            _link(file, own)


def _link(file: Path, own: Path) -> None:
    """One file under two names, for it is only ever replaced as a whole; a copy where they are on different disks."""
    try:
        own.hardlink_to(file)
    except FileExistsError:  # another house was quicker
        return
    except OSError:
        with tempfile.TemporaryDirectory(dir=own.parent, prefix=".") as scratch:
            shutil.copyfile(file, Path(scratch) / own.name).replace(own)


def _within(folder: Path | Ready) -> tuple[Brand, Words]:
    """A brand and its words; a store or a source outside of where data may be is refused."""
    brand, words = (folder.brand, folder.words) if isinstance(folder, Ready) else _read(folder)
    require_within(brand.data_map)
    return brand, words


def kek_place(data: Path) -> str:
    """Where the key-encrypting key of a brand's directory is: what EARNEST_KEK says, or a file beside the directory."""
    return os.environ.get(KEK_ENV) or str(data.parent / f"{data.name}.kek")


def _made(data: Path) -> Path:
    """The brand's own directory, made if need be."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreUnavailable(f"{data} cannot be made ({error.strerror}); name another place with --data.") from error
    if (data / RESTORING).exists():
        raise StoreUnavailable(f"{data} was not restored to its end, so nothing is served from it; restore it anew.")
    return data


def _store(brand: Brand, data: Path, clock: Clock, at: Callable[[str], None]) -> Store:
    kek = keks_in(kek_place(data), os.environ)
    origin = brand.settings.log.origin or f"earnest.invalid/log/{brand.folder.resolve().name}"
    if url := os.environ.get(POSTGRES_ENV):
        return PostgresStore(url, data / KEYS, kek, clock, origin=origin, at=at, visits=brand.settings.sessions.visits)
    return SqliteStore(data, kek, clock, origin=origin, at=at, visits=brand.settings.sessions.visits)


def _at_work(brand: Brand, words: Words, data: Path, clock: Clock, at: Callable[[str], None]) -> tuple[Brand, Store]:
    """The brand with its gates as they are published, and the store that works by it."""
    store = _store(brand, data, clock, at)
    store.governing.work_by(brand.version)  # before anything is answered by it
    return published(brand, words, store, clock), store


def _outbox(store: Store, turns: Turns, clocks: Clocks, kept: "_Secrets", at: Callable[[str], None]) -> Outbox:
    world = turns.world
    key = Ed25519PrivateKey.from_private_bytes(kept.named("permits"))
    public = key.public_key()
    return Outbox(
        jobs=store,
        broker=world.broker,
        shop=world.shop,
        wording=world.wording,
        clock=world.clock,
        mint=Minter(key).mint,
        verify=lambda *given: verify_permit(public, *given),
        unclear_minutes=clocks.hand_over_minutes,
        off=store.governing.off,
        then=going_on(turns),
        at=at,
    )


def webhook_keys(data: Path) -> WebhookKeys:
    """What a brand's webhooks are signed with; made at the first need."""
    kept = _Secrets(data)
    return WebhookKeys(kept.named("webhook"), Ed25519PrivateKey.from_private_bytes(kept.named("webhook-own")))


def _notices(brand: Brand, store: Store, world: World, keys: WebhookKeys, clocks: Clocks) -> NoticeRunner | None:
    """What tells colleagues outside the desk; None where the brand names no way out."""
    told, senders = brand.settings.notify, dict[str, Sender]()
    if told.mail_to:
        senders[Way.MAIL.value] = Mail(_mail(told), partial(mail_text, brand, world.wording))
    if told.webhook:
        senders[Way.WEBHOOK.value] = Webhook(told.webhook, store.origin(), keys, world.clock)
    if not senders:
        return None
    url, stays = brand.settings.desk.url, lambda way: brand.data_map.stay(Way(way))
    minutes = clocks.hand_over_minutes
    return NoticeRunner(Notices(store.desk, senders, world.clock, minutes, url, stays, store.limiting))


def _announcing(brand: Brand, store: Store, world: World, data: Path) -> tuple[Rounds, ...]:
    """What tells everybody with a role outside the desk; nothing where the brand names no way out."""
    told, ways = brand.settings.notify, dict[str, Announcer]()
    if told.mail_to:
        ways[Way.MAIL.value] = Mail(_mail(told), partial(announced_text, brand, world.wording))
    if told.webhook:
        ways[Way.WEBHOOK.value] = Announces(Webhook(told.webhook, store.origin(), webhook_keys(data), world.clock))
    if not ways:
        return ()
    url, stays = brand.settings.desk.url, lambda way: brand.data_map.stay(Way(way))
    announcing = Announcing(store.staff_news, ways, world.clock, url, stays)
    return (Rounds("announcements", announcing.round, ANNOUNCE_PAUSE_SECONDS, logging.getLogger("earnest.announcing")),)


def _mail(told: NotifySettings) -> MailSettings:
    server = (told.smtp_host, told.smtp_port, told.smtp_security, told.smtp_user)
    return MailSettings(told.mail_to, told.mail_from, *server, os.environ.get(MAIL_ENV, ""))


def _mail_proofs(brand: Brand, store: Store, world: World) -> MailProofs | None:
    """What proves addresses; None where no mail can leave, or the brand finds nobody by their address alone."""
    told = brand.settings.notify
    if not told.mails or by_address(world.identifiers) is None or brand.data_map.stay(Way.MAIL) is not None:
        return None
    carrier = CodeMail(_mail(told), partial(letter_text, world.wording.say, brand.settings.name))
    return MailProofs(world, store.proving, carrier, brand.settings.languages, brand.settings.public_url)


def platform_secret(data: Path) -> InboundSecret:
    """What an outside consent platform signs with; made at the first need."""
    return InboundSecret(_Secrets(data).named("consent-platform"))


def _chores(brand: Brand, outbox: Outbox, store: Store, data: Path, world: World) -> tuple[Rounds, ...]:
    """What the clock brings: forgetting what is due or past its time, and telling an outside platform what changed."""
    forgetting = Rounds("forgetting", store.forget_due, FORGET_PAUSE_SECONDS, logging.getLogger("earnest.chores"))
    retaining = RetentionRunner(lambda: store.retaining.run(times_of(brand)))
    publishing, telling = _publishing(brand, store, data, world.clock), _announcing(brand, store, world, data)
    watching = Rounds("incidents", outbox.watch, WATCH_SECONDS, logging.getLogger("earnest.outbox"))
    always = (forgetting, retaining, publishing, watching, *telling)
    url = brand.settings.privacy.webhook
    if not url:
        return always
    platform = Webhook(url, store.origin(), webhook_keys(data), world.clock)
    stays = partial(brand.data_map.stay, Way.CONSENT_PLATFORM)
    spreading = Spreading(store, platform, world.clock, stays, store.governing.keep_stay)
    return (
        *always,
        Rounds("consents", spreading.round, SPREAD_PAUSE_SECONDS, logging.getLogger("earnest.consents")),
    )


def _publishing(brand: Brand, store: Store, data: Path, clock: Clock) -> Rounds:
    publisher = Publisher(store, data / PUBLISHED, clock, witnesses_of(brand))
    return publisher.rounds(brand.settings.log.publish_seconds)


def witnesses_of(brand: Brand) -> tuple[Asked, ...]:
    """The witnesses that a brand's quorum file names an address of; one witness may have several keys there.

    Raises:
        BrandError: the file is missing, or not well formed.
    """
    if not brand.settings.log.quorum:
        return ()
    file = brand.folder / brand.settings.log.quorum
    try:
        quorum = parse_quorum(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, LedgerError) as error:
        raise BrandError(f"[log] quorum names a file that does not read: {error}.", file) from error
    by_url: dict[str, list[Witness]] = {}
    for witness in quorum.witnesses.values():
        if witness.url:
            by_url.setdefault(witness.url, []).append(witness)
    return tuple(
        Asked(some[0].key.name, tuple(one.key for one in some), WitnessSite(url)) for url, some in by_url.items()
    )


def _systems(brand: Brand, store: Store, world: World, keys: WebhookKeys) -> dict[str, Tell]:
    """What forgets a person who is erased: by the brand's own code, or by a signed webhook."""
    told: dict[str, Tell] = {name: partial(_forget, one, world) for name, one in brand.code.forgets.items()}
    for name, url in brand.settings.erasure.inform.items():
        if name in told:
            raise BrandError(f"{name} forgets by skills.py and by [erasure.inform]; say it once.", brand.folder)
        stays = partial(brand.data_map.stay, Way.INFORMED, name)
        told[name] = partial(inform, Webhook(url, store.origin(), keys, world.clock), stays)
    return told


def _forget(one: Forgets, world: World, customer: str, erasure: str, _until: Instant) -> None:
    one.do(world.shop, By(customer, erasure, world.clock.now()))


def inform(webhook: Webhook, stays: Callable[[], Stay | None], customer: str, erasure: str, until: Instant) -> None:
    """Tell a system to forget a customer, by a signed `subject.erased` event; its 2xx says that it did.

    Raises:
        Busy: it did not acknowledge, or is where nothing may go; it is told again until its time is over, and named as
            missing on the certificate then.
    """
    if stay := stays():
        raise Busy(str(stay))
    data = {"customer": customer, "erasure": erasure, "acknowledge_by": until}
    try:
        webhook.deliver(erasure, ERASED_TYPE, data, webhook.clock.now())
    except Declined as gone:  # a receiver that is gone has not said that it forgot anybody
        raise Busy(str(gone)) from gone


def mail_text(brand: Brand, words: Words, notice: Notice) -> tuple[str, str]:
    """Subject and body of a notice's mail: who waits by number, why, until when, where to look."""
    language, zone = brand.settings.languages[0], brand.settings.zone
    values = {"waits": notice.waits, "brand": brand.settings.name}
    lines = [
        words.say(language, "desk-mail-overdue" if notice.overdue else "desk-mail-waiting", **values),
        words.say(language, f"desk-mail-why-{_why(notice)}"),
        words.say(language, "desk-mail-due", due=Due(notice.due_at, notice.at, zone)) if notice.due_at else "",
        notice.link,
        words.say(language, "desk-mail-sign-in") if notice.link else "",
        words.say(language, "desk-mail-others", count=notice.others) if notice.others else "",
    ]
    subject = words.say(language, "desk-mail-subject-overdue" if notice.overdue else "desk-mail-subject", **values)
    return subject, "\n\n".join(line for line in lines if line)


def announced_text(brand: Brand, words: Words, announcement: Announcement) -> tuple[str, str]:
    """Subject and body of an announcement's mail: which rule or decision, by what one stood for two, where to look."""
    language, what = brand.settings.languages[0], announcement.what
    values, kind = {"about": what.about, "brand": brand.settings.name}, what.what.replace("_", "-")
    lines = [
        words.say(language, f"desk-announced-{kind}", **values),
        words.say(language, f"desk-announced-how-{what.how}") if what.how else "",
        announcement.link,
        words.say(language, "desk-announced-look"),
    ]
    subject = words.say(language, f"desk-announced-subject-{'alone' if what.how else 'waits'}", brand=values["brand"])
    return subject, "\n\n".join(line for line in lines if line)


def _why(notice: Notice) -> str:
    return "approval" if notice.kind == "approval" else notice.reason.replace("_", "-")


class _Secrets:
    """The brand's own secrets: 32 random bytes each, in files that only their owner may read."""

    def __init__(self, data: Path) -> None:
        self._folder = data / KEYS
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def named(self, name: str) -> bytes:
        file = self._folder / f"{name}.secret"
        if not file.exists():
            fresh = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fresh, "wb") as out:
                out.write(secrets.token_bytes(SECRET_BYTES))
        return file.read_bytes()
