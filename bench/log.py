"""What the log costs, against a naive locked hash chain: `python -m bench.log` prints JSON.

`batch_256`: sealed records of about 1 kB, durable on SQLite, 256 a commit. `callers_32`: 32 threads, each of which
writes one record and waits until it is durable. Baseline of both in the same run: a naive hash chain behind a lock (the
last hash is read, the new one written and committed), the same bytes on the same settings, 32 threads, not sealed.
`verify_s`: a published log of a million leaves, re-hashed and compared in full, against SHA-256 over the same entries.
`receipt_ms`: one receipt of one decision out of that log, with its proof, against reading the leaf alone.
"""

import hashlib
import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.aims import against
from bench.machine import machine_line
from bench.store import BATCH, BATCHES, RECORD, Bench, many, per_second

from earnest.domain.ids import Kind, new_id
from earnest.ledger import export_log, verify_directory
from earnest.store import Unit, people, sealing
from earnest.store.engines import sqlite_engine
from earnest.store.log import Draft
from earnest.store.rows import Rows

CALLERS = 32
RECORDS_EACH = 40
ROUNDS = 5
LEAVES = 1_000_000
FILLED_AT_ONCE = 50_000
RECEIPTS = 300

AIMS = {"batch_256_per_s": 20_000, "callers_32_per_s": 2_000, "verify_s": 5.0, "receipt_ms": 2.0}
"""What the figures are held to: at least so many a second, at most so many seconds or milliseconds."""


def chain(folder: Path) -> Callable[[], None]:
    """A naive hash chain in a table behind a lock; one record a commit, as its callers wait for it."""
    engine = sqlite_engine(folder / "chain.db")
    with engine.begin() as connection:
        Rows(connection).run("CREATE TABLE chain (id INTEGER PRIMARY KEY, content BLOB, hash BLOB)")
    connection, lock, content = engine.connect(), threading.Lock(), os.urandom(1_100)

    def one() -> None:
        with lock, connection.begin():
            rows = Rows(connection)
            last = rows.one("SELECT hash FROM chain ORDER BY id DESC LIMIT 1")
            digest = hashlib.sha256((bytes(last[0]) if last else b"") + content).digest()
            rows.run("INSERT INTO chain (content, hash) VALUES (?, ?)", content, digest)

    return one


def sealed_one(bench: Bench) -> Callable[[], None]:
    """One sealed record, one unit: its caller waits until it is durable."""

    def record(unit: Unit) -> None:
        at, owner = unit.kit.clock.now(), people.owner_of(unit.kit, bench.session.subject)
        name = new_id(Kind.RECORD)
        sealed = sealing.seal_record(name, (sealing.Chamber(sealing.SUBJECT, owner, RECORD),))
        unit.rows.many(sealing.INSERT, sealed.rows)
        unit.journal.leaf(unit.rows, Draft(name, "rec", sealed.commitment, at))

    return lambda: bench.store.decide(record)


def callers_per_second(one: Callable[[], None]) -> float:
    """How many records a second 32 callers get written, each waiting for its own; the best of the rounds."""

    def crowd() -> None:
        with ThreadPoolExecutor(CALLERS) as pool:
            list(pool.map(lambda _: many(one, RECORDS_EACH)(), range(CALLERS)))

    def seconds() -> float:
        start = time.perf_counter()
        crowd()
        return time.perf_counter() - start

    return CALLERS * RECORDS_EACH / min(seconds() for _ in range(ROUNDS))


def fill(bench: Bench) -> None:
    """Let the log grow to a million leaves, by the way that every leaf takes."""

    def some(unit: Unit) -> None:
        at = unit.kit.clock.now()
        for _ in range(FILLED_AT_ONCE):
            unit.journal.leaf(unit.rows, Draft(new_id(Kind.RECORD), "rec", os.urandom(32), at))

    while bench.store.log_size() < LEAVES:
        bench.store.decide(some)


def verify_seconds(bench: Bench, folder: Path) -> tuple[float, float]:
    """Seconds to verify the published log in full, and to hash its entries alone."""
    size, store = bench.store.log_size(), bench.store
    note = store.make_checkpoint().decode()
    entries = [one for start in range(0, size, 4_096) for one in store.log_entries(start, start + 4_096)]
    export_log(folder / "log", entries, note, store.verifier_keys())
    found = []
    for _ in range(3):
        start = time.perf_counter()
        report = verify_directory(folder / "log", store.verifier_keys())
        found.append(time.perf_counter() - start)
        assert report.ok, report.problems
        assert report.size >= LEAVES
    start = time.perf_counter()
    for entry in entries:
        hashlib.sha256(entry).digest()
    return min(found), time.perf_counter() - start


def receipt_ms(bench: Bench, decision: str) -> tuple[float, float]:
    """Milliseconds for one receipt, and for reading its leaf alone; medians."""

    def timed(deed: Callable[[], object]) -> float:
        times = []
        for _ in range(RECEIPTS):
            start = time.perf_counter()
            deed()
            times.append(time.perf_counter() - start)
        return statistics.median(times) * 1_000

    index = bench.store.decision(decision).index
    return timed(lambda: bench.store.receipt(decision)), timed(lambda: bench.store.log_entries(index, index + 1))


def figure(name: str, value: float, baseline: float) -> dict[str, object]:
    """A figure beside its baseline and what it is held to."""
    return against(value, AIMS[name], baseline, at_least=name.endswith("_per_s"))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Bench(folder)
        bench.turn(bench.talk)
        batch = max(per_second(BATCH * BATCHES, many(bench.record_batch, BATCHES)) for _ in range(ROUNDS))
        callers = callers_per_second(sealed_one(bench))
        naive = callers_per_second(chain(folder))
        fill(bench)
        verified, hashed = verify_seconds(bench, folder)
        first = bench.store.read(lambda unit: unit.rows.one("SELECT id FROM decisions LIMIT 1"))
        receipt, leaf = receipt_ms(bench, first[0] if first else "")
        figures = {
            "batch_256_per_s": figure("batch_256_per_s", batch, naive),
            "callers_32_per_s": figure("callers_32_per_s", callers, naive),
            "verify_s": figure("verify_s", verified, hashed),
            "receipt_ms": figure("receipt_ms", receipt, leaf),
        }
        print(json.dumps({"bench": "log", "leaves": LEAVES, **figures, "machine": machine_line(folder)}, indent=2))
        bench.store.close()


if __name__ == "__main__":
    main()
