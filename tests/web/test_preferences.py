"""What customers told us to remember, over HTTP."""

import pytest
from tests.web.made import Person, Served

SIZE = "/v1/preferences/size"


@pytest.fixture
def remembered(ada: Person) -> Person:
    """Ada, who said yes to being remembered."""
    listed = ada.http.get("/v1/consents").json()["choices"]
    version = next(one["text_version"] for one in listed if one["purpose"] == "memory.profile")
    given = ada.http.put("/v1/consents/memory.profile", json={"state": "given", "text_version": version})
    assert given.status_code == 200, given.text
    return ada


def test_what_is_told_is_listed_put_right_and_forgotten(remembered: Person) -> None:
    http = remembered.http

    first, second = (http.put(SIZE, json={"value": value}).json() for value in ("42", "43"))
    listed = http.get("/v1/preferences").json()
    gone, again = http.delete(SIZE), http.delete(SIZE)

    assert (first["value"], second["value"]) == ("42", "43")
    assert (listed["allowed"], [one["value"] for one in listed["preferences"]]) == (True, ["43"])
    assert (gone.status_code, again.status_code) == (204, 404)
    assert http.get("/v1/preferences").json()["preferences"] == []


def test_a_withdrawal_hides_everything_at_once(remembered: Person) -> None:
    remembered.http.put(SIZE, json={"value": "42"})

    remembered.http.put("/v1/consents/memory.profile", json={"state": "withdrawn"})

    assert remembered.http.get("/v1/preferences").json() == {"allowed": False, "preferences": []}
    assert remembered.http.put(SIZE, json={"value": "42"}).status_code == 403


def test_a_conversation_begins_in_the_remembered_language(server: Served, remembered: Person) -> None:
    remembered.http.put("/v1/preferences/language", json={"value": "de-AT"})

    talk = remembered.http.post("/v1/conversations", json={}).json()["id"]
    named = remembered.http.post("/v1/conversations", json={"language": "en"}).json()["id"]

    assert [server.kit.store.language_of(one) for one in (talk, named)] == ["de", "en"]


@pytest.mark.parametrize(
    ("name", "value"), [("size", "<script>"), ("shoe", "42"), ("channel", "fax"), ("size", "x" * 61)]
)
def test_what_has_no_form_is_refused(remembered: Person, name: str, value: str) -> None:
    assert remembered.http.put(f"/v1/preferences/{name}", json={"value": value}).status_code == 422


def test_another_persons_preferences_are_their_own(remembered: Person, bob: Person) -> None:
    remembered.http.put(SIZE, json={"value": "42"})

    assert bob.http.get("/v1/preferences").json() == {"allowed": False, "preferences": []}
    assert bob.http.delete(SIZE).status_code == 404
