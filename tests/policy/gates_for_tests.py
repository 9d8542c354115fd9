"""What the tests of gates share: the design's refund gate, a writer of gate files, and random gates and facts."""

from collections.abc import Mapping
from pathlib import Path

from hypothesis import strategies as st

from earnest.domain.identity import Level, Source
from earnest.domain.money import Money
from earnest.domain.verdicts import FactValue, Outcome
from earnest.policy.gate_file import read_gate
from earnest.policy.gates import VOCABULARY, Condition, Gate, Input, InputKind, Op, Row

REASONS = ("fault", "changed_mind", "wrong_item")

REFUND = """\
gate: refund
inputs: {sure: percent, amount: money, refunds_30d: {money: refund, days: 30}, days_since_delivery: int,
         reason: [fault, changed_mind, wrong_item], identity: level, asked_by: source}
otherwise: do_it
rows:
  - {id: unsure,       if: {sure: "< 80"}, then: ask_person, say: "Not sure enough."}
  - {id: over-50,      if: {amount: "> 50.00 EUR"},  then: ask_person, say:
       {en: "A person checks refunds over {limit}.", de: "Ab {limit} prüft ein Mensch."}}
  - {id: often,        if: {refunds_30d: "> 150.00 EUR"},     then: ask_person, say: "Several refunds."}
  - {id: late-fault,   if: {reason: fault, days_since_delivery: "> 30"},  then: ask_person, say: "Warranty."}
  - {id: late-mind,    if: {reason: changed_mind, days_since_delivery: "> 30"}, then: refuse,
       say: "You can send things back for {limit} days."}
  - {id: outside-text, if: {asked_by: text_from_elsewhere},   then: ask_person, say: "From outside."}
promises:
  - never do_it when amount > 50.00 EUR
  - never refuse when reason = fault
"""

CALM: Mapping[str, FactValue] = {
    "sure": 97,
    "amount": Money(2490, "EUR"),
    "refunds_30d": Money(2490, "EUR"),
    "days_since_delivery": 6,
    "reason": "fault",
    "identity": Level.SIGNED_IN,
    "asked_by": "customer",
}


def written(folder: Path, text: str, name: str = "refund.yaml") -> Gate:
    """The gate that this text is."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return read_gate(file)


INPUTS = (
    Input("sure", InputKind.PERCENT),
    Input("amount", InputKind.MONEY),
    Input("spent", InputKind.EXPOSURE, skill="refund", days=30),
    Input("days", InputKind.INT),
    Input("known", InputKind.LEVEL),
    Input("vip", InputKind.BOOL, VOCABULARY[InputKind.BOOL]),
    Input("asked_by", InputKind.SOURCE, VOCABULARY[InputKind.SOURCE]),
    Input("reason", InputKind.CHOICE, REASONS),
)


@st.composite
def conditions(draw: st.DrawFn, given: Input) -> Condition:
    """Any condition on an input; small constants, so that rows meet."""
    if not given.kind.ordered:
        op = draw(st.sampled_from([Op.IS, Op.IS_NOT]))
        size = 2 if op is Op.IS else 1
        words = draw(st.lists(st.sampled_from(given.values), min_size=1, max_size=size, unique=True))
        return Condition(given.name, op, tuple(words))
    highest = int(max(Level)) if given.kind is InputKind.LEVEL else 12
    op = draw(st.sampled_from(list(Op)))
    size = 3 if op is Op.IS else 1
    numbers = draw(st.lists(st.integers(0, highest), min_size=1, max_size=size, unique=True))
    return Condition(given.name, op, tuple(numbers))


@st.composite
def rows(draw: st.DrawFn, inputs: tuple[Input, ...], row_id: str) -> Row:
    """Any row over some of the inputs."""
    chosen = draw(st.lists(st.sampled_from(inputs), min_size=1, max_size=3, unique=True))
    tests = tuple(draw(conditions(given)) for given in chosen)
    return Row(row_id, tests, draw(st.sampled_from(list(Outcome))), {"": f"row {row_id}"})


@st.composite
def gates(draw: st.DrawFn, *, rows_max: int = 6, inputs_max: int = 4) -> Gate:
    """Any small gate."""
    inputs = tuple(draw(st.lists(st.sampled_from(INPUTS), min_size=1, max_size=inputs_max, unique=True)))
    count = draw(st.integers(0, rows_max))
    table = tuple(draw(rows(inputs, f"r{number}")) for number in range(count))
    otherwise = draw(st.sampled_from([Outcome.DO_IT, Outcome.DO_IT, Outcome.CONFIRM, Outcome.ASK_PERSON, None]))
    return Gate("refund", "EUR", inputs, otherwise, table)


@st.composite
def facts_for(draw: st.DrawFn, gate: Gate) -> dict[str, FactValue]:
    """Fit facts for a gate, near its constants."""
    return {given.name: draw(values(given)) for given in gate.inputs}


def values(given: Input) -> st.SearchStrategy[FactValue]:  # noqa: PLR0911 - one line a kind
    """Fit values of an input."""
    match given.kind:
        case InputKind.PERCENT:
            return st.integers(0, 15)
        case InputKind.INT:
            return st.integers(-3, 15)
        case InputKind.MONEY | InputKind.EXPOSURE:
            return st.builds(Money, st.integers(-3, 15), st.just("EUR"))
        case InputKind.LEVEL:
            return st.sampled_from(list(Level))
        case InputKind.BOOL:
            return st.booleans()
        case InputKind.SOURCE:
            return st.sampled_from([source.value for source in Source])
        case InputKind.CHOICE:
            return st.sampled_from(given.values)


def step(value: FactValue, by: int) -> FactValue:
    """A number one unit up or down, of the same type."""
    if isinstance(value, Money):
        return Money(value.minor + by, value.currency)
    if isinstance(value, Level):
        return Level(value + by)
    assert isinstance(value, int)
    return value + by


def size_of(value: FactValue) -> int:
    """A number without its unit."""
    if isinstance(value, Money):
        return value.minor
    assert isinstance(value, int)
    return int(value)
