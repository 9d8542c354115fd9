"""A colleague's work, in a real browser against a real house: what they do is what the customer and the shop get."""

import pytest
from playwright.sync_api import Page, expect
from tests.desk_browser.conftest import Morning, choose, eventually, let_go, open_case, said

pytestmark = pytest.mark.slow

REASON = "The jacket was worn twice, so we pay back a part."


def rows(page: Page) -> list[str]:
    page.locator(".row").first.wait_for()
    return [row.locator(".row-who").inner_text().split("\n")[0] for row in page.locator(".row").all()]


# --- coming in -----------------------------------------------------------------------------------------------------


def test_a_wrong_key_is_told_plainly_and_the_right_one_opens_the_queue(morning: Morning) -> None:
    page = morning.desk.open()
    page.get_by_label("Your key").fill(morning.desk.house.key_of("mia")[:-1] + "x")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Check that all of it was pasted")).to_be_visible()
    page.get_by_label("Your key").fill(morning.desk.house.key_of("mia"))
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("mia · Approver")).to_be_visible()
    assert len(rows(page)) == 3


def test_the_nearest_clock_is_first_and_a_case_opens_with_its_brief(morning: Morning, mia: Page) -> None:
    order = rows(mia)
    open_case(mia, "Ben Okafor")

    assert order == ["Ben Okafor", "Cleo Marin", "Ada Brandt"]
    expect(mia.get_by_role("heading", name="Brief")).to_be_focused()
    expect(mia.locator(".brief")).to_contain_text("meine flasche aus 1044 ist undicht")
    expect(mia.locator(".talk")).to_contain_text("meine flasche aus 1044 ist undicht")


def test_a_link_opens_exactly_its_case_after_sign_in(morning: Morning) -> None:
    waits = next(one for one in morning.desk.house.waiting() if one["conversation"] == morning.cleo.talk)

    page = morning.desk.signed_in("mia", path=f"case/{waits['id']}")

    expect(page.get_by_role("heading", name="Cleo Marin")).to_be_visible()


# --- talking -------------------------------------------------------------------------------------------------------


def test_a_reply_reaches_the_customer_under_a_name_a_note_never_and_both_stand_here(
    morning: Morning, mia: Page
) -> None:
    open_case(mia, "Ben Okafor")
    mia.get_by_role("button", name="Take over").click()
    mia.get_by_label("Your reply").fill("Hallo Ben, ich bin Mia.")
    mia.get_by_role("button", name="Send reply").click()
    let_go(mia)
    mia.get_by_role("radio", name="Note", exact=True).click()
    mia.get_by_label("A note for colleagues").fill("walnut")
    mia.get_by_role("button", name="Keep note").click()
    let_go(mia)

    expect(mia.locator(".message-colleague").last).to_contain_text("Hallo Ben, ich bin Mia.")
    expect(mia.locator(".message-note")).to_contain_text("walnut")
    assert said(morning.ben)[-1] == ("colleague", "Hallo Ben, ich bin Mia.")
    assert morning.ben.items()[-1]["name"] == "Mia"
    assert "walnut" not in str(morning.ben.items())


def test_what_the_customer_writes_appears_by_itself(morning: Morning, mia: Page) -> None:
    open_case(mia, "Cleo Marin")
    mia.get_by_role("button", name="Take over").click()
    expect(mia.get_by_text("mia answers")).to_be_visible()

    morning.cleo.say("are you there?")

    expect(mia.locator(".message-customer").last).to_contain_text("are you there?")


def test_taken_over_the_assistant_is_silent_and_handed_back_it_answers(morning: Morning, mia: Page) -> None:
    open_case(mia, "Cleo Marin")
    mia.get_by_role("button", name="Take over").click()
    expect(mia.get_by_text("mia answers")).to_be_visible()
    silent = morning.cleo.say("hello?").json()["items"]

    mia.get_by_role("button", name="Hand back to the assistant").click()
    expect(mia.get_by_text("Settled")).to_be_visible()
    answered = morning.cleo.say("hello?").json()["items"]

    assert [one["author"] for one in silent] == ["customer"]
    assert answered[-1]["author"] == "assistant"
    assert "Cleo Marin" not in rows(mia)


def test_a_reply_that_is_undone_never_leaves_and_its_words_are_there_again(morning: Morning, mia: Page) -> None:
    open_case(mia, "Cleo Marin")
    mia.get_by_role("button", name="Take over").click()
    mia.get_by_label("Your reply").fill("Too soon.")
    mia.get_by_role("button", name="Send reply").click()

    mia.get_by_role("button", name="Undo").click()
    mia.clock.run_for(9_000)

    expect(mia.get_by_label("Your reply")).to_have_value("Too soon.")
    assert ("colleague", "Too soon.") not in said(morning.cleo)


# --- deciding ------------------------------------------------------------------------------------------------------


def test_a_smaller_amount_is_approved_with_a_reason_and_paid(morning: Morning, mia: Page) -> None:
    open_case(mia, "Ada Brandt")
    expect(mia.get_by_role("button", name="Choose first")).to_be_disabled()
    choose(mia, "Approve a smaller amount")
    mia.get_by_label("Amount in EUR").fill("60")
    mia.get_by_role("button", name="Approve €60.00").click()
    expect(mia.get_by_text("Write why, in words that the customer may read.")).to_be_visible()
    mia.get_by_label("Reason, as the customer will read it").fill(REASON)
    mia.get_by_role("button", name="Approve €60.00").click()
    let_go(mia)

    expect(mia.get_by_text("Until then it can be taken back.")).to_be_visible()
    told = morning.ada.items()[-1]
    receipt = next(one for one in told["parts"] if one["kind"] == "receipt")
    assert receipt["title"] == "Refund €60.00"
    assert f"Mia has agreed to €60.00 of the €129.00 you asked for. The reason: {REASON}" in str(told["parts"])
    morning.desk.clock.move(301 * 1_000_000)
    eventually(lambda: paid(morning) == [6_000])


def test_an_amount_that_is_not_smaller_is_refused_before_it_is_sent(morning: Morning, mia: Page) -> None:
    open_case(mia, "Ada Brandt")
    choose(mia, "Approve a smaller amount")
    mia.get_by_label("Amount in EUR").fill("129")
    mia.get_by_label("Reason, as the customer will read it").fill(REASON)

    mia.get_by_role("button", name="Approve €129.00").click()

    expect(mia.get_by_text("Write a smaller amount than was asked for")).to_be_visible()
    assert len(morning.desk.house.waiting()) == 3


def test_a_decline_needs_a_reason_and_the_customer_reads_it(morning: Morning, mia: Page) -> None:
    open_case(mia, "Ada Brandt")
    choose(mia, "Decline")
    mia.get_by_role("button", name="Decline with this reason").click()
    expect(mia.get_by_text("Write why, in words that the customer may read.")).to_be_visible()
    mia.get_by_label("Reason, as the customer will read it").fill("The photo shows another jacket.")
    mia.get_by_role("button", name="Decline with this reason").click()
    let_go(mia)

    eventually(lambda: said(morning.ada)[-1] == ("colleague", "The photo shows another jacket."))
    assert paid(morning) == []


def test_an_approval_is_taken_back_while_its_deed_is_held_and_waits_again(morning: Morning, mia: Page) -> None:
    open_case(mia, "Ada Brandt")
    choose(mia, "Approve")
    mia.get_by_role("button", name="Approve €129.00").click()
    let_go(mia)

    mia.get_by_role("button", name="Take it back").click()

    expect(mia.get_by_role("button", name="Choose first")).to_be_visible()
    eventually(lambda: "Mia has taken this back before it went out" in said(morning.ada)[-1][1])
    morning.desk.clock.move(301 * 1_000_000)
    assert "Ada Brandt" in rows(mia)
    assert paid(morning) == []


def test_support_looks_at_an_approval_and_cannot_decide_it(morning: Morning) -> None:
    page = morning.desk.signed_in("jon")

    open_case(page, "Ada Brandt")

    expect(page.get_by_text("Your role may look at this, not decide it.")).to_be_visible()
    expect(page.get_by_role("radio", name="Approve", exact=True)).to_have_count(0)


def test_the_owner_settles_what_was_felt_to_be_unfair_and_nobody_else_sees_it(morning: Morning) -> None:
    felt = {"client_id": "f-1", "score": 1, "reasons": ["unfair"], "text": "Why only me?"}
    dora = morning.desk.person("c0004")
    dora.say("hello")
    assert dora.http.post(dora.path("rating"), json=felt).status_code == 200
    before = dora.items()
    mia, noor = morning.desk.signed_in("mia"), morning.desk.signed_in("noor")

    noor.locator(".row", has_text="Felt unfair or intrusive").click()
    noor.get_by_role("button", name="Settle this").click()

    expect(noor.get_by_text("Settled")).to_be_visible()
    assert len(rows(mia)) == 3
    assert dora.items() == before


def test_an_audit_label_is_kept_and_its_turn_is_gone(morning: Morning, mia: Page) -> None:
    mia.get_by_role("link", name="Was it understood?").click()
    card = mia.locator(".audit").first
    text = card.locator(".said").inner_text()

    card.get_by_role("button", name="Understood rightly").click()

    expect(mia.get_by_text(text)).to_have_count(0)
    eventually(lambda: len(morning.desk.house.store.desk.labels()) == 1)


def paid(morning: Morning) -> list[int]:
    """What the shop has paid back since this morning."""
    found = morning.desk.house.world.shop.rows("select amount_minor from refunds where key != ''")
    return [row["amount_minor"] for row in found]
