"""Keep a folder of static files in step with a growing log (`c2sp.org/tlog-tiles`), ready for any web server.

The checkpoint is replaced last, once its tiles are durable and hash to its root: whoever reads it finds what it
promises, at any instant.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from earnest.ledger.errors import ExportError, ForkRefusedError
from earnest.ledger.merkle import HashReader, leaf_hash, tree_root
from earnest.ledger.note import NOTE_BYTES_MAX, VerifierKey, parse_note
from earnest.ledger.source import CHECKPOINT_FILE, KEYS_FILE, Folder, read_tile
from earnest.ledger.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, TileHashReader, bundle
from earnest.ledger.tree_head import TreeHead, parse_tree_head


@dataclass(frozen=True, slots=True)
class Grown:
    """A log as its keeper holds it.

    Attributes:
        entries: the entries from one index up to, not including, another; asked for at most 256.
        hashes: its stored hashes.
        keys: its verifier keys, to be written beside it.
    """

    entries: Callable[[int, int], Sequence[bytes]]
    hashes: HashReader
    keys: Sequence[VerifierKey]


def publish(path: Path, note: str, log: Grown) -> TreeHead:
    """Bring a folder from the checkpoint that it holds to this one; return the new head.

    Args:
        path: a folder that is absent, or that was written by this function.
        note: the signed checkpoint, with whatever cosignatures it has by now.
        log: the log, which must hold at least the checkpoint's entries.

    Raises:
        ForkRefusedError: what is published already is no prefix of this log.
        ExportError: the entries are not those of the checkpoint, or a file cannot be written.
    """
    head = parse_tree_head(parse_note(note).text)
    published = published_head(path)
    size = 0 if published is None else published.size
    if published is not None:
        _refuse_fork(published, head, log.hashes)
    tiles = list(tiles_between(size, head.size))
    for tile in tiles:
        write(path / tile.path(), _content(tile, log), durable=True)
    if (
        tiles
        and tree_root(TileHashReader(head.size, lambda tile: read_tile(Folder(path), tile)), head.size) != head.root
    ):
        raise ExportError(f"the entries up to {head.size} are not those of the checkpoint; run verify")
    write_if_changed(path / KEYS_FILE, keys_text(log.keys, head.origin).encode())
    write_if_changed(path / CHECKPOINT_FILE, note.encode())
    for tile in tiles:
        if tile.width == TILE_WIDTH:
            shutil.rmtree(path / f"{tile.path()}.p", ignore_errors=True)  # its full successor serves from now on
    return head


def published_head(path: Path) -> TreeHead | None:
    """Return the head of the checkpoint that a folder holds, None where it holds none.

    Raises:
        LedgerError: the file is no checkpoint; remove the folder, it is made anew.
    """
    data = Folder(path).read(CHECKPOINT_FILE, NOTE_BYTES_MAX)
    return None if data is None else parse_tree_head(parse_note(data.decode()).text)


def tiles_between(old_size: int, size: int) -> Iterator[Tile]:
    """Yield every tile that a tree of `size` has and one of `old_size` has not, entries first, then level by level."""
    for level in (None, *range(-(-size.bit_length() // TILE_HEIGHT))):
        shift = TILE_HEIGHT * (level or 0)
        before, now = old_size >> shift, size >> shift
        if before == now:
            continue
        for index in range(before // TILE_WIDTH, -(-now // TILE_WIDTH)):
            yield Tile(level, index, min(TILE_WIDTH, now - index * TILE_WIDTH))


def keys_text(keys: Sequence[VerifierKey], origin: str) -> str:
    """Return the content of `vkeys.txt`: the log's own verifier keys, sorted, a line each."""
    return "".join(sorted(f"{key.text()}\n" for key in keys if key.name == origin))


def write(path: Path, data: bytes, *, durable: bool = False) -> None:
    """Write a file that readers may be watching: it is whole or absent, and the old one until then.

    Raises:
        ExportError: it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(unfinished, path)  # noqa: PTH105 - the atomic replacement, named as such
    except OSError as error:
        raise ExportError(f"{path} cannot be written ({error.strerror}); free space or choose a folder") from error


def write_if_changed(path: Path, data: bytes) -> None:
    """Write a file, durably, unless it holds these bytes already."""
    if Folder(path.parent).read(path.name, len(data)) != data:
        write(path, data, durable=True)


def _refuse_fork(published: TreeHead, head: TreeHead, hashes: HashReader) -> None:
    if published.origin != head.origin:
        raise ForkRefusedError(f"the folder is that of {published.origin}, not of {head.origin}; name another one")
    if published.size > head.size:
        raise ForkRefusedError(
            f"{published.size} entries are published and the log now ends at {head.size}; stop: a backup may be too old"
        )
    if tree_root(hashes, published.size) != published.root:
        raise ForkRefusedError(f"the {published.size} entries that are published are others; stop, and run verify")


def _content(tile: Tile, log: Grown) -> bytes:
    first, last = tile.index * TILE_WIDTH, tile.index * TILE_WIDTH + tile.width
    if tile.level:
        return b"".join(log.hashes.read(tile.level * TILE_HEIGHT, index) for index in range(first, last))
    entries = list(log.entries(first, last))
    if len(entries) != tile.width:
        raise ExportError(f"entry {first + len(entries)} is not there; stop, and run verify")
    return bundle(entries) if tile.level is None else b"".join(map(leaf_hash, entries))
