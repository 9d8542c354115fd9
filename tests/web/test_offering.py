"""Asking just in time over the API: the offer, the answer, and a withdrawal on the page that the open chat hears."""

from typing import Any

from tests.turn.house import thought
from tests.web.made import Person, Served, part
from tests.web.test_centre import key_in, visit

from earnest.domain.preferences import Preference, Told
from earnest.domain.turns import Look, Scene, Thought


def telling(scene: Scene, look: Look) -> Thought:
    known = look.preference(Preference.SIZE)
    made = thought(scene, f"Known: {known or 'nothing'}.")
    told = (Told(Preference.SIZE, "M"),) if "wear" in scene.text else ()
    return Thought(made.proposals, made.state, "en", told=told)


def agree(person: Person, answer: dict[str, Any], *, yes: bool, client: str = "a-1") -> dict[str, Any]:
    sent = {"kind": "agree", "client_id": client, "offer": answer["decisions"][-1], "yes": yes}
    found = person.http.post(f"/v1/conversations/{person.talk}/items", json=sent)
    assert found.status_code == 200, found.text
    return dict(found.json())


def test_an_offer_is_answered_and_its_receipt_can_be_had(server: Served, ada: Person) -> None:
    object.__setattr__(server.mind, "think", telling)
    offered = ada.say("I wear M").json()

    answered = agree(ada, offered, yes=True)

    offer, receipt = part(offered, "offer"), part(answered, "receipt")
    choice = next(one for one in ada.http.get("/v1/consents").json()["choices"] if one["purpose"] == offer["purpose"])
    assert (choice["allowed"], choice["said_version"]) == (True, offer["text_version"])
    assert receipt["decision"] == choice["decision"]
    assert ada.http.get(f"/v1/decisions/{receipt['decision']}/receipt").text.startswith("c2sp.org/tlog-proof@v1")
    (kept,) = ada.http.get("/v1/preferences").json()["preferences"]
    assert (kept["preference"], kept["value"]) == ("size", "M")


def test_a_withdrawal_on_the_page_is_said_in_the_open_chat_and_holds_in_its_next_answer(
    server: Served, ada: Person
) -> None:
    object.__setattr__(server.mind, "think", telling)
    agree(ada, ada.say("I wear M").json(), yes=True)
    browser = visit(server, ada)
    key = key_in(browser.get("/privacy/").text)

    browser.post("/privacy/choices", data={"key": key, "choice.memory.profile": "no"})
    items = ada.http.get(f"/v1/conversations/{ada.talk}/items").json()
    after = ada.say("hello").json()

    assert "taken back your yes" in part(items, "words")["text"]
    assert part(after, "words")["text"] == "Known: nothing."
    assert ada.http.get("/v1/preferences").json() == {"allowed": False, "preferences": []}
