"""A tiny shop in a SQLite file of its own: what was really done there is counted there, not in our records."""

import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

from earnest.domain.errors import Declined
from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.records import Identifier, RecordKind, identifies, records
from earnest.domain.skills import Between, By, Done, Owned, Preview, Skill, Text, Texts, skill
from earnest.domain.verdicts import FactValue

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, customer TEXT, total INTEGER, days INTEGER, note TEXT);
CREATE TABLE IF NOT EXISTS profiles (id TEXT PRIMARY KEY, size TEXT);
CREATE TABLE IF NOT EXISTS effects (key TEXT, skill TEXT, customer TEXT, what TEXT, minor INTEGER);
"""
ORDERS = (
    ("A1", "ada", 2490, 6, "leave it at the door"),
    ("A2", "ada", 5000, 6, ""),
    ("A3", "ada", 7900, 6, ""),
    ("A4", "ada", 60000, 6, ""),
    ("A5", "ada", 2000, 45, ""),
    ("B1", "bob", 3000, 6, ""),
    ("B2", "bob", 7000, 45, ""),
)
NAMES = {"ada@example.org": "ada", "bob@example.org": "bob"}

Effect = tuple[str, str, str, str, int]
"""key, skill, customer, what it was done to, minor units."""


class BrokenLineError(Exception):
    """A connection that broke."""


class Shop:
    """The shop; faults are planted in `before` and `after`, which every effect passes."""

    def __init__(self, file: Path | str = ":memory:", orders: Sequence[tuple[Any, ...]] = ORDERS) -> None:
        self.db = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self.lock = threading.Lock()
        self.before: Callable[[By], None] = lambda _by: None
        self.after: Callable[[By], None] = lambda _by: None
        self.reads: list[tuple[str, str]] = []
        self.db.executescript(SCHEMA)
        self.db.executemany("INSERT OR IGNORE INTO orders VALUES (?, ?, ?, ?, ?)", orders)
        self.db.executemany("INSERT OR IGNORE INTO profiles VALUES (?, ?)", [("ada", "size-M"), ("bob", "size-XL")])

    def all(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.lock, closing(self.db.execute(text, values)) as cursor:
            return cursor.fetchall()

    def effects(self) -> list[Effect]:
        return self.all("SELECT * FROM effects ORDER BY rowid")

    def do(self, by: By, name: str, what: str, minor: int) -> Done:
        """Do it and count it; a key that was used before is not done again, but counted by `repeats`."""
        self.before(by)
        if not self.all("SELECT 1 FROM effects WHERE key = ?", by.key):
            self.all("INSERT INTO effects VALUES (?, ?, ?, ?, ?)", by.key, name, by.customer, what, minor)
        else:
            self.all("INSERT INTO effects VALUES (?, 'repeat', ?, ?, 0)", by.key, by.customer, what)
        self.after(by)
        return Done({"amount": Money(minor, "EUR")})

    def settled(self, by: By) -> Done | None:
        found = self.all("SELECT minor FROM effects WHERE key = ?", by.key)
        return Done({"amount": Money(found[0][0], "EUR")}) if found else None

    def total(self, order: str) -> int:
        found = self.all("SELECT total FROM orders WHERE id = ?", order)
        return int(found[0][0])

    def change(self, order: str, field: str, value: Any) -> None:
        self.all(f"UPDATE orders SET {field} = ? WHERE id = ?", value, order)


@records("order")
def orders(shop: Shop, customer: str) -> list[Mapping[str, Any]]:
    shop.reads.append(("order", customer))
    found = shop.all("SELECT id, total, days, note FROM orders WHERE customer = ? ORDER BY id", customer)
    return [{"id": one[0], "total": Money(one[1], "EUR"), "days": one[2], "note": one[3]} for one in found]


@records("profile")
def profiles(shop: Shop, customer: str) -> list[Mapping[str, Any]]:
    shop.reads.append(("profile", customer))
    return [{"id": one[0], "size": one[1]} for one in shop.all("SELECT id, size FROM profiles WHERE id = ?", customer)]


@identifies("email", "email")
def by_email(shop: Shop, claims: Mapping[str, str]) -> str | None:
    return NAMES.get(claims["email"].lower())


Order = Annotated[str, Owned("order")]


@skill(effect="money", level="signed_in")
def refund(shop: Shop, by: By, order: Order, amount: Money | None = None) -> Done:
    return shop.do(by, "refund", order, amount.minor if amount else shop.total(order))


@refund.preview
def refund_preview(shop: Shop, by: By, order: str, amount: Money | None = None) -> Preview:
    amount = amount or Money(shop.total(order), "EUR")
    return Preview((("Order", order), ("Amount", amount)), amount)


@refund.facts
def refund_facts(shop: Shop, by: By, order: str, amount: Money | None = None) -> dict[str, FactValue]:
    return {"days": int(shop.all("SELECT days FROM orders WHERE id = ?", order)[0][0])}


@refund.settled
def refund_settled(shop: Shop, by: By) -> Done | None:
    return shop.settled(by)


@skill(effect="money", level="signed_in")
def goodwill(shop: Shop, by: By, order: Order, amount: Money) -> Done:
    """A shop that cannot say afterwards what became of an attempt."""
    if amount.minor > 9_000:
        raise Declined("The till is empty.")
    return shop.do(by, "goodwill", order, amount.minor)


@skill(effect="reversible", level="signed_in")
def voucher(shop: Shop, by: By, order: Order, amount: Money) -> Done:
    return shop.do(by, "voucher", order, amount.minor)


@skill(effect="account", level="signed_in")
def move(shop: Shop, by: By, address: Annotated[dict[str, str], Texts("street", "zip", length_max=60)]) -> Done:
    return shop.do(by, "move", address["street"], 0)


@skill(effect="legal", level="signed_in")
def pledge(shop: Shop, by: By, order: Order, months: Annotated[int, Between(1, 24)]) -> Done:
    """Binds the customer: a contract for so many months."""
    return shop.do(by, "pledge", f"{order} for {months}", 0)


@skill(effect="reversible", level="reachable")
def note(shop: Shop, by: By, order: Order, words: Annotated[str, Text(80)]) -> Done:
    return shop.do(by, "note", order, 0)


SKILLS: Mapping[str, Skill] = {one.name: one for one in (refund, goodwill, voucher, move, pledge, note)}
KINDS: Mapping[str, RecordKind] = {one.name: one for one in (orders, profiles)}
IDENTIFIERS: Mapping[str, Identifier] = {by_email.name: by_email}

GATES = {
    "refund": """
gate: refund
inputs: {sure: percent, amount: money, spent: {money: refund, days: 30}, days: int, asked_by: source}
otherwise: do_it
rows:
  - {id: unsure, if: {sure: "< 80"}, then: ask_person, say: "I was not sure enough to do this alone."}
  - {id: over-50, if: {amount: "> 50.00 EUR"}, then: ask_person, say: "A person checks refunds over {limit}."}
  - {id: often, if: {spent: "> 150.00 EUR"}, then: ask_person, say: "A person checks after several refunds."}
  - {id: over-500, if: {amount: "> 500.00 EUR"}, then: ask_two, say: "Two people check refunds over {limit}."}
  - {id: outside, if: {asked_by: text_from_elsewhere}, then: ask_person, say: "It came from outside our conversation."}
  - {id: late, if: {days: "> 30"}, then: refuse, say: "You can send things back for {limit} days."}
""",
    "goodwill": """
gate: goodwill
inputs: {sure: percent}
otherwise: do_it
rows:
  - {id: unsure, if: {sure: "< 80"}, then: ask_person, say: "I was not sure enough."}
""",
    "voucher": """
gate: voucher
inputs: {amount: money, spent: {money: voucher, days: 30}}
otherwise: do_it
rows:
  - {id: often, if: {spent: "> 150.00 EUR"}, then: ask_person, say: "A person checks after several vouchers."}
""",
    "move": "gate: move\ninputs: {sure: percent}\notherwise: do_it\nrows: []\n",
    "pledge": "gate: pledge\ninputs: {sure: percent}\notherwise: do_it\nrows: []\n",
    "note": "gate: note\ninputs: {sure: percent}\notherwise: do_it\nrows: []\n",
}

DATA_MAP = """
sources:
  order:
    owner: shop
    residency: EU
    integrity: own
    retention: 10 years
    fields:
      id: {category: order, purposes: [service.order]}
      total: {category: payment, purposes: [service.order]}
      days: {category: order, purposes: [service.order]}
      note: {category: message, purposes: [service.claim], integrity: third_party}
  profile:
    owner: crm
    residency: EU
    integrity: own
    retention: while a customer
    fields:
      size: {category: preference, purposes: [memory.profile]}
"""

SIGNED_IN = Level.SIGNED_IN
