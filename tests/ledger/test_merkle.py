import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.made import Log, flipped, log_of, log_of_size, naive_root

from earnest.ledger import (
    EMPTY_ROOT,
    Frontier,
    MemoryHashes,
    ProofError,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    stored_index,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

ENTRIES = st.lists(st.binary(max_size=12), max_size=70)
# The eight leaves and roots of the Certificate Transparency test suites (RFC 6962 reference vectors).
CT_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# Published inclusion and consistency proofs over the same eight leaves: (leaf from 1, size, hashes).
CT_INCLUSION = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (3, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
]
CT_CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
]


def test_the_roots_are_those_of_the_certificate_transparency_suites() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    for size, root in enumerate(CT_ROOTS, 1):
        assert log_of(CT_LEAVES[:size]).head.root.hex() == root


@pytest.mark.parametrize(("leaf", "size", "hashes"), CT_INCLUSION)
def test_inclusion_proofs_are_the_published_ones(leaf: int, size: int, hashes: list[str]) -> None:
    proof = inclusion_proof(log_of(CT_LEAVES).hashes, leaf - 1, size)

    assert [one.hex() for one in proof] == hashes


@pytest.mark.parametrize(("old", "size", "hashes"), CT_CONSISTENCY)
def test_consistency_proofs_are_the_published_ones(old: int, size: int, hashes: list[str]) -> None:
    proof = consistency_proof(log_of(CT_LEAVES).hashes, old, size)

    assert [one.hex() for one in proof] == hashes


@given(ENTRIES, st.data())
def test_the_root_is_the_naive_one_however_the_leaves_arrive(entries: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(entries)))
    hashes = [leaf_hash(entry) for entry in entries]

    first, some = Frontier().extend(hashes[:cut])
    whole, more = Frontier.from_bytes(first.to_bytes()).extend(hashes[cut:])
    stored = MemoryHashes()
    stored.add(some + more)

    assert whole.root() == naive_root(entries)
    assert tree_root(stored, len(entries)) == naive_root(entries)
    assert tree_root(stored, cut) == first.root()
    assert Frontier.of(stored, len(entries)) == whole
    assert [stored_index(level, index) for level, index, _ in some + more] == list(range(len(stored.flat)))


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65])
def test_every_leaf_of_every_small_tree_is_proved(size: int) -> None:
    log = log_of_size(size)

    for index in range(size):
        proof = inclusion_proof(log.hashes, index, size)
        verify_inclusion(leaf_hash(log.entries[index]), index, size, proof, log.head.root)


def test_every_pair_of_sizes_is_proved_consistent() -> None:
    log = log_of_size(66)

    for size in range(67):
        for old in range(size + 1):
            proof = consistency_proof(log.hashes, old, size)
            verify_consistency(old, tree_root(log.hashes, old), size, tree_root(log.hashes, size), proof)


def sized_log() -> st.SearchStrategy[Log]:
    return st.integers(1, 300).map(log_of_size)


@given(sized_log(), st.data())
def test_every_change_to_an_inclusion_proof_is_refused(log: Log, data: st.DataObject) -> None:
    size, root = log.head.size, log.head.root
    index = data.draw(st.integers(0, size - 1))
    leaf = leaf_hash(log.entries[index])
    proof = inclusion_proof(log.hashes, index, size)
    bit = data.draw(st.integers(0, 255))
    at = data.draw(st.integers(0, max(len(proof) - 1, 0)))
    other_index = data.draw(st.integers(-1, size + 1).filter(lambda one: one != index))
    forgeries = [
        (flipped(leaf, bit), index, size, proof, root),
        (leaf, index, size, proof, flipped(root, bit)),
        (leaf, other_index, size, proof, root),
        (leaf, index, size, (*proof, bytes(32)), root),
        (leaf, index, size, (bytes(32), *proof), root),
    ]
    if proof:
        forgeries += [
            (leaf, index, size, (*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]), root),
            (leaf, index, size, (*proof[:at], *proof[at + 1 :]), root),
            (leaf, index, size, (*proof[:at], proof[at][:31], *proof[at + 1 :]), root),
        ]

    verify_inclusion(leaf, index, size, proof, root)
    for forgery in forgeries:
        with pytest.raises(ProofError):
            verify_inclusion(*forgery)


@given(sized_log(), st.data())
def test_a_proof_for_another_size_never_proves_another_root(log: Log, data: st.DataObject) -> None:
    # The size is bound by the signed checkpoint, which pairs it with its root; a proof alone may fit two sizes.
    size = log.head.size
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(index + 1, size).filter(lambda one: one != size) if index + 1 < size else st.none())
    if other is None:
        return
    proof = inclusion_proof(log.hashes, index, size)

    with pytest.raises(ProofError):
        verify_inclusion(leaf_hash(log.entries[index]), index, other, proof, tree_root(log.hashes, other))


@given(st.integers(2, 300), st.data())
def test_every_change_to_a_consistency_proof_is_refused(size: int, data: st.DataObject) -> None:
    log = log_of_size(size)
    old = data.draw(st.integers(1, size - 1))
    old_root, root = tree_root(log.hashes, old), log.head.root
    proof = consistency_proof(log.hashes, old, size)
    bit = data.draw(st.integers(0, 255))
    at = data.draw(st.integers(0, len(proof) - 1))
    forgeries = [
        (old, flipped(old_root, bit), size, root, proof),
        (old, old_root, size, flipped(root, bit), proof),
        (old, old_root, size, root, (*proof[:at], flipped(proof[at], bit), *proof[at + 1 :])),
        (old, old_root, size, root, (*proof[:at], *proof[at + 1 :])),
        (old, old_root, size, root, (*proof, bytes(32))),
        (old, old_root, old - 1, root, proof),
        (size, root, size, old_root, ()),
        (0, root, size, root, ()),
        (size, root, size, root, (bytes(32),)),
    ]

    verify_consistency(old, old_root, size, root, proof)
    for forgery in forgeries:
        with pytest.raises(ProofError):
            verify_consistency(*forgery)


@pytest.mark.parametrize(("index", "size", "claimed_index", "claimed_size"), [(0, 4, 0, 8), (3, 4, 1, 2), (0, 4, 0, 2)])
def test_an_inclusion_proof_of_another_height_is_refused_under_its_own_root(
    index: int, size: int, claimed_index: int, claimed_size: int
) -> None:
    log = log_of_size(size)
    leaf, proof = leaf_hash(log.entries[index]), inclusion_proof(log.hashes, index, size)

    verify_inclusion(leaf, index, size, proof, log.head.root)
    with pytest.raises(ProofError):
        verify_inclusion(leaf, claimed_index, claimed_size, proof, log.head.root)


@pytest.mark.parametrize(("old", "size", "claimed_old", "claimed_size"), [(2, 4, 2, 8), (7, 8, 3, 4), (7, 8, 5, 6)])
def test_a_consistency_proof_of_another_height_is_refused_under_its_own_roots(
    old: int, size: int, claimed_old: int, claimed_size: int
) -> None:
    log = log_of_size(size)
    old_root, proof = tree_root(log.hashes, old), consistency_proof(log.hashes, old, size)

    verify_consistency(old, old_root, size, log.head.root, proof)
    with pytest.raises(ProofError):
        verify_consistency(claimed_old, old_root, claimed_size, log.head.root, proof)


@given(st.integers(2, 200), st.data())
def test_a_rewritten_leaf_breaks_consistency_with_every_tree_that_held_it(size: int, data: st.DataObject) -> None:
    honest = log_of_size(size)
    old = data.draw(st.integers(1, size))
    rewritten = data.draw(st.integers(0, old - 1))
    forged = log_of([b"forged" if at == rewritten else entry for at, entry in enumerate(honest.entries)])

    with pytest.raises(ProofError):
        verify_consistency(
            old,
            tree_root(honest.hashes, old),
            size,
            forged.head.root,
            consistency_proof(forged.hashes, old, size),
        )


def test_what_is_not_there_cannot_be_proved() -> None:
    log = log_of_size(5)

    for index, size in ((5, 5), (-1, 5), (0, 0)):
        with pytest.raises(ProofError):
            inclusion_proof(log.hashes, index, size)
    with pytest.raises(ProofError, match="not stored"):
        inclusion_proof(log.hashes, 0, 9)
    with pytest.raises(ProofError):
        consistency_proof(log.hashes, 6, 5)


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 7, (3).to_bytes(8, "big") + bytes(32), (1).to_bytes(8, "big") + bytes(33)]
)
def test_a_damaged_frontier_is_refused(data: bytes) -> None:
    with pytest.raises(ProofError):
        Frontier.from_bytes(data)


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")

    assert leaf_hash(b"\x01" + left + right) != log_of([b"a", b"b"]).head.root
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()


@pytest.mark.slow
def test_a_million_leaves_are_hashed_once_and_any_leaf_is_proved_from_twenty_hashes() -> None:
    log = log_of_size(1_000_000)

    proof = inclusion_proof(log.hashes, 654_321, 1_000_000)

    assert len(proof) == 20
    verify_inclusion(leaf_hash(b"entry 654321"), 654_321, 1_000_000, proof, log.head.root)
