"""What the ledger's tests are made of: keys from fixed seeds, logs in memory, an independent reference tree."""

import hashlib
from dataclasses import dataclass

from earnest.ledger import (
    Ed25519Signer,
    Frontier,
    MemoryHashes,
    MlDsa44Signer,
    TreeHead,
    leaf_hash,
    sign_checkpoint,
)

ORIGIN = "earnest.example/log/fernhalm"
NOW_S = 1_790_000_000
ED25519 = Ed25519Signer(ORIGIN, b"\x07" * 32)
ML_DSA_44 = MlDsa44Signer(ORIGIN, b"\x08" * 32)
SIGNERS = (ED25519, ML_DSA_44)
KEYS = (ED25519.verifier, ML_DSA_44.verifier)


@dataclass(frozen=True)
class Log:
    entries: list[bytes]
    hashes: MemoryHashes
    frontier: Frontier

    @property
    def head(self) -> TreeHead:
        return TreeHead(ORIGIN, self.frontier.size, self.frontier.root())

    def checkpoint(self) -> str:
        return sign_checkpoint(self.head, SIGNERS, NOW_S, last=None)


def log_of(entries: list[bytes]) -> Log:
    frontier, nodes = Frontier().extend(map(leaf_hash, entries))
    hashes = MemoryHashes()
    hashes.add(nodes)
    return Log(entries, hashes, frontier)


def log_of_size(size: int) -> Log:
    return log_of([b"entry %d" % number for number in range(size)])


def naive_root(entries: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word, sharing no code with the ledger."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(entries[:split]) + naive_root(entries[split:])).digest()


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(changed)] ^= 1 << (bit % 8)
    return bytes(changed)
