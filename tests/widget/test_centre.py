"""The privacy centre in a real browser: no rule of accessibility is broken, by day and night, wide and narrow."""

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


def _link(made: Served) -> str:
    ada = made.person("ada")
    ada.say("refund A5")
    answer: httpx.Response = ada.http.post("/v1/privacy-link")
    return str(answer.json()["path"])
