"""The demo's past: scripts had through the house itself, on a clock that walks to now; the three stories untouched."""

import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from rich.console import Console
from tests.fernhalm.counter import NOW, Counter, contents, counter_of
from tests.store.records import require_schema

from earnest.app import Ready, build
from earnest.cli.past import BEGUN, DAYS, NOTE, PLAYED, Lived, play, relive
from earnest.cli.past_scripts import Acts, Scripts, Uses, read_scripts
from earnest.cli.verifying import verify_house
from earnest.domain.errors import BadInput, BrandError
from earnest.domain.time import DAY, SECOND, SimulatedClock, SystemClock
from earnest.domain.turns import DecisionKind
from earnest.house import House

TODAY = datetime.fromtimestamp(NOW // SECOND, UTC).date()
STORIES = """select * from "order" where customer in ('ada', 'ben', 'cleo') order by id"""
STORY_LINES = """select line.* from line join "order" on "order".id = line."order"
  where customer in ('ada', 'ben', 'cleo') order by line.id"""
FEW = ("torn-small-refund", "ueber-der-grenze-ja", "ueber-der-grenze-nein", "person-please", "beschwerde-bote",
       "open-overdue", "open-corrected", "open-unfair", "open-approval")  # fmt: skip


class Played:
    """A house in which scripts were had, and what became of them."""

    def __init__(self, house: House, lived: Lived, now: int, stories: list[Any]) -> None:
        self.house, self.lived, self.now, self.stories = house, lived, now, stories

    def kinds(self) -> list[DecisionKind]:
        events = (event.decision for event in self.house.store.events(0, 10_000) if event.decision)
        return [self.house.store.decision(name).decision.kind for name in dict.fromkeys(events)]


@pytest.fixture(scope="module")
def scripts(fernhalm: Path) -> Scripts:
    return read_scripts(fernhalm / "past")


@pytest.fixture(scope="module")
def had(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Played]]:
    """Has scripts in a house of their own."""
    houses: list[House] = []

    def having(scripts: Scripts) -> Played:
        now = SystemClock().now()
        clock = SimulatedClock(now - DAYS * DAY)
        house = build(ready, tmp_path_factory.mktemp("past") / "own", clock=clock)
        houses.append(house)
        before = stories(house)
        return Played(house, play(house, clock, scripts, now), now, before)

    yield having
    for house in houses:
        house.close()


def test_every_record_of_the_past_fits_the_published_schema(few: Played) -> None:
    assert require_schema(few.house.store) > 40


@pytest.fixture(scope="module")
def few(scripts: Scripts, had: Callable[..., Played]) -> Played:
    """One of each kind, most of what people and colleagues do among them."""
    return had(Scripts(tuple(replace(one, times=1) for one in scripts.scripts if one.name in FEW), scripts.closing))


def stories(house: House) -> list[Any]:
    return [[tuple(row) for row in house.world.shop.rows(sql)] for sql in (STORIES, STORY_LINES)]


def then_of(counter: Counter) -> Any:
    package = type(counter.shop).__module__.partition(".")[0]
    return importlib.import_module(f"{package}.then").Then(counter.shop)


# --- the shop as it was ------------------------------------------------------------------------------------------


def test_a_day_ago_what_came_since_was_under_way_and_what_was_ordered_since_was_not_there(
    fernhalm: Path, tmp_path: Path
) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        day = (TODAY - timedelta(days=10)).isoformat()

        then_of(counter).turn_to(TODAY - timedelta(days=10))

        rows = counter.shop.rows("""select * from "order" """)
        assert rows
        assert not [row["id"] for row in rows if row["placed_on"] > day or row["delivered_on"] > day]
        assert {"processing", "in transit", "delivered"} <= {row["status"] for row in rows}
        assert not counter.shop.rows("select 1 from parcel where delivered_on > ? or scanned_on > ?", day, day)


def test_let_go_the_shop_stands_as_it_stood(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        before, then = contents(counter.shop), then_of(counter)
        for days in (28, 14, 3):
            then.turn_to(TODAY - timedelta(days=days))

        then.let_go()

        assert {name: sorted(rows) for name, rows in contents(counter.shop).items()} == {
            name: sorted(rows) for name, rows in before.items()
        }
        assert counter.shop.today() == TODAY


def test_an_order_that_was_stopped_on_a_past_day_stays_stopped(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        then = then_of(counter)
        then.turn_to(TODAY - timedelta(days=20))
        cast = then.cast("someone", "de", {"status": "processing"}, Random(1))
        counter.do(cast["customer"], "cancel_order", order_id=cast["order"])

        then.let_go()

        (order,) = counter.shop.rows("""select * from "order" where id = ?""", cast["order"])
        assert order["status"] == "cancelled"
        assert not counter.shop.rows("""select 1 from parcel where "order" = ?""", cast["order"])


@pytest.mark.parametrize(("days", "state", "paid"), [(2, "waiting", 0), (8, "arrived", 0), (14, "closed", 1)])
def test_what_was_sent_back_is_paid_back_once_it_has_arrived(
    days: int, state: str, paid: int, fernhalm: Path, tmp_path: Path
) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        then = then_of(counter)
        cast = then.cast("someone", "en", {"status": "delivered", "days": [1, 12], "lines": 1}, Random(1))
        line = f"{cast['order']}/1"
        counter.do(cast["customer"], "return_items", order_id=cast["order"], lines=[line], reason="changed_mind")

        then.turn_to(TODAY + timedelta(days=days))

        (back,) = counter.shop.rows("""select * from returns where "order" = ?""", cast["order"])
        assert back["state"] == state
        assert counter.shop.lines(cast["order"])[0]["refunded"] == paid


def test_nobody_with_a_story_is_cast_for_another(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter:
        then = then_of(counter)

        cast = [then.cast("someone", "en", {}, Random(seed)) for seed in range(80)]

        assert len({one["customer"] for one in cast}) > 30
        assert not {one["customer"] for one in cast} & {"ada", "ben", "cleo"}


def test_a_wish_for_what_no_order_has_is_refused(fernhalm: Path, tmp_path: Path) -> None:
    with counter_of(fernhalm, tmp_path / "shop.db") as counter, pytest.raises(BadInput, match="colour"):
        then_of(counter).cast("someone", "en", {"colour": "red"}, Random(1))


# --- the scripts -------------------------------------------------------------------------------------------------


def test_the_scripts_are_many_in_both_languages_and_their_colleagues_are_known(scripts: Scripts, house: House) -> None:
    acting = {line.colleague for one in scripts.scripts for line in one.lines if isinstance(line, Acts)}
    languages = [one.language for one in scripts.scripts]

    assert len(languages) >= 60
    assert min(languages.count("en"), languages.count("de")) >= 25
    assert acting == set(house.brand.settings.desk.roles)
    assert {"ada", "ben", "cleo", "guest", "someone"} == {one.who for one in scripts.scripts}
    assert not [one.name for one in scripts.scripts if one.who in ("ada", "ben", "cleo") and one.order]


def test_only_what_is_left_open_is_unfair_since_nobody_can_close_that_yet(scripts: Scripts) -> None:
    unfair = [
        one.name
        for one in scripts.scripts
        for line in one.lines
        if isinstance(line, Uses) and {"unfair", "intrusive"} & set(line.given.get("reasons", ()))
    ]

    assert unfair == ["open-unfair"]


@pytest.mark.parametrize("text", ["conversations: [", "conversations: [{script: a, language: en}]", "tales: []",
                                  "conversations: [{script: a, language: en, lines: [], colour: red}]"])  # fmt: skip
def test_a_broken_script_names_its_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_text(text)

    with pytest.raises(BrandError, match=r"odd\.yaml"):
        read_scripts(tmp_path)


# --- what was had ------------------------------------------------------------------------------------------------


def test_each_conversation_was_had_as_written_and_all_of_it_is_in_a_log_that_verifies(few: Played) -> None:
    assert few.lived == Lived(len(FEW))
    assert verify_house(few.house).ok
    assert {
        DecisionKind.CARD,
        DecisionKind.EFFECT,
        DecisionKind.OUTCOME,
        DecisionKind.TAKEN,
        DecisionKind.REPLIED,
        DecisionKind.HANDED_BACK,
        DecisionKind.RATING,
        DecisionKind.CORRECTION,
    } <= set(few.kinds())


def test_nothing_was_recorded_before_or_after_these_weeks_and_time_never_went_back(few: Played) -> None:
    times = [event.at for event in few.house.store.events(0, 10_000)]

    assert times == sorted(times)
    assert few.now - DAYS * DAY <= times[0]
    assert times[-1] <= few.now


def test_the_stories_are_untouched(few: Played) -> None:
    assert stories(few.house) == few.stories


def test_the_desk_finds_life(few: Played) -> None:
    waiting = few.house.waiting()

    assert {(one["kind"], one["reason"]) for one in waiting} == {
        ("hand_over", "asked"),
        ("approval", "gate"),
        ("governance", "unfair"),
    }
    assert any(one["due_at"] < few.now for one in waiting)
    assert any(one["due_at"] > few.now for one in waiting)
    assert any(row["label"] == "Order" for one in waiting for row in one["corrections"])


@pytest.mark.slow
def test_four_weeks_go_nearly_all_as_written(scripts: Scripts, had: Callable[..., Played]) -> None:
    parts = sum(one.times for one in scripts.scripts)

    whole = had(scripts)

    assert whole.lived.conversations >= 190
    assert len(whole.lived.astray) <= 0.04 * parts, whole.lived.astray
    assert 5 <= len(whole.house.waiting()) <= 8
    assert stories(whole.house) == whole.stories
    assert verify_house(whole.house).ok


# --- once --------------------------------------------------------------------------------------------------------


@pytest.fixture
def one_script(fernhalm: Path, tmp_path: Path) -> Path:
    """Fernhalm with a past of one conversation."""
    brand = tmp_path / "fernhalm"
    shutil.copytree(fernhalm, brand, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.rmtree(brand / "past")
    (brand / "past").mkdir()
    (brand / "past" / "one.yaml").write_text(
        'conversations: [{script: one, language: en, lines: ["are you a human?"]}]\nclosing: {en: [Done.]}\n'
    )
    return brand


def test_a_past_is_played_once_and_one_that_was_broken_off_is_played_anew(
    one_script: Path, learned: Path, tmp_path: Path
) -> None:
    data, told = tmp_path / "own", StringIO()
    shutil.copytree(learned, data / "models", copy_function=os.link)
    (data / NOTE).write_text(BEGUN)
    (data / "keys").mkdir()
    (data / "keys" / "left.secret").write_text("from before")
    relive(Console(file=told), one_script, data)
    first = sizes(one_script, data)

    relive(Console(file=told), one_script, data)

    assert (data / NOTE).read_text().strip() == PLAYED
    assert not (data / "keys" / "left.secret").exists()
    assert sizes(one_script, data) == first > 0
    assert "1/1" in told.getvalue()


def test_a_directory_in_which_something_was_recorded_gets_no_past(
    one_script: Path, learned: Path, tmp_path: Path
) -> None:
    data = tmp_path / "own"
    shutil.copytree(learned, data / "models", copy_function=os.link)
    build(one_script, data).close()

    relive(Console(file=StringIO()), one_script, data)

    assert not (data / NOTE).exists()
    assert sizes(one_script, data) == 1  # that it was opened by this brand


def sizes(brand: Path, data: Path) -> int:
    house = build(brand, data)
    try:
        return house.store.log_size()
    finally:
        house.close()
