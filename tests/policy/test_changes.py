from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.gates_for_tests import CALM, INPUTS, REFUND, facts_for, gates, size_of, step, written

from earnest.domain.identity import Level
from earnest.domain.money import Money
from earnest.domain.skills import EffectClass
from earnest.domain.verdicts import Change, FactValue, Outcome
from earnest.policy.compiled import Unfit, compile_gate, unit_value
from earnest.policy.gates import Gate
from earnest.policy.judging import judge


@settings(max_examples=400)
@given(st.data(), gates(rows_max=8, inputs_max=5), st.sampled_from(list(EffectClass)))
def test_each_change_leads_to_exactly_its_outcome_and_one_unit_less_does_not(
    data: st.DataObject, gate: Gate, effect: EffectClass
) -> None:
    facts = data.draw(facts_for(gate))
    compiled = compile_gate(gate)

    verdict = judge(compiled, facts, effect)

    ordered = {given.name: given.kind.ordered for given in gate.inputs}
    for change in verdict.changes:
        needed = dict(change.needed)
        assert change.outcome < verdict.outcome
        assert judge(compiled, {**facts, **needed}, effect).outcome is change.outcome
        for name, value in needed.items():
            back = facts[name]
            if ordered[name]:
                back = step(value, 1 if size_of(facts[name]) > size_of(value) else -1)
            assert judge(compiled, {**facts, **needed, name: back}, effect).outcome is not change.outcome


@given(st.data(), gates(rows_max=5, inputs_max=3))
def test_where_one_input_can_soften_the_verdict_a_change_of_one_input_is_told(data: st.DataObject, gate: Gate) -> None:
    facts = data.draw(facts_for(gate))
    compiled = compile_gate(gate)
    verdict = judge(compiled, facts, EffectClass.REVERSIBLE)
    given_ = data.draw(st.sampled_from(gate.inputs))
    other = data.draw(facts_for(gate))[given_.name]

    softened = judge(compiled, {**facts, given_.name: other}, EffectClass.REVERSIBLE)

    if softened.outcome < verdict.outcome:
        assert len(verdict.changes[0].needed) == 1


def test_a_refund_over_the_limit_would_have_been_done_at_exactly_the_limit(tmp_path: Path) -> None:
    gate = compile_gate(written(tmp_path, REFUND))

    verdict = judge(gate, {**CALM, "amount": Money(7900, "EUR")}, EffectClass.MONEY)

    assert verdict.changes == (Change((("amount", Money(5000, "EUR")),), Outcome.CONFIRM),)


def test_two_inputs_are_told_only_where_one_does_not_suffice(tmp_path: Path) -> None:
    gate = compile_gate(written(tmp_path, REFUND))

    verdict = judge(gate, {**CALM, "amount": Money(7900, "EUR"), "sure": 50}, EffectClass.MONEY)

    assert verdict.changes == (Change((("sure", 80), ("amount", Money(5000, "EUR"))), Outcome.CONFIRM),)


def test_what_nobody_can_change_comes_after_the_numbers(tmp_path: Path) -> None:
    gate = compile_gate(
        written(
            tmp_path,
            "gate: a\ninputs: {identity: level, vip: bool, days: int}\notherwise: do_it\n"
            'rows:\n  - {id: r, if: {identity: "< signed_in", vip: false, days: "> 3"}, then: refuse}\n',
        )
    )

    verdict = judge(gate, {"identity": Level.ANYONE, "vip": False, "days": 9}, EffectClass.REVERSIBLE)

    assert [change.needed for change in verdict.changes] == [
        (("days", 3),),
        (("vip", True),),
        (("identity", Level.SIGNED_IN),),
    ]


def test_nothing_is_promised_where_nothing_milder_can_be_reached(tmp_path: Path) -> None:
    gate = compile_gate(written(tmp_path, REFUND.replace("otherwise: do_it", "otherwise: ask_person")))

    assert judge(gate, {**CALM, "amount": Money(7900, "EUR")}, EffectClass.MONEY).changes == ()


def test_the_search_stops_at_its_limit_and_tells_only_what_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = compile_gate(written(tmp_path, REFUND))
    facts = {**CALM, "amount": Money(7900, "EUR"), "sure": 50}
    monkeypatch.setattr("earnest.policy.changes.STEPS_MAX", 0)

    verdict = judge(gate, facts, EffectClass.MONEY)

    assert verdict.outcome is Outcome.ASK_PERSON
    assert verdict.changes == ()


def test_a_value_outside_its_input_is_unfit() -> None:
    unfit: list[FactValue] = [101, Money(1, "USD"), 1, 2**53, 3, 1, "nobody", "theft"]
    for given_, value in zip(INPUTS, unfit, strict=True):
        with pytest.raises(Unfit):
            unit_value(given_, value, "EUR")
