"""A customer that refuses what it asked for would make every assistant look bad: right cards are pressed."""

import gzip
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


@pytest.fixture(scope="session")
def shop(shared_data: Path) -> dict[str, Any]:
    with gzip.open(shared_data / "tau2_retail" / "db.json.gz", "rt", encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def item(shop: dict[str, Any], item_id: str) -> str:
    product = next(product for product in shop["products"].values() if item_id in product["variants"])
    return ", ".join([product["name"], *product["variants"][item_id]["options"].values()])


def paid(shop: dict[str, Any], method_id: str) -> str:
    methods = (user["payment_methods"].get(method_id) for user in shop["users"].values())
    method = next(filter(None, methods), {"source": method_id.rpartition("_")[0]})
    card = f"{method.get('brand', 'visa').title()} ending in {method.get('last_four', '0000')}"
    return {"paypal": "PayPal", "gift_card": "Gift card", "credit_card": card}[method["source"]]


def right_card(speaker: ModuleType, shop: dict[str, Any], action: dict[str, Any]) -> Any:
    """The card of a gold action."""
    told = action["arguments"]
    rows = [("Order", told["order_id"])]
    rows += [("Item", item(shop, each)) for each in told.get("item_ids", ())]
    rows += [("New item", item(shop, each)) for each in told.get("new_item_ids", ())]
    rows += [("Payment", paid(shop, told["payment_method_id"]))] if "payment_method_id" in told else []
    rows += [("New address", f"{told['address1']}, {told['city']} {told['zip']}")] if "address1" in told else []
    titles = {
        "cancel": "Cancel order",
        "return": "Return items",
        "exchange": "Exchange items",
        "items": "Change items",
        "address": "Change delivery address",
        "payment": "Change payment method",
    }
    kind = next(kind for kind in titles if kind in action["name"].replace("return_delivered_order_items", "return"))
    return speaker.CardShown(titles[kind], tuple(rows))


def confirmed(speaker: ModuleType, customer: Any, cards: list[Any]) -> int:
    """How many of these cards the customer presses, each shown once its order has been named."""
    pressed, shown, knows = 0, None, False
    while (line := customer.next(shown)) is not None:
        knows = knows or bool(re.search(r"\d{5}|@", line))
        pressed += line == "<confirm>"
        named = [card for card in cards[pressed:] if card.rows[0][1][2:] in line]
        if line == "<confirm>":
            shown = speaker.Shown("Done. Is there anything else?", (), None, handed_over=False)
        elif named:
            shown = speaker.Shown("Please confirm.", (), named[0], handed_over=False)
        elif knows:
            shown = speaker.Shown("Which order is it about?", (), None, handed_over=False)
        else:
            shown = speaker.Shown("May I have your e-mail, or your name and zip code?", (), None, handed_over=False)
    return pressed


@pytest.mark.shared
def test_every_right_card_of_the_synthetic_tasks_is_pressed(
    speaker: ModuleType, tasks: list[dict[str, Any]], shop: dict[str, Any]
) -> None:
    def pressed(each: dict[str, Any], seed: int) -> bool:
        cards = [right_card(speaker, shop, action) for action in each["actions"]]
        return confirmed(speaker, speaker.make_speaker(each, seed), cards) == len(cards)

    refused = [(each["id"], seed) for each in tasks[:500] for seed in (1, 2) if not pressed(each, seed)]

    assert refused == []
