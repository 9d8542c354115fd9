"""Cells: each input cut into finitely many pieces inside which no condition changes its mind.

A box is one bit set of cells an input; a row's conditions are a box, and so is the when-part of a promise.
`regions` subtracts boxes from a box exactly, so that "is there a case where ...?" has a certain answer and an example.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from earnest.domain.errors import TooLarge
from earnest.domain.verdicts import FactValue
from earnest.policy.gates import Condition, Constant, Input, Op, as_fact, plainly

REGIONS_MAX = 2_000_000
"""Pieces that one question about a gate may look at before it is given up as too tangled."""

Box: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """One input and its cells.

    Args:
        input: the input.
        lows: for an ordered input, the lowest value of each cell, rising; () for words.
        size: number of cells.
    """

    input: Input
    lows: tuple[int, ...]
    size: int

    @property
    def full(self) -> int:
        """The bit set of all cells."""
        return (1 << self.size) - 1

    def span(self, cell: int) -> tuple[int, int]:
        """Lowest and highest value of a cell of an ordered input."""
        high = self.lows[cell + 1] - 1 if cell + 1 < self.size else self.input.bounds[1]
        return self.lows[cell], high

    def cell(self, value: Constant) -> int:
        """The cell that a value within the input's bounds lies in."""
        if isinstance(value, int):
            return bisect_right(self.lows, value) - 1
        return self.input.values.index(value)

    def sample(self, cell: int) -> Constant:
        """A value of the cell: for an ordered input the one nearest to zero."""
        if not self.lows:
            return self.input.values[cell]
        low, high = self.span(cell)
        return min(max(low, 0), high)

    def cells_where(self, condition: Condition) -> int:
        """The cells in which a condition on this input holds."""
        return sum(1 << cell for cell in range(self.size) if condition.holds(self.sample(cell)))


def axes_of(inputs: Sequence[Input], conditions: Iterable[Condition]) -> tuple[Axis, ...]:
    """Cut every input where one of the conditions changes its mind."""
    cuts: dict[str, set[int]] = {given.name: set() for given in inputs}
    for condition in conditions:
        for constant in condition.constants:
            if isinstance(constant, int):
                cuts[condition.field] |= _cuts(condition.op, constant)
    return tuple(_axis(given, cuts[given.name]) for given in inputs)


def box_of(axes: Sequence[Axis], conditions: Sequence[Condition]) -> Box:
    """The cases in which all conditions hold."""
    cells = [axis.full for axis in axes]
    place = {axis.input.name: index for index, axis in enumerate(axes)}
    for condition in conditions:
        index = place[condition.field]
        cells[index] &= axes[index].cells_where(condition)
    return tuple(cells)


def meet(one: Box, other: Box) -> Box | None:
    """The cases in both boxes, None if there are none."""
    both = tuple(a & b for a, b in zip(one, other, strict=True))
    return both if all(both) else None


@dataclass(slots=True)
class Budget:
    """Counts the pieces looked at."""

    left: int = REGIONS_MAX

    def spend(self) -> None:
        """Take one.

        Raises:
            TooLarge: the question needs more than `REGIONS_MAX` pieces.
        """
        self.left -= 1
        if self.left < 0:
            raise TooLarge(f"The gate falls into more than {REGIONS_MAX} pieces; split the skill or drop inputs.")


def regions(box: Box, outside: Sequence[Box], budget: Budget) -> Iterator[Box]:
    """Cut `box` minus all boxes of `outside` into disjoint boxes; only inputs that these really use are cut.

    Raises:
        TooLarge: more than `REGIONS_MAX` pieces.
    """
    budget.spend()
    near = [other for other in outside if all(a & b for a, b in zip(box, other, strict=True))]
    if not near:
        yield box
        return
    first, rest = near[0], near[1:]
    inside = list(box)
    for index, (here, there) in enumerate(zip(box, first, strict=True)):
        apart = here & ~there
        if apart:
            yield from regions((*inside[:index], apart, *inside[index + 1 :]), rest, budget)
        inside[index] = here & there


def example(axes: Sequence[Axis], box: Box, currency: str) -> Mapping[str, FactValue]:
    """Typed facts of one case in the box: the cell of each input nearest to zero, or its first word."""
    return {
        axis.input.name: as_fact(axis.input, _nearest(axis, cells), currency) for axis, cells in zip_axes(axes, box)
    }


def in_words(axes: Sequence[Axis], box: Box, currency: str) -> str:
    """The same case in words, naming only the inputs that matter: `amount = 50.01 EUR, reason = fault`."""
    parts = [
        f"{axis.input.name} = {plainly(axis.input, _nearest(axis, cells), currency)}"
        for axis, cells in zip_axes(axes, box)
        if cells != axis.full
    ]
    return ", ".join(parts) or "any case"


def zip_axes(axes: Sequence[Axis], box: Box) -> Iterator[tuple[Axis, int]]:
    """Each axis with its cells of the box."""
    return zip(axes, box, strict=True)


def _nearest(axis: Axis, cells: int) -> Constant:
    samples = [axis.sample(cell) for cell in range(axis.size) if cells >> cell & 1]
    return min(samples, key=lambda value: abs(value) if isinstance(value, int) else 0)


def _cuts(op: Op, constant: int) -> set[int]:
    if op in (Op.LESS, Op.AT_LEAST):
        return {constant}
    if op in (Op.AT_MOST, Op.MORE):
        return {constant + 1}
    return {constant, constant + 1}


def _axis(given: Input, cuts: set[int]) -> Axis:
    if not given.kind.ordered:
        return Axis(given, (), len(given.values))
    low, high = given.bounds
    lows = (low, *sorted(cut for cut in cuts if low < cut <= high))
    return Axis(given, lows, len(lows))
