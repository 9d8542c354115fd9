"""The desk without a mouse, and its screens as axe sees them: light, dark, forced colours, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.desk_browser.conftest import NARROW, WIDE, Morning, choose, eventually, let_go, open_case, said
from tests.widget.conftest import broken_rules

pytestmark = pytest.mark.slow

LOOKS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "light", "forced_colors": "active"},
)
TABS_MAX = 40
TOO_WIDE = """() => [...document.querySelectorAll("#desk *")]
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest(".hidden, .skip")).map((one) => one.outerHTML.slice(0, 120))"""


def test_a_case_is_taken_answered_undone_and_handed_back_by_keys_alone(morning: Morning) -> None:
    page = morning.desk.open()
    expect(page.get_by_label("Your key")).to_be_focused()
    page.keyboard.type(morning.desk.house.key_of("mia"))
    page.keyboard.press("Enter")
    page.locator(".row").first.wait_for()

    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Ben Okafor")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="Cleo Marin")).to_be_visible()
    expect(page.get_by_role("heading", name="Brief")).to_be_focused()
    page.locator(".composer").wait_for()
    page.keyboard.press("h")
    expect(page.get_by_text("mia answers")).to_be_visible()
    page.keyboard.press("r")
    page.keyboard.type("Hello Cleo, one moment z please.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(page.get_by_label("Your reply")).to_have_value("Hello Cleo, one moment z please.")
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    let_go(page)
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", name="Brief")).to_be_focused()
    page.keyboard.press("h")

    expect(page.get_by_text("Settled")).to_be_visible()
    eventually(lambda: ("colleague", "Hello Cleo, one moment z please.") in said(morning.cleo))


def test_every_key_on_the_sheet_does_what_the_sheet_says(morning: Morning, mia: Page) -> None:
    mia.locator(".row").first.wait_for()
    mia.keyboard.press("?")
    expect(mia.get_by_role("dialog")).to_be_visible()
    mia.keyboard.press("Escape")
    expect(mia.get_by_role("dialog")).to_have_count(0)
    mia.keyboard.press("g")
    mia.keyboard.press("a")
    expect(mia.get_by_role("heading", name="Was it understood?")).to_be_visible()
    mia.keyboard.press("g")
    mia.keyboard.press("h")
    expect(mia.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    mia.keyboard.press("k")
    expect(mia.get_by_role("heading", name="Ben Okafor")).to_be_visible()
    mia.locator(".composer").wait_for()
    mia.keyboard.press("y")
    expect(mia.locator(".trace")).to_be_visible()
    mia.keyboard.press("y")
    expect(mia.locator(".trace")).to_have_count(0)
    mia.keyboard.press("n")
    expect(mia.get_by_label("A note for colleagues")).to_be_focused()
    mia.keyboard.press("Escape")
    mia.keyboard.press("Escape")
    expect(mia.get_by_text("Open a case to see its brief")).to_be_visible()


def test_single_keys_can_be_switched_off(morning: Morning, mia: Page) -> None:
    mia.locator(".row").first.wait_for()
    mia.keyboard.press("?")
    mia.get_by_role("switch").press("Space")
    mia.keyboard.press("Escape")

    mia.keyboard.press("j")

    expect(mia.get_by_role("dialog")).to_have_count(0)
    expect(mia.get_by_text("Open a case to see its brief")).to_be_visible()


def test_an_approval_is_decided_by_keys_alone(morning: Morning, mia: Page) -> None:
    mia.locator(".row").first.wait_for()
    for _ in range(3):
        mia.keyboard.press("j")
        mia.get_by_role("heading", name="Brief").wait_for()
    expect(mia.get_by_role("heading", name="Ada Brandt")).to_be_visible()
    expect(mia.get_by_role("radio", name="Decline")).to_be_attached()
    tab_to(mia, mia.get_by_role("radio", name="Approve", exact=True))
    mia.keyboard.press("Space")
    mia.keyboard.press("ArrowDown")
    mia.keyboard.press("ArrowDown")
    mia.keyboard.press("Tab")
    mia.keyboard.type("Not this time.")
    mia.keyboard.press("Tab")
    mia.keyboard.press("Enter")
    let_go(mia)

    eventually(lambda: said(morning.ada)[-1] == ("colleague", "Not this time."))


def tab_to(page: Page, wanted: Any) -> None:
    """Press Tab until something has the focus."""
    steps: list[str] = []
    for _ in range(TABS_MAX):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
        steps.append(page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
    raise AssertionError(f"it cannot be reached with Tab: {steps}")


# --- every screen --------------------------------------------------------------------------------------------------


def queue(_: Page) -> None:
    """What waits."""


def case(page: Page) -> None:
    open_case(page, "Ben Okafor")
    page.get_by_role("button", name="Take over").click()
    page.get_by_text("mia answers").wait_for()
    page.get_by_role("button", name="Why?").first.click()
    page.locator(".trace").wait_for()


def approval(page: Page) -> None:
    open_case(page, "Ada Brandt")
    choose(page, "Approve a smaller amount")
    page.get_by_role("button", name="Approve").last.click()
    page.get_by_text("Write a smaller amount than was asked for").wait_for()


def held(page: Page) -> None:
    open_case(page, "Ada Brandt")
    choose(page, "Approve")
    page.get_by_role("button", name="Approve €129.00").click()
    let_go(page)
    page.get_by_role("button", name="Take it back").wait_for()


def undoing(page: Page) -> None:
    open_case(page, "Ben Okafor")
    page.keyboard.press("n")
    page.keyboard.type("walnut")
    page.keyboard.press("Control+Enter")
    page.locator(".undo").wait_for()


def audits(page: Page) -> None:
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.locator(".audit").first.wait_for()


def keys(page: Page) -> None:
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()


SCREENS: tuple[Callable[[Page], None], ...] = (queue, case, approval, held, undoing, audits, keys)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_breaks_no_accessibility_rule_and_fits(
    screen: Callable[[Page], None], morning: Morning, mia: Page, axe: str
) -> None:
    mia.locator(".row").first.wait_for()
    screen(mia)

    broken = broken_in_every_look(mia, axe)

    assert broken == [], "\n".join(broken)


def test_the_sign_in_breaks_no_accessibility_rule_and_fits(morning: Morning, axe: str) -> None:
    page = morning.desk.open()
    page.get_by_label("Your key").fill("nobody.0")
    page.keyboard.press("Enter")
    page.get_by_text("Check that all of it was pasted").wait_for()

    assert broken_in_every_look(page, axe) == []


def broken_in_every_look(page: Page, axe: str) -> list[str]:
    found: list[str] = []
    for width, height in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": height})
        for look in LOOKS:
            page.emulate_media(**look)
            found += [f"{width} {look}: {one}" for one in broken_rules(page, axe)]
        found += [f"{width}: too wide: {one}" for one in page.evaluate(TOO_WIDE)]
    return found
