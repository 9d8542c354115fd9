"""Verify an exported log or a receipt with nothing but verifier keys: re-hash everything, believe nothing.

The keys must come from somewhere else than what is verified: keys found beside a log prove only that it is
consistent with itself.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from earnest.ledger.checkpoint import Checkpoint, open_checkpoint
from earnest.ledger.errors import LedgerError, ProofError, QuorumError
from earnest.ledger.merkle import HASH_BYTES, Frontier, leaf_hash
from earnest.ledger.note import NOTE_BYTES_MAX, VerifierKey, open_note, parse_verifier_key
from earnest.ledger.publish import keys_text
from earnest.ledger.quorum import Quorum
from earnest.ledger.receipt import check_receipt
from earnest.ledger.source import CHECKPOINT_FILE, KEYS_FILE, Folder, Source, read_tile
from earnest.ledger.tiles import TILE_WIDTH, Tile, TileColumns, unbundle
from earnest.ledger.tree_head import TreeHead

PROBLEMS_MAX = 20  # after that many a report says no more than "much is wrong"
KEPT_MAX = 64  # earlier checkpoints that one verification compares with


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
    QUORUM = "quorum"  # too few witnesses have seen the checkpoint
    STALE = "stale"  # the newest signature is older than the reader accepts
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
class Kept:
    """A checkpoint that was seen earlier or elsewhere.

    Attributes:
        where: what to call it, such as the file that it is in.
        note: the signed note.
    """

    where: str
    note: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a verification.

    Attributes:
        ok: nothing is wrong.
        size: leaves that the signed checkpoint claims; 0 if it could not be read.
        root: its 32-byte root; empty if it could not be read.
        problems: in the order in which they were met, at most 20.
        at_s: when it was signed last, in Unix seconds, by the newest trusted signature that tells; 0 where none does.
        seen_by: the names of the trusted witnesses that cosigned it.
    """

    ok: bool
    size: int
    root: bytes
    problems: tuple[Problem, ...]
    at_s: int = 0
    seen_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demands:
    """What a reader asks of a log or receipt beyond its own signatures.

    Attributes:
        quorum: whose logs are trusted too, and which witnesses must have seen the checkpoint; None for no witness.
        signed_after_s: the newest signature must not be older, in Unix seconds; 0 for no limit.
    """

    quorum: Quorum | None = None
    signed_after_s: int = 0

    def keys(self, keys: Sequence[VerifierKey]) -> tuple[VerifierKey, ...]:
        """Every key that is trusted: those given, and those of the quorum's logs and witnesses."""
        more = (*self.quorum.logs, *self.quorum.witness_keys) if self.quorum else ()
        return tuple(dict.fromkeys((*keys, *more)))

    def unmet(self, checkpoint: Checkpoint) -> list[Problem]:
        """Say which demands a verified checkpoint does not meet."""
        problems = []
        if self.quorum is not None:
            try:
                self.quorum.require(checkpoint)
            except QuorumError as error:
                next_step = "Fetch it again in a while; if witnesses stay missing, ask them and the operator why."
                problems.append(Problem(Fault.QUORUM, CHECKPOINT_FILE, None, str(error), next_step))
        if checkpoint.at_s < self.signed_after_s:
            what = f"the newest signature is {self.signed_after_s - checkpoint.at_s} seconds older than you accept"
            next_step = "Ask for the newest one; an old checkpoint may hide what came after it."
            problems.append(Problem(Fault.STALE, CHECKPOINT_FILE, None, what, next_step))
        return problems


ANY = Demands()
"""Nothing is asked beyond the log's own signatures."""


def verify_directory(path: Path, keys: Sequence[VerifierKey], earlier_checkpoint: str | None = None) -> Report:
    """Verify a log in a folder; see `verify_log`.

    Args:
        path: what `export_log` or `publish` wrote, or a mirror of it.
        keys: trusted verifier keys.
        earlier_checkpoint: a signed note that the reader kept.
    """
    kept = () if earlier_checkpoint is None else (Kept("earlier checkpoint", earlier_checkpoint),)
    return verify_log(Folder(path), keys, kept)


def verify_log(
    source: Source, keys: Sequence[VerifierKey], kept: Sequence[Kept] = (), demands: Demands = ANY
) -> Report:
    """Re-hash a published log and compare entries, tiles, root, signatures and earlier checkpoints.

    Args:
        source: the log's files.
        keys: trusted verifier keys; of every scheme among those of the log's name one must have signed.
        kept: checkpoints seen earlier or elsewhere, to detect a cut, forked or rewritten history; at most 64.
        demands: what else is asked of the checkpoint.
    """
    trusted = demands.keys(keys)
    raw, checkpoint, problem = _trusted(source, trusted)
    if checkpoint is None:
        return _report(None, problem)
    problems = [*_keys_problems(source, raw, checkpoint), *demands.unmet(checkpoint)]
    earlier: list[Earlier] = []
    for one in kept[:KEPT_MAX]:
        head, found = _earlier(one, trusted, checkpoint.head)
        problems += found
        earlier += [Earlier(one.where, head)] if head else []
    audit = _Audit(source, checkpoint.head.size, {one.head.size for one in earlier})
    problems += audit.run()
    if audit.frontier.size == checkpoint.head.size:
        problems += _root_problems(checkpoint.head, audit, earlier)
    return _report(checkpoint, problems)


def verify_receipt(
    text: str, keys: Sequence[VerifierKey], entry: bytes | None = None, demands: Demands = ANY
) -> Report:
    """Verify a receipt offline; see `check_receipt` for what it then proves.

    Args:
        text: `c2sp.org/tlog-proof@v1`.
        keys: trusted verifier keys.
        entry: the leaf's bytes, if the receipt does not carry them.
        demands: what else is asked of its checkpoint.
    """
    try:
        proved = check_receipt(text, demands.keys(keys), entry)
    except LedgerError as error:
        next_step = "Keep the receipt, ask for a new one, and report it if that fails too."
        return _report(None, [Problem(Fault.RECEIPT, "receipt", None, str(error), next_step)])
    return _report(proved.checkpoint, demands.unmet(proved.checkpoint))


def _trusted(source: Source, keys: Sequence[VerifierKey]) -> tuple[str, Checkpoint | None, list[Problem]]:
    data = source.read(CHECKPOINT_FILE, NOTE_BYTES_MAX)
    try:
        if data is None:
            raise ProofError("the file is missing or too long")
        raw = data.decode()
        return raw, open_checkpoint(raw, keys), []
    except (LedgerError, UnicodeDecodeError) as error:
        next_step = "Fetch the checkpoint again; check that the verifier keys are those of this log."
        return "", None, [Problem(Fault.CHECKPOINT, CHECKPOINT_FILE, None, str(error), next_step)]


def _keys_problems(source: Source, raw: str, checkpoint: Checkpoint) -> list[Problem]:
    """Say what is wrong with the keys beside the log; while keys change, new ones of the log may have signed too."""
    try:
        text = (source.read(KEYS_FILE, NOTE_BYTES_MAX) or b"").decode()
        listed = [parse_verifier_key(line) for line in text.splitlines()]
        signed = set(open_note(raw, listed)[1])
    except (LedgerError, UnicodeDecodeError):
        text, listed, signed = "", [], set()
    origin = checkpoint.head.origin
    own = {key for key in checkpoint.signed_by if key.name == origin}
    if text and text == keys_text(listed, origin) and own <= set(listed) == signed:
        return []
    what = "the keys beside the log are missing or are not the ones that signed"
    next_step = "Trust only the keys you were given; ask the operator why others are published."
    return [Problem(Fault.KEYS, KEYS_FILE, None, what, next_step)]


def _earlier(kept: Kept, keys: Sequence[VerifierKey], head: TreeHead) -> tuple[TreeHead | None, list[Problem]]:
    """Return the earlier head if the log must extend it, and what the two heads alone show to be wrong."""
    where = kept.where
    try:
        earlier = open_checkpoint(kept.note, keys).head
    except LedgerError as error:
        return None, [Problem(Fault.CHECKPOINT, where, None, str(error), "Pass a checkpoint of this log.")]
    if earlier.origin != head.origin:
        what = f"it is of {earlier.origin}, not of {head.origin}"
        return None, [Problem(Fault.CHECKPOINT, where, None, what, "Pass a checkpoint of this log.")]
    if earlier.size > head.size:
        what = f"by {where} the log had {earlier.size} leaves and now has {head.size}"
        next_step = "Keep both checkpoints; ask the operator for the leaves from this index on."
        return None, [Problem(Fault.ROLLED_BACK, CHECKPOINT_FILE, head.size, what, next_step)]
    if earlier.size == head.size and earlier.root != head.root:
        what = f"two signed roots for {head.size} leaves: here, and by {where}"
        next_step = "Keep both checkpoints: together they prove the fork; show them to the auditor."
        return None, [Problem(Fault.FORK, CHECKPOINT_FILE, None, what, next_step)]
    return earlier, []


def _root_problems(head: TreeHead, audit: "_Audit", earlier: Sequence["Earlier"]) -> list[Problem]:
    problems = []
    if audit.frontier.root() != head.root:
        what = "entries and tiles do not hash to the signed root"
        next_step = "Compare with a mirror or an earlier export to find the leaf; do not rely on this copy."
        problems.append(Problem(Fault.ROOT, CHECKPOINT_FILE, audit.first_bad or 0, what, next_step))
    for one in earlier:
        if audit.roots[one.head.size] != one.head.root:
            what = f"the first {one.head.size} leaves are not those of that checkpoint"
            next_step = "Keep both checkpoints and this copy: history was rewritten; show them to the auditor."
            problems.append(Problem(Fault.REWRITTEN, one.where, audit.first_bad or 0, what, next_step))
    return problems


@dataclass(frozen=True, slots=True)
class Earlier:
    """The verified head of a checkpoint that was kept, and where it was."""

    where: str
    head: TreeHead


class _Audit:
    """One pass over bundles and tiles; keeps no more than one bundle and one tile per level in memory."""

    def __init__(self, source: Source, size: int, sizes: Collection[int]) -> None:
        self.frontier = Frontier()
        self.roots = {0: self.frontier.root()}
        self.first_bad: int | None = None
        self._source, self._size, self._sizes = source, size, sorted(sizes)
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
                entries = unbundle(read_tile(self._source, Tile(None, start // TILE_WIDTH, width)))
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
        for size in self._sizes:
            if 0 < size - start <= len(hashes):
                self.roots[size] = self.frontier.extend(hashes[: size - start])[0].root()
        self.frontier, nodes = self.frontier.extend(hashes)
        for tile, data in self._columns.add(nodes):
            yield from self._compare(tile, data)

    def _compare(self, tile: Tile, computed: bytes) -> Iterator[Problem]:
        span = TILE_WIDTH ** (tile.level or 0)  # leaves below one hash of this tile
        first_leaf = tile.index * TILE_WIDTH * span
        next_step = "Fetch this file and the bundles below it again; if it stays, compare with a mirror."
        try:
            stored = read_tile(self._source, tile)
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


def _report(checkpoint: Checkpoint | None, problems: list[Problem]) -> Report:
    shown = tuple(problems[:PROBLEMS_MAX])
    if checkpoint is None:
        return Report(not problems, 0, b"", shown)
    head = checkpoint.head
    seen_by = tuple(sorted({key.name for key in checkpoint.signed_by if key.name != head.origin}))
    return Report(not problems, head.size, head.root, shown, checkpoint.at_s, seen_by)
