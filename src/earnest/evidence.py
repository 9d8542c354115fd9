"""Gathering what reports rest on: counts of the store, the checked log, the analysed gates, the data map."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from earnest.consent.grants import DataMap, SourceRule
from earnest.domain.counted import Counted, is_fault
from earnest.domain.purposes import BASIS_OF
from earnest.domain.regions import outlet
from earnest.domain.verdicts import Outcome
from earnest.govern.reports import WITHDRAWAL, Evidence, GateFacts, LogFacts, MapFacts, Processing
from earnest.ledger import Report as LogReport
from earnest.policy import analyse
from earnest.policy.gates import Condition, Gate, Input, InputKind, Op, Promise, Row

DAYS = "days"
"""An input of whole numbers with this word in its name counts days."""


def evidence_of(
    counted: Counted,
    log: LogReport,
    rules: tuple[Iterable[Gate], DataMap],
    due: tuple[Mapping[str, int], Mapping[str, int]],
) -> Evidence:
    """What reports rest on.

    Args:
        counted: what the store keeps, counted.
        log: the log, hashed anew.
        rules: the brand's gates and its data map.
        due: what is past its time now, and what was a day ago, by name.
    """
    gates, data_map = rules
    problems = tuple(f"{one.where}: {one.what}" for one in log.problems)
    facts = LogFacts(log.size, log.root.hex(), problems or (() if log.ok else ("it does not verify",)))
    return Evidence(counted, facts, gate_facts(gates), map_facts(data_map), *due)


def gate_facts(gates: Iterable[Gate]) -> GateFacts:
    """What holds for every case of the gates, for reports."""
    every = tuple(gates)
    withdrawals = [one for one in every if one.name == WITHDRAWAL or one.name.startswith(f"{WITHDRAWAL}_")]
    blind = [one.name for one in every if not _faults(one) and any(True for row in one.rows if _window(one, row))]
    return GateFacts(
        withdrawals=tuple(one.name for one in withdrawals),
        upward=tuple(case for one in withdrawals for case in _upward(one)),
        windows=tuple((one.name, row.id) for one in every for row in one.rows if _refuses_faults(one, row)),
        blind=tuple(blind),
    )


def map_facts(data_map: DataMap) -> MapFacts:
    """The data map as reports tell it."""
    return MapFacts(
        sources=tuple(_processing(source) for source in data_map.sources),
        regions=data_map.regions,
        ways=tuple(
            (outlet(one.way, one.name), one.region, one.processor, data_map.stay(one.way, one.name) is None)
            for one in data_map.targets
        ),
    )


def _processing(source: SourceRule) -> Processing:
    purposes = {purpose for rule in source.fields for purpose in rule.purposes}
    kept = {f"{one.retention.count or ''} {one.retention.unit.value}".strip() for one in source.fields}
    return Processing(
        source=source.name,
        purposes=_sorted(one.value for one in purposes),
        bases=_sorted(BASIS_OF[one].value for one in purposes),
        owners=_sorted(one.owner for one in source.fields),
        processors=_sorted(one.processor for one in source.fields),
        regions=_sorted(one.residency for one in source.fields),
        kept=_sorted(kept),
    )


def _sorted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _upward(gate: Gate) -> Iterator[str]:
    never = Promise("never ask a person", never=True, outcomes=(Outcome.ASK_PERSON, Outcome.ASK_TWO), conditions=())
    for broken in analyse(replace(gate, promises=(never,))).broken:
        yield f"{gate.name}: {broken.case.words or 'in every case'}"


def _faults(gate: Gate) -> dict[str, frozenset[str]]:
    """The words of a gate's inputs that say that a thing is faulty, by input."""
    found = {one.name: frozenset(filter(is_fault, one.values)) for one in gate.inputs if one.kind is InputKind.CHOICE}
    return {name: words for name, words in found.items() if words}


def _window(gate: Gate, row: Row) -> bool:
    """Whether a row refuses because too many days have passed."""
    days = {one.name for one in gate.inputs if _counts_days(one)}
    return row.outcome is Outcome.REFUSE and any(
        test.field in days and test.op in (Op.MORE, Op.AT_LEAST) for test in row.conditions
    )


def _counts_days(given: Input) -> bool:
    return given.kind is InputKind.INT and DAYS in given.name.split("_")


def _refuses_faults(gate: Gate, row: Row) -> bool:
    faults = _faults(gate)
    return bool(faults) and _window(gate, row) and all(_lets_in(row.conditions, name, faults[name]) for name in faults)


def _lets_in(conditions: Iterable[Condition], name: str, faults: frozenset[str]) -> bool:
    """Whether a fault can meet all conditions on an input."""
    tests = [test for test in conditions if test.field == name]
    return any(all(test.holds(word) for test in tests) for word in faults)
