"""Fernhalm's skills called at the counter, without a conversation: through the broker, as the outbox calls them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from earnest.app import load_brand
from earnest.brand import Brand
from earnest.domain.identity import Level, Session, Source
from earnest.domain.skills import By, Done
from earnest.domain.time import SECOND
from earnest.domain.turns import Action, Deed
from earnest.domain.verdicts import Verdict
from earnest.policy import Broker

TODAY = "2026-11-23"
NOW = int(datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Berlin")).timestamp()) * SECOND


@dataclass
class Counter:
    """A shop and what may be asked of it; arguments name records by their plain ids."""

    brand: Brand
    broker: Broker
    shop: Any

    def rows(self, kind: str, customer: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self.brand.code.kinds[kind].read(self.shop, customer)]

    def row(self, kind: str, customer: str, name: str) -> dict[str, Any]:
        return next(row for row in self.rows(kind, customer) if row["id"] == name)

    def deed(self, customer: str, skill: str, **arguments: Any) -> Deed:
        session = _session(customer)
        owned = {one.name: one for one in self.brand.code.skills[skill].parameters if hasattr(one.kind, "record")}
        named = {name: self._handles(session, owned.get(name), value) for name, value in arguments.items()}
        return self.broker.canonical(self.shop, session, Action(skill, named, ""), NOW)

    def verdict(self, customer: str, skill: str, language: str = "en", **arguments: Any) -> Verdict:
        deed = self.deed(customer, skill, **arguments)
        facts = self.broker.facts(self.shop, _session(customer), deed, sure=100, asked_by=Source.CUSTOMER, now=NOW)
        spent = {one.input: one.total(deed.amount, None) for one in self.broker.exposures(skill) if deed.amount}
        return self.broker.verdict(deed, {**facts, **spent}, language)

    def do(self, customer: str, skill: str, key: str = "D-1", **arguments: Any) -> Done:
        deed = self.deed(customer, skill, **arguments)
        by = By(customer, key, NOW)
        return self.broker.skills[skill].do(self.shop, by, **self.broker.arguments(deed))

    def settled(self, customer: str, skill: str, key: str) -> Done | None:
        asked = self.broker.skills[skill].asked
        assert asked is not None
        return asked(self.shop, By(customer, key, NOW))

    def _handles(self, session: Session, parameter: Any, value: Any) -> Any:
        if parameter is None:
            return value
        kind = parameter.kind.record
        if parameter.many:
            return [self.broker.mint(session, kind, one) for one in value]
        return self.broker.mint(session, kind, value)


def _session(customer: str) -> Session:
    return Session("N-1", f"S-{customer}", customer, Level.SIGNED_IN, NOW)


@lru_cache(maxsize=1)  # reading gates and code takes longer than filling the shop
def _brand(folder: Path) -> Brand:
    return load_brand(folder)


@contextmanager
def counter_of(folder: Path, file: Path, **settings: str) -> Iterator[Counter]:
    brand = _brand(folder)
    code = brand.code
    shop = code.connect({"db": str(file), "today": TODAY, **settings})
    broker = Broker(code.skills, code.kinds, brand.gates, b"k" * 32)
    yield Counter(brand, broker, shop)


def contents(shop: Any) -> Mapping[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    tables = [row["name"] for row in shop.rows("select name from sqlite_master where type = 'table' order by name")]
    return {name: [tuple(row) for row in shop.rows(f'select * from "{name}" order by 1, 2')] for name in tables}
