"""Go's stock `golang.org/x/mod/sumdb/{note,tlog}` (Debian: golang-go, golang-golang-x-mod-dev) judges our exports."""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.ledger.made import ED25519, KEYS, flipped, log_of_size
from tests.ledger.strangers import QUANTUM_WITNESS, WITNESS, witnessed

from earnest.ledger import (
    Tile,
    bundle,
    consistency_proof,
    export_log,
    inclusion_proof,
    make_receipt,
    tree_root,
    unbundle,
)

pytestmark = pytest.mark.slow

SIZE, OLD_SIZE = 1000, 700
GO_PATH = Path("/usr/share/gocode")  # where Debian installs Go libraries as source
SOURCE = Path(__file__).parent / "go" / "oracle.go"


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    go = shutil.which("go")
    if go is None:
        pytest.skip("go is missing; apt-get install golang-go golang-golang-x-mod-dev")
    if not (GO_PATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("Go's sumdb source is missing; apt-get install golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(GO_PATH),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOPROXY": "off",
    }
    program = folder / "oracle"
    subprocess.run([go, "build", "-o", str(program), str(SOURCE)], env=environment, check=True, timeout=240)
    return program


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    log = log_of_size(SIZE)
    export_log(tmp_path / "log", log.entries, log.checkpoint(), KEYS)
    claims = {
        "inclusions": [
            {
                "index": index,
                "entry": text(log.entries[index]),
                "proof": [text(one) for one in inclusion_proof(log.hashes, index, SIZE)],
            }
            for index in (0, 1, 255, 256, 511, 699, 700, 767, 768, 998, 999)
        ],
        "old_size": OLD_SIZE,
        "old_root": text(tree_root(log.hashes, OLD_SIZE)),
        "consistency": [text(one) for one in consistency_proof(log.hashes, OLD_SIZE, SIZE)],
    }
    (tmp_path / "claims.json").write_text(json.dumps(claims))
    return tmp_path


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def judge(oracle: Path, exported: Path, key: str = ED25519.verifier.text()) -> subprocess.CompletedProcess[str]:
    command = [str(oracle), str(exported / "log"), key, str(exported / "claims.json")]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_go_accepts_our_checkpoint_tiles_entries_and_proofs(oracle: Path, exported: Path) -> None:
    outcome = judge(oracle, exported)

    assert (outcome.stdout, outcome.stderr) == ("ok\n", "")


@pytest.mark.parametrize("file", ["tile/0/000", "tile/0/003.p/232", "tile/1/000.p/3", "tile/entries/002", "checkpoint"])
def test_go_refuses_a_flipped_bit(oracle: Path, exported: Path, file: str) -> None:
    path = exported / "log" / file
    path.write_bytes(flipped(path.read_bytes(), 8 * 40 + 3))

    outcome = judge(oracle, exported)

    assert outcome.returncode == 1
    assert "ok" not in outcome.stdout


def test_go_refuses_a_changed_entry_by_name(oracle: Path, exported: Path) -> None:
    path = exported / "log" / Tile(None, 1).path()
    entries = unbundle(path.read_bytes())
    entries[7] = b"something else"
    path.write_bytes(bundle(entries))

    assert "entry 263 differs" in judge(oracle, exported).stderr


def test_go_refuses_our_checkpoint_under_another_key(oracle: Path, exported: Path) -> None:
    stranger = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

    assert "open checkpoint" in judge(oracle, exported, stranger).stderr


def test_go_refuses_a_consistency_proof_for_another_old_root(oracle: Path, exported: Path) -> None:
    path = exported / "claims.json"
    claims = json.loads(path.read_text())
    claims["old_root"] = text(tree_root(log_of_size(OLD_SIZE - 1).hashes, OLD_SIZE - 1))
    path.write_text(json.dumps(claims))

    assert "old root" in judge(oracle, exported).stderr


def judge_receipt(oracle: Path, file: Path, key: str = ED25519.verifier.text()) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(oracle), "receipt", str(file), key], capture_output=True, text=True, check=False)


def test_go_accepts_our_receipts_with_and_without_witnesses(oracle: Path, tmp_path: Path) -> None:
    log, file = log_of_size(SIZE), tmp_path / "one.tlog-proof"

    for note in (log.checkpoint(), witnessed(log, WITNESS, QUANTUM_WITNESS)):
        for index in (0, 255, 256, 767, 999):
            file.write_text(make_receipt(log.hashes, index, note, log.entries[index]))

            outcome = judge_receipt(oracle, file)

            assert (outcome.stdout, outcome.stderr) == ("ok\n", "")


def test_go_refuses_a_changed_receipt(oracle: Path, tmp_path: Path) -> None:
    log, file = log_of_size(SIZE), tmp_path / "one.tlog-proof"
    text = make_receipt(log.hashes, 300, log.checkpoint(), log.entries[300])
    path = text.split("\n")[5]
    changed = {
        "inclusion proof": text.replace("\nindex 300\n", "\nindex 301\n"),
        "open checkpoint": text.replace("\n1000\n", "\n1001\n"),
        "the receipt's inclusion": text.replace(path, text.split("\n")[6]),
    }

    for said, one in changed.items():
        file.write_text(one)
        outcome = judge_receipt(oracle, file)

        assert outcome.returncode == 1
        assert said in outcome.stderr
