"""The range: products in variants, each with its words in English and German, read from `catalogue.toml`."""

import hashlib
import itertools
import json
import re
import sqlite3
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from earnest.domain.money import Money

from .words import CURRENCY, LANGUAGES, Words

FILE = Path(__file__).with_name("catalogue.toml")
STOCK_MAX = 40
SOLD_OUT_ONE_IN = 12
"""Of the variants that no scenario relies on, how many are sold out."""

_NO_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Product:
    """One product: what it costs and is made of; every text by language."""

    id: str
    name: Words
    kind_id: str
    kind: Words
    price_minor: int
    grams: int
    material: Words
    water: Words
    care: Words
    discontinued: bool = False
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing on the shelf: its options by language, such as {"en": {"colour": "green", "size": "45 l"}}."""

    id: str
    product: str
    options: Mapping[str, Words]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All products and variants by id, in the order of the file."""

    products: Mapping[str, Product]
    variants: Mapping[str, Variant]

    def name(self, variant: str, language: str) -> str:
        """What a variant's product is called."""
        return self.products[self.variants[variant].product].name[language]

    def fitting(self, product: str, options: Mapping[str, str]) -> Variant | None:
        """The first variant of a product that has these options, in English; None without one."""
        return next(
            (
                one
                for one in self.variants.values()
                if one.product == product and all(one.options["en"].get(key) == text for key, text in options.items())
            ),
            None,
        )


@lru_cache(maxsize=1)  # the file is part of the brand; it does not change while the brand is loaded
def stocked() -> tuple[tuple[Product, ...], tuple[tuple[Variant, int], ...]]:
    """Every product, and every variant with the pieces a new shop has of it."""
    table = tomllib.loads(FILE.read_text("utf-8"))
    products = tuple(_product(entry, table) for entry in table["products"])
    empty = frozenset(table["sold_out"])
    variants = [
        (variant, _pieces(variant, empty, sure=bool(entry.get("always")), gone=bool(entry.get("discontinued"))))
        for entry in table["products"]
        for variant in _variants(entry, table)
    ]
    return products, tuple(variants)


def put(db: sqlite3.Connection) -> None:
    """Write the catalogue into a new database."""
    products, variants = stocked()
    db.executemany(
        "insert into product values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                one.id,
                *_both(one.name),
                one.kind_id,
                *_both(one.kind),
                one.price_minor,
                one.discontinued,
                one.successor,
                one.grams,
                *_both(one.material),
                *_both(one.water),
                *_both(one.care),
            )
            for one in products
        ],
    )
    db.executemany(
        "insert into variant values (?, ?, ?, ?, ?)",
        [(one.id, one.product, *(json.dumps(one.options[each]) for each in LANGUAGES), left) for one, left in variants],
    )


def read(products: Sequence[sqlite3.Row], variants: Sequence[sqlite3.Row]) -> Catalogue:
    """The catalogue as the database holds it."""
    return Catalogue(
        {
            row["id"]: Product(
                row["id"],
                _words(row, "name"),
                row["kind_id"],
                _words(row, "kind"),
                row["price_minor"],
                row["grams"],
                _words(row, "material"),
                _words(row, "water"),
                _words(row, "care"),
                bool(row["discontinued"]),
                row["successor"],
            )
            for row in products
        },
        {
            row["id"]: Variant(
                row["id"], row["product"], {each: json.loads(row[f"options_{each}"]) for each in LANGUAGES}
            )
            for row in variants
        },
    )


def _words(row: sqlite3.Row, name: str) -> Words:
    return {each: row[f"{name}_{each}"] for each in LANGUAGES}


def _both(words: Words) -> tuple[str, ...]:
    return tuple(words[each] for each in LANGUAGES)


def _product(entry: Mapping[str, Any], table: Mapping[str, Any]) -> Product:
    return Product(
        entry["id"],
        entry["name"],
        entry["kind"],
        table["kinds"][entry["kind"]],
        Money.of(entry["price"], CURRENCY).minor,
        entry["grams"],
        table["materials"][entry["material"]],
        table["water"][entry["water"]],
        table["care"][entry["care"]],
        bool(entry.get("discontinued")),
        entry.get("successor", ""),
    )


def _variants(entry: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Variant]:
    options: Mapping[str, list[str]] = entry.get("options", {})
    for values in itertools.product(*options.values()):
        english = dict(zip(options, values, strict=True))
        german = {table["option_names"][key]: table["option_values"].get(text, text) for key, text in english.items()}
        name = ".".join([entry["id"], *(_slug(text) for text in values)])
        yield Variant(name, entry["id"], {"en": english, "de": german})


def _slug(text: str) -> str:
    return _NO_SLUG.sub("-", text.casefold().replace("-5", "minus 5").replace("°c", "c")).strip("-")


def _pieces(variant: Variant, empty: frozenset[str], *, sure: bool, gone: bool) -> int:
    """The same number in every new shop: it hangs on the variant's own id."""
    if gone or variant.id in empty:
        return 0
    number = int.from_bytes(hashlib.sha256(variant.id.encode()).digest()[:4], "big")
    return 0 if not sure and number % SOLD_OUT_ONE_IN == 0 else 3 + number % STOCK_MAX
