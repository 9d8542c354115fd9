"""In a browser: a changed rule is seen by everybody, its author says so, and somebody else publishes it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.desk_browser.test_desk_keyboard import broken_in_every_look
from tests.web.made import Served, key_of
from tests.web.test_publishing_rules import TEAM, changed
from tests.widget.conftest import WAIT_SECONDS

pytestmark = pytest.mark.slow


def desk_of(server: Served, browser: Browser, name: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 820}, locale="en-GB").new_page()
    page.set_default_timeout(WAIT_SECONDS * 1_000)
    page.goto(f"{server.url}/desk/")
    page.get_by_label("Your key").fill(key_of(name))
    page.keyboard.press("Enter")
    page.get_by_text("A changed rule waits for a second person").wait_for()
    return page


def test_a_changed_rule_is_published_at_the_desk_by_another_than_its_author(
    browser: Browser, tmp_path: Path, axe: str
) -> None:
    with changed(tmp_path, TEAM) as server:
        rex, jon = desk_of(server, browser, "rex"), desk_of(server, browser, "jon")
        expect(jon.get_by_role("button", name="I wrote it")).to_have_count(0)
        rex.get_by_role("button", name="I wrote it").click()
        expect(rex.get_by_text("written by rex")).to_be_visible()
        rex.get_by_role("button", name="Publish it").click()
        expect(rex.get_by_role("alert")).to_contain_text("Somebody else decides this")
        rex.get_by_text("What it says").click()
        expect(rex.get_by_role("region", name="Waiting")).to_be_visible()
        assert broken_in_every_look(rex, axe) == []

        mia = desk_of(server, browser, "mia")
        mia.get_by_role("button", name="Publish it").click()

        expect(mia.get_by_text("A changed rule waits")).to_have_count(0)
        assert server.house.brand.rules is not None
        assert dict(server.house.brand.rules.held) == {}
        for page in (rex, jon, mia):
            page.context.close()
