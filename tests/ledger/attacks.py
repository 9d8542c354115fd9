"""Attacks on a published log, counted: `python -m tests.ledger.attacks` prints how many were tried and went unnoticed.

The attacker may change every file, recompute every hash, hold keys of their own and, where it says so, the log's keys.
The reader has the log's public keys and, where one copy cannot show it, a checkpoint that they kept, a limit on age,
or two witnesses. What a witness signs is decided by `judge`, as `earnest witness serve` does.
"""

import json
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.ledger.made import KEYS, NOW_S, SIGNERS, Log, log_of
from tests.ledger.strangers import load

from earnest.ledger import (
    AddCheckpoint,
    Cosigned,
    Demands,
    Ed25519Cosigner,
    Kept,
    Signer,
    TreeHead,
    VerifierKey,
    consistency_proof,
    export_log,
    judge,
    make_receipt,
    parse_quorum,
    sign_checkpoint,
    sign_note,
    signature_lines,
    verify_log,
    verify_receipt,
)

SIZE = 1_500
FLIPS, FLIPS_ALONE, TRIES = 10_000, 1_000, 100
SEED = 2_026

WITNESSES = (Ed25519Cosigner("w1.example", b"\x81" * 32), Ed25519Cosigner("w2.example", b"\x82" * 32))
QUORUM = parse_quorum(
    "".join(f"witness {one.name} {one.verifier.text()}\n" for one in WITNESSES)
    + "group both all w1.example w2.example\nquorum both\n"
)
ENTRIES = [b'{"c":"%040d","k":"rec","t":1790000000,"v":1}' % number for number in range(SIZE)]


@dataclass(frozen=True)
class Memory:
    """A published log in memory."""

    files: dict[str, bytes]

    def read(self, name: str, bytes_max: int) -> bytes | None:
        data = self.files.get(name)
        return data if data is not None and len(data) <= bytes_max else None


@dataclass
class Seen:
    """A witness that follows the decision."""

    signer: Ed25519Cosigner
    last: TreeHead | None = None
    lines: list[str] = field(default_factory=list)

    def show(self, log: Log, note: str) -> str:
        """Its cosignature of a log, "" where it refuses; whoever asks has every proof that can be made."""
        old = self.last.size if self.last else 0
        proof = consistency_proof(log.hashes, old, log.frontier.size) if old <= log.frontier.size else ()
        answer = judge(AddCheckpoint(old, proof, note), KEYS, self.last)
        if not isinstance(answer, Cosigned):
            return ""
        self.last = answer.head
        return signature_lines(answer.head.text(), [self.signer], NOW_S)


def published(log: Log, note: str = "", keys: Sequence[VerifierKey] = KEYS) -> dict[str, bytes]:
    """The files of a log, as they are exported."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log"
        export_log(path, log.entries, note or log.checkpoint(), keys)
        return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def accepted(files: dict[str, bytes], *kept: str, demands: Demands | None = None) -> bool:
    notes = tuple(Kept("kept", note) for note in kept)
    return verify_log(Memory(files), KEYS, notes, demands or Demands()).ok


def byte_flips(chance: random.Random) -> Iterator[bool]:
    files = published(log_of(ENTRIES))
    assert accepted(files)
    for name, place in _positions(files, FLIPS, chance):
        yield accepted({**files, name: _flip(files[name], place, chance)})


def byte_flips_read_by_the_one_file_verifier(chance: random.Random) -> Iterator[bool]:
    files, program = published(log_of(ENTRIES)), load()
    with tempfile.TemporaryDirectory() as folder:
        path, keys = Path(folder), program.read_keys("".join(f"{key.text()}\n" for key in KEYS))
        for name, data in files.items():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            (path / name).write_bytes(data)
        assert program.check_log(path, keys, "", 0)
        for name, place in _positions(files, FLIPS_ALONE, chance):
            (path / name).write_bytes(_flip(files[name], place, chance))
            try:
                yield bool(program.check_log(path, keys, "", 0))
            except (program.Wrong, OSError, ValueError):
                yield False
            (path / name).write_bytes(files[name])


def byte_flips_of_a_receipt(chance: random.Random) -> Iterator[bool]:
    log = log_of(ENTRIES)
    text = make_receipt(log.hashes, 700, log.checkpoint(), log.entries[700]).encode()
    for _ in range(FLIPS_ALONE):
        raw = _flip(text, chance.randrange(len(text)), chance)
        try:
            yield verify_receipt(raw.decode(), KEYS).ok
        except UnicodeDecodeError:
            yield False


def dropped_tail(chance: random.Random) -> Iterator[bool]:
    """Entries are cut from the end: under the signed checkpoint, and under an older genuine one."""
    whole = log_of(ENTRIES)
    note = whole.checkpoint()
    for _ in range(TRIES):
        cut = log_of(ENTRIES[: chance.randrange(1, SIZE)])
        yield accepted({**published(cut), "checkpoint": note.encode()})
        yield accepted(published(cut), note)


def dropped_middle(chance: random.Random) -> Iterator[bool]:
    yield from _edited(chance, lambda entries, first, _: entries[:first] + entries[first + 1 :])


def swapped_entries(chance: random.Random) -> Iterator[bool]:
    def swap(entries: list[bytes], first: int, second: int) -> list[bytes]:
        entries[first], entries[second] = entries[second], entries[first]
        return entries

    yield from _edited(chance, swap)


def _edited(chance: random.Random, edit: Callable[[list[bytes], int, int], list[bytes]]) -> Iterator[bool]:
    """Entries change, and all tiles with them: under the signed checkpoint, and signed anew by the log's own keys."""
    note = log_of(ENTRIES).checkpoint()
    for _ in range(TRIES):
        first, second = chance.sample(range(SIZE - 1), 2)
        other = log_of([*edit(list(ENTRIES), first, second), b"more", b"still more"])
        yield accepted({**published(other), "checkpoint": note.encode()})
        yield accepted(published(other), note)


def chain_replaced_with_a_fresh_key(chance: random.Random) -> Iterator[bool]:
    for _ in range(TRIES):
        fresh: list[Signer] = [replace(one, seed=chance.randbytes(32)) for one in SIGNERS]
        other = log_of([b"x", *ENTRIES[1:]])
        note = sign_checkpoint(other.head, fresh, NOW_S, last=None)
        yield accepted(published(other, note, [one.verifier for one in fresh]))
        half: list[Signer] = [chance.choice(SIGNERS)]  # whoever broke one scheme
        note = sign_note(other.head.text(), half, NOW_S)
        yield accepted(published(other, note, [one.verifier for one in half]))


def stale_checkpoint(chance: random.Random) -> Iterator[bool]:
    """An older genuine log is shown: against a kept checkpoint, and against an age."""
    newest = log_of(ENTRIES).checkpoint()
    for _ in range(TRIES):
        old = log_of(ENTRIES[: chance.randrange(1, SIZE)])
        yield accepted(published(old), newest)
        yield accepted(published(old), demands=Demands(signed_after_s=NOW_S + 1))


def forked_tree_shown_to_two_witnesses(chance: random.Random) -> Iterator[bool]:
    """With the log's own keys: each witness is shown another story first, then each the other's, in any order."""
    demands = Demands(QUORUM)
    for _ in range(TRIES):
        shared, size = chance.randrange(SIZE), chance.randrange(1, 60)
        grown = [b"%d" % chance.getrandbits(64) for _ in range(2 * size)]
        stories = [log_of([*ENTRIES[:shared], *grown[:size]]), log_of([*ENTRIES[:shared], *grown[size:]])]
        notes, signed = [one.checkpoint() for one in stories], ["", ""]
        witnesses = [Seen(one) for one in WITNESSES]
        if chance.random() < 1 / 2:
            for seen in witnesses:  # both saw the common past
                past = log_of(ENTRIES[:shared])
                seen.show(past, past.checkpoint())
        for turn in range(6):
            story = chance.randrange(2)
            seen = witnesses[turn if turn < len(witnesses) else chance.randrange(2)]
            story = turn if turn < len(witnesses) else story
            signed[story] += seen.show(stories[story], notes[story])
        told = zip(stories, notes, signed, strict=True)
        yield any(accepted(published(log, note + lines), demands=demands) for log, note, lines in told)


ATTACKS: tuple[Callable[[random.Random], Iterator[bool]], ...] = (
    byte_flips,
    byte_flips_read_by_the_one_file_verifier,
    byte_flips_of_a_receipt,
    dropped_tail,
    dropped_middle,
    swapped_entries,
    chain_replaced_with_a_fresh_key,
    stale_checkpoint,
    forked_tree_shown_to_two_witnesses,
)


def counted(attack: Callable[[random.Random], Iterator[bool]], seed: int = SEED) -> dict[str, int]:
    """How often an attack was tried, and how often nobody noticed."""
    outcomes = list(attack(random.Random(seed)))
    return {"tried": len(outcomes), "unnoticed": sum(outcomes)}


def _positions(files: dict[str, bytes], count: int, chance: random.Random) -> list[tuple[str, int]]:
    """Places of bytes over all files, each byte as likely as any other; every one where there are no more."""
    every = [(name, place) for name, data in sorted(files.items()) for place in range(len(data))]
    return chance.sample(every, min(count, len(every)))


def _flip(data: bytes, place: int, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[place] ^= chance.randrange(1, 256)
    return bytes(changed)


def main() -> None:
    print(json.dumps({attack.__name__: counted(attack) for attack in ATTACKS}, indent=2))  # noqa: T201 - its output


if __name__ == "__main__":
    main()
