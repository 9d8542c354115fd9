"""Simulate a brand's first weeks: when may the first wish be acted on without asking?

The traffic is drawn, seeded, from the brand's own examples, held back one by one: what each was taken for, how sure
it was, and whether that was right. The desk labels what it has time for of the audit sample, a share of turns is asked
whatever the score, and a share of those is answered. Nothing is labelled before its day is over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from earnest.assistant import read_playbooks
from earnest.assistant.bound import (
    DAYS_A_MONTH,
    LEVELS,
    Label,
    LabelSource,
    Standing,
    asked_anyway,
    label_of_choice,
    standing,
)
from earnest.assistant.learning import held_back_labels, model_of
from earnest.assistant.learning_preset import read_preset
from earnest.assistant.reading import PRESET
from earnest.assistant.understand import Encoder, IntentModel, UniversalEncoder, train
from earnest.config import read_settings
from earnest.domain.errors import BadInput
from earnest.domain.labels import Question

PLAYBOOKS = 20
"""Playbooks of the simulated brand."""

DAYS_MAX = 120
"""Days that are simulated before giving up."""

ANSWERED_SHARE = 0.6
"""Share of questions with choices that a customer answers by a choice; the others are silence, which is no label."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What happens in a day.

    Args:
        conversations_a_month: one wish each, spread evenly over DAYS_A_MONTH days.
        audits_a_day: turns of the audit sample that the desk has time to label.
        seed: of all draws.
    """

    conversations_a_month: int = 1_500
    audits_a_day: int = 50
    seed: int = 0


@dataclass(frozen=True, slots=True)
class BoundReport:
    """How a simulated brand came to its bound. Days count from 1; None: not within DAYS_MAX.

    Args:
        playbooks: how many. examples: their examples. conversations_a_month: the traffic. audits_a_day: see Traffic.
        held_back: labels that the examples gave at the strictest level on day 0. held_back_wrong: errors among them.
        day_first_without_question: day of the first effect without a question.
        day_without_held_back: the same where held-back examples did not count: from live labels alone.
        labels_by_source: live labels at any certainty when that happened.
        wrong_after: share of the wishes accepted in the 30 days from then on that were misunderstood.
        accepted_after: share of the wishes in those days that were accepted.
        tightened: playbooks held back for errors of their own at the end.
    """

    playbooks: int
    examples: int
    conversations_a_month: int
    audits_a_day: int
    held_back: int
    held_back_wrong: int
    day_first_without_question: int | None
    day_without_held_back: int | None
    labels_by_source: dict[str, int]
    wrong_after: float
    accepted_after: float
    tightened: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the fields as plain values, rounded to six places."""
        return {name: round(v, 6) if isinstance(v, float) else v for name, v in asdict(self).items()}


@dataclass(frozen=True, slots=True)
class _Day:
    number: int
    wishes: tuple[Label, ...]
    before: Standing
    labels: tuple[Label, ...]

    @property
    def accepted(self) -> list[Label]:
        return [one for one in self.wishes if self.before.accepts(one.playbook, one.sure / 100)]


def evaluate_bound(brand: Path | None, traffic: Traffic, examples: int | None = None) -> BoundReport:
    """Simulate a brand, or without one PLAYBOOKS intents of the retail preset.

    Args:
        brand: its folder.
        traffic: what happens in a day.
        examples: examples of a playbook and language to learn from; None for all there are.

    Raises:
        BadInput: fewer than two playbooks have examples.
        BrandError: a file of the brand is broken.
    """
    encoder = UniversalEncoder()
    if brand is None:
        return simulate(_model_of_preset(encoder, examples), traffic)
    settings = read_settings(brand)
    playbooks = read_playbooks(brand / "playbooks", settings.languages, settings.preset)
    with TemporaryDirectory(prefix="earnest-bound-") as folder:
        model = model_of(playbooks, encoder, Path(folder), error_budget_percent=settings.error_budget)
    return simulate(model, traffic)


def simulate(model: IntentModel, traffic: Traffic) -> BoundReport:
    """Play days of traffic on a brand's model, once with its held-back examples as labels and once without."""
    known = held_back_labels(model)
    if not known:
        raise BadInput("The examples name no playbook when held back; write more of them.")
    days, first = _played(_days(known, known, traffic, model.settings.error_budget), DAYS_A_MONTH)
    _, bare = _played(_days(known, (), traffic, model.settings.error_budget), 1)
    after = [day for day in days if first is not None and day.number >= first]
    accepted = [one for day in after for one in day.accepted]
    live = [one for day in days if first is None or day.number < first for one in day.labels]
    strictest = [one for one in known if one.sure >= LEVELS[0]]
    return BoundReport(
        playbooks=len({one.playbook for one in known}),
        examples=len(model.held_back.truth),
        conversations_a_month=traffic.conversations_a_month,
        audits_a_day=traffic.audits_a_day,
        held_back=len(strictest),
        held_back_wrong=sum(not one.right for one in strictest),
        day_first_without_question=first,
        day_without_held_back=bare,
        labels_by_source={source.value: sum(one.source is source for one in live) for source in LabelSource},
        wrong_after=sum(not one.right for one in accepted) / len(accepted) if accepted else 0.0,
        accepted_after=len(accepted) / max(1, sum(len(day.wishes) for day in after)),
        tightened=tuple(sorted(days[-1].before.own)),
    )


def _played(days: Iterator[_Day], on: int) -> tuple[list[_Day], int | None]:
    """The days until something was accepted for the first time and, with that one, `on` days more; and its number."""
    played: list[_Day] = []
    first: int | None = None
    for day in days:
        first = day.number if first is None and day.accepted else first
        if first is not None and day.number >= first + on:
            break
        played.append(day)
    return played, first


def _days(pool: Sequence[Label], at_first: Sequence[Label], traffic: Traffic, budget: float) -> Iterator[_Day]:
    """Give each day with the standing that its wishes met, and the labels it left."""
    rng = np.random.default_rng(traffic.seed)
    labels, found = [*at_first], standing(at_first, budget)
    for number in range(1, DAYS_MAX + 1):
        upto, since = (round(n * traffic.conversations_a_month / DAYS_A_MONTH) for n in (number, number - 1))
        wishes = tuple(pool[i] for i in rng.integers(0, len(pool), upto - since))
        turns = [f"C-{traffic.seed}-{number}-{i}" for i in range(len(wishes))]
        new = (*_audits(wishes, turns, found, traffic, rng), *_choices(wishes, turns, rng))
        yield _Day(number, wishes, found, new)
        labels += new
        found = standing(labels, budget)


def _audits(
    wishes: Sequence[Label], turns: Sequence[str], found: Standing, traffic: Traffic, rng: np.random.Generator
) -> tuple[Label, ...]:
    sample = [one for one, turn in zip(wishes, turns, strict=True) if found.in_sample(one.playbook, turn)]
    looked_at = rng.permutation(len(sample))[: traffic.audits_a_day]
    return tuple(Label(LabelSource.DESK_AUDIT, sample[i].playbook, sample[i].sure, sample[i].right) for i in looked_at)


def _choices(wishes: Sequence[Label], turns: Sequence[str], rng: np.random.Generator) -> Iterator[Label]:
    for one, turn in zip(wishes, turns, strict=True):
        if asked_anyway(turn) and rng.random() < ANSWERED_SHARE:
            label = label_of_choice(Question(one.playbook, one.sure, anyway=True), one.playbook if one.right else "")
            if label is not None:
                yield label


def _model_of_preset(encoder: Encoder, examples: int | None) -> IntentModel:
    intents = read_preset(PRESET).intents
    rows = [
        (text, name)
        for name in list(intents)[:PLAYBOOKS]
        for texts in intents[name].values()
        for text in texts[:examples]
    ]
    return train(rows, encoder)
