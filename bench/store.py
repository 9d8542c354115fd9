"""The price of a durable record on SQLite, synchronous=FULL: `python -m bench.store` prints JSON.

`sealed_records`: about 1 kB of content a record, canonical, fields salted and committed, sealed in one compartment,
row, leaf, tree, one durable commit a batch. `sealed_decisions`: the same in two compartments under two keys, as a
decision is. `decisions`: whole decisions of one turn, with items, events and conversation. `turns`: one turn a unit,
from one thread and from many. Baseline in the same run: one plain row of the same bytes a record, one commit a batch,
on the same settings.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

from bench.machine import machine_line

from earnest.domain.identity import Channel, Source
from earnest.domain.ids import Kind, new_id
from earnest.domain.inbound import Inbound, Said
from earnest.domain.items import Words
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Context, Decision, DecisionKind, Recorded, Used
from earnest.ledger import FileKek
from earnest.store import SqliteStore, Unit, codec, people, sealing
from earnest.store.engines import sqlite_engine
from earnest.store.log import Draft
from earnest.store.rows import Rows

BATCH = 256
BATCHES = 4
ROUNDS = 15  # short rounds, the best is the figure: other work on the machine only ever slows one down
TURNS = 200
THREADS = 64
RECORD = {
    "what": {"kind": "answer", "intent": "order_status", "sure": 93, "level": 2, "channel": "chat", "consent_seq": 4},
    "policy": {"brand": "b" * 64, "gate": "g" * 64},
    "said": [["words", "The strap is torn and I would like my money back, please. " * 12]],
}
TEXT = "Your parcel left our house yesterday; the carrier says it arrives tomorrow before noon. " * 3


class Bench:
    """A store with one visitor in it."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder / "brand", FileKek(os.urandom(32)))
        self.session = self.store.open_session(Channel.CHAT)[1]
        self.talk = self.new_talk()
        self.numbers = count()
        # Making decisions is the halls' work, so it is done before the clock starts.
        self.made = [[self.decision(self.talk) for _ in range(BATCH)] for _ in range(BATCHES * ROUNDS)]

    def new_talk(self) -> str:
        return self.store.new_conversation(self.session, Channel.CHAT, "en")

    def decision(self, talk: str) -> Decision:
        used = (Used("orders", "status", Purpose.SERVICE_ORDER), Used("orders", "eta", Purpose.SERVICE_ORDER))
        context = Context(talk, self.session, Channel.CHAT, Source.CUSTOMER, 0, "b" * 64, "linear-1", used, 1)
        return Decision(
            id=new_id(Kind.DECISION),
            kind=DecisionKind.ANSWER,
            context=context,
            intent="order_status",
            sure=93,
            facts={"sure": 93, "identity": self.session.level},
            verdict=None,
            deed=None,
            words={},
            said=(Words(TEXT),),
        )

    def record_batch(self) -> None:
        self.store.decide(self._records)

    def _records(self, unit: Unit) -> None:
        at, owner = unit.kit.clock.now(), people.owner_of(unit.kit, self.session.subject)
        rows: list[sealing.SealedRow] = []
        for _ in range(BATCH):
            name = new_id(Kind.RECORD)
            sealed = sealing.seal_record(name, (sealing.Chamber(sealing.SUBJECT, owner, RECORD),))
            rows.extend(sealed.rows)
            unit.journal.leaf(unit.rows, Draft(name, "rec", sealed.commitment, at))
        unit.rows.many(sealing.INSERT, rows)

    def sealed_batch(self) -> None:
        decisions = self.made.pop()
        self.store.decide(lambda unit: self._sealed(unit, decisions))

    def _sealed(self, unit: Unit, decisions: list[Decision]) -> None:
        keys, at = unit.kit.keys, unit.kit.clock.now()
        epoch, owner = keys.owner_or_new(sealing.epoch_owner(at)), people.owner_of(unit.kit, self.session.subject)
        rows: list[sealing.SealedRow] = []
        for decision in decisions:
            chambers = (
                sealing.Chamber(sealing.ACCOUNTABLE, epoch, codec.accountable_fields(decision)),
                sealing.Chamber(sealing.SUBJECT, owner, codec.subject_fields(decision)),
            )
            sealed = sealing.seal_record(decision.id, chambers)
            rows.extend(sealed.rows)
            unit.journal.leaf(unit.rows, Draft(decision.id, "rec", sealed.commitment, at))
        unit.rows.many(sealing.INSERT, rows)

    def decided_batch(self) -> None:
        self.turn(self.talk, BATCH)

    def turn(self, talk: str, decisions: int = 1) -> None:
        inbound = Inbound(talk, f"m{next(self.numbers)}", Channel.CHAT, self.session, Said("where is my parcel?"))
        self.store.decide(lambda unit: self._turn(unit, inbound, decisions))

    def _turn(self, unit: Unit, inbound: Inbound, decisions: int) -> None:
        unit.answered(inbound)
        stood = unit.standing(inbound, lock=True)
        made = tuple(self.decision(inbound.conversation) for _ in range(decisions))
        state = {"slots": {"order": "1042"}, "playbook": "order_status"}
        unit.record(Recorded(inbound, stood.version, made, state, "en", stood.session, stood.asked_by))


def baseline(folder: Path) -> Callable[[], None]:
    """One plain row a record, one commit a batch."""
    engine = sqlite_engine(folder / "plain.db")
    content = os.urandom(1_100)
    with engine.begin() as connection:
        Rows(connection).run("CREATE TABLE plain (id TEXT PRIMARY KEY, content BLOB)")
    numbers = count()

    def batch() -> None:
        with engine.begin() as connection:
            rows = [(f"D-{next(numbers)}", content) for _ in range(BATCH)]
            Rows(connection).many("INSERT INTO plain (id, content) VALUES (?, ?)", rows)

    return batch


def per_second(records: int, deed: Callable[[], object]) -> float:
    """How many records a second, the best of all rounds."""
    return records / min(_seconds(deed) for _ in range(ROUNDS))


def _seconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def many(deed: Callable[[], None], times: int) -> Callable[[], None]:
    """The deed, so many times."""

    def run() -> None:
        for _ in range(times):
            deed()

    return run


def crowd(bench: Bench) -> Callable[[], None]:
    """Many threads, each in its own conversation."""
    talks = [bench.new_talk() for _ in range(THREADS)]

    def run() -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(lambda number: bench.turn(talks[number % THREADS]), range(THREADS * 8)))

    return run


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Bench(folder)
        bench.turn(bench.talk)
        records = BATCH * BATCHES
        plain = per_second(records, many(baseline(folder), BATCHES))
        sealed = per_second(records, many(bench.record_batch, BATCHES))
        two = per_second(records, many(bench.sealed_batch, BATCHES))
        decided = per_second(records, many(bench.decided_batch, BATCHES))
        talk = bench.new_talk()
        start = time.process_time()
        alone = per_second(TURNS, many(lambda: bench.turn(talk), TURNS))
        cpu_ms = (time.process_time() - start) * 1_000 / (TURNS * ROUNDS)
        figures = {
            "bench": "store",
            "batch": BATCH,
            "sealed_records_per_s": round(sealed),
            "baseline_records_per_s": round(plain),
            "ratio": round(sealed / plain, 4),
            "sealed_decisions_per_s": round(two),
            "decisions_per_s": round(decided),
            "turns_per_s_one_thread": round(alone),
            "turn_cpu_ms": round(cpu_ms, 3),
            f"turns_per_s_{THREADS}_threads": round(per_second(THREADS * 8, crowd(bench))),
            "machine": machine_line(folder),
        }
        bench.store.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
