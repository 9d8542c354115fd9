"""What gates say: one closed set of outcomes, the strictest wins; facts in, verdicts out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from earnest.domain.identity import Level
from earnest.domain.money import Money


class Outcome(IntEnum):
    """What may happen with a proposed action, from the mildest to the strictest."""

    DO_IT = 0
    CONFIRM = 1
    ASK_PERSON = 2
    ASK_TWO = 3
    REFUSE = 4

    @property
    def word(self) -> str:
        """The word that gate files use."""
        return self.name.lower()


FactValue = bool | int | str | Money | Level
"""A typed gate input: whole numbers and percents are `int`, closed vocabularies are `str`."""

Facts = Mapping[str, FactValue]


ONE_PERSON_ROW = "decided_by_one_person"
"""The row that a verdict names where one person stood for two: in approving it, or in publishing its gate."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A row that applied: its id, its outcome, and the sentence it says with its own limits filled in."""

    row: str
    outcome: Outcome
    say: str


@dataclass(frozen=True, slots=True)
class Change:
    """What would have changed the outcome: with `needed` in place of the given values, `outcome` follows.

    Each value is the nearest one: one unit (minor unit, whole number, percent) back towards the given
    value and the stated outcome no longer follows.
    """

    needed: tuple[tuple[str, FactValue], ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a gate, the rows that fired (strictest first), and what would change it.

    Args:
        outcome: the strictest of the rows, the default and the effect class's floor.
        gate: the gate's name, "" where the action has none.
        gate_digest: SHA-256 (hex) of the gate's canonical form, "" without a gate.
        fired: rows that applied.
        changes: nearest changes towards milder outcomes, computed, never generated.
        fault: why the gate could not be evaluated and failed closed, "" if it could.
    """

    outcome: Outcome
    gate: str
    gate_digest: str
    fired: tuple[Fired, ...] = ()
    changes: tuple[Change, ...] = ()
    fault: str = ""
