"""Gates as values: typed inputs, rows of ANDed conditions, the strictest row wins, promises about the whole table.

Conditions are only `field op constant` (the unary tests of DMN's S-FEEL), so the input space falls into finitely
many cells and every statement about a gate can be checked exactly. Inside a gate a number is an `int` in its own unit
(percent, whole number, minor unit, level), a word is a `str`; `bool` inputs are the words `true` and `false`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from earnest.domain.identity import Level, Source
from earnest.domain.money import MINOR_MAX, Money
from earnest.domain.verdicts import FactValue, Outcome

ROWS_MAX = 60
"""Rows of one gate; above it nobody reads the table any more. Split the skill instead."""

INPUTS_MAX = 24
"""Inputs of one gate."""

PERCENT_MAX = 100
"""Percent inputs go from 0 to this, whole."""

Constant: TypeAlias = int | str


class InputKind(StrEnum):
    """What an input may hold."""

    PERCENT = "percent"
    INT = "int"
    MONEY = "money"
    EXPOSURE = "exposure"
    BOOL = "bool"
    LEVEL = "level"
    SOURCE = "source"
    CHOICE = "choice"

    @property
    def ordered(self) -> bool:
        """Whether `<` and `>` mean something."""
        return self not in (InputKind.BOOL, InputKind.SOURCE, InputKind.CHOICE)

    @property
    def is_money(self) -> bool:
        """Whether its values are amounts in the gate's currency."""
        return self in (InputKind.MONEY, InputKind.EXPOSURE)


@dataclass(frozen=True, slots=True)
class Input:
    """A declared input.

    Args:
        name: the field's name in conditions and facts.
        kind: what it may hold.
        values: its vocabulary, in order; () for ordered kinds.
        skill: for an exposure, the skill whose amounts are added up.
        days: for an exposure, over how many days, this one included.
        line: where it is declared.
        field: the data map's field that it is made of, as `source.path`; "" where the gate does not say.
    """

    name: str
    kind: InputKind
    values: tuple[str, ...] = ()
    skill: str = ""
    days: int = 0
    line: int = 0
    field: str = ""

    @property
    def bounds(self) -> tuple[int, int]:
        """Lowest and highest value of an ordered input, both included."""
        match self.kind:
            case InputKind.PERCENT:
                return 0, PERCENT_MAX
            case InputKind.LEVEL:
                return int(min(Level)), int(max(Level))
            case _:
                return -MINOR_MAX, MINOR_MAX


class Op(StrEnum):
    """Comparisons."""

    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IS = "="
    IS_NOT = "!="


@dataclass(frozen=True, slots=True)
class Condition:
    """One unary test: `field op constant`; `IS` with several constants means one of them."""

    field: str
    op: Op
    constants: tuple[Constant, ...]

    def holds(self, value: Constant) -> bool:
        """Whether a value, in the gate's own units, meets it."""
        if self.op is Op.IS:
            return value in self.constants
        first = self.constants[0]
        if self.op is Op.IS_NOT:
            return value != first
        assert isinstance(value, int)
        assert isinstance(first, int)
        return _compares(self.op, value, first)


def _compares(op: Op, value: int, constant: int) -> bool:
    if op is Op.LESS:
        return value < constant
    if op is Op.AT_MOST:
        return value <= constant
    if op is Op.MORE:
        return value > constant
    return value >= constant


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: when all conditions hold, at least this outcome.

    Args:
        id: its name within the gate.
        conditions: ANDed, at most one a field.
        outcome: what follows.
        say: the sentence for the customer by language, "" for any language; its own limits are filled in.
        line: where it stands.
    """

    id: str
    conditions: tuple[Condition, ...]
    outcome: Outcome
    say: Mapping[str, str]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A statement about the whole table: under its conditions the outcome is never, or always, one of these."""

    text: str
    never: bool
    outcomes: tuple[Outcome, ...]
    conditions: tuple[Condition, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as written.

    Args:
        name: the skill it guards.
        currency: ISO 4217 code of every amount in it, "" if it has none.
        inputs: declared inputs, in order.
        otherwise: the outcome where no row applies; None where the author left it out, which reads as ask_person.
        rows: the rules.
        promises: what must hold for the whole table.
        file: where it was read from.
    """

    name: str
    currency: str
    inputs: tuple[Input, ...]
    otherwise: Outcome | None
    rows: tuple[Row, ...]
    promises: tuple[Promise, ...] = ()
    file: str = ""

    @property
    def base(self) -> Outcome:
        """The mildest outcome the gate itself ever gives: rows can only tighten it."""
        return Outcome.ASK_PERSON if self.otherwise is None else self.otherwise


def as_fact(given: Input, value: Constant, currency: str) -> FactValue:
    """A value in the gate's own units as the typed fact that `judge` takes."""
    match given.kind:
        case InputKind.PERCENT | InputKind.INT:
            return int(value)
        case InputKind.MONEY | InputKind.EXPOSURE:
            return Money(int(value), currency)
        case InputKind.LEVEL:
            return Level(int(value))
        case InputKind.BOOL:
            return value == "true"
        case InputKind.SOURCE | InputKind.CHOICE:
            return str(value)


def plainly(given: Input, value: Constant, currency: str) -> str:
    """A value as a `say` text or a finding shows it: `50.00 EUR`, `80 %`, `signed_in`."""
    match given.kind:
        case InputKind.MONEY | InputKind.EXPOSURE:
            return str(Money(int(value), currency))
        case InputKind.PERCENT:
            return f"{value} %"
        case InputKind.LEVEL:
            return Level(int(value)).word
        case _:
            return str(value)


VOCABULARY: Mapping[InputKind, tuple[str, ...]] = {
    InputKind.BOOL: ("false", "true"),
    InputKind.SOURCE: tuple(source.value for source in Source),
}
"""Kinds whose words are the same for every gate."""
