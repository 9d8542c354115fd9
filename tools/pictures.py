"""Takes the pictures of docs/pictures: the shop's page with its chat in each state, light and dark, small and wide.

Each is a real conversation with the example brand over the public HTTP API, on a clock that stands still. Run it in a
set-up checkout with Debian's chromium and fonts-liberation: `.venv/bin/python -m tools.pictures docs/pictures`, and the
names of states behind it where only those are wanted.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any, Literal

import httpx
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Playwright, sync_playwright
from tools import png
from tools.browser import CHROMIUM, FLAGS, taken

from earnest.app import MODELS_ENV, build
from earnest.cli.demo import address, free, serving, shopfront
from earnest.cli.places import example
from earnest.connect.identity import ShopKeys
from earnest.domain.ids import new_id
from earnest.domain.time import MINUTE, SECOND, SimulatedClock
from earnest.evaluate.scenarios import TODAY
from earnest.house import House, going_on
from earnest.outbox import Runner
from earnest.web.api import make_web
from earnest.web.widget import Sites

SAME_FLAGS = (
    *FLAGS,
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
)
"""What makes a picture the same on every machine."""

FONTS = Path("/usr/share/fonts/truetype/liberation")
FONT_RULES = f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{FONTS}</dir><cachedir prefix="xdg">fontconfig</cachedir>
<match target="pattern"><test qual="all" name="family" compare="not_contains"><string>mono</string></test>
<edit name="family" mode="assign" binding="strong"><string>Liberation Sans</string></edit></match>
<match target="pattern"><test name="family" compare="contains"><string>mono</string></test>
<edit name="family" mode="assign" binding="strong"><string>Liberation Mono</string></edit></match></fontconfig>"""
"""One family for all, so that the same words take the same room on every machine."""

HEIGHTS = {1280: 800, 360: 740}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PORT = 8700
SETTLE_MILLISECONDS = 350
WAIT_MILLISECONDS = 20_000
LAUNCH = {"en": "Chat: AI assistant or a person", "de": "Chat: KI-Assistent oder ein Mensch"}


@dataclass(frozen=True, slots=True)
class Visit:
    """A customer at the shop, the chat open, and the house that answers."""

    house: House
    clock: SimulatedClock
    page: Page
    url: str

    @property
    def chat(self) -> FrameLocator:
        """The panel."""
        return self.page.frame_locator("iframe")

    def say(self, text: str) -> None:
        """Write something a minute later, send it, and wait until it was answered."""
        said = self.chat.locator("article[data-author=customer]")
        before = said.count()
        self.pass_time(1)
        self.chat.locator("#words").fill(text)
        self.chat.locator("#words").press("Enter")
        said.nth(before).wait_for()
        if not self.page.evaluate("navigator.onLine"):
            return
        self.chat.locator("article:last-of-type:not([data-author=customer])").wait_for()

    def press(self, name: str, seen: str = "") -> None:
        """Press a button and wait for words."""
        self.chat.get_by_role("button", name=name, exact=True).last.click()
        if seen:
            self.see(seen)

    def see(self, text: str) -> None:
        """Wait for words in the conversation."""
        self.chat.locator(".e-log").get_by_text(text).last.wait_for()

    def pass_time(self, minutes: int) -> None:
        """Let time go by, for the house and for the browser alike."""
        self.clock.move(minutes * MINUTE)
        self.page.context.clock.set_fixed_time(datetime.fromtimestamp(self.clock.now() / SECOND, UTC))

    def colleague(self, name: str, *acts: tuple[str, str]) -> None:
        """A colleague acts on what waits at the desk, over the desk's own API: the act, and its text."""
        headers = {"Authorization": f"Bearer {self.house.key_of(name)}"}
        with httpx.Client(base_url=self.url, headers=headers, trust_env=False) as desk:
            talk = desk.get("/v1/desk/queue").json()["waiting"][0]["conversation"]
            for number, (act, text) in enumerate(acts):
                self.pass_time(1)
                body = {"client_id": f"desk-{number}"} | ({"text": text} if text else {})
                desk.post(f"/v1/desk/conversations/{talk}/{act}", json=body).raise_for_status()


@dataclass(frozen=True, slots=True)
class State:
    """A state: who is signed in at the shop, the page's language, and what is done.

    Args:
        who: a button of the shop's page, "" for a guest.
        language: of the page.
        act: what brings the state about.
        aim: the last of these is scrolled into sight; the end of the conversation where empty.
        edge: which edge of it meets that of the window.
    """

    who: str
    language: Literal["en", "de"]
    act: Callable[[Visit], None]
    aim: str = ""
    edge: Literal["start", "end"] = "start"


def first_open(visit: Visit) -> None:
    """Nothing was said yet."""
    visit.see("I can help you to:")


def order_answered(visit: Visit) -> None:
    """Two questions in one message: the order's, and one that an article answers."""
    visit.say("wheres my jacket, and how long can I return things?")
    if visit.chat.get_by_role("button", name="Wider window").is_visible():
        visit.press("Wider window")


def choices(visit: Visit) -> None:
    """A wish that fits several orders."""
    visit.say("ich möchte etwas zurückgeben")


def refund_card(visit: Visit) -> None:
    """A fault in one message; the card asks before money moves."""
    visit.say("the head torch from 1043 is broken, please give me my money back")


def receipt_undo(visit: Visit) -> None:
    """The card, confirmed; the refund is held while it can be undone."""
    refund_card(visit)
    visit.pass_time(1)
    visit.press("Refund €24.90", "minutes left")


def refused(visit: Visit) -> None:
    """A no, with its rule, what would change it, and a person to review it."""
    visit.say("can I send the camp stove from 1017 back? I don't like it")
    visit.press("Why this answer?", "Ask a person to review")


def hand_over(visit: Visit) -> None:
    """A person takes over; the customer puts right what they are told."""
    visit.say("my backpack is torn")
    visit.say("I want a person")
    visit.press("Put something right", "Change whatever is not right.")
    visit.chat.get_by_label("Customer said").fill("The left strap of my backpack is torn. I need it on Friday.")


def person_answers(visit: Visit) -> None:
    """A refund over the limit; a colleague takes it and answers."""
    visit.say("der Gurt am Rucksack ist gerissen, Geld zurück")
    visit.press("79,00 € erstatten", "Das sieht das Team")
    hello = "Guten Tag, ich sehe mir den Gurt gerade an. Möchten Sie lieber einen neuen Rucksack? Er ist auf Lager."
    visit.colleague("mia", ("take", ""), ("reply", hello))
    visit.see("Er ist auf Lager.")


def why_panel(visit: Visit) -> None:
    """Why a suggestion is shown."""
    visit.say("why do I see gaiters here?")
    visit.press("Why this answer?", "Not used")


def claim_opened(visit: Visit) -> None:
    """A parcel that is late: a case is opened and promised by a day."""
    visit.say("wheres my jacket")
    visit.say("search for it")


def guest_status(visit: Visit) -> None:
    """A guest sees the bare status by number and postcode."""
    visit.say("wo ist bestellung 1070")
    visit.say("50667")


def offline(visit: Visit) -> None:
    """No network: what is written stays."""
    visit.say("where is order 1058")
    visit.page.context.set_offline(True)
    visit.say("can I still change its address?")


def offered(visit: Visit) -> None:
    """A size was told: it is gone by, and then asked about once, with a yes and a no of one weight."""
    visit.say("I wear size M")
    visit.see("Yes, remember it")


STATES: dict[str, State] = {
    "first-open": State("Ada", "en", first_open),
    "order-answered": State("Ada", "en", order_answered),
    "choices": State("Ada", "de", choices),
    "refund-card": State("Ada", "en", refund_card),
    "receipt-undo": State("Ada", "en", receipt_undo),
    "refused": State("Ada", "en", refused, "earnest-why", "end"),
    "hand-over": State("Ada", "en", hand_over, "earnest-hand-over"),
    "person-answers": State("Ben", "de", person_answers),
    "why": State("Cleo", "en", why_panel, "article"),
    "claim-opened": State("Ada", "en", claim_opened),
    "offered": State("Ada", "en", offered, "earnest-offer", "end"),
    "guest-status": State("", "de", guest_status),
    "offline": State("Ada", "en", offline),
}


@contextmanager
def browsing(playwright: Playwright) -> Iterator[Browser]:
    """A browser whose pictures come out the same on every machine.

    Raises:
        SystemExit: the fonts are missing.
    """
    if not FONTS.is_dir():
        raise SystemExit(f"There are no fonts in {FONTS}: install fonts-liberation.")
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "fonts.conf"
        rules.write_text(FONT_RULES, "utf-8")
        browser = _launched(playwright, os.environ | {"FONTCONFIG_FILE": str(rules), "XDG_CACHE_HOME": folder})
        yield browser
        browser.close()


def _launched(playwright: Playwright, env: dict[str, str]) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(SAME_FLAGS), env=dict(env))


def pictures_of(browser: Browser, name: str) -> Iterator[tuple[str, png.Pixels]]:
    """The four pictures of a state, by their file names."""
    state = STATES[name]
    with tempfile.TemporaryDirectory() as folder, visiting(browser, state, Path(folder), name) as visit:
        state.act(visit)
        for width, height in HEIGHTS.items():
            visit.page.set_viewport_size({"width": width, "height": height})
            for scheme in SCHEMES:
                visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                _aim(visit, state)
                yield f"{name}-{scheme}-{width}.png", taken(visit.page)


@contextmanager
def visiting(browser: Browser, state: State, folder: Path, seed: str) -> Iterator[Visit]:
    """The shop and the chat as they are served in earnest, and somebody on the shop's page with the chat open."""
    clock = SimulatedClock(int(TODAY.timestamp()) * SECOND)
    shop, for_chat = shopfront(example()), free(PORT)
    for_shop = free(for_chat.getsockname()[1] + 1)
    front = shop.make_shop(address(for_chat), folder)
    house = seeded(build(example(), folder / "own", shop={"today": TODAY.date().isoformat()}, clock=clock), seed)
    house = replace(house, shop_keys=ShopKeys.read(folder / shop.JWKS_FILE, house.brand.settings.name))
    web = make_web(house, sites=Sites((address(for_shop),)))
    with serving(web, for_chat) as chat_url, serving(front, for_shop) as shop_url:
        context = _context(browser, partial(_vouch, shop, folder, clock, state.who.lower()))
        visit = Visit(house, clock, context.new_page(), chat_url)
        visit.pass_time(0)
        _open(visit, state, shop_url)
        yield visit
        context.close()


def _context(browser: Browser, vouch: Callable[[], str]) -> BrowserContext:
    first = next(iter(HEIGHTS.items()))
    context = browser.new_context(
        viewport={"width": first[0], "height": first[1]},
        timezone_id="Europe/Berlin",
        locale="en-GB",
        reduced_motion="reduce",
    )
    context.set_default_timeout(WAIT_MILLISECONDS)
    context.route("**/chat-identity", lambda route: route.fulfill(body=vouch()))
    return context


def _vouch(shop: ModuleType, folder: Path, clock: SimulatedClock, customer: str) -> str:
    """The shop's own word for a customer, at the time that the clock shows."""
    said: str = shop.token_for(customer, shop.key_of(folder), clock.now() // SECOND) if customer else ""
    return said


def _open(visit: Visit, state: State, shop_url: str) -> None:
    visit.page.goto(shop_url)
    if state.who:
        visit.page.get_by_role("button", name=state.who).click()
    visit.page.goto(f"{shop_url}/?language={state.language}")
    visit.page.get_by_role("button", name=LAUNCH[state.language]).click()
    visit.chat.locator(".e-can").wait_for()


def seeded(house: House, seed: str) -> House:
    """The house with ids that are the same in every run."""
    dice = Random(seed)
    # Ids are drawn where nobody else may reach in; only a picture wants them the same each time.
    object.__setattr__(vars(house.store)["_kit_"], "random_bytes", dice.randbytes)
    making: Any = replace(house.turns.making, new_id=partial(new_id, random_bytes=Random(seed + " ids").randbytes))
    turns = replace(house.turns, making=making, offering=replace(house.turns.offering, making=making))
    outbox = replace(house.outbox, then=going_on(turns))
    return replace(house, turns=turns, outbox=outbox, runner=Runner(outbox))


def _aim(visit: Visit, state: State) -> None:
    """Let the page settle, what a state is about in sight."""
    visit.page.wait_for_timeout(SETTLE_MILLISECONDS)
    place = visit.chat.locator(state.aim or ".e-log").last
    place.evaluate("(place, block) => place.scrollIntoView({ block })", state.edge if state.aim else "end")
    visit.page.wait_for_timeout(SETTLE_MILLISECONDS // 3)


def main(folder: Path, names: Sequence[str]) -> None:
    """Write the pictures of the named states into a folder; all of them without a name."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as learned, sync_playwright() as playwright, browsing(playwright) as browser:
        os.environ.setdefault(MODELS_ENV, learned)  # twelve houses learn the same
        for name in names or STATES:
            for file, pixels in pictures_of(browser, name):
                png.write(folder / file, pixels)
            sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
