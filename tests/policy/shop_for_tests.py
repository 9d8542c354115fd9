"""A small shop with two customers. Its skills do what they are told: only the broker stands before them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from earnest.domain.errors import Declined
from earnest.domain.identity import Level, Session
from earnest.domain.money import Money
from earnest.domain.records import RecordKind, records
from earnest.domain.skills import Between, By, Done, Owned, Preview, Public, Skill, Text, Texts, skill
from earnest.domain.verdicts import FactValue
from earnest.policy.broker import Broker
from earnest.policy.compiled import CompiledGate, compile_gate
from earnest.policy.gate_file import read_gate

NOW = 1_790_000_000_000_000
KEY = bytes(range(32))


class Reason(StrEnum):
    FAULT = "fault"
    CHANGED_MIND = "changed mind"


@dataclass(slots=True)
class Line:
    id: str
    order: str
    owner: str
    price: int
    delivered_days: int


@dataclass(slots=True)
class Shop:
    """Lines of orders, a catalogue, and everything that was ever done."""

    lines: dict[str, Line] = field(default_factory=dict)
    variants: tuple[str, ...] = ("v1", "v2", "v3")
    done: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    fault: str = ""


def shop() -> Shop:
    lines = [
        Line("a1", "oa1", "ada", 4000, 5),
        Line("a2", "oa1", "ada", 9000, 5),
        Line("a3", "oa2", "ada", 2000, 45),
        Line("b1", "ob1", "bob", 3000, 5),
        Line("b2", "ob2", "bob", 60000, 60),
    ]
    return Shop({line.id: line for line in lines})


@records("line")
def line_records(shop: Shop, customer: str) -> Sequence[Mapping[str, Any]]:
    if shop.fault == "records unreadable":
        raise ConnectionError
    return [{"id": line.id, "price": line.price} for line in shop.lines.values() if line.owner == customer]


@records("order")
def order_records(shop: Shop, customer: str) -> Sequence[Mapping[str, Any]]:
    return [{"id": one} for one in sorted({line.order for line in shop.lines.values() if line.owner == customer})]


@records("variant", owned=False)
def variant_records(shop: Shop, _customer: str) -> Sequence[Mapping[str, Any]]:
    return [{"id": one} for one in shop.variants]


@skill(effect="money", level="signed_in")
def refund(shop: Shop, by: By, lines: list[Annotated[str, Owned("line")]], amount: Money, reason: Reason) -> Done:
    assert isinstance(reason, Reason)
    shop.done.append(("refund", by.customer, {"lines": lines, "amount": amount, "reason": reason}))
    return Done()


@refund.preview
def refund_preview(shop: Shop, _by: By, lines: list[str], amount: Money, **_rest: Reason) -> Preview:
    if shop.fault == "preview crashes":
        raise KeyError("line")
    paid = sum(shop.lines[line].price for line in lines)
    if amount.minor > paid:
        raise Declined("That is more than was paid.")
    return Preview((("amount", amount),), amount)


@refund.facts
def refund_facts(shop: Shop, _by: By, lines: list[str], reason: Reason, **_rest: Money) -> dict[str, FactValue]:
    if shop.fault == "facts unknown":
        raise TimeoutError
    days = max((shop.lines[line].delivered_days for line in lines), default=0)
    return {"days": days, "reason": reason.value, "sure": 100, "identity": Level.JUST_PROVED}


@skill(effect="reversible", level="reachable", undo_seconds=600)
def cancel(shop: Shop, by: By, order: Annotated[str, Owned("order")], note: Annotated[str, Text(40)]) -> Done:
    shop.done.append(("cancel", by.customer, {"order": order, "note": note}))
    return Done()


@skill(effect="account", level="just_proved")
def move(shop: Shop, by: By, address: Annotated[dict[str, str], Texts("street", "zip", length_max=30)]) -> Done:
    shop.done.append(("move", by.customer, {"address": address}))
    return Done()


@skill(effect="irreversible", level="signed_in")
def swap(
    shop: Shop,
    by: By,
    line: Annotated[str, Owned("line")],
    variants: list[Annotated[str, Public("variant")]],
    pieces: Annotated[int, Between(1, 3)],
    gift: bool,
) -> Done:
    shop.done.append(("swap", by.customer, {"line": line, "variants": variants, "pieces": pieces, "gift": gift}))
    return Done()


@skill(effect="disclose", level="signed_in")
def invoice(shop: Shop, by: By, order: Annotated[str, Owned("order")]) -> Done:
    shop.done.append(("invoice", by.customer, {"order": order}))
    return Done()


@skill(effect="legal", level="signed_in")
def revoke(shop: Shop, by: By, order: Annotated[str, Owned("order")]) -> Done:
    """Has no gate."""
    shop.done.append(("revoke", by.customer, {"order": order}))
    return Done()


SKILLS: Mapping[str, Skill] = {one.name: one for one in (refund, cancel, move, swap, invoice, revoke)}
KINDS: Mapping[str, RecordKind] = {one.name: one for one in (line_records, order_records, variant_records)}

GATES = {
    "refund": """
gate: refund
inputs: {sure: percent, amount: money, spent: {money: refund, days: 30}, days: int, reason: [fault, changed mind],
         identity: level, asked_by: source}
otherwise: do_it
rows:
  - {id: unsure, if: {sure: "< 80"}, then: ask_person, say: "I was not sure enough."}
  - {id: over-50, if: {amount: "> 50.00 EUR"}, then: ask_person, say: "A person checks refunds over {limit}."}
  - {id: often, if: {spent: "> 150.00 EUR"}, then: ask_person, say: "A person checks after several refunds."}
  - {id: over-500, if: {amount: "> 500.00 EUR"}, then: ask_two, say: "Two people check refunds over {limit}."}
  - {id: late, if: {reason: changed mind, days: "> 30"}, then: refuse,
     say: "You can send things back for {limit} days."}
promises: [never confirm when amount > 50.00 EUR]
""",
    "cancel": """
gate: cancel
inputs: {sure: percent}
otherwise: do_it
rows:
  - {id: unsure, if: {sure: "< 60"}, then: confirm}
""",
    "move": """
gate: move
inputs: {identity: level, asked_by: source}
otherwise: do_it
rows:
  - {id: outside, if: {asked_by: text_from_elsewhere}, then: refuse, say: "This came from outside."}
""",
    "swap": """
gate: swap
inputs: {sure: percent}
otherwise: do_it
rows:
  - {id: unsure, if: {sure: "< 80"}, then: ask_person, say: "I was not sure enough."}
""",
    "invoice": "gate: invoice\ninputs: {sure: percent}\notherwise: do_it\nrows: []\n",
}


def gate_files(folder: Path) -> Path:
    """The shop's gates as files."""
    folder.mkdir(exist_ok=True)
    for name, text in GATES.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def compiled_gates(folder: Path) -> dict[str, CompiledGate]:
    files = sorted(gate_files(folder).glob("*.yaml"))
    return {gate.name: compile_gate(gate) for gate in map(read_gate, files)}


def broker(folder: Path) -> Broker:
    return Broker(SKILLS, KINDS, compiled_gates(folder), KEY)


def session(customer: str, level: Level = Level.JUST_PROVED, number: int = 1) -> Session:
    return Session(f"N-{customer}-{number}", f"S-{customer}", customer, level)
