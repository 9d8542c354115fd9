"""Where a published log is read from: a folder here, or whatever else gives bytes by name."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from earnest.ledger.errors import ProofError
from earnest.ledger.merkle import HASH_BYTES
from earnest.ledger.tiles import ENTRY_BYTES_MAX, TILE_WIDTH, Tile, bundle, unbundle

CHECKPOINT_FILE = "checkpoint"
KEYS_FILE = "vkeys.txt"


class Source(Protocol):
    """A published log (`c2sp.org/tlog-tiles`), by the names of its files."""

    def read(self, name: str, bytes_max: int) -> bytes | None:
        """Return a whole file, such as `tile/0/000`; None if it is missing, unreadable or longer than it may be."""
        ...


@dataclass(frozen=True, slots=True)
class Folder:
    """A log in a folder: what `export_log` or `publish` wrote, or a mirror of it."""

    path: Path

    def read(self, name: str, bytes_max: int) -> bytes | None:
        """See `Source.read`."""
        try:
            with (self.path / name).open("rb") as file:
                data = file.read(bytes_max + 1)
        except OSError:
            return None
        return data if len(data) <= bytes_max else None


def read_tile(source: Source, tile: Tile) -> bytes:
    """Read a tile; where a partial one is gone its full successor serves.

    Raises:
        ProofError: missing, unreadable, or far too long.
    """
    unit = ENTRY_BYTES_MAX + 2 if tile.level is None else HASH_BYTES
    data = source.read(tile.path(), tile.width * unit)
    if data is not None or tile.width == TILE_WIDTH:
        if data is None:
            raise ProofError(f"{tile.path()} is missing or too long; fetch it again")
        return data
    full = source.read(Tile(tile.level, tile.index).path(), TILE_WIDTH * unit)
    if full is None:
        raise ProofError(f"{tile.path()} is missing or too long; fetch it again")
    return bundle(unbundle(full)[: tile.width]) if tile.level is None else full[: tile.width * HASH_BYTES]
