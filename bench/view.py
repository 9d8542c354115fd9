"""How long opening a view, reading two of its fields and recording that takes: `python -m bench.view` prints JSON.

`open_and_read_two_us`: a flat order, against a plain dict filter. `whole_order_with_lines_us`: the same of an order
with its lines, against a nested filter. `record_the_read_us`: the row that a decision with reads adds to its own
transaction. `fold_20_events_us`, held to nothing: a person's consents from their history, once a turn.
"""

import json
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.aims import against
from bench.machine import machine_line

from earnest.consent.data_map import read_data_map
from earnest.consent.fold import fold
from earnest.consent.markers import ServiceOrder, ServicePayment
from earnest.consent.views import open_view
from earnest.domain.consents import ConsentEvent
from earnest.domain.money import Money
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.turns import Used
from earnest.store.codec import reads_in
from earnest.store.engines import sqlite_engine
from earnest.store.page import _INSERTS
from earnest.store.rows import Rows
from earnest.store.schema import prepare

CALLS = 20_000  # openings a round
ROUNDS = 7  # the median of these is the figure
AIM_US = 5.0  # at most: to open and read two fields, and to record a read
BATCH = 256  # decisions a commit
EVENTS = 20  # consent events of the customer

MAP = """
sources:
  order:
    owner: shop
    residency: EU
    integrity: own
    retention: 10 years
    nested: {lines: {kind: order_line, key: line_id}}
    fields:
      status: {category: order, purposes: [service.order, service.payment]}
      total: {category: payment, purposes: [service.order, service.payment]}
      placed_on: {category: order, purposes: [service.order]}
      delivered_on: {category: order, purposes: [service.order]}
      address: {category: contact, purposes: [service.order]}
      method: {category: payment, purposes: [service.payment]}
      income: {category: finance, purposes: [personalise.predict]}
      lines.name: {category: order, purposes: [service.order]}
      lines.price: {category: payment, purposes: [service.order]}
      lines.quantity: {category: order, purposes: [service.order]}
"""

ROW: dict[str, Any] = {
    "id": "1042",
    "status": "delivered",
    "total": Money(7900, "EUR"),
    "placed_on": "2026-11-01",
    "delivered_on": "2026-11-04",
    "address": {"street": "Hill 1", "zip": "10115", "city": "Berlin"},
    "method": "card",
    "income": 1,
    "lines": [
        {"line_id": number, "name": "Strap", "price": Money(3950, "EUR"), "quantity": 1, "cost": 3} for number in (1, 2)
    ],
}


def main() -> None:
    data_map = read_data_map(MAP)
    events = [
        ConsentEvent(seq, "S-1", Purpose.MARKETING_DIRECT, ConsentState.GIVEN, seq) for seq in range(1, EVENTS + 1)
    ]
    consents = fold(events, 1_000)
    flat, whole = data_map.fields("order", Purpose.SERVICE_PAYMENT), data_map.fields("order", Purpose.SERVICE_ORDER)
    rows = (ROW,)

    def flat_view() -> None:
        row = open_view(rows, "order", ServicePayment, data_map, consents)[0]
        assert (row["status"], row["method"]) == ("delivered", "card")

    def nested_view() -> None:
        row = open_view(rows, "order", ServiceOrder, data_map, consents)[0]
        assert (row["status"], row["lines"][0]["name"]) == ("delivered", "Strap")

    def flat_filter() -> None:
        row = {name: value for name, value in ROW.items() if name in flat}
        assert (row["status"], row["method"]) == ("delivered", "card")

    def nested_filter() -> None:
        row = _filtered(ROW, whole)
        assert (row["status"], row["lines"][0]["name"]) == ("delivered", "Strap")

    recorded = _record_us(open_view(rows, "order", ServicePayment, data_map, consents).used)
    print(
        json.dumps(
            {
                "bench": "view",
                "open_and_read_two_us": against(_us(flat_view), AIM_US, _us(flat_filter)),
                "whole_order_with_lines_us": against(_us(nested_view), AIM_US, _us(nested_filter)),
                "record_the_read_us": against(recorded, AIM_US),
                "fold_20_events_us": _us(lambda: fold(events, 1_000), calls=2_000),
                "machine": machine_line(),
            },
            indent=2,
        )
    )


def _record_us(used: tuple[Used, ...]) -> float:
    """Median microseconds that one decision's row of uses takes inside its transaction, on a file of SQLite's."""
    with TemporaryDirectory() as folder:
        engine = sqlite_engine(Path(folder) / "bench.db")
        prepare(engine, "bench/log")
        rounds = []
        for number in range(ROUNDS * 10):
            who = [
                (f"S-{place * 7919 % 5003}", number * BATCH + place, f"D-{number}-{place}") for place in range(BATCH)
            ]
            with engine.begin() as connection:
                rows = Rows(connection)
                start = time.perf_counter()
                for one in who:
                    rows.many(_INSERTS["uses"], [(*one, reads_in(used), b"")])
                rounds.append((time.perf_counter() - start) / BATCH * 1e6)
        engine.dispose()
    return round(statistics.median(rounds), 3)


def _filtered(row: Mapping[str, Any], granted: frozenset[str]) -> dict[str, Any]:
    """What one would write without views: no freezing, no record of use, no refusal."""
    kept = {name: value for name, value in row.items() if name in granted}
    kept["lines"] = [{name: line[name] for name in line if f"lines.{name}" in granted} for line in row["lines"]]
    return kept


def _us(call: Callable[[], object], calls: int = CALLS) -> float:
    """Median microseconds a call."""
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        rounds.append((time.perf_counter() - start) / calls * 1e6)
    return round(statistics.median(rounds), 3)


if __name__ == "__main__":
    main()
