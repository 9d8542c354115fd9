"""The price of a sealed record, without a database: `python -m bench.ledger` prints JSON.

One record: encode the document (about 1 kB), salt and commit its fields (7 of the tenant, 1 of the person), seal two
compartments, write the leaf, hash it into the tree; one Ed25519 signature per batch of 256.
Baseline in the same run: `orjson.dumps` and SHA-256 of the same document.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable

import orjson
from bench.machine import machine_line

from earnest.ledger import (
    Ed25519Signer,
    Frontier,
    LeafEntry,
    MlDsa44Signer,
    SealedJson,
    TreeHead,
    commit,
    encode,
    encode_both,
    leaf_entry,
    leaf_hash,
    salt_key,
    salted,
    seal,
    sign_checkpoint,
)

BATCH = 256
BATCHES = 8
ROUNDS = 15  # short rounds, the best of them: other work on the machine only ever slows one down
ORIGIN = "earnest.example/log/bench"
TENANT, PERSON = b"\x01" * 32, b"\x02" * 32


def accountability(number: int) -> dict[str, SealedJson]:
    return {
        "decision": f"D-{number:016d}",
        "outcome": "ask_person",
        "gate": "refund",
        "rules": ["over-50", "late-fault"],
        "policy": "sha256:" + "ab" * 32,
        "inputs": {
            "amount": {"minor": 7900, "currency": "EUR"},
            "refunds_30d": 1200,
            "sure": 93,
            "identity": "signed_in",
        },
        "consent": {"position": 418, "purposes": ["service.answer", "service.order"]},
    }


def words(number: int) -> dict[str, SealedJson]:
    return {"words": f"the strap on order {number} is torn, I want my money back " * 9, "language": "en"}


def sealed_batch(frontier: Frontier, signer: Ed25519Signer, start: int) -> Frontier:
    tenant_salt, person_salt = salt_key(TENANT), salt_key(PERSON)
    leaves = []
    for number in range(start, start + BATCH):
        ref = number.to_bytes(10, "big")
        account, person = accountability(number), words(number)
        whole, members = encode_both(account)
        fields = salted(tenant_salt, ref, members)
        spoken = encode(person)
        c = commit((*fields, *salted(person_salt, ref, {"subject": spoken})))
        seal(TENANT, ref, "accountability", c, whole)
        seal(PERSON, ref, "subject", c, spoken)
        leaves.append(leaf_hash(leaf_entry(LeafEntry("rec", 1_790_000_000, c))))
    grown, _ = frontier.extend(leaves)
    head = TreeHead(ORIGIN, grown.size, grown.root())
    sign_checkpoint(head, [signer], 1_790_000_000, last=TreeHead(ORIGIN, frontier.size, frontier.root()))
    return grown


def sealed_seconds() -> float:
    signer, frontier = Ed25519Signer(ORIGIN, b"\x03" * 32), Frontier()
    start = time.perf_counter()
    for batch in range(BATCHES):
        frontier = sealed_batch(frontier, signer, batch * BATCH)
    return time.perf_counter() - start


def baseline_seconds() -> float:
    start = time.perf_counter()
    for number in range(BATCH * BATCHES):
        hashlib.sha256(orjson.dumps({**accountability(number), **words(number)})).digest()
    return time.perf_counter() - start


def per_second(count: int, seconds: Callable[[], float]) -> float:
    return count / min(seconds() for _ in range(ROUNDS))


def timed(count: int, deed: Callable[[], object]) -> float:
    """Return how often a second the deed can be done, best of all rounds."""

    def round_seconds() -> float:
        start = time.perf_counter()
        for _ in range(count):
            deed()
        return time.perf_counter() - start

    return per_second(count, round_seconds)


def rehash_seconds(leaves: int) -> float:
    entries = [b"entry %100d" % number for number in range(leaves)]
    start = time.perf_counter()
    Frontier().extend(map(leaf_hash, entries))[0].root()
    return time.perf_counter() - start


def main() -> None:
    records = BATCH * BATCHES
    document = {**accountability(1), **words(1)}
    sealed, baseline = per_second(records, sealed_seconds), per_second(records, baseline_seconds)
    kilobyte = os.urandom(1024)
    head = TreeHead(ORIGIN, 5, bytes(32))
    quantum = MlDsa44Signer(ORIGIN, b"\x04" * 32)
    figures = {
        "bench": "ledger",
        "records": records,
        "batch": BATCH,
        "document_bytes": len(encode(document)),
        "sealed_records_per_s": round(sealed),
        "baseline_records_per_s": round(baseline),
        "ratio": round(sealed / baseline, 4),
        "sealed_us_per_record": round(1e6 / sealed, 2),
        "encode_per_s": round(timed(2_000, lambda: encode(document))),
        "seal_1kb_per_s": round(timed(2_000, lambda: seal(PERSON, b"D-1", "subject", b"", kilobyte))),
        "checkpoint_dual_signed_per_s": round(
            timed(40, lambda: sign_checkpoint(head, [Ed25519Signer(ORIGIN, b"\x03" * 32), quantum], 1, last=None))
        ),
        "rehash_1m_leaves_s": round(rehash_seconds(1_000_000), 2),
        "machine": machine_line(),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
