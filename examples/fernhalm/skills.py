"""What Fernhalm's assistant can read and change. Every deed carries the decision's id, so it happens once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from earnest.domain.errors import Declined
from earnest.domain.records import records
from earnest.domain.skills import By, Done, Owned, Preview, Text, skill
from earnest.domain.time import SECOND
from earnest.domain.verdicts import FactValue

from .shop import Record, Shop, address_of, day_in_words, euro, open_shop

OrderId = Annotated[str, Owned("order")]
LineId = Annotated[str, Owned("order_line")]
AddressLine = Annotated[str, Text(80)]


class RefundReason(StrEnum):
    """Why somebody wants their money back."""

    FAULT = "fault"
    WRONG_ITEM = "wrong_item"
    MISSING = "missing"
    CHANGED_MIND = "changed_mind"


def connect(settings: Mapping[str, str]) -> Shop:
    """Open the shop's database; `db` names its file."""
    return open_shop(Path(settings["db"]))


@records("order")
def orders(shop: Shop, customer: str) -> list[Record]:
    """Every order of a customer, newest first."""
    rows = shop.rows("""select * from "order" where customer = ? order by placed_on desc, id desc""", customer)
    lines = shop.rows(
        """select line.* from line join "order" on "order".id = line."order" where customer = ? order by line.id""",
        customer,
    )
    payment = shop.rows("select payment from customer where id = ?", customer)
    return [
        {
            "id": row["id"],
            "status": row["status"],
            "placed": day_in_words(row["placed_on"]),
            "expected": None if row["delivered_on"] else day_in_words(row["expected_on"]),
            "delivered": day_in_words(row["delivered_on"]),
            "tracking": row["tracking"],
            "note": row["note"],
            "address": address_of(row["address"]),
            "payment_label": payment[0]["payment"],
            "open": "yes" if any(not line["refunded"] for line in lines if line["order"] == row["id"]) else "no",
            "lines": [
                {
                    "line_id": line["id"],
                    "name": line["name"],
                    "options": line["options"],
                    "price": euro(line["price_minor"]),
                    "refunded": bool(line["refunded"]),
                }
                for line in lines
                if line["order"] == row["id"]
            ],
            "total": euro(sum(line["price_minor"] for line in lines if line["order"] == row["id"])),
        }
        for row in rows
    ]


@records("order_line")
def order_lines(shop: Shop, customer: str) -> list[Record]:
    """Every line of every order of a customer."""
    sql = """select line.id from line join "order" on "order".id = line."order" where customer = ?"""
    return [{"id": row["id"]} for row in shop.rows(sql, customer)]


@records("customer")
def customers(shop: Shop, customer: str) -> list[Record]:
    """The customer's own profile."""
    rows = shop.rows("select * from customer where id = ?", customer)
    return [
        {
            "id": row["id"],
            "first_name": row["first_name"],
            "last_name": row["last_name"],
            "email": row["email"],
            "address": address_of(row["address"]),
        }
        for row in rows
    ]


@skill(effect="money", level="signed_in")
def refund(shop: Shop, by: By, order_id: OrderId, lines: list[LineId], reason: RefundReason) -> Done:
    """Pay back order lines to the way they were paid."""
    amount, payment = euro(_worth(shop, lines)), _payment(shop, by.customer)
    shop.refund(by.key, by.customer, lines)
    return Done({"amount": amount, "payment": payment})


@refund.preview
def _refund_preview(shop: Shop, by: By, order_id: str, lines: list[str], reason: str) -> Preview:
    if any(row["refunded"] for row in _lines(shop, order_id) if row["id"] in lines):
        raise shop.no(by.customer, "paid_back")
    return Preview((), euro(_worth(shop, lines)))  # the card's rows are the playbook's, in the customer's language


@refund.facts
def _refund_facts(shop: Shop, by: By, order_id: str, lines: list[str], reason: str) -> Mapping[str, FactValue]:
    order = _order(shop, order_id)
    held = {row["id"] for row in _lines(shop, order_id)}
    days = _days_since(order["delivered_on"], by.now) if order["delivered_on"] else 0
    return {
        "reason": str(reason),
        "days_since_delivery": days,
        "delivered": bool(order["delivered_on"]),
        "lines_in_order": bool(lines) and set(lines) <= held and len(set(lines)) == len(lines),
    }


@refund.settled
def _refund_settled(shop: Shop, by: By) -> Done | None:
    return None if shop.once(by.key) is None else Done({"payment": _payment(shop, by.customer)})


@skill(effect="irreversible", level="signed_in")
def change_address(
    shop: Shop,
    by: By,
    order_id: OrderId,
    street: AddressLine,
    extra: AddressLine,
    zip: AddressLine,  # noqa: A002 - the word on every form
    city: AddressLine,
    country: AddressLine,
) -> Done:
    """Send an order that has not left yet elsewhere."""
    lines = {"street": street, "extra": extra, "zip": zip, "city": city, "country": country}
    shop.move(by.key, by.customer, order_id, lines)
    return Done({"order": order_id})


@change_address.preview
def _address_preview(shop: Shop, by: By, order_id: str, **lines: str) -> Preview:
    return Preview(())


@change_address.facts
def _address_facts(shop: Shop, by: By, order_id: str, **lines: str) -> Mapping[str, FactValue]:
    return {"status": _order(shop, order_id)["status"].replace(" ", "_")}


@change_address.settled
def _address_settled(shop: Shop, by: By) -> Done | None:
    return None if shop.once(by.key) is None else Done({})


def _order(shop: Shop, order_id: str) -> Record:
    rows = shop.rows("""select * from "order" where id = ?""", order_id)
    if not rows:
        raise Declined("I cannot find that order.")
    return dict(rows[0])


def _lines(shop: Shop, order_id: str) -> list[Record]:
    return [dict(row) for row in shop.rows("""select * from line where "order" = ?""", order_id)]


def _worth(shop: Shop, lines: list[str]) -> int:
    return sum(shop.rows("select price_minor from line where id = ?", line)[0]["price_minor"] for line in lines)


def _payment(shop: Shop, customer: str) -> str:
    return str(shop.rows("select payment from customer where id = ?", customer)[0]["payment"])


def _days_since(day: str, now: int) -> int:
    return max((datetime.fromtimestamp(now / SECOND, UTC).date() - date.fromisoformat(day)).days, 0)
