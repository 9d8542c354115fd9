"""`earnest verify` as a stranger types it: a folder, an address or a receipt, public keys, and what was kept."""

import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.ledger.made import KEYS, Log, log_of, log_of_size
from tests.web.made import listening

from earnest.cli.verifying import keys_in
from earnest.connect.witness_line import WitnessSite
from earnest.domain.time import SimulatedClock
from earnest.ledger import AddCheckpoint, export_log, make_receipt, request_text
from earnest.store.witnessed import Witnessed
from earnest.web.witness import make_witness
from earnest.witness import KEY_FILE, STATE_FILE, Witness, read_key

SIZE = 300


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        pass


@contextmanager
def any_web_server(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def exported(path: Path, log: Log) -> str:
    export_log(path, log.entries, log.checkpoint(), KEYS)
    return str(path)


@pytest.fixture
def keys(tmp_path: Path) -> str:
    file = tmp_path / "keys.txt"
    file.write_text("".join(f"{key.text()}\n" for key in KEYS))
    return str(file)


def test_a_log_on_any_web_server_verifies(run: Run, tmp_path: Path, keys: str) -> None:
    exported(tmp_path / "log", log_of_size(SIZE))
    with any_web_server(tmp_path) as url:
        good = run("verify", f"{url}/log", "--keys", keys)
        (tmp_path / "log/tile/entries/000").write_bytes(b"")
        bad = run("verify", f"{url}/log/", "--keys", keys, "--json")
        none = run("verify", f"{url}/nothing", "--keys", keys)

    assert (good.code, bad.code, none.code) == (0, 1, 1)
    assert good.out.startswith(f"ok {url}/log: 300 entries")
    assert json.loads(bad.out)["problems"][0]["index"] == 0


def test_a_kept_checkpoint_tells_growth_from_a_cut_a_fork_and_a_rewritten_past(
    run: Run, tmp_path: Path, keys: str
) -> None:
    whole = log_of_size(SIZE)
    kept = exported(tmp_path / "kept", whole)
    ways = {
        "grown": log_of_size(SIZE + 9),
        "rolled back": log_of_size(SIZE - 9),
        "fork": log_of([*whole.entries[:-1], b"other"]),
        "rewritten": log_of([b"other", *log_of_size(SIZE + 9).entries[1:]]),
    }

    found = {}
    for name, log in ways.items():
        folder = exported(tmp_path / name, log)
        ran = run("verify", folder, "--keys", keys, "--since", kept, "--json")
        found[name] = [one["fault"] for one in json.loads(ran.out)["problems"]]
        assert run("verify", folder, "--keys", keys).code == 0, "without what was kept nobody could tell"

    assert found == {name: ([] if name == "grown" else [name]) for name in ways}


def test_a_receipt_has_no_history_to_compare(run: Run, tmp_path: Path, keys: str) -> None:
    log = log_of_size(SIZE)
    receipt = tmp_path / "one.tlog-proof"
    receipt.write_text(make_receipt(log.hashes, 7, log.checkpoint(), log.entries[7]))
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(log.checkpoint())

    assert run("verify", str(receipt), "--keys", keys).code == 0
    refused = run("verify", str(receipt), "--keys", keys, "--since", str(checkpoint))

    assert refused.code == 1
    assert "no history" in refused.err


@contextmanager
def serving_witness(folder: Path) -> Iterator[str]:
    """What `earnest witness serve` serves, on a free port."""
    memory = Witnessed(folder / STATE_FILE)
    logs = keys_in(folder / "logs.txt")
    web = make_witness(Witness(read_key(folder / KEY_FILE), logs, memory, SimulatedClock()), memory.close)
    with listening(web) as url:  # type: ignore[arg-type]  # any ASGI app is served alike
        yield url


def test_a_quorum_is_demanded_and_witnesses_are_asked(run: Run, tmp_path: Path, keys: str) -> None:
    folder, log = tmp_path / "w1", log_of_size(SIZE)
    made = run("witness", "new", str(folder), "--name", "w1.example")
    (folder / "logs.txt").write_text(Path(keys).read_text())
    with serving_witness(folder) as url:
        lines = run("witness", "keys", str(folder), "--url", url).out
        quorum = tmp_path / "quorum.txt"
        logs = "".join(f"log {key.text()}\n" for key in KEYS)
        quorum.write_text(f"{logs}{lines}quorum w1.example\n")
        alone = exported(tmp_path / "alone", log)
        without = run("verify", alone, "--quorum", str(quorum))
        body = request_text(AddCheckpoint(0, (), log.checkpoint()))
        status, cosigned = WitnessSite(url).add_checkpoint(body)
        (tmp_path / "alone/checkpoint").write_text(log.checkpoint() + cosigned)
        seen = run("verify", alone, "--quorum", str(quorum), "--ask-witnesses", "--json")
        cut = exported(tmp_path / "cut", log_of_size(SIZE - 1))
        behind = run("verify", cut, "--keys", keys, "--quorum", str(quorum), "--ask-witnesses", "--json")
    silent = run("verify", alone, "--quorum", str(quorum), "--ask-witnesses")

    assert (made.code, status) == (0, 200)
    assert without.code == 1
    assert "the quorum w1.example is not met" in without.out
    assert json.loads(seen.out)["witnessed_by"] == ["w1.example"]
    assert [one["fault"] for one in json.loads(behind.out)["problems"]] == ["quorum", "rolled back"]
    assert silent.code == 0
    assert "did not answer" in silent.err
    assert "witnessed by w1.example" in silent.out


def test_how_old_a_checkpoint_may_be_is_the_readers_to_say(run: Run, tmp_path: Path, keys: str) -> None:
    folder = exported(tmp_path / "log", log_of_size(9))

    assert run("verify", folder, "--keys", keys, "--max-age-hours", "876000").code == 0
    old = run("verify", folder, "--keys", keys, "--max-age-hours", "1")

    assert old.code == 1
    assert "older than you accept" in old.out


def test_a_witness_is_made_once_and_serves_at_home_only(run: Run, tmp_path: Path) -> None:
    folder = str(tmp_path / "w")

    assert run("witness", "new", folder, "--name", "a b").code == 1
    assert run("witness", "new", folder, "--name", "w.example").code == 0
    assert (tmp_path / "w/witness.key").stat().st_mode & 0o077 == 0
    again = run("witness", "new", folder, "--name", "w.example")
    no_logs = run("witness", "serve", folder)
    public = run("witness", "serve", folder, "--host", "0.0.0.0")
    nowhere = run("witness", "keys", str(tmp_path / "nowhere"))

    assert (again.code, no_logs.code, public.code, nowhere.code) == (1, 1, 1, 1)
    assert "names no log" in no_logs.err
    assert "--allow-public" in public.err
