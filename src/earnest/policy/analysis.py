"""What holds for every case of a gate: dead rows, gaps, broken promises, unused inputs, laxer cases. Exact."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from earnest.domain.errors import BadInput
from earnest.domain.verdicts import FactValue, Outcome
from earnest.policy.cells import Axis, Box, Budget, axes_of, box_of, example, in_words, meet, regions
from earnest.policy.gates import Condition, Gate, Input, Op, Promise, Row

LAXER_MAX = 100
"""Laxer cases that one comparison lists."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: typed facts that `judge` takes, the same in words (what matters of it), and its outcome."""

    facts: Mapping[str, FactValue]
    words: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that does not hold, with one case that breaks it."""

    promise: Promise
    case: Case


@dataclass(frozen=True, slots=True)
class Findings:
    """All that a whole-table check found.

    Args:
        dead: rows that never change the outcome.
        gaps: a case that no row covers, where the gate has no `otherwise`.
        broken: promises that do not hold.
        unused: inputs that no row looks at.
        mildest: the mildest outcome that is ever reached.
    """

    dead: tuple[Row, ...]
    gaps: tuple[Case, ...]
    broken: tuple[Broken, ...]
    unused: tuple[Input, ...]
    mildest: Outcome


@dataclass(frozen=True, slots=True)
class Laxer:
    """A group of cases that became milder, with an example.

    Args:
        row: the row that used to decide, "" where it was the default.
        was: the outcome until now.
        now: the new outcome of the example.
        case: the example, under the inputs of both gates; its outcome is `now`.
    """

    row: str
    was: Outcome
    now: Outcome
    case: Case


@dataclass(frozen=True, slots=True)
class _Table:
    """Rows as boxes over common axes, and the default beneath them."""

    axes: tuple[Axis, ...]
    rows: tuple[tuple[Row, Box], ...]
    base: Outcome
    currency: str

    @property
    def whole(self) -> Box:
        return tuple(axis.full for axis in self.axes)

    def stricter(self, outcome: Outcome) -> list[Box]:
        return [box for row, box in self.rows if row.outcome > outcome]

    def outcome_at(self, point: Box) -> Outcome:
        return max([self.base, *(row.outcome for row, box in self.rows if meet(box, point))])

    def case(self, box: Box, outcome: Outcome | None = None) -> Case:
        facts = example(self.axes, box, self.currency)
        return Case(
            facts, in_words(self.axes, box, self.currency), self.outcome_at(box) if outcome is None else outcome
        )


def analyse(gate: Gate, floor: Outcome = Outcome.DO_IT) -> Findings:
    """Check the whole table under an effect class's floor.

    Raises:
        TooLarge: the table is too tangled to be proved.
    """
    table = _table(gate, floor)
    used = {condition.field for row in gate.rows for condition in row.conditions}
    return Findings(
        dead=_dead(table),
        gaps=_gaps(table) if gate.otherwise is None else (),
        broken=tuple(broken for promise in gate.promises for broken in _broken(table, promise)),
        unused=tuple(given for given in gate.inputs if given.name not in used),
        mildest=next(outcome for outcome in Outcome if any(True for _ in _where(table, table.whole, outcome))),
    )


def rising_risk(gate: Gate) -> Mapping[str, int]:
    """Inputs along which no step is ever judged more kindly: +1 upwards, -1 downwards.

    An ordered input is one when every row that looks at it uses only > and >=, or only < and <=.
    """
    directions: dict[str, int] = {}
    for given in gate.inputs:
        ops = {test.op for row in gate.rows for test in row.conditions if test.field == given.name}
        if given.kind.ordered and ops and ops <= {Op.MORE, Op.AT_LEAST}:
            directions[given.name] = 1
        elif given.kind.ordered and ops and ops <= {Op.LESS, Op.AT_MOST}:
            directions[given.name] = -1
    return directions


def diff(old: Gate, new: Gate, floor: Outcome = Outcome.DO_IT) -> tuple[Laxer, ...]:
    """The cases in which a new gate is milder than the old one, at most `LAXER_MAX` groups.

    A word that the old gate did not know was a person's to decide; that counts as its outcome.

    Raises:
        BadInput: an input changed its type, or the gate its currency.
        TooLarge: the tables are too tangled to be compared.
    """
    inputs = _common(old, new)
    before, after = _table(old, floor, inputs, new), _table(new, floor, inputs, old)
    return tuple(islice(_laxer(before, after), LAXER_MAX))


def _table(gate: Gate, floor: Outcome, inputs: Sequence[Input] | None = None, other: Gate | None = None) -> _Table:
    conditions = [test for some in (gate, other) if some for test in _conditions(some)]
    axes = axes_of(gate.inputs if inputs is None else inputs, conditions)
    rows = (*gate.rows, *_unknown_words(gate, inputs or ()))
    boxed = tuple((row, box_of(axes, row.conditions)) for row in rows)
    # A condition that can never hold leaves an empty box, which meets nothing.
    currency = gate.currency or (other.currency if other else "")
    return _Table(axes, tuple(sorted(boxed, key=lambda pair: -pair[0].outcome)), max(gate.base, floor), currency)


def _conditions(gate: Gate) -> Iterator[Condition]:
    for row in gate.rows:
        yield from row.conditions
    for promise in gate.promises:
        yield from promise.conditions


def _dead(table: _Table) -> tuple[Row, ...]:
    """From the last row to the first, so that of two equal rows only the later one is dead."""
    alive = list(table.rows)
    dead = []
    for row, box in reversed(table.rows):
        others = [there for other, there in alive if other is not row and other.outcome >= row.outcome]
        effective = row.outcome > table.base and all(box) and any(True for _ in _first(box, others))
        if not effective:
            dead.append(row)
            alive = [pair for pair in alive if pair[0] is not row]
    return tuple(sorted(dead, key=lambda row: row.line))


def _first(box: Box, outside: Sequence[Box]) -> Iterator[Box]:
    return islice(regions(box, outside, Budget()), 1)


def _gaps(table: _Table) -> tuple[Case, ...]:
    return tuple(table.case(box) for box in _first(table.whole, [box for _, box in table.rows]))


def _broken(table: _Table, promise: Promise) -> Iterator[Broken]:
    when = box_of(table.axes, promise.conditions)
    if not all(when):
        return
    bad = [outcome for outcome in Outcome if (outcome in promise.outcomes) == promise.never]
    for outcome in bad:
        for box in islice(_where(table, when, outcome), 1):
            yield Broken(promise, table.case(box, outcome))
            return


def _where(table: _Table, within: Box, outcome: Outcome) -> Iterator[Box]:
    """The cases inside a box with exactly this outcome (boxes may overlap)."""
    if outcome < table.base:
        return
    sources = [table.whole] if outcome == table.base else []
    sources += [box for row, box in table.rows if row.outcome == outcome and outcome > table.base]
    for source in sources:
        both = meet(source, within)
        if both:
            yield from regions(both, table.stricter(outcome), Budget())


def _laxer(before: _Table, after: _Table) -> Iterator[Laxer]:
    covered: list[Box] = []
    decided = [(row.id, row.outcome, box) for row, box in before.rows if row.outcome > before.base]
    for name, was, box in (*decided, ("", before.base, before.whole)):
        if was > after.base and all(box):
            kept = [there for row, there in after.rows if row.outcome >= was]
            for region in regions(box, [*covered, *kept], Budget()):
                yield from _laxer_case(after, region, name, was)
        covered.append(box)


def _laxer_case(after: _Table, region: Box, name: str, was: Outcome) -> Iterator[Laxer]:
    for now in Outcome:
        for box in islice(_where(after, region, now), 1):
            yield Laxer(name, was, now, after.case(box, now))
            return


def _common(old: Gate, new: Gate) -> tuple[Input, ...]:
    if old.currency and new.currency and old.currency != new.currency:
        raise BadInput(f"The gate's currency changed from {old.currency} to {new.currency}: compare by hand.")
    merged = {given.name: given for given in old.inputs}
    for given in new.inputs:
        was = merged.get(given.name, given)
        if was.kind is not given.kind:
            raise BadInput(f"Input {given.name} changed from {was.kind} to {given.kind}; give the new one a new name.")
        merged[given.name] = replace(given, values=tuple(dict.fromkeys((*was.values, *given.values))))
    return tuple(merged.values())


def _unknown_words(gate: Gate, inputs: Sequence[Input]) -> Iterator[Row]:
    """Words of the other gate's vocabulary are unfit facts here, and so a person's."""
    known = {given.name: given.values for given in gate.inputs}
    for given in inputs:
        strange = [value for value in given.values if value not in known.get(given.name, given.values)]
        if strange:
            test = Condition(given.name, Op.IS, tuple(strange))
            yield Row(f"unknown {given.name}", (test,), Outcome.ASK_PERSON, {})
