"""A customer of Fernhalm at a keyboard, and what they are shown."""

from dataclasses import dataclass, field

from earnest.domain.identity import Channel
from earnest.domain.inbound import Inbound
from earnest.domain.items import Card, Choices, HandOverNotice, Item, Part, Receipt, Words
from earnest.domain.rights import Right
from earnest.domain.time import SimulatedClock
from earnest.domain.turns import Decision, DecisionKind
from earnest.house import House
from earnest.talk import Talk


@dataclass
class Heard:
    """What one line led to."""

    parts: tuple[Part, ...]
    decisions: tuple[Decision, ...]

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts if isinstance(part, Words))

    @property
    def card(self) -> Card | None:
        return next((part for part in self.parts if isinstance(part, Card)), None)

    @property
    def choices(self) -> tuple[str, ...]:
        return tuple(o.label for part in self.parts if isinstance(part, Choices) for o in part.options)

    @property
    def receipt(self) -> Receipt | None:
        return next((part for part in self.parts if isinstance(part, Receipt)), None)

    @property
    def hand_over(self) -> HandOverNotice | None:
        return next((part for part in self.parts if isinstance(part, HandOverNotice)), None)

    @property
    def kinds(self) -> tuple[DecisionKind, ...]:
        return tuple(decision.kind for decision in self.decisions)

    def row(self, label: str) -> str:
        assert self.card, self.text
        return dict(self.card.rows)[label]


@dataclass
class Customer:
    house: House
    talk: Talk
    heard: list[Heard] = field(default_factory=list)

    @classmethod
    def begin(cls, house: House, who: str, language: str) -> "Customer":
        token, _ = house.open_signed_in(Channel.TERMINAL, who) if who else house.open_session(Channel.TERMINAL, None)
        return cls(house, Talk.begin(house, token, language=language))

    def says(self, line: str) -> Heard:
        before = len(self.talk.decisions)
        items = self.talk.say(line)
        return self._note((*items, *self._waits(items)), before)

    def wants(self, line: str) -> Heard:
        """Say what is wanted, and confirm the card by which a house that is not sure enough asks first."""
        heard = self.says(line)
        return self.says("<confirm>") if heard.card else heard

    def uses(self, right: Right, client: str = "") -> Heard:
        """Use a right, as the widget sends it."""
        before, self.talk.lines = len(self.talk.decisions), self.talk.lines + 1
        session = self.house.store.session(self.talk.token)
        name = client or f"right.{self.talk.lines}"
        reply = self.house.take(Inbound(self.talk.conversation, name, self.talk.channel, session, right))
        self.talk.decisions += reply.decisions
        return self._note(self.talk.hear(), before)

    def hears(self) -> Heard:
        """What was said since, by somebody else's doing."""
        self.talk.run_deeds()
        items = self.talk.hear()
        return self._note((*items, *self._waits(items)), len(self.talk.decisions))

    def _waits(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        """What follows once a deed can no longer be undone; nothing where time is the machine's."""
        held = [part.undo_until for item in items for part in item.parts if isinstance(part, Receipt)]
        clock = self.house.world.clock
        if not any(held) or not isinstance(clock, SimulatedClock):
            return ()
        clock.move(max(held) - clock.now())
        self.talk.run_deeds()
        return self.talk.hear()

    def _note(self, items: tuple[Item, ...], before: int) -> Heard:
        names = dict.fromkeys((*self.talk.decisions[before:], *(item.decision for item in items if item.decision)))
        found = tuple(self.house.store.decision(name).decision for name in names)
        self.heard.append(Heard(tuple(part for item in items for part in item.parts), found))
        return self.heard[-1]


def order(house: House, name: str) -> dict[str, object]:
    """An order as the shop has it."""
    return dict(house.world.shop.rows("""select * from "order" where id = ?""", name)[0])


def paid_back(house: House) -> list[str]:
    """The lines that the shop has paid back."""
    return [row["id"] for row in house.world.shop.rows("select id from line where refunded = 1 order by id")]


def deeds(house: House) -> int:
    """Deeds that the shop has carried out."""
    return int(house.world.shop.rows("select count(*) as n from done")[0]["n"])
