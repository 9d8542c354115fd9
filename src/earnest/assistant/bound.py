"""The bound: from how sure on a wish may be acted on without asking. A pure fold over labels; nothing is remembered.

Errors are pooled over a brand's playbooks: at each of a few levels of certainty, tested from the surest down and only
as far as every stricter level passed, the one-sided 95 % Clopper-Pearson bound must keep the budget. A playbook whose
own share of errors at a level is above the budget does not get that level. Testing in a fixed order costs no
confidence; looking again after each label does cost some, which the audit of what was done without asking watches.

A customer's silence is no label, and neither is a text that a model wrote: no source here stands for them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from earnest.assistant.understand.certainty import is_within, needed_for
from earnest.domain.labels import CERTAIN_PERCENT, Judged, Question

LEVELS = (98, 95, 90)
"""Percents of certainty from which a wish could be accepted, the strictest first."""

BUDGET = 0.02
"""Share of accepted wishes that may be misunderstood."""

SAMPLE_SHARE = 0.02
"""Share of turns that is audited once a playbook has the bound; before, all are."""

ASKED_ANYWAY_SHARE = 0.02
"""Share of turns that are asked with choices whatever the score, so that the answers speak for all turns."""

DAYS_A_MONTH = 30


class LabelSource(StrEnum):
    """Where a label comes from; there are no others."""

    HELD_BACK = "held_back"
    DESK_AUDIT = "desk_audit"
    CHOICE = "choice"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Label:
    """One wish of which somebody knows what it was.

    Args:
        source: who knows.
        playbook: what the router took it for.
        sure: how sure it was, in whole percent.
        right: whether that was it.
    """

    source: LabelSource
    playbook: str
    sure: int
    right: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Labels at or above a level of certainty, and the wrong ones among them."""

    n: int = 0
    wrong: int = 0

    def and_more(self, count: int, *, right: bool) -> "Tally":
        """This tally with so many labels more."""
        return Tally(self.n + count, self.wrong + (0 if right else count))

    def keeps(self, budget: float) -> bool:
        """Whether the bound on the error rate is within the budget."""
        return is_within(self.n, self.wrong, budget)

    def is_worse_than(self, budget: float) -> bool:
        """Whether the share of errors that was seen is above the budget."""
        return self.wrong > budget * self.n


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a brand has come.

    Args:
        budget: the share of accepted wishes that may be wrong.
        pool: the tally at each of LEVELS.
        level: the lowest level that the pool passes, None if it passes none.
        own: by playbook whose own errors are worse: its own lowest level, None if it has none.
    """

    budget: float
    pool: Mapping[int, Tally]
    level: int | None
    own: Mapping[str, int | None]

    def level_of(self, playbook: str) -> int | None:
        """From which percent of certainty a playbook's wishes may be acted on without asking; None: from none."""
        return self.own.get(playbook, self.level)

    def accepts(self, playbook: str, certainty: float) -> bool:
        """Whether a wish may be acted on without asking; `certainty` in 0..1, as the router gives it."""
        level = self.level_of(playbook)
        return level is not None and round(100 * certainty) >= level

    def is_sure(self, playbook: str, percent: int | None) -> bool:
        """Whether a recorded wish may be acted on without asking: accepted, or said by the customer themselves.

        Args:
            playbook: what it was taken for.
            percent: how sure that is; CERTAIN_PERCENT is a choice of the customer's own, None was not measured.
        """
        return percent is not None and (percent >= CERTAIN_PERCENT or self.accepts(playbook, percent / 100))

    def in_sample(self, playbook: str, turn: str) -> bool:
        """Whether a turn is audited: every one below the bound, then SAMPLE_SHARE, picked by the turn's own id."""
        return self.level_of(playbook) is None or _falls_within(f"audit {turn}", SAMPLE_SHARE)

    @property
    def seen(self) -> int:
        """Labels that count towards the strictest level."""
        return self.pool[LEVELS[0]].n

    @property
    def needed(self) -> int:
        """How many labels the strictest level needs, with the errors seen so far and none more (149 without any)."""
        return needed_for(self.budget, self.pool[LEVELS[0]].wrong)

    @property
    def missing(self) -> int:
        """Further labels without an error until the first wish may be accepted; 0 once one may."""
        return 0 if self.level is not None else max(1, self.needed - self.seen)


def standing(labels: Iterable[Label], budget: float = BUDGET) -> Standing:
    """Fold labels into a standing. Their order does not matter; one error more never loosens anything."""
    pool = dict.fromkeys(LEVELS, Tally())
    own: dict[str, dict[int, Tally]] = {}
    for (playbook, sure, right), count in Counter((one.playbook, one.sure, one.right) for one in labels).items():
        mine = own.setdefault(playbook, dict.fromkeys(LEVELS, Tally()))
        for level in LEVELS:
            if sure >= level:
                pool[level] = pool[level].and_more(count, right=right)
                mine[level] = mine[level].and_more(count, right=right)
    passed = _passed(pool, budget)
    pooled = passed[-1] if passed else None
    tightened = {name: _own_level(tallies, passed, budget) for name, tallies in own.items()}
    return Standing(budget, pool, pooled, {name: lowest for name, lowest in tightened.items() if lowest != pooled})


def _passed(pool: Mapping[int, Tally], budget: float) -> tuple[int, ...]:
    """The levels from the strictest down to the first that does not keep the budget."""
    passed: tuple[int, ...] = ()
    for level in LEVELS:
        if not pool[level].keeps(budget):
            break
        passed = (*passed, level)
    return passed


def _own_level(own: Mapping[int, Tally], passed: tuple[int, ...], budget: float) -> int | None:
    lowest: int | None = None
    for level in passed:
        if own[level].is_worse_than(budget):
            break
        lowest = level
    return lowest


def labels_of(judged: Iterable[Judged]) -> tuple[Label, ...]:
    """What a brand's recorded judgements count for: one label a decision, right only where everybody says so.

    A correction outside the audit sample says that something was wrong. That something there was right says nothing:
    nobody drew it, so it does not speak for other turns.
    """
    kept: dict[str, Label] = {}
    for one in judged:
        if one.source == LabelSource.CORRECTION and one.right:
            continue
        label = Label(LabelSource(one.source), one.playbook, one.sure, one.right)
        before = kept.get(one.decision)
        kept[one.decision] = label if before is None or before.right else before
    return tuple(kept.values())


def label_of_choice(asked: Question, chosen: str) -> Label | None:
    """What a customer's choice tells; None where the question was asked because of the score: such turns are harder.

    Args:
        asked: the question.
        chosen: the playbook that was chosen; "" for something else, which says that the router was wrong.
    """
    if not asked.anyway:
        return None
    return Label(LabelSource.CHOICE, asked.playbook, asked.sure, asked.playbook == chosen)


def label_of_audit(playbook: str, sure: int, really: str) -> Label:
    """What a colleague at the desk found a wish to be, in the audit sample."""
    return Label(LabelSource.DESK_AUDIT, playbook, sure, playbook == really)


def label_of_correction(playbook: str, sure: int, really: str) -> Label:
    """What a colleague who took over corrected a wish to."""
    return Label(LabelSource.CORRECTION, playbook, sure, playbook == really)


def asked_anyway(turn: str) -> bool:
    """Whether a turn is asked with choices whatever the score; picked by the turn's own id, so that replay is exact."""
    return _falls_within(f"ask {turn}", ASKED_ANYWAY_SHARE)


def days_left(standing: Standing, conversations_a_month: float, sure_share: float) -> int | None:
    """How many days of traffic without an error the first accepted wish is away; None where no traffic helps.

    Args:
        standing: how far it has come.
        conversations_a_month: the traffic, one labelled wish each, as all turns are audited below the bound.
        sure_share: the share of wishes that reach the strictest level.
    """
    a_day = conversations_a_month / DAYS_A_MONTH * sure_share
    if standing.missing == 0:
        return 0
    return ceil(standing.missing / a_day) if a_day > 0 else None


def _falls_within(key: str, share: float) -> bool:
    """Whether a text falls within a share of all texts; the same in every process."""
    drawn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    return drawn < share * 2**64
