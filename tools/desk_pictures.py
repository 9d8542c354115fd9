"""Takes the pictures of the desk: queue, case, approval and checks of understanding, light and dark, wide and narrow.

Everything on them is Fernhalm's own past, over the real API. Run it in a set-up checkout, with Chromium installed:
`.venv/bin/python -m tools.desk_pictures docs/pictures`; the past takes some minutes, and is kept where `--data` says.
"""

import argparse
import base64
import struct
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from tests.widget.conftest import CHROMIUM, FLAGS

from earnest.cli.demo import free, serving
from earnest.cli.past import relive
from earnest.cli.past_scripts import APPROVER
from earnest.cli.places import example, opened
from earnest.web.api import make_web

HEIGHTS = {390: 844, 1280: 820}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PORT = 8750
SIGNATURE = b"\x89PNG\r\n\x1a\n"
SETTLE_MILLISECONDS = 600
BYTES_MAX = 150_000
FEWER_COLOURS = """async (png) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  const colours = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const often = [...colours].sort((one, other) => other[1] - one[1]).map(([colour]) => colour);
  const kept = often.slice(0, 256);
  const part = (one, other, by) => (((one >> by) & 255) - ((other >> by) & 255)) ** 2;
  const far = (one, other) => part(one, other, 16) + part(one, other, 8) + part(one, other, 0);
  const places = new Map(kept.map((colour, place) => [colour, place]));
  for (const colour of often.slice(256)) {
    const distances = kept.map((one) => far(colour, one));
    places.set(colour, distances.indexOf(Math.min(...distances)));
  }
  let dots = "";
  for (let at = 0; at < data.length; at += 4) {
    dots += String.fromCharCode(places.get((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]));
  }
  return [image.width, image.height, kept.flatMap((one) => [one >> 16, (one >> 8) & 255, one & 255]), btoa(dots)];
}"""


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


def smaller(page: Page, png: bytes) -> bytes:
    """The same picture in 256 colours at most, the most frequent ones exact; text and plain ground lose nothing."""
    width, height, colours, dots = page.evaluate(FEWER_COLOURS, base64.b64encode(png).decode())
    raw = base64.b64decode(dots)
    lines = b"".join(b"\0" + raw[at : at + width] for at in range(0, width * height, width))
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", bytes(colours)), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def take(browser: Browser, url: str, key: str, screen: str, scheme: Literal["light", "dark"], width: int) -> bytes:
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
    blank = context.new_page()
    taken = smaller(blank, page.screenshot())
    context.close()
    assert len(taken) <= BYTES_MAX, f"{screen} weighs {len(taken)} bytes; {BYTES_MAX} are allowed"
    return taken


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
                    (folder / f"desk-{screen}-{scheme}-{width}.png").write_bytes(picture)
        browser.close()


if __name__ == "__main__":
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("folder", type=Path)
    given.add_argument("--data", type=Path, default=None)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as kept:
        main(asked.folder, asked.data or Path(kept) / "fernhalm")
