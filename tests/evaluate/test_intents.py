"""The intent report states what happened, and a bad file is named with its line."""

import csv
import gzip
import os
from pathlib import Path

import pytest
from tests.assistant.understand.brand import FRAMES, WordEncoder, examples

from earnest.domain.errors import BadInput
from earnest.evaluate.intents import evaluate_intents, measure, read_rows

FIELDS = [
    "n_train",
    "n_test",
    "n_labels",
    "accuracy",
    "macro_f1",
    "ece",
    "coverage",
    "error_accepted",
    "oos_accepted",
    "fit_seconds",
    "us_per_message",
    "model_digest",
    "missing_for_budget",
    "threshold",
]
STRANGE = [
    (f"{a} {b}", "oos") for a in ("sing of", "who invented", "spell") for b in ("whales", "chess", "moons", "jazz")
]


def write(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("text", "label")) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_the_report_has_exactly_the_promised_fields() -> None:
    report = measure(examples(), examples()[::7], None)

    assert list(report.as_json()) == FIELDS


def test_too_little_data_accepts_nothing_and_says_how_much_is_missing() -> None:
    report = measure(examples(), examples()[::7], None, error_budget=0.02)

    assert (report.coverage, report.error_accepted, report.threshold) == (0.0, 0.0, None)
    assert report.missing_for_budget >= 149 - len(examples())


def test_a_wrong_label_among_the_accepted_is_counted() -> None:
    wrong = [("please refund the jacket", "track")] + [("please refund the tent", "refund")] * 3

    report = measure(examples(), wrong, None, error_budget=0.2)

    assert report.coverage == 1.0
    assert report.accuracy == report.error_accepted + 0.5 == 0.75


def test_out_of_scope_rows_count_apart_with_and_without_examples_of_them() -> None:
    asked = examples()[::7] + STRANGE[::3]

    untaught = measure(examples(), asked, None, 0.1, "oos")
    taught = measure(examples() + STRANGE, asked, None, 0.1, "oos")

    assert untaught.n_labels == taught.n_labels == len(FRAMES)
    assert untaught.oos_accepted == taught.oos_accepted == 0.0
    assert taught.accuracy == 1.0


def test_without_out_of_scope_rows_there_is_no_such_share() -> None:
    assert measure(examples(), examples()[:4], WordEncoder()).oos_accepted is None


def test_the_same_data_gives_the_same_digest() -> None:
    first, again = (measure(examples(), examples()[:4], WordEncoder()) for _ in range(2))

    assert first.model_digest == again.model_digest


def test_packed_files_and_further_columns_are_read(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.csv", [("x", "1", "where, now?", "track")], ("id", "n", "text", "label"))
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert read_rows(plain) == read_rows(packed) == [("where, now?", "track")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "needs a header"),
        (b"text,intent\na,b\n", "needs a header with the columns text and label, found text, intent"),
        (b"text,label\n", "no rows"),
        (b"text,label\nhello\n", ":2: text or label is empty"),
        (b"text,label\n ,x\n", ":2: text or label is empty"),
        (b'text,label\n"torn,x\n', "no CSV"),
        (b"text,label\n\xff\xfe,x\n", "not UTF-8"),
        (b"\x1f\x8b torn", "cannot be read"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)

    with pytest.raises(BadInput, match=message) as raised:
        read_rows(path)

    assert "bad.csv" in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"absent\.csv: cannot be read"):
        read_rows(tmp_path / "absent.csv")


@pytest.mark.shared
@pytest.mark.slow
def test_ten_examples_per_intent_of_banking77_reach_what_was_measured(tmp_path: Path) -> None:
    shared = Path(os.environ.get("EARNEST_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    source = shared / "data" / "banking77" / "train.csv.gz"
    if not source.is_file():
        pytest.skip(f"public data is absent: {source}")
    with gzip.open(source, "rt", encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    few = write(tmp_path / "few.csv", [(r["text"], r["label"]) for r in table if r["shot10"] == "1"])
    held = write(tmp_path / "held.csv", [(r["text"], r["label"]) for r in table if r["fold"] == "val"])

    report = evaluate_intents(few, held)

    assert (report.n_train, report.n_test, report.n_labels) == (770, 1384, 77)
    assert report.accuracy > 0.80
    assert report.coverage == 0.0 or report.error_accepted <= 0.02
