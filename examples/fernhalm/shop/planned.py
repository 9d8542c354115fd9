"""Orders as they are planned, in days from today, and how they are written into the shop."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

DELIVERY_DAYS = 5
"""Days from an order to its expected delivery."""

CARRIER = "Paketblitz"
SCANS = ("Hannover", "Leipzig", "Dortmund", "Nürnberg", "Köln", "Berlin")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One parcel; days count back from today, `eta` forward.

    Args:
        tracking: its number.
        delivered: days ago, None while it is under way.
        scanned: days ago it was last seen, None before it was.
        scanned_at: where.
        left_at: what the carrier says about where it was left.
        eta: the carrier's own guess, bought in; None without one.
        expected: our own date, None for the order's.
    """

    tracking: str
    delivered: int | None = None
    scanned: int | None = None
    scanned_at: str = ""
    left_at: str = ""
    eta: int | None = None
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """One order; days count back from today, `expected` forward.

    Args:
        id: its number.
        customer: the customer's reference, "" for a guest.
        status: processing, in transit, delivered or cancelled.
        placed: days ago.
        lines: (variant id, price in minor units), each with the parcel it is in, counted from 0.
        address: as the shop keeps it.
        payment: how it was paid.
        parcels: its parcels, () before it left.
        expected: days from today, None for the usual time after the order.
        note: what stands on the order; not always written by who ordered.
        gift: whether it goes to somebody else, with no prices on the slip.
        wish: how it should be handed over.
    """

    id: str
    customer: str
    status: str
    placed: int
    lines: tuple[tuple[str, int, int], ...]
    address: str
    payment: str
    parcels: tuple[Parcel, ...] = ()
    expected: int | None = None
    note: str = ""
    gift: bool = False
    wish: str = ""

    @property
    def delivered(self) -> int | None:
        """How many days ago the last parcel arrived; None while one is under way."""
        days = [one.delivered for one in self.parcels]
        return min(one for one in days if one is not None) if days and None not in days else None


@dataclass(slots=True)
class Past:
    """What was paid back, sent back, complained about and suggested before today; rows of the tables of these names."""

    refunds: list[tuple[object, ...]] = field(default_factory=list)
    refund_line: list[tuple[object, ...]] = field(default_factory=list)
    returns: list[tuple[object, ...]] = field(default_factory=list)
    return_line: list[tuple[object, ...]] = field(default_factory=list)
    cases: list[tuple[object, ...]] = field(default_factory=list)
    case_line: list[tuple[object, ...]] = field(default_factory=list)
    suggestion: list[tuple[object, ...]] = field(default_factory=list)


def day(today: date, days_ago: int | None) -> str:
    """The date so many days ago; "" for None."""
    return "" if days_ago is None else (today - timedelta(days=days_ago)).isoformat()


def in_one_parcel(order: Planned, tracking: str, delivered: int | None = None, scanned: int | None = 0) -> Planned:
    """The order in one parcel: when it arrived, or when it was last seen, in days ago."""
    place = SCANS[sum(map(ord, tracking)) % len(SCANS)]
    return replace(order, parcels=(Parcel(tracking, delivered, delivered if scanned is None else scanned, place),))


def write(db: sqlite3.Connection, orders: Sequence[Planned], today: date) -> None:
    """Write orders with their parcels and lines."""
    db.executemany(
        """insert into "order" values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [_order_row(one, today) for one in orders],
    )
    db.executemany(
        "insert into parcel values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_parcel_row(one, parcel, today) for one in orders for parcel in one.parcels],
    )
    db.executemany("insert into line values (?, ?, ?, ?, ?, 0)", [row for one in orders for row in _line_rows(one)])


def write_past(db: sqlite3.Connection, past: Past) -> None:
    """Write what happened before today."""
    for table in Past.__slots__:
        rows: list[tuple[object, ...]] = getattr(past, table)
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            db.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608 - tables of ours


def _expected(order: Planned, today: date) -> str:
    if order.status == "cancelled":
        return ""
    return day(today, order.placed - DELIVERY_DAYS if order.expected is None else -order.expected)


def _order_row(order: Planned, today: date) -> tuple[object, ...]:
    return (
        order.id,
        order.customer,
        order.status,
        day(today, order.placed),
        _expected(order, today),
        day(today, order.delivered),
        order.address,
        order.note,
        order.payment,
        order.gift,
        order.wish,
    )


def _parcel_row(order: Planned, parcel: Parcel, today: date) -> tuple[object, ...]:
    return (
        parcel.tracking,
        order.id,
        CARRIER,
        _expected(order, today) if parcel.expected is None else day(today, -parcel.expected),
        day(today, parcel.delivered),
        day(today, parcel.scanned),
        parcel.scanned_at,
        parcel.left_at,
        "" if parcel.eta is None else day(today, -parcel.eta),
    )


def _line_rows(order: Planned) -> Iterable[tuple[object, ...]]:
    for number, (variant, price, parcel) in enumerate(order.lines, 1):
        tracking = order.parcels[parcel].tracking if order.parcels else ""
        yield f"{order.id}/{number}", order.id, variant, price, tracking
