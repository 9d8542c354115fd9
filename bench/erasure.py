"""What it takes to forget a person: `python -m bench.erasure` prints JSON.

A customer with 10,000 decisions (two sealed compartments each, with items, events and leaves) is erased among 10,000
records of others: rows, keys, zeroed files and the certificate, on SQLite with synchronous=FULL. In the same run: a
search of all that is left for a word of theirs, and a decision that still proves itself.
"""

import json
import tempfile
import time
from pathlib import Path

from bench.aims import against
from bench.machine import machine_line
from bench.store import BATCH, TEXT, Bench

from earnest.domain.identity import Channel
from earnest.ledger import check_receipt

RECORDS = 10_000
PEOPLE = 3  # each with as many records; all but the last are erased, and the best time is the figure
AIM_SECONDS = 2.0  # at most, for a person with so many records


def erased(folder: Path) -> dict[str, object]:
    """Erase people with `RECORDS` records each; seconds of the best, and what was gone."""
    bench = Bench(folder)
    people = [_person(bench) for _ in range(PEOPLE)]
    seconds, gone = [], 0
    for subject in people[:-1]:
        start = time.perf_counter()
        certificate = bench.store.erase(subject)
        seconds.append(time.perf_counter() - start)
        gone = certificate.erased["decisions"]
    last = bench.store.read(lambda unit: unit.rows.one("SELECT MIN(id) FROM decisions WHERE kind = 'answer'"))
    assert last is not None, "there are decisions"
    assert check_receipt(bench.store.receipt(last[0]), bench.store.verifier_keys()).index >= 0
    files = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    found: dict[str, object] = {
        "records": gone,
        "seconds": against(min(seconds), AIM_SECONDS),
        "database_megabytes": round(len(files) / 1e6, 1),
        "found_afterwards": any(subject.encode() in files for subject in people[:-1]) or TEXT[:40].encode() in files,
    }
    bench.store.close()
    return found


def _person(bench: Bench) -> str:
    bench.session = bench.store.open_session(Channel.CHAT)[1]
    talk = bench.new_talk()
    for _ in range(-(-RECORDS // BATCH)):
        bench.turn(talk, BATCH)
    return bench.session.subject


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures = {"bench": "erasure", **erased(folder), "machine": machine_line(folder)}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
