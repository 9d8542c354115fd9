"""How soon the chat is there, and whom its server calls: `python -m bench.widget` prints JSON.

A server in a process of its own (the example brand Fernhalm on SQLite, as `earnest serve` runs it), a bare shop page,
and Chromium with its files downloaded before. First open: from the press on the launcher until the panel's first words
are drawn and its text field has the focus. Baseline in the same run: the press until an empty frame of the page's own
origin is drawn and focused. Calls: every connection that the server's process opens while a customer talks.
"""

import argparse
import gzip
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import httpx
from bench.machine import machine_line
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from playwright.sync_api import BrowserContext, sync_playwright
from tools.browser import CHROMIUM, FLAGS

from earnest.app import build
from earnest.cli.demo import address, free, serving
from earnest.cli.places import example
from earnest.domain.identity import Channel
from earnest.web.api import make_web
from earnest.web.widget import DIST, Sites

ROUNDS = 20
PORT = 8750
LIMIT_MS = 300
GZIP_LEVEL = 9
LOOKS_MAX, LOOK_SECONDS = 120, 0.5
CUSTOMER = "ada"
LINES = (
    "hello",
    "wheres my jacket",
    "how long can I return things?",
    "can I send the camp stove from 1017 back? I don't like it",
    "wie lange dauert die lieferung",
    "my backpack strap is torn, money back please",
    "blorp the frim",
    "I want a person",
)

PAGE = """<!doctype html><html lang="en"><title>Shop</title><button id="baseline">Frame</button>
<script>
addEventListener("click", () => { window.pressed = performance.timeOrigin + performance.now() }, true);
document.querySelector("#baseline").onclick = () => {
  const frame = document.createElement("iframe");
  frame.onload = () => frame.contentDocument.querySelector("#words").focus();
  frame.src = "/empty";
  document.body.append(frame);
};
</script><script type="module" src="CHAT/widget/loader.js"></script></html>"""
EMPTY = """<!doctype html><html lang="en"><title>.</title><p>Words</p><textarea id="words"></textarea></html>"""

WATCH = """
if (window.parent !== window) {
  const now = () => performance.timeOrigin + performance.now();
  const after = (done) => requestAnimationFrame(() => setTimeout(done)); // the frame after the change was drawn
  const look = () => {
    const words = document.querySelector("#words"), text = document.querySelector("article p, p");
    if (!window.drawn && text && words && document.activeElement === words) after(() => { window.drawn ??= now() });
    if (!window.able && document.querySelector(".e-can")) after(() => { window.able ??= now() });
    requestAnimationFrame(look);
  };
  look();
}
"""
"""Runs in every frame before its own scripts: notes when words are drawn and the field has the focus."""


# --- the server's process ------------------------------------------------------------------------------------------


def serve(folder: Path) -> None:
    """Serve chat and shop; answers `count` on the standard input with the connections opened so far."""
    opened: list[str] = []
    house = build(example(), folder / "own")
    for_chat, for_shop = free(PORT), free(PORT + 20)
    shop = shop_page(address(for_chat))
    with serving(make_web(house, sites=Sites((address(for_shop),))), for_chat) as chat, serving(shop, for_shop) as url:
        token, _ = house.open_signed_in(Channel.CHAT, CUSTOMER)
        sys.addaudithook(lambda event, given: opened.append(str(given[1])) if event == "socket.connect" else None)
        print(json.dumps({"chat": chat, "shop": url, "token": token}), flush=True)
        for line in sys.stdin:
            if line.strip() == "call":
                with socket.create_connection(for_chat.getsockname()):
                    pass
            print(json.dumps(opened), flush=True)


def shop_page(chat: str) -> FastAPI:
    shop = FastAPI()
    shop.get("/")(lambda: HTMLResponse(PAGE.replace("CHAT", chat)))
    shop.get("/empty")(lambda: HTMLResponse(EMPTY))
    return shop


class Server:
    """The server, from outside."""

    def __init__(self, told: IO[str], asked: IO[str]) -> None:
        self._told, self._asked = told, asked
        self.about: dict[str, str] = json.loads(told.readline())

    def calls(self, *, after_one: bool = False) -> int:
        """Connections that it has opened so far; after it was told to open one, if so wished."""
        self._asked.write("call\n" if after_one else "count\n")
        self._asked.flush()
        return len(json.loads(self._told.readline()))


@contextmanager
def running() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.widget", "--serve", folder]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]  # pipes by name
            try:
                yield Server(process.stdout, process.stdin)
            finally:
                process.kill()


# --- the figures -------------------------------------------------------------------------------------------------


def first_open(server: Server) -> dict[str, Any]:
    """Milliseconds from the press until words and focus are there, the panel's and an empty frame's, in turn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context(locale="en-GB", viewport={"width": 390, "height": 844})
        context.add_init_script(WATCH)
        rounds = [(opening(context, server, "panel"), opening(context, server, "frame")) for _ in range(ROUNDS + 1)]
        browser.close()
    panels, frames = zip(*rounds[1:], strict=True)  # the first one downloads
    words, able = ([one[name] for one in panels] for name in ("drawn", "able"))
    bare = [one["drawn"] for one in frames]
    return {
        "rounds": ROUNDS,
        "words_and_focus_ms": spread(words),
        "abilities_ms": spread(able),
        "baseline_empty_frame_ms": spread(bare),
        "ratio": round(statistics.median(words) / statistics.median(bare), 2),
        "limit_ms": LIMIT_MS,
        "within": statistics.median(words) <= LIMIT_MS,
    }


def opening(context: BrowserContext, server: Server, what: str) -> dict[str, float]:
    """One press, on a page of its own."""
    page = context.new_page()
    page.goto(server.about["shop"])
    launcher = page.get_by_role("button", name="Chat: AI assistant or a person")
    launcher.wait_for()
    (launcher if what == "panel" else page.locator("#baseline")).click()
    page.frame_locator("iframe").locator(".e-can" if what == "panel" else "p").first.wait_for()
    frame, pressed = page.frames[1], page.evaluate("window.pressed")
    names = ("drawn", "able") if what == "panel" else ("drawn",)
    for name in names:
        while frame.evaluate(f"window.{name}") is None:
            page.wait_for_timeout(20)
    found = {name: frame.evaluate(f"window.{name}") - pressed for name in names}
    page.close()
    return found


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"median": round(statistics.median(ordered), 1), "min": round(ordered[0], 1), "max": round(ordered[-1], 1)}


def model_calls(server: Server) -> dict[str, Any]:
    """Connections that the server opened while a customer talked and asked why.

    One more is opened on purpose afterwards: that it is counted shows that the others would have been.
    """
    before = server.calls()
    headers = {"Authorization": f"Bearer {server.about['token']}"}
    with httpx.Client(base_url=server.about["chat"], headers=headers, trust_env=False, timeout=60) as customer:
        talk = customer.post("/v1/conversations", json={"language": "en"}).json()["id"]
        for number, line in enumerate(LINES):
            body = {"kind": "message", "client_id": f"b-{number}", "text": line}
            customer.post(f"/v1/conversations/{talk}/items", json=body).raise_for_status()
        decisions = answers(customer, talk)
        whys = [customer.get(f"/v1/decisions/{name}").raise_for_status().elapsed for name in decisions]
    during = server.calls()
    return {
        "messages": len(LINES),
        "items_of_the_assistant": len(decisions),
        "why_ms": spread([one.total_seconds() * 1_000 for one in whys]),
        "calls": during - before,
        "calls_counted_after_one_on_purpose": server.calls(after_one=True) - during,
    }


def answers(customer: httpx.Client, talk: str) -> list[str]:
    """The decisions of all answers, once each message has one: on a busy machine they come later."""
    for _ in range(LOOKS_MAX):
        items = customer.get(f"/v1/conversations/{talk}/items").raise_for_status().json()["items"]
        found = [one["decision"] for one in items if one["ai"]]
        if len(found) >= len(LINES):
            return found
        time.sleep(LOOK_SECONDS)
    raise SystemExit(f"{len(LINES) - len(found)} messages were not answered.")


def kilobytes(folder: Path) -> float:
    """What a browser fetches at first, packed."""
    files = [*folder.glob("*.html"), *(folder / "assets").iterdir()]
    return round(sum(len(gzip.compress(file.read_bytes(), GZIP_LEVEL, mtime=0)) for file in files) / 1_000, 1)


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--serve", type=Path)
    given = read.parse_args()
    if given.serve:
        serve(given.serve)
        return
    with running() as server:
        figures = {
            "bench": "widget",
            "first_open": first_open(server),
            "model_calls": model_calls(server),
            "first_load_kb_gzip": {
                "loader": round(len(gzip.compress((DIST / "loader.js").read_bytes(), GZIP_LEVEL, mtime=0)) / 1_000, 1),
                "panel": kilobytes(DIST),
                "desk": kilobytes(DIST.parent / "desk"),
            },
            "machine": machine_line() | {"browser": os.path.basename(CHROMIUM)},  # noqa: PTH119 - a name, no path
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
