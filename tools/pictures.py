"""Takes the pictures of docs/pictures: the shop's page with its chat in four states, light and dark, small and wide.

Run it in a set-up checkout, with Chromium installed: `.venv/bin/python -m tools.pictures docs/pictures`.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FrameLocator, sync_playwright
from starlette.responses import PlainTextResponse
from tests.widget.conftest import CHROMIUM, FLAGS
from tests.widget.scripted import Part, Wire, words
from tests.widget.stories import QUOTE, card, hand_over, receipt, soon

from earnest.cli.demo import address, free, serving, shopfront
from earnest.cli.places import example
from earnest.web.files import BuiltFiles
from earnest.web.widget import Sites, widget_files

HEIGHTS = {360: 740, 1280: 800}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PORT = 8700
SETTLE_MILLISECONDS = 400

ANSWER: list[Part] = [
    words("Order 1051 is on its way and should be with you by Friday, 27 November. Late or not, you can send it back."),
    QUOTE,
]
OVER: list[Part] = [
    words("A person decides this by 14:10. You need not stay here: the answer comes into this conversation."),
    hand_over(soon(12)),
]


def say(chat: FrameLocator, text: str) -> None:
    """Write something and send it."""
    chat.locator("#words").fill(text)
    chat.locator("#words").press("Enter")


def ask(chat: FrameLocator) -> None:
    """Ask about an order."""
    say(chat, "wheres my jacket? can i still send it back")
    chat.get_by_text("as of").wait_for()


def refund(chat: FrameLocator) -> None:
    """Confirm a small refund."""
    say(chat, "the head torch from 1043 is broken")
    chat.get_by_role("button", name="Refund €24.90").click()
    chat.get_by_role("button", name="Undo").wait_for()


def correct(chat: FrameLocator) -> None:
    """Put the summary for a person right."""
    say(chat, "the strap on my backpack is torn, money back please")
    chat.get_by_role("button", name="Put something right").click()
    chat.get_by_label("Wish").fill("a new backpack, not money back")


STATES: dict[str, tuple[list[list[Part]], Callable[[FrameLocator], None]]] = {
    "first-open": ([], lambda _: None),
    "order-answered": ([ANSWER], ask),
    "refund": ([[card(soon(30))], [words("€24.90 goes back to your Visa."), receipt(soon(4.6))]], refund),
    "hand-over": ([OVER], correct),
}


@contextmanager
def shop() -> Iterator[str]:
    """The shop's page and the built widget; what the widget asks is answered by a scripted wire."""
    for_chat, for_shop = free(PORT), free(PORT + 1)
    with tempfile.TemporaryDirectory() as kept:
        files = BuiltFiles(PlainTextResponse("nothing", 404), widget_files(Sites((address(for_shop),))))
        front = shopfront(example()).make_shop(address(for_chat), Path(kept))
        with serving(files, for_chat), serving(front, for_shop) as url:
            yield url


def take(browser: Browser, url: str, state: str, scheme: Literal["light", "dark"], width: int) -> bytes:
    """One picture."""
    answers, act = STATES[state]
    size = {"width": width, "height": HEIGHTS[width]}
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        color_scheme=scheme,
        timezone_id="Europe/Berlin",
        locale="en-GB",
    )
    context.route("**/v1/**", Wire(answers=list(answers)).answer)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Ada").click()
    page.get_by_role("button", name="Chat: AI assistant or a person").click()
    chat = page.frame_locator("iframe")
    chat.locator("#words").wait_for()
    chat.get_by_text("I can help you to:").wait_for()
    act(chat)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    taken = page.screenshot()
    context.close()
    return taken


def main(folder: Path) -> None:
    """Write all of them into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with shop() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for state in STATES:
            for scheme in SCHEMES:
                for width in HEIGHTS:
                    (folder / f"{state}-{scheme}-{width}.png").write_bytes(take(browser, url, state, scheme, width))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
