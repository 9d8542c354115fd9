"""What the assistant can read from the shop, and the one thing it can do there: pay order lines back.

Nothing here decides whether something is allowed: the facts are stated, gates/refund.yaml judges them.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from earnest.domain.errors import Declined
from earnest.domain.money import Money
from earnest.domain.records import records
from earnest.domain.skills import By, Done, Owned, Preview, skill
from earnest.domain.time import SECOND
from earnest.domain.verdicts import FactValue

from .shop_api import ShopApi, over_http, part
from .toy_shop import ToyShop

CURRENCY = "EUR"

OrderId = Annotated[str, Owned("order")]
LineId = Annotated[str, Owned("order_line")]


class RefundReason(StrEnum):
    """Why somebody wants their money back; the gate and the playbook use the same words."""

    BROKEN = "broken"
    WRONG_ITEM = "wrong_item"
    CHANGED_MIND = "changed_mind"


def connect(settings: Mapping[str, str]) -> ShopApi:
    """Open the shop, from the `[shop]` table of earnest.toml; nothing is sent yet."""
    return ShopApi(over_http(settings["url"]))


# --- what can be read ------------------------------------------------------------------------------------------------


@records("order")
def orders(shop: ShopApi, customer: str) -> list[dict[str, Any]]:
    """Every order of a customer."""
    return [_row(order) for order in _orders(shop, customer)]


@records("order_line")
def order_lines(shop: ShopApi, customer: str) -> list[dict[str, Any]]:
    """Every line of every order of a customer, by id."""
    return [{"id": line["line_id"]} for order in _orders(shop, customer) for line in order["lines"]]


# --- what can be done ------------------------------------------------------------------------------------------------


# undo_seconds=300 would hold each refund for five minutes
@skill(effect="money", level="signed_in", reads={"order": "service.payment"})
def refund(shop: ShopApi, by: By, order_id: OrderId, lines: list[LineId], reason: RefundReason) -> Done:
    """Pay order lines back to the card they were paid with: amount, card, number."""
    amount = str(_worth(_order(shop, by, order_id), lines))
    wish = {"customer": by.customer, "order": order_id, "lines": lines, "amount": amount, "reason": str(reason)}
    return _done(shop.do("/refunds", wish, by.key))


@refund.preview
def refund_preview(shop: ShopApi, by: By, order_id: str, lines: list[str], reason: str) -> Preview:
    """What the card shows beside the playbook's rows, and the amount that the gate judges; nothing happens."""
    return Preview((), _worth(_order(shop, by, order_id), lines))


@refund.facts
def refund_facts(shop: ShopApi, by: By, order_id: str, lines: list[str], reason: str) -> Mapping[str, FactValue]:
    """What the gate asks for and the platform cannot know."""
    arrived = _order(shop, by, order_id)["delivered"]
    today = datetime.fromtimestamp(by.now / SECOND, UTC).date()
    days = max((today - date.fromisoformat(arrived)).days, 0) if arrived else 0
    return {"delivered": bool(arrived), "days_since_delivery": days, "reason": str(reason)}


@refund.settled
def refund_settled(shop: ShopApi, by: By) -> Done | None:
    """What became of a refund whose answer was lost; None only where the shop is sure that it never had it."""
    found = shop.read(f"/refunds/{part(by.key)}")
    return None if found is None else _done(found)


# --- for `earnest test` ----------------------------------------------------------------------------------------------


def given(shop: ShopApi, customer: Mapping[str, str], orders: Sequence[Mapping[str, Any]], today: datetime) -> None:
    """Put a toy shop with a scenario's orders in the place of the real one; no request leaves this process."""
    toy = ToyShop({customer["id"]: [_laid_out(order, today.date()) for order in orders]})

    def send(method: str, path: str, body: Mapping[str, Any] | None, key: str) -> tuple[int, bytes]:
        status, answer = toy.answer(method, path, body, key)
        return status, json.dumps(answer).encode()

    shop.send = send


def _laid_out(order: Mapping[str, Any], today: date) -> dict[str, Any]:
    arrived, due = order.get("delivered"), order.get("expected", 0)
    return {
        "id": order["id"],
        "status": order["status"],
        "delivered": None if arrived is None else str(today - timedelta(days=arrived)),
        "expected": str(today + timedelta(days=due)),
        "card": "Visa ending in 4417",
        "lines": [
            {"line_id": f"{order['id']}-{at}", "name": line["product"], "price": f"{line['price']} {CURRENCY}"}
            for at, line in enumerate(order["lines"], 1)
        ],
    }


# --- the shop's JSON -------------------------------------------------------------------------------------------------


def _orders(shop: ShopApi, customer: str) -> list[dict[str, Any]]:
    return list(shop.read(f"/customers/{part(customer)}/orders") or ())


def _order(shop: ShopApi, by: By, order_id: str) -> dict[str, Any]:
    for order in _orders(shop, by.customer):
        if order["id"] == order_id:
            return order
    raise Declined("This order is no longer in your account.")


def _row(order: Mapping[str, Any]) -> dict[str, Any]:
    lines = [{**line, "price": Money.parse(line["price"])} for line in order["lines"]]
    kept = [{name: line[name] for name in ("line_id", "name", "price")} for line in lines]
    days = {name: _day(order[name]) for name in ("delivered", "expected")}
    return {"id": order["id"], "status": order["status"], "card": order["card"], **days, "lines": kept}


def _day(text: str | None) -> str:
    day = date.fromisoformat(text) if text else None
    return f"{day.day} {day:%B}" if day else ""


def _worth(order: Mapping[str, Any], lines: Sequence[str]) -> Money:
    prices = [Money.parse(line["price"]) for line in order["lines"] if line["line_id"] in lines]
    if not prices or len(prices) != len(lines):
        raise Declined("That item is not in this order.")
    return sum(prices[1:], prices[0])


def _done(answer: Mapping[str, str]) -> Done:
    """Values for the words of `says: done:` in the playbook."""
    return Done({"amount": Money.parse(answer["amount"]), "card": answer["card"], "number": answer["number"]})
