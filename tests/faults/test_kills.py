"""Killed two hundred times, at every stage and at random: nothing acknowledged is lost, nothing is done twice."""

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.faults.stem import TOTAL_MINOR, opened
from tests.turn.house import House

from earnest.domain.identity import Channel, Level, Session
from earnest.domain.inbound import Inbound, Said
from earnest.domain.turns import Reply
from earnest.ledger import export_log, verify_directory
from earnest.store import Unit

STAGES = ("before_record", "after_record", "after_intent", "effect_in_flight", "after_effect", "during_checkpoint")
KILLS_A_STAGE = 25
KILLS_AT_RANDOM = 50
RANDOM_SECONDS_MAX = 0.5
LIFE_SECONDS_MAX = 60


@dataclass
class Life:
    """What one life said before it was killed."""

    stage: str
    acknowledged: list[dict[str, Any]] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)


class Stem:
    """The warm program, seen from outside."""

    def __init__(self, folder: Path, root: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.stem", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=root,
            env={**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"},
            bufsize=0,
        )
        self._rest = b""

    def lines(self, until: float) -> Iterator[tuple[str, dict[str, Any]]]:
        """Lines as they come, until an instant of the monotonic clock."""
        assert self._process.stdout is not None
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                kind, _, what = line.decode().partition(" ")
                yield kind, json.loads(what)
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._process.stdout], [], [], left)[0]:
                return
            self._rest += self._process.stdout.read(65_536)

    def kill_one(self, number: int, stage: str, nth: int, seconds: float) -> Life:
        """Begin a life, and end it with SIGKILL: at a stage, or "" for after some seconds of work."""
        assert self._process.stdin is not None
        self._process.stdin.write((json.dumps({"life": number, "stage": stage, "nth": nth}) + "\n").encode())
        life, pid, until = Life(stage), 0, time.monotonic() + (seconds or LIFE_SECONDS_MAX)
        for kind, what in self.lines(until):
            pid = what["pid"] if kind == "PID" else pid
            if kind == "AT":
                break
            self._note(life, kind, what)
        else:
            assert not stage, f"life {number} never came to {stage}"
        if not pid:
            pid = next(what["pid"] for kind, what in self.lines(time.monotonic() + LIFE_SECONDS_MAX) if kind == "PID")
        os.kill(pid, signal.SIGKILL)
        for kind, what in self.lines(time.monotonic() + LIFE_SECONDS_MAX):
            if kind == "DEAD":
                break
            self._note(life, kind, what)
        return life

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(LIFE_SECONDS_MAX)
        self._process.stdout.close()

    def _note(self, life: Life, kind: str, what: dict[str, Any]) -> None:
        if kind == "ACK":
            life.acknowledged.append(what)
        elif kind == "SIGNED":
            life.signed.append(what["note"])


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[tuple[Path, list[Life]]]:
    """Two hundred lives on one directory."""
    folder, chance = tmp_path_factory.mktemp("killed"), random.Random(7)
    plans = [(stage, chance.randint(1, 3), 0.0) for stage in STAGES for _ in range(KILLS_A_STAGE)]
    plans += [("", 1, chance.uniform(0.01, RANDOM_SECONDS_MAX)) for _ in range(KILLS_AT_RANDOM)]
    chance.shuffle(plans)
    stem = Stem(folder, root)
    yield folder, [stem.kill_one(number, *plan) for number, plan in enumerate(plans, start=1)]
    stem.close()


@pytest.fixture(scope="module")
def after(lives: tuple[Path, list[Life]]) -> Iterator[House]:
    """The house in the life after the last, with what was left half done found out."""
    folder, all_lives = lives
    house = opened(folder, len(all_lives) + 1)
    house.deeds()
    yield house
    house.store.close()


def answered(inbound: Inbound, unit: Unit) -> Reply | None:
    return unit.answered(inbound)


def outbox(house: House) -> dict[str, str]:
    found = house.store.read(lambda unit: unit.rows.all("SELECT decision, state FROM outbox"))
    return {decision: state for decision, state in found}  # noqa: C416 - a database row is no pair to the type checker


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_it_was_killed_two_hundred_times_and_often_enough_in_each_stage(lives: tuple[Path, list[Life]]) -> None:
    counts = Counter(life.stage for life in lives[1])

    assert sum(counts.values()) == 200
    assert all(counts[stage] >= 20 for stage in STAGES)
    assert sum(len(life.acknowledged) for life in lives[1]) > 400
    assert sum(len(life.signed) for life in lives[1]) > 50


@pytest.mark.slow
def test_every_acknowledged_reply_is_there_after_the_restart(lives: tuple[Path, list[Life]], after: House) -> None:
    for life in lives[1]:
        for said in life.acknowledged:
            visit = Session(said["session"], "", "", Level.ANYONE)
            inbound = Inbound(said["talk"], said["client"], Channel.CHAT, visit, Said(""))
            reply = after.turns.store.read(partial(answered, inbound))

            assert reply is not None
            # What an effect said later comes after what was acknowledged.
            assert list(reply.decisions[: len(said["decisions"])]) == said["decisions"]
            assert [item.id for item in reply.items[: len(said["items"])]] == said["items"]


@pytest.mark.slow
def test_no_effect_happened_twice_and_each_that_is_settled_as_done_happened(after: House) -> None:
    effects, states = after.shop.effects(), outbox(after)

    assert {effect[1] for effect in effects} == {"refund"}
    assert max(Counter(effect[3] for effect in effects).values()) == 1
    assert set(states.values()) == {"done", "refused"}
    assert {effect[0] for effect in effects} == {decision for decision, state in states.items() if state == "done"}
    assert len(effects) > 100


@pytest.mark.slow
def test_every_effect_had_its_intent_in_the_log_before(after: House) -> None:
    rows = "SELECT i.decision, l.idx, d.idx FROM intents i JOIN leaves l ON l.record = i.id JOIN leaves d"
    intents = after.store.read(lambda unit: unit.rows.all(f"{rows} ON d.record = i.decision"))

    assert {effect[0] for effect in after.shop.effects()} <= {row[0] for row in intents}
    assert all(decision < intent for _, intent, decision in intents)
    assert len({row[0] for row in intents}) == len(intents)


@pytest.mark.slow
def test_no_exposure_is_lost_and_none_stays_for_what_was_not_done(after: House) -> None:
    found = after.store.read(lambda unit: unit.rows.all("SELECT decision, minor, state FROM exposures"))
    states = outbox(after)

    assert {decision for decision, _, _ in found} == set(states)
    for decision, minor, state in found:
        assert (minor, state) == (TOTAL_MINOR, "paid" if states[decision] == "done" else "released")


@pytest.mark.slow
def test_the_log_verifies_and_holds_every_checkpoint_that_was_ever_given_out(
    lives: tuple[Path, list[Life]], after: House, tmp_path: Path
) -> None:
    store, note = after.store, after.store.make_checkpoint().decode()
    size = store.log_size()
    entries = [entry for start in range(0, size, 256) for entry in store.log_entries(start, min(start + 256, size))]
    export_log(tmp_path / "log", entries, note, store.verifier_keys())
    given = [signed for life in lives[1] for signed in life.signed]

    for earlier in [given[0], given[len(given) // 2], given[-1]]:
        report = verify_directory(tmp_path / "log", store.verifier_keys(), earlier)
        assert report.ok, report.problems

    assert report.size == size == len(entries)
