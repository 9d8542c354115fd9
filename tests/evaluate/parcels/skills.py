"""A shop of parcels in memory; `given` lays out a scenario."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from earnest.domain.records import records
from earnest.domain.skills import By, Done, Owned, Preview, skill
from earnest.domain.verdicts import FactValue

Shop = dict[str, Any]


def connect(settings: Mapping[str, str]) -> Shop:
    """An empty shop."""
    return {"orders": [], "done": set()}


def given(shop: Shop, customer: Mapping[str, str], orders: Sequence[Mapping[str, Any]], today: datetime) -> str:
    """Lays out a scenario's orders."""
    for one in orders:
        due = (today + timedelta(days=one.get("expected", 0))).strftime("%-d %B")
        lines = [{"line_id": f"{one['id']}/{at}", "name": line["product"]} for at, line in enumerate(one["lines"])]
        shop["orders"].append({"id": one["id"], "status": one["status"], "expected": due, "lines": lines})
    return customer["first_name"]


@records("order")
def orders(shop: Shop, customer: str) -> list[dict[str, Any]]:
    """Every order: there is one customer only."""
    return list(shop["orders"])


@records("order_line")
def order_lines(shop: Shop, customer: str) -> list[dict[str, Any]]:
    """Every line."""
    return [{"id": line["line_id"]} for order in shop["orders"] for line in order["lines"]]


@skill(effect="irreversible", level="signed_in")
def stop(shop: Shop, by: By, order_id: Annotated[str, Owned("order")]) -> Done:
    """Stop a parcel."""
    shop["done"].add(by.key)
    return Done({})


@stop.preview
def _preview(shop: Shop, by: By, order_id: str) -> Preview:
    return Preview(())


@stop.facts
def _facts(shop: Shop, by: By, order_id: str) -> Mapping[str, FactValue]:
    return {}


@stop.settled
def _settled(shop: Shop, by: By) -> Done | None:
    return Done({}) if by.key in shop["done"] else None
