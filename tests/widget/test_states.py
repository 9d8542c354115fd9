"""Every state of the panel: it is reached, says what it must, breaks no accessibility rule, and fits a small screen."""

from typing import Literal

import pytest
from playwright.sync_api import Page
from tests.widget.conftest import broken_rules
from tests.widget.scripted import Wire
from tests.widget.stories import play, stories

pytestmark = pytest.mark.slow

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TOO_WIDE = """() => [...document.querySelectorAll("earnest-panel *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.getBoundingClientRect().left < -1)
  .filter((one) => !one.closest(".e-unseen")).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", stories())
def test_a_state_is_labelled_accessible_in_light_and_dark_and_fits_320_pixels(
    name: str, page: Page, wire: Wire, panel_url: str, axe: str
) -> None:
    play(stories()[name], wire, page, f"{panel_url}/widget/panel.html?language=en")

    assert page.locator("header .e-ai").get_by_text("AI assistant").is_visible()
    assert page.locator("header").get_by_role("button", name="Talk to a person").is_visible()
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        assert broken_rules(page, axe) == [], scheme
    page.set_viewport_size({"width": 320, "height": 560})
    assert page.evaluate(TOO_WIDE) == []


def test_the_panel_keeps_its_way_to_a_person_in_german_from_right_to_left_and_in_forced_colours(
    page: Page, wire: Wire, panel_url: str, axe: str
) -> None:
    wire.say("assistant")
    page.emulate_media(forced_colors="active")

    page.goto(f"{panel_url}/widget/panel.html?language=de")
    page.get_by_role("button", name="Mit einem Menschen sprechen").wait_for()
    page.evaluate("document.documentElement.dir = 'rtl'")

    assert page.locator("html").get_attribute("lang") == "de"
    assert page.evaluate(TOO_WIDE) == []
    assert broken_rules(page, axe) == []
