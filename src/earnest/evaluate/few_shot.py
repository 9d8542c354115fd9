"""Measure a small brand: a dozen intents with ten examples each, drawn again and again from a labelled file.

A message reaches its playbook when that one is opened at once, or stands among the three choices of one question.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand import Encoder, Outcome, Router, Understanding, UniversalEncoder, one_blas_thread
from earnest.assistant.understand import train as train_model
from earnest.assistant.understand.text import sentence
from earnest.domain.errors import BadInput
from earnest.evaluate.intents import Rows, read_rows

OUTSIDE = "oos"
"""The label that public sets give to what is nobody's intent; it is never drawn."""


@dataclass(frozen=True, slots=True)
class Draw:
    """One small brand drawn from the files: how it is asked for, and what came of its messages.

    Args:
        n_test: messages. reached: at once, or after one question with three choices.
        at_once: taken up without a question, rightly. wrong: taken up without a question, wrongly.
        asked: asked with choices. asked_right: the right one was among them.
        turned_away: taken for nobody's intent. handed_over: left without a playbook or a choice for lack of data.
        fit_seconds: training, without encoding.
    """

    n_test: int
    reached: int
    at_once: int
    wrong: int
    asked: int
    asked_right: int
    turned_away: int
    handed_over: int
    fit_seconds: float


@dataclass(frozen=True, slots=True)
class FewShotReport:
    """Shares over all messages of all draws.

    Args:
        n_intents: intents of a brand. n_examples: examples of an intent. n_draws: brands drawn. n_test: messages asked.
        reached: share that reached the right playbook, at once or after one question.
        reached_worst: the same, in the worst draw. at_once: share taken up rightly without a question.
        wrong: share taken up wrongly without a question. asked: share asked about.
        right_in_three: share of those asked about whose playbook was among the choices.
        turned_away: share taken for nobody's intent. handed_over_for_lack_of_data: share, see Draw.
        fit_seconds: mean over draws. fit_seconds_max: the longest.
    """

    n_intents: int
    n_examples: int
    n_draws: int
    n_test: int
    reached: float
    reached_worst: float
    at_once: float
    wrong: float
    asked: float
    right_in_three: float
    turned_away: float
    handed_over_for_lack_of_data: float
    fit_seconds: float
    fit_seconds_max: float

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values, rounded to six places."""
        return {name: round(v, 6) if isinstance(v, float) else v for name, v in asdict(self).items()}


class OnceEncoder:
    """Remembers each text's vector, so that draws and folds share the work."""

    def __init__(self, inner: Encoder) -> None:
        self._inner = inner
        self._known: dict[str, npt.NDArray[np.float32]] = {}
        self.name, self.digest = inner.name, inner.digest

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the vectors, encoding only what is new."""
        new = sorted(set(texts) - self._known.keys())
        self._known |= dict(zip(new, self._inner.encode(new), strict=True))
        return np.stack([self._known[t] for t in texts])


def evaluate_few_shot(
    train: Path, test: Path, *, intents: int = 12, examples: int = 10, draws: int = 20, seed: int = 0
) -> FewShotReport:
    """Draw small brands from `train` and ask them the messages of their intents in `test`.

    Raises:
        BadInput: a file cannot be read, or `train` has too few intents with so many examples.
        TooLarge: a file is too large.
    """
    return measure_few_shot(
        read_rows(train),
        read_rows(test),
        OnceEncoder(UniversalEncoder()),
        intents=intents,
        examples=examples,
        draws=draws,
        seed=seed,
    )


def measure_few_shot(
    train: Rows, test: Rows, encoder: Encoder | None, *, intents: int, examples: int, draws: int, seed: int
) -> FewShotReport:
    """Draw and ask on rows already read; see evaluate_few_shot.

    Raises:
        BadInput: too few intents with so many examples and a message to ask.
    """
    with one_blas_thread():
        made = [_measured(*drawn, encoder) for drawn in drawn_brands(train, test, intents, examples, draws, seed)]
    n = sum(one.n_test for one in made)
    asked = sum(one.asked for one in made)
    return FewShotReport(
        n_intents=intents,
        n_examples=examples,
        n_draws=draws,
        n_test=n,
        reached=sum(one.reached for one in made) / n,
        reached_worst=min(one.reached / one.n_test for one in made),
        at_once=sum(one.at_once for one in made) / n,
        wrong=sum(one.wrong for one in made) / n,
        asked=asked / n,
        right_in_three=sum(one.asked_right for one in made) / asked if asked else 1.0,
        turned_away=sum(one.turned_away for one in made) / n,
        handed_over_for_lack_of_data=sum(one.handed_over for one in made) / n,
        fit_seconds=float(np.mean([one.fit_seconds for one in made])),
        fit_seconds_max=max(one.fit_seconds for one in made),
    )


def drawn_brands(
    train: Rows, test: Rows, intents: int, examples: int, draws: int, seed: int
) -> Iterator[tuple[Rows, Rows]]:
    """Give for each draw the examples of a small brand and the messages of its intents.

    Raises:
        BadInput: too few intents with so many examples and a message to ask.
    """
    known, asked = _by_label(train), _by_label(test)
    fit = sorted(label for label, texts in known.items() if len(texts) >= examples and label in asked)
    if len(fit) < intents:
        raise BadInput(f"{len(fit)} intents have {examples} examples and a message to ask; {intents} are wanted")
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        chosen = [fit[i] for i in rng.permutation(len(fit))[:intents]]
        few = [(known[c][i], c) for c in chosen for i in rng.permutation(len(known[c]))[:examples]]
        seen = {text for text, _ in few}
        yield few, [(text, label) for label in chosen for text in asked[label] if text not in seen]


def _by_label(rows: Rows) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for text, label in sorted(set(rows)):
        if label != OUTSIDE:
            found.setdefault(label, []).append(text)
    return found


def _measured(few: Rows, asked: Rows, encoder: Encoder | None) -> Draw:
    if encoder is not None:
        encoder.encode([sentence(text) for text, _ in few])
    started = time.perf_counter()
    router = Router(train_model(few, encoder), encoder)
    seconds = time.perf_counter() - started
    judged = [(router.understand(text), label) for text, label in asked]
    direct = [(u.ranked[0].intent == label) for u, label in judged if _is_direct(u)]
    questions = [label in {c.intent for c in u.choices} for u, label in judged if u.outcome is Outcome.ASK]
    away = sum(u.outcome is Outcome.OUT_OF_SCOPE for u, _ in judged)
    return Draw(
        n_test=len(judged),
        reached=sum(direct) + sum(questions),
        at_once=sum(direct),
        wrong=len(direct) - sum(direct),
        asked=len(questions),
        asked_right=sum(questions),
        turned_away=away,
        handed_over=sum(not (_is_direct(u) or u.choices) for u, _ in judged) - away,
        fit_seconds=seconds,
    )


def _is_direct(understood: Understanding) -> bool:
    return understood.outcome in (Outcome.ACCEPTED, Outcome.LIKELY)
