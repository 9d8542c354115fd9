"""Measure a preset's language on messages of another hand that were kept out of every training set."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from earnest.assistant.learning_preset import Preset, read_preset
from earnest.assistant.understand import (
    Encoder,
    Outcome,
    Router,
    Settings,
    Understanding,
    UniversalEncoder,
    one_blas_thread,
)
from earnest.assistant.understand import train as train_model
from earnest.assistant.understand.text import readable
from earnest.domain.errors import BadInput
from earnest.evaluate.intents import Rows, read_rows

OUTSIDE = "out_of_scope"
"""The label of kept-out messages that are nobody's intent."""

IN_THREE = 3


@dataclass(frozen=True, slots=True)
class KeptOutReport:
    """One language's figures.

    Args:
        n_inside: kept-out messages of an intent. n_outside: kept-out messages of none.
        n_seen: messages left out of all figures because the very same text is a training example.
        right_at_once: share of the former whose first-ranked intent is the right one and that were not turned away.
        right_in_three: share whose intent is among the first three, and that were not turned away.
        taken_up: share taken up without asking which. taken_up_wrong: share taken up wrongly.
        turned_away: share taken for nobody's intent.
        outside_accepted: share of messages of none that were taken up without a question.
        outside_turned_away: share of messages of none that were taken for nobody's.
        weakest: the five intents with the fewest right at once, and their shares.
        us_per_message: mean microseconds to understand one message, one at a time.
    """

    n_inside: int
    n_outside: int
    n_seen: int
    right_at_once: float
    right_in_three: float
    taken_up: float
    taken_up_wrong: float
    turned_away: float
    outside_accepted: float
    outside_turned_away: float
    weakest: Mapping[str, float]
    us_per_message: float

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values, rounded to six places."""
        return {name: round(v, 6) if isinstance(v, float) else v for name, v in asdict(self).items()}


def evaluate_kept_out(preset: str, folder: Path) -> dict[str, KeptOutReport]:
    """Train on the preset's examples of all its languages; ask `kept_out_LANGUAGE.csv` of `folder`.

    Raises:
        BadInput: the preset ships no language, or a file is absent or broken.
    """
    shipped = read_preset(preset)
    if not shipped.outside:
        raise BadInput(f"The preset {preset} ships no language; retail does")
    asked = {language: read_rows(folder / f"kept_out_{language}.csv") for language in shipped.outside}
    return measure_kept_out(shipped, asked, UniversalEncoder())


def measure_kept_out(preset: Preset, asked: Mapping[str, Rows], encoder: Encoder | None) -> dict[str, KeptOutReport]:
    """The report by language, on rows already read."""
    known = rows_of(preset)
    seen = {readable(text).casefold() for text, _ in known}
    router = Router(train_model(known, encoder, Settings(out_of_scope=OUTSIDE)), encoder)
    reports = {}
    for language, rows in asked.items():
        new = [(text, label) for text, label in rows if readable(text).casefold() not in seen]
        with one_blas_thread():
            started = time.perf_counter()
            judged = [(router.understand(text), label) for text, label in new]
            us = (time.perf_counter() - started) / max(len(new), 1) * 1e6
        reports[language] = _report(judged, len(rows) - len(new), us)
    return reports


def rows_of(preset: Preset) -> Rows:
    """All examples of a preset, those of no intent under OUTSIDE."""
    inside = [
        (text, intent) for intent, by in preset.intents.items() for language in sorted(by) for text in by[language]
    ]
    return inside + [(text, OUTSIDE) for language in sorted(preset.outside) for text in preset.outside[language]]


def _report(judged: list[tuple[Understanding, str]], n_seen: int, us: float) -> KeptOutReport:
    inside = [(u, label) for u, label in judged if label != OUTSIDE]
    outside = [u for u, label in judged if label == OUTSIDE]
    once = [(label, _is_in(u, label, 1)) for u, label in inside]
    taken = [u.ranked[0].intent == label for u, label in inside if _is_taken(u)]
    return KeptOutReport(
        n_inside=len(inside),
        n_outside=len(outside),
        n_seen=n_seen,
        right_at_once=_share([right for _, right in once]),
        right_in_three=_share([_is_in(u, label, IN_THREE) for u, label in inside]),
        taken_up=_share([_is_taken(u) for u, _ in inside]),
        taken_up_wrong=taken.count(False) / max(len(inside), 1),
        turned_away=_share([u.outcome is Outcome.OUT_OF_SCOPE for u, _ in inside]),
        outside_accepted=_share([_is_taken(u) for u in outside]),
        outside_turned_away=_share([u.outcome is Outcome.OUT_OF_SCOPE for u in outside]),
        weakest=_weakest(once),
        us_per_message=us,
    )


def _is_in(understood: Understanding, label: str, first: int) -> bool:
    away = understood.outcome is Outcome.OUT_OF_SCOPE
    return not away and label in {one.intent for one in understood.ranked[:first]}


def _is_taken(understood: Understanding) -> bool:
    return understood.outcome in (Outcome.ACCEPTED, Outcome.LIKELY)


def _weakest(once: list[tuple[str, bool]]) -> dict[str, float]:
    shares = {label: _share([right for one, right in once if one == label]) for label, _ in once}
    return {label: round(shares[label], 3) for label in sorted(shares, key=lambda one: (shares[one], one))[:5]}


def _share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
