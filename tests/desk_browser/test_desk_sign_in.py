"""Signing in at the desk in a real browser: by the link of an invitation, then by password."""

import pytest
from playwright.sync_api import Page, expect
from tests.desk_browser.conftest import Desk
from tests.widget.conftest import broken_rules

from earnest.domain.staff import Role

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery staple"


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Your name").fill("nora")
    page.get_by_label("Your password").fill(password)
    page.keyboard.press("Enter")


def test_whoever_is_invited_sets_a_password_and_signs_in_with_it_later(desk: Desk, axe: str) -> None:
    invite = desk.house.store.staff.invite("nora", Role.APPROVER)
    page = desk.open(path=f"#join={invite}")

    page.get_by_label("A new password").fill("too short")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It has fewer than 15 characters.")).to_be_visible()
    page.get_by_label("A new password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("nora")).to_be_visible()
    assert "join" not in page.url
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, "wrong horse battery staple")
    expect(page.get_by_text("Name and password do not fit.")).to_be_visible()
    assert broken_rules(page, axe) == []
    sign_in(page, PASSWORD)

    expect(page.get_by_text("Approver")).to_be_visible()


def test_whoever_has_a_key_alone_still_finds_its_field(desk: Desk) -> None:
    desk.house.store.staff.invite("nora", Role.APPROVER)
    page = desk.open()

    page.get_by_role("button", name="Sign in with a key").click()
    page.get_by_label("Your key").fill(desk.house.key_of("mia"))
    page.keyboard.press("Enter")

    page.locator(".live-live").wait_for()
