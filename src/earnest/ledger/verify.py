"""Verify an exported log or a receipt with nothing but verifier keys: re-hash everything, believe nothing.

The keys must come from somewhere else than what is verified: keys found beside a log prove only that it is
consistent with itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from earnest.ledger.checkpoint import Checkpoint, open_checkpoint
from earnest.ledger.errors import LedgerError, ProofError
from earnest.ledger.export import CHECKPOINT_FILE, KEYS_FILE, keys_text
from earnest.ledger.merkle import HASH_BYTES, Frontier, leaf_hash
from earnest.ledger.note import NOTE_BYTES_MAX, VerifierKey
from earnest.ledger.receipt import check_receipt
from earnest.ledger.tiles import ENTRY_BYTES_MAX, TILE_WIDTH, Tile, TileColumns, bundle, unbundle
from earnest.ledger.tree_head import TreeHead

PROBLEMS_MAX = 20  # after that many a report says no more than "much is wrong"
_BUNDLE_BYTES_MAX = TILE_WIDTH * (ENTRY_BYTES_MAX + 2)


class Fault(Enum):
    """Everything that can be wrong with a log or a receipt."""

    CHECKPOINT = "checkpoint"  # missing, malformed, or not signed by the trusted keys
    KEYS = "keys"  # the keys beside the log are not the trusted ones
    MISSING = "missing"  # the checkpoint promises what is not there: truncated
    ENTRY = "entry"  # an entry and its leaf hash differ
    TILE = "tile"  # stored hashes differ from those of the entries
    ROOT = "root"  # everything fits together, but not with the signed root
    ROLLED_BACK = "rolled back"  # smaller than a checkpoint seen earlier
    FORK = "fork"  # two signed histories of one size
    REWRITTEN = "rewritten"  # a checkpoint seen earlier is no prefix of this log
    RECEIPT = "receipt"  # the receipt does not hold


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        fault: its kind.
        where: the file or line.
        index: the first leaf concerned, if it is about leaves.
        what: what was found.
        do_next: what the reader can do now.
    """

    fault: Fault
    where: str
    index: int | None
    what: str
    do_next: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification.

    Attributes:
        ok: nothing is wrong.
        size: leaves that the signed checkpoint claims; 0 if it could not be read.
        root: its 32-byte root; empty if it could not be read.
        problems: in the order in which they were met, at most 20.
    """

    ok: bool
    size: int
    root: bytes
    problems: tuple[Problem, ...]


def verify_directory(path: Path, keys: Sequence[VerifierKey], earlier_checkpoint: str | None = None) -> Report:
    """Re-hash an exported log and compare entries, tiles, root, signatures and an earlier checkpoint.

    Args:
        path: what `export_log` wrote, or a mirror of it.
        keys: trusted verifier keys; every one that carries the log's name must have signed.
        earlier_checkpoint: a signed note that the reader kept, to detect a cut or rewritten history.
    """
    checkpoint, problem = _trusted(path / CHECKPOINT_FILE, keys)
    if checkpoint is None:
        return _report(None, problem)
    problems = _keys_problems(path, keys, checkpoint.head.origin)
    earlier, found = _earlier(earlier_checkpoint, keys, checkpoint.head)
    problems += found
    audit = _Audit(path, checkpoint.head.size, earlier.size if earlier else 0)
    problems += audit.run()
    if audit.frontier.size == checkpoint.head.size:
        problems += _root_problems(checkpoint.head, audit, earlier)
    return _report(checkpoint.head, problems)


def verify_receipt(text: str, keys: Sequence[VerifierKey], entry: bytes | None = None) -> Report:
    """Verify a receipt offline; see `check_receipt` for what it then proves.

    Args:
        text: `c2sp.org/tlog-proof@v1`.
        keys: trusted verifier keys.
        entry: the leaf's bytes, if the receipt does not carry them.
    """
    try:
        proved = check_receipt(text, keys, entry)
    except LedgerError as error:
        next_step = "Keep the receipt, ask for a new one, and report it if that fails too."
        return _report(None, [Problem(Fault.RECEIPT, "receipt", None, str(error), next_step)])
    return _report(proved.checkpoint.head, [])


def tile_fetcher(path: Path, tile: Tile) -> bytes:
    """Read a tile of an exported log; where a partial one is gone its full successor serves.

    Raises:
        ProofError: missing, unreadable, or far too long.
    """
    unit = ENTRY_BYTES_MAX + 2 if tile.level is None else HASH_BYTES
    data = _read(path / tile.path(), tile.width * unit)
    if data is not None or tile.width == TILE_WIDTH:
        if data is None:
            raise ProofError(f"{tile.path()} is missing or too long; fetch it again")
        return data
    full = _read(path / Tile(tile.level, tile.index).path(), TILE_WIDTH * unit)
    if full is None:
        raise ProofError(f"{tile.path()} is missing or too long; fetch it again")
    return bundle(unbundle(full)[: tile.width]) if tile.level is None else full[: tile.width * HASH_BYTES]


def _trusted(path: Path, keys: Sequence[VerifierKey]) -> tuple[Checkpoint | None, list[Problem]]:
    data = _read(path, NOTE_BYTES_MAX)
    try:
        if data is None:
            raise ProofError("the file is missing or too long")
        return open_checkpoint(data.decode(), keys), []
    except (LedgerError, UnicodeDecodeError) as error:
        next_step = "Fetch the checkpoint again; check that the verifier keys are those of this log."
        return None, [Problem(Fault.CHECKPOINT, CHECKPOINT_FILE, None, str(error), next_step)]


def _keys_problems(path: Path, keys: Sequence[VerifierKey], origin: str) -> list[Problem]:
    if _read(path / KEYS_FILE, NOTE_BYTES_MAX) == keys_text(keys, origin).encode():
        return []
    what = "the keys beside the log are missing or are not the trusted ones"
    next_step = "Trust only the keys you were given; ask the operator why others are published."
    return [Problem(Fault.KEYS, KEYS_FILE, None, what, next_step)]


def _earlier(raw: str | None, keys: Sequence[VerifierKey], head: TreeHead) -> tuple[TreeHead | None, list[Problem]]:
    """Return the earlier head if the log must extend it, and what the two heads alone show to be wrong."""
    if raw is None:
        return None, []
    where = "earlier checkpoint"
    try:
        earlier = open_checkpoint(raw, keys).head
    except LedgerError as error:
        return None, [Problem(Fault.CHECKPOINT, where, None, str(error), "Pass a checkpoint of this log.")]
    if earlier.origin != head.origin:
        what = f"it is of {earlier.origin}, not of {head.origin}"
        return None, [Problem(Fault.CHECKPOINT, where, None, what, "Pass a checkpoint of this log.")]
    if earlier.size > head.size:
        what = f"the log had {earlier.size} leaves and now has {head.size}"
        next_step = "Keep both checkpoints; ask the operator for the leaves from this index on."
        return None, [Problem(Fault.ROLLED_BACK, CHECKPOINT_FILE, head.size, what, next_step)]
    if earlier.size == head.size and earlier.root != head.root:
        what = f"two signed roots for {head.size} leaves"
        next_step = "Keep both checkpoints: together they prove the fork; show them to the auditor."
        return None, [Problem(Fault.FORK, CHECKPOINT_FILE, None, what, next_step)]
    return earlier, []


def _root_problems(head: TreeHead, audit: "_Audit", earlier: TreeHead | None) -> list[Problem]:
    problems = []
    if audit.frontier.root() != head.root:
        what = "entries and tiles do not hash to the signed root"
        next_step = "Compare with a mirror or an earlier export to find the leaf; do not rely on this copy."
        problems.append(Problem(Fault.ROOT, CHECKPOINT_FILE, audit.first_bad or 0, what, next_step))
    if earlier is not None and audit.earlier_root != earlier.root:
        what = f"the first {earlier.size} leaves are not those of the earlier checkpoint"
        next_step = "Keep both checkpoints and this copy: history was rewritten; show them to the auditor."
        problems.append(Problem(Fault.REWRITTEN, "earlier checkpoint", audit.first_bad or 0, what, next_step))
    return problems


class _Audit:
    """One pass over bundles and tiles; keeps no more than one bundle and one tile per level in memory."""

    def __init__(self, path: Path, size: int, earlier_size: int) -> None:
        self.frontier = Frontier()
        self.earlier_root = self.frontier.root()
        self.first_bad: int | None = None
        self._path, self._size, self._earlier_size = path, size, earlier_size
        self._columns = TileColumns()

    def run(self) -> list[Problem]:
        """Re-hash everything; return the first problems, at most one after leaves are missing."""
        problems: list[Problem] = []
        for problem in self._problems():
            if problem.index is not None and self.first_bad is None:
                self.first_bad = problem.index
            problems.append(problem)
            if len(problems) == PROBLEMS_MAX or problem.fault is Fault.MISSING:
                break
        return problems

    def _problems(self) -> Iterator[Problem]:
        for start in range(0, self._size, TILE_WIDTH):
            width = min(TILE_WIDTH, self._size - start)
            try:
                entries = unbundle(tile_fetcher(self._path, Tile(None, start // TILE_WIDTH, width)))
            except ProofError as error:
                yield _missing(start, str(error))
                return
            if len(entries) < width:
                what = f"the bundle holds {len(entries)} entries instead of {width}"
                yield _missing(start + len(entries), what)
                return
            if len(entries) > width:
                what = f"the bundle holds {len(entries)} entries instead of {width}"
                next_step = "Fetch the bundle again; the entries beyond the checkpoint are vouched for by nobody."
                yield Problem(Fault.ENTRY, _bundle_path(start, width), start + width, what, next_step)
            yield from self._append(start, entries[:width])
        for tile, data in self._columns.partial():
            yield from self._compare(tile, data)

    def _append(self, start: int, entries: list[bytes]) -> Iterator[Problem]:
        hashes = list(map(leaf_hash, entries))
        before = self._earlier_size - start
        if 0 < before <= len(hashes):
            self.earlier_root = self.frontier.extend(hashes[:before])[0].root()
        self.frontier, nodes = self.frontier.extend(hashes)
        for tile, data in self._columns.add(nodes):
            yield from self._compare(tile, data)

    def _compare(self, tile: Tile, computed: bytes) -> Iterator[Problem]:
        span = TILE_WIDTH ** (tile.level or 0)  # leaves below one hash of this tile
        first_leaf = tile.index * TILE_WIDTH * span
        next_step = "Fetch this file and the bundles below it again; if it stays, compare with a mirror."
        try:
            stored = tile_fetcher(self._path, tile)
        except ProofError as error:
            yield Problem(Fault.TILE, tile.path(), first_leaf, str(error), next_step)
            return
        if stored == computed:
            return
        place = next((at for at in range(tile.width) if _hash_at(stored, at) != _hash_at(computed, at)), tile.width - 1)
        index = first_leaf + place * span
        if tile.level == 0:
            what = f"entry {index} does not hash to its stored leaf hash"
            yield Problem(Fault.ENTRY, tile.path(), index, what, next_step)
        else:
            what = f"leaves {index} to {index + span - 1} do not hash to the stored hash {place}"
            yield Problem(Fault.TILE, tile.path(), index, what, next_step)


def _hash_at(data: bytes, place: int) -> bytes:
    return data[place * HASH_BYTES : (place + 1) * HASH_BYTES]


def _bundle_path(index: int, width: int) -> str:
    return Tile(None, index // TILE_WIDTH, width).path()


def _missing(index: int, what: str) -> Problem:
    next_step = f"Fetch the bundle again; if it stays, the log lost entry {index} and what follows it."
    return Problem(
        Fault.MISSING,
        _bundle_path(index, TILE_WIDTH),
        index,
        what,
        next_step,
    )


def _report(head: TreeHead | None, problems: list[Problem]) -> Report:
    shown = tuple(problems[:PROBLEMS_MAX])
    return Report(not problems, head.size if head else 0, head.root if head else b"", shown)


def _read(path: Path, bytes_max: int) -> bytes | None:
    """Read a whole file; None if it is missing, unreadable or longer than it may be."""
    try:
        with path.open("rb") as file:
            data = file.read(bytes_max + 1)
    except OSError:
        return None
    return data if len(data) <= bytes_max else None
