"""Measure the router on the public data and print JSON: `python tools/measure_intents.py > figures.json`.

Data: the folder named by EARNEST_SHARED, else `../shared` beside the checkout. Five-fold Banking77 (seeded, stratified;
every row is tested once by a model that never saw it), HWU64, CLINC150 in both out-of-scope conditions, ten examples
per intent, the parts one by one on the first fold, and linear models over the same features as a baseline.
"""

import csv
import gzip
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand import Encoder, Outcome, Router, Settings, UniversalEncoder, train
from earnest.assistant.understand.certainty import calibration_error
from earnest.evaluate.few_shot import OnceEncoder
from earnest.evaluate.intents import Rows

FOLDS, SEED = 5, 2026
OUTSIDE = "oos"


def main() -> None:
    """Measure and print."""
    data = Path(os.environ.get("EARNEST_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    if not data.is_dir():
        sys.exit(f"{data} is absent: set EARNEST_SHARED to the folder that holds data/")
    encoder = OnceEncoder(UniversalEncoder())
    figures = banking(data, encoder) | others(data, encoder)
    print(json.dumps(figures, indent=1))


def banking(data: Path, encoder: Encoder) -> dict[str, Any]:
    """Five folds, strangers, ten examples, and the parts one by one."""
    table = columns(data / "banking77" / "train.csv.gz")
    rows = [(r["text"], r["label"]) for r in table]
    folds = stratified([label for _, label in rows])
    split = [
        ([rows[i] for i in np.flatnonzero(folds != k)], [rows[i] for i in np.flatnonzero(folds == k)])
        for k in range(FOLDS)
    ]
    five = [measured(f"banking77 fold {k}", *parts, encoder) for k, parts in enumerate(split)]
    strangers = [(r["text"], OUTSIDE) for r in columns(data / "banking77" / "ood_oos_val.csv.gz")]
    few = [row for row, r in zip(rows, table, strict=True) if r["shot10"] == "1"]
    held = [row for row, r in zip(rows, table, strict=True) if r["fold"] == "val"]
    first = split[0]
    return {
        "banking77_5_fold_mean": {k: round(float(np.mean([f[k] for f in five])), 4) for k in five[0]},
        "banking77_5_folds_accuracy": [f["accuracy"] for f in five],
        "banking77_fold_0_and_out_of_domain": measured("ood", first[0], first[1] + strangers, encoder),
        "banking77_10_shot": measured("banking77 10 shot", few, held, encoder),
        "banking77_10_shot_ngrams": measured("banking77 10 shot, n-grams", few, held, None),
        "banking77_fold_0_ngrams": measured("n-grams", *first, None),
        "banking77_fold_0_encoder": measured("encoder", *first, encoder, Settings(ngram_width=0.0)),
        "banking77_fold_0_linear_accuracy": linear(*first, encoder),
    }


def others(data: Path, encoder: Encoder) -> dict[str, Any]:
    """HWU64 and CLINC150, trained on their training part and asked their validation part."""
    clinc, hwu = columns(data / "clinc150" / "train_val.csv.gz"), columns(data / "hwu64" / "train_val.csv.gz")
    known, strange = part(clinc, "train"), part(clinc, "oos_train")
    held = part(clinc, "val") + part(clinc, "oos_val")
    few = [(r["text"], r["label"]) for r in clinc if r["shot10"] == "1" and r["label"] != OUTSIDE]
    return {
        "hwu64": measured("hwu64", part(hwu, "train"), part(hwu, "val"), encoder),
        "clinc150_oos_train": measured("clinc150", known + strange, held, encoder, Settings(out_of_scope=OUTSIDE)),
        "clinc150_oos_threshold": measured("clinc150 without oos", known, held, encoder),
        "clinc150_10_shot": measured("clinc150 10 shot", few, held, encoder),
    }


def measured(
    name: str, known: Rows, asked: Rows, encoder: Encoder | None, settings: Settings | None = None
) -> dict[str, float]:
    """Train on `known`, ask `asked`; rows labelled OUTSIDE are out of scope."""
    started = time.perf_counter()
    model = train(known, encoder, settings)
    seconds = time.perf_counter() - started
    router = Router(model, encoder)
    understood = [router.understand(text) for text, _ in asked]
    inside = np.array([label != OUTSIDE for _, label in asked])
    outside = np.array([u.outcome is Outcome.OUT_OF_SCOPE for u in understood])
    accepted = np.array([u.accepted for u in understood])
    by_label = model.settings.out_of_scope
    best = [OUTSIDE if by_label and u.why == "like_out_of_scope" else u.ranked[0].intent for u in understood]
    right = np.array([b == label for b, (_, label) in zip(best, asked, strict=True)])
    three = np.array(
        [label in {c.intent for c in u.ranked[:3]} for u, (_, label) in zip(understood, asked, strict=True)]
    )
    sure = np.array([u.ranked[0].probability for u in understood])
    taken = inside & accepted
    print(f"{name}: {right[inside].mean():.4f}, {seconds:.0f} s", file=sys.stderr, flush=True)
    figures = {
        "n_train": len(known),
        "n_test": len(asked),
        "accuracy": right[inside].mean(),
        "right_in_three": three[inside].mean(),
        "ece": calibration_error(sure[inside], right[inside]),
        "coverage": accepted[inside].mean(),
        "error_accepted": (~right[taken]).mean() if taken.any() else 0.0,
        "out_of_scope_in_scope": outside[inside].mean(),
        "missing_for_budget": model.bound.missing,
        "fit_seconds": seconds,
    }
    if (~inside).any():
        figures |= {"oos_accepted": accepted[~inside].mean(), "oos_recall": outside[~inside].mean()}
    return {key: round(float(value), 4) for key, value in figures.items()}


def linear(known: Rows, asked: Rows, encoder: Encoder) -> dict[str, float]:
    """Accuracy of linear models of scikit-learn over the same features, as the baseline that was weighed."""
    from scipy.sparse import hstack  # noqa: PLC0415 - heavy, and for this baseline only
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 - as above
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - as above

    texts, more = [t for t, _ in known], [t for t, _ in asked]
    labels, truth = [label for _, label in known], np.array([label for _, label in asked])
    by_word = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    by_letter = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    ngrams = hstack([by_word.fit_transform(texts), by_letter.fit_transform(texts)]).tocsr()
    asked_ngrams = hstack([by_word.transform(more), by_letter.transform(more)]).tocsr()
    vectors, asked_vectors = encoder.encode(texts), encoder.encode(more)
    joined, asked_joined = hstack([ngrams, 2 * vectors]).tocsr(), hstack([asked_ngrams, 2 * asked_vectors]).tocsr()
    trials = {
        "svm_ngrams": (0.3, ngrams, asked_ngrams),
        "svm_encoder": (3.0, vectors, asked_vectors),
        "svm_both": (0.3, joined, asked_joined),
    }
    return {
        name: round(float((LinearSVC(C=c).fit(a, labels).predict(b) == truth).mean()), 4)
        for name, (c, a, b) in trials.items()
    }


def columns(path: Path) -> list[dict[str, str]]:
    """Read a packed CSV with all its columns."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def part(table: list[dict[str, str]], fold: str) -> Rows:
    """Return text and label of the rows of one published part."""
    return [(r["text"], r["label"]) for r in table if r["fold"] == fold]


def stratified(labels: list[str]) -> npt.NDArray[np.intp]:
    """Return a fold number per row: each label's rows shuffled with SEED and dealt out in turn."""
    rng = np.random.default_rng(SEED)
    folds = np.zeros(len(labels), np.intp)
    dealt = 0
    for label in sorted(set(labels)):
        rows = rng.permutation([i for i, each in enumerate(labels) if each == label])
        folds[rows] = (np.arange(len(rows)) + dealt) % FOLDS
        dealt += len(rows)
    return folds


if __name__ == "__main__":
    main()
