"""Broken disks, held databases, other programs: clear errors, and nothing acknowledged is lost."""

import ctypes
import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.store.made import KEK, House, closing

from earnest.domain.errors import Busy, StoreUnavailable
from earnest.store import SqliteStore, Unit, writer

NOBODY = 65_534
STAGES = ("before_record", "after_record", "after_intent", "during_checkpoint")


@contextmanager
def files_at_most(size_bytes: int) -> Iterator[None]:
    """No file of this process may grow beyond a size: what a full disk looks like to a database."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_is_said_and_loses_nothing_that_was_acknowledged(sqlite_house: House) -> None:
    visitor = sqlite_house.visitor()
    talk = sqlite_house.talk(visitor)
    kept = [sqlite_house.turn(visitor, talk) for _ in range(3)]
    wal = sqlite_house.directory / "data" / "earnest.db-wal"

    with files_at_most(wal.stat().st_size + 512):
        for _ in range(3):
            with pytest.raises(StoreUnavailable, match="disk"):
                sqlite_house.turn(visitor, talk)
        assert len(sqlite_house.store.items(talk, visitor)) == 6

    kept.append(sqlite_house.turn(visitor, talk))
    items = sqlite_house.store.items(talk, visitor)
    assert items == tuple(item for reply in kept for item in reply.items)
    assert [item.seq for item in items] == list(range(1, 9))
    assert sqlite_house.store.log_size() == 4
    sqlite_house.store.receipt(kept[-1].decisions[0])


def test_a_database_held_by_another_program_is_said(sqlite_house: House) -> None:
    sqlite_house.store.close()
    with closing(sqlite_house.again(busy_ms=50)) as store:
        sqlite_house.store = store
        visitor = sqlite_house.visitor()
        talk = sqlite_house.talk(visitor)
        other = sqlite3.connect(sqlite_house.directory / "data" / "earnest.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(StoreUnavailable, match="held by another program"):
            sqlite_house.turn(visitor, talk)
        assert store.items(talk, visitor) == ()

        other.execute("ROLLBACK")
        other.close()
        assert len(sqlite_house.turn(visitor, talk).items) == 2


@pytest.mark.skipif(os.geteuid() != 0 or not Path("/proc/self").exists(), reason="only root can put rights aside")
def test_a_directory_without_rights_is_said(tmp_path: Path) -> None:
    said: list[str] = []

    def without_rights() -> None:
        # Rights of this one thread: the store's files are looked at as nobody.
        ctypes.CDLL(None).setfsuid(NOBODY)
        try:
            SqliteStore(tmp_path / "brand", KEK)
        except StoreUnavailable as error:
            said.append(str(error))

    tmp_path.chmod(0o555)
    thread = threading.Thread(target=without_rights)
    thread.start()
    thread.join()

    assert len(said) == 1
    assert "rights" in said[0]


def test_a_file_that_may_only_be_read_is_said(sqlite_house: House) -> None:
    visitor = sqlite_house.visitor()
    talk = sqlite_house.talk(visitor)
    sqlite_house.turn(visitor, talk)
    sqlite_house.store.decide(lambda unit: unit.rows.run("PRAGMA query_only = ON"))

    with pytest.raises(StoreUnavailable, match="may not be written"):
        sqlite_house.turn(visitor, talk)

    assert len(sqlite_house.store.items(talk, visitor)) == 2


def test_a_program_beside_the_server_may_write_too(sqlite_house: House) -> None:
    visitor = sqlite_house.visitor()
    talk = sqlite_house.talk(visitor)
    sqlite_house.turn(visitor, talk)

    with closing(sqlite_house.again()) as beside:
        server, sqlite_house.store = sqlite_house.store, beside
        sqlite_house.turn(visitor, talk)
        sqlite_house.store = server
        sqlite_house.turn(visitor, talk)

    assert server.log_size() == 3
    assert [item.seq for item in server.items(talk, visitor)] == list(range(1, 7))
    server.receipt(sqlite_house.turn(visitor, talk).decisions[0])


def test_more_units_than_may_wait_are_refused(sqlite_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "QUEUED_UNITS_MAX", 1)
    go, begun = threading.Event(), threading.Event()
    with closing(sqlite_house.again()) as store, ThreadPoolExecutor(2) as pool:

        def slow(_unit: Unit) -> None:
            begun.set()
            go.wait()

        first = pool.submit(store.decide, slow)
        begun.wait()
        second = pool.submit(store.decide, lambda _unit: "done")
        while not store._writer._queue.full():  # type: ignore[attr-defined]  # the queue is SQLite's
            pass

        with pytest.raises(Busy):
            store.decide(lambda _unit: None)

        go.set()
        first.result()
        assert second.result() == "done"


def test_a_unit_inside_a_unit_is_refused_and_does_not_hang(sqlite_house: House) -> None:
    with pytest.raises(RuntimeError, match="pass the Unit along"):
        sqlite_house.store.decide(lambda _unit: sqlite_house.store.decide(lambda _inner: None))


def test_a_closed_store_says_so(sqlite_house: House) -> None:
    sqlite_house.store.close()

    with pytest.raises(StoreUnavailable, match="closed"):
        sqlite_house.visitor()


def test_the_named_stages_are_passed_in_their_order(house: House) -> None:
    passed: list[str] = []
    house.store.close()
    with closing(house.again(at=passed.append)) as store:
        house.store = store
        customer = house.customer()
        talk = house.talk(customer)
        passed.clear()  # a sign-in is a leaf of its own

        house.effect(customer, talk)
        store.claim(house.clock.now())
        store.make_checkpoint()

    assert [stage for stage in passed if stage in STAGES][:2] == ["before_record", "after_record"]
    assert list(dict.fromkeys(passed)) == list(STAGES)


def test_a_crash_while_signing_leaves_the_log_as_it_was(house: House) -> None:
    house.store.close()
    with closing(house.again(at=_crash)) as store:
        house.store = store
        customer = house.customer()
        house.turn(customer, house.talk(customer))
        with pytest.raises(InterruptedError):
            store.make_checkpoint()
        assert store.checkpoint() == b""

    with closing(house.again()) as store:
        assert store.make_checkpoint() == store.checkpoint() != b""


def _crash(stage: str) -> None:
    if stage == "during_checkpoint":
        raise InterruptedError(stage)
