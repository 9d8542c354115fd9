"""What the shop tells anybody: its range, in both languages, and a guest's bare order status."""

from collections import defaultdict
from collections.abc import Mapping

from .catalogue import Product
from .reads import ORDER_STATES
from .schema import Record
from .system import Shop
from .words import LANGUAGES, Words, day_in_words, euro

GUEST = "guest:"
"""How a guest who proved number and postcode is referred to; the shop's own ids hold no colon."""

FAILED_LOOKUPS_MAX = 10
"""Wrong postcodes a day for one order number; after these the right one is not told from a wrong one either."""


def products(shop: Shop) -> list[Record]:
    """Every product; its texts, names and options by language."""
    stock: dict[str, int] = defaultdict(int)
    for row in shop.rows("select product, stock from variant"):
        stock[row["product"]] += row["stock"]
    return [_product(shop, one, stock[one.id]) for one in shop.catalogue.products.values()]


def variants(shop: Shop) -> list[Record]:
    """Every variant of every product, in stock or not."""
    stock = {row["id"]: row["stock"] for row in shop.rows("select id, stock from variant")}
    products = shop.catalogue.products
    return [
        {
            "id": one.id,
            "product_id": one.product,
            "name": products[one.product].name,
            "options": one.options,
            "available": stock[one.id] > 0,
            "stock": stock[one.id],
            "price": euro(products[one.product].price_minor),
        }
        for one in shop.catalogue.variants.values()
    ]


def guest_of(shop: Shop, number: str, postcode: str) -> str | None:
    """Who may see the bare status of an order; None for a wrong number and a wrong postcode alike."""
    number, postcode = number.strip().lstrip("#"), postcode.replace(" ", "")
    found = shop.rows("""select address from "order" where id = ?""", number)
    day = shop.today().isoformat()
    failed = shop.rows("""select failures from lookup where "order" = ? and day = ?""", number, day)
    locked = bool(failed) and failed[0]["failures"] >= FAILED_LOOKUPS_MAX
    if found and not locked and found[0]["address"].split("|")[2] == postcode:
        return GUEST + number
    if found:
        with shop.transaction() as db:
            db.execute("""delete from lookup where day < ?""", (day,))
            db.execute(
                """insert into lookup values (?, ?, 1)
                   on conflict ("order", day) do update set failures = min(failures + 1, ?)""",
                (number, day, FAILED_LOOKUPS_MAX),
            )
    return None


def guest_orders(shop: Shop, customer: str) -> list[Record]:
    """The bare status of the one order that a guest proved to know: no name, no address, no item, no price."""
    if not customer.startswith(GUEST):
        return []
    rows = shop.rows("""select * from "order" where id = ?""", customer.removeprefix(GUEST))
    return [
        {
            "id": row["id"],
            "status": row["status"],
            "status_words": ORDER_STATES[row["status"]],
            "expected": None if row["delivered_on"] else day_in_words(row["expected_on"]),
            "delivered": day_in_words(row["delivered_on"]),
            "late": "yes" if _late(row, shop.today().isoformat()) else "no",
        }
        for row in rows
    ]


def _late(row: Mapping[str, str], today: str) -> bool:
    return row["status"] in ("processing", "in transit") and row["expected_on"] < today


def _product(shop: Shop, one: Product, stock: int) -> Record:
    successor = shop.catalogue.products.get(one.successor)
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind_id,
        "kind_words": one.kind,
        "price": euro(one.price_minor),
        "options": {language: _options(shop, one, language) for language in LANGUAGES},
        "stock": stock,
        "available": "yes" if stock else "no",
        "discontinued": "yes" if one.discontinued else "no",
        "successor": _named(successor.name) if successor else [],
        "material": _named(one.material),
        "weight": f"{one.grams} g",
        "waterproof": _named(one.water),
        "care": _named(one.care),
    }


def _named(words: Words) -> list[Record]:
    """A text as a thing with a name: names are read in the language of the conversation."""
    return [{"name": words}]


def _options(shop: Shop, one: Product, language: str) -> Words:
    """What there is to choose from: {"colour": "green, black", "size": "45 l, 60 l"}."""
    values: dict[str, dict[str, None]] = defaultdict(dict)
    for variant in shop.catalogue.variants.values():
        for key, text in variant.options[language].items() if variant.product == one.id else ():
            values[key][text] = None
    return {key: ", ".join(texts) for key, texts in values.items()}
