"""A toy shop with an HTTP API, to try things on: `python toy_shop.py`. It forgets everything when it ends."""

import json
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

PORT = 8500


class ToyShop:
    """Orders by customer, and refunds by idempotency key."""

    def __init__(self, orders: dict[str, list[dict[str, Any]]]) -> None:
        self.orders = orders
        self.refunds: dict[str, dict[str, str]] = {}

    def answer(self, method: str, path: str, body: Any, key: str) -> tuple[int, Any]:
        """Status and JSON of one request."""
        match method, path.strip("/").split("/"):
            case "GET", ["customers", customer, "orders"]:
                return 200, self.orders.get(customer, [])
            case "GET", ["refunds", found] if found in self.refunds:
                return 200, self.refunds[found]
            case "POST", ["refunds"] if key:
                return self.refund(body, key)
        return 404, {"message": "There is no such thing."}

    def refund(self, body: Any, key: str) -> tuple[int, Any]:
        """Pay order lines back; the same key again gets the same answer and no second payment."""
        if key in self.refunds:
            return 200, self.refunds[key]
        order = next((one for one in self.orders.get(body["customer"], []) if one["id"] == body["order"]), None)
        lines = [line for line in order["lines"] if line["line_id"] in body["lines"]] if order else []
        if order is None or len(lines) != len(body["lines"]):
            return 404, {"message": "There is no such order."}
        if any(line.get("refunded") for line in lines):
            return 422, {"message": "That was paid back before."}
        for line in lines:
            line["refunded"] = True
        self.refunds[key] = {"number": f"R-{len(self.refunds) + 1}", "amount": body["amount"], "card": order["card"]}
        return 201, self.refunds[key]


def first_orders() -> dict[str, list[dict[str, Any]]]:
    """The orders of toy_shop.json, its days counted from today."""
    today = datetime.now(UTC).date()
    customers: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    for order in (order for orders in customers.values() for order in orders):
        for name in ("delivered", "expected"):
            order[name] = None if order[name] is None else str(today + timedelta(days=order[name]))
    return customers


class Door(BaseHTTPRequestHandler):
    """The shop over HTTP."""

    shop: ToyShop

    def do_GET(self) -> None:
        """Answer a request."""
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "null")
        status, answer = self.shop.answer(self.command, self.path, body, self.headers.get("Idempotency-Key", ""))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    do_POST = do_GET  # noqa: N815 - the library's name

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002 - the library's form
        """Tell what was changed; what was only read is no news."""
        if self.command != "GET":
            print(self.command, self.path, int(code), self.headers.get("Idempotency-Key", ""), flush=True)


def serve(port: int) -> HTTPServer:
    """The toy shop on this machine, with its first orders; `serve_forever()` runs it."""
    door = type("ToyDoor", (Door,), {"shop": ToyShop(first_orders())})
    return HTTPServer(("127.0.0.1", port), door)


if __name__ == "__main__":
    with serve(int(sys.argv[1]) if len(sys.argv) > 1 else PORT) as server:
        print(f"toy shop on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
