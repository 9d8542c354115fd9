"""The whole demo in a browser: the shop's page, its chat, a customer of its own, and nobody else's conversation."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

START_SECONDS = 120


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`earnest demo`, as somebody starts it; the address of its shop."""
    data = tmp_path_factory.mktemp("demo") / "own"
    command = [
        str(Path(sys.executable).with_name("earnest")),
        "demo",
        "--data",
        str(data),
        "--port",
        "8600",
        "--no-past",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = ""
        for line in running.stdout:
            told += line
            if "Ctrl+C" in line:
                break
        try:
            found = re.search(r"shop: (http://127\.0\.0\.1:\d+)", told)
            assert found, told
            yield found[1]
        finally:
            running.terminate()
            running.wait(START_SECONDS)


@pytest.fixture
def front(browser: Browser, shop: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(START_SECONDS * 1_000)
    page = context.new_page()
    page.goto(shop)
    yield page
    context.close()


def opened(page: Page) -> None:
    page.get_by_role("button", name="Chat: AI assistant or a person").click()
    page.frame_locator("iframe").locator("#words").wait_for()


def say(page: Page, text: str) -> None:
    box = page.frame_locator("iframe").locator("#words")
    box.fill(text)
    box.press("Enter")


def test_ada_asks_for_her_jacket_and_asks_why(front: Page) -> None:
    front.get_by_role("button", name="Ada").click()
    opened(front)
    chat = front.frame_locator("iframe")

    say(front, "where is order 1051?")

    chat.locator("article[data-author=ai]").get_by_text("1051").first.wait_for()
    chat.get_by_role("button", name="Why this answer?").last.click()
    chat.locator("earnest-why").get_by_text("Your orders").wait_for()


def test_a_guest_after_ada_does_not_see_what_she_said(front: Page) -> None:
    front.get_by_role("button", name="Ada").click()
    opened(front)
    say(front, "where is order 1051?")
    chat = front.frame_locator("iframe")
    chat.locator("article[data-author=ai]").get_by_text("1051").first.wait_for()

    front.get_by_role("button", name="Sign out").click()

    chat.locator("#words").wait_for()
    expect(chat.locator("article[data-author=customer]")).to_have_count(0)


def test_a_reload_goes_on_where_the_talk_was(front: Page) -> None:
    front.get_by_role("button", name="Cleo").click()
    opened(front)
    say(front, "where is order 1052?")
    chat = front.frame_locator("iframe")
    chat.locator("article[data-author=ai]").get_by_text("1052").first.wait_for()

    front.reload()

    expect(chat.locator("article[data-author=customer]")).to_have_count(1)
    expect(chat.locator("article[data-author=ai]").get_by_text("1052").first).to_be_visible()
