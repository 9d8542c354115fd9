"""A whole house for tests: store, shop, gates, outbox, and an assistant that does what the test says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.turn.shop import DATA_MAP, GATES, IDENTIFIERS, KINDS, SIGNED_IN, SKILLS, Shop

from earnest.assistant.bound import Label, LabelSource, Standing, standing
from earnest.choices import Choices, Rules
from earnest.consent.data_map import read_data_map
from earnest.consent.fold import fold
from earnest.consent.looks import Known
from earnest.deciding import Clocks, Making
from earnest.domain.consents import Terms
from earnest.domain.identity import Channel, Level, Session
from earnest.domain.ids import new_id
from earnest.domain.inbound import Button, Inbound, Pressed, Ruled, Said, WantsPerson, What
from earnest.domain.items import Card, Reason, Words
from earnest.domain.purposes import Purpose
from earnest.domain.time import DAY, Clock, SimulatedClock
from earnest.domain.turns import Action, Job, Look, Proposal, Reply, Scene, Thought
from earnest.ledger import FileKek
from earnest.looking import World
from earnest.offering import Offering
from earnest.outbox import Outbox
from earnest.policy import Broker, Minter, compile_gate, verify_permit
from earnest.policy.gate_file import read_gate
from earnest.store import PostgresStore, SqliteStore, Store, StoredDecision
from earnest.turn import Turns
from earnest.words import Words as Wording

KEK = FileKek(bytes(range(32)))
PERMIT_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ROUNDS_MAX = 100
WORDING = Wording()

Play = Callable[[Scene, Look], Thought]
Made = Sequence[Proposal] | Proposal | str


BELOW = standing(())
"""Nothing may be acted on without asking."""

REACHED = standing([Label(LabelSource.DESK_AUDIT, "any", 99, right=True)] * 149)
"""From 90 % on a wish may be acted on without asking."""


def thought(scene: Scene, *made: Proposal | str) -> Thought:
    """A thought of proposals and plain answers."""
    proposals = tuple(Proposal("talk", 90, (Words(one),)) if isinstance(one, str) else one for one in made)
    return Thought(proposals, scene.state, scene.language or "en", "scripted")


def doing(skill: str, arguments: Mapping[str, Any], *, sure: int | None = 95, **more: Any) -> Proposal:
    """A proposal to do something."""
    return Proposal(skill, sure, (), Action(skill, arguments, f"Do {skill}", done="Done: {amount}.", **more))


def handle(look: Look, order: str) -> str:
    """The handle of one of the customer's orders; anything that stands for nothing where it is not theirs."""
    seen = {one.fields["id"]: one.handle for one in look.records("order", Purpose.SERVICE_ORDER)}
    return seen.get(order, "h_nothing")


def by_words(scene: Scene, look: Look) -> Thought:
    """An assistant that reads commands: `refund A1 A2` makes one wish an order; anything else is answered."""
    word, *rest = scene.text.split() or [""]
    if word == "refund":
        return thought(scene, *(doing("refund", {"order": handle(look, one)}) for one in rest))
    if scene.pressed is not None:
        return thought(scene)
    return thought(scene, f"You said: {scene.text}")


@dataclass
class Scripted:
    """An assistant whose thoughts the test gives."""

    play: Play = by_words
    thoughts: int = 0

    def think(self, scene: Scene, look: Look) -> Thought:
        self.thoughts += 1
        return self.play(scene, look)


@dataclass
class Talk:
    """One customer in one conversation."""

    house: "House"
    session: Session
    id: str
    channel: Channel = Channel.CHAT
    card: Card | None = None

    def take(self, what: What, client: str = "") -> Reply:
        inbound = Inbound(self.id, client or f"m-{next(self.house.numbers)}", self.channel, self.session, what)
        reply = self.house.turns.take(inbound)
        self.card = next((card for card in cards_of(reply)), self.card)
        return reply

    def say(self, text: str, client: str = "") -> Reply:
        return self.take(Said(text), client)

    def press(self, card: Card | None = None, button: Button = Button.CONFIRM, client: str = "") -> Reply:
        shown = card or self.card
        assert shown is not None, "no card was shown"
        return self.take(Pressed(shown.id, shown.args_hash, button), client)

    def person(self) -> Reply:
        return self.take(WantsPerson())

    def back(self) -> "Talk":
        """The same customer, signed in anew after having been away."""
        return replace(self, session=self.house.session())

    def texts(self, after: int = 0) -> str:
        """All words that were shown so far."""
        items = self.house.store.items(self.id, self.session, after)
        return " ".join(str(part) for item in items for part in item.parts)


@dataclass
class House:
    """A brand at work, put together by hand."""

    store: Store
    shop: Shop
    clock: SimulatedClock
    turns: Turns
    outbox: Outbox
    assistant: Scripted
    numbers: Any = field(default_factory=count)

    def says(self, *made: Proposal | str) -> None:
        """The next thoughts are these proposals."""
        self.assistant.play = lambda scene, _look: thought(scene, *made)

    def plays(self, play: Play) -> None:
        self.assistant.play = play

    def session(self, customer: str = "ada", level: Level = SIGNED_IN, channel: Channel = Channel.CHAT) -> Session:
        level = level if customer else Level.ANYONE
        return self.store.open_session(channel, level=level, customer=customer)[1]

    def talk(self, customer: str = "ada", channel: Channel = Channel.CHAT, session: Session | None = None) -> Talk:
        visit = session or self.session(customer, channel=channel)
        return Talk(self, visit, self.store.new_conversation(visit, channel, "en"), channel)

    def deeds(self) -> int:
        """Carry out what waits; how many jobs that were."""
        done = 0
        for _ in range(ROUNDS_MAX):
            jobs = self.outbox.round()
            done += jobs
            if not jobs:
                return done
        raise AssertionError("the outbox never came to an end")

    def stored(self, reply: Reply, place: int = 0) -> StoredDecision:
        return self.store.decision(reply.decisions[place])

    def rule(self, approval: str, colleague: str, *, approve: bool = True, client: str = "") -> Reply:
        waiting = self.store.approval(approval)
        ruled = Ruled(waiting.id, approve, colleague)
        inbound = Inbound(
            waiting.conversation, client or f"r-{next(self.numbers)}", Channel.API, waiting.session, ruled
        )
        return self.turns.take(inbound)

    def waiting(self) -> list[str]:
        """Open approvals, the oldest clock first."""
        return [one.id for one in self.store.hand_overs() if one.kind == "approval"]

    def exposure(self, session: Session, skill: str = "refund") -> int:
        return self.store.read(lambda unit: unit.exposure(session, skill, 0, "EUR")).minor

    def paid(self) -> list[str]:
        """What the shop really did, by order or address."""
        return [effect[3] for effect in self.shop.effects()]


def cards_of(reply: Reply) -> list[Card]:
    return [part for item in reply.items for part in item.parts if isinstance(part, Card)]


def words_of(reply: Reply) -> str:
    return " ".join(part.text for item in reply.items for part in item.parts if isinstance(part, Words | Reason))


def broker_for(folder: Path, gates: Mapping[str, str] = GATES) -> Broker:
    """The shop's broker, its gates read from files as a brand's are."""
    folder.mkdir(parents=True, exist_ok=True)
    compiled = {}
    for name, text in gates.items():
        file = folder / f"{name}.yaml"
        file.write_text(text, encoding="utf-8")
        compiled[name] = compile_gate(read_gate(file))
    return Broker(SKILLS, KINDS, compiled, bytes(range(32)))


def known_as(store: Store, session: Session, clock: Clock) -> Known:
    subject = (store.subject_of(session.customer) if session.customer else None) or session.subject
    events = store.read(lambda unit: unit.consent_events(subject))
    return Known(replace(session, subject=subject), fold(events, clock.now()))


def furnish(
    store: Store,
    shop: Shop,
    broker: Broker,
    clock: SimulatedClock,
    at: Callable[[str], None] = lambda _stage: None,
    bound: Callable[[], Standing] = lambda: REACHED,
) -> House:
    """A house round a store and a shop."""
    world = World(
        broker=broker,
        shop=shop,
        kinds=broker.kinds,
        identifiers=IDENTIFIERS,
        data_map=read_data_map(DATA_MAP),
        wording=WORDING,
        clock=clock,
        known_as=lambda session: known_as(store, session, clock),
        recalls=lambda session: store.read(lambda unit: unit.remembered(session.subject, clock.now())),
    )
    assistant = Scripted()
    making = Making(new_id, WORDING, Clocks(60, 240), "Europe/Berlin")
    rules = Rules(Terms("Example Ltd"), 730 * DAY, 180 * DAY, ("en", "de"))
    offering = Offering(Choices(store, WORDING, world.data_map, clock, rules), making)
    turns = Turns(store, assistant, world, making, "b" * 64, bound, offering)
    public = PERMIT_KEY.public_key()

    def then(job: Job) -> None:
        turns.go_on(job.conversation, job.session, job.decision)

    outbox = Outbox(
        jobs=store,
        broker=broker,
        shop=shop,
        wording=WORDING,
        clock=clock,
        mint=Minter(PERMIT_KEY).mint,
        verify=lambda *given: verify_permit(public, *given),
        unclear_minutes=30,
        off=store.governing.off,
        then=then,
        at=at,
    )
    return House(store, shop, clock, turns, outbox, assistant)


def sqlite_house(folder: Path, *, shop: Shop | None = None, clock: SimulatedClock | None = None, **store: Any) -> House:
    """A house on SQLite in a folder; `at` hears of the stages of store and outbox."""
    time = clock or SimulatedClock()
    kept = SqliteStore(folder / "brand", KEK, time, **store)
    at = store.get("at", lambda _stage: None)
    return furnish(kept, shop or Shop(), broker_for(folder / "gates"), time, at)


def postgres_house(folder: Path, url: str, schema: str) -> House:
    """A house on PostgreSQL."""
    clock = SimulatedClock()
    kept = PostgresStore(url, folder / "keys", KEK, clock, schema_name=schema)
    return furnish(kept, Shop(), broker_for(folder / "gates"), clock)
