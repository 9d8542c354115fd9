"""A conversation in the panel: nothing lost, nothing twice, nobody else's, and heard by whoever does not see it."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.widget.conftest import broken_rules
from tests.widget.scripted import WHY, Wire, words
from tests.widget.stories import CHOICES, ask, card, hand_over, receipt, soon, why

pytestmark = pytest.mark.slow

LOOKS = 400


def bubbles(page: Page) -> list[str]:
    return page.locator("article[data-author=customer] .e-parts").all_inner_texts()


def until(page: Page, condition: str) -> None:
    """Wait until something holds; the browser's own waiting would need a looser policy than ours."""
    for _ in range(LOOKS):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def kinds(wire: Wire) -> list[str]:
    return [one.get("kind", one["to"]) for one in wire.sent]


def test_what_is_written_offline_is_kept_over_a_reload_and_sent_once_in_order(panel: Page, wire: Wire) -> None:
    wire.fault = "cut"
    ask(panel, "first")
    ask(panel, "second")
    expect(panel.locator(".e-log").get_by_text("Kept here")).to_have_count(2)

    panel.unroute_all()
    panel.reload()
    expect(panel.locator(".e-log").get_by_text("Kept here")).to_have_count(2)
    wire.fault = ""
    panel.evaluate("dispatchEvent(new Event('online'))")

    panel.locator(".e-log").get_by_text("Heard: second").wait_for()
    assert [one["text"] for one in wire.sent] == ["first", "second"]
    assert bubbles(panel) == ["first", "second"]


def test_an_answer_that_got_lost_is_asked_for_again_under_the_same_id(panel: Page, wire: Wire) -> None:
    wire.fault = "lost-answer"

    ask(panel, "where is it")

    panel.locator(".e-log").get_by_text("Heard: where is it").wait_for()
    assert bubbles(panel) == ["where is it"]
    assert len({one["client_id"] for one in wire.sent}) == 1


def test_the_same_words_said_twice_are_two_messages(panel: Page, wire: Wire) -> None:
    ask(panel, "yes")
    ask(panel, "yes")

    expect(panel.locator(".e-log").get_by_text("Heard: yes")).to_have_count(2)
    assert bubbles(panel) == ["yes", "yes"]
    assert len({one["client_id"] for one in wire.sent}) == 2


def test_a_slow_answer_leaves_the_question_in_sight_and_comes_by_stream(panel: Page, wire: Wire) -> None:
    wire.fault = "slow"

    ask(panel, "a hard one")

    panel.locator(".e-log").get_by_text("Heard: a hard one").wait_for()
    assert bubbles(panel) == ["a hard one"]


def test_without_a_stream_the_items_come_by_polling(panel: Page, wire: Wire) -> None:
    wire.fault = "no-stream"
    ask(panel, "hello")
    panel.locator(".e-log").get_by_text("Heard: hello").wait_for()

    wire.say("colleague", words("Here I am."))

    panel.locator(".e-log").get_by_text("Here I am.", exact=True).wait_for()


def test_a_full_house_is_asked_again_and_hears_it_once(panel: Page, wire: Wire) -> None:
    wire.fault = "busy"
    ask(panel, "hello")
    panel.locator(".e-log").get_by_text("Sending", exact=True).wait_for()

    wire.fault = ""

    panel.locator(".e-log").get_by_text("Heard: hello").wait_for()
    assert len(wire.sent) == 1


def test_a_refused_message_can_be_changed_and_sent_anew(panel: Page, wire: Wire) -> None:
    wire.fault = "refused"
    ask(panel, "too much")
    panel.get_by_role("button", name="Change it").click()
    wire.fault = ""

    expect(panel.locator("#words")).to_have_value("too much")
    ask(panel, "less")

    panel.locator(".e-log").get_by_text("Heard: less").wait_for()
    assert bubbles(panel) == ["less"]


def test_a_card_is_pressed_by_its_hash_and_only_once(panel: Page, wire: Wire) -> None:
    wire.answers = [[card(soon(30))], [receipt()]]
    ask(panel, "money back")

    panel.get_by_role("button", name="Refund €24.90").dblclick()

    panel.get_by_text("Receipt", exact=True).wait_for()
    assert [one["args_hash"] for one in wire.sent if one.get("kind") == "press"] == ["0" * 64]
    expect(panel.get_by_role("button", name="Refund €24.90")).to_have_count(0)


def test_a_choice_gives_way_to_what_was_chosen_and_the_words_have_the_focus(panel: Page, wire: Wire) -> None:
    wire.answers = [[words("Which one?"), CHOICES]]
    ask(panel)

    panel.get_by_role("button", name="1058: Trail socks").click()

    expect(panel.get_by_role("button", name="1058: Trail socks")).to_have_count(0)
    expect(panel.locator("#words")).to_be_focused()
    assert kinds(wire) == ["message", "choice"]


def test_a_summary_put_right_goes_to_the_desk_as_written(panel: Page, wire: Wire) -> None:
    wire.answers = [[hand_over(soon(10))]]
    ask(panel)
    panel.get_by_role("button", name="Put something right").click()
    panel.get_by_label("Said").fill("the strap, and the buckle too")
    panel.get_by_role("button", name="Send it to the team").click()

    panel.get_by_text("They see your changes.").wait_for()
    sent = next(one for one in wire.sent if one.get("kind") == "correct")
    assert sent["hand_over"] == "H-1"
    assert ["Said", "the strap, and the buckle too"] in sent["rows"]
    assert panel.get_by_text("the strap, and the buckle too").is_visible()


def test_why_tells_what_was_used_and_takes_it_out_from_the_next_answer_on(panel: Page, wire: Wire) -> None:
    why(panel)
    told = panel.locator("earnest-why")
    for text in (
        "A person checks refunds",
        "Your orders",
        "Predictions",
        "Fairly sure",
        "€50.00 or less",
        WHY["decision"],
    ):
        expect(told.get_by_text(str(text)).first).to_be_visible()

    told.get_by_role("button", name="Don't use this: Your orders").click()
    panel.get_by_role("button", name="Menu").click()
    panel.get_by_role("button", name="Use it again").last.click()

    expect(panel.locator(".e-barred")).to_have_count(0)
    switched = [("bar", "order"), ("unbar", "order")]
    assert [(one["kind"], one["source"]) for one in wire.sent if "source" in one] == switched


def test_a_decision_is_contested_with_the_customers_own_words(panel: Page, wire: Wire) -> None:
    why(panel)
    panel.get_by_role("button", name="Ask a person to review").click()
    panel.get_by_label("What is not right about it?").fill("It came broken")
    panel.get_by_role("button", name="Ask a person to review").click()

    panel.get_by_text("A person reviews this").first.wait_for()
    assert wire.sent[-1] | {"client_id": ""} == {
        "kind": "contest", "client_id": "", "decision": WHY["decision"], "text": "It came broken", "to": "items",
    }  # fmt: skip


def test_a_receipt_is_kept_as_a_file_that_proves_itself(panel: Page, wire: Wire) -> None:
    wire.answers = [[receipt()]]
    ask(panel)

    with panel.expect_download() as kept:
        panel.get_by_role("button", name="Save the receipt").click()

    assert kept.value.suggested_filename == "D-TMG6Y29FAESAPFBGA.txt"
    assert kept.value.path().read_text() == "the proof of D-TMG6Y29FAESAPFBGA"


def test_marks_and_the_score_are_told(panel: Page, wire: Wire) -> None:
    ask(panel)
    panel.get_by_role("button", name="Not helpful").click()
    panel.get_by_label("It felt unfair").check()
    panel.get_by_role("button", name="Send feedback").click()
    panel.locator(".e-log").get_by_text("Thank you", exact=True).wait_for()
    panel.get_by_role("button", name="Menu").click()
    panel.get_by_role("button", name="End and rate").click()
    panel.get_by_label("So-so").check()
    panel.locator("earnest-score").get_by_role("button", name="Send").click()

    panel.get_by_text("This helps us to do better.").wait_for()
    given = [one for one in wire.sent if one["to"] == "rating"]
    assert [(one.get("helpful"), one.get("score"), one["reasons"]) for one in given] == [
        (False, None, ["unfair"]),
        (None, 3, []),
    ]


def test_an_older_server_takes_what_it_knows_and_the_rest_is_said_plainly(panel: Page, wire: Wire) -> None:
    wire.answers = [[receipt(soon(4))]]
    ask(panel)
    wire.fault = "unknown"

    panel.get_by_role("button", name="Undo").click()

    panel.get_by_text("That cannot be done here yet.").first.wait_for()
    assert panel.get_by_role("button", name="Undo").is_visible()


def test_everything_can_be_done_by_keyboard(panel: Page, wire: Wire) -> None:
    wire.answers = [[words("Which one?"), CHOICES]]
    panel.keyboard.press("Tab")
    panel.locator("#words").focus()
    panel.keyboard.type("two")
    panel.keyboard.press("Shift+Enter")
    panel.keyboard.type("lines")
    panel.keyboard.press("Enter")
    panel.get_by_text("Which one?").wait_for()

    panel.locator("[role=log]").focus()
    panel.keyboard.press("ArrowUp")
    panel.keyboard.press("Enter")
    panel.keyboard.press("Enter")

    expect(panel.locator("article[data-author=customer]")).to_have_count(2)
    assert wire.sent[0]["text"] == "two\nlines"
    assert kinds(wire) == ["message", "choice"]


def test_each_finished_message_is_read_out_once_and_the_log_itself_is_not_live(panel: Page, wire: Wire) -> None:
    panel.evaluate(
        """() => { window.heard = []; for (const place of document.querySelectorAll("[aria-live=polite]"))
           new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) =>
             window.heard.push(node.textContent)))).observe(place, { childList: true }) }"""
    )

    ask(panel, "hello")
    until(panel, "window.heard.some((one) => one.includes('Heard'))")

    heard = [text for text in panel.evaluate("window.heard") if "Heard" in text]
    assert heard == ["AI assistant: Heard: hello"]
    assert panel.locator("[role=log]").get_attribute("aria-live") == "off"


def test_nothing_a_message_says_can_make_it_someone_elses(panel: Page, wire: Wire) -> None:
    wire.answers = [[words('</p><h2 class="e-by">Mia, a person at Fernhalm</h2><img src=x onerror=alert(1)>')]]

    ask(panel)

    panel.get_by_text("onerror=alert(1)").wait_for()
    last = panel.locator("article").last
    assert last.get_attribute("data-author") == "ai"
    assert last.locator("h2").all_inner_texts()[0].startswith("AI assistant")
    assert last.locator("img").count() == 0


def test_the_token_is_in_no_address_and_in_no_storage_but_this_tabs(panel: Page, wire: Wire) -> None:
    ask(panel)
    panel.locator(".e-log").get_by_text("Heard:").wait_for()

    assert wire.tokens == {"Bearer secret-token"}
    assert not any("secret-token" in address for address in wire.seen)
    assert "secret-token" in panel.evaluate("JSON.stringify({ ...sessionStorage })")
    assert panel.evaluate("localStorage.length") == 0
    assert panel.evaluate("document.cookie") == ""


def test_a_session_that_has_ended_says_so_and_begins_anew_on_a_press(panel: Page, wire: Wire) -> None:
    ask(panel, "one")
    panel.locator(".e-log").get_by_text("Heard: one").wait_for()
    wire.fault = "gone"
    panel.get_by_role("button", name="Start a new conversation").wait_for()

    wire.fault = ""
    wire.log.clear()
    panel.get_by_role("button", name="Start a new conversation").click()
    ask(panel, "three")

    panel.locator(".e-log").get_by_text("Heard: three").wait_for()
    assert bubbles(panel) == ["three"]


def test_a_shop_page_asks_for_nothing_and_stores_nothing_before_the_first_press(
    page: Page, wire: Wire, panel_url: str
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    shop = panel_url.replace("127.0.0.1", "localhost")

    page.goto(shop)
    launch = page.get_by_role("button", name="Chat: AI assistant or a person")
    launch.wait_for()

    assert asked == [f"{shop}/", f"{panel_url}/widget/loader.js"]
    assert page.evaluate("sessionStorage.length + localStorage.length + document.cookie.length") == 0

    launch.click()
    frame = page.frame_locator("iframe")
    frame.locator("#words").wait_for()
    assert re.search(r"/widget/panel\.html$", page.frames[1].url)
    frame.get_by_role("button", name="Close the chat").click()
    expect(launch).to_be_focused()


def test_what_comes_while_the_panel_is_closed_is_counted_and_announced(page: Page, wire: Wire, panel_url: str) -> None:
    page.goto(panel_url.replace("127.0.0.1", "localhost"))
    launch = page.get_by_role("button", name="Chat: AI assistant or a person")
    launch.click()
    frame = page.frame_locator("iframe")
    frame.locator("#words").fill("hello")
    frame.locator("#words").press("Enter")
    frame.locator(".e-log").get_by_text("Heard: hello").wait_for()
    frame.locator("#words").press("Escape")

    wire.say("colleague", words("Here I am."))

    expect(page.locator("earnest-chat [role=status]")).to_have_text("One new message in the chat")
    expect(page).to_have_title("(1) Shop")
    launch.click()
    expect(page.locator("earnest-chat [role=status]")).to_have_text("")
    expect(page).to_have_title("Shop")


def test_whoever_is_signed_in_can_start_anew_as_a_visitor_and_go_back(page: Page, wire: Wire, panel_url: str) -> None:
    page.goto(panel_url.replace("127.0.0.1", "localhost"))
    token = "x.eyJzdWIiOiJhZGEifQ.y"  # names ada; only the server would check it
    page.locator("earnest-chat").evaluate(f"chat => {{ chat.identity = () => '{token}' }}")
    page.get_by_role("button", name="Chat: AI assistant or a person").click()
    frame = page.frame_locator("iframe")
    frame.get_by_text("Memory: your own orders").wait_for()

    for button in ("", "Start anew without memory or account", "Start anew with my account"):
        if button:
            wire.log.clear()
            frame.get_by_role("button", name="Menu").click()
            frame.get_by_role("button", name=button).click()
        expect(frame.locator("article[data-author=customer]")).to_have_count(0)
        frame.locator("#words").fill(f"hello {button}")
        frame.locator("#words").press("Enter")
        frame.locator(".e-log").get_by_text(f"Heard: hello {button}".strip()).wait_for()

    assert wire.identities == [token, "", token]


def test_a_keyboard_on_the_screen_does_not_cover_where_one_writes(page: Page, panel_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(panel_url.replace("127.0.0.1", "localhost"))
    page.get_by_role("button", name="Chat: AI assistant or a person").click()
    page.frame_locator("iframe").locator("#words").wait_for()

    page.evaluate(
        """() => { Object.defineProperties(visualViewport, { height: { value: 420 }, offsetTop: { value: 30 } });
           visualViewport.dispatchEvent(new Event("resize")) }"""
    )

    assert page.locator("iframe").bounding_box() == {"x": 0, "y": 30, "width": 360, "height": 420}


def test_the_closed_chat_is_one_button_that_breaks_no_rule(page: Page, panel_url: str, axe: str) -> None:
    page.goto(panel_url.replace("127.0.0.1", "localhost"))

    launch = page.get_by_role("button", name="Chat: AI assistant or a person")

    box = launch.bounding_box()
    assert box is not None
    assert box["height"] >= 56
    assert [one for one in broken_rules(page, axe) if "earnest" in one] == []


def test_another_shop_may_not_show_the_panel(page: Page, panel_url: str) -> None:
    page.goto(panel_url)  # the same page under an address that is not on the list
    page.get_by_role("button", name="Chat: AI assistant or a person").click()

    page.wait_for_timeout(500)

    assert page.frame_locator("iframe").locator("#words").count() == 0
