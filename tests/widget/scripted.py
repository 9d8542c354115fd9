"""A wire with named faults: it speaks the item API and says what a test gives it."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Route

LATER = 1_900_000_000_000_000
"""An instant far enough away that nothing is due; a story says otherwise by itself."""

BRAND = {
    "name": "Fernhalm",
    "languages": ["en", "de"],
    "abilities": ["find out where an order is", "return or exchange something", "get your money back"],
    "limits": ["I give no discounts.", "A person checks refunds over €50.00."],
    "hours": "Mon-Fri 9-18",
    "zone": "Europe/Berlin",
    "person": {"open": True, "until_minutes": 480, "minutes": 15},
}

WHY = {
    "decision": "D-57VEP78SZV7GW8CC7",
    "rules": [{"row": "over-50", "outcome": "ask_person", "says": "A person checks refunds over €50.00."}],
    "used": [
        "order.status for service.order",
        "order.delivered for service.order",
        "customer.first_name for service.order",
    ],
    "not_used": ["Other orders", "Predictions"],
    "sure_words": "Fairly sure",
    "change_words": ["With an amount of €50.00 or less you would only have to confirm."],
    "reviewable": True,
    "proof": {"index": 6, "size": 9, "trouble": ""},
}

Item = dict[str, Any]
Part = dict[str, Any]


def words(text: str) -> Part:
    return {"kind": "words", "text": text}


def item(seq: int, author: str, *parts: Part, decision: str = "", name: str = "") -> Item:
    ai = author in ("assistant", "system")
    return {
        "seq": seq,
        "id": f"I-{seq}",
        "author": author,
        "ai": ai,
        "at": int(time.time() * 1_000_000),
        "decision": decision or (WHY["decision"] if ai else ""),
        "name": name,
        "parts": list(parts),
    }


@dataclass
class Wire:
    """Plays one conversation.

    Args:
        brand: what GET /v1/brand says; None: a server that does not know it yet.
        answers: what each next thing sent is answered with; a plain echo when there is no more.
        fault: "" or the name of what is wrong: "cut" (no connection), "busy" (503), "too-often" (429), "gone" (401),
            "refused" (422), "slow" (202, and the items come later), "never" (202, and no item comes), "unknown" (404
            for what an older server does not know).
    """

    brand: dict[str, Any] | None = field(default_factory=lambda: dict(BRAND))
    answers: list[Sequence[Part]] = field(default_factory=list)
    fault: str = ""
    log: list[Item] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    held: list[Route] = field(default_factory=list)
    taken: dict[str, list[Item]] = field(default_factory=dict)
    identities: list[str] = field(default_factory=list)

    def say(self, author: str, *parts: Part, decision: str = "", name: str = "") -> None:
        """Put something into the log."""
        self.log.append(item(len(self.log) + 1, author, *parts, decision=decision, name=name))

    def close(self) -> None:
        """Let go of what was held."""
        self.held.clear()

    def answer(self, route: Route) -> None:
        """Answer one call."""
        request = route.request
        path = urlsplit(request.url).path
        self.seen.append(f"{request.method} {request.url}")
        if self.fault == "cut":
            route.abort("internetdisconnected")
            return
        match request.method, path.removeprefix("/v1/").split("/"):
            case "GET", ["brand"]:
                self._brand(route)
            case "POST", ["sessions"]:
                self.identities.append((request.post_data_json or {}).get("identity_token", ""))
                _json(route, 201, {"token": "secret-token", "level": "anyone"})
            case "POST", ["conversations"]:
                _json(route, 201, {"id": "C-0000000000000000A"})
            case "GET", ["conversations", _, "stream"]:
                self._stream(route)
            case "GET", ["conversations", _, "items"]:
                after = int(parse_qs(urlsplit(request.url).query)["after"][0])
                _json(route, 200, {"items": self.log[after:], "next_after": len(self.log)})
            case "POST", ["conversations", _, end]:
                self._take(route, end)
            case "GET", ["decisions", _]:
                _json(route, 200, WHY)
            case "GET", ["decisions", name, "receipt"]:
                route.fulfill(status=200, content_type="text/plain", body=f"the proof of {name}")
            case _:
                _json(route, 404, {"detail": "nothing here"})

    def _brand(self, route: Route) -> None:
        if self.brand is None:
            _json(route, 404, {"detail": "nothing here"})
        else:
            _json(route, 200, self.brand)

    def _stream(self, route: Route) -> None:
        """All there is after a number; then the stream ends, and the panel comes again."""
        if self.fault == "gone":
            _json(route, 401, {"detail": "over"})
            return
        if self.fault in ("busy", "no-stream"):
            _json(route, 503, {"detail": "too many"})
            return
        after = int(route.request.headers.get("last-event-id") or 0)
        events = [f"id: {one['seq']}\nevent: item\ndata: {json.dumps(one)}\n\n" for one in self.log[after:]]
        route.fulfill(status=200, content_type="text/event-stream", body="".join(events))

    def _take(self, route: Route, end: str) -> None:
        body: dict[str, Any] = route.request.post_data_json or {}
        self.tokens.add(route.request.headers.get("authorization", ""))
        match self.fault:
            case "too-often":
                route.fulfill(status=429, headers={"Retry-After": "60"}, json={"detail": "Too often."})
            case "busy":
                route.fulfill(status=503, headers={"Retry-After": "1"}, json={"detail": "Busy."})
            case "gone":
                _json(route, 401, {"detail": "This session has ended."})
            case "refused":
                _json(route, 422, {"detail": "That is too long."})
            case "unknown" if body.get("kind") not in ("message", "choice", "press"):
                _json(route, 422, {"detail": "Input tag is unknown."})
            case "never":
                _json(route, 202, {"items": [], "decisions": [], "pending": True})
            case "hang":
                self.sent.append(body | {"to": end})
                self.held.append(route)
            case _:
                self._told(route, end, body)

    def _told(self, route: Route, end: str, body: dict[str, Any]) -> None:
        self.sent.append(body | {"to": end})
        if body["client_id"] not in self.taken:
            self.taken[body["client_id"]] = self._said(end, body)
        if self.fault == "slow":
            _json(route, 202, {"items": [], "decisions": [], "pending": True})
        elif self.fault == "lost-answer":
            self.fault = ""
            route.abort("connectionreset")
        else:
            _json(route, 200, {"items": self.taken[body["client_id"]], "decisions": [], "pending": False})

    def _said(self, end: str, body: dict[str, Any]) -> list[Item]:
        before = len(self.log)
        match body.get("kind"):
            case "message":
                self.say("customer", words(body["text"]))
            case "press":
                self.say("customer", words(self._title() if body["button"] == "confirm" else "Do nothing"))
            case "choice":
                self.say("customer", words(body["option"]))
        if end != "rating" and body.get("kind") not in ("bar", "unbar", "correct"):
            self.say(
                "assistant", *(self.answers.pop(0) if self.answers else [words(f"Heard: {body.get('text', end)}")])
            )
        return self.log[before:]

    def _title(self) -> str:
        """What the button of the last card says."""
        return str(next(part["title"] for one in reversed(self.log) for part in one["parts"] if part["kind"] == "card"))


def _json(route: Route, status: int, body: Any) -> None:
    route.fulfill(status=status, json=body)
