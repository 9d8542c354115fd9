"""Killed at a hundred points between the wish and the certificate: it finishes, and is certified exactly once."""

import os
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from tests.erasure.searcher import Searcher
from tests.store.made import CUSTOMER, KEK, SECRET, House, answer, closing

from earnest.domain.time import SimulatedClock
from earnest.store import SqliteStore

KILLS = 100


class Counting:
    """Counts what the program does on all its threads, and ends it, as a power cut does, at one point."""

    def __init__(self, last: int) -> None:
        self.last, self.count = last, 0

    def __call__(self, _frame: FrameType, _event: str, _argument: object) -> None:
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.slow
def test_killed_anywhere_an_erasure_finishes_and_is_certified_once(tmp_path: Path) -> None:
    prepared, subject = _prepared(tmp_path / "prepared")
    told = tmp_path / "points"
    _in_a_child(lambda: told.write_text(str(_erased(prepared_copy(prepared, tmp_path / "counted"), subject, 0))))
    points = int(told.read_text())
    killed = 0

    for number in range(KILLS):
        folder = prepared_copy(prepared, tmp_path / f"life-{number}")
        last = 1 + number * points // KILLS
        killed += _in_a_child(lambda folder=folder, last=last: _erased(folder, subject, last)) == signal.SIGKILL  # type: ignore[misc]  # bound now
        _check(folder, subject)
        shutil.rmtree(folder)

    assert killed > KILLS * 0.9
    assert points > KILLS


def _check(folder: Path, subject: str) -> None:
    with closing(SqliteStore(folder, KEK, SimulatedClock())) as store:
        if store.subject_of(CUSTOMER):  # killed before the wish was durable: nothing has happened
            store.erase(subject)
        (row,) = store.read(lambda unit: unit.rows.all("SELECT COUNT(*) FROM decisions WHERE kind = 'erasure'"))
        assert row[0] == 1
        assert (store.erasing.open(), store.unfinished_erasures()) == ((), 0)
        searcher = Searcher(store, folder, KEK)
        assert searcher.found((SECRET, subject), searcher.keys()) == frozenset()


def _prepared(folder: Path) -> tuple[Path, str]:
    with closing(SqliteStore(folder, KEK, SimulatedClock())) as store:
        house = House(store, SimulatedClock(), lambda **_: store, folder, lambda: b"")
        customer = house.customer()
        talk = house.talk(customer)
        for _ in range(3):
            house.turn(customer, talk, answer(customer, talk))
    return folder, customer.subject


def prepared_copy(folder: Path, to: Path) -> Path:
    return Path(shutil.copytree(folder, to))


def _erased(folder: Path, subject: str, last: int) -> int:
    counting = Counting(last)
    threading.setprofile(counting)
    store = SqliteStore(folder, KEK, SimulatedClock())
    counting.count = 0  # what opening does is counted elsewhere
    sys.setprofile(counting)
    store.erase(subject)
    sys.setprofile(None)
    return counting.count


def _in_a_child(work: Callable[[], object]) -> int:
    """Run something in a process of its own; the signal that ended it, 0 where none did."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1
