"""Write a log to a directory that anyone can serve, mirror and verify (`c2sp.org/tlog-tiles`)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from earnest.ledger.errors import ExportError
from earnest.ledger.merkle import Frontier, leaf_hash
from earnest.ledger.note import VerifierKey, parse_note
from earnest.ledger.publish import keys_text, write
from earnest.ledger.source import CHECKPOINT_FILE, KEYS_FILE
from earnest.ledger.tiles import TILE_WIDTH, Tile, TileColumns, bundle
from earnest.ledger.tree_head import TreeHead, parse_tree_head


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
        write(path / Tile(None, number, len(chunk)).path(), bundle(chunk))
        frontier, nodes = frontier.extend(map(leaf_hash, chunk))
        for tile, data in columns.add(nodes):
            write(path / tile.path(), data)
    for tile, data in columns.partial():
        write(path / tile.path(), data)
    if TreeHead(head.origin, frontier.size, frontier.root()) != head:
        raise ExportError(f"the {frontier.size} entries are not those of the checkpoint ({head.size}); run verify")
    write(path / KEYS_FILE, keys_text(keys, head.origin).encode())
    write(path / CHECKPOINT_FILE, checkpoint.encode())
    return head


def chunks(entries: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut entries into lists of 256, the last one shorter."""
    source = iter(entries)
    while chunk := list(islice(source, TILE_WIDTH)):
        yield chunk
