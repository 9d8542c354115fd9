"""The benchmark's 16 tools as skills, records and identifiers: seven changes, seven reads, arithmetic, a person.

Nothing here decides whether something is allowed: the facts are stated, `gates/*.yaml` judges them.
"""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from earnest.domain.errors import Declined
from earnest.domain.records import identifies, records
from earnest.domain.skills import By, Done, Owned, Preview, Public, Text, skill
from earnest.domain.verdicts import FactValue

from .arithmetic import worth
from .shop import CENT, Record, Shop, money, open_shop

OrderId = Annotated[str, Owned("order")]
ItemId = Annotated[str, Owned("order_item")]
NewItemId = Annotated[str, Public("variant")]
PaymentId = Annotated[str, Owned("payment_method")]
UserId = Annotated[str, Owned("customer")]
ProductId = Annotated[str, Public("product")]
Line = Annotated[str, Text(120)]


class CancelReason(StrEnum):
    """The only reasons for which an order can be cancelled."""

    NO_LONGER_NEEDED = "no longer needed"
    ORDERED_BY_MISTAKE = "ordered by mistake"


def connect(settings: Mapping[str, str]) -> Shop:
    """Open the benchmark's database: `db` names the file, `state` where changes are kept (optional)."""
    state = settings.get("state")
    return open_shop(Path(settings["db"]), Path(state) if state else None)


# --- records -------------------------------------------------------------------------------------------------------


@records("order")
def orders(shop: Shop, customer: str) -> list[Record]:
    """Every order of a customer, newest last as in their own list."""
    return [_order_row(shop, order) for order in shop.orders_of(customer)]


@records("order_item")
def order_items(shop: Shop, customer: str) -> list[Record]:
    """Every item of every order of a customer, by item id."""
    return [{"id": item["item_id"]} for order in shop.orders_of(customer) for item in order["items"]]


@records("payment_method")
def payment_methods(shop: Shop, customer: str) -> list[Record]:
    """The customer's stored ways to pay."""
    user = shop.user(customer)
    return [_payment_row(method) for method in user["payment_methods"].values()] if user else []


@records("customer")
def customers(shop: Shop, customer: str) -> list[Record]:
    """The customer's own profile."""
    user = shop.user(customer)
    if user is None:
        return []
    return [{"id": customer, **user["name"], "email": user["email"], "address": dict(user["address"])}]


@records("product", owned=False)
def products(shop: Shop, customer: str) -> list[Record]:
    """The product types."""
    return [{"id": key, "name": product["name"]} for key, product in shop.products.items()]


@records("variant", owned=False)
def variants(shop: Shop, customer: str) -> list[Record]:
    """Every variant of every product, available or not."""
    return [
        {
            "id": key,
            "product_id": variant["product_id"],
            "name": variant["name"],
            "options": dict(variant["options"]),
            "available": variant["available"],
            "price": money(variant["price"]),
        }
        for key, variant in shop.variants.items()
    ]


@identifies("email", "email")
def find_user_id_by_email(shop: Shop, claims: Mapping[str, str]) -> str | None:
    """The policy's first way to know a customer."""
    return shop.by_email(claims["email"])


@identifies("name_and_zip", "first_name", "last_name", "zip")
def find_user_id_by_name_zip(shop: Shop, claims: Mapping[str, str]) -> str | None:
    """The policy's second way to know a customer."""
    return shop.by_name_and_zip(claims["first_name"], claims["last_name"], claims["zip"])


# --- changes to orders that have not left ----------------------------------------------------------------------------


@skill(effect="money", level="reachable", reads={"order": "service.order"})
def cancel_pending_order(shop: Shop, by: By, order_id: OrderId, reason: CancelReason) -> Done:
    """Cancel an order and pay everything back the way it was paid."""
    if (done := shop.once(by.key)) is not None:
        return Done(done)
    order = shop.change("orders", order_id)
    refunds = [{**payment, "transaction_type": "refund"} for payment in order["payment_history"]]
    for refund in refunds:
        _credit(shop, by.customer, refund["payment_method_id"], refund["amount"])
    order["status"] = "cancelled"
    order["cancel_reason"] = str(reason)
    order["payment_history"] = [*order["payment_history"], *refunds]
    return _finish(shop, by, {"order": order_id})


@cancel_pending_order.preview
def _(shop: Shop, by: By, order_id: str, reason: str) -> Preview:
    order = _order(shop, order_id)
    amount = money(_paid(order))
    back = _payment_label(shop, by.customer, order["payment_history"][0]["payment_method_id"])
    rows = (("Order", order_id), ("Items", _names(order)), ("Paid back", amount), ("To", back), ("Reason", str(reason)))
    return Preview(rows, amount)


@cancel_pending_order.facts
def _(shop: Shop, by: By, order_id: str, reason: str) -> Mapping[str, FactValue]:
    return {"status": _order(shop, order_id)["status"]}


@skill(
    effect="money",
    level="reachable",
    reads={"order": "service.order", "payment_method": "service.payment", "variant": "service.order"},
)
def modify_pending_order_items(
    shop: Shop,
    by: By,
    order_id: OrderId,
    item_ids: list[ItemId],
    new_item_ids: list[NewItemId],
    payment_method_id: PaymentId,
) -> Done:
    """Swap items of an order for other variants of the same products; works once for an order."""
    if (done := shop.once(by.key)) is not None:
        return Done(done)
    difference = _difference(shop, order_id, item_ids, new_item_ids)
    order = shop.change("orders", order_id)
    kind = "payment" if difference > 0 else "refund"
    entry = {"transaction_type": kind, "amount": abs(difference), "payment_method_id": payment_method_id}
    order["payment_history"] = [*order["payment_history"], entry]
    _credit(shop, by.customer, payment_method_id, -difference)
    # The published shop puts the last variant's price and options on every changed item; so do its end states.
    last = shop.variants[new_item_ids[-1]]
    for old, new in zip(item_ids, new_item_ids, strict=True):
        item = next(item for item in order["items"] if item["item_id"] == old)
        item |= {"item_id": new, "price": last["price"], "options": dict(last["options"])}
    order["status"] = "pending (item modified)"
    return _finish(shop, by, {"order": order_id})


@skill(effect="money", level="reachable", reads={"order": "service.order", "payment_method": "service.payment"})
def modify_pending_order_payment(shop: Shop, by: By, order_id: OrderId, payment_method_id: PaymentId) -> Done:
    """Move what was paid for an order to another way to pay."""
    if (done := shop.once(by.key)) is not None:
        return Done(done)
    order = shop.change("orders", order_id)
    first = order["payment_history"][0]
    order["payment_history"] = [
        *order["payment_history"],
        {"transaction_type": "payment", "amount": first["amount"], "payment_method_id": payment_method_id},
        {**first, "transaction_type": "refund"},
    ]
    _credit(shop, by.customer, payment_method_id, -first["amount"])
    _credit(shop, by.customer, first["payment_method_id"], first["amount"])
    return _finish(shop, by, {"order": order_id})


@modify_pending_order_payment.preview
def _(shop: Shop, by: By, order_id: str, payment_method_id: str) -> Preview:
    order = _order(shop, order_id)
    amount = money(order["payment_history"][0]["amount"])
    before = _payment_label(shop, by.customer, order["payment_history"][0]["payment_method_id"])
    after = _payment_label(shop, by.customer, payment_method_id)
    return Preview((("Order", order_id), ("Amount", amount), ("Paid by", after), ("Back to", before)), amount)


@modify_pending_order_payment.facts
def _(shop: Shop, by: By, order_id: str, payment_method_id: str) -> Mapping[str, FactValue]:
    order = _order(shop, order_id)
    history = order["payment_history"]
    return {
        "status": order["status"],
        "paid_once": len(history) == 1 and history[0]["transaction_type"] == "payment",
        "other_payment": history[0]["payment_method_id"] != payment_method_id,
        "balance_covers": _covers(shop, by.customer, payment_method_id, history[0]["amount"]),
    }


@skill(effect="irreversible", level="reachable", reads={"order": "service.order"})
def modify_pending_order_address(
    shop: Shop,
    by: By,
    order_id: OrderId,
    address1: Line,
    address2: Line,
    city: Line,
    state: Line,
    country: Line,
    zip: Line,  # noqa: A002 - the benchmark's own parameter name
) -> Done:
    """Send an order elsewhere."""
    if (done := shop.once(by.key)) is not None:
        return Done(done)
    shop.change("orders", order_id)["address"] = _address(address1, address2, city, state, country, zip)
    return _finish(shop, by, {"order": order_id})


@modify_pending_order_address.preview
def _(shop: Shop, by: By, order_id: str, **lines: str) -> Preview:
    return Preview((("Order", order_id), ("Send to", _one_line(lines))))


@modify_pending_order_address.facts
def _(shop: Shop, by: By, order_id: str, **lines: str) -> Mapping[str, FactValue]:
    return {"status": _order(shop, order_id)["status"]}


@skill(effect="account", level="reachable", reads={"customer": "service.order"})
def modify_user_address(
    shop: Shop,
    by: By,
    user_id: UserId,
    address1: Line,
    address2: Line,
    city: Line,
    state: Line,
    country: Line,
    zip: Line,  # noqa: A002 - the benchmark's own parameter name
) -> Done:
    """Change the customer's default address."""
    if (done := shop.once(by.key)) is not None:
        return Done(done)
    shop.change("users", user_id)["address"] = _address(address1, address2, city, state, country, zip)
    return _finish(shop, by, {})


@modify_user_address.preview
def _(shop: Shop, by: By, user_id: str, **lines: str) -> Preview:
    return Preview((("New default address", _one_line(lines)),))


@modify_user_address.facts
def _(shop: Shop, by: By, user_id: str, **lines: str) -> Mapping[str, FactValue]:
    return {"own_profile": user_id == by.customer}


# --- changes to orders that have arrived ----------------------------------------------------------------------------


@skill(effect="money", level="reachable", reads={"order": "service.order", "payment_method": "service.payment"})
def return_delivered_order_items(
    shop: Shop, by: By, order_id: OrderId, item_ids: list[ItemId], payment_method_id: PaymentId
) -> Done:
    """Ask for items to be taken back."""
    if (done := shop.once(by.key)) is not None:
        return Done(done)
    order = shop.change("orders", order_id)
    order["status"] = "return requested"
    order["return_items"] = sorted(item_ids)
    order["return_payment_method_id"] = payment_method_id
    return _finish(shop, by, {"order": order_id})


@return_delivered_order_items.preview
def _(shop: Shop, by: By, order_id: str, item_ids: list[str], payment_method_id: str) -> Preview:
    order = _order(shop, order_id)
    items = _items(order, item_ids)
    amount = money(sum((item["price"] for item in items), Decimal(0)))
    back = _payment_label(shop, by.customer, payment_method_id)
    rows = [("Order", order_id), *(("Return", item["name"]) for item in items), ("Paid back", amount), ("To", back)]
    return Preview(tuple(rows), amount)


@return_delivered_order_items.facts
def _(shop: Shop, by: By, order_id: str, item_ids: list[str], payment_method_id: str) -> Mapping[str, FactValue]:
    order = _order(shop, order_id)
    method = _payment(shop, by.customer, payment_method_id)
    original = order["payment_history"][0]["payment_method_id"] == payment_method_id
    return {
        "status": order["status"],
        "items_in_order": _in_order(order, item_ids),
        "payment_fits": original or method["source"] == "gift_card",
    }


@skill(
    effect="money",
    level="reachable",
    reads={"order": "service.order", "payment_method": "service.payment", "variant": "service.order"},
)
def exchange_delivered_order_items(
    shop: Shop,
    by: By,
    order_id: OrderId,
    item_ids: list[ItemId],
    new_item_ids: list[NewItemId],
    payment_method_id: PaymentId,
) -> Done:
    """Ask for items to be exchanged for other variants of the same products."""
    if (done := shop.once(by.key)) is not None:
        return Done(done)
    difference = _difference(shop, order_id, item_ids, new_item_ids).quantize(CENT)
    order = shop.change("orders", order_id)
    order["status"] = "exchange requested"
    order["exchange_items"] = sorted(item_ids)
    order["exchange_new_items"] = sorted(new_item_ids)
    order["exchange_payment_method_id"] = payment_method_id
    order["exchange_price_difference"] = difference
    return _finish(shop, by, {"order": order_id})


def _swap_preview(
    shop: Shop, by: By, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
) -> Preview:
    items = _items(_order(shop, order_id), item_ids)
    pairs = [
        ("Exchange", f"{item['name']}: {_options(item)} → {_options(shop.variants[new])}")
        for item, new in zip(items, new_item_ids, strict=False)
    ]
    difference = money(_difference(shop, order_id, item_ids, new_item_ids))
    payment = _payment_label(shop, by.customer, payment_method_id)
    owed = difference if difference.minor >= 0 else -difference
    label = "You pay" if difference.minor > 0 else "Paid back"
    return Preview((("Order", order_id), *pairs, (label, owed), ("With", payment)), owed)


def _swap_facts(
    shop: Shop, by: By, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
) -> Mapping[str, FactValue]:
    order = _order(shop, order_id)
    old = {item["item_id"]: item["product_id"] for item in order["items"]}
    new = [shop.variants[key] for key in new_item_ids]
    pairs = list(zip(item_ids, new, strict=False))
    return {
        "status": order["status"],
        "items_in_order": _in_order(order, item_ids),
        "same_count": len(item_ids) == len(new_item_ids),
        "same_product": all(old.get(item) == variant["product_id"] for item, variant in pairs),
        "available": all(variant["available"] for variant in new),
        "all_differ": all(item != variant["item_id"] for item, variant in pairs),
        "balance_covers": _covers(
            shop, by.customer, payment_method_id, _difference(shop, order_id, item_ids, new_item_ids)
        ),
    }


for _swap in (modify_pending_order_items, exchange_delivered_order_items):
    _swap.preview(_swap_preview)
    _swap.facts(_swap_facts)


# --- reads, arithmetic, a person ------------------------------------------------------------------------------------


@skill(effect="read", level="reachable", reads={"order": "service.order"})
def get_order_details(shop: Shop, by: By, order_id: OrderId) -> Done:
    """One order of this customer."""
    order = _order(shop, order_id)
    return Done({"order": order_id, "status": order["status"], "total": money(_total(order))})


@skill(effect="read", level="reachable", reads={"customer": "service.order"})
def get_user_details(shop: Shop, by: By, user_id: UserId) -> Done:
    """This customer's own profile."""
    user = shop.user(user_id) or {}
    return Done({"name": " ".join(user["name"].values()), "orders": len(user["orders"])})


@skill(effect="read", level="anyone", reads={"product": "service.answer"})
def get_product_details(shop: Shop, by: By, product_id: ProductId) -> Done:
    """One product type and how many of its variants are available."""
    product = shop.products[product_id]
    available = sum(variant["available"] for variant in product["variants"].values())
    return Done({"name": product["name"], "variants": len(product["variants"]), "available": available})


@skill(effect="read", level="anyone", reads={"variant": "service.answer"})
def get_item_details(shop: Shop, by: By, item_id: NewItemId) -> Done:
    """One variant."""
    variant = shop.variants[item_id]
    return Done({"name": variant["name"], "price": money(variant["price"]), "available": str(variant["available"])})


@skill(effect="read", level="anyone")
def list_all_product_types(shop: Shop, by: By) -> Done:
    """The names of all product types."""
    return Done({"names": ", ".join(sorted(product["name"] for product in shop.products.values()))})


@skill(effect="read", level="anyone")
def calculate(shop: Shop, by: By, expression: Annotated[str, Text(200)]) -> Done:
    """What an arithmetic expression is worth, to two places; numbers, + - * / and parentheses only."""
    return Done({"result": str(worth(expression))})


@skill(effect="read", level="anyone")
def transfer_to_human_agents(shop: Shop, by: By, summary: Annotated[str, Text(2000)]) -> Done:
    """The benchmark's hand-over; in a conversation the platform's own takes its place."""
    return Done({"result": "Transfer successful"})


# --- small reads over one order -------------------------------------------------------------------------------------


def _finish(shop: Shop, by: By, values: Record) -> Done:
    shop.finish(by.key, values)
    return Done(values)


for _write in (
    cancel_pending_order,
    modify_pending_order_items,
    modify_pending_order_payment,
    modify_pending_order_address,
    modify_user_address,
    return_delivered_order_items,
    exchange_delivered_order_items,
):

    @_write.settled
    def _settled(shop: Shop, by: By) -> Done | None:
        done = shop.once(by.key)
        return None if done is None else Done(done)


def _order(shop: Shop, order_id: str) -> Record:
    order = shop.order(order_id)
    if order is None:
        raise Declined("I cannot find that order.")
    return order


def _items(order: Record, item_ids: list[str]) -> list[Record]:
    by_id = {item["item_id"]: item for item in order["items"]}
    return [by_id[key] for key in item_ids if key in by_id]


def _in_order(order: Record, item_ids: list[str]) -> bool:
    held = Counter(item["item_id"] for item in order["items"])
    return bool(item_ids) and all(count <= held[key] for key, count in Counter(item_ids).items())


def _difference(shop: Shop, order_id: str, item_ids: list[str], new_item_ids: list[str]) -> Decimal:
    prices = {item["item_id"]: item["price"] for item in _order(shop, order_id)["items"]}
    pairs = zip(item_ids, new_item_ids, strict=False)
    return sum((Decimal(shop.variants[new]["price"]) - prices.get(old, 0) for old, new in pairs), Decimal(0))


def _payment(shop: Shop, customer: str, key: str) -> Record:
    method = (shop.user(customer) or {"payment_methods": {}})["payment_methods"].get(key)
    if method is None:
        raise Declined("I cannot find that way to pay in your account.")
    return dict(method)


def _covers(shop: Shop, customer: str, key: str, amount: Decimal) -> bool:
    method = _payment(shop, customer, key)
    return method["source"] != "gift_card" or method["balance"] >= amount


def _credit(shop: Shop, customer: str, key: str, amount: Decimal) -> None:
    """Gift cards move at once; banks and PayPal move money outside this database."""
    if _payment(shop, customer, key)["source"] == "gift_card":
        method = shop.change("users", customer)["payment_methods"][key]
        method["balance"] = (Decimal(method["balance"]) + amount).quantize(CENT)


def _payment_label(shop: Shop, customer: str, key: str) -> str:
    return str(_payment_row(_payment(shop, customer, key))["label"])


def _payment_row(method: Record) -> Record:
    balance = money(method["balance"]) if method["source"] == "gift_card" else None
    match method["source"]:
        case "credit_card":
            label = f"{method['brand'].title()} ending in {method['last_four']}"
        case "paypal":
            label = "PayPal"
        case _:
            label = "gift card"
    return {
        "id": method["id"],
        "source": method["source"],
        "brand": method.get("brand", ""),
        "last_four": method.get("last_four", ""),
        "balance": balance,
        "label": label,
    }


def _order_row(shop: Shop, order: Record) -> Record:
    first = order["payment_history"][0]["payment_method_id"]
    return {
        "id": order["order_id"],
        "status": order["status"],
        "lines": [
            {
                "line_id": f"{order['order_id']}/{number}",
                "item_id": item["item_id"],
                "product_id": item["product_id"],
                "name": item["name"],
                "options": dict(item["options"]),
                "price": money(item["price"]),
            }
            for number, item in enumerate(order["items"], 1)
        ],
        "address": dict(order["address"]),
        "payment_method": first,
        "payment_label": _payment_label(shop, order["user_id"], first),
        "total": money(_total(order)),
        "tracking": [number for parcel in order["fulfillments"] for number in parcel["tracking_id"]],
    }


def _total(order: Record) -> Decimal:
    return sum((Decimal(item["price"]) for item in order["items"]), Decimal(0))


def _paid(order: Record) -> Decimal:
    return sum((Decimal(payment["amount"]) for payment in order["payment_history"]), Decimal(0))


def _names(order: Record) -> str:
    return ", ".join(item["name"] for item in order["items"])


def _options(item: Record) -> str:
    return ", ".join(str(value) for value in item["options"].values())


def _address(*lines: str) -> Record:
    return dict(zip(("address1", "address2", "city", "state", "country", "zip"), lines, strict=True))


def _one_line(lines: Mapping[str, Any]) -> str:
    shown = (lines["address1"], lines["address2"], lines["city"], lines["state"], lines["zip"], lines["country"])
    return ", ".join(line for line in shown if line)
