"""Two houses' worth of witnessing over real HTTP: a log, its witnesses, and a log that tells two stories."""

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from tests.ledger.made import KEYS, ORIGIN, Log, log_of, log_of_size
from tests.web.made import listening, wait_until

from earnest.cli.keeping import Seen, examine
from earnest.connect.witness_line import WitnessSite
from earnest.domain.errors import Conflict, StoreUnavailable
from earnest.domain.time import HOUR, MINUTE, SimulatedClock
from earnest.domain.witnesses import Cosignature, Standing, Trouble
from earnest.ledger import (
    AddCheckpoint,
    Demands,
    Fault,
    Folder,
    Grown,
    Kept,
    Quorum,
    consistency_proof,
    open_checkpoint,
    parse_quorum,
    request_text,
    verify_log,
)
from earnest.publishing import Asked, Publisher
from earnest.store.witnessed import Witnessed
from earnest.web.witness import make_witness
from earnest.witness import Witness, WitnessKey


@dataclass
class OneWitness:
    """A served witness; `memory` is its file."""

    url: str
    key: WitnessKey
    memory: Witnessed

    @property
    def asked(self) -> Asked:
        return Asked(self.key.name, self.key.verifiers, WitnessSite(self.url))

    def post(self, body: str | bytes) -> httpx.Response:
        with httpx.Client(trust_env=False) as client:
            return client.post(f"{self.url}/add-checkpoint", content=body)

    def size(self) -> int:
        note = self.memory.note(ORIGIN)
        return open_checkpoint(note, KEYS).head.size if note else 0


@contextmanager
def witness(folder: Path, number: int, clock: SimulatedClock, file: str = "") -> Iterator[OneWitness]:
    key = WitnessKey(f"w{number}.example", bytes((number,)) * 32, bytes((number + 100,)) * 32)
    memory = Witnessed(folder / (file or f"w{number}.db"))
    with listening(make_witness(Witness(key, KEYS, memory, clock), memory.close)) as url:  # type: ignore[arg-type]  # any ASGI app is served alike
        yield OneWitness(url, key, memory)


@dataclass
class Told:
    """A log in memory, kept as a store keeps it; `log` may be exchanged for another story."""

    log: Log
    kept: dict[str, Standing] = field(default_factory=dict)
    lines: dict[int, dict[str, Cosignature]] = field(default_factory=dict)
    notes: dict[bytes, str] = field(default_factory=dict)

    def make_checkpoint(self) -> bytes:
        head = self.log.head
        return self.notes.setdefault(head.root, self.log.checkpoint()).encode()

    @property
    def publishing(self) -> "Told":
        return self

    def grown(self) -> Grown:
        return Grown(lambda start, stop: self.log.entries[start:stop], self.log.hashes, KEYS)

    def note(self) -> str:
        more = self.lines.get(self.log.head.size, {})
        return self.make_checkpoint().decode() + "".join(more[key].line for key in sorted(more))

    def standings(self) -> tuple[Standing, ...]:
        return tuple(self.kept.values())

    def keep(self, standing: Standing, cosignatures: Sequence[Cosignature]) -> None:
        self.kept[standing.name] = standing
        self.lines.setdefault(standing.size, {}).update({one.key: one for one in cosignatures})


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def two(tmp_path: Path, clock: SimulatedClock) -> Iterator[tuple[OneWitness, OneWitness]]:
    with ExitStack() as stack:
        yield (stack.enter_context(witness(tmp_path, 1, clock)), stack.enter_context(witness(tmp_path, 2, clock)))


def quorum_of(*witnesses: OneWitness, needed: str = "all") -> Quorum:
    lines = []
    for one in witnesses:
        lines += [f"witness {one.key.name}#{n} {key.text()} {one.url}" for n, key in enumerate(one.key.verifiers)]
        lines.append(f"group {one.key.name} all {one.key.name}#0 {one.key.name}#1")
    names = " ".join(one.key.name for one in witnesses)
    return parse_quorum("\n".join([*lines, f"group q {needed} {names}", "quorum q"]))


def body(log: Log, old: int) -> str:
    return request_text(AddCheckpoint(old, consistency_proof(log.hashes, old, log.frontier.size), log.checkpoint()))


def test_a_published_log_carries_its_witnesses_signatures_as_it_grows(
    tmp_path: Path, clock: SimulatedClock, two: tuple[OneWitness, OneWitness]
) -> None:
    whole = log_of_size(600)
    told = Told(log_of(whole.entries[:3]))
    publisher = Publisher(told, tmp_path / "log", clock, [one.asked for one in two])

    for size in (3, 3, 300, 600):
        told.log = log_of(whole.entries[:size])
        publisher.round()
        report = verify_log(Folder(tmp_path / "log"), KEYS, demands=Demands(quorum_of(*two)))

        assert report.ok, report.problems
        assert report.seen_by == ("w1.example", "w2.example")
        assert [one.size() for one in two] == [size, size]


def test_a_forked_tree_shown_to_two_witnesses_is_caught(
    tmp_path: Path, clock: SimulatedClock, two: tuple[OneWitness, OneWitness]
) -> None:
    honest, forked = log_of_size(300), log_of([*log_of_size(299).entries, b"another last entry"])
    stories = [(honest, "honest", two[0]), (forked, "forked", two[1])]
    told = []
    for log, name, only in stories:  # each witness alone is shown one story, and cannot know of the other
        told.append(Told(log))
        Publisher(told[-1], tmp_path / name, clock, [only.asked]).round()

    # 1. neither story finds both witnesses, so the quorum accepts neither
    for log, name, only in stories:
        both = verify_log(Folder(tmp_path / name), KEYS, demands=Demands(quorum_of(*two)))
        assert Fault.QUORUM in [one.fault for one in both.problems]
        assert verify_log(Folder(tmp_path / name), KEYS, demands=Demands(quorum_of(only))).ok, log.head
    # 2. the other witness refuses each story, and the log is told that it forked
    for one, other in ((told[0], two[1]), (told[1], two[0])):
        Publisher(one, tmp_path / f"again{other.key.name}", clock, [other.asked]).round()
        assert one.kept[other.key.name].trouble is Trouble.FORK
    # 3. what a witness saw, held against the other story, is the proof
    for _, name, only in stories:
        other = two[1] if only is two[0] else two[0]
        kept = Kept(f"witness {other.key.name}", WitnessSite(other.url).checkpoint(ORIGIN))
        report = verify_log(Folder(tmp_path / name), KEYS, (kept,))
        assert [one.fault for one in report.problems] == [Fault.FORK]
        assert other.key.name in report.problems[0].what


def test_a_witness_that_is_down_holds_nothing_up_and_the_doctor_says_so(
    tmp_path: Path, clock: SimulatedClock, two: tuple[OneWitness, OneWitness]
) -> None:
    gone = Asked("w3.example", two[0].key.verifiers, WitnessSite("http://127.0.0.1:9"))
    told = Told(log_of_size(9))
    publisher = Publisher(told, tmp_path / "log", clock, [gone, two[0].asked])

    publisher.round()

    assert verify_log(Folder(tmp_path / "log"), KEYS, demands=Demands(quorum_of(two[0]))).ok
    seen = Seen(None, tmp_path, (), (), 0, 0, 10**12, clock.now(), told.standings())
    said = {one.about: one for one in examine(seen)}
    assert not said["witness w3.example"].well
    assert "does not answer" in said["witness w3.example"].says
    assert said["witness w1.example"].well
    assert "9 entries" in said["witness w1.example"].says


def test_a_witness_in_trouble_is_left_alone_for_a_while_and_a_quiet_log_is_shown_anew(
    tmp_path: Path, clock: SimulatedClock, two: tuple[OneWitness, OneWitness]
) -> None:
    told = Told(log_of_size(9))
    asked = Counted(two[0].asked.line.add_checkpoint)
    publisher = Publisher(told, tmp_path / "log", clock, [Asked("w1.example", two[0].key.verifiers, asked)])

    counts = []
    for wait in (0, 0, HOUR, 0):
        clock.move(wait)
        publisher.round()
        counts.append(asked.count)
    asked.fault = 503
    told.log = log_of_size(10)
    for wait in (0, MINUTE // 2, MINUTE):
        clock.move(wait)
        publisher.round()
        counts.append(asked.count)

    assert counts == [1, 1, 2, 2, 3, 3, 4]
    assert told.kept["w1.example"].trouble is Trouble.REFUSED
    assert told.kept["w1.example"].size == 9


@dataclass
class Counted:
    """The way to a witness that counts, and breaks on request."""

    send: Callable[[str], tuple[int, str]]
    count: int = 0
    fault: int = 0

    def add_checkpoint(self, body: str) -> tuple[int, str]:
        self.count += 1
        return (self.fault, "") if self.fault else self.send(body)


def test_a_log_that_was_cut_back_is_told_by_its_witness(
    tmp_path: Path, clock: SimulatedClock, two: tuple[OneWitness, OneWitness]
) -> None:
    Publisher(Told(log_of_size(9)), tmp_path / "log", clock, [two[0].asked]).round()
    cut = Told(log_of_size(5))

    Publisher(cut, tmp_path / "cut", clock, [two[0].asked]).round()

    assert cut.kept["w1.example"].trouble is Trouble.AHEAD
    seen = Kept("witness w1", WitnessSite(two[0].url).checkpoint(ORIGIN))
    report = verify_log(Folder(tmp_path / "cut"), KEYS, (seen,))
    assert [one.fault for one in report.problems] == [Fault.ROLLED_BACK]
    with pytest.raises(Conflict, match="not published"):
        Publisher(cut, tmp_path / "log", clock).round()


def test_a_signature_that_does_not_hold_is_not_taken_over(
    tmp_path: Path, clock: SimulatedClock, two: tuple[OneWitness, OneWitness]
) -> None:
    told = Told(log_of_size(9))
    mixed = Asked("w2.example", two[1].key.verifiers, WitnessSite(two[0].url))

    Publisher(told, tmp_path / "log", clock, [mixed]).round()

    assert told.kept["w2.example"].trouble is Trouble.FALSE
    assert told.lines.get(9, {}) == {}


def test_a_conflict_tells_the_size_and_a_refusal_signs_nothing(two: tuple[OneWitness, OneWitness]) -> None:
    log, one = log_of_size(9), two[0]
    assert one.post(body(log, 0)).status_code == 200

    behind, ahead = one.post(body(log_of_size(12), 5)), one.post(body(log_of_size(12), 9))
    forged = one.post(body(log_of([b"x", *log_of_size(13).entries[1:]]), 12))

    assert (behind.status_code, behind.text, behind.headers["content-type"]) == (409, "9\n", "text/x.tlog.size")
    assert ahead.status_code == 200
    assert ahead.text.count("\n") == 2
    assert forged.status_code == 422
    assert one.size() == 12


def test_what_is_no_request_is_refused(two: tuple[OneWitness, OneWitness]) -> None:
    asked = {b"": 400, b"\xff": 400, b"old 0\n\nrubbish": 400, b"x" * 400_000: 413}

    assert [two[0].post(content).status_code for content in asked] == list(asked.values())


def test_a_witness_has_no_other_doors(two: tuple[OneWitness, OneWitness]) -> None:
    with httpx.Client(base_url=two[0].url, trust_env=False) as client:
        assert client.get("/add-checkpoint").status_code == 405
        assert client.get("/witness.key").status_code == 404
        assert client.get(f"/checkpoint/{hashlib.sha256(b'other').hexdigest()}").status_code == 404
        assert client.get("/checkpoint/..%2fwitness.key").status_code == 404
        assert client.get("/vkeys.txt").text.count("\n") == 2


def test_one_size_is_cosigned_once_by_two_processes_on_one_file(tmp_path: Path, clock: SimulatedClock) -> None:
    stories = [log_of([b"story %d" % number]) for number in range(8)]
    with ExitStack() as stack:
        several = [stack.enter_context(witness(tmp_path, 1, clock, "one.db")) for _ in range(2)]
        answers: list[int] = []
        threads = [
            threading.Thread(target=lambda n=n, log=log: answers.append(several[n % 2].post(body(log, 0)).status_code))
            for n, log in enumerate(stories)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wait_until(lambda: len(answers) == len(stories))

    assert sorted(answers) == [200, *[409] * 7]


def test_nothing_is_signed_that_cannot_be_kept(tmp_path: Path, clock: SimulatedClock) -> None:
    with witness(tmp_path, 1, clock) as one:
        one.post(body(log_of_size(3), 0))
        one.memory._database.execute("PRAGMA query_only = ON")
        refused = one.post(body(log_of_size(9), 3))
        one.memory._database.execute("PRAGMA query_only = OFF")
        again = one.post(body(log_of_size(9), 3))

    assert refused.status_code == 503
    assert "\u2014" not in refused.text
    assert again.status_code == 200
    with pytest.raises(StoreUnavailable):
        Witnessed(tmp_path / "no" / "folder.db")
