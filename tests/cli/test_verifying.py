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

from earnest.ledger import export_log, make_receipt

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
