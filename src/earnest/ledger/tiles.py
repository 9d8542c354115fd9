"""Tiles: stored hashes in static files of 256, as `c2sp.org/tlog-tiles` lays them out."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from earnest.ledger.errors import ProofError
from earnest.ledger.merkle import HASH_BYTES, SIZE_MAX, Node, node_hash

TILE_WIDTH = 256  # hashes, or entries, of a full tile
TILE_LEVELS_MAX = 8  # levels of tiles that a tree of SIZE_MAX leaves can have
ENTRY_BYTES_MAX = 65_535  # the length field of an entry bundle has two bytes
TILE_HEIGHT = 8  # levels of the tree inside one tile
_LENGTH_BYTES = 2
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a tile.

    Attributes:
        level: 0 for leaf hashes; None for the entries themselves.
        index: which tile of its level.
        width: 1 to 256 hashes or entries; below 256 the tile is partial.
    """

    level: int | None
    index: int
    width: int = TILE_WIDTH

    def path(self) -> str:
        """Return `tile/<level>/<index>[.p/<width>]`, the index in groups of three digits (`x001/x234/067`)."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        partial = f".p/{self.width}" if self.width < TILE_WIDTH else ""
        return f"tile/{'entries' if self.level is None else self.level}/{number}{partial}"


def parse_tile_path(path: str) -> Tile:
    """Read a tile's path, strictly: one tile has one spelling.

    Raises:
        ProofError: not a tile path.
    """
    match = _PATH.fullmatch(path)
    if match:
        level, number, width = match.groups()
        tile = Tile(
            None if level == "entries" else int(level),
            int(number.replace("x", "").replace("/", "")),
            int(width) if width else TILE_WIDTH,
        )
        if tile.path() == path and tile.index <= SIZE_MAX:
            return tile
    raise ProofError(f"{ascii(path)[:140]} is not a tile path; see c2sp.org/tlog-tiles")


def bundle(entries: list[bytes]) -> bytes:
    """Write entries as one bundle: each behind its length in two bytes, big-endian.

    Raises:
        ProofError: an entry is above 65,535 bytes; log a commitment, not the content.
    """
    for entry in entries:
        if len(entry) > ENTRY_BYTES_MAX:
            raise ProofError(f"an entry of {len(entry)} bytes does not fit; log a commitment to it")
    return b"".join(len(entry).to_bytes(_LENGTH_BYTES, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """Read the entries of a bundle.

    Raises:
        ProofError: the bundle ends inside an entry.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        start = at + _LENGTH_BYTES
        end = start + int.from_bytes(data[at:start], "big")
        if end > len(data):
            raise ProofError(f"the bundle ends inside its entry {len(entries)}; fetch it again")
        entries.append(data[start:end])
        at = end
    return entries


@dataclass(slots=True)
class TileColumns:
    """Collects nodes, as they become complete, into the tiles they belong to: one open tile per level."""

    _open: dict[int, list[bytes]] = field(default_factory=dict)
    _full: dict[int, int] = field(default_factory=dict)

    def add(self, nodes: Iterable[Node]) -> list[tuple[Tile, bytes]]:
        """Take the nodes that `Frontier.extend` returned; give back every tile that became full."""
        done = []
        for level, _, node in nodes:
            if level % TILE_HEIGHT:
                continue
            tile_level = level // TILE_HEIGHT
            column = self._open.setdefault(tile_level, [])
            column.append(node)
            if len(column) == TILE_WIDTH:
                number = self._full.get(tile_level, 0)
                done.append((Tile(tile_level, number), b"".join(column)))
                self._full[tile_level] = number + 1
                column.clear()
        return done

    def partial(self) -> list[tuple[Tile, bytes]]:
        """Return the tiles that are not full yet, level by level."""
        return [
            (Tile(level, self._full.get(level, 0), len(column)), b"".join(column))
            for level, column in sorted(self._open.items())
            if column
        ]


@dataclass(slots=True)
class TileHashReader:
    """Read node hashes out of tiles; what is read once is kept, so make one reader per question.

    What it returns is as good as the tiles: trust a proof only after checking it against a signed root.

    Attributes:
        size: leaves of the tree whose tiles are read.
        fetch: returns a tile's bytes; raises ProofError if it is missing.
    """

    size: int
    fetch: Callable[[Tile], bytes]
    _kept: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def read(self, level: int, index: int) -> bytes:
        """Return a complete node's hash.

        Raises:
            ProofError: not in this tree, or its tile is missing or of the wrong length.
        """
        if (index + 1) << level > self.size:
            raise ProofError(f"node {level}/{index} is not complete at size {self.size}; ask for a smaller tree")
        tile_level, height = divmod(level, TILE_HEIGHT)
        first = index << height  # of the tile-level hashes below the node
        tile_index, at = divmod(first, TILE_WIDTH)
        data = self._tile(tile_level, tile_index)
        hashes = [data[place * HASH_BYTES :][:HASH_BYTES] for place in range(at, at + (1 << height))]
        while len(hashes) > 1:
            hashes = [node_hash(hashes[pair], hashes[pair + 1]) for pair in range(0, len(hashes), 2)]
        return hashes[0]

    def _tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._kept:
            width = min((self.size >> (level * TILE_HEIGHT)) - index * TILE_WIDTH, TILE_WIDTH)
            data = self.fetch(Tile(level, index, width))
            if len(data) != width * HASH_BYTES:
                raise ProofError(f"{Tile(level, index, width).path()} has a wrong length; fetch it again")
            self._kept[level, index] = data
        return self._kept[level, index]
