"""The benchmark's shop: its database read from a file, changed in memory, amounts exact.

It behaves as the published shop does, its faults included, because the published end states hold them; each such
place says so. Source: sierra-research/tau2-bench, retail domain.
"""

import gzip
import json
import unicodedata
from collections.abc import Iterator, Mapping
from copy import deepcopy
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

from earnest.domain.errors import BadInput
from earnest.domain.money import Money

CURRENCY = "USD"
CENT = Decimal("0.01")
FILE_BYTES_MAX = 64_000_000

Record = dict[str, Any]


class Shop:
    """Products, users and orders. Reads see changes; `changes()` lists them against the file.

    Args:
        base: the parsed database; never written to.
        state: a file that keeps the changes between starts, None to forget them.
    """

    def __init__(self, base: Mapping[str, Mapping[str, Record]], state: Path | None = None) -> None:
        self._base = base
        self._state = state
        self._changed: dict[tuple[str, str], Record] = {}
        self._done: dict[str, Record] = {}
        self.variants = {
            item: {**variant, "product_id": product["product_id"], "name": product["name"]}
            for product in base["products"].values()
            for item, variant in product["variants"].items()
        }
        self._emails = {fold(user["email"]): key for key, user in base["users"].items()}
        if state is not None and state.exists():
            kept = json.loads(state.read_text(), parse_float=Decimal)
            self._changed = {(table, key): record for table, key, record in kept["changed"]}
            self._done = kept["done"]

    def fresh(self) -> "Shop":
        """The same shop as its file has it; for measuring."""
        return Shop(self._base)

    @property
    def deeds(self) -> int:
        """How many deeds were done."""
        return len(self._done)

    @property
    def products(self) -> Mapping[str, Record]:
        """All product types by id."""
        return self._base["products"]

    def user(self, key: str) -> Record | None:
        """One user, None if there is none."""
        return self._changed.get(("users", key)) or self._base["users"].get(key)

    def order(self, key: str) -> Record | None:
        """One order, None if there is none."""
        return self._changed.get(("orders", key)) or self._base["orders"].get(key)

    def orders_of(self, customer: str) -> Iterator[Record]:
        """The orders of a user, in the order of the user's own list."""
        user = self.user(customer)
        for key in user["orders"] if user else ():
            if (order := self.order(key)) is not None:
                yield order

    def by_email(self, email: str) -> str | None:
        """The user with this e-mail address; case and accents do not count."""
        return self._emails.get(fold(email))

    def by_name_and_zip(self, first: str, last: str, code: str) -> str | None:
        """The user of this name whose default address has this zip code; case and accents do not count."""
        wanted = (fold(first), fold(last), code)
        for key in self._base["users"]:
            user = self.user(key) or {}
            name = user["name"]
            if (fold(name["first_name"]), fold(name["last_name"]), user["address"]["zip"]) == wanted:
                return key
        return None

    def change(self, table: str, key: str) -> Record:
        """The record, ready to be changed in place.

        Raises:
            BadInput: there is no such record.
        """
        if (table, key) not in self._changed:
            if key not in self._base[table]:
                raise BadInput(f"There is no {table[:-1]} {key!r}.")
            self._changed[table, key] = deepcopy(self._base[table][key])
        return self._changed[table, key]

    def once(self, key: str) -> Record | None:
        """What the deed of this key gave, None if it was never done."""
        return self._done.get(key)

    def finish(self, key: str, result: Record) -> None:
        """Remember a deed by its key, and keep the changes if there is a file for them."""
        self._done[key] = result
        if self._state is not None:
            kept = {"changed": [[*at, record] for at, record in self._changed.items()], "done": self._done}
            fresh = self._state.with_suffix(".new")
            fresh.write_text(json.dumps(kept, default=str))
            fresh.replace(self._state)

    def changes(self) -> list[Record]:
        """What differs from the file, as (path, before, after): mappings field by field, lists as wholes."""
        found: list[Record] = []
        for (table, key), record in sorted(self._changed.items()):
            _differences([table, key], self._base[table][key], record, found)
        return found


def open_shop(file: Path, state: Path | None = None) -> Shop:
    """Read the benchmark's `db.json` or `db.json.gz`.

    Raises:
        BadInput: the file cannot be read or is no such database.
    """
    try:
        raw = file.read_bytes()
        text = gzip.decompress(raw) if file.suffix == ".gz" else raw
        base = json.loads(text[:FILE_BYTES_MAX], parse_float=Decimal)
        return Shop(base, state)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{file} is no retail database of the benchmark ({error}); name its db.json or db.json.gz."
        ) from error


def money(amount: Decimal | int | str) -> Money:
    """An amount of the shop, rounded to cents as the shop shows it."""
    return Money.of(Decimal(amount).quantize(CENT, ROUND_HALF_EVEN), CURRENCY)


def fold(text: str) -> str:
    """Text without case, accents and outer blanks."""
    plain = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def _differences(path: list[str], before: Any, after: Any, found: list[Record]) -> None:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in sorted(before.keys() | after.keys()):
            _differences([*path, name], before.get(name), after.get(name), found)
    elif before != after:
        found.append({"path": path, "before": before, "after": after})
