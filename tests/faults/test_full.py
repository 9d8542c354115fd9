"""A disk that is full, a database that is held, a folder that may not be written, a clock that jumps back.

Each is said clearly, nothing that was acknowledged is lost, and service goes on once the fault is over.
"""

import os
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.turn.house import KEK, House, Talk, sqlite_house
from tests.turn.shop import ORDERS, Shop

from earnest.domain.errors import StoreUnavailable
from earnest.domain.time import HOUR
from earnest.ledger import export_log, verify_directory
from earnest.store import SqliteStore
from earnest.store.sqlite import DATA_FILE

SMALL_DISK = "size=3m"
ROOM_BYTES = 1_000_000
"""What is freed again: closing copies what the write-ahead log holds before the log is given up."""

FILE_BYTES_MAX = 2_000_000
TURNS_MAX = 2_000
BUSY_MS = 50


def acknowledged(talk: Talk, wishes: int = TURNS_MAX) -> tuple[list[str], StoreUnavailable | None]:
    """Talk until the store gives up: the ids of all items that were acknowledged, and what was said at the end."""
    items: list[str] = []
    for number in range(wishes):
        try:
            items += [item.id for item in talk.say(f"{number} {'long words ' * 200}").items]
        except StoreUnavailable as full:
            return items, full
    return items, None


def kept(house: House, talk: Talk) -> list[str]:
    items: list[str] = []
    while more := house.store.items(talk.id, talk.session, len(items), 500):
        items += [item.id for item in more]
    return items


def verified(house: House, folder: Path) -> bool:
    note = house.store.make_checkpoint().decode()
    size = house.store.log_size()
    entries = [one for start in range(0, size, 256) for one in house.store.log_entries(start, min(start + 256, size))]
    export_log(folder / "export", entries, note, house.store.verifier_keys())
    report = verify_directory(folder / "export", house.store.verifier_keys())
    return report.ok and report.size == size


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB, or, where none may be mounted, files that may grow to no more than 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", SMALL_DISK, "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    )
    if mounted:
        yield folder
        subprocess.run(["umount", "-l", str(folder)], check=True)
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES_MAX, before[1]))
    yield folder
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_said_and_nothing_that_was_acknowledged_is_lost(small_disk: Path, tmp_path: Path) -> None:
    house = sqlite_house(small_disk)
    talk = house.talk()
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(ROOM_BYTES))

    items, full = acknowledged(talk)

    assert full is not None
    assert "full" in str(full)
    assert "Nothing of this was recorded" in str(full)
    assert len(items) >= 10
    assert kept(house, talk) == items
    # Room again: the very next turn is answered, though nobody restarted anything.
    ballast.unlink()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    items += [item.id for item in talk.say("hello").items]
    house.store.close()
    again = sqlite_house(small_disk)
    assert kept(again, talk) == items
    assert verified(again, tmp_path)
    again.store.close()


def test_a_disk_that_fills_between_decision_and_outcome_loses_no_deed_and_repeats_none(small_disk: Path) -> None:
    house = sqlite_house(small_disk)
    talk = house.talk()
    talk.say("refund A1")
    talk.press()
    (job,) = house.store.claim(house.clock.now(), 1, HOUR, house.outbox._permit)
    settlement = house.outbox._attempt(job)
    ballast, size = small_disk / "ballast", 65_536
    with ballast.open("wb") as file:
        try:
            while size:
                file.write(bytes(size))
                file.flush()
        except OSError:
            size = 0

    with pytest.raises(StoreUnavailable):
        house.store.settle(job, settlement)
    with pytest.raises(StoreUnavailable):
        talk.say("hello")
    ballast.unlink()
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    house.clock.move(HOUR)
    house.deeds()

    assert [effect[3] for effect in house.shop.effects()] == ["A1"]
    assert "Done: €24.90." in talk.back().texts()
    assert house.exposure(talk.session) == 2490
    house.store.close()


def test_a_database_that_another_program_holds_is_said_and_service_goes_on(tmp_path: Path) -> None:
    house = sqlite_house(tmp_path, busy_ms=BUSY_MS)
    talk = house.talk()
    items = [item.id for item in talk.say("hello").items]
    other = sqlite3.connect(tmp_path / "brand" / DATA_FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreUnavailable, match="held by another program"):
        talk.say("are you there")
    with pytest.raises(StoreUnavailable, match="held by another program"):
        talk.person()
    read = kept(house, talk)
    other.execute("ROLLBACK")
    other.close()

    assert read == items
    items += [item.id for item in talk.say("are you there").items]
    assert kept(house, talk) == items
    assert verified(house, tmp_path)
    house.store.close()


def by_rights(files: list[Path]) -> Callable[[], None]:
    for one in files:
        one.chmod(0o500 if one.is_dir() else 0o400)

    def undo() -> None:
        for one in reversed(files):
            one.chmod(0o700)

    return undo


def made_read_only(folder: Path) -> Callable[[], None]:
    """Make a folder unwritable even for root, by a read-only mount of itself; else by its rights."""
    if os.geteuid() != 0:
        return by_rights([*folder.rglob("*"), folder])
    subprocess.run(["mount", "--bind", str(folder), str(folder)], check=True, capture_output=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, capture_output=True)

    def undo() -> None:
        subprocess.run(["umount", "-l", str(folder)], check=True)

    return undo


def test_a_folder_that_may_not_be_written_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    house = sqlite_house(tmp_path)
    talk = house.talk()
    items = [item.id for item in talk.say("hello").items]
    house.store.close()
    try:
        undo = made_read_only(folder)
    except subprocess.CalledProcessError:
        pytest.skip("this root may mount nothing, so no folder is read-only to it")

    try:
        with pytest.raises(StoreUnavailable) as said:
            SqliteStore(folder, KEK, house.clock).close()
    finally:
        undo()

    assert "rights" in str(said.value) or "opened" in str(said.value)
    again = sqlite_house(tmp_path)
    assert kept(again, talk) == items
    again.store.close()


def test_a_clock_that_jumps_back_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    house = sqlite_house(tmp_path, shop=Shop(orders=ORDERS))
    talk = house.talk()
    talk.say("refund A1")
    talk.press()
    house.clock.move(-3 * HOUR)

    house.deeds()
    talk.say("refund A2")
    talk.press()
    house.deeds()

    assert house.paid() == ["A1", "A2"]
    assert house.exposure(talk.session) == 7_490
    times = [item.at for item in house.store.items(talk.id, talk.session)]
    assert times == sorted(times)
    assert verified(house, tmp_path)
    house.store.close()


def test_a_lease_taken_before_the_clock_jumped_back_is_still_asked_about(tmp_path: Path) -> None:
    house = sqlite_house(tmp_path)
    talk = house.talk()
    talk.say("refund A1")
    talk.press()
    (job,) = house.store.claim(house.clock.now(), 1, HOUR, house.outbox._permit)
    house.outbox._attempt(job)
    house.clock.move(-3 * HOUR)
    early = house.deeds()
    house.clock.move(4 * HOUR)

    assert (early, house.deeds()) == (0, 1)
    assert house.paid() == ["A1"]
    assert "Done: €24.90." in talk.back().texts()
    house.store.close()
