"""A conversation over HTTP: one numbered log, answered once, done once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.web.made import WAIT_SECONDS, Person, Served, part, served, wait_until

from earnest.deciding import CARD_LIFE
from earnest.domain.inbound import TEXT_LENGTH_MAX
from earnest.web.lanes import TURNS_AT_ONCE, Lanes
from earnest.web.pace import Pace


def test_a_message_is_answered_with_its_own_item_first(ada: Person) -> None:
    answer = ada.say("hello")

    items = answer.json()["items"]
    assert answer.status_code == 200
    assert [(one["author"], one["ai"], one["seq"]) for one in items] == [("customer", False, 1), ("assistant", True, 2)]
    assert part(answer.json(), "words")["text"] == "You said: hello"
    assert items[1]["decision"] in answer.json()["decisions"]


def test_a_confirmed_card_is_answered_with_its_receipt(server: Served, ada: Person) -> None:
    card = ada.card("A1")

    answer = ada.press(card)

    assert answer.status_code == 200
    assert answer.json()["pending"] is False
    assert part(answer.json(), "receipt")["decision"] in answer.json()["decisions"]
    assert server.kit.paid() == ["A1"]


def test_an_effect_that_takes_its_time_is_told_later_as_an_item(tmp_path: Path) -> None:
    with served(tmp_path, Pace(ready_seconds=0.3)) as server:
        ada = server.person()
        card = ada.card("A1")
        server.kit.shop.before = lambda _by: wait_until(server.mind.free.is_set)

        answer = ada.press(card)
        with ada.stream(params={"after": answer.json()["items"][-1]["seq"]}) as stream:
            server.mind.free.set()
            _, _, told = stream.next()

        assert answer.status_code == 202
        assert answer.json()["pending"] is True
        assert part({"items": [told]}, "receipt")
        assert ada.press(card, client_id="m-1").status_code == 200


def test_a_slow_answer_is_202_and_comes_as_items(tmp_path: Path) -> None:
    with served(tmp_path, Pace(ready_seconds=0.2)) as server:
        ada = server.person()

        first = ada.say("hang", "slow-1")
        again = ada.say("hang", "slow-1")
        server.mind.free.set()
        wait_until(ada.items)

        assert (first.status_code, again.status_code) == (202, 202)
        assert first.json() == {"items": [], "decisions": [], "pending": True}
        assert part({"items": ada.items()}, "words")["text"] == "At last."
        assert ada.say("hang", "slow-1").json()["items"] == ada.items()
        assert server.mind.hanging.acquire(blocking=False)
        assert not server.mind.hanging.acquire(blocking=False), "the message sent again was thought about twice"


def test_the_same_message_sent_twice_gets_the_same_answer(server: Served, ada: Person) -> None:
    card = ada.card("A1")

    answers = [ada.press(card, client_id="once").json() for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert server.kit.paid() == ["A1"]


def test_the_same_message_sent_many_times_at_once_gets_one_answer_and_one_effect(server: Served, ada: Person) -> None:
    card = ada.card("A1")

    with ThreadPoolExecutor(16) as crowd:
        answers = list(crowd.map(lambda _: ada.press(card, client_id="once"), range(16)))

    assert {one.status_code for one in answers} == {200}
    assert len({one.text for one in answers}) == 1
    assert server.kit.paid() == ["A1"]


def test_messages_of_one_conversation_at_once_are_all_kept_or_refused_clearly(ada: Person) -> None:
    with ThreadPoolExecutor(12) as crowd:
        answers = list(crowd.map(lambda n: ada.say(f"word-{n}", f"at-once-{n}"), range(12)))
    for number, answer in enumerate(answers):
        if answer.status_code == 503:
            assert ada.say(f"word-{number}", f"at-once-{number}").status_code == 200

    items = ada.items()
    said = sorted(one["parts"][0]["text"] for one in items if one["author"] == "customer")
    assert {one.status_code for one in answers} <= {200, 503}
    assert said == sorted(f"word-{n}" for n in range(12))
    assert [one["seq"] for one in items] == list(range(1, len(items) + 1))


def test_a_press_on_something_unknown_expired_or_changed_says_so(server: Served, ada: Person) -> None:
    card = ada.card("A1")

    unknown = ada.press(card | {"id": "K-0000000000000000"})
    changed = ada.press(card | {"args_hash": "0" * 64})
    server.clock.move(CARD_LIFE)
    late = ada.press(card)

    assert [one.status_code for one in (unknown, changed, late)] == [404, 409, 410]
    assert all("card" in one.json()["detail"] for one in (unknown, changed, late))
    assert server.kit.paid() == []


def test_a_choice_of_what_was_offered_is_taken(ada: Person) -> None:
    option = part(ada.say("choose").json(), "choices")["options"][0]

    answer = ada.send(kind="choice", option=option["id"])

    assert answer.status_code == 200
    assert answer.json()["items"][0]["parts"] == [{"kind": "words", "text": option["label"]}]


def test_a_person_is_asked_for_and_the_desk_sees_it(server: Served, ada: Person) -> None:
    answer = ada.want_person()

    waiting = server.colleague().get("/v1/desk/hand-overs").json()
    assert answer.status_code == 200
    assert part(answer.json(), "hand_over")["hand_over"]
    assert [(one["conversation"], one["kind"]) for one in waiting] == [(ada.talk, "hand_over")]


def test_a_colleague_approves_a_deed_over_the_limit(server: Served, ada: Person) -> None:
    ada.press(ada.card("A3"))
    desk = server.colleague()
    (waiting,) = (one for one in desk.get("/v1/desk/hand-overs").json() if one["kind"] == "approval")
    yes = {"client_id": "r-1", "approve": True}

    answer = desk.post(f"/v1/desk/approvals/{waiting['id']}", json=yes)
    wait_until(lambda: any(one["kind"] == "receipt" for item in ada.items() for one in item["parts"]))
    again = desk.post(f"/v1/desk/approvals/{waiting['id']}", json=yes)
    other = desk.post(f"/v1/desk/approvals/{waiting['id']}", json=yes | {"client_id": "r-2"})

    assert answer.status_code == 202
    assert again.status_code == 200
    assert other.status_code == 409
    assert server.kit.paid() == ["A3"]


def test_withdrawn_consent_is_recorded_and_named(ada: Person) -> None:
    answer = ada.http.put("/v1/consents/memory.profile", json={"state": "withdrawn"})

    assert answer.status_code == 200
    assert ada.http.get(f"/v1/decisions/{answer.json()['decision']}").json()["kind"] == "consent"


def test_a_decision_says_why_and_gives_a_receipt(ada: Person) -> None:
    decision = ada.say("refund A1").json()["decisions"][0]

    why = ada.http.get(f"/v1/decisions/{decision.lower()}")
    receipt = ada.http.get(f"/v1/decisions/{decision}/receipt")

    assert why.json()["decision"] == decision
    assert why.json()["proof"]["trouble"] == ""
    assert receipt.text.startswith("c2sp.org/tlog-proof")
    assert ada.http.get("/v1/log/checkpoint").status_code == 200


def test_the_shops_own_token_signs_a_customer_in(server: Served) -> None:
    http = server.client()

    good = http.post("/v1/sessions", json={"identity_token": server.identity_token("ada")})
    bad = [
        http.post("/v1/sessions", json={"identity_token": token})
        for token in ("", "a.b.c", server.identity_token("ada", aud="other"), server.identity_token("ada", exp=1))
    ]

    assert (good.status_code, good.json()["level"]) == (201, "signed_in")
    assert [one.status_code for one in bad] == [401, 401, 401, 401]


def test_a_text_over_the_limit_is_refused_and_the_limit_named(ada: Person) -> None:
    kept = ada.say("é" * TEXT_LENGTH_MAX)
    refused = ada.say("x" * (TEXT_LENGTH_MAX + 1))

    assert kept.status_code == 200
    assert refused.status_code == 422
    assert str(TEXT_LENGTH_MAX) in refused.json()["detail"]


def test_an_error_that_nobody_foresaw_is_a_problem_that_tells_no_secret(
    server: Served, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(server.kit.store, "items", broken)

    answer = ada.http.get(ada.path())

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_an_assistant_that_breaks_loses_nothing_and_is_not_silent(ada: Person) -> None:
    answer = ada.say("crash")

    assert answer.status_code == 200
    assert [one["author"] for one in answer.json()["items"]] == ["customer", "assistant"]


@pytest.mark.parametrize("waiting", [0, 3])
def test_a_full_pool_says_when_to_come_back_while_a_person_stays_reachable(tmp_path: Path, waiting: int) -> None:
    with served(tmp_path, Pace(ready_seconds=0.1), Lanes(turns_at_once=2, turns_waiting_max=waiting)) as server:
        ada = server.person()
        for number in range(2 + waiting):
            assert ada.say("hang", f"h-{number}").status_code == 202

        refused = ada.say("hello")
        person = ada.want_person()
        consent = ada.http.put("/v1/consents/memory.profile", json={"state": "withdrawn"})
        health = ada.http.get("/v1/health")

        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        assert "ask for a person" in refused.json()["detail"]
        assert person.status_code in (200, 202)
        assert part({"items": ada.items()}, "hand_over")
        assert (consent.status_code, health.status_code) == (200, 200)


def test_people_are_reached_while_three_hundred_turns_hang(server: Served) -> None:
    people = [server.person(f"customer-{number}") for number in range(20)]
    with ThreadPoolExecutor(300) as crowd:
        hung = [crowd.submit(people[number % 20].say, "hang", f"h-{number}") for number in range(300)]
        for _ in range(TURNS_AT_ONCE):
            assert server.mind.hanging.acquire(timeout=WAIT_SECONDS)

        answers = [people[number % 20].want_person(f"p-{number}") for number in range(100)]

        assert {one.result().status_code for one in hung} == {202}
    assert {one.status_code for one in answers} == {200}
    assert all(part(one.json(), "hand_over") for one in answers)


def test_liveness_asks_no_database(server: Served, ada: Person) -> None:
    server.kit.store.close()

    live, health = ada.http.get("/v1/live"), ada.http.get("/v1/health")

    assert live.status_code == 200
    assert health.status_code in (200, 503)


def test_a_token_that_is_bound_to_a_visit_opens_no_other(server: Served) -> None:
    token, http = server.identity_token("ada", sid="visit-1"), server.client()

    opened = [
        http.post("/v1/sessions", json={"identity_token": token, **more}).status_code
        for more in ({"nonce": "visit-1"}, {"nonce": "visit-2"}, {})
    ]

    assert opened == [201, 401, 401]
