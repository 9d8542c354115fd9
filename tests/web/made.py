"""A house behind real HTTP, for tests of the web: a server on this machine, and people who use it."""

import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import Any, cast

import httpx
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from tests.turn.house import House as Kit
from tests.turn.house import by_words, sqlite_house, thought

from earnest.assistant.bound_in_force import BoundInForce, KeptLabels
from earnest.brand import Brand
from earnest.config import DeskSettings, Settings
from earnest.connect.identity import ShopKeys
from earnest.connect.identity.passkey import Ceremonies, Party
from earnest.connect.skills_file import BrandCode
from earnest.domain.identity import Channel, Level
from earnest.domain.items import Choices, Option
from earnest.domain.mail_proof import Letter
from earnest.domain.staff import Role
from earnest.domain.time import SECOND, SimulatedClock
from earnest.domain.turns import HandOverReason, Look, Proposal, Scene, Thought
from earnest.erasing import ErasureRunner, Erasures
from earnest.house import House
from earnest.limiting import Limits
from earnest.outbox import Runner
from earnest.passkeys import Passkeys
from earnest.proving import MailProofs
from earnest.staff_passkeys import StaffPasskeys
from earnest.staffing import Passwords
from earnest.web.api import make_web
from earnest.web.lanes import Lanes
from earnest.web.pace import Pace

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""Hashes that cost nothing: what they are worth is not what these tests ask."""

DESK_SECRET = "c0ffee" * 10


def key_of(name: str) -> str:
    """A colleague's key."""
    return f"{name}.{hmac.digest(bytes.fromhex(DESK_SECRET), name.encode(), 'sha256').hex()}"


COLLEAGUE = key_of("mia")
WAIT_SECONDS = 20
"""How long a test waits for something that must happen; it fails then, and never passes by waiting."""

PARTY = Party("help.shop.example", "fernhalm", ("https://help.shop.example",))
ROLES = DeskSettings(
    {
        "mia": Role.OWNER,
        "jon": Role.APPROVER,
        "ida": Role.SUPPORT,
        "rex": Role.RULE_AUTHOR,
        "pam": Role.PRIVACY_OFFICER,
        "art": Role.AUDITOR,
        "adi": Role.ADMIN,
    }
)
SETTINGS = Settings("fernhalm", ("en", "de"), "retail", "EUR", "UTC", 15, 240, (), "", 2, {}, ROLES)


@dataclass
class Mind:
    """An assistant that reads commands; `hang` holds it up until the test lets go, `crash` breaks it."""

    free: threading.Event = field(default_factory=threading.Event)
    hanging: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def think(self, scene: Scene, look: Look) -> Thought:
        match scene.text.split():
            case ["hang", *_]:
                self.hanging.release()
                self.free.wait()
                return thought(scene, "At last.")
            case ["crash", *_]:
                raise RuntimeError("the assistant broke")
            case ["choose", *_]:
                options = Choices((Option("o_1", "One"), Option("o_2", "Two")))
                return thought(scene, Proposal("talk", 50, (options,)))
            case ["person", *_]:
                return thought(scene, Proposal("talk", 50, hand_over=HandOverReason.UNSURE, summary=(("Said", "x"),)))
            case _:
                return by_words(scene, look)


@dataclass
class Letterbox:
    """Keeps what would be mailed; `fault` is what the mail server does instead."""

    letters: list[Letter] = field(default_factory=list)
    fault: Exception | None = None

    def post(self, letter: Letter) -> None:
        if self.fault is not None:
            raise self.fault
        self.letters.append(letter)


@dataclass
class Served:
    """A house that is served."""

    url: str
    house: House
    kit: Kit
    mind: Mind
    web: FastAPI
    shop_key: OKPKey
    clock: SimulatedClock
    clients: list[httpx.Client] = field(default_factory=list)

    def client(self, token: str = "") -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=WAIT_SECONDS, trust_env=False)
        self.clients.append(client)
        return client

    def end(self) -> None:
        """Let everything go."""
        self.mind.free.set()
        for client in self.clients:
            client.close()

    def person(self, customer: str = "ada", level: Level = Level.SIGNED_IN) -> "Person":
        token, _ = self.house.open_signed_in(Channel.CHAT, customer, level if customer else Level.ANYONE)
        client = self.client(token)
        answer = client.post("/v1/conversations", json={"language": "en"})
        assert answer.status_code == 201, answer.text
        return Person(client, token, answer.json()["id"])

    def colleague(self, name: str = "mia") -> httpx.Client:
        return self.client(key_of(name))

    def identity_token(self, customer: str, **changed: object) -> str:
        now = self.clock.now() // SECOND
        claims = {"iss": "fernhalm", "aud": "earnest", "sub": customer, "iat": now, "exp": now + 300}
        claims |= {"jti": token_hex(8)} | changed  # each is good once
        return jwt.encode({"alg": "Ed25519", "kid": "a"}, claims, self.shop_key, algorithms=["Ed25519"])


@dataclass
class Person:
    """Somebody in one conversation."""

    http: httpx.Client
    token: str
    talk: str
    numbers: Iterator[int] = field(default_factory=count)

    def path(self, end: str = "items") -> str:
        return f"/v1/conversations/{self.talk}/{end}"

    def send(self, client_id: str = "", **what: Any) -> httpx.Response:
        body = {"client_id": client_id or f"m-{next(self.numbers)}", **what}
        return self.http.post(self.path(), json=body)

    def say(self, text: str, client_id: str = "", **more: Any) -> httpx.Response:
        return self.send(client_id, kind="message", text=text, **more)

    def press(self, card: dict[str, Any], button: str = "confirm", client_id: str = "") -> httpx.Response:
        return self.send(client_id, kind="press", card=card["id"], args_hash=card["args_hash"], button=button)

    def want_person(self, client_id: str = "") -> httpx.Response:
        return self.http.post(self.path("person"), json={"client_id": client_id or f"p-{next(self.numbers)}"})

    def items(self, after: int = 0) -> list[dict[str, Any]]:
        answer = self.http.get(self.path(), params={"after": after})
        assert answer.status_code == 200, answer.text
        return cast("list[dict[str, Any]]", answer.json()["items"])

    def card(self, order: str = "A1") -> dict[str, Any]:
        return part(self.say(f"refund {order}").json(), "card")

    @contextmanager
    def stream(self, **more: Any) -> Iterator["Stream"]:
        with self.http.stream("GET", self.path("stream"), **more) as answer:
            yield Stream(answer)


class Stream:
    """Server-sent events as they come."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, str, Any]:
        """Event, id and data of the next event; ("", "", None) where the stream has ended."""
        found: dict[str, str] = {}
        for line in self._lines:
            if not line and "data" in found:
                return found.get("event", ""), found.get("id", ""), json.loads(found["data"])
            name, _, value = line.partition(": ")
            found[name] = value
        return "", "", None

    def items(self, number: int) -> list[dict[str, Any]]:
        return [self.next()[2] for _ in range(number)]


def part(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """The last part of a kind in a reply or page."""
    found = [one for item in body["items"] for one in item["parts"] if one["kind"] == kind]
    assert found, f"no {kind} in {body}"
    return cast("dict[str, Any]", found[-1])


def house_of(kit: Kit, mind: Mind, keys: ShopKeys | None, folder: Path) -> House:
    """The kit's house as the doors know it."""
    world, broker = replace(kit.turns.world, guard=Limits(kit.store.limiting)), kit.turns.world.broker
    code = BrandCode(lambda _: kit.shop, broker.skills, world.kinds, world.identifiers)
    brand = Brand(folder, SETTINGS, code, broker.gates, world.data_map, "b" * 64)
    bound = BoundInForce(known=KeptLabels(kit.store.desk.labels_mark, kit.store.desk.labels, world.clock))
    turns = type(kit.turns)(kit.store, mind, world, kit.turns.making, "b" * 64, bound, kit.turns.offering)
    return House(
        brand=brand,
        data=folder,
        store=kit.store,
        world=world,
        turns=turns,
        outbox=kit.outbox,
        runner=Runner(kit.outbox),
        shop_keys=keys,
        colleague_key=DESK_SECRET,
        erasing=ErasureRunner(Erasures(kit.store.erasing, {}, world.clock)),
        passwords=CHEAP,
        mail_proofs=MailProofs(world, kit.store.proving, Letterbox(), SETTINGS.languages, "https://help.shop.example"),
        passkeys=Passkeys(kit.store.passkeys, Ceremonies(PARTY), world.guard, world.clock, "fernhalm"),
        staff_passkeys=StaffPasskeys(
            kit.store.staff_passkeys, Ceremonies(PARTY, unnamed=True), world.guard, world.clock, "fernhalm"
        ),
    )


@contextmanager
def served(
    folder: Path,
    pace: Pace | None = None,
    lanes: Lanes | None = None,
    mind: Mind | None = None,
    *,
    proves: bool = False,
) -> Iterator[Served]:
    """A house behind a real server on 127.0.0.1; `proves`: its assistant counts on customers having passkeys."""
    shop_key = OKPKey.generate_key("Ed25519", {"kid": "a"})
    keys = ShopKeys(KeySet.import_key_set(KeySet([shop_key]).as_dict(private=False)), "fernhalm")
    clock, mind = SimulatedClock(), mind or Mind()
    kit = sqlite_house(folder, clock=clock)
    kit = replace(kit, turns=replace(kit.turns, world=replace(kit.turns.world, proves=proves)))
    house = house_of(kit, mind, keys, folder)
    web = make_web(house, lanes, pace)
    with listening(web) as url:
        made = Served(url, house, kit, mind, web, shop_key, clock)
        try:
            yield made
        finally:
            made.end()


def bound_socket() -> socket.socket:
    """A free port of this machine's."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


@contextmanager
def listening(web: FastAPI, bound: socket.socket | None = None) -> Iterator[str]:
    """Serve on a free port, or on one that was bound before; its address."""
    listener = bound or bound_socket()
    server = uvicorn.Server(uvicorn.Config(web, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        assert server.started, "the server did not start"
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(WAIT_SECONDS)
        listener.close()


def wait_until(what: Any) -> None:
    """Wait until something holds; fail where it never does."""
    beat = threading.Event()
    for _ in range(WAIT_SECONDS * 200):
        if what():
            return
        beat.wait(0.005)
    raise AssertionError("it never happened")
