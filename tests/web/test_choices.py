"""What customers decide about their data, over HTTP."""

from typing import Any

import httpx
import pytest
from tests.turn.house import thought
from tests.web.made import Person, Served

from earnest.consent.table import purposes_table
from earnest.domain.purposes import Purpose
from earnest.domain.time import DAY
from earnest.domain.turns import Look, Scene, Thought
from earnest.ledger import check_receipt

PROFILE = "/v1/consents/memory.profile"
SIGNALLED = sorted(row.purpose.value for row in purposes_table().values() if row.signalled)


def choices(person: Person, **query: str) -> dict[str, dict[str, Any]]:
    answer = person.http.get("/v1/consents", params=query)
    assert answer.status_code == 200, answer.text
    return {one["purpose"]: one for one in answer.json()["choices"]}


def yes(person: Person, purpose: str = "memory.profile", **more: Any) -> httpx.Response:
    version = choices(person)[purpose]["text_version"]
    return person.http.put(f"/v1/consents/{purpose}", json={"state": "given", "text_version": version} | more)


def test_every_choice_is_listed_with_its_words_gain_loss_and_nothing_is_chosen_for_anybody(ada: Person) -> None:
    found = choices(ada)

    assert set(found) == {row.purpose.value for row in purposes_table().values() if row.chosen}
    for one in found.values():
        assert (one["state"], one["since"], one["decision"]) == ("unknown", 0, "")
        assert one["allowed"] is (one["basis"] == "legitimate_interest")
        assert all(one[part] for part in ("label", "text", "gain", "loss", "text_version"))


def test_the_words_come_in_the_language_asked_for_each_with_a_version_of_its_own(ada: Person) -> None:
    german, english = choices(ada, language="de-AT"), choices(ada, language="xx")

    assert german["marketing.direct"]["label"] == "Ihnen Angebote schicken"
    assert english["marketing.direct"]["label"] == "Send you offers"
    assert german["marketing.direct"]["text_version"] != english["marketing.direct"]["text_version"]


def test_a_yes_is_kept_with_the_words_that_were_read_and_proves_itself(server: Served, ada: Person) -> None:
    given = yes(ada).json()

    after = choices(ada)["memory.profile"]
    record = ada.http.get("/v1/consent-record").json()
    proved = check_receipt(given["receipt"], server.kit.store.verifier_keys())
    assert (given["state"], given["allowed"], after["state"], after["allowed"]) == ("given", True, "given", True)
    assert after["said_version"] == after["text_version"]
    assert after["until"] == after["since"] + 730 * DAY
    assert record["events"][0]["text_shown"]["text"] == after["text"]
    assert record["events"][0]["decision"] == given["decision"]
    assert record["events"][0]["text_digest"] in str(proved)


@pytest.mark.parametrize("version", ["", "1", "f" * 16])
def test_a_yes_to_other_words_than_todays_is_no_yes(ada: Person, version: str) -> None:
    answer = ada.http.put(PROFILE, json={"state": "given", "text_version": version})

    assert answer.status_code == 409
    assert choices(ada)["memory.profile"]["state"] == "unknown"


def test_a_no_needs_nothing_and_to_what_was_a_yes_it_is_a_withdrawal(ada: Person) -> None:
    first = ada.http.put(PROFILE, json={"state": "refused"}).json()
    yes(ada)
    second = ada.http.put(PROFILE, json={"state": "refused"}).json()

    assert (first["state"], second["state"]) == ("refused", "withdrawn")
    assert not second["allowed"]


def test_a_double_click_is_one_event(ada: Person) -> None:
    twice = [yes(ada).json()["decision"] for _ in range(2)]
    no = [ada.http.put(PROFILE, json={"state": "withdrawn"}).json()["decision"] for _ in range(2)]

    assert twice[0] == twice[1]
    assert no[0] == no[1] != twice[0]


def test_an_interest_of_the_companys_is_objected_to_and_the_objection_can_be_lifted(ada: Person) -> None:
    no = ada.http.put("/v1/consents/improve.quality", json={"state": "refused"}).json()
    lifted = yes(ada, "improve.quality").json()

    assert (no["state"], no["allowed"], lifted["allowed"]) == ("objected", False, True)


def test_about_what_rests_on_the_contract_there_is_nothing_to_choose(ada: Person) -> None:
    answer = ada.http.put("/v1/consents/service.order", json={"state": "objected"})

    assert answer.status_code == 409
    assert "nothing to choose" in answer.json()["detail"]


def test_another_persons_choices_are_their_own(ada: Person, bob: Person) -> None:
    yes(ada)

    assert choices(bob)["memory.profile"]["state"] == "unknown"
    assert bob.http.get("/v1/consent-record").json()["events"] == []


def test_a_withdrawal_while_the_assistant_thinks_wins_in_that_very_answer(server: Served, ada: Person) -> None:
    yes(ada)
    seen: list[list[object]] = []

    def think(scene: Scene, look: Look) -> Thought:
        seen.append([one.fields["size"] for one in look.records("profile", Purpose.MEMORY_PROFILE)])
        if len(seen) == 1:
            assert ada.http.put(PROFILE, json={"state": "withdrawn"}).status_code == 200
        return thought(scene, f"Your size is {seen[-1]}")

    server.mind.think = think  # type: ignore[method-assign]  # the mind of this test
    reply = ada.say("what is my size?")

    assert seen == [["size-M"], []]
    assert "size-M" not in reply.text
    assert "size-M" not in str(ada.items())


# --- being asked ------------------------------------------------------------------------------------------------


def asked(person: Person, outcome: str = "requested") -> httpx.Response:
    return person.http.post(f"{PROFILE}/asked", json={"outcome": outcome})


def test_whoever_was_asked_and_put_it_off_is_left_alone_for_a_while(server: Served, ada: Person) -> None:
    first, later, again = asked(ada), asked(ada, "deferred"), asked(ada)
    waiting = choices(ada)["memory.profile"]
    server.clock.move(8 * DAY)
    returned = server.person("ada")

    assert (first.status_code, later.status_code, again.status_code) == (200, 200, 409)
    assert (waiting["may_ask"], waiting["ask_because"], waiting["state"]) == (False, "asked_lately", "deferred")
    assert waiting["answers"] == []
    assert choices(returned)["memory.profile"]["answers"] == ["given", "refused", "deferred"]


def test_a_no_is_heard_for_the_time_the_brand_names(server: Served, ada: Person) -> None:
    ada.http.put(PROFILE, json={"state": "refused"})
    after_no = choices(ada)["memory.profile"]

    assert (after_no["may_ask"], after_no["ask_because"]) == (False, "said_no")
    assert after_no["ask_again_at"] == after_no["since"] + 180 * DAY
    assert asked(ada).status_code == 409


def test_nothing_can_be_put_off_that_was_not_asked(ada: Person) -> None:
    assert asked(ada, "deferred").status_code == 409


# --- a browser's own signal -------------------------------------------------------------------------------------


def test_the_signal_is_recorded_once_as_an_objection_and_the_answer_says_so(server: Served, ada: Person) -> None:
    ada.http.headers["Sec-GPC"] = "1"

    answers = [ada.say("hello"), ada.http.get("/v1/consents"), ada.want_person()]

    assert {one.headers["earnest-privacy-signal"] for one in answers} == {"honoured"}
    assert answers[1].json()["global_privacy_control"] > 0
    found = choices(ada)
    assert {name: found[name]["state"] for name in SIGNALLED} == dict.fromkeys(SIGNALLED, "objected")
    assert {found[name]["origin"] for name in SIGNALLED} == {"signal"}
    assert found["memory.profile"]["state"] == "unknown"
    assert len(ada.http.get("/v1/consent-record").json()["events"]) == len(SIGNALLED)


def test_the_signal_ends_an_earlier_yes_and_a_later_word_of_the_persons_goes_before_it(ada: Person) -> None:
    yes(ada, "marketing.direct")
    ada.http.headers["Sec-GPC"] = "1"

    ended = choices(ada)["marketing.direct"]
    again = yes(ada, "marketing.direct").json()

    assert (ended["state"], ended["allowed"], ended["may_ask"]) == ("objected", False, False)
    assert again["allowed"]
    assert choices(ada)["marketing.direct"]["allowed"]


@pytest.mark.parametrize(("header", "field"), [("1", False), ("", True)])
def test_opening_a_session_hears_the_header_and_the_browsers_own_property(
    server: Served, header: str, field: bool
) -> None:
    body = {"global_privacy_control": field}
    opened = server.client().post("/v1/sessions", json=body, headers={"Sec-GPC": header} if header else {})

    token = opened.json()["token"]
    listed = server.client(token).get("/v1/consents").json()
    assert opened.json()["global_privacy_control"]
    assert listed["global_privacy_control"] > 0


@pytest.mark.parametrize("value", ["0", "true", "11", ""])
def test_any_other_value_says_nothing(ada: Person, value: str) -> None:
    answer = ada.http.get("/v1/consents", headers={"Sec-GPC": value})

    assert "earnest-privacy-signal" not in answer.headers
    assert answer.json()["global_privacy_control"] == 0


def test_the_well_known_file_says_that_the_signal_counts(server: Served) -> None:
    answer = server.client().get("/.well-known/gpc.json")

    assert answer.json() == {"gpc": True, "lastUpdate": "2026-11-23"}
    assert answer.headers["content-type"] == "application/json"


def test_a_signal_of_nobody_and_of_the_desk_records_nothing(server: Served) -> None:
    size = server.kit.store.log_size()

    nobody = server.client("nonsense").get("/v1/consents", headers={"Sec-GPC": "1"})
    desk = server.colleague().get("/v1/desk/hand-overs", headers={"Sec-GPC": "1"})

    assert (nobody.status_code, desk.status_code) == (401, 200)
    assert server.kit.store.log_size() == size


def in_the_centre(server: Served, person: Person) -> httpx.Client:
    """A browser in the privacy centre, which has said nothing so far."""
    browser = server.client()
    assert browser.get(person.http.post("/v1/privacy-link").json()["path"]).status_code == 303
    return browser


def test_a_browser_that_says_no_in_the_privacy_centre_is_heard_once_and_the_page_says_so(
    server: Served, ada: Person
) -> None:
    browser = in_the_centre(server, ada)

    before = browser.get("/privacy/")
    pages = [browser.get("/privacy/", headers={"Sec-GPC": "1"}) for _ in range(2)]

    events = ada.http.get("/v1/consent-record").json()["events"]
    assert "earnest-privacy-signal" not in before.headers
    assert "Global Privacy Control" not in before.text
    assert {one.headers["earnest-privacy-signal"] for one in pages} == {"honoured"}
    assert all("your browser said no for you (Global Privacy Control)" in one.text for one in pages)
    assert len(events) == len(SIGNALLED)


def test_the_privacy_centre_records_no_objection_of_a_browser_that_says_nothing(server: Served, ada: Person) -> None:
    browser = in_the_centre(server, ada)

    pages = [browser.get("/privacy/"), browser.get("/privacy/", headers={"Sec-GPC": "0"})]

    assert [one.status_code for one in pages] == [200, 200]
    assert ada.http.get("/v1/consent-record").json()["events"] == []


@pytest.mark.parametrize("cookie", ["nonsense", "%00", "x" * 4_000, "\xe4"])
def test_a_signal_with_a_broken_cookie_records_nothing_and_does_no_harm(server: Served, cookie: str) -> None:
    size = server.kit.store.log_size()
    headers = [(b"sec-gpc", b"1"), (b"cookie", b"earnest-privacy=" + cookie.encode("latin-1"))]

    page, about = (server.client().get(path, headers=headers) for path in ("/privacy/", "/privacy/about"))

    assert (page.status_code, about.status_code) == (401, 200)
    assert "earnest-privacy-signal" not in page.headers
    assert server.kit.store.log_size() == size


def test_the_cookie_of_the_privacy_centre_speaks_for_nobody_elsewhere(server: Served, ada: Person) -> None:
    browser = in_the_centre(server, ada)

    answer = browser.get("/v1/consents", headers={"Sec-GPC": "1"})

    assert answer.status_code == 401
    assert ada.http.get("/v1/consent-record").json()["events"] == []
