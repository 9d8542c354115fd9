"""Several tabs, several colleagues: one stream a browser, nobody answers unseen, a session that ends loses no words."""

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect
from tests.desk_browser.conftest import Morning, open_case

pytestmark = pytest.mark.slow


def streams(context: BrowserContext) -> list[Request]:
    """The streams that a browser opens from now on."""
    found: list[Request] = []
    context.on("request", lambda one: found.append(one) if one.url.endswith("/v1/desk/stream") else None)
    return found


def second_tab(morning: Morning, context: BrowserContext) -> Page:
    page = morning.desk.open(context)
    page.locator(".live-live").wait_for()
    return page


def test_two_tabs_share_one_stream_and_both_hear_of_what_changes(morning: Morning) -> None:
    context = morning.desk.colleague()
    opened = streams(context)
    first = morning.desk.signed_in("mia", context)
    second = second_tab(morning, context)

    morning.desk.person("c0004").want_person()

    for page in (first, second):
        expect(page.locator(".row")).to_have_count(4)
    assert len(opened) == 1


def test_where_the_tab_with_the_stream_is_closed_the_other_goes_on(morning: Morning) -> None:
    context = morning.desk.colleague()
    opened = streams(context)
    first = morning.desk.signed_in("mia", context)
    second = second_tab(morning, context)

    first.close()
    morning.desk.person("c0004").want_person()

    expect(second.locator(".row")).to_have_count(4)
    assert len(opened) == 2


def test_a_colleague_who_has_the_case_open_or_writes_is_seen_by_another(morning: Morning) -> None:
    mia, jon = morning.desk.signed_in("mia"), morning.desk.signed_in("jon")
    open_case(mia, "Cleo Marin")

    open_case(jon, "Cleo Marin")
    expect(mia.locator(".case-head")).to_contain_text("jon has it open")
    expect(jon.locator(".case-head")).to_contain_text("mia has it open")
    jon.keyboard.press("n")
    jon.keyboard.type("she called")
    expect(mia.locator(".case-head")).to_contain_text("jon is writing")
    expect(mia.locator(".row", has_text="Cleo Marin")).to_contain_text("jon is writing")
    jon.keyboard.press("Escape")
    jon.keyboard.press("k")

    expect(mia.locator(".case-head")).not_to_contain_text("jon")
    expect(mia.locator(".row", has_text="Ben Okafor")).to_contain_text("jon has it open")


def test_a_session_that_ends_is_told_at_once_and_what_was_being_written_is_still_there(morning: Morning) -> None:
    context = morning.desk.colleague()
    page = morning.desk.signed_in("mia", context)
    open_case(page, "Cleo Marin")
    page.get_by_role("button", name="Take over").click()
    page.get_by_label("Your reply").fill("Half a sent")
    (cookie,) = context.cookies()

    morning.desk.house.store.staff.sign_out(cookie.get("value", ""))
    expect(page.get_by_text("Your session has ended.")).to_be_visible()
    page.get_by_label("Your key").fill(morning.desk.house.key_of("mia"))
    page.keyboard.press("Enter")

    expect(page.get_by_label("Your reply")).to_have_value("Half a sent")


def test_signing_out_asks_for_the_key_again(morning: Morning) -> None:
    page = morning.desk.signed_in("mia")

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your key")).to_be_visible()
    page.reload()

    expect(page.get_by_label("Your key")).to_be_visible()
