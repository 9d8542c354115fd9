"""Counterfactuals: the nearest facts under which the outcome would be milder, computed from the gate's own cells.

Every needed value is the nearest one: one unit back towards the given value and the stated outcome does not follow.
Fewer inputs come first, then what a customer can change; an identity level or a source comes last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TypeAlias

from earnest.domain.verdicts import Change, Facts, Outcome
from earnest.policy.cells import Axis
from earnest.policy.compiled import CompiledGate, unit_value
from earnest.policy.gates import Constant, InputKind, as_fact

CHANGES_MAX = 6
"""Changes that one verdict tells."""

INPUTS_CHANGED_MAX = 3
"""Inputs that one change may touch; more is no explanation."""

STEPS_MAX = 5_000
"""Cases looked at for one verdict (about 8 ms); what is found until then is told."""

CELLS_AWAY_MAX = 12
"""Cells that each of several inputs may move; one input alone may move as far as it has to."""


@dataclass(frozen=True, slots=True)
class _Move:
    """One input moved to the near edge of another cell."""

    axis: int
    cell: int
    value: Constant


_Ray: TypeAlias = tuple[_Move, ...]
"""Moves of one input in one direction, nearest first."""


def nearest_changes(gate: CompiledGate, facts: Facts, outcome: Outcome, least: Outcome) -> tuple[Change, ...]:
    """The nearest changes towards milder outcomes than the one given.

    Args:
        gate: the gate.
        facts: its inputs, all present and fit.
        outcome: what they led to.
        least: the mildest outcome the gate and the effect class ever give.

    Raises:
        Unfit: a fact is of the wrong type or range.
    """
    if outcome <= least:
        return ()
    values = [unit_value(axis.input, facts[axis.input.name], gate.gate.currency) for axis in gate.axes]
    here = [axis.cell(value) for axis, value in zip(gate.axes, values, strict=True)]
    search = _Search(gate, least, here)
    milder = outcome
    found: list[tuple[tuple[_Move, ...], Outcome]] = []
    for size in range(1, INPUTS_CHANGED_MAX + 1):
        found += search.of_size(size, milder)
        milder = min((reached for _, reached in found), default=outcome)
        if milder == least or search.steps >= STEPS_MAX:
            break
    found.sort(key=lambda entry: _rank(gate, *entry))
    return tuple(_change(gate, moves, reached) for moves, reached in found[:CHANGES_MAX])


@dataclass(slots=True)
class _Search:
    """Walks outward from the given case."""

    gate: CompiledGate
    least: Outcome
    here: list[int]
    steps: int = 0

    def of_size(self, size: int, milder_than: Outcome) -> Iterator[tuple[tuple[_Move, ...], Outcome]]:
        """Changes of exactly `size` inputs, nearest first; each combination of rays tells an outcome once."""
        rays = {axis: tuple(_rays(self.gate.axes[axis], axis, self.here[axis])) for axis in self._movable()}
        applying = self._mask(())
        for chosen in combinations(rays, size):
            stuck = applying
            for axis in chosen:
                stuck &= self.gate.free[axis]
            # Rows that look at none of the chosen inputs go on applying, whatever these become.
            if self.gate.outcome(stuck, self.least) < milder_than:
                for combination in product(*(rays[axis] for axis in chosen)):
                    near = combination if size == 1 else [ray[:CELLS_AWAY_MAX] for ray in combination]
                    yield from self._along(near, self._mask(chosen), milder_than)

    def _movable(self) -> Sequence[int]:
        """The inputs that some row above the mildest outcome looks at."""
        fields = {test.field for row in self.gate.rows if row.outcome > self.least for test in row.conditions}
        return [index for index, axis in enumerate(self.gate.axes) if axis.input.name in fields]

    def _along(
        self, rays: Sequence[_Ray], rest: int, milder_than: Outcome
    ) -> Iterator[tuple[tuple[_Move, ...], Outcome]]:
        told: set[Outcome] = set()
        for steps in sorted(product(*(range(len(ray)) for ray in rays)), key=sum):
            self.steps += 1
            if self.steps > STEPS_MAX:
                return
            moves = tuple(ray[step] for ray, step in zip(rays, steps, strict=True))
            mask = rest
            for move in moves:
                mask &= self.gate.masks[move.axis][move.cell]
            reached = self.gate.outcome(mask, self.least)
            if reached < milder_than and reached not in told:
                told.add(reached)
                yield moves, reached

    def _mask(self, without: Sequence[int]) -> int:
        """The rows that the given values leave possible on every input but these."""
        mask = (1 << len(self.gate.rows)) - 1
        for axis, (masks, cell) in enumerate(zip(self.gate.masks, self.here, strict=True)):
            if axis not in without:
                mask &= masks[cell]
        return mask


def _rays(axis: Axis, index: int, here: int) -> Iterator[_Ray]:
    if not axis.input.kind.ordered:
        for cell, word in enumerate(axis.input.values):
            if cell != here:
                yield (_Move(index, cell, word),)
        return
    if here > 0:
        yield tuple(_Move(index, cell, axis.span(cell)[1]) for cell in range(here - 1, -1, -1))
    if here + 1 < axis.size:
        yield tuple(_Move(index, cell, axis.span(cell)[0]) for cell in range(here + 1, axis.size))


def _rank(gate: CompiledGate, moves: tuple[_Move, ...], reached: Outcome) -> tuple[int, int, int]:
    weights = [_weight(gate.axes[move.axis].input.kind) for move in moves]
    return len(moves), max(weights), int(reached)


def _weight(kind: InputKind) -> int:
    match kind:
        case InputKind.PERCENT | InputKind.INT | InputKind.MONEY | InputKind.EXPOSURE:
            return 0
        case InputKind.BOOL | InputKind.CHOICE:
            return 1
        case InputKind.LEVEL | InputKind.SOURCE:
            return 2


def _change(gate: CompiledGate, moves: tuple[_Move, ...], reached: Outcome) -> Change:
    currency = gate.gate.currency
    return Change(
        tuple(
            (axis.input.name, as_fact(axis.input, move.value, currency))
            for move in moves
            for axis in (gate.axes[move.axis],)
        ),
        reached,
    )
