"""The shop as it was on a past day: orders stand as they stood then, cases and returns grow older day by day."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from sqlite3 import Connection, Row
from typing import Any

from earnest.domain.errors import BadInput

from .shop import Shop, day_of
from .shop.aftermath import CASE_AGES, RETURN_AGES
from .shop.crowd import PACKING_DAYS
from .shop.deeds import worth
from .shop.schema import next_number
from .shop.stories import CUSTOMERS

TOLD = frozenset(one[0] for one in CUSTOMERS)
"""Customers with a story of their own: what they ordered waits for whoever tries the demo."""

LAST_AGE = "closed"
_WISHES = frozenset(("status", "days", "worth", "lines", "goods"))
_STATUSES = ("processing", "in transit", "late", "delivered", "cancelled")
_ORDERS = """select "order".*, language from "order" left join customer on customer.id = customer
  where "order".note = '' and not gift and "order".id not in
    (select "order" from refunds union select "order" from returns union select "order" from cases)
  order by "order".id"""
_INSERT_ORDER = """insert into "order" values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_INSERT_PARCEL = "insert into parcel values (?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Then:
    """The shop, turned back to one day after the other; `let_go` turns it to its own day again.

    Args:
        shop: an open shop, as it stands today.
    """

    def __init__(self, shop: Shop) -> None:
        self._shop, self._today = shop, shop.today
        self._orders = {row["id"]: row for row in shop.rows("""select * from "order" """)}
        self._parcels: dict[str, list[Row]] = {name: [] for name in self._orders}
        for row in shop.rows("select * from parcel order by rowid"):
            self._parcels[row["order"]].append(row)
        self._lines: dict[str, list[Row]] = {name: [] for name in self._orders}
        for row in shop.rows("select * from line order by id"):
            self._lines[row["order"]].append(row)
        self._stands = {name: self._stand(name, self._today()) for name in self._orders}
        self._seen: Counter[str] = Counter()

    def turn_to(self, day: date) -> None:
        """Have the shop stand as on this day: what was ordered later is not there yet, what came later is under way."""
        with self._shop.transaction() as db:
            for name, stood in self._stands.items():
                stands = self._stand(name, day)
                if stands != stood:
                    self._put(db, name, stands, there=bool(stood))
                    self._stands[name] = stands
            _age(self._shop, db, day)
        self._shop.today = lambda: day

    def let_go(self) -> None:
        """Have the shop stand as today again, with what was done meanwhile."""
        self.turn_to(self._today())
        self._shop.today = self._today

    def cast(self, who: str, language: str, wish: Mapping[str, Any], random: Random) -> dict[str, str] | None:
        """Somebody to play a part, with the order that it is about; None where nobody fits today.

        Args:
            who: "someone", "guest", or one of the three by their reference; these get no order.
            language: the language that they shop in.
            wish: what the order must be: `status`, `days` since it came or was placed, `worth` of its first item in
                EUR, number of `lines`, `goods` (kinds of product); none for anybody.
            random: draws, the same each time.

        Raises:
            BadInput: the wish asks for what an order does not have.
        """
        if unknown := set(wish) - _WISHES or {wish.get("status", "delivered")} - set(_STATUSES):
            raise BadInput(f"{min(map(str, unknown))} is nothing that an order can be chosen by.")
        if who in TOLD:
            return {"customer": who}
        guest, found = who == "guest", self._shop.rows(_ORDERS)
        mine = [row for row in found if (not row["customer"] if guest else row["language"] == language)]
        fit = [row for row in mine if row["customer"] not in TOLD and self._fits(row, wish)]
        if not fit:
            return None
        # Guests all bear the same name, so they are told apart by their orders.
        least = min(self._seen[row["customer"] or row["id"]] for row in fit)
        chosen = random.choice([row for row in fit if self._seen[row["customer"] or row["id"]] == least])
        self._seen[chosen["customer"] or chosen["id"]] += 1
        return self._part(chosen, language)

    def _part(self, order: Row, language: str) -> dict[str, str]:
        names = [self._shop.catalogue.name(line["variant"], language) for line in self._lines[order["id"]]]
        code = order["address"].split("|")[2]
        return {"customer": order["customer"], "order": order["id"], "item": names[0].lower(), "zip": code}

    def _fits(self, order: Row, wish: Mapping[str, Any]) -> bool:
        today, status = self._shop.today(), wish.get("status", order["status"])
        since = (today - date.fromisoformat(order["delivered_on"] or order["placed_on"])).days
        return (
            order["status"] == ("in transit" if status == "late" else status)
            and (status != "late" or order["expected_on"] < today.isoformat())
            and _within(since, wish.get("days"))
            and self._holds(order, wish)
        )

    def _holds(self, order: Row, wish: Mapping[str, Any]) -> bool:
        lines, catalogue = self._lines[order["id"]], self._shop.catalogue
        goods = catalogue.products[catalogue.variants[lines[0]["variant"]].product].kind_id
        return (
            _within(lines[0]["price_minor"] / 100, wish.get("worth"))
            and wish.get("lines", len(lines)) == len(lines)
            and goods in wish.get("goods", (goods,))
        )

    def _stand(self, name: str, day: date) -> tuple[object, ...]:
        """How an order stands on a day: status, delivery, parcels; () before it was placed."""
        order, today = self._orders[name], day.isoformat()
        if order["placed_on"] > today:
            return ()
        if order["status"] in ("cancelled", "processing"):
            return (order["status"], "", ())
        arrived = order["delivered_on"] and order["delivered_on"] <= today
        if not arrived and (day - date.fromisoformat(order["placed_on"])).days < PACKING_DAYS:
            return ("processing", "", ())
        parcels = tuple(_parcel(row, day) for row in self._parcels[name])
        return ("delivered" if arrived else "in transit", order["delivered_on"] if arrived else "", parcels)

    def _put(self, db: Connection, name: str, stands: tuple[Any, ...], *, there: bool) -> None:
        """Have an order stand so; one that was stopped meanwhile stays stopped."""
        if not stands:
            db.execute("""delete from "order" where id = ?""", (name,))
        elif not there:
            db.execute(_INSERT_ORDER, tuple(self._orders[name]))
        status, arrived, parcels = stands or ("", "", ())
        sql = """update "order" set status = ?, delivered_on = ? where id = ? and status != 'cancelled'"""
        stopped = stands and not db.execute(sql, (status, arrived, name)).rowcount
        db.execute("""delete from parcel where "order" = ?""", (name,))
        db.executemany(_INSERT_PARCEL, () if stopped else parcels)


def _parcel(row: Row, day: date) -> tuple[object, ...]:
    """A parcel as it stood on a day; before it came it was seen every day until the day it was last seen."""
    today, stands = day.isoformat(), dict(row)
    if row["delivered_on"] > today:
        stands |= {"delivered_on": "", "left_at": ""}
    if row["scanned_on"] > today:
        stands |= {"scanned_on": today}
    if row["carrier_eta"] and not stands["delivered_on"] and day < date.fromisoformat(row["scanned_on"]):
        stands |= {"carrier_eta": ""}
    return tuple(stands.values())


def _age(shop: Shop, db: Connection, day: date) -> None:
    """What the deeds of these weeks opened grows older: cases are answered, goods arrive and are paid back."""
    for row in shop.rows("select number, opened_at from cases where key != '' and state != ?", LAST_AGE):
        state = _by_age((day - day_of(row["opened_at"])).days, CASE_AGES)
        db.execute("update cases set state = ? where number = ?", (state, row["number"]))
    for row in shop.rows("select * from returns where key != '' and state != ?", LAST_AGE):
        state = _by_age((day - date.fromisoformat(row["opened_on"])).days, RETURN_AGES)
        db.execute("update returns set state = ? where number = ?", (state, row["number"]))
        if state == LAST_AGE and row["kind"] != "exchange":
            _paid_back(shop, db, row, day)


def _paid_back(shop: Shop, db: Connection, back: Row, day: date) -> None:
    """The warehouse has what was sent back, and pays for it."""
    found = db.execute("select line from return_line where return = ?", (back["number"],)).fetchall()
    lines, rows, number = [row["line"] for row in found], shop.lines(back["order"]), next_number(db, "refunds")
    payment = shop.order(back["customer"], back["order"])["payment"]
    about = (number, back["customer"], back["order"], worth(rows, lines), payment, day.isoformat(), "", "")
    left = {row["id"]: row["price_minor"] - row["back_minor"] for row in rows}
    db.execute("insert into refunds values (?, ?, ?, ?, ?, ?, ?, ?)", about)
    db.executemany("insert into refund_line values (?, ?, ?)", [(number, line, left[line]) for line in lines])
    db.executemany("update line set refunded = 1 where id = ?", [(line,) for line in lines])


def _by_age(days: int, ages: Sequence[tuple[int, str]]) -> str:
    return next((state for older, state in ages if days < older), LAST_AGE)


def _within(number: float, bounds: Sequence[float] | None) -> bool:
    return bounds is None or bounds[0] <= number <= bounds[1]
