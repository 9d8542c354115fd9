"""A small database in the benchmark's shape, all of it invented, and probes on it."""

import json
from pathlib import Path
from typing import Any

from earnest.app import load_brand
from earnest.brand import Brand
from earnest.policy import Broker

NOW = 1_800_000_000_000_000
HOME = {"address1": "1 Elm St", "address2": "", "city": "Reno", "country": "USA", "state": "NV", "zip": "89501"}


def variant(key: str, colour: str, price: float, *, available: bool = True) -> dict[str, Any]:
    return {"item_id": key, "options": {"color": colour}, "available": available, "price": price}


def line(key: str, product: str, name: str, colour: str, price: float) -> dict[str, Any]:
    return {"name": name, "product_id": product, "item_id": key, "price": price, "options": {"color": colour}}


def order(key: str, user: str, status: str, items: list[dict[str, Any]], payment: str) -> dict[str, Any]:
    total = round(sum(item["price"] for item in items), 2)
    return {
        "order_id": key,
        "user_id": user,
        "address": dict(HOME),
        "items": items,
        "status": status,
        "fulfillments": [],
        "payment_history": [{"transaction_type": "payment", "amount": total, "payment_method_id": payment}],
    }


def user(key: str, first: str, orders: list[str], payments: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "user_id": key,
        "name": {"first_name": first, "last_name": "Doe"},
        "address": dict(HOME),
        "email": f"{key}@example.com",
        "payment_methods": {one["id"]: one for one in payments},
        "orders": orders,
    }


MUG, LAMP = "p-mug", "p-lamp"
DATABASE: dict[str, Any] = {
    "products": {
        MUG: {
            "name": "Mug",
            "product_id": MUG,
            "variants": {
                "m-red": variant("m-red", "red", 10.1),
                "m-blue": variant("m-blue", "blue", 12.35),
                "m-gold": variant("m-gold", "gold", 99.0, available=False),
            },
        },
        LAMP: {"name": "Lamp", "product_id": LAMP, "variants": {"l-white": variant("l-white", "white", 40.0)}},
    },
    "users": {
        "ann": user(
            "ann",
            "Ann",
            ["#W1000001", "#W1000002"],
            [
                {"source": "credit_card", "id": "card_1", "brand": "visa", "last_four": "1111"},
                {"source": "gift_card", "id": "gift_1", "balance": 1.5},
            ],
        ),
        "bob": user("bob", "Bob", ["#W2718281"], [{"source": "paypal", "id": "pay_1"}]),
    },
    "orders": {
        "#W1000001": order("#W1000001", "ann", "pending", [line("m-red", MUG, "Mug", "red", 10.1)], "card_1"),
        "#W1000002": order(
            "#W1000002",
            "ann",
            "delivered",
            [line("m-red", MUG, "Mug", "red", 10.1), line("l-white", LAMP, "Lamp", "white", 40.0)],
            "gift_1",
        ),
        "#W2718281": order("#W2718281", "bob", "pending", [line("m-blue", MUG, "Mug", "blue", 12.35)], "pay_1"),
    },
}


def write_database(folder: Path) -> Path:
    """The database as a file."""
    file = folder / "db.json"
    file.write_text(json.dumps(DATABASE), encoding="utf-8")
    return file


def tau(root: Path) -> tuple[Brand, Broker]:
    """The benchmark's brand and its broker."""
    brand = load_brand(root / "examples" / "tau-retail")
    return brand, Broker(brand.code.skills, brand.code.kinds, brand.gates, bytes(32))
