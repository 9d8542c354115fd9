"""Turns, decisions and houses to put them in, for tests of the store."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.ids import Kind, new_id
from earnest.domain.inbound import Inbound, Said, What
from earnest.domain.items import Card, Part, Words
from earnest.domain.money import Money
from earnest.domain.purposes import Purpose
from earnest.domain.time import DAY, MINUTE, SimulatedClock
from earnest.domain.turns import Context, Decision, DecisionKind, Deed, HandOverReason, Recorded, Reply, Standing, Used
from earnest.domain.verdicts import Fired, Outcome, Verdict
from earnest.ledger import FileKek
from earnest.store import Store, Unit

KEK = FileKek(bytes(range(32)))
SECRET = "zanzibar-strawberry"
"""A word that customers say and that must stand in no file."""

CUSTOMER = "customer-quokka-77"

Open = Callable[..., Store]


@dataclass
class House:
    """A store with somebody in it."""

    store: Store
    clock: SimulatedClock
    again: Open
    directory: Path
    raw: Callable[[], bytes]
    numbers: Iterator[int] = field(default_factory=count)

    def visitor(self) -> Session:
        return self.store.open_session(Channel.CHAT)[1]

    def customer(self, name: str = CUSTOMER, level: Level = Level.SIGNED_IN) -> Session:
        return self.store.open_session(Channel.CHAT, level=level, customer=name)[1]

    def talk(self, session: Session) -> str:
        return self.store.new_conversation(session, Channel.CHAT, "en")

    def inbound(self, session: Session, talk: str, what: What | None = None, client: str = "") -> Inbound:
        return Inbound(talk, client or f"m-{next(self.numbers)}", Channel.CHAT, session, what or Said(f"say {SECRET}"))

    def turn(self, session: Session, talk: str, /, *decisions: Decision, **more: Any) -> Reply:
        inbound = more.pop("inbound", None) or self.inbound(session, talk)
        return self.store.decide(lambda unit: record(unit, inbound, decisions or (answer(session, talk),), **more))

    def standing(self, session: Session, talk: str) -> Standing:
        inbound = self.inbound(session, talk)
        return self.store.read(lambda unit: unit.standing(inbound))

    def effect(self, session: Session, talk: str, minor: int = 5_000) -> Decision:
        decision = effect(session, talk, minor)
        self.turn(session, talk, decision)
        return decision

    def exposure(self, session: Session) -> Money:
        since = self.clock.now() - 30 * DAY
        return self.store.read(lambda unit: unit.exposure(session, "refund", since, "EUR"))


def record(unit: Unit, inbound: Inbound, decisions: Sequence[Decision], **more: Any) -> Reply:
    answered = unit.answered(inbound)
    if answered:
        return answered
    stood = unit.standing(inbound, lock=True)
    recorded = Recorded(
        inbound=inbound,
        base_version=stood.version,
        decisions=tuple(decisions),
        state={"slots": {"secret": SECRET}},
        language="en",
        session=stood.session,
        asked_by=stood.asked_by,
    )
    return unit.record(replace(recorded, **more))


def answer(session: Session, talk: str, *said: Part, **more: Any) -> Decision:
    decision = Decision(
        id=new_id(Kind.DECISION),
        kind=DecisionKind.ANSWER,
        context=Context(
            conversation=talk,
            session=session,
            channel=Channel.CHAT,
            asked_by=Source.CUSTOMER,
            consent_seq=0,
            brand_digest="b" * 64,
            model="m",
            used=(Used("orders", "status", Purpose.SERVICE_ORDER),),
            now=1,
        ),
        intent="order_status",
        sure=93,
        facts={"sure": 93, "identity": session.level},
        verdict=None,
        deed=None,
        words={},
        said=said or (Words(f"about {SECRET}"),),
    )
    return replace(decision, **more)


def deed(minor: int = 5_000) -> Deed:
    return Deed("refund", {"order": f"#{SECRET}", "minor": minor}, "a" * 64, Money(minor, "EUR"))


def effect(session: Session, talk: str, minor: int = 5_000) -> Decision:
    verdict = Verdict(Outcome.DO_IT, "refund", "d" * 64, (Fired("small", Outcome.DO_IT, "Small."),))
    return answer(
        session,
        talk,
        kind=DecisionKind.EFFECT,
        deed=deed(minor),
        verdict=verdict,
        words={"done": "Done {amount}"},
        summary=(("Item", SECRET),),
        said=(),
    )


def card(session: Session, talk: str) -> Decision:
    shown = Card(new_id(Kind.CARD), f"Refund {SECRET}", (("Item", SECRET),), "a" * 64, 2**52, button_only=True)
    return answer(
        session, talk, Words("Shall I?"), shown, kind=DecisionKind.CARD, deed=deed(), card=shown, words={"done": "x"}
    )


def approval(session: Session, talk: str, needed: int = 1) -> Decision:
    return answer(
        session,
        talk,
        kind=DecisionKind.APPROVAL,
        deed=deed(),
        approval=new_id(Kind.APPROVAL),
        colleagues_needed=needed,
        hand_over=HandOverReason.GATE,
        due_at=60 * MINUTE,
        words={"done": "Done"},
    )


@contextmanager
def closing(store: Store) -> Iterator[Store]:
    try:
        yield store
    finally:
        store.close()
