"""The privacy centre in a real browser: accessible by day and night, wide and narrow, from right to left, on paper."""

import httpx
import pytest
from playwright.sync_api import Browser
from tests.web.made import Served, served
from tests.widget.conftest import broken_rules

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "en"), (320, "dark", "de")])
def test_the_page_breaks_no_rule_of_accessibility(
    browser: Browser, axe: str, tmp_path_factory: pytest.TempPathFactory, width: int, scheme: str, language: str
) -> None:
    with served(tmp_path_factory.mktemp("centre")) as made:
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]  # a word of two
        page.goto(made.url + _link(made))

        page.goto(f"{made.url}/privacy/?language={language}")
        decision = page.locator("td a").first
        broken = broken_rules(page, axe)
        decision.click()

        assert broken == []
        assert broken_rules(page, axe) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const style = getComputedStyle(one);
  return style.display !== "inline" && style.display !== "none" && one.scrollWidth > one.clientWidth + 1;
}).map((one) => one.outerHTML.slice(0, 80))"""
"""What is wider than its own box."""


@pytest.mark.parametrize("width", [1280, 320])
def test_from_right_to_left_nothing_is_cut_or_needs_scrolling_sideways(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, width: int
) -> None:
    with served(tmp_path_factory.mktemp("centre")) as made:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(made.url + _link(made))
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")

        page.evaluate("document.documentElement.dir = 'rtl'")
        turned = page.locator("h2").first.evaluate("one => getComputedStyle(one).direction")

        assert turned == "rtl"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []
        assert page.locator("th, dt").first.evaluate("one => getComputedStyle(one).textAlign") == "start"
        page.close()


def test_on_paper_everything_is_open_nothing_is_cut_and_nothing_is_to_be_pressed(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with served(tmp_path_factory.mktemp("centre")) as made:
        page = browser.new_page(viewport={"width": 720, "height": 1000})  # as wide as a sheet of A4
        page.goto(made.url + _link(made))
        closed = page.locator("#known ~ article details dl dd, .choices details p")
        hidden = sum(not one.is_visible() for one in closed.all())

        page.emulate_media(media="print")

        assert hidden == closed.count() > 0
        assert all(one.is_visible() for one in closed.all())
        assert not any(one.is_visible() for one in page.locator("button, .button, nav, footer, .skip").all())
        assert page.evaluate(CUT) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 720
        page.close()


def _link(made: Served) -> str:
    ada = made.person("ada")
    ada.say("refund A5")
    answer: httpx.Response = ada.http.post("/v1/privacy-link")
    return str(answer.json()["path"])
