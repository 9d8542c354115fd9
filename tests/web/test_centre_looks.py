"""The privacy centre tells who of the company looked, at what and why; a lifted bar stays in the history."""

from tests.web.made import Person, Served
from tests.web.test_centre import key_in, visit

from earnest.domain.purposes import Purpose
from earnest.domain.time import MINUTE
from earnest.domain.turns import Used

EMAIL = Used("customer", "email", Purpose.SERVICE_ORDER)


def test_colleagues_looks_reveals_and_the_houses_are_told_and_ones_own_only_in_the_download(
    server: Served, ada: Person
) -> None:
    server.colleague("mia").get(f"/v1/desk/conversations/{ada.talk}")
    look = server.house.store.desk.reveal("mia", ada.talk, EMAIL, "the parcel came <b>back</b>")
    server.house.store.looks.waiting([ada.talk])
    browser = visit(server, ada)

    page, german = (browser.get(f"/privacy/?language={one}").text for one in ("en", "de"))
    found, to_read = browser.get("/privacy/download.json").json(), browser.get("/privacy/download.html").text

    for text in (page, to_read):
        assert "A colleague: Your account: e-mail address" in text
        assert "Their reason: the parcel came &lt;b&gt;back&lt;/b&gt;" in text
        assert "A colleague: This conversation: your words" in text
        assert "The company itself: This conversation: your words" in text
        assert "mia" not in text
    assert "Eine Kollegin oder ein Kollege: " in german
    assert "Looked at for you: nothing so far" in page
    assert browser.get(f"/privacy/decisions/{look}").status_code == 200
    assert {one["by"] for one in found["reads"]} == {"colleague", "house", "person"}
    assert [one["because"] for one in found["reads"] if "because" in one] == ["the parcel came <b>back</b>"]


def test_a_bar_that_was_lifted_stays_in_the_history_with_the_decision_that_set_it(server: Served, ada: Person) -> None:
    browser = visit(server, ada)
    key = key_in(browser.get("/privacy/").text)
    ada.http.delete("/v1/sessions")

    for use in ("no", "yes"):
        server.clock.move(MINUTE)
        browser.post("/privacy/sources/order", data={"key": key, "use": use})

    page = browser.get("/privacy/").text
    assert page.index("may be used") < page.index("not to be used")
    assert page.count("Your choice: Your orders") == 2


def test_what_is_remembered_is_in_the_download(server: Served, ada: Person) -> None:
    listed = ada.http.get("/v1/consents").json()["choices"]
    version = next(one["text_version"] for one in listed if one["purpose"] == "memory.profile")
    ada.http.put("/v1/consents/memory.profile", json={"state": "given", "text_version": version})
    ada.http.put("/v1/preferences/size", json={"value": "42"})
    browser = visit(server, ada)

    found, to_read = browser.get("/privacy/download.json").json(), browser.get("/privacy/download.html").text

    assert [(one["preference"], one["value"]) for one in found["preferences"]] == [("size", "42")]
    assert "Size: 42" in to_read
