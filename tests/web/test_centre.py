"""The privacy centre: entered by a link that works once, shown to its own person alone, obeyed in the next answer."""

import re
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from tests.turn.house import thought
from tests.web.made import Person, Served, wait_until

from earnest import own_data
from earnest.domain.preferences import Preference
from earnest.domain.purposes import Purpose
from earnest.domain.time import MINUTE
from earnest.domain.turns import Look, Scene, Thought
from earnest.ledger import Receipt, TreeHead, check_receipt, leaf_hash, receipt_text, sign_checkpoint
from earnest.store import log_keys

PAGE_BYTES_MAX = 30_000


def visit(server: Served, person: Person) -> httpx.Client:
    """A browser that followed the link from the chat."""
    browser = server.client()
    path = person.http.post("/v1/privacy-link").json()["path"]
    answer = browser.get(path, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return browser


def key_in(page: str) -> str:
    found = re.search(r'name="key" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def refused(person: Person) -> str:
    """A decision that said no."""
    return str(person.say("refund A5").json()["decisions"][0])


def test_the_page_tells_what_is_known_and_what_was_decided(server: Served, ada: Person) -> None:
    decision = refused(ada)

    page = visit(server, ada).get("/privacy/").text

    assert "Your orders" in page
    assert "You can send things back for 30 days." in page
    assert f'href="decisions/{decision}"' in page


def test_the_page_needs_no_script_and_is_small(server: Served, ada: Person) -> None:
    refused(ada)

    answer = visit(server, ada).get("/privacy/")

    assert "<script" not in answer.text
    assert not re.search(r"<[^>]*\son[a-z]+=", answer.text)
    assert len(answer.content) < PAGE_BYTES_MAX
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "no-store" in answer.headers["cache-control"]


def test_a_link_opens_the_page_once(server: Served, ada: Person) -> None:
    path = ada.http.post("/v1/privacy-link").json()["path"]
    server.client().get(path)

    again = server.client().get(path)

    assert again.status_code == 401
    assert "was used before" in again.text


def test_a_link_is_too_old_after_two_minutes(server: Served, ada: Person) -> None:
    path = ada.http.post("/v1/privacy-link").json()["path"]
    server.clock.move(3 * MINUTE)

    assert server.client().get(path).status_code == 401


def test_the_page_closes_by_itself(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    server.clock.move(31 * MINUTE)

    answer = browser.get("/privacy/")

    assert answer.status_code == 401
    assert "Your orders" not in answer.text


def test_whoever_leaves_is_gone(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    token = dict(browser.cookies)
    key = key_in(browser.get("/privacy/").text)

    browser.post("/privacy/leave", data={"key": key})
    stolen = server.client()
    stolen.cookies.update(token)

    assert stolen.get("/privacy/").status_code == 401


def test_somebody_elses_decision_is_as_unknown_as_one_that_never_was(server: Served, ada: Person, bob: Person) -> None:
    decision, browser = refused(ada), visit(server, bob)

    foreign = [browser.get(f"/privacy/decisions/{decision}{end}").status_code for end in ("", "/receipt")]
    key = key_in(browser.get("/privacy/").text)
    review = browser.post(f"/privacy/decisions/{decision}/review", data={"key": key})

    assert [*foreign, review.status_code] == [404, 404, 404]
    assert decision not in browser.get("/privacy/download.json").text


@pytest.mark.parametrize("key", ["", "0" * 64, "\u00e9"])
def test_a_form_of_another_page_changes_nothing(server: Served, ada: Person, key: str) -> None:
    browser = visit(server, ada)

    answer = browser.post("/privacy/sources/order", data={"key": key, "use": "no"})

    assert answer.status_code == 403
    assert "Not used any more" not in browser.get("/privacy/").text


def test_a_form_must_be_a_form(server: Served, ada: Person) -> None:
    browser = visit(server, ada)

    as_json = browser.post("/privacy/sources/order", json={"use": "no"})
    binary = browser.post(
        "/privacy/sources/order", content=b"\xff=\xfe", headers={"content-type": "application/x-www-form-urlencoded"}
    )

    assert (as_json.status_code, binary.status_code) == (415, 422)


def test_a_source_that_does_not_exist_cannot_be_chosen(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    key = key_in(browser.get("/privacy/").text)

    assert browser.post("/privacy/sources/nothing", data={"key": key}).status_code == 404


def test_what_is_not_to_be_used_is_not_given_to_the_assistant_in_the_very_next_answer(
    server: Served, ada: Person
) -> None:
    given: list[int] = []

    def play(scene: Scene, look: Look) -> Thought:
        given.append(len(look.records("order", Purpose.SERVICE_ORDER)))
        return thought(scene, "Told.")

    object.__setattr__(server.mind, "think", play)
    ada.say("hello")
    browser = visit(server, ada)
    key = key_in(browser.get("/privacy/").text)

    browser.post("/privacy/sources/order", data={"key": key, "use": "no"})
    ada.say("hello again")
    later = server.person("ada")
    later.say("a new conversation")
    browser.post("/privacy/sources/order", data={"key": key, "use": "yes"})
    later.say("and now?")

    assert given[0] > 0
    assert given[1:3] == [0, 0]
    assert given[3] == given[0]


def test_nothing_is_used_while_it_is_frozen_and_all_of_it_after(server: Served, ada: Person) -> None:
    given: list[tuple[str, ...]] = []

    def play(scene: Scene, look: Look) -> Thought:
        seen = [str(sorted(one.fields)) for one in look.records("order", Purpose.SERVICE_ORDER)]
        given.append((*seen, look.preference(Preference.SIZE)))
        return thought(scene, "Told.")

    object.__setattr__(server.mind, "think", play)
    remembers(ada, {"size": "42", "language": "de"})
    browser = visit(server, ada)
    key = key_in(browser.get("/privacy/").text)
    ada.say("hello")

    browser.post("/privacy/restrict", data={"key": key, "use": "no"})
    frozen = browser.get("/privacy/").text
    ada.say("hello again")
    later = server.person("ada")
    later.say("a new conversation")
    begun = [ada.http.post("/v1/conversations", json={}).json()["id"]]
    browser.post("/privacy/restrict", data={"key": key, "use": "yes"})
    ada.say("and now?")
    begun += [ada.http.post("/v1/conversations", json={}).json()["id"]]

    assert "Use my data again" in frozen
    assert "Use nothing of mine for now" in browser.get("/privacy/").text
    assert len(given[0]) > 1
    assert given[0][-1] == "42"
    assert given == [given[0], ("",), ("",), given[0]]
    assert [server.kit.store.language_of(one) for one in begun] == ["", "de"]


def remembers(person: Person, told: Mapping[str, str]) -> None:
    """Have somebody say yes to being remembered, and tell some preferences."""
    listed = person.http.get("/v1/consents").json()["choices"]
    version = next(one["text_version"] for one in listed if one["purpose"] == "memory.profile")
    person.http.put("/v1/consents/memory.profile", json={"state": "given", "text_version": version})
    for name, value in told.items():
        assert person.http.put(f"/v1/preferences/{name}", json={"value": value}).status_code == 200


def test_what_is_wrong_goes_to_a_person_with_a_clock(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    form = {"key": key_in(browser.get("/privacy/").text), "text": "I moved to Kiel.", "language": "en"}

    browser.post("/privacy/sources/order/wrong", data=form)
    empty = browser.post("/privacy/sources/order/wrong", data=form | {"text": " "})

    (waits,) = server.house.waiting()
    session = server.house.store.session(ada.token)
    said = server.house.store.items(waits["conversation"], session)
    assert waits["due_at"] > server.clock.now()
    assert any("I moved to Kiel." in part.text for item in said for part in item.parts if hasattr(part, "text"))
    assert empty.status_code == 422


def test_a_choice_is_said_in_the_open_conversation_and_stands_in_the_log(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    key, before = key_in(browser.get("/privacy/").text), server.house.store.log_size()

    browser.post("/privacy/sources/order", data={"key": key, "use": "no"})

    said = ada.http.get(ada.path("items")).json()["items"][-1]["parts"][0]["text"]
    assert "no longer use" in said
    assert server.house.store.log_size() == before + 3  # of the choice, of its mark, of what was said


def form_of(page: str, **choices: str) -> dict[str, str]:
    """The page's form of choices as a browser would send it, with some radio buttons pressed."""
    versions = dict(re.findall(r'name="(version\.[a-z.]+)" value="([^"]*)"', page))
    pressed = {f"choice.{name.replace('_', '.')}": value for name, value in choices.items()}
    return {"key": key_in(page), "language": "en", **versions, **pressed}


def test_a_choice_holds_from_the_next_moment_and_neither_answer_is_pre_selected(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    before = browser.get("/privacy/").text

    browser.post("/privacy/choices", data=form_of(before, memory_profile="yes"))
    given = server.house.memory.allowed(server.house.store.session(ada.token))
    browser.post("/privacy/choices", data=form_of(browser.get("/privacy/").text, memory_profile="no"))
    taken_back = server.house.memory.allowed(server.house.store.session(ada.token))

    assert not re.search(r'value="(yes|no)" checked', before)
    assert (given, taken_back) == (True, False)
    assert "withdrawn" in browser.get("/privacy/").text


def test_a_yes_to_words_that_have_changed_is_not_taken(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    form = form_of(browser.get("/privacy/").text, memory_profile="yes") | {"version.memory.profile": "older"}

    answer = browser.post("/privacy/choices", data=form, follow_redirects=True)

    assert "words of a choice have changed" in answer.text
    assert not server.house.memory.allowed(server.house.store.session(ada.token))


def test_what_somebody_told_about_themselves_is_shown_and_deleted(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    browser.post("/privacy/choices", data=form_of(browser.get("/privacy/").text, memory_profile="yes"))
    ada.http.put("/v1/preferences/size", json={"value": "42"})
    shown = browser.get("/privacy/").text

    browser.post("/privacy/preferences/size/forget", data={"key": key_in(shown)})

    assert "Size: 42" in shown
    assert "Size: 42" not in browser.get("/privacy/").text


def test_a_person_reviews_what_the_page_asks_for(server: Served, ada: Person) -> None:
    decision, browser = refused(ada), visit(server, ada)
    before = browser.get("/privacy/").text

    browser.post(f"/privacy/decisions/{decision}/review", data={"key": key_in(before)})

    page = browser.get("/privacy/").text
    assert f'formaction="decisions/{decision}/review"' in before
    assert [one["reason"] for one in server.house.waiting()] == ["contested"]
    assert "waits for a person" in page
    assert f'formaction="decisions/{decision}/review"' not in page


def test_everything_is_deleted_from_the_page_and_the_receipt_verifies(server: Served, ada: Person) -> None:
    refused(ada)
    browser = visit(server, ada)
    before = browser.get("/privacy/delete").text

    status = browser.post("/privacy/delete", data={"key": key_in(before)}, follow_redirects=True)
    wait_until(lambda: "It is done." in browser.get(str(status.url)).text)
    done = browser.get(str(status.url))
    link = re.search(r'href="(/privacy/erasures/[^"]+receipt[^"]+)"', done.text)

    assert "This stays, and why" in before
    assert status.status_code == 200
    assert link is not None
    receipt = browser.get(link[1].replace("&amp;", "&")).text
    assert check_receipt(receipt, server.house.store.verifier_keys()).index > 0
    assert browser.get("/privacy/").status_code == 401


def test_an_erasure_is_shown_to_whoever_asked_for_it_alone(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    page = browser.get("/privacy/delete").text

    status = browser.post("/privacy/delete", data={"key": key_in(page)})
    address = status.headers["location"].split("?")[0]

    answers = [server.client().get(f"{address}{end}").status_code for end in ("", "?token=guessed", "/receipt")]
    assert set(answers) <= {401, 404}


def test_a_decision_is_explained_with_rule_change_data_and_proof(server: Served, ada: Person) -> None:
    decision, browser = refused(ada), visit(server, ada)

    page = browser.get(f"/privacy/decisions/{decision}").text

    assert "You can send things back for 30 days." in page
    assert "30 or less" in page
    assert "Entry 2 of the signed log" in page


def test_a_receipt_of_the_page_verifies_here_and_offline_and_one_changed_letter_does_not(
    server: Served, ada: Person
) -> None:
    decision, browser = refused(ada), visit(server, ada)

    receipt = browser.get(f"/privacy/decisions/{decision}/receipt").text
    good = browser.post("/privacy/receipt", data={"receipt": receipt}).text
    bad = browser.post("/privacy/receipt", data={"receipt": receipt.replace("index 2", "index 3")}).text

    assert check_receipt(receipt, server.house.store.verifier_keys()).index == 2  # after sign-in and notice
    assert "It holds" in good
    assert "It does not hold" in bad


def test_a_receipt_from_before_an_exchange_of_keys_still_holds_and_one_of_another_log_does_not(
    server: Served, ada: Person
) -> None:
    decision, browser = refused(ada), visit(server, ada)
    receipt = browser.get(f"/privacy/decisions/{decision}/receipt").text
    origin = server.house.store.origin()
    signing = log_keys.signers(server.kit.store._kit.keys, origin)
    server.house.store.publishing.begin_keys()
    server.house.store.publishing.finish_keys()
    entry = leaf_hash(b"never recorded here")
    stolen = sign_checkpoint(TreeHead(origin, 1, entry), signing, 1, last=None)
    forged = receipt_text(Receipt(0, (), stolen, b"never recorded here"))

    good, bad = (browser.post("/privacy/receipt", data={"receipt": one}).text for one in (receipt, forged))

    assert "It holds" in good
    assert "is not of this log" in bad


def test_everything_can_be_downloaded_with_its_reasons(server: Served, ada: Person) -> None:
    decision, browser = refused(ada), visit(server, ada)

    found = browser.get("/privacy/download.json").json()
    to_read = browser.get("/privacy/download.html").text

    (no,) = [one for one in found["decisions"] if one["decision"] == decision]
    assert no["rules"][0]["says"] == "You can send things back for 30 days."
    assert found["records"]["order"]
    assert decision in to_read
    given = server.house.store.read(lambda unit: unit.rows.all("SELECT id FROM decisions WHERE kind = 'exported'"))
    assert [server.house.store.decision(row[0]).decision.facts["form"] for row in given] == ["json", "html"]


def test_a_visitor_sees_this_visit_and_no_account(server: Served) -> None:
    visitor = server.person("")
    visitor.say("hello")

    page = visit(server, visitor).get("/privacy/").text

    assert "You are not signed in" in page
    assert "Your orders" not in page


def test_the_page_speaks_the_brands_languages(server: Served, ada: Person) -> None:
    browser = visit(server, ada)

    german = browser.get("/privacy/?language=de").text
    unknown = browser.get("/privacy/?language=xx").text

    assert '<html lang="de" dir="ltr">' in german
    assert "Was wir wissen" in german
    assert '<html lang="en" dir="ltr">' in unknown


def test_without_a_visit_the_page_says_how_to_come_in(server: Served) -> None:
    answer = server.client().get("/privacy/")

    assert answer.status_code == 401
    assert "from the chat" in answer.text


def test_anybody_can_read_what_is_kept_in_general(server: Served) -> None:
    page = server.client().get("/privacy/about").text

    assert "Your orders" in page
    assert "ada" not in page


def test_words_of_a_customer_are_never_markup(server: Served, ada: Person) -> None:
    ada.say("<script>alert(1)</script>")

    found = visit(server, ada)

    assert "<script>" not in found.get("/privacy/").text + found.get("/privacy/download.html").text


def test_the_templates_ship(root: Path) -> None:
    shipped = {file.name for file in (root / "src" / "earnest" / "web" / "centre").iterdir()}

    assert {"frame.html", "page.html", "decision.html", "receipt.html", "about.html", "style.css"} <= shipped


def test_sign_ins_and_what_was_given_out_are_listed(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    browser.get("/privacy/download.json")

    page = browser.get("/privacy/").text

    assert "Signed in" in page
    assert "Your data was given to you" in page


def test_of_many_decisions_the_page_looks_at_the_newest_and_counts_every_read(
    server: Served, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def play(scene: Scene, look: Look) -> Thought:
        look.records("order", Purpose.SERVICE_ORDER)
        return thought(scene, "Told.")

    object.__setattr__(server.mind, "think", play)
    monkeypatch.setattr(own_data, "PAGE_DECISIONS_MAX", 2)
    for number in range(5):
        ada.say(f"hello {number}")

    page = visit(server, ada).get("/privacy/").text

    assert "Looked at 5 times" in page


def test_a_receipt_can_be_checked_without_asking_us_where_the_log_is_served(server: Served) -> None:
    page = server.client().get("/privacy/receipt").text

    assert ("/log/check_receipt.html" in page) is (server.house.published is not None)
