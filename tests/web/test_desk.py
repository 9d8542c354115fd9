"""The desk over HTTP: the brief first, one voice at a time, colleagues' words under their own names."""

from typing import Any

import httpx
import pytest
from tests.web.made import Person, Served, key_of, part, wait_until

from earnest.domain.time import HOUR, MINUTE


class Seat:
    """A colleague at the desk, in the conversation of one customer."""

    def __init__(self, server: Served, name: str, talk: str) -> None:
        self.http = server.colleague(name)
        self.talk = talk
        self.number = 0

    def do(self, act: str, client_id: str = "", **more: str) -> httpx.Response:
        self.number += 1
        body = {"client_id": client_id or f"d-{self.number}", **more}
        return self.http.post(f"/v1/desk/conversations/{self.talk}/{act}", json=body)

    def see(self) -> dict[str, Any]:
        answer = self.http.get(f"/v1/desk/conversations/{self.talk}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def queue(self) -> list[dict[str, Any]]:
        answer = self.http.get("/v1/desk/queue")
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["waiting"]
        return found


@pytest.fixture
def mia(server: Served, ada: Person) -> Seat:
    return Seat(server, "mia", ada.talk)


@pytest.fixture
def ida(server: Served, ada: Person) -> Seat:
    return Seat(server, "ida", ada.talk)


def texts(items: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Author and words of each item."""
    return [(item["author"], one["text"]) for item in items for one in item["parts"] if one["kind"] == "words"]


def looks(server: Served, talk: str) -> list[tuple[str, ...]]:
    """What colleagues were shown of a conversation's customer, look by look: the fields."""
    subject = server.house.store.desk.place(talk).session.subject
    found = server.house.store.uses(subject)
    return [tuple(f"{used.source}.{used.field}" for used in one.used) for one in found if one.by_colleague]


def test_opening_a_conversation_is_recorded_once_for_each_colleague(server: Served, mia: Seat, ida: Seat) -> None:
    for seat in (mia, mia, ida):
        seat.see()

    assert looks(server, mia.talk) == [("conversation.words",)] * 2


@pytest.mark.parametrize("route", ["queue", "hand-overs", "decisions", "audits"])
def test_whatever_of_a_conversation_a_colleague_is_shown_is_recorded(
    server: Served, ada: Person, mia: Seat, route: str
) -> None:
    ada.say("order status please")
    name = ada.say("person please").json()["decisions"][0]
    assert looks(server, mia.talk) == []

    seen = mia.http.get(f"/v1/desk/{route}/{name}" if route == "decisions" else f"/v1/desk/{route}")

    assert seen.status_code == 200
    assert looks(server, mia.talk) == [("conversation.words",)] * bool(seen.json())


# --- the queue --------------------------------------------------------------------------------------------------


def test_the_queue_tells_what_was_asked_known_tried_and_promised(server: Served, ada: Person, mia: Seat) -> None:
    ada.say("the strap is torn")
    ada.say("person please")

    (case,) = mia.queue()

    assert (case["kind"], case["reason"], case["state"], case["taken_by"]) == ("hand_over", "unsure", "waiting", "")
    assert case["brief"]["asked"] == ["the strap is torn", "person please"]
    assert case["brief"]["known"] == case["summary"] == [{"label": "Said", "value": "x"}]
    assert [one["kind"] for one in case["brief"]["tried"]] == ["answer"]
    assert case["brief"]["promised"][0]["due_at"] == case["due_at"] == server.clock.now() + HOUR
    assert (case["clock"], case["overdue"]) == ("first_response", False)


def test_the_nearest_clock_comes_first_and_a_missed_one_stays(server: Served, mia: Seat) -> None:
    late, approval = server.person("ada"), server.person("ada")
    late.want_person()
    approval.press(approval.card("A3"))
    server.clock.move(61 * MINUTE)
    soon = server.person("bob")
    soon.want_person()

    queue = mia.queue()

    assert [one["conversation"] for one in queue] == [late.talk, soon.talk, approval.talk]
    assert [one["overdue"] for one in queue] == [True, False, False]
    assert [one["kind"] for one in queue] == ["hand_over", "hand_over", "approval"]


def test_an_answer_stops_the_clock_and_the_customers_next_words_start_one(
    server: Served, ada: Person, mia: Seat
) -> None:
    ada.want_person()
    mia.do("take")
    server.clock.move(5 * MINUTE)
    mia.do("reply", text="I look into it.")
    (answered,) = mia.queue()
    server.clock.move(MINUTE)
    ada.say("and?")
    asked_at = server.clock.now()
    server.clock.move(MINUTE)
    ada.say("hello?")

    (waiting,) = mia.queue()

    assert (answered["state"], answered["due_at"], answered["taken_by"]) == ("answered", 0, "mia")
    assert (waiting["state"], waiting["due_at"]) == ("needs_reply", asked_at + HOUR)


# --- one voice at a time ----------------------------------------------------------------------------------------


def test_while_a_person_has_it_the_assistant_is_silent_and_every_word_reaches_the_desk(
    server: Served, ada: Person, mia: Seat
) -> None:
    ada.want_person()
    assert mia.do("take").status_code == 200
    before = len(ada.items())

    answer = ada.say("refund A1")

    assert answer.status_code == 200
    assert texts(answer.json()["items"]) == [("customer", "refund A1")]
    assert [item["author"] for item in ada.items()[before:]] == ["customer"]
    assert texts(mia.see()["items"])[-1] == ("customer", "refund A1")
    assert mia.see()["with"] == "person"


def test_a_card_that_was_open_can_still_be_pressed_and_nothing_more_is_said(
    server: Served, ada: Person, mia: Seat
) -> None:
    card = ada.card("A1")
    mia.do("take")

    ada.press(card)

    wait_until(lambda: server.kit.paid() == ["A1"])
    ada.press(card, "cancel")
    assert "You said" not in str(ada.items())


def test_a_colleagues_words_carry_their_first_name_and_are_never_the_assistants(
    server: Served, ada: Person, mia: Seat
) -> None:
    ada.want_person()
    mia.do("take")

    mia.do("reply", text="Hello Ada, I am here.")

    last = ada.items()[-1]
    assert (last["author"], last["name"], last["ai"]) == ("colleague", "Mia", False)
    assert texts([last]) == [("colleague", "Hello Ada, I am here.")]
    assert texts(ada.items())[-2] == ("system", "Mia has taken over.")


def test_only_whoever_has_the_conversation_may_write_in_it(server: Served, ada: Person, mia: Seat, ida: Seat) -> None:
    nobody = ida.do("reply", text="hi")
    mia.do("take")

    other, again = ida.do("reply", text="hi"), mia.do("take")

    assert [one.status_code for one in (nobody, other, again)] == [409, 409, 409]
    assert ("colleague", "hi") not in texts(ada.items())


def test_nobody_takes_a_conversation_from_a_colleague_but_an_owner_or_after_an_hours_silence(
    server: Served, ada: Person, mia: Seat, ida: Seat
) -> None:
    ida.do("take")
    owner = mia.do("take")
    refused = ida.do("take")
    server.clock.move(HOUR + 1)

    forsaken = ida.do("take")

    assert [one.status_code for one in (owner, refused, forsaken)] == [200, 409, 200]
    assert mia.see()["colleague"] == "ida"


def test_handed_back_the_assistant_answers_again_and_the_customer_is_told(
    server: Served, ada: Person, mia: Seat
) -> None:
    ada.want_person()
    mia.do("take")

    mia.do("hand-back")

    assert texts(ada.items())[-1] == ("system", "The person has finished here. I am back if you need me.")
    assert texts(ada.say("hello").json()["items"])[-1] == ("assistant", "You said: hello")
    assert mia.queue() == []
    assert mia.see()["with"] == "assistant"


def test_closing_ends_what_waits_and_leaves_an_approval_waiting(server: Served, ada: Person, mia: Seat) -> None:
    ada.press(ada.card("A3"))
    ada.want_person()

    mia.do("close")

    assert [one["kind"] for one in mia.queue()] == ["approval"]
    assert texts(ada.items())[-1][0] == "system"


def test_the_same_act_sent_twice_is_done_once(server: Served, ada: Person, mia: Seat) -> None:
    mia.do("take")

    first, again = mia.do("reply", "same", text="Once."), mia.do("reply", "same", text="Once.")

    assert first.json()["items"] == again.json()["items"]
    assert texts(ada.items()).count(("colleague", "Once.")) == 1


def test_a_colleagues_id_is_never_a_customers(server: Served, ada: Person, mia: Seat) -> None:
    ada.say("hello", client_id="d-1")

    taken = mia.do("take", "d-1")

    assert texts(taken.json()["items"]) == [("system", "Mia has taken over.")]


def test_a_colleague_can_act_after_the_customer_has_left(server: Served, ada: Person, mia: Seat) -> None:
    ada.want_person()
    server.clock.move(40 * 24 * HOUR)
    mia = Seat(server, "mia", ada.talk)

    assert mia.do("take").status_code == 200
    assert mia.do("reply", text="Here I am.").status_code == 200


# --- notes ------------------------------------------------------------------------------------------------------


def test_a_note_is_shown_to_colleagues_only_and_leaves_no_gap(server: Served, ada: Person, mia: Seat) -> None:
    ada.say("one")
    told = mia.do("note", text="Careful: walnut.")
    ada.say("two")

    seen, own = mia.see()["items"], ada.items()

    assert told.json()["items"] == []
    assert [(one["author"], one["name"]) for one in seen if one["author"] == "note"] == [("note", "mia")]
    assert texts(seen)[2] == ("note", "Careful: walnut.")
    assert "walnut" not in str(own)
    assert [one["seq"] for one in own] == list(range(1, len(own) + 1))
    for decision in told.json()["decisions"]:
        assert "walnut" not in ada.http.get(f"/v1/decisions/{decision}").text
        assert "walnut" not in ada.http.get(f"/v1/decisions/{decision}/receipt").text


def test_a_note_does_not_silence_the_assistant_nor_close_a_question(server: Served, ada: Person, mia: Seat) -> None:
    options = part(ada.say("choose").json(), "choices")["options"]

    mia.do("note", text="Interesting.")

    chosen = ada.send(kind="choice", option=options[0]["id"])
    assert texts(chosen.json()["items"])[0] == ("customer", "One")


def test_erasing_a_person_erases_what_was_noted_about_them(server: Served, ada: Person, mia: Seat) -> None:
    mia.do("note", text="walnut")
    mia.do("take")
    subject = server.house.store.session(ada.token).subject

    server.house.store.erase(subject)

    assert mia.http.get(f"/v1/desk/conversations/{ada.talk}").status_code == 404
    rows = server.house.store.read(
        lambda unit: [unit.rows.all(f"SELECT * FROM {table}") for table in ("notes", "takes")]
    )
    assert rows == [[], []]


# --- signing in -------------------------------------------------------------------------------------------------


def signed_in(server: Served, name: str = "mia") -> httpx.Client:
    client = server.client()
    answer = client.post("/v1/desk/sign-in", json={"key": key_of(name)})
    assert answer.status_code == 200, answer.text
    return client


def test_a_key_is_exchanged_for_a_cookie_that_no_script_reads(server: Served) -> None:
    client = server.client()

    answer = client.post("/v1/desk/sign-in", json={"key": key_of("jon")})

    cookie = answer.headers["set-cookie"]
    assert answer.json() == {
        "name": "jon",
        "first_name": "Jon",
        "role": "approver",
        "may": ["see", "reply", "take", "note", "audit", "approve", "why"],
    }
    assert cookie.startswith("earnest-desk=")
    assert {"HttpOnly", "Path=/", "SameSite=strict"} <= set(cookie.split("; "))
    assert client.get("/v1/desk/me").json() == answer.json()


def test_beyond_this_machine_the_cookie_is_bound_to_the_host_and_to_tls(server: Served) -> None:
    answer = server.client().post(
        "/v1/desk/sign-in", json={"key": key_of("jon")}, headers={"Host": "desk.shop.example"}
    )

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-earnest-desk=")
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Secure"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_call_by_cookie_that_changes_something_needs_its_header(server: Served, ada: Person) -> None:
    client, path = signed_in(server), f"/v1/desk/conversations/{ada.talk}/take"

    bare = client.post(path, json={"client_id": "t-1"})
    meant = client.post(path, json={"client_id": "t-1"}, headers={"X-Earnest-Desk": "1"})

    assert (bare.status_code, meant.status_code) == (403, 200)


def test_signing_out_ends_the_session_and_a_day_does_too(server: Served) -> None:
    out, kept = signed_in(server), signed_in(server)
    token = dict(out.cookies)

    left = out.post("/v1/desk/sign-out", headers={"X-Earnest-Desk": "1"})
    again = server.client().get("/v1/desk/me", headers={"Cookie": f"earnest-desk={token['earnest-desk']}"})
    server.clock.move(13 * HOUR)

    assert (left.status_code, again.status_code, kept.get("/v1/desk/me").status_code) == (204, 401, 401)


def test_a_wrong_key_signs_nobody_in(server: Served) -> None:
    wrong = key_of("mia")[:-1] + "0"

    for key in (wrong, "", "mia", key_of("mia").replace("mia", "eve")):
        assert server.client().post("/v1/desk/sign-in", json={"key": key}).status_code == 401


def test_a_decline_carries_the_colleagues_own_reason_to_the_customer(server: Served, ada: Person, mia: Seat) -> None:
    ada.press(ada.card("A3"))
    (case,) = mia.queue()

    mia.http.post(
        f"/v1/desk/approvals/{case['id']}",
        json={"client_id": "r-1", "approve": False, "note": "The photo shows another order."},
    )

    last = ada.items()[-2:]
    assert texts(last)[-1] == ("colleague", "The photo shows another order.")
    assert last[-1]["name"] == "Mia"
    assert server.kit.paid() == []


def test_a_smaller_amount_is_approved_and_paid_and_a_larger_one_is_not(server: Served, ada: Person, mia: Seat) -> None:
    ada.press(ada.card("A3"))
    (case,) = mia.queue()
    path = f"/v1/desk/approvals/{case['id']}"

    refused = [
        mia.http.post(path, json={"client_id": f"r-{amount}", "approve": True, "amount": amount})
        for amount in ("79.01", "0", "10.001")
    ]
    mia.http.post(path, json={"client_id": "r-1", "approve": True, "amount": "40,00"})

    wait_until(lambda: server.kit.paid() == ["A3"])
    assert [one.status_code for one in refused] == [409, 409, 409]
    assert [minor for *_, minor in server.kit.shop.effects()] == [4_000]


def test_an_approval_shows_the_evidence_and_the_row_that_stopped_it(server: Served, ada: Person, mia: Seat) -> None:
    ada.press(ada.card("A3"))
    (case,) = mia.queue()

    why = mia.http.get(f"/v1/desk/decisions/{case['decision']}").json()

    assert why["facts"]["amount"] == "79.00 EUR"
    assert [one["row"] for one in why["rules"]] == ["over-50"]
    assert (why["conversation"], why["gate"], why["colleagues"]) == (ada.talk, "refund", [])
    assert why["gate_digest"]
    assert [row["label"] for row in case["summary"]][:2] == ["Order", "Amount"]
