"""Write a log to a directory that anyone can serve, mirror and verify (`c2sp.org/tlog-tiles`)."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from earnest.ledger.errors import ExportError
from earnest.ledger.merkle import Frontier, leaf_hash
from earnest.ledger.note import VerifierKey, parse_note
from earnest.ledger.tiles import TILE_WIDTH, Tile, TileColumns, bundle
from earnest.ledger.tree_head import TreeHead, parse_tree_head

CHECKPOINT_FILE = "checkpoint"
KEYS_FILE = "vkeys.txt"


def export_log(path: Path, entries: Iterable[bytes], checkpoint: str, keys: Sequence[VerifierKey]) -> TreeHead:
    """Write `tile/...`, `tile/entries/...`, `vkeys.txt` and, last, `checkpoint`; return the tree head.

    Args:
        path: a directory that is absent or empty.
        entries: every entry of the log in order, each at most 65,535 bytes; read once, 256 at a time.
        checkpoint: the signed note of exactly these entries.
        keys: the log's verifier keys, to be written beside it (a reader must get them by another way to trust).

    Raises:
        ExportError: the directory is not empty, or the entries are not those of the checkpoint; without its
            checkpoint file a directory proves nothing.
    """
    head = parse_tree_head(parse_note(checkpoint).text)
    if path.exists() and any(path.iterdir()):
        raise ExportError(f"{path} is not empty; export to a new folder")
    frontier, columns = Frontier(), TileColumns()
    for number, chunk in enumerate(chunks(entries)):
        _write(path / Tile(None, number, len(chunk)).path(), bundle(chunk))
        frontier, nodes = frontier.extend(map(leaf_hash, chunk))
        for tile, data in columns.add(nodes):
            _write(path / tile.path(), data)
    for tile, data in columns.partial():
        _write(path / tile.path(), data)
    if TreeHead(head.origin, frontier.size, frontier.root()) != head:
        raise ExportError(f"the {frontier.size} entries are not those of the checkpoint ({head.size}); run verify")
    _write(path / KEYS_FILE, keys_text(keys, head.origin).encode())
    _write(path / CHECKPOINT_FILE, checkpoint.encode())
    return head


def keys_text(keys: Sequence[VerifierKey], origin: str) -> str:
    """Return the content of `vkeys.txt`: the log's own verifier keys, sorted, a line each."""
    return "".join(sorted(f"{key.text()}\n" for key in keys if key.name == origin))


def chunks(entries: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut entries into lists of 256, the last one shorter."""
    source = iter(entries)
    while chunk := list(islice(source, TILE_WIDTH)):
        yield chunk


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Readers may be watching: a file is whole or absent.
    unfinished = path.with_name(f".{path.name}.part")
    try:
        unfinished.write_bytes(data)
        os.replace(unfinished, path)  # noqa: PTH105  # the atomic replacement, named as such
    except OSError as error:
        raise ExportError(f"{path} cannot be written ({error.strerror}); free space or choose a folder") from error
