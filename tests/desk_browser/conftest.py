"""A real browser at the desk of a real Fernhalm: two customers wait for a person, a third for a yes."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.web.made import Person, listening, part
from tests.widget.conftest import WAIT_SECONDS, axe, browser

from earnest.app import Ready, build
from earnest.assistant.bound import standing
from earnest.domain.identity import Channel
from earnest.domain.time import MINUTE, SimulatedClock
from earnest.house import House
from earnest.web.api import make_web
from earnest.web.console import DIST
from earnest.web.pace import Pace

__all__ = ["axe", "browser"]

WISH = "i want my money back for the rain jacket, order 1051, it is torn"
"""Of Ada's: 129 euros, more than the assistant may give back by itself."""

UNPROVED = standing(())
"""A brand that has proved nothing yet: colleagues judge each of its turns."""

HELD_SECONDS = 9
"""A little longer than the desk holds what was just done."""

expect.set_options(timeout=WAIT_SECONDS * 1_000)

WIDE, NARROW = (1280, 820), (390, 844)


@dataclass
class Desk:
    """A served house with three people who wait, and browsers of colleagues."""

    house: House
    clock: SimulatedClock
    url: str
    browser: Browser
    clients: list[httpx.Client] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def person(self, customer: str, language: str = "en") -> Person:
        token, _ = self.house.open_signed_in(Channel.CHAT, customer)
        headers = {"Authorization": f"Bearer {token}"}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=WAIT_SECONDS, trust_env=False)
        self.clients.append(client)
        talk = client.post("/v1/conversations", json={"language": language}).json()["id"]
        return Person(client, token, talk)

    def colleague(self, **more: Any) -> BrowserContext:
        """A browser of a colleague's own."""
        size = more.pop("size", WIDE)
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(viewport=viewport, timezone_id="Europe/Berlin", locale="en-GB", **more)  # type: ignore[arg-type]  # a viewport is such a mapping
        context.set_default_timeout(WAIT_SECONDS * 1_000)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("console", lambda said: self.troubles.append(said.text) if "Security Policy" in said.text else None)
        self.contexts.append(context)
        return context

    def open(self, context: BrowserContext | None = None, path: str = "") -> Page:
        """The desk in a new tab; its time can be moved on."""
        page = (context or self.colleague()).new_page()
        page.clock.install()
        page.goto(f"{self.url}/desk/{path}")
        return page

    def signed_in(self, name: str = "mia", context: BrowserContext | None = None, path: str = "", **more: Any) -> Page:
        page = self.open(context or self.colleague(**more), path)
        page.get_by_label("Your key").fill(self.house.key_of(name))
        page.keyboard.press("Enter")
        page.locator(".live-live").wait_for()
        return page

    def end(self) -> None:
        for context in self.contexts:
            context.close()
        for client in self.clients:
            client.close()


@dataclass
class Morning:
    """The desk, and the three who wait: Ben first, then Cleo, then Ada's approval."""

    desk: Desk
    ben: Person
    cleo: Person
    ada: Person


@pytest.fixture
def desk(browser: Browser, ready: Ready, tmp_path: Path) -> Iterator[Desk]:
    """A house of Fernhalm's, served; an error in one of its pages fails the test."""
    assert (DIST / "index.html").is_file(), "the desk was not built; run make setup"
    clock = SimulatedClock(time.time_ns() // 1_000)
    house = build(ready, tmp_path / "data", clock=clock)
    house = replace(house, turns=replace(house.turns, bound=lambda: UNPROVED))
    with listening(make_web(house, pace=Pace(ready_seconds=WAIT_SECONDS))) as url:
        made = Desk(house, clock, url, browser)
        try:
            yield made
        finally:
            made.end()
    assert made.troubles == []


@pytest.fixture
def morning(desk: Desk) -> Morning:
    """Two customers asked for a person a minute apart; a third waits for a yes to 129 euros."""
    ada = desk.person("ada")
    ada.press(part(ada.say(WISH).json(), "card"))
    ben = desk.person("ben", "de")
    ben.say("meine flasche aus 1044 ist undicht und ich fahre morgen weg")
    ben.want_person()
    desk.clock.move(MINUTE)
    cleo = desk.person("cleo")
    cleo.want_person()
    return Morning(desk, ben, cleo, ada)


@pytest.fixture
def mia(morning: Morning) -> Page:
    """The desk of an approver, signed in."""
    return morning.desk.signed_in("mia")


def open_case(page: Page, customer: str) -> None:
    """Open somebody's case by hand."""
    page.locator(".row", has_text=customer).first.click()
    page.get_by_role("heading", name=customer).wait_for()
    page.locator(".composer").wait_for()


def choose(page: Page, way: str) -> None:
    """Choose one of the ways to decide."""
    page.locator(".radio").get_by_text(way, exact=True).click()


def let_go(page: Page) -> None:
    """Let the moment pass in which what was just done can be undone."""
    page.locator(".undo").wait_for()
    page.clock.run_for(HELD_SECONDS * 1_000)
    page.locator(".undo").wait_for(state="detached")


def said(person: Person) -> list[tuple[str, str]]:
    """Author and words of all that a customer is shown."""
    return [(item["author"], one["text"]) for item in person.items() for one in item["parts"] if one["kind"] == "words"]


def eventually(what: Callable[[], bool]) -> None:
    """Wait until something holds at the server; fail where it never does."""
    until = time.monotonic() + WAIT_SECONDS
    while not what():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)
