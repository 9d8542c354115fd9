"""What understanding a message costs: `python -m bench.route` prints JSON.

Two sizes of router: a small brand (20 intents x 15 examples) and a large one (77 x 65), each with and without the
sentence encoder. Baseline in the same run: scikit-learn's TF-IDF and logistic regression, one message at a time.
Examples are made by a seeded rule, so the bench needs no data.
"""

import json
import random
import statistics
import time
from collections.abc import Callable

from bench.machine import machine_line
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline

from earnest.assistant.understand import Encoder, Router, UniversalEncoder, one_blas_thread, train

SEED = 7
WORDS = 2_000
ASKED = 200
ROUNDS = 3


def main() -> None:
    started = time.perf_counter()
    encoder = UniversalEncoder()
    encoder.encode(["warm"])
    loaded = time.perf_counter() - started
    figures = {
        "encoder_load_seconds": round(loaded, 3),
        "small_20x15": compare(20, 15, encoder),
        "large_77x65": compare(77, 65, encoder),
        "machine": machine_line(),
    }
    print(json.dumps(figures, indent=1))


def compare(n_labels: int, n_each: int, encoder: Encoder) -> dict[str, object]:
    rows, asked = made(n_labels, n_each)
    by_word, by_letter = TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5))
    model = LogisticRegression(C=10, max_iter=30 if n_labels < 50 else 8, tol=1e-2)
    baseline = make_pipeline(FeatureUnion([("words", by_word), ("letters", by_letter)]), model)
    start = time.process_time()
    baseline.fit([text for text, _ in rows], [label for _, label in rows])
    fit_baseline = round(time.process_time() - start, 3)
    us_baseline = us_each(lambda text: baseline.predict([text]), asked)
    out: dict[str, object] = {"baseline_sklearn": {"fit_seconds": fit_baseline, "us_per_message": us_baseline}}
    for name, used in (("without_encoder", None), ("with_encoder", encoder)):
        start = time.process_time()
        router = Router(train(rows, used), used)
        fit = round(time.process_time() - start, 3)
        us = us_each(router.understand, asked)
        out[name] = {"fit_seconds": fit, "us_per_message": us, "ratio_to_baseline": round(us / us_baseline, 2)}
    return out


def made(n_labels: int, n_each: int) -> tuple[list[tuple[str, str]], list[str]]:
    """Sentences of about twelve words, each label with a few words of its own."""
    rng = random.Random(SEED)
    words = ["".join(rng.choices("abcdefghiklmnoprstuw", k=rng.randint(2, 9))) for _ in range(WORDS)]

    def sentence(label: int) -> str:
        own = words[label * 8 : label * 8 + 8]
        return " ".join(rng.choices(own, k=4) + rng.choices(words, k=8))

    rows = [(sentence(label), f"intent_{label}") for label in range(n_labels) for _ in range(n_each)]
    return rows, [sentence(rng.randrange(n_labels)) for _ in range(ASKED)]


def us_each(ask: Callable[[str], object], asked: list[str]) -> float:
    """CPU microseconds per message, the median of ROUNDS, with matrix products on one thread as in a server."""
    rounds = []
    with one_blas_thread():
        ask(asked[0])
        for _ in range(ROUNDS):
            start = time.process_time()
            for text in asked:
                ask(text)
            rounds.append((time.process_time() - start) / len(asked) * 1e6)
    return round(statistics.median(rounds), 1)


if __name__ == "__main__":
    main()
