"""The one place that chooses parts and puts them together. Only this file names a concrete store or connector."""

import hashlib
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from earnest.assistant import assistant_of
from earnest.config import Settings, read_settings
from earnest.connect.identity import ShopKeys, sign_in
from earnest.connect.skills_file import BrandCode, load_code
from earnest.consent.data_map import load_data_map
from earnest.consent.fold import fold
from earnest.consent.grants import DataMap
from earnest.consent.looks import Known
from earnest.deciding import Clocks, Making
from earnest.domain.errors import NotAllowed, NotFound, SignInNeeded, StoreUnavailable
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.ids import new_id
from earnest.domain.time import Clock, SystemClock
from earnest.domain.turns import Decision, Inbound, Job, Reply, Ruled
from earnest.ledger import FileKek, LedgerError, check_receipt
from earnest.looking import World
from earnest.outbox import Outbox, Runner, pass_by
from earnest.policy import Broker, CompiledGate, Minter, compile_gate, read_gates, verify_permit, vocabularies_of
from earnest.store import PostgresStore, SqliteStore, Store, Unit
from earnest.turn import Turns
from earnest.why import FOLLOWERS_MAX, Proof, Why, explain
from earnest.words import Words

DATA_DIR = Path(".earnest")
"""Where a brand's own directory is kept unless another place is named."""

BRAND_FILE_BYTES_MAX = 5_000_000
BRAND_FILES_MAX = 5_000
"""More than this is no brand folder, but somebody's home directory."""

SECRET_BYTES = 32

POSTGRES_ENV = "EARNEST_DATABASE"
KEK_ENV = "EARNEST_KEK"


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand folder, read and checked.

    Args:
        folder: where it lies.
        settings: its `earnest.toml`.
        code: its `skills.py`.
        gates: its gates, compiled, by skill.
        data_map: its data map.
        digest: SHA-256 (hex) over its files; stands on every decision.
    """

    folder: Path
    settings: Settings
    code: BrandCode
    gates: Mapping[str, CompiledGate]
    data_map: DataMap
    digest: str


def load_brand(folder: Path) -> Brand:
    """Read a brand folder.

    Raises:
        BrandError: something in it is broken; the message names file, line and mend.
    """
    settings = read_settings(folder)
    code = load_code(folder)
    named = {name: code.identifiers[name] for name in settings.reachable_by if name in code.identifiers}
    gates = read_gates(folder / "gates", vocabularies_of(code.skills))
    compiled = {name: compile_gate(gate) for name, gate in gates.items()}
    data_map = load_data_map(folder / "data_map.yaml")
    return Brand(folder, settings, replace(code, identifiers=named), compiled, data_map, digest_of(folder))


def digest_of(folder: Path) -> str:
    """SHA-256 (hex) over a brand folder's files: names and contents, in one order."""
    whole = hashlib.sha256()
    files = sorted(file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    if len(files) > BRAND_FILES_MAX:
        raise NotAllowed(f"{folder} holds more than {BRAND_FILES_MAX:,} files; is it a brand folder?")
    for file in files:
        inner = hashlib.sha256(file.read_bytes()[:BRAND_FILE_BYTES_MAX]).digest()
        whole.update(str(file.relative_to(folder)).encode() + b"\0" + inner)
    return whole.hexdigest()


@dataclass(frozen=True, slots=True)
class House:
    """A brand at work: what every door opens to."""

    brand: Brand
    data: Path
    store: Store
    world: World
    turns: Turns
    outbox: Outbox
    runner: Runner
    shop_keys: ShopKeys | None
    colleague_key: str

    def start(self) -> None:
        """Begin to carry out deeds on a thread of its own."""
        self.store.on_items(lambda _: self.runner.ring())
        self.runner.start()

    def stop(self) -> None:
        """End what `start` began, sign what was written, close the databases."""
        self.runner.stop()
        self.close()

    def close(self) -> None:
        """Sign what was written and close the databases."""
        self.store.make_checkpoint()
        self.store.close()

    def with_shop(self, shop: Any) -> "House":
        """The same house on another system; for measuring on fresh databases."""
        world = replace(self.world, shop=shop)
        turns = replace(self.turns, world=world)
        return replace(self, world=world, turns=turns, outbox=replace(self.outbox, shop=shop, then=_then(turns)))

    def open_session(self, channel: Channel, identity_token: str | None) -> tuple[str, Session]:
        """Open a session: a visitor's, or a signed-in customer's by the shop's own token.

        Raises:
            SignInNeeded: the token cannot be trusted, or this brand has no keys to check one.
        """
        if identity_token is None:
            return self.store.open_session(channel)
        if self.shop_keys is None:
            raise SignInNeeded("This brand has named no keys of its shop (identity.jwks in earnest.toml).")
        customer = sign_in(identity_token, self.shop_keys, self.world.clock.now())
        return self.open_signed_in(channel, customer)

    def open_signed_in(self, channel: Channel, customer: str, level: Level = Level.SIGNED_IN) -> tuple[str, Session]:
        """Open a session for a customer whom the caller vouches for; for the terminal and for tests."""
        return self.store.open_session(channel, level=level, customer=customer)

    def new_conversation(self, session: Session, channel: Channel, language: str) -> str:
        """Begin a conversation in one of the brand's languages, or in none yet."""
        known = language.partition("-")[0].lower()
        return self.store.new_conversation(session, channel, known if known in self.brand.settings.languages else "")

    def take(self, inbound: Inbound) -> Reply:
        """Answer one thing that came in; see `earnest.turn.Turns.take`."""
        reply = self.turns.take(inbound)
        if reply.pending:
            self.runner.ring()
        return reply

    def answered(self, inbound: Inbound) -> Reply | None:
        """The recorded answer, with what an effect said since."""
        return self.store.read(lambda unit: unit.answered(inbound))

    def rule(self, approval: str, client_id: str, colleague: str, *, approve: bool, note: str = "") -> Reply:
        """A colleague's decision on an approval.

        Raises:
            NotFound: there is no such approval.
            Conflict: it was decided before.
        """
        waiting = self.store.read(lambda unit: unit.approval(approval))
        ruled = Ruled(approval, approve, colleague, note)
        return self.take(Inbound(waiting.conversation, client_id, Channel.API, waiting.session, ruled))

    def colleague(self, key: str) -> str:
        """The name of the colleague whose key it is.

        Raises:
            SignInNeeded: it is nobody's.
        """
        if not self.colleague_key or not secrets.compare_digest(key.encode(), self.colleague_key.encode()):
            raise SignInNeeded("Send a colleague's key as Authorization: Bearer; `earnest desk key` prints it.")
        return "colleague"

    def own_decision(self, decision: str, session: Session) -> None:
        """Check that a decision is this person's.

        Raises:
            NotFound: it is not there, or somebody else's: the same answer.
        """
        if self.store.decision(decision).decision.context.session.subject != session.subject:
            raise NotFound("There is no such decision of yours.")

    def why(self, decision: str, session: Session) -> dict[str, Any]:
        """Why: data used, rules that fired, what would change it, what followed, proof; as plain values.

        Raises:
            NotFound: it is not there, or somebody else's: the same answer.
        """
        self.own_decision(decision, session)
        return self.explained(decision).as_json()

    def explained(self, decision: str) -> Why:
        """Why, for whoever runs the house; the decision's receipt is checked on the way.

        Raises:
            NotFound: there is no such decision.
        """
        stored = self.store.decision(decision)
        earlier = self._causes(stored.decision)
        later = tuple(self.store.decision(name).decision for name in self._followers(decision))
        try:
            proved = check_receipt(self.store.receipt(decision), self.store.verifier_keys())
        except LedgerError as error:
            return explain(stored, earlier, later, Proof(stored.index, 0, str(error)))
        return explain(stored, earlier, later, Proof(proved.index, proved.checkpoint.head.size))

    def _causes(self, decision: Decision) -> tuple[Decision, ...]:
        """The decisions that one followed from, the nearest first."""
        found: list[Decision] = []
        while decision.caused_by and len(found) < FOLLOWERS_MAX:
            decision = self.store.decision(decision.caused_by).decision
            found.append(decision)
        return tuple(found)

    def _followers(self, decision: str) -> tuple[str, ...]:
        """The decisions that followed from one, and from those, in order of their place in the log."""
        found, last = [decision], 0
        while last < len(found) <= FOLLOWERS_MAX:
            named = found[last]
            found += [row[0] for row in self.store.read(partial(_caused_by, named))]
            last += 1
        return tuple(found[1:])

    def receipt(self, decision: str, session: Session) -> str:
        """A receipt that anybody can check offline.

        Raises:
            NotFound: the decision is not there, or somebody else's: the same answer.
        """
        self.own_decision(decision, session)
        return self.store.receipt(decision)

    def checkpoint(self) -> str:
        """The log's newest signed checkpoint; the first one is made if need be."""
        return (self.store.checkpoint() or self.store.make_checkpoint()).decode()

    def waiting(self) -> list[dict[str, Any]]:
        """What waits for a person, the nearest clock first, each with what they are told."""
        return [asdict(one) | {"summary": self._told(one.decision)} for one in self.store.hand_overs()]

    def _told(self, decision: str) -> list[dict[str, str]]:
        rows = self.store.decision(decision).decision.summary
        return [{"label": label, "value": value} for label, value in rows]

    def health(self) -> dict[str, str]:
        """Whether the database can be read, and the brand it serves."""
        return {"status": "ok", "brand": self.brand.settings.name, "log_size": str(self.store.log_size())}


def build(
    folder: Path,
    data: Path,
    *,
    shop: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    at: Callable[[str], None] = pass_by,
) -> House:
    """Put a brand's house together on SQLite in `data`, or on the PostgreSQL that EARNEST_DATABASE names.

    Args:
        folder: the brand folder.
        data: the brand's own directory; it is made if need be.
        shop: settings that go before those of `[shop]` in `earnest.toml`.
        clock: the time; the machine's unless given.
        at: called at named stages; the place where a test plants a crash.

    Raises:
        BrandError: the folder is broken.
        StoreUnavailable: the database cannot be opened.
    """
    brand, time, words = load_brand(folder), clock or SystemClock(), Words()
    _make_directory(data)
    store = _store(brand, data, time, at)
    secrets_of = _Secrets(data)
    broker = Broker(brand.code.skills, brand.code.kinds, brand.gates, secrets_of.named("handles"))
    settings = {"db": str(data / "shop.db"), "state": str(data / "shop-state.json")}
    settings |= {key: value for key, value in brand.settings.shop.items() if value}
    world = World(
        broker=broker,
        shop=brand.code.connect(settings | dict(shop or {})),
        kinds=brand.code.kinds,
        identifiers=brand.code.identifiers,
        data_map=brand.data_map,
        wording=words,
        clock=time,
        known_as=lambda session: known_as(store, session, time),
    )
    clocks = Clocks(brand.settings.hand_over_minutes, brand.settings.approval_minutes)
    claims = {name: brand.code.identifiers[name].needs for name in brand.code.identifiers}
    assistant = assistant_of(folder / "playbooks", brand.settings.languages, data / "models", words, claims)
    turns = Turns(store, assistant, world, Making(new_id, words, clocks, brand.settings.zone), brand.digest)
    outbox = _outbox(store, turns, clocks, secrets_of, at)
    keys = brand.settings.jwks
    return House(
        brand=brand,
        data=data,
        store=store,
        world=world,
        turns=turns,
        outbox=outbox,
        runner=Runner(outbox),
        shop_keys=ShopKeys.read(folder / keys, brand.settings.name) if keys else None,
        colleague_key=secrets_of.named("colleague").hex(),
    )


def _caused_by(decision: str, unit: Unit) -> Sequence[Sequence[Any]]:
    statement = "SELECT d.id FROM decisions d JOIN leaves l ON l.record = d.id WHERE d.caused_by = ? ORDER BY l.idx"
    return unit.rows.all(statement, decision)


def known_as(store: Store, session: Session, clock: Clock) -> Known:
    """A session as the person it now stands for, with what that person agreed to."""
    subject = (store.subject_of(session.customer) if session.customer else None) or session.subject
    events = store.read(lambda unit: unit.consent_events(subject))
    return Known(replace(session, subject=subject), fold(events, clock.now()))


def _make_directory(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreUnavailable(f"{data} cannot be made ({error.strerror}); name another place with --data.") from error


def _store(brand: Brand, data: Path, clock: Clock, at: Callable[[str], None]) -> Store:
    kek_file = Path(os.environ.get(KEK_ENV, data.parent / f"{data.name}.kek"))
    kek = FileKek.open(kek_file) if kek_file.exists() else FileKek.create(kek_file)
    origin = f"earnest.invalid/log/{brand.folder.resolve().name}"
    if url := os.environ.get(POSTGRES_ENV):
        return PostgresStore(url, data, kek, clock, origin=origin, at=at)
    return SqliteStore(data, kek, clock, origin=origin, at=at)


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
        then=_then(turns),
        at=at,
    )


def _then(turns: Turns) -> Callable[[Job], None]:
    """What follows a settled deed: the conversation goes on."""

    def then(job: Job) -> None:
        turns.go_on(job.conversation, job.session, job.decision)

    return then


class _Secrets:
    """The brand's own secrets: 32 random bytes each, in files that only their owner may read."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "keys"
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def named(self, name: str) -> bytes:
        file = self._folder / f"{name}.secret"
        if not file.exists():
            fresh = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fresh, "wb") as out:
                out.write(secrets.token_bytes(SECRET_BYTES))
        return file.read_bytes()
