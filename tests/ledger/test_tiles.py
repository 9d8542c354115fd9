import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ledger.made import log_of_size

from earnest.ledger import (
    ProofError,
    Tile,
    TileColumns,
    TileHashReader,
    bundle,
    inclusion_proof,
    parse_tile_path,
    tree_root,
    unbundle,
)
from earnest.ledger.merkle import Frontier, leaf_hash

TILES = st.builds(Tile, st.none() | st.integers(0, 63), st.integers(0, 2**40), st.integers(1, 256))


def tiles_in_memory(size: int) -> dict[str, bytes]:
    columns = TileColumns()
    _, nodes = Frontier().extend(leaf_hash(b"entry %d" % number) for number in range(size))
    return {tile.path(): data for tile, data in [*columns.add(nodes), *columns.partial()]}


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(3, 1_234_067), "tile/3/x001/x234/067"),
        (Tile(None, 67, 5), "tile/entries/067.p/5"),
        (Tile(1, 1000, 255), "tile/1/x001/000.p/255"),
    ],
)
def test_tile_paths_are_those_of_the_specification(tile: Tile, path: str) -> None:
    assert tile.path() == path
    assert parse_tile_path(path) == tile


@given(TILES)
def test_every_tile_has_one_path(tile: Tile) -> None:
    assert parse_tile_path(tile.path()) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/../000",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/\u0660\u0660\u0660",
    ],
)
def test_other_spellings_are_refused(path: str) -> None:
    with pytest.raises(ProofError, match="tile path"):
        parse_tile_path(path)


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    widths: dict[int | None, list[int]] = {}

    for path in tiles_in_memory(70_000):
        tile = parse_tile_path(path)
        widths.setdefault(tile.level, []).append(tile.width)

    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}


@settings(max_examples=40)
@given(st.integers(1, 1300), st.data())
def test_tiles_answer_what_stored_hashes_answer(size: int, data: st.DataObject) -> None:
    log, tiles = log_of_size(size), tiles_in_memory(size)
    index = data.draw(st.integers(0, size - 1))

    reader = TileHashReader(size, lambda tile: tiles[tile.path()])

    assert tree_root(reader, size) == log.head.root
    assert inclusion_proof(reader, index, size) == inclusion_proof(log.hashes, index, size)


def test_a_tile_reader_answers_only_for_complete_nodes_and_whole_tiles() -> None:
    reader = TileHashReader(300, lambda tile: bytes(32))  # every tile is cut to one hash

    with pytest.raises(ProofError, match="not complete"):
        reader.read(8, 1)
    with pytest.raises(ProofError, match="wrong length"):
        reader.read(0, 0)


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_a_bundle_comes_back_as_its_entries(entries: list[bytes]) -> None:
    assert unbundle(bundle(entries)) == entries


@given(st.lists(st.binary(max_size=9), min_size=1, max_size=9), st.integers(1, 2))
def test_a_bundle_cut_inside_an_entry_is_refused(entries: list[bytes], cut: int) -> None:
    data = bundle([*entries, b"last"])

    with pytest.raises(ProofError, match="inside its entry"):
        unbundle(data[:-cut])


def test_an_entry_too_long_for_its_length_field_is_refused() -> None:
    assert unbundle(bundle([b"x" * 65_535])) == [b"x" * 65_535]
    with pytest.raises(ProofError, match="log a commitment"):
        bundle([b"x" * 65_536])
