"""What Fernhalm's assistant can read and change. Every deed carries the decision's id, so it happens once.

The skills are in `paying`, `sending` and `answering`, what they look at is in `kinds`, the shop system in `shop`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from .answering import complain, open_claim, report_payment, send_invoice
from .forgetting import forget_in_shop
from .kinds import (
    cases,
    customers,
    guest_by_order_and_zip,
    guest_orders,
    order_lines,
    orders,
    products,
    refunds,
    returns,
    suggestions,
    variants,
)
from .paying import cancel_order, refund, withdraw
from .sending import change_address, delivery_wish, exchange_item, return_items
from .shop import Shop, open_shop, start_afresh

__all__ = [
    "cancel_order",
    "cases",
    "change_address",
    "complain",
    "connect",
    "customers",
    "delivery_wish",
    "exchange_item",
    "forget_in_shop",
    "given",
    "guest_by_order_and_zip",
    "guest_orders",
    "open_claim",
    "order_lines",
    "orders",
    "products",
    "refund",
    "refunds",
    "report_payment",
    "return_items",
    "returns",
    "send_invoice",
    "suggestions",
    "variants",
    "withdraw",
]


def connect(settings: Mapping[str, str]) -> Shop:
    """Open the shop's database, and fill it if it is new.

    Args:
        settings: `db` names the file; `db_seed` is "full", or "none" for the range alone, as it is where a scenario is
            `given`; `today` (2026-11-23) stops the shop's calendar, without it the machine's clock counts.
    """
    seed = settings.get("db_seed", "none" if "given" in settings else "full")
    return open_shop(Path(settings["db"]), seed, settings.get("today", ""))


def given(shop: Shop, customer: Mapping[str, Any], orders: Sequence[Mapping[str, Any]], today: date) -> str:
    """Make this the shop's only customer, with these orders; the shop's calendar stops at `today`.

    Args:
        shop: an open shop; its customers and orders are removed, its range stays.
        customer: `first_name`, and at will `last_name`, `email`, `payment`, `address`, `language` (en).
        orders: as scenario files write them; days are counted from today.
        today: the day it is, also as a datetime.

    Returns:
        The customer's reference.

    Raises:
        BadInput: an order names a product, option, status or key that the shop does not have.
    """
    return start_afresh(shop, customer, orders, today)
