"""Who has a conversation open: seen by colleagues for a moment, and by nobody else."""

from tests.web.conftest import ada, bob, server
from tests.web.made import Person, Served
from tests.web.test_desk_stream import following, until

from earnest.web.desk_here import HERE_SECONDS, PLACES_MAX, Here, Presence

__all__ = ["ada", "bob", "server"]


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_sign_counts_for_a_while_and_a_newer_one_takes_its_place() -> None:
    clock = Seconds()
    presence = Presence(clock)
    presence.note("C-1", "mia", typing=False)
    presence.note("C-1", "jon", typing=False)
    presence.note("C-1", "mia", typing=True)
    both = presence.everywhere()
    clock.now = HERE_SECONDS

    assert both == {"C-1": (Here("jon", typing=False), Here("mia", typing=True))}
    assert presence.everywhere() == {}


def test_who_leaves_is_gone_at_once() -> None:
    presence = Presence(Seconds())
    presence.note("C-1", "mia", typing=True)

    presence.leave("C-1", "mia")
    presence.leave("C-1", "mia")

    assert presence.everywhere() == {}


def test_no_more_is_kept_than_fits() -> None:
    presence = Presence(Seconds())

    for number in range(PLACES_MAX + 1):
        presence.note(f"C-{number}", "mia", typing=False)

    assert len(presence.everywhere()) == PLACES_MAX
    assert "C-0" not in presence.everywhere()


def test_a_colleague_hears_who_opens_writes_and_leaves(server: Served, ada: Person) -> None:
    place = f"/v1/desk/conversations/{ada.talk}/here"
    mia = server.colleague("mia")

    with following(server) as stream:
        until(stream, "ping")
        mia.post(place, json={})
        opened = until(stream, "here")
        mia.post(place, json={"typing": True})
        writes = until(stream, "here")
        mia.post(place, json={"left": True})
        left = until(stream, "here")

    assert opened == ("", {"id": ada.talk, "here": [{"name": "mia", "typing": False}]})
    assert writes[1]["here"] == [{"name": "mia", "typing": True}]
    assert left[1]["here"] == []


def test_who_comes_later_is_told_and_the_log_and_the_customer_never_are(server: Served, ada: Person) -> None:
    before, items = server.house.store.log_size(), ada.items()
    server.colleague("mia").post(f"/v1/desk/conversations/{ada.talk}/here", json={"typing": True})

    with following(server) as stream:
        told = until(stream, "here")

    assert told[1]["here"] == [{"name": "mia", "typing": True}]
    assert server.house.store.log_size() == before
    assert ada.items() == items
