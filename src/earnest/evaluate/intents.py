"""Measure the router: train on one file, test on another, report what a careful owner would ask."""

import csv
import gzip
import io
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand import (
    Encoder,
    IntentModel,
    Outcome,
    Router,
    Settings,
    Understanding,
    UniversalEncoder,
    one_blas_thread,
)
from earnest.assistant.understand import train as train_model
from earnest.assistant.understand.certainty import calibration_error
from earnest.domain.errors import BadInput, TooLarge

FILE_BYTES_MAX = 200_000_000
"""Bytes of one file, unpacked."""

ROWS_MAX = 1_000_000
"""Rows of one file."""

Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class IntentReport:
    """The figures of one evaluation. "In scope" are test rows whose label is not the out-of-scope label.

    Args:
        n_train: rows of the training file. n_test: rows of the test file. n_labels: labels in scope in training.
        accuracy: share of in-scope rows whose most probable label, the out-of-scope label included, is the true one.
        macro_f1: mean over the in-scope labels of the test file of the F1 of the most probable label, over all rows.
        ece: expected calibration error (15 bins) of the most probable label's certainty, in-scope rows.
        coverage: share of in-scope rows that were accepted.
        error_accepted: share of the accepted in-scope rows whose intent was wrong; 0.0 where none was accepted.
        oos_accepted: share of the out-of-scope rows that were accepted as some intent; None where there are none.
        fit_seconds: training, with encoding and calibration, without loading the encoder.
        us_per_message: mean microseconds to understand one message, one at a time.
        model_digest: SHA-256 of the trained model.
        missing_for_budget: error-free acceptances still needed before anything is accepted; 0 if the budget holds.
        threshold: certainty from which a message is accepted; None where none is.
    """

    n_train: int
    n_test: int
    n_labels: int
    accuracy: float
    macro_f1: float
    ece: float
    coverage: float
    error_accepted: float
    oos_accepted: float | None
    fit_seconds: float
    us_per_message: float
    model_digest: str
    missing_for_budget: int
    threshold: float | None

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values, rounded to six places."""
        return {name: round(v, 6) if isinstance(v, float) else v for name, v in asdict(self).items()}


def evaluate_intents(
    train: Path, test: Path, error_budget: float = 0.02, out_of_scope: str | None = None
) -> IntentReport:
    """Train on `train`, test on `test` (CSV with a header and the columns text and label; .gz too).

    Nothing is chosen on the test file. Without training rows of `out_of_scope`, acceptance is still tested on them.

    Raises:
        BadInput: a file cannot be read, has no such columns, an empty cell, or fewer than two labels.
        TooLarge: a file is over FILE_BYTES_MAX or ROWS_MAX.
    """
    return measure(read_rows(train), read_rows(test), UniversalEncoder(), error_budget, out_of_scope)


def measure(
    train_rows: Rows,
    test_rows: Rows,
    encoder: Encoder | None,
    error_budget: float = 0.02,
    out_of_scope: str | None = None,
) -> IntentReport:
    """Train and test on rows already read; see evaluate_intents.

    Raises:
        BadInput: there is no test row, or the training rows make no model.
    """
    if not test_rows:
        raise BadInput("The test file has no rows")
    outside = out_of_scope or ""
    is_trained = any(label == outside for _, label in train_rows)
    settings = Settings(error_budget=error_budget, out_of_scope=outside if is_trained else "")
    started = time.perf_counter()
    model = train_model(train_rows, encoder, settings)
    fitted = time.perf_counter()
    router = Router(model, encoder)
    with one_blas_thread():
        # Once before the clock starts: the first call loads pages and libraries, later ones do not.
        router.understand(test_rows[0][0])
        asked = time.perf_counter()
        understood = [router.understand(text) for text, _ in test_rows]
        us = (time.perf_counter() - asked) / len(test_rows) * 1e6
    return _report(model, train_rows, _judged(test_rows, understood, model, outside), (fitted - started, us))


def read_rows(path: Path) -> Rows:
    """Return (text, label) of each row; other columns are ignored.

    Raises:
        BadInput: as evaluate_intents says, with file and line.
        TooLarge: as evaluate_intents says.
    """
    reader = csv.DictReader(io.StringIO(_text_of(path), newline=""), strict=True)
    try:
        columns = reader.fieldnames or []
        if not {"text", "label"} <= set(columns):
            raise BadInput(
                f"{path}:1: needs a header with the columns text and label, found {', '.join(columns) or 'none'}"
            )
        rows = list(_checked(path, reader))
    except csv.Error as broken:
        raise BadInput(f"{path}:{reader.line_num}: no CSV: {broken}") from broken
    if not rows:
        raise BadInput(f"{path}: has a header and no rows")
    return rows


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except (OSError, EOFError, zlib.error) as broken:
        raise BadInput(f"{path}: cannot be read: {broken}") from broken
    if len(content) > FILE_BYTES_MAX:
        raise TooLarge(f"{path}: is over {FILE_BYTES_MAX} bytes unpacked; split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise BadInput(f"{path}: is not UTF-8 text (byte {broken.start}); save it as UTF-8") from broken


def _checked(path: Path, reader: "csv.DictReader[str]") -> Iterator[tuple[str, str]]:
    for n, row in enumerate(reader):
        if n >= ROWS_MAX:
            raise TooLarge(f"{path}: has over {ROWS_MAX} rows; split it")
        text, label = row["text"], row["label"]
        if not (text and text.strip() and label and label.strip()):
            raise BadInput(f"{path}:{reader.line_num}: text or label is empty; fill or delete the row")
        yield text, label.strip()


@dataclass(frozen=True, slots=True)
class _Judged:
    """The test rows beside what was understood, as arrays of one length."""

    truth: npt.NDArray[np.str_]
    best: npt.NDArray[np.str_]
    certainty: npt.NDArray[np.float64]
    accepted: npt.NDArray[np.bool_]
    inside: npt.NDArray[np.bool_]


def _judged(rows: Rows, understood: Sequence[Understanding], model: IntentModel, outside: str) -> _Judged:
    trained_outside = model.settings.out_of_scope
    best, certainty = [], []
    for each in understood:
        left = 1.0 - sum(c.probability for c in each.ranked) if trained_outside else 0.0
        first = each.ranked[0]
        is_outside = left > first.probability
        best.append(trained_outside if is_outside else first.intent)
        certainty.append(left if is_outside else first.probability)
    truth = np.array([label for _, label in rows])
    accepted = np.array([u.outcome is Outcome.ACCEPTED for u in understood])
    inside = truth != outside if outside else np.ones(len(truth), bool)
    return _Judged(truth, np.array(best), np.clip(np.array(certainty), 0.0, 1.0), accepted, inside)


def _report(model: IntentModel, train_rows: Rows, judged: _Judged, spent: tuple[float, float]) -> IntentReport:
    inside, taken = judged.inside, judged.inside & judged.accepted
    right = judged.best == judged.truth
    return IntentReport(
        n_train=len(train_rows),
        n_test=len(judged.truth),
        n_labels=sum(label != model.settings.out_of_scope for label in model.labels),
        accuracy=_share(right[inside]),
        macro_f1=_macro_f1(judged),
        ece=calibration_error(judged.certainty[inside], right[inside]),
        coverage=_share(judged.accepted[inside]),
        error_accepted=_share(~right[taken]),
        oos_accepted=_share(judged.accepted[~inside]) if (~inside).any() else None,
        fit_seconds=spent[0],
        us_per_message=spent[1],
        model_digest=model.digest,
        missing_for_budget=model.bound.missing,
        threshold=model.bound.threshold if not model.bound.missing else None,
    )


def _share(flags: npt.NDArray[np.bool_]) -> float:
    return float(flags.mean()) if len(flags) else 0.0


def _macro_f1(judged: _Judged) -> float:
    scores = []
    for label in np.unique(judged.truth[judged.inside]):
        hits = int(((judged.best == label) & (judged.truth == label)).sum())
        scores.append(2 * hits / int((judged.best == label).sum() + (judged.truth == label).sum()))
    return float(np.mean(scores)) if scores else 0.0
