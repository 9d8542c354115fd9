import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.made import KEYS, Log, log_of, log_of_size

from earnest.ledger import (
    ExportError,
    Folder,
    ForkRefusedError,
    Grown,
    Tile,
    export_log,
    publish,
    published_head,
    tiles_between,
    verify_directory,
)

SIZES = st.integers(0, 2**40)


def files(path: Path) -> set[str]:
    return {str(file.relative_to(path)) for file in path.rglob("*") if file.is_file()}


def grown(log: Log) -> Grown:
    return Grown(lambda start, stop: log.entries[start:stop], log.hashes, KEYS)


def step(path: Path, log: Log) -> None:
    publish(path, log.checkpoint(), grown(log))


def test_a_published_log_is_the_same_files_as_an_exported_one(tmp_path: Path) -> None:
    log = log_of_size(700)
    note = log.checkpoint()

    publish(tmp_path / "log", note, grown(log))

    export_log(tmp_path / "export", log.entries, note, KEYS)
    published, exported = tmp_path / "log", tmp_path / "export"
    assert files(published) == files(exported)
    assert all((published / one).read_bytes() == (exported / one).read_bytes() for one in files(published))


def test_at_every_step_of_growth_whoever_reads_finds_a_whole_log(tmp_path: Path) -> None:
    path, whole = tmp_path / "log", log_of_size(1_030)

    for size in (0, 1, 2, 255, 256, 257, 300, 511, 512, 513, 1_030):
        step(path, log_of(whole.entries[:size]))

        assert verify_directory(path, KEYS, log_of(whole.entries[: size // 3]).checkpoint()).ok
        assert published_head(path) == log_of(whole.entries[:size]).head
    assert not list(path.rglob("*.part"))


def test_partial_tiles_leave_once_the_full_one_is_there_and_not_before(tmp_path: Path) -> None:
    path, whole = tmp_path / "log", log_of_size(257)

    for size in (3, 9):
        step(path, log_of(whole.entries[:size]))
    assert {"tile/0/000.p/3", "tile/0/000.p/9", "tile/entries/000.p/3"} <= files(path)

    step(path, whole)

    assert not [one for one in files(path) if "000.p" in one and not one.startswith("tile/1/")]


@given(st.lists(SIZES, min_size=2, max_size=6))
def test_tiles_of_many_steps_are_those_of_one(sizes: list[int]) -> None:
    # Only the edges: what lies far below both sizes is a very long list.
    steps = sorted(one % 2_000 for one in sizes)
    pairs = zip([0, *steps], steps, strict=False)

    several = {tile for old, new in pairs for tile in tiles_between(old, new)}

    once = set(tiles_between(0, steps[-1]))
    assert once <= several
    assert all(tile.width < 256 for tile in several - once)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (0, 0, []),
        (7, 7, []),
        (0, 1, [Tile(None, 0, 1), Tile(0, 0, 1)]),
        (255, 256, [Tile(None, 0), Tile(0, 0), Tile(1, 0, 1)]),
        (256, 258, [Tile(None, 1, 2), Tile(0, 1, 2)]),
        (65_535, 65_536, [Tile(None, 255), Tile(0, 255), Tile(1, 0), Tile(2, 0, 1)]),
    ],
)
def test_tiles_between_two_sizes(old: int, new: int, expected: list[Tile]) -> None:
    assert list(tiles_between(old, new)) == expected


def test_another_history_than_the_published_one_is_never_published(tmp_path: Path) -> None:
    path, log = tmp_path / "log", log_of_size(300)
    step(path, log)
    forged = log_of([b"forged", *log_of_size(400).entries[1:]])
    before = {one: (path / one).read_bytes() for one in files(path)}

    for other in (log_of_size(299), forged):
        with pytest.raises(ForkRefusedError, match="stop"):
            step(path, other)

    assert {one: (path / one).read_bytes() for one in files(path)} == before


def test_the_checkpoint_stays_as_it_was_where_its_tiles_would_not_hash_to_it(tmp_path: Path) -> None:
    path, log = tmp_path / "log", log_of_size(300)
    step(path, log_of_size(200))
    lying = Grown(lambda start, stop: [b"other"] * (stop - start), log.hashes, KEYS)
    short = Grown(lambda start, stop: log.entries[start : stop - 1], log.hashes, KEYS)

    for bad in (lying, short):
        with pytest.raises(ExportError, match="run verify"):
            publish(path, log.checkpoint(), bad)

    assert published_head(path) == log_of_size(200).head


def test_a_folder_that_was_lost_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "log"
    step(path, log_of_size(300))
    shutil.rmtree(path)

    step(path, log_of_size(301))

    assert verify_directory(path, KEYS).ok
    assert Folder(path).read("checkpoint", 10) is None, "what is longer than it may be is not read"
