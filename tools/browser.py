"""The browser that tests, benches and pictures share, and what a page in it looks like."""

import base64
import os

import numpy as np
from playwright.sync_api import Page
from tools.png import Pixels

CHROMIUM = os.environ.get("EARNEST_CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DECODE = """async (data) => {
  const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d").drawImage(picture, 0, 0);
  const bytes = canvas.getContext("2d").getImageData(0, 0, picture.width, picture.height).data;
  let text = "";
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return btoa(text);
}"""


def taken(page: Page) -> Pixels:
    """A picture of what a page shows, decoded by the browser itself: no other library is needed."""
    size, browser = page.viewport_size, page.context.browser
    assert size is not None, "a page of ours always has a size"
    assert browser is not None, "a page of ours is in a browser that we launched"
    shot = page.screenshot(animations="disabled", caret="hide")
    with browser.new_page() as blank:
        blank.goto("data:text/html,<title>.</title>")
        raw = base64.b64decode(blank.evaluate(DECODE, base64.b64encode(shot).decode("ascii")))
    return np.frombuffer(raw, np.uint8).reshape(size["height"], size["width"], 4)[:, :, :3]
