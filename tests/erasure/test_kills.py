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

from earnest.domain.errors import Declined
from earnest.domain.identity import Channel, Level
from earnest.domain.time import DAY, Instant, SimulatedClock
from earnest.erasing import Erasures
from earnest.store import SqliteStore, Store

KILLS = 100
ROUNDS_MAX = 10
SYSTEMS = ("books", "shop")

Work = Callable[[Store, Path], None]


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
    _survives_kills(tmp_path, _at_once, _finished_at_once)


@pytest.mark.slow
def test_killed_anywhere_between_the_wish_and_the_last_acknowledgement_a_job_finishes_once(tmp_path: Path) -> None:
    _survives_kills(tmp_path, _by_rounds, _finished_by_rounds)


def _survives_kills(tmp_path: Path, work: Work, finish: Callable[[Store, Path], None]) -> None:
    prepared, subject = _prepared(tmp_path / "prepared")
    told = tmp_path / "points"
    _in_a_child(lambda: told.write_text(str(_counted(prepared_copy(prepared, tmp_path / "counted"), work, 0))))
    points = int(told.read_text())
    killed = 0

    for number in range(KILLS):
        folder = prepared_copy(prepared, tmp_path / f"life-{number}")
        last = 1 + number * points // KILLS
        killed += _in_a_child(lambda folder=folder, last=last: _counted(folder, work, last)) == signal.SIGKILL  # type: ignore[misc]  # bound now
        _check(folder, subject, finish)
        shutil.rmtree(folder)

    assert killed > KILLS * 0.9
    assert points > KILLS


def _check(folder: Path, subject: str, finish: Callable[[Store, Path], None]) -> None:
    with closing(SqliteStore(folder, KEK, SimulatedClock())) as store:
        finish(store, folder)
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


def _counted(folder: Path, work: Work, last: int) -> int:
    counting = Counting(last)
    threading.setprofile(counting)
    store = SqliteStore(folder, KEK, SimulatedClock())
    counting.count = 0  # what opening does is counted elsewhere
    sys.setprofile(counting)
    work(store, folder)
    sys.setprofile(None)
    return counting.count


def _at_once(store: Store, _folder: Path) -> None:
    store.erase(store.subject_of(CUSTOMER) or "")


def _finished_at_once(store: Store, folder: Path) -> None:
    if store.subject_of(CUSTOMER):  # killed before the wish was durable: nothing has happened
        _at_once(store, folder)


def _by_rounds(store: Store, folder: Path) -> None:
    store.erasing.ask(store.open_session(Channel.CHAT, level=Level.SIGNED_IN, customer=CUSTOMER)[1], SYSTEMS, DAY)
    _rounds(store, folder)


def _finished_by_rounds(store: Store, folder: Path) -> None:
    if store.subject_of(CUSTOMER) and not store.erasing.open():  # killed before the wish was durable
        _by_rounds(store, folder)
    _rounds(store, folder)
    row = store.read(lambda unit: unit.rows.one("SELECT id FROM erasure_jobs"))
    assert row is not None
    done = store.erasing.certificate(row[0])
    assert done is not None
    assert done.told == {"books": "kept", "shop": "acknowledged"}
    assert set((folder.with_suffix(".told")).read_text().split()) == {row[0]}


def _rounds(store: Store, folder: Path) -> None:
    """Rounds as they run in a house, with a shop that forgets, as often as it is told, and books that the law keeps."""

    def shop(customer: str, job: str, _until: Instant) -> None:
        assert customer == CUSTOMER
        with folder.with_suffix(".told").open("a") as told:
            told.write(f"{job}\n")

    def books(_customer: str, _job: str, _until: Instant) -> None:
        raise Declined("Invoices are kept for ten years.")

    erasures = Erasures(store.erasing, {"shop": shop, "books": books}, SimulatedClock())
    for _ in range(ROUNDS_MAX):
        if not store.erasing.open():
            return
        erasures.round()


def _in_a_child(work: Callable[[], object]) -> int:
    """Run something in a process of its own; the signal that ended it, 0 where none did."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) * -1
