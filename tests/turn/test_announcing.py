"""What concerns everybody with a role leaves the house: once, again while nothing arrives, with no name in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.turn.house import House, sqlite_house

from earnest.announcing import OLD, Announcing
from earnest.domain.announcing import Announcement
from earnest.domain.errors import Busy
from earnest.domain.regions import Stay, Way
from earnest.domain.staff import Alone
from earnest.domain.time import DAY, MINUTE

LINK = "https://desk.shop.example/desk"


@dataclass
class Post:
    """A way out; its named fault: `down`, it does not answer."""

    fault: str = ""
    came: list[Announcement] = field(default_factory=list)

    def send(self, announcement: Announcement) -> None:
        if self.fault == "down":
            raise Busy("nobody answers")
        self.came.append(announcement)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return sqlite_house(tmp_path)


def announcing(house: House, post: Post, stays: Callable[[str], Stay | None] = lambda _: None) -> Announcing:
    return Announcing(house.store.staff_news, {"mail": post}, house.clock, LINK, stays)


def changed(house: House) -> None:
    for digest in ("0" * 64, "1" * 64):
        house.store.rules.stand({"refund": (digest, "gate: refund")}, asks=True)


def test_a_changed_gate_is_told_of_as_it_begins_to_wait_and_as_one_person_publishes_it(house: House) -> None:
    post = Post()
    changed(house)
    announcing(house, post).round()
    decision = house.store.rules.publish("refund", "1" * 64, "rex", Alone.WAITED)

    announcing(house, post).round()

    told = [(one.what.what, one.what.about, one.link) for one in post.came]
    assert told == [("gate_waits", "refund 111111111111", LINK), ("gate", decision, LINK)]
    assert announcing(house, post).round() == 0
    assert "rex" not in json.dumps([one.as_json() for one in post.came])


def test_while_nothing_arrives_it_is_tried_again(house: House) -> None:
    post = Post("down")
    changed(house)
    announcing(house, post).round()
    post.fault = ""
    house.clock.move(DAY)

    announcing(house, post).round()

    assert len(post.came) == 1


def test_what_may_not_leave_stays(house: House) -> None:
    post = Post()
    changed(house)

    announcing(house, post, lambda _: Stay(Way.MAIL, "US", ("EU",))).round()
    house.clock.move(DAY)
    announcing(house, post).round()

    assert post.came == []


def test_what_is_old_is_told_at_the_desk_alone(house: House) -> None:
    post = Post()
    changed(house)
    house.clock.move(OLD + MINUTE)

    announcing(house, post).round()

    assert post.came == []
