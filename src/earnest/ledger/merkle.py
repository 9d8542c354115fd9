"""The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1): append, root, proofs, and their verifiers.

Only hashes of complete subtrees are ever stored; a node is named by (level, index): it spans the leaves
`index * 2^level` up to `(index + 1) * 2^level`. Every proof is made from O(log n) of them.
"""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from earnest.ledger.errors import ProofError

HASH_BYTES = 32
SIZE_MAX = (1 << 63) - 1  # leaves; what signed checkpoints and Go's readers can hold
PROOF_HASHES_MAX = 64  # no tree of SIZE_MAX leaves needs more in an inclusion proof
# A complete node to be stored: level, index, hash. A bare tuple, since an audit passes a million of them.
Node: TypeAlias = tuple[int, int, bytes]

EMPTY_ROOT = hashlib.sha256().digest()
_SIZE_FIELD_BYTES = 8


class HashReader(Protocol):
    """Where stored node hashes are read: a table, tiles, or memory."""

    def read(self, level: int, index: int) -> bytes:
        """Return the 32-byte hash of a complete node; raises ProofError if it is not stored."""
        ...


@dataclass(frozen=True, slots=True)
class Frontier:
    """The compact range of a tree: its size and the roots of its perfect subtrees, largest first.

    It is all that an append needs: O(log n) hashes, whatever the size.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size <= SIZE_MAX or len(self.hashes) != self.size.bit_count():
            raise ProofError("size and hashes of the frontier disagree; rebuild it from the stored nodes")
        if any(len(one) != HASH_BYTES for one in self.hashes):
            raise ProofError("a frontier hash is not 32 bytes; rebuild it from the stored nodes")

    def extend(self, leaf_hashes: Iterable[bytes]) -> tuple["Frontier", list[Node]]:
        """Append leaves; return the new frontier and every node that became complete, in stored order.

        Args:
            leaf_hashes: results of `leaf_hash`, in log order.
        """
        sha256 = hashlib.sha256
        nodes: list[Node] = []
        stack, size = list(self.hashes), self.size
        for leaf in leaf_hashes:
            current, level, index = leaf, 0, size
            nodes.append((level, index, current))
            while index & 1:
                current = sha256(b"\x01" + stack.pop() + current).digest()
                level, index = level + 1, index >> 1
                nodes.append((level, index, current))
            stack.append(current)
            size += 1
        return Frontier(size, tuple(stack)), nodes

    def root(self) -> bytes:
        """Return the root of the whole tree, 32 bytes; that of the empty tree is SHA-256 of nothing."""
        return _fold(self.hashes) if self.hashes else EMPTY_ROOT

    def to_bytes(self) -> bytes:
        """Write the frontier: 8-byte big-endian size, then its hashes."""
        return self.size.to_bytes(_SIZE_FIELD_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        """Read what `to_bytes` wrote.

        Raises:
            ProofError: length and size disagree.
        """
        if len(data) < _SIZE_FIELD_BYTES:
            raise ProofError("the stored frontier is cut; rebuild it from the stored nodes")
        size, body = int.from_bytes(data[:_SIZE_FIELD_BYTES], "big"), data[_SIZE_FIELD_BYTES:]
        return cls(size, tuple(body[at : at + HASH_BYTES] for at in range(0, len(body), HASH_BYTES)))

    @classmethod
    def of(cls, reader: HashReader, size: int) -> "Frontier":
        """Read the frontier of the first `size` leaves from stored nodes."""
        return cls(size, tuple(reader.read(level, index) for level, index in _cover(0, size)))


@dataclass(slots=True)
class MemoryHashes:
    """Stored hashes in one flat list, in the order in which nodes become complete (see `stored_index`)."""

    flat: list[bytes] = field(default_factory=list)

    def add(self, nodes: Iterable[Node]) -> None:
        """Keep the nodes that `Frontier.extend` returned, in that order."""
        self.flat.extend(one for _, _, one in nodes)

    def read(self, level: int, index: int) -> bytes:
        """Return a node's hash.

        Raises:
            ProofError: the node is not complete yet.
        """
        at = stored_index(level, index)
        if at >= len(self.flat):
            raise ProofError(f"node {level}/{index} is not stored; ask for a smaller tree")
        return self.flat[at]


def leaf_hash(entry: bytes) -> bytes:
    """Return SHA-256(0x00 || entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def stored_index(level: int, index: int) -> int:
    """Return the place of a node in a flat append-only list of stored hashes (the layout of Go's `tlog`).

    Node k of level l is complete with leaf `(k + 1) * 2^l - 1`; before that leaf come all leaves and all
    nodes that they completed, and the leaf's own levels follow it one by one.
    """
    last_leaf = ((index + 1) << level) - 1
    return 2 * last_leaf - last_leaf.bit_count() + level


def tree_root(reader: HashReader, size: int) -> bytes:
    """Return the root of the first `size` leaves from O(log n) stored hashes.

    Raises:
        ProofError: a node is not stored.
    """
    return _range_hash(reader, 0, size) if size else EMPTY_ROOT


def inclusion_proof(reader: HashReader, index: int, size: int) -> tuple[bytes, ...]:
    """Return PATH(index, D[size]) of RFC 6962 section 2.1.1, from the leaf's sibling upwards.

    Raises:
        ProofError: there is no such leaf in a tree of this size.
    """
    if not 0 <= index < size:
        raise ProofError(f"leaf {index} is not in a tree of {size}; ask for a later checkpoint")
    start, end, siblings = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            siblings.append((middle, end))
            end = middle
        else:
            siblings.append((start, middle))
            start = middle
    return tuple(_range_hash(reader, low, high) for low, high in reversed(siblings))


def consistency_proof(reader: HashReader, old_size: int, size: int) -> tuple[bytes, ...]:
    """Return PROOF(old_size, D[size]) of RFC 6962 section 2.1.2; empty if the sizes are equal or old is 0.

    Raises:
        ProofError: the old tree is larger than the new one.
    """
    if not 0 <= old_size <= size:
        raise ProofError(f"a tree of {size} cannot contain one of {old_size}; swap the two sizes")
    if old_size in (0, size):
        return ()
    start, end, parts = 0, size, []
    while end != old_size:
        middle = start + _split(end - start)
        if old_size <= middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start = middle
    if start:  # the old tree's last subtree is not the whole old tree, so the verifier needs its hash
        parts.append((start, end))
    return tuple(_range_hash(reader, low, high) for low, high in reversed(parts))


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Check an inclusion proof (RFC 9162 section 2.1.3.2).

    Args:
        leaf: the leaf's hash.
        index: its place in the log, from 0.
        size: leaves of the tree with this root.
        proof: hashes from the leaf's sibling upwards.
        root: taken from a verified checkpoint.

    Raises:
        ProofError: the leaf is not proved to be there.
    """
    if not 0 <= index < size <= SIZE_MAX:
        raise ProofError(f"leaf {index} cannot be in a tree of {size}; do not trust this proof")
    node, last, current = index, size - 1, leaf
    for sibling in _checked(proof):
        if last == 0:
            raise ProofError("the proof has hashes to spare; do not trust it")
        if node & 1 or node == last:
            current = node_hash(sibling, current)
            while not node & 1:
                node, last = node >> 1, last >> 1
                if node == 0:
                    break
        else:
            current = node_hash(current, sibling)
        node, last = node >> 1, last >> 1
    if last != 0 or not hmac.compare_digest(current, root):
        raise ProofError(f"leaf {index} is not in the tree of {size}; keep this proof and report it")


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the new tree only appended to the old one (RFC 9162 section 2.1.4.2).

    Raises:
        ProofError: history was rewritten, or the proof is not for these two trees.
    """
    if not 0 <= old_size <= size <= SIZE_MAX:
        raise ProofError(f"a tree of {size} cannot follow one of {old_size}; the log was cut back")
    if old_size in (0, size):
        _verify_trivial(old_size, old_root, root, proof)
        return
    hashes = _checked(proof)
    # A power of two is itself the first node of the path; the proof leaves it out.
    path = [old_root, *hashes] if old_size & (old_size - 1) == 0 else list(hashes)
    if not path:
        raise ProofError("the proof is empty; ask for a new one")
    node, last = old_size - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old, new = path[0], path[0]
    for sibling in path[1:]:
        if last == 0:
            raise ProofError("the proof has hashes to spare; do not trust it")
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    same_history = hmac.compare_digest(old, old_root) and hmac.compare_digest(new, root)
    if last != 0 or not same_history:
        raise ProofError(f"the tree of {size} does not extend the tree of {old_size}; history was rewritten")


def _verify_trivial(old_size: int, old_root: bytes, root: bytes, proof: Sequence[bytes]) -> None:
    expected = EMPTY_ROOT if old_size == 0 else root
    if proof or not hmac.compare_digest(old_root, expected):
        raise ProofError(f"two histories of size {old_size}; keep both checkpoints and report the fork")


def _checked(proof: Sequence[bytes]) -> Sequence[bytes]:
    if len(proof) > PROOF_HASHES_MAX + 1 or any(len(one) != HASH_BYTES for one in proof):
        raise ProofError("a proof is at most 65 hashes of 32 bytes; ask for a new one")
    return proof


def _range_hash(reader: HashReader, start: int, end: int) -> bytes:
    return _fold([reader.read(level, index) for level, index in _cover(start, end)])


def _fold(hashes: Sequence[bytes]) -> bytes:
    current = hashes[-1]
    for left in reversed(hashes[:-1]):
        current = node_hash(left, current)
    return current


def _cover(start: int, end: int) -> list[tuple[int, int]]:
    """Cover leaves start..end by the fewest complete nodes, left to right.

    RFC 6962 only ever asks for ranges whose start is a multiple of the largest power of two in their length,
    so the binary digits of the length are the nodes.
    """
    nodes, left = [], end - start
    while left:
        level = left.bit_length() - 1
        nodes.append((level, start >> level))
        start, left = start + (1 << level), left - (1 << level)
    return nodes


def _split(count: int) -> int:
    """Return the largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)
