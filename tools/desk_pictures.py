"""Takes the pictures of the desk: queue, case, approval and checks of understanding, light and dark, wide and narrow.

Everything on them is Fernhalm's own past, over the real API. Run it in a set-up checkout, with Chromium installed:
`.venv/bin/python -m tools.desk_pictures docs/pictures`; the past takes some minutes, and is kept where `--data` says.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from tools import png
from tools.browser import CHROMIUM, FLAGS, taken

from earnest.cli.demo import free, serving
from earnest.cli.past import relive
from earnest.cli.past_scripts import APPROVER
from earnest.cli.places import example, opened
from earnest.web.api import make_web

HEIGHTS = {390: 844, 1280: 820}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PORT = 8750
SETTLE_MILLISECONDS = 600


def queue(page: Page) -> None:
    """What waits, the nearest clock first."""
    page.locator(".row").first.wait_for()


def case(page: Page) -> None:
    """A hand-over whose brief the customer has put right."""
    page.locator(".row", has_text="only had one in it").click()
    page.locator(".message").first.wait_for()


def approval(page: Page) -> None:
    """A refund over the limit, about to be allowed in part."""
    page.locator(".row", has_text="Needs approval").first.click()
    page.locator(".message").first.wait_for()
    page.locator(".radio").get_by_text("Approve a smaller amount", exact=True).click()
    page.get_by_label("Amount in EUR").fill("35")
    reason = page.get_by_label("Reason, as the customer will read it")
    reason.fill("It can be repaired; we pay for the repair.")
    reason.scroll_into_view_if_needed()


def audits(page: Page) -> None:
    """What was understood, to be judged."""
    page.get_by_role("link", name="Was it understood?").click()
    page.locator(".audit, .audits .empty").first.wait_for()


SCREENS: dict[str, Callable[[Page], None]] = {"queue": queue, "case": case, "approval": approval, "audits": audits}


def take(browser: Browser, url: str, key: str, screen: str, scheme: Literal["light", "dark"], width: int) -> png.Pixels:
    """One picture."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHTS[width]},
        color_scheme=scheme,
        timezone_id="Europe/Berlin",
        locale="en-GB",
    )
    page = context.new_page()
    page.goto(f"{url}/desk/")
    page.get_by_label("Your key").fill(key)
    page.keyboard.press("Enter")
    page.locator(".row").first.wait_for()
    SCREENS[screen](page)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    found = taken(page)
    context.close()
    return found


def main(folder: Path, data: Path) -> None:
    """Write all of them into a folder.

    Args:
        folder: where the pictures go.
        data: Fernhalm's own directory, with its past or fresh.
    """
    folder.mkdir(parents=True, exist_ok=True)
    relive(Console(), example(), data)
    house = opened(example(), data)
    with serving(make_web(house), free(PORT)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for screen in SCREENS:
            for scheme in SCHEMES:
                for width in HEIGHTS:
                    picture = take(browser, url, house.key_of(APPROVER), screen, scheme, width)
                    png.write(folder / f"desk-{screen}-{scheme}-{width}.png", picture)
        browser.close()


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--data", type=Path, default=None)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        main(asked.folder, asked.data or Path(kept) / "fernhalm")
