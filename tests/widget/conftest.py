"""A real browser, the built panel, and a wire that plays what a test scripts."""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Playwright
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from tests.widget.scripted import Wire
from tools.browser import CHROMIUM, FLAGS

from earnest.web.files import BuiltFiles
from earnest.web.widget import DIST, Sites, widget_files

WAIT_SECONDS = 20


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; without it the test is skipped, and CI allows no such skip."""
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"no {CHROMIUM}: install chromium, or name another with EARNEST_CHROMIUM")
    found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
    yield found
    found.close()


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """The accessibility rules, as a script."""
    return (root / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="session")
def panel_url() -> Iterator[str]:
    """The built widget, served with the headers that it has in earnest, and a shop's page that embeds it."""
    assert (DIST / "panel.html").is_file(), "the widget was not built; run make setup"
    with served() as (url, sites):
        sites.append(url)
        yield url


@contextmanager
def served() -> Iterator[tuple[str, list[str]]]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    web = BuiltFiles(_shop(url), widget_files(Sites((url.replace("127.0.0.1", "localhost"),))))
    server = uvicorn.Server(uvicorn.Config(web, log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield url, []
    finally:
        server.should_exit = True
        thread.join(WAIT_SECONDS)
        listener.close()


def _shop(chat: str) -> ASGIApp:
    """A shop's page under the strictest policy that the chat needs; on localhost it is another origin than the chat."""
    page = (
        '<!doctype html><html lang="en"><title>Shop</title><main><h1>Shop</h1></main>'
        f'<script type="module" src="{chat}/widget/loader.js"></script></html>'
    )
    policy = f"default-src 'none'; script-src {chat}; frame-src {chat}; require-trusted-types-for 'script'"

    async def shop(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/":
            await HTMLResponse(page, headers={"content-security-policy": policy})(scope, receive, send)
        else:
            await PlainTextResponse("nothing", 404)(scope, receive, send)

    return shop


@pytest.fixture
def wire() -> Wire:
    """A server that plays what the test scripts."""
    return Wire()


@pytest.fixture
def page(browser: Browser, wire: Wire) -> Iterator[Page]:
    """A page of its own whose calls to the API the wire answers; an error in it fails the test."""
    context = browser.new_context(viewport={"width": 400, "height": 680}, timezone_id="Europe/Berlin", locale="en-GB")
    context.set_default_timeout(WAIT_SECONDS * 1_000)
    found = context.new_page()
    troubles: list[str] = []
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("console", lambda said: troubles.append(said.text) if _violation(said.text) else None)
    context.route("**/v1/**", wire.answer)
    yield found
    wire.close()
    context.close()
    assert troubles == []


def _violation(text: str) -> bool:
    # A frame that is refused by frame-ancestors says so too, and that is what a test wants to see.
    return ("Content Security Policy" in text or "TrustedHTML" in text) and not text.startswith("Framing")


@pytest.fixture
def panel(page: Page, panel_url: str) -> Page:
    """The panel, opened as a page of its own."""
    page.goto(f"{panel_url}/widget/panel.html?language=en")
    page.locator("#words").wait_for()
    return page


def broken_rules(page: Page, axe: str) -> list[str]:
    """The accessibility rules that a page breaks, with where."""
    page.evaluate(axe)
    found: dict[str, Any] = json.loads(
        page.evaluate(
            """async () => JSON.stringify(await axe.run(document, {
              runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))"""
        )
    )
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]
