from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.gates_for_tests import CALM, INPUTS, REFUND, facts_for, gates, rows, size_of, step, written

from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.skills import EffectClass
from earnest.domain.verdicts import FactValue, Outcome
from earnest.policy.analysis import rising_risk
from earnest.policy.compiled import CompiledGate, compile_gate, unit_value
from earnest.policy.gates import Gate
from earnest.policy.judging import NO_RULE, judge

EFFECTS = st.sampled_from(list(EffectClass))


@pytest.fixture
def refund(tmp_path: Path) -> CompiledGate:
    return compile_gate(written(tmp_path, REFUND))


def reference(gate: Gate, facts: dict[str, FactValue], effect: EffectClass) -> tuple[Outcome, set[str]]:
    """The meaning of a gate, row by row, without cells and masks."""
    inputs = {given.name: given for given in gate.inputs}
    applying = [
        row
        for row in gate.rows
        if all(test.holds(unit_value(inputs[test.field], facts[test.field], gate.currency)) for test in row.conditions)
    ]
    return max([gate.base, effect.floor, *(row.outcome for row in applying)]), {row.id for row in applying}


@given(st.data(), gates(), EFFECTS)
def test_the_compiled_gate_means_what_its_rows_say(data: st.DataObject, gate: Gate, effect: EffectClass) -> None:
    facts = data.draw(facts_for(gate))

    verdict = judge(compile_gate(gate), facts, effect)

    assert (verdict.outcome, {fired.row for fired in verdict.fired}) == reference(gate, facts, effect)


@given(st.data(), gates(), EFFECTS)
def test_adding_any_row_only_tightens(data: st.DataObject, gate: Gate, effect: EffectClass) -> None:
    facts = data.draw(facts_for(gate))
    longer = replace(gate, rows=(*gate.rows, data.draw(rows(gate.inputs, "added"))))

    before, after = judge(compile_gate(gate), facts, effect), judge(compile_gate(longer), facts, effect)

    assert after.outcome >= before.outcome


@given(st.data(), gates(), EFFECTS, st.integers(1, 9))
def test_more_risk_along_a_one_way_input_is_never_judged_more_kindly(
    data: st.DataObject, gate: Gate, effect: EffectClass, by: int
) -> None:
    facts = data.draw(facts_for(gate))
    compiled = compile_gate(gate)
    for name, direction in rising_risk(gate).items():
        low, high = next(given for given in gate.inputs if given.name == name).bounds
        if low <= size_of(facts[name]) + direction * by <= high:
            riskier = {**facts, name: step(facts[name], direction * by)}

            assert judge(compiled, riskier, effect).outcome >= judge(compiled, facts, effect).outcome


JUNK = st.one_of(
    st.none(),
    st.floats(),
    st.text(max_size=5),
    st.integers(),
    st.booleans(),
    st.binary(max_size=3),
    st.lists(st.none()),
)


@given(st.data(), gates(), EFFECTS)
def test_a_missing_unknown_or_unfit_fact_is_never_milder_and_at_least_a_persons(
    data: st.DataObject, gate: Gate, effect: EffectClass
) -> None:
    facts = data.draw(facts_for(gate))
    name = data.draw(st.sampled_from([given.name for given in gate.inputs]))
    compiled = compile_gate(gate)
    missing = {key: value for key, value in facts.items() if key != name}

    odd_facts: list[dict[str, Any]] = [
        missing,
        {**facts, "strange": 1},
        {**facts, name: [data.draw(JUNK)]},
        {**missing, "strange": 1},
    ]
    for odd in odd_facts:
        verdict = judge(compiled, odd, effect)

        assert verdict.outcome >= Outcome.ASK_PERSON
        assert verdict.fault
        assert not verdict.changes


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("amount", Money(100, "USD"), "is in USD, the gate in EUR"),
        ("amount", 100, "is no amount"),
        ("sure", True, "no whole number"),
        ("sure", 101, "no whole number in range"),
        ("sure", 97.0, "no whole number"),
        ("days_since_delivery", 2**53, "no whole number in range"),
        ("identity", 2, "is no level"),
        ("reason", "theft", "no word of its vocabulary"),
        ("reason", ["fault"], "no word of its vocabulary"),
        ("asked_by", 3, "no word of its vocabulary"),
    ],
)
def test_an_unfit_fact_is_named_in_the_fault(refund: CompiledGate, name: str, value: FactValue, fault: str) -> None:
    verdict = judge(refund, {**CALM, name: value}, EffectClass.MONEY)

    assert verdict.outcome is Outcome.ASK_PERSON
    assert name in verdict.fault
    assert fault in verdict.fault


def test_facts_that_are_no_mapping_go_to_a_person(refund: CompiledGate) -> None:
    verdict = judge(refund, None, EffectClass.REVERSIBLE)  # type: ignore[arg-type]  # what the test is about

    assert verdict.outcome is Outcome.ASK_PERSON
    assert "facts cannot be read" in verdict.fault


def test_a_row_that_refuses_for_sure_refuses_though_another_fact_is_missing(refund: CompiledGate) -> None:
    facts = {**CALM, "reason": "changed_mind", "days_since_delivery": 31}
    del facts["amount"]

    verdict = judge(refund, facts, EffectClass.MONEY)

    assert verdict.outcome is Outcome.REFUSE
    assert [fired.row for fired in verdict.fired] == ["late-mind"]
    assert verdict.fault == "input amount is missing"


def test_an_effect_without_a_gate_is_a_persons_and_a_read_is_done() -> None:
    for effect in EffectClass:
        verdict = judge(None, {}, effect)

        if effect is EffectClass.READ:
            assert (verdict.outcome, verdict.fault) == (Outcome.DO_IT, "")
        else:
            assert (verdict.outcome, verdict.fault) == (Outcome.ASK_PERSON, NO_RULE)


def test_a_case_that_no_row_covers_is_a_persons_where_the_gate_has_no_default(tmp_path: Path) -> None:
    gate = compile_gate(written(tmp_path, REFUND.replace("otherwise: do_it\n", "")))

    verdict = judge(gate, CALM, EffectClass.REVERSIBLE)

    assert (verdict.outcome, verdict.fault) == (Outcome.ASK_PERSON, "no row covers this case")


def test_the_strictest_row_decides_and_all_that_apply_are_told_strictest_first(refund: CompiledGate) -> None:
    facts = {**CALM, "sure": 12, "amount": Money(5001, "EUR"), "reason": "changed_mind", "days_since_delivery": 31}

    verdict = judge(refund, facts, EffectClass.MONEY, "de-AT")

    assert verdict.outcome is Outcome.REFUSE
    assert [fired.row for fired in verdict.fired] == ["late-mind", "unsure", "over-50"]
    assert verdict.fired[2].say == "Ab 50.00 EUR prüft ein Mensch."
    assert judge(refund, facts, EffectClass.MONEY, "fr").fired[2].say == "A person checks refunds over 50.00 EUR."


def test_the_effect_class_sets_the_floor(refund: CompiledGate) -> None:
    assert judge(refund, CALM, EffectClass.REVERSIBLE).outcome is Outcome.DO_IT
    assert judge(refund, CALM, EffectClass.MONEY).outcome is Outcome.CONFIRM


def test_a_gate_without_inputs_gives_its_default() -> None:
    gate = compile_gate(Gate("a", "", (), Outcome.DO_IT, ()))

    assert judge(gate, {}, EffectClass.REVERSIBLE).outcome is Outcome.DO_IT
    assert judge(gate, {"x": 1}, EffectClass.REVERSIBLE).outcome is Outcome.ASK_PERSON


def test_an_identity_level_is_no_number_and_true_is_no_one() -> None:
    gate = compile_gate(Gate("a", "EUR", INPUTS, Outcome.DO_IT, ()))
    fit: dict[str, FactValue] = {
        "sure": 1,
        "amount": Money(1, "EUR"),
        "spent": Money(1, "EUR"),
        "days": 1,
        "known": Level.REACHABLE,
        "vip": True,
        "asked_by": "customer",
        "reason": "fault",
    }

    assert judge(gate, fit, EffectClass.READ).outcome is Outcome.DO_IT
    for name, value in (("vip", 1), ("known", 1), ("days", True), ("days", Level.REACHABLE), ("sure", True)):
        assert judge(gate, {**fit, name: value}, EffectClass.READ).outcome is Outcome.ASK_PERSON
