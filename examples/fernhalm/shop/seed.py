"""Opening the shop: a new file is filled with the range and its invented past, or with one scenario's customer."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from earnest.domain.errors import BadInput
from earnest.domain.money import Money

from . import catalogue
from .crowd import crowd
from .planned import Planned, in_one_parcel, write, write_past
from .stories import CUSTOMERS, orders, past
from .system import Shop, this_day
from .words import CURRENCY

FULL, NONE = "full", "none"
STATUSES = ("processing", "in transit", "delivered", "cancelled")

_ORDER_KEYS = frozenset(("id", "status", "placed", "delivered", "expected", "lines", "note", "gift", "address"))
_LINE_KEYS = frozenset(("product", "options", "price"))
_OF_CUSTOMERS = (
    "case_line",
    "cases",
    "return_line",
    "returns",
    "refund_line",
    "refunds",
    "suggestion",
    "lookup",
    "mail",
    "line",
    "parcel",
    '"order"',
    "customer",
    "done",
)


def open_shop(file: Path, seed: str = FULL, today: str = "") -> Shop:
    """Open the shop's database.

    Args:
        file: the database file; a new one is filled.
        seed: "full", or "none" for the range alone.
        today: the day at which the calendar stands still, "" for the machine's clock.

    Raises:
        BadInput: the seed or the day is none.
    """
    if seed not in (FULL, NONE):
        raise BadInput(f"db_seed is {seed[:20]!r}; write {FULL} or {NONE}.")
    calendar = _standing_at(today) if today else this_day
    return Shop(file, calendar, _fill_range if seed == NONE else lambda db: _fill(db, calendar()))


def start_afresh(shop: Shop, customer: Mapping[str, Any], wanted: Sequence[Mapping[str, Any]], today: date) -> str:
    """Remove all customers and put in this one; see `given` in skills.py."""
    today = today.date() if isinstance(today, datetime) else today
    first = str(customer.get("first_name", "Ada"))
    name = str(customer.get("id", first)).casefold()
    address = str(customer.get("address", "Lindenweg 4||10969|Berlin|Germany"))
    payment = str(customer.get("payment", "Visa ending in 4417"))
    email = str(customer.get("email", f"{name}@example.org"))
    row = (name, first, str(customer.get("last_name", "Brandt")), email, address, payment)
    planned = [_planned(shop, name, address, payment, one) for one in wanted]
    with shop.transaction() as db:
        for table in _OF_CUSTOMERS:
            db.execute(f"delete from {table}")  # noqa: S608 - tables of ours
        db.execute("insert into customer values (?, ?, ?, ?, ?, ?, ?)", (*row, str(customer.get("language", "en"))))
        write(db, planned, today)
    shop.today = lambda: today
    return name


def _standing_at(today: str) -> Callable[[], date]:
    try:
        found = date.fromisoformat(today[:10])
    except ValueError:
        raise BadInput(f"today is {today[:20]!r}; write a date like 2026-11-23.") from None
    return lambda: found


def _fill_range(db: sqlite3.Connection) -> None:
    catalogue.put(db)


def _fill(db: sqlite3.Connection, today: date) -> None:
    catalogue.put(db)
    told = orders()
    products, pieces = catalogue.stocked()
    others, bought, before = crowd(today, len(told), products, [one for one, _ in pieces])
    db.executemany("insert into customer values (?, ?, ?, ?, ?, ?, ?)", [*CUSTOMERS, *others])
    write(db, [*told, *bought], today)
    write_past(db, past(today))
    write_past(db, before)


def _planned(shop: Shop, customer: str, address: str, payment: str, entry: Mapping[str, Any]) -> Planned:
    if unknown := set(entry) - _ORDER_KEYS:
        raise BadInput(f"An order has no {min(unknown)!r}; write {', '.join(sorted(_ORDER_KEYS))}.")
    status = str(entry["status"])
    if status not in STATUSES:
        raise BadInput(f"{status!r} is no status of an order; write one of {', '.join(STATUSES)}.")
    order = Planned(
        id=str(entry["id"]),
        customer=customer,
        status=status,
        placed=int(entry.get("placed", 0)),
        lines=tuple(_line(shop, one) for one in entry["lines"]),
        address=str(entry.get("address", address)),
        payment=payment,
        expected=entry.get("expected"),
        note=str(entry.get("note", "")),
        gift=bool(entry.get("gift")),
    )
    arrived = int(entry.get("delivered", 0)) if status == "delivered" else None
    left = status in ("in transit", "delivered")
    return in_one_parcel(order, f"FH42{order.id}", arrived, arrived or 0) if left else order


def _line(shop: Shop, entry: Mapping[str, Any]) -> tuple[str, int, int]:
    if unknown := set(entry) - _LINE_KEYS:
        raise BadInput(f"A line has no {min(unknown)!r}; write {', '.join(sorted(_LINE_KEYS))}.")
    options = {str(key): str(value) for key, value in (entry.get("options") or {}).items()}
    found = shop.catalogue.fitting(str(entry["product"]), options)
    if found is None:
        raise BadInput(f"There is no {entry['product']} with {options or 'no options'}; see shop/catalogue.toml.")
    price = entry.get("price")
    full = shop.catalogue.products[found.product].price_minor
    return found.id, Money.of(str(price), CURRENCY).minor if price is not None else full, 0
