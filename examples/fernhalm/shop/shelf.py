"""What the shop tells anybody: its range, once in each language, and a guest's bare order status."""

from collections import defaultdict
from collections.abc import Mapping

from .catalogue import Product, listed
from .reads import ORDER_STATES
from .schema import Record
from .system import Shop
from .words import LANGUAGES, day_in_words, euro

GUEST = "guest:"
"""How a guest who proved number and postcode is referred to; the shop's own ids hold no colon."""

FAILED_LOOKUPS_MAX = 10
"""Wrong postcodes a day for one order number; after these the right one is not told from a wrong one either."""

GRAMS_PER_KILO = 1_000


def products(shop: Shop) -> list[Record]:
    """Every product, once in each language."""
    stock: dict[str, int] = defaultdict(int)
    for row in shop.rows("select product, stock from variant"):
        stock[row["product"]] += row["stock"]
    every = shop.catalogue.products.values()
    return [_product(shop, one, stock[one.id], language) for one in every for language in LANGUAGES]


def variants(shop: Shop) -> list[Record]:
    """Every variant, once in each language."""
    stock = {row["id"]: row["stock"] for row in shop.rows("select id, stock from variant")}
    catalogue = shop.catalogue
    return [
        {
            "id": listed(one.id, language),
            "product_id": listed(one.product, language),
            "name": catalogue.products[one.product].name[language],
            "language": language,
            "options": one.options[language],
            "available": stock[one.id] > 0,
            "stock": stock[one.id],
            "price": euro(catalogue.products[one.product].price_minor),
        }
        for one in catalogue.variants.values()
        for language in LANGUAGES
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


def _product(shop: Shop, one: Product, stock: int, language: str) -> Record:
    every = [variant for variant in shop.catalogue.variants.values() if variant.product == one.id]
    values: dict[str, dict[str, None]] = {}
    for variant in every:
        for key, text in variant.options[language].items():
            values.setdefault(key, {})[text] = None
    successor = shop.catalogue.products.get(one.successor)
    return {
        "id": listed(one.id, language),
        "name": one.name[language],
        "language": language,
        "kind": one.kind[language],
        "price": euro(one.price_minor),
        "options": {key: ", ".join(texts) for key, texts in values.items()},
        "stock": stock,
        "available": "yes" if stock else "no",
        "discontinued": "yes" if one.discontinued else "no",
        "successor": successor.name[language] if successor else "",
        "material": one.material[language],
        "weight": _weight(one.grams, language),
        "waterproof": one.water[language],
        "care": one.care[language],
    }


def _weight(grams: int, language: str) -> str:
    if grams < GRAMS_PER_KILO:
        return f"{grams} g"
    kilos = f"{grams / GRAMS_PER_KILO:.2f}".rstrip("0").rstrip(".")
    return f"{kilos.replace('.', ',') if language == 'de' else kilos} kg"
