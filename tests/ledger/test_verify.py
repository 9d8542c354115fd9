import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.ledger.made import KEYS, NOW_S, ORIGIN, SIGNERS, Log, flipped, log_of, log_of_size

from earnest.ledger import (
    Ed25519Signer,
    ExportError,
    Fault,
    Folder,
    MlDsa44Signer,
    ProofError,
    Report,
    Signer,
    Tile,
    TileHashReader,
    bundle,
    export_log,
    inclusion_proof,
    leaf_hash,
    parse_verifier_key,
    read_tile,
    sign_checkpoint,
    unbundle,
    verify_directory,
    verify_inclusion,
)
from earnest.ledger.verify import PROBLEMS_MAX

SIZE = 700


@pytest.fixture(scope="module")
def exported_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "export"
    log = log_of_size(SIZE)
    export_log(path, iter(log.entries), log.checkpoint(), KEYS)
    return path


@pytest.fixture
def exported(exported_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(exported_once, tmp_path / "copy"))


def faults(report: Report) -> list[Fault]:
    return [problem.fault for problem in report.problems]


def change(path: Path, bit: int) -> None:
    path.write_bytes(flipped(path.read_bytes(), bit))


def export(path: Path, log: Log) -> Path:
    export_log(path, log.entries, log.checkpoint(), KEYS)
    return path


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 512, 70_000])
def test_an_exported_log_of_any_size_verifies(tmp_path: Path, size: int) -> None:
    log = log_of_size(size)

    report = verify_directory(export(tmp_path / "log", log), KEYS, log_of_size(size // 2).checkpoint())

    assert report == Report(ok=True, size=size, root=log.head.root, problems=(), at_s=NOW_S)


def test_an_export_holds_exactly_the_files_of_the_specification(exported: Path) -> None:
    files = {str(file.relative_to(exported)) for file in exported.rglob("*") if file.is_file()}

    assert files == {
        "checkpoint",
        "vkeys.txt",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/188",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/188",
    }
    published = (exported / "vkeys.txt").read_text().splitlines()
    assert {parse_verifier_key(line) for line in published} == set(KEYS)


def test_every_flipped_byte_of_an_export_is_found_with_its_place(exported: Path) -> None:
    chance = random.Random(7)

    for file in sorted(file for file in exported.rglob("*") if file.is_file()):
        whole = file.read_bytes()
        for _ in range(12):
            change(file, chance.randrange(len(whole) * 8))
            report = verify_directory(exported, KEYS)
            file.write_bytes(whole)

            assert not report.ok, file
            assert report.problems[0].where
            assert report.problems[0].do_next
            if "tile" in file.relative_to(exported).parts:
                assert report.problems[0].index is not None
    assert verify_directory(exported, KEYS).ok


@pytest.mark.parametrize("index", [0, 255, 256, 513, 699])
def test_a_changed_entry_is_named(exported: Path, index: int) -> None:
    file = exported / Tile(None, index // 256, 188 if index >= 512 else 256).path()
    entries = unbundle(file.read_bytes())
    entries[index % 256] = b"something else"
    file.write_bytes(bundle(entries))

    report = verify_directory(exported, KEYS)

    assert report.problems[0].fault is Fault.ENTRY
    assert report.problems[0].index == index
    assert str(index) in report.problems[0].what
    assert report.size == SIZE


def test_an_entry_changed_together_with_its_leaf_hash_is_narrowed_to_its_tile(exported: Path) -> None:
    entries = unbundle((exported / "tile/entries/001").read_bytes())
    entries[3] = b"something else"
    (exported / "tile/entries/001").write_bytes(bundle(entries))
    (exported / "tile/0/001").write_bytes(b"".join(map(leaf_hash, entries)))

    report = verify_directory(exported, KEYS)

    assert faults(report) == [Fault.TILE, Fault.ROOT]
    assert report.problems[0].index == 256
    assert "leaves 256 to 511" in report.problems[0].what


def test_entries_cut_from_the_end_are_missed(exported: Path) -> None:
    file = exported / "tile/entries/002.p/188"
    file.write_bytes(bundle(unbundle(file.read_bytes())[:-8]))

    report = verify_directory(exported, KEYS)

    assert faults(report) == [Fault.MISSING]
    assert report.problems[0].index == SIZE - 8


def test_a_lost_file_is_missed_and_named(exported: Path) -> None:
    (exported / "tile/entries/001").unlink()

    report = verify_directory(exported, KEYS)

    assert faults(report) == [Fault.MISSING]
    assert report.problems[0].index == 256
    assert "tile/entries/001" in report.problems[0].where


def test_a_lost_hash_tile_is_named(exported: Path) -> None:
    (exported / "tile/1/000.p/2").unlink()

    report = verify_directory(exported, KEYS)

    assert faults(report) == [Fault.TILE]
    assert report.problems[0].where == "tile/1/000.p/2"


def test_entries_smuggled_in_behind_the_checkpoint_are_seen(exported: Path) -> None:
    file = exported / "tile/entries/002.p/188"
    file.write_bytes(file.read_bytes() + bundle([b"smuggled"]))

    report = verify_directory(exported, KEYS)

    assert faults(report) == [Fault.ENTRY]
    assert report.problems[0].index == SIZE


def test_partial_tiles_may_be_replaced_by_the_full_ones_of_a_later_log(exported: Path, tmp_path: Path) -> None:
    later = export(tmp_path / "later", log_of_size(768))
    for kind in ("0", "entries"):
        shutil.rmtree(exported / f"tile/{kind}/002.p")
        shutil.copy(later / f"tile/{kind}/002", exported / f"tile/{kind}/002")

    assert verify_directory(exported, KEYS).ok


def test_a_log_cut_back_is_told_by_an_earlier_checkpoint(exported: Path) -> None:
    report = verify_directory(exported, KEYS, log_of_size(SIZE + 1).checkpoint())

    assert faults(report) == [Fault.ROLLED_BACK]
    assert report.problems[0].index == SIZE


def test_a_fork_is_told_by_a_checkpoint_of_the_same_size(exported: Path) -> None:
    other = log_of([b"other", *log_of_size(SIZE).entries[1:]])

    report = verify_directory(exported, KEYS, other.checkpoint())

    assert faults(report) == [Fault.FORK]
    assert "auditor" in report.problems[0].do_next


def test_a_rewritten_history_with_fresh_tiles_and_signatures_is_told_by_an_earlier_checkpoint(tmp_path: Path) -> None:
    forged = log_of([b"forged", *log_of_size(SIZE).entries[1:]])
    path = export(tmp_path / "log", forged)

    assert verify_directory(path, KEYS).ok, "without the earlier checkpoint nobody could tell"
    report = verify_directory(path, KEYS, log_of_size(300).checkpoint())

    assert faults(report) == [Fault.REWRITTEN]
    assert "300" in report.problems[0].what


def test_an_earlier_checkpoint_of_another_log_or_hand_is_refused(exported: Path) -> None:
    head = log_of_size(300).head
    other_log: list[Signer] = [
        Ed25519Signer("other.example", b"\x07" * 32),
        MlDsa44Signer("other.example", b"\x08" * 32),
    ]
    other = sign_checkpoint(replace(head, origin="other.example"), other_log, NOW_S, last=None)

    for raw in ("rubbish", other):
        report = verify_directory(exported, [*KEYS, *(signer.verifier for signer in other_log)], raw)
        assert Fault.CHECKPOINT in faults(report)


def test_without_the_right_keys_nothing_is_believed(exported: Path) -> None:
    stranger = Ed25519Signer(ORIGIN, b"\x0c" * 32).verifier

    report = verify_directory(exported, [stranger])

    assert report == Report(ok=False, size=0, root=b"", problems=report.problems)
    assert faults(report) == [Fault.CHECKPOINT]


def test_other_keys_beside_the_log_are_a_warning_sign(exported: Path) -> None:
    (exported / "vkeys.txt").write_text(Ed25519Signer(ORIGIN, b"\x0c" * 32).verifier.text() + "\n")

    assert faults(verify_directory(exported, KEYS)) == [Fault.KEYS]


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe", b"x" * 300_000])
def test_a_broken_checkpoint_file_is_a_problem_and_not_a_crash(exported: Path, content: bytes | None) -> None:
    (exported / "checkpoint").unlink()
    if content is not None:
        (exported / "checkpoint").write_bytes(content)

    assert faults(verify_directory(exported, KEYS)) == [Fault.CHECKPOINT]


def test_a_thoroughly_broken_log_gives_a_bounded_report(tmp_path: Path) -> None:
    path = export(tmp_path / "log", log_of_size(256 * (PROBLEMS_MAX + 5)))
    for tile in path.glob("tile/0/*"):
        change(tile, 0)

    report = verify_directory(path, KEYS)

    assert len(report.problems) == PROBLEMS_MAX


def test_tiles_of_an_export_prove_inclusion(exported: Path) -> None:
    log = log_of_size(SIZE)
    reader = TileHashReader(SIZE, lambda tile: read_tile(Folder(exported), tile))

    proof = inclusion_proof(reader, 345, SIZE)

    verify_inclusion(leaf_hash(log.entries[345]), 345, SIZE, proof, log.head.root)
    with pytest.raises(ProofError, match="missing"):
        read_tile(Folder(exported), Tile(0, 9))


def test_an_export_refuses_a_full_folder_and_other_entries(exported: Path, tmp_path: Path) -> None:
    log = log_of_size(5)

    with pytest.raises(ExportError, match="new folder"):
        export_log(exported, log.entries, log.checkpoint(), KEYS)
    for number, entries in enumerate((log.entries[:4], [*log.entries, b"more"], [b"x", *log.entries[1:]])):
        path = tmp_path / f"bad{number}"
        with pytest.raises(ExportError, match="run verify"):
            export_log(path, entries, log.checkpoint(), KEYS)
        assert not (path / "checkpoint").exists()


def test_an_export_publishes_only_the_logs_own_keys(tmp_path: Path) -> None:
    log, witness = log_of_size(5), Ed25519Signer("witness.example", b"\x0d" * 32).verifier

    export_log(tmp_path / "log", log.entries, log.checkpoint(), [*KEYS, witness])

    assert verify_directory(tmp_path / "log", [*KEYS, witness]).ok
    assert "witness" not in (tmp_path / "log/vkeys.txt").read_text()


def test_signing_keys_are_all_that_differs_between_two_exports(exported: Path) -> None:
    again = sign_checkpoint(log_of_size(SIZE).head, SIGNERS, NOW_S + 1, last=log_of_size(SIZE).head)
    (exported / "checkpoint").write_text(again)

    assert verify_directory(exported, KEYS).ok
