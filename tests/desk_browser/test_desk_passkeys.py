"""In a browser with an authenticator: a colleague adds a passkey, signs in by it, proves anew by it, removes it."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.desk_browser.test_desk_keyboard import broken_in_every_look
from tests.turn.house import sqlite_house
from tests.web.made import Mind, bound_socket, house_of, listening
from tests.widget.conftest import WAIT_SECONDS

from earnest.connect.identity.passkey import Ceremonies, party_of
from earnest.domain.staff import SIGN_IN_FRESH, Role
from earnest.domain.time import SimulatedClock
from earnest.house import House
from earnest.web.api import make_web

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery staple"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(time.time_ns() // 1_000)


@pytest.fixture
def house(tmp_path: Path, clock: SimulatedClock) -> House:
    return house_of(sqlite_house(tmp_path, clock=clock), Mind(), None, tmp_path)


@pytest.fixture
def desk(house: House) -> Iterator[str]:
    """The desk's address, where passkeys work."""
    listener = bound_socket()
    url = f"http://localhost:{listener.getsockname()[1]}"
    assert house.staff_passkeys is not None
    passkeys = replace(house.staff_passkeys, ceremonies=Ceremonies(party_of(url, "fernhalm"), unnamed=True))
    with listening(make_web(replace(house, staff_passkeys=passkeys)), listener):
        yield f"{url}/desk/"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 820}, locale="en-GB")
    context.set_default_timeout(WAIT_SECONDS * 1_000)
    found = context.new_page()
    devices = context.new_cdp_session(found)
    devices.send("WebAuthn.enable")
    phone = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    phone |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": phone})
    yield found
    context.close()


def test_a_passkey_is_added_signs_in_without_a_name_and_is_removed_after_a_proof_anew(
    page: Page, desk: str, house: House, clock: SimulatedClock, axe: str
) -> None:
    page.goto(f"{desk}#join={house.store.staff.invite('nora', Role.APPROVER)}")
    page.get_by_label("A new password").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.get_by_role("button", name="Passkeys").click()
    page.get_by_role("button", name="Set up a passkey").click()
    expect(page.get_by_text("not used yet")).to_be_visible()
    assert broken_in_every_look(page, axe) == []
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").wait_for()
    assert broken_in_every_look(page, axe) == []
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("nora")).to_be_visible()

    clock.move(SIGN_IN_FRESH)
    page.get_by_role("button", name="Passkeys").click()
    page.get_by_text("last used on").wait_for()
    page.get_by_role("button", name="Remove").click()
    page.get_by_role("heading", name="Sign in once more").wait_for()
    assert broken_in_every_look(page, axe) == []
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_text("You have none here yet.")).to_be_visible()
    assert house.store.staff_passkeys.own("nora") == ()


def test_who_leaves_the_proof_has_done_nothing_and_a_password_proves_it_too(
    page: Page, desk: str, house: House, clock: SimulatedClock
) -> None:
    page.goto(f"{desk}#join={house.store.staff.invite('nora', Role.APPROVER)}")
    page.get_by_label("A new password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Passkeys").wait_for()
    clock.move(SIGN_IN_FRESH)
    page.get_by_role("button", name="Passkeys").click()

    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_role("button", name="Leave it").click()
    expect(page.get_by_text(re.compile("Sign in once more, then do it again"))).to_be_visible()
    assert house.store.staff_passkeys.own("nora") == ()
    page.get_by_role("button", name="Set up a passkey").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_text("not used yet")).to_be_visible()
    assert len(house.store.staff_passkeys.own("nora")) == 1
