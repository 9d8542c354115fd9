"""What one turn costs: `python -m bench.turn` prints JSON.

The example brand Fernhalm, put together as `earnest serve` does it, on SQLite with synchronous=FULL. CPU is of the
whole process, the writer's thread included. Figures: CPU a turn with the sentence encoder and without; commits; turn
200 of a conversation against turn 2; and the price of trust: the same assistant's thought followed by one bare insert
and commit on the same kind of database, in the same run, with where the rest of the time goes.
"""

import json
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.machine import machine_line

from earnest.app import build
from earnest.assistant.person_ear import PersonEar
from earnest.assistant.persons import read_person_words
from earnest.assistant.reading import read_playbooks
from earnest.assistant.understand import Router, Settings, one_blas_thread, train
from earnest.domain.identity import Channel
from earnest.domain.inbound import Button, Inbound, Pressed, Said, What
from earnest.domain.items import Card, Receipt
from earnest.domain.time import SimulatedClock, SystemClock
from earnest.domain.turns import Look, Reply, Scene, Thought
from earnest.house import House
from earnest.looking import Eyes
from earnest.store import Unit, sealing
from earnest.turn import Turns

BRAND = Path(__file__).resolve().parent.parent / "examples" / "fernhalm"
MESSAGES = ("Where is my order 1042?", "where is my parcel", "What about order 1042, has it arrived?", "hello")
TURNS = 120
FRESH = 30
LONG = 210
NEAR_200 = range(190, 210)


class Talk:
    """One conversation of a signed-in customer."""

    def __init__(self, house: House) -> None:
        self.house, self.number = house, 0
        _, self.session = house.open_signed_in(Channel.CHAT, "ada")
        self.id = house.new_conversation(self.session, Channel.CHAT, "en")

    def inbound(self, what: What) -> Inbound:
        self.number += 1
        return Inbound(self.id, f"b-{self.number}", Channel.CHAT, self.session, what)

    def take(self, what: What) -> Reply:
        return self.house.turns.take(self.inbound(what))

    def say(self, number: int) -> Reply:
        return self.take(Said(MESSAGES[number % len(MESSAGES)]))


def main() -> None:
    with one_blas_thread(), tempfile.TemporaryDirectory() as folder:
        clock = SimulatedClock(SystemClock().now())
        house = build(BRAND, Path(folder) / "data", clock=clock)
        bare = with_router(house, without_encoder())
        with_ms, without_ms = answers(house), answers(bare)
        figures: dict[str, Any] = {
            "bench": "turn",
            "cpu_ms_with_encoder": with_ms,
            "cpu_ms_without_encoder": without_ms,
            "commits": commits(house, clock),
            **length(house),
            "price_of_trust": {"with_encoder": price(house, folder), "without_encoder": price(bare, folder)},
            "machine": machine_line(Path(folder)),
        }
        house.close()
    print(json.dumps(figures, indent=1))


def without_encoder() -> Router:
    """A router that goes by words and letters alone."""
    playbooks = read_playbooks(BRAND / "playbooks", ("en", "de"))
    examples = [(text, name) for name, book in playbooks.items() for texts in book.starts.values() for text in texts]
    return Router(train(examples, None, Settings()), None)


def with_router(house: House, router: Router) -> House:
    """The house with another router in its assistant, and nothing else in it that embeds a sentence."""
    assistant: Any = copy(house.turns.assistant)
    rules = PersonEar(tuple(vars(assistant)["_tongues"].values()), read_person_words())
    vars(assistant).update(_router=router, _person_ear=rules, _source=None)
    return replace(house, turns=replace(house.turns, assistant=assistant))


def cpu_ms(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1_000


def answers(house: House) -> dict[str, float]:
    """Milliseconds of CPU a turn that answers, over conversations of ten turns."""
    talk, found = Talk(house), []
    for number in range(TURNS + 10):
        talk = Talk(house) if number % 10 == 0 else talk
        spent = cpu_ms(partial(talk.say, number))
        if number >= 10:  # the first conversation warms up
            found.append(spent)
    found.sort()
    return {"mean": round(statistics.mean(found), 2), "p50": round(found[len(found) // 2], 2), "turns": len(found)}


def commits(house: House, clock: SimulatedClock) -> dict[str, int]:
    """Commits of an answer, and of a confirmed effect with its intent and, once it is held no longer, its outcome."""
    talk, store, counts = Talk(house), house.store, dict[str, int]()
    start = store.commits
    talk.say(0)
    counts["answer"], start = store.commits - start, store.commits
    card = None
    for line in ("I want my money back for the Glow head torch", "it is broken"):
        parts = [part for item in talk.take(Said(line)).items for part in item.parts]
        card = next((part for part in parts if isinstance(part, Card)), card)
        if card is not None:
            break
    assert card is not None, f"no card was shown; the last words were {parts}"
    start = store.commits
    reply = talk.take(Pressed(card.id, card.args_hash, Button.CONFIRM))
    receipt = next(part for item in reply.items for part in item.parts if isinstance(part, Receipt))
    clock.move(receipt.undo_until - clock.now())
    assert house.outbox.round() == 1
    counts["effect"] = store.commits - start
    return counts


def length(house: House) -> dict[str, object]:
    """Turn 200 of a conversation against turn 2 of fresh ones: the same words, CPU."""
    second = []
    for _ in range(FRESH):
        talk = Talk(house)
        talk.say(0)
        second.append(cpu_ms(partial(talk.say, 0)))
    talk = Talk(house)
    late = [cpu_ms(lambda: talk.say(0)) for _ in range(LONG)]
    early_ms, late_ms = statistics.median(second), statistics.median(late[turn] for turn in NEAR_200)
    figures = {"turn_2_cpu_ms": early_ms, "turn_200_cpu_ms": late_ms, "turn_200_by_turn_2": late_ms / early_ms}
    return {name: round(value, 3) for name, value in figures.items()}


# --- the price of trust -----------------------------------------------------------------------------------------


class Spent:
    """Seconds by phase; what runs inside another phase counts there only."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def timed(self, phase: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*given: Any, **named: Any) -> Any:
            start = time.perf_counter()
            try:
                return call(*given, **named)
            finally:
                self.seconds[phase] += time.perf_counter() - start

        return measured


class Watched:
    """An assistant whose thinking is timed, and whose scenes are kept for the bare turns."""

    def __init__(self, assistant: Any, spent: Spent) -> None:
        self._think = spent.timed("think", assistant.think)
        self.scenes: list[Scene] = []

    def think(self, scene: Scene, look: Look) -> Thought:
        self.scenes.append(scene)
        thought: Thought = self._think(scene, look)
        return thought


@contextmanager
def watched(house: House, spent: Spent) -> Iterator[None]:
    """The house's phases timed from outside."""
    places: list[tuple[Any, str, str]] = [
        (house.store, "read", "read"),
        (house.store, "decide", "decide"),
        (Turns, "_decide", "inside"),
        (Turns, "_decision", "judge"),
        (Unit, "record", "record"),
        (sealing, "seal_record", "seal"),
        (sealing, "seal_value", "seal"),
    ]
    before = [(owner, name, getattr(owner, name), name in vars(owner)) for owner, name, _ in places]
    for owner, name, phase in places:
        setattr(owner, name, spent.timed(phase, getattr(owner, name)))
    yield
    for owner, name, value, own in before:
        setattr(owner, name, value) if own else delattr(owner, name)


def price(house: House, folder: str) -> dict[str, object]:
    """Whole turns against the same thoughts with one bare insert, wall clock and CPU."""
    spent = Spent()
    assistant = Watched(house.turns.assistant, spent)
    timed = replace(house, turns=replace(house.turns, assistant=assistant))
    talks = [Talk(timed) for _ in range(TURNS // 10)]
    with watched(house, spent):
        trusted_cpu, trusted_wall = series(lambda talk, number: talk.say(number), talks)
    talks, scenes = [Talk(house) for _ in talks], assistant.scenes
    with bare_insert(Path(folder) / "bare.db") as insert:
        bare_cpu, bare_wall = series(lambda talk, number: think_and_insert(talk, scenes[number], insert), talks)
    phase = {name: seconds * 1_000 / TURNS for name, seconds in spent.seconds.items()}
    goes = {
        "gather": phase["read"],
        "think": phase["think"],
        "judge": phase["judge"],
        "seal": phase["seal"],
        "insert": phase["record"] - phase["seal"],
        "gather_again": phase["inside"] - phase["judge"] - phase["record"],
        "log_and_commit": phase["decide"] - phase["inside"],
    }
    goes["other"] = trusted_wall - sum(goes.values())
    return {
        "cpu_ms": round(trusted_cpu, 2),
        "bare_cpu_ms": round(bare_cpu, 2),
        "cpu_ratio": round(trusted_cpu / bare_cpu, 2),
        "wall_ms": round(trusted_wall, 2),
        "bare_wall_ms": round(bare_wall, 2),
        "wall_ratio": round(trusted_wall / bare_wall, 2),
        "wall_ms_goes_to": {name: round(value, 3) for name, value in goes.items()},
    }


def series(turn: Callable[[Talk, int], object], talks: list[Talk]) -> tuple[float, float]:
    """Mean milliseconds of CPU and of wall clock a turn, over conversations of ten turns."""
    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(TURNS):
        turn(talks[number // 10], number)
    return (time.process_time() - cpu) * 1_000 / TURNS, (time.perf_counter() - wall) * 1_000 / TURNS


def think_and_insert(talk: Talk, scene: Scene, insert: Callable[[str, str], None]) -> None:
    """The turn of a house that trusts itself: think, write one row, answer."""
    turns, inbound = talk.house.turns, talk.inbound(Said(scene.text))
    standing = turns.store.read(lambda unit: unit.standing(inbound))
    eyes = Eyes(turns.world, standing, standing.language, standing.asked_by)
    thought = turns.assistant.think(replace(scene, session=standing.session), eyes.look)
    insert(talk.id, repr(thought.proposals))


@contextmanager
def bare_insert(file: Path) -> Iterator[Callable[[str, str], None]]:
    """One table, one row a turn, durable as ours."""
    db = sqlite3.connect(file, isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"):
        db.execute(statement)
    db.execute("CREATE TABLE IF NOT EXISTS turns (id INTEGER PRIMARY KEY, talk TEXT, body TEXT)")

    def insert(talk: str, body: str) -> None:
        db.execute("INSERT INTO turns (talk, body) VALUES (?, ?)", (talk, body))

    yield insert
    db.close()


if __name__ == "__main__":
    main()
