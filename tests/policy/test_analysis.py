from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.gates_for_tests import REFUND, gates, rows, written

from earnest.domain.errors import BadInput, TooLarge
from earnest.domain.skills import EffectClass
from earnest.domain.verdicts import FactValue, Outcome
from earnest.policy.analysis import analyse, diff, rising_risk
from earnest.policy.cells import Budget, axes_of, regions
from earnest.policy.compiled import compile_gate
from earnest.policy.gates import Gate, Input, InputKind, Promise, as_fact
from earnest.policy.judging import judge


def all_cases(*some: Gate) -> Iterator[dict[str, FactValue]]:
    """One case of every cell of the whole table, by brute force."""
    inputs = {given.name: given for gate in some for given in gate.inputs}
    tests = [test for gate in some for row in gate.rows for test in row.conditions]
    tests += [test for gate in some for promise in gate.promises for test in promise.conditions]
    axes = axes_of(tuple(inputs.values()), tests)
    samples = [[as_fact(axis.input, axis.sample(cell), "EUR") for cell in range(axis.size)] for axis in axes]
    for case in product(*samples):
        yield dict(zip(inputs, case, strict=True))


def outcome(gate: Gate, facts: dict[str, FactValue]) -> Outcome:
    own = {given.name: facts[given.name] for given in gate.inputs}
    return judge(compile_gate(gate), own, EffectClass.REVERSIBLE).outcome


@settings(max_examples=60, deadline=None)
@given(gates(rows_max=5, inputs_max=2))
def test_a_row_is_dead_exactly_when_leaving_all_dead_rows_out_changes_nothing(gate: Gate) -> None:
    dead = analyse(gate).dead
    lean = replace(gate, rows=tuple(row for row in gate.rows if row not in dead))

    assert all(outcome(gate, facts) == outcome(lean, facts) for facts in all_cases(gate))
    for row in lean.rows:
        without = replace(lean, rows=tuple(other for other in lean.rows if other is not row))
        assert any(outcome(lean, facts) != outcome(without, facts) for facts in all_cases(gate))


@settings(max_examples=80, deadline=None)
@given(st.data(), gates(rows_max=5, inputs_max=2), st.booleans())
def test_a_promise_is_reported_exactly_when_some_case_breaks_it(data: st.DataObject, gate: Gate, never: bool) -> None:
    tests = data.draw(rows(gate.inputs, "p")).conditions
    named = tuple(data.draw(st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=2, unique=True)))
    promised = replace(gate, promises=(Promise("p", never, named, tests),))

    broken = analyse(promised).broken

    kept = replace(gate, rows=(), promises=promised.promises)
    when = compile_gate(replace(kept, rows=(replace(data.draw(rows(gate.inputs, "w")), conditions=tests),)))
    expected = [
        facts for facts in all_cases(promised) if when.applying(facts) and (outcome(gate, facts) in named) == never
    ]
    assert bool(broken) == bool(expected)
    for found in broken:
        assert outcome(gate, dict(found.case.facts)) is found.case.outcome
        assert (found.case.outcome in named) == never
        assert when.applying(found.case.facts)


@settings(max_examples=80, deadline=None)
@given(st.data(), gates(rows_max=4, inputs_max=2))
def test_a_comparison_finds_a_laxer_case_exactly_when_there_is_one(data: st.DataObject, old: Gate) -> None:
    kept = tuple(row for row in old.rows if data.draw(st.booleans()))
    new = replace(old, rows=(*kept, data.draw(rows(old.inputs, "new"))))

    laxer = diff(old, new)

    expected = [facts for facts in all_cases(old, new) if outcome(new, facts) < outcome(old, facts)]
    assert bool(laxer) == bool(expected)
    for found in laxer:
        assert outcome(old, dict(found.case.facts)) is found.was
        assert outcome(new, dict(found.case.facts)) is found.now
        assert found.now < found.was


@given(gates())
def test_the_mildest_outcome_is_reached_and_none_milder(gate: Gate) -> None:
    assert analyse(gate, Outcome.CONFIRM).mildest >= max(gate.base, Outcome.CONFIRM)


def test_the_refund_gate_of_the_design_has_no_dead_row_and_keeps_its_promises(tmp_path: Path) -> None:
    findings = analyse(written(tmp_path, REFUND), Outcome.CONFIRM)

    assert (findings.dead, findings.gaps, findings.broken) == ((), (), ())
    assert [given.name for given in findings.unused] == ["identity"]
    assert findings.mildest is Outcome.CONFIRM


def test_a_broken_promise_comes_with_a_case_in_words(tmp_path: Path) -> None:
    broken = analyse(written(tmp_path, REFUND.replace('"> 50.00 EUR"', '"> 60.00 EUR"'))).broken

    assert [found.promise.text for found in broken] == ["never do_it when amount > 50.00 EUR"]
    assert "amount = 50.01 EUR" in broken[0].case.words
    assert broken[0].case.outcome is Outcome.DO_IT


def test_always_promises_are_checked_under_the_floor(tmp_path: Path) -> None:
    gate = written(tmp_path, REFUND + "  - always confirm when amount <= 50.00 EUR and sure >= 80\n")

    broken = analyse(gate, Outcome.CONFIRM).broken

    assert broken[0].case.outcome is not Outcome.CONFIRM
    assert "always" in broken[0].promise.text


def test_lowering_a_threshold_is_shown_with_the_cases_it_weakened(tmp_path: Path) -> None:
    old = written(tmp_path, REFUND)
    new = written(tmp_path, REFUND.replace('"< 80"', '"< 70"'))

    laxer = diff(old, new)

    assert {(found.row, found.was, found.now) for found in laxer} == {("unsure", Outcome.ASK_PERSON, Outcome.DO_IT)}
    assert "sure = 70 %" in laxer[0].case.words
    assert diff(new, old) == ()


def test_a_gate_without_a_default_shows_a_case_that_no_row_covers(tmp_path: Path) -> None:
    gate = written(tmp_path, REFUND.replace("otherwise: do_it\n", ""))

    assert len(analyse(gate).gaps) == 1
    assert analyse(written(tmp_path, REFUND)).gaps == ()


def test_a_new_word_that_the_old_gate_did_not_know_was_a_persons() -> None:
    old = Gate("a", "", (Input("reason", InputKind.CHOICE, ("fault",)),), Outcome.DO_IT, ())
    new = replace(old, inputs=(Input("reason", InputKind.CHOICE, ("fault", "gift")),))

    laxer = diff(old, new)

    assert [(found.was, found.now, found.case.facts) for found in laxer] == [
        (Outcome.ASK_PERSON, Outcome.DO_IT, {"reason": "gift"})
    ]


def test_gates_that_cannot_be_compared_say_why() -> None:
    old = Gate("a", "EUR", (Input("a", InputKind.MONEY),), Outcome.DO_IT, ())

    with pytest.raises(BadInput, match="currency changed"):
        diff(old, replace(old, currency="USD"))
    with pytest.raises(BadInput, match="new name"):
        diff(old, replace(old, inputs=(Input("a", InputKind.INT),)))


def test_risk_directions_are_those_that_every_row_agrees_on(tmp_path: Path) -> None:
    assert rising_risk(written(tmp_path, REFUND)) == {
        "sure": -1,
        "amount": 1,
        "refunds_30d": 1,
        "days_since_delivery": 1,
    }


def test_a_table_too_tangled_to_prove_is_given_up_with_a_clear_word() -> None:
    with pytest.raises(TooLarge, match="split the skill"):
        list(regions((3, 3), [(1, 1)], Budget(1)))
