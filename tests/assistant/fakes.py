"""A small invented shop, a Look over it that keeps count, and a router that knows only what it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from earnest.assistant import PlaybookAssistant, read_playbooks, read_tongues
from earnest.domain.errors import Declined
from earnest.domain.identity import Level, Session, Source
from earnest.domain.items import Card, Choices
from earnest.domain.items import Words as Said
from earnest.domain.money import Money
from earnest.domain.preferences import Preference
from earnest.domain.purposes import Purpose
from earnest.domain.records import Seen
from earnest.domain.skills import Preview
from earnest.domain.turns import Action, Proposal, Scene, Thought
from earnest.words import Words

FOLDER = Path(__file__).parent / "playbooks"
LANGUAGES = ("en", "de")
IDENTIFIERS = {"email": ("email",), "name_and_zip": ("first_name", "last_name", "zip")}
HOME = {"address1": "1 Pine Road", "address2": "", "city": "Salem", "state": "OR", "zip": "97301", "country": "USA"}
AWAY = {
    "address1": "9 Birch Lane",
    "address2": "Apt 2",
    "city": "Austin",
    "state": "TX",
    "zip": "78701",
    "country": "USA",
}


def euros(cents: int) -> Money:
    return Money(cents, "EUR")


def line(line_id: str, name: str, item: str, cents: int, **options: str) -> dict[str, Any]:
    product = {"Trail Backpack": "p1", "Desk Lamp": "p2", "T-Shirt": "p3"}.get(name, "p9")
    shown = {key.replace("_", " "): value for key, value in options.items()}
    return {
        "line_id": line_id,
        "item_id": item,
        "product_id": product,
        "name": name,
        "options": shown,
        "price": euros(cents),
        "handle": f"h:line:{line_id}",
    }


def order(number: str, status: str, address: Mapping[str, str], *lines: dict[str, Any]) -> dict[str, Any]:
    total = euros(sum(one["price"].minor for one in lines))
    return {
        "id": number,
        "status": status,
        "lines": list(lines),
        "address": dict(address),
        "payment_method": "pay1",
        "payment_label": "Visa ending in 1234",
        "total": total,
        "tracking": ["TR-77"] if status == "delivered" else [],
    }


PACK = line("1043/1", "Trail Backpack", "v1", 8000, color="blue", size="M")
LAMP = line("1043/2", "Desk Lamp", "v5", 4000, color="white", brightness="medium")
SHIRT = line("1042/1", "T-Shirt", "v7", 2000, color="red", size="S")
MUG = line("1042/2", "Mug", "v9", 1000, color="green")

ORDERS = (order("#10042", "pending", HOME, SHIRT, MUG), order("#10043", "delivered", AWAY, PACK, LAMP))
PAYMENTS = (
    {
        "id": "pay1",
        "source": "credit_card",
        "brand": "visa",
        "last_four": "1234",
        "label": "Visa ending in 1234",
        "balance": None,
    },
    {"id": "pay2", "source": "gift_card", "brand": "", "last_four": "", "label": "gift card", "balance": euros(5000)},
)
CUSTOMER = {"id": "c1", "first_name": "Ada", "last_name": "Moss", "email": "ada@example.com", "address": HOME}


def variant(key: str, product: str, name: str, cents: int, *, available: bool = True, **options: str) -> dict[str, Any]:
    return {
        "id": key,
        "product_id": product,
        "name": name,
        "options": options,
        "available": available,
        "price": euros(cents),
    }


CATALOGUE: dict[str, tuple[dict[str, Any], ...]] = {
    "product": (
        {"id": "p1", "name": "Trail Backpack"},
        {"id": "p2", "name": "Desk Lamp"},
        {"id": "p3", "name": "T-Shirt"},
    ),
    "variant": (
        variant("v1", "p1", "Trail Backpack", 8000, color="blue", size="M"),
        variant("v2", "p1", "Trail Backpack", 8100, color="black", size="M"),
        variant("v3", "p1", "Trail Backpack", 8500, color="black", size="L"),
        variant("v4", "p1", "Trail Backpack", 8200, color="green", size="M", available=False),
        variant("v5", "p2", "Desk Lamp", 4000, color="white", brightness="medium"),
        variant("v6", "p2", "Desk Lamp", 4500, color="white", brightness="high"),
        variant("v7", "p3", "T-Shirt", 2000, color="red", size="S"),
        variant("v8", "p3", "T-Shirt", 2100, color="blue", size="S"),
    ),
}


@dataclass
class FakeLook:
    """A Look over the invented shop. Named faults: what is declined, and a locked identification."""

    orders: tuple[dict[str, Any], ...] = ORDERS
    known: bool = True
    barred: frozenset[str] = frozenset()
    declines: str = ""
    level: Level = Level.ANYONE
    tried: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    previewed: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    read: list[tuple[str, Purpose]] = field(default_factory=list)
    prefers: Mapping[Preference, str] = field(default_factory=dict)

    def preference(self, wanted: Preference) -> str:
        return self.prefers.get(wanted, "")

    def records(self, kind: str, purpose: Purpose) -> tuple[Seen, ...]:
        self.read.append((kind, purpose))
        owned = {"order": self.orders, "payment_method": PAYMENTS, "customer": (CUSTOMER,)}
        if kind in owned and not self.known:
            return ()
        rows = owned.get(kind) or CATALOGUE.get(kind, ())
        seen = tuple(Seen(kind, f"h:{kind}:{row['id']}", row) for row in rows)
        self.given |= {one.handle for one in seen}
        self.given |= {nested["handle"] for one in seen for nested in one.fields.get("lines", ())}
        return seen

    def identify(self, name: str, claims: Mapping[str, str]) -> Level:
        self.tried.append((name, dict(claims)))
        right = {
            "email": {"email": "ada@example.com"},
            "name_and_zip": {"first_name": "Ada", "last_name": "Moss", "zip": "97301"},
        }
        if dict(claims) == right.get(name):
            self.known, self.level = True, Level.REACHABLE
        return self.level

    def preview(self, skill: str, arguments: Mapping[str, Any]) -> Preview:
        self.previewed.append((skill, dict(arguments)))
        if self.declines == skill:
            raise Declined("The carrier has it already.")
        return Preview(())


@dataclass(frozen=True)
class FakeCandidate:
    intent: str
    probability: float


@dataclass(frozen=True)
class FakeUnderstanding:
    ranked: tuple[FakeCandidate, ...]
    outcome: str


@dataclass
class FakeRouter:
    """Ranks what it was taught by a word in the text; unsure of all else."""

    sure_of: Mapping[str, str] = field(default_factory=dict)
    ranks: tuple[str, ...] = ("return", "cancel", "status")
    outcome: str = "ask"

    def understand(self, text: str) -> FakeUnderstanding:
        hit = next((name for word, name in self.sure_of.items() if word in text.lower()), "")
        names = [hit, *(one for one in self.ranks if one != hit)] if hit else list(self.ranks)
        first = 0.9 if hit else 0.4
        ranked = tuple(FakeCandidate(name, first if at == 0 else 0.2) for at, name in enumerate(names))
        return FakeUnderstanding(ranked, "accepted" if hit else self.outcome)


WORDS = Words(strict=True)
PLAYBOOKS = read_playbooks(FOLDER, LANGUAGES)
TONGUES = read_tongues(LANGUAGES)
CARD = Card("K-1", "card", (), "0" * 64, 0, button_only=False)


def assistant(router: FakeRouter | None = None, asks_anyway: Callable[[str], bool] | None = None) -> PlaybookAssistant:
    return PlaybookAssistant(
        PLAYBOOKS, router or FakeRouter(), TONGUES, WORDS, identifiers=IDENTIFIERS, asks_anyway=asks_anyway
    )


@dataclass
class Chat:
    """A conversation in steps, as the hall would have it."""

    look: FakeLook = field(default_factory=FakeLook)
    router: FakeRouter = field(default_factory=FakeRouter)
    level: Level = Level.SIGNED_IN
    conversation: str = "C-1"
    state: Mapping[str, Any] = field(default_factory=dict)
    language: str = ""
    card: bool = False
    thought: Thought | None = None
    asks_anyway: Callable[[str], bool] | None = None

    def say(self, text: str, *, chosen: str = "") -> "Chat":
        session = Session("N-1", "S-1", "c1" if self.look.known else "", self.level)
        self.look.level = self.level
        scene = Scene(
            self.conversation,
            session,
            self.language,
            text,
            chosen,
            self.state,
            CARD if self.card else None,
            self.card,
            Source.CUSTOMER,
            0,
        )
        self.thought = assistant(self.router, self.asks_anyway).think(scene, self.look)
        self.state, self.language, self.level = self.thought.state, self.thought.language, self.look.level
        self.card = self.card or self.action is not None
        return self

    def choose(self, label: str) -> "Chat":
        """Press the choice whose label holds the words."""
        option = next(one.id for one in self.options if label.lower() in one.label.lower())
        return self.say("", chosen=option)

    def settle(self) -> "Chat":
        """The card was pressed; the hall lets the assistant go on."""
        self.card = False
        return self.say("")

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        assert self.thought is not None
        return self.thought.proposals

    @property
    def action(self) -> Action | None:
        return next((one.action for one in self.proposals if one.action), None)

    @property
    def text(self) -> str:
        parts = [part for one in self.proposals for part in one.say]
        return "\n".join(part.text for part in parts if isinstance(part, Said))

    @property
    def options(self) -> tuple[Any, ...]:
        parts = [part for one in self.proposals for part in one.say if isinstance(part, Choices)]
        return parts[-1].options if parts else ()

    @property
    def labels(self) -> list[str]:
        return [one.label for one in self.options]

    def args(self) -> Mapping[str, Any]:
        assert self.action is not None, self.text
        return self.action.arguments


def two_pending() -> FakeLook:
    other = order("#10044", "pending", AWAY, replace_line(LAMP, "1044/1"))
    return FakeLook(orders=(*ORDERS, other))


def replace_line(one: dict[str, Any], line_id: str) -> dict[str, Any]:
    return {**one, "line_id": line_id, "handle": f"h:line:{line_id}"}


__all__ = ["Chat", "FakeLook", "FakeRouter", "assistant", "replace"]
