"""The one-file verifier in Python: as strict as ours, and nothing of ours in it."""

import ast
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.ledger.made import KEYS, NOW_S, ORIGIN, SIGNERS, Log, flipped, log_of, log_of_size
from tests.ledger.strangers import ALL_KEYS, PROGRAM, QUANTUM_WITNESS, WITNESS, Check, key_file, load, witnessed
from tests.ledger.test_receipt import disclosed_log

from earnest.ledger import (
    Ed25519Signer,
    MlDsa44Signer,
    Signer,
    disclose,
    export_log,
    make_receipt,
    sign_note,
    verify_directory,
    verify_receipt,
)

SIZE = 700


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the program; its exit code and what it printed."""
    program, keys = load(), key_file(tmp_path / "keys.txt", ALL_KEYS)

    def run(what: Path, *more: str, keys: str = keys) -> tuple[int, str]:
        code = int(program.main([str(what), "--keys", keys, *more]))
        return code, capsys.readouterr().out

    return run


def exported(path: Path, log: Log, note: str = "") -> Path:
    export_log(path, log.entries, note or witnessed(log, WITNESS, QUANTUM_WITNESS), KEYS)
    return path


def test_it_uses_nothing_of_ours_and_runs_alone(tmp_path: Path) -> None:
    used = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(PROGRAM.read_text()))
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else
                     [one.name for one in node.names] if isinstance(node, ast.Import) else [])
    }  # fmt: skip
    copy = Path(shutil.copy(PROGRAM, tmp_path / "check_log.py"))
    folder = exported(tmp_path / "log", log_of_size(3))

    words = [sys.executable, "-I", str(copy), str(folder), "--keys", key_file(tmp_path / "keys.txt", ALL_KEYS)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)

    assert used <= {*sys.stdlib_module_names, "cryptography"}
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"ok {ORIGIN}: 3 entries hash to the signed root, witnessed by w1.example, w2.example\n"


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 513, 66_000])
def test_a_log_of_any_size_holds_and_so_does_its_growth(tmp_path: Path, check: Check, size: int) -> None:
    log, old = log_of_size(size), tmp_path / "old"
    old.write_text(log_of(log.entries[: size // 3]).checkpoint())

    code, said = check(exported(tmp_path / "log", log), "--since", str(old), "--witnesses", "2")

    assert (code, f"{size} entries" in said) == (0, True), said


def test_it_finds_what_ours_finds(tmp_path: Path, check: Check) -> None:
    log, chance = log_of_size(SIZE), random.Random(11)
    folder = exported(tmp_path / "log", log, log.checkpoint())
    files = sorted(file for file in folder.rglob("*") if file.is_file())

    for file in files * 6:
        whole = file.read_bytes()
        file.write_bytes(flipped(whole, chance.randrange(len(whole) * 8)))
        ours, (code, said) = verify_directory(folder, KEYS), check(folder, keys=key_file(tmp_path / "k"))
        file.write_bytes(whole)

        assert not ours.ok, file
        assert code == 1, (file, said)
    for file in files:
        shutil.copy(file, tmp_path / "kept")
        file.unlink()
        assert check(folder)[0] == 1, file
        shutil.copy(tmp_path / "kept", file)
    assert check(folder)[0] == 0


def test_it_names_the_first_bad_position(tmp_path: Path, check: Check) -> None:
    folder = exported(tmp_path / "log", log_of_size(SIZE))
    bundle = folder / "tile/entries/001"
    whole = bundle.read_bytes()

    bundle.write_bytes(whole.replace(b"entry 300", b"entry 3OO"))
    changed = check(folder)
    bundle.write_bytes(whole[:-40])
    cut = check(folder)

    assert changed[1].startswith("NOT ok: entry 300: it does not hash to what level 0 stores")
    assert "is missing or cut" in cut[1]


def test_a_cut_a_fork_and_a_rewritten_past_are_told_by_a_kept_checkpoint(tmp_path: Path, check: Check) -> None:
    kept, log = tmp_path / "kept", log_of_size(SIZE)
    kept.write_text(log.checkpoint())
    stories = {
        "cut back": log_of_size(SIZE - 1),
        "rewritten": log_of([b"x", *log_of_size(SIZE + 5).entries[1:]]),
        "others than before": log_of([b"x", *log.entries[1:]]),
    }

    for said, story in stories.items():
        folder = exported(tmp_path / said, story)

        assert check(folder)[0] == 0
        code, found = check(folder, "--since", str(kept))
        assert (code, said in found) == (1, True), found


def test_keys_of_strangers_dropped_schemes_and_missing_witnesses_are_refused(tmp_path: Path, check: Check) -> None:
    log = log_of_size(5)
    folder = exported(tmp_path / "log", log)
    fresh: list[Signer] = [Ed25519Signer(ORIGIN, b"\x71" * 32), MlDsa44Signer(ORIGIN, b"\x72" * 32)]
    notes = {
        "a key that you trust": sign_note(log.head.text(), fresh, NOW_S),
        "of kind [6]": sign_note(log.head.text(), [SIGNERS[0]], NOW_S),
        "does not hold": witnessed(log, WITNESS).replace("\n5\n", "\n4\n"),
        "0 of 1 witnesses": log.checkpoint(),
    }

    for said, note in notes.items():
        (folder / "checkpoint").write_text(note)

        code, found = check(folder, "--witnesses", "1")

        assert (code, said in found) == (1, True), found


def test_receipts_hold_with_what_they_show_and_nothing_else_does(tmp_path: Path, check: Check) -> None:
    log, fields = disclosed_log()
    file, chance = tmp_path / "one.tlog-proof", random.Random(12)
    shown = disclose(fields, [fields[0].name])
    good = make_receipt(log.hashes, 2, witnessed(log, WITNESS), log.entries[2], shown)
    file.write_text(good)

    held = check(file, "--witnesses", "1")
    assert held[0] == 0, held
    assert fields[0].name in held[1]
    assert fields[1].name not in held[1]
    for _ in range(150):
        raw = flipped(good.encode(), chance.randrange(len(good.encode()) * 8))
        file.write_bytes(raw)
        try:
            ours = verify_receipt(raw.decode(), ALL_KEYS).ok
        except UnicodeDecodeError:
            ours = False
        assert check(file)[0] == int(not ours)


def test_every_receipt_of_a_small_log_holds_at_its_place_only(tmp_path: Path, check: Check) -> None:
    log = log_of_size(9)
    file = tmp_path / "one.tlog-proof"

    for index in range(9):
        text = make_receipt(log.hashes, index, log.checkpoint(), log.entries[index])
        # Entries here are no JSON, which a receipt without shown fields never looks into.
        file.write_text(text)
        assert check(file)[0] == 0
        file.write_text(text.replace(f"\nindex {index}\n", f"\nindex {(index + 1) % 9}\n"))
        assert check(file)[0] == 1
