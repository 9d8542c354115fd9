"""What a supplier says refuses nobody, and counts only as long as it may."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.policy.gates_for_tests import facts_for, gates, values, written
from tests.policy.shop_for_tests import GATES, KEY, KINDS, NOW, SKILLS, session, shop

from earnest.domain.identity import Source
from earnest.domain.money import Money
from earnest.domain.time import DAY
from earnest.domain.turns import Action, Deed
from earnest.domain.verdicts import Outcome
from earnest.policy import Broker, check_fields, compile_gate, judge

FIELD = "order.risk"
DEED = Deed("refund", {}, "", None)
MADE = GATES["refund"].replace("days: int", "days: {is: int, from: order.risk}")


@given(st.data())
def test_nobody_is_refused_because_of_what_a_supplier_says(data: st.DataObject) -> None:
    drawn = data.draw(gates())
    marks = [data.draw(st.sampled_from(["", FIELD])) for _ in drawn.inputs]
    gate = replace(drawn, inputs=tuple(replace(one, field=mark) for one, mark in zip(drawn.inputs, marks, strict=True)))
    facts = data.draw(facts_for(gate)) | {"asked_by": Source.CUSTOMER.value}
    broker = Broker(SKILLS, KINDS, {"refund": compile_gate(gate)}, KEY, {FIELD: NOW})
    plain = judge(
        broker.gates["refund"],
        {name: value for name, value in facts.items() if name in {one.name for one in gate.inputs}},
        SKILLS["refund"].effect,
    )

    verdict = broker.verdict(DEED, facts)

    others = facts | {one.name: data.draw(values(one)) for one in gate.inputs if one.field}
    if verdict.outcome is Outcome.REFUSE:
        assert broker.verdict(DEED, others).outcome is Outcome.REFUSE
    elif plain.outcome is Outcome.REFUSE:
        assert verdict.outcome >= Outcome.ASK_PERSON


def refunding(folder: Path, until: int) -> tuple[Broker, Deed]:
    gate = compile_gate(written(folder, MADE))
    broker = Broker(SKILLS, KINDS, {"refund": gate}, KEY, {FIELD: until})
    ada = session("ada")
    arguments = {"lines": [broker.mint(ada, "line", "a1")], "amount": Money(2400, "EUR"), "reason": "fault"}
    return broker, broker.canonical(shop(), ada, Action("refund", arguments, ""), NOW)


def test_what_is_made_of_a_field_that_has_become_too_old_is_missing_and_a_person_decides(tmp_path: Path) -> None:
    young, deed = refunding(tmp_path, NOW + DAY)
    old, _ = refunding(tmp_path, NOW)
    given_now = {"sure": 97, "asked_by": Source.CUSTOMER, "now": NOW}
    spent = {"spent": Money(0, "EUR")}

    fresh = young.facts(shop(), session("ada"), deed, **given_now)  # type: ignore[arg-type]  # each of its own type
    stale = old.facts(shop(), session("ada"), deed, **given_now)  # type: ignore[arg-type]  # the same

    assert fresh.keys() - stale.keys() == {"days"}
    assert young.verdict(deed, fresh | spent).outcome is Outcome.CONFIRM
    assert old.verdict(deed, stale | spent).outcome is Outcome.ASK_PERSON
    assert old.verdict(deed, stale | spent).fault == "input days is missing"


def test_a_row_that_refuses_by_a_bought_in_field_is_found_with_its_line(tmp_path: Path) -> None:
    written(tmp_path, MADE)
    line = next(number for number, text in enumerate(MADE.splitlines(), 1) if "id: late" in text)

    (found,) = check_fields(tmp_path, SKILLS, frozenset({FIELD}), {FIELD: NOW})
    own = check_fields(tmp_path, SKILLS, frozenset({FIELD}), {})

    assert (found.severity.value, found.line) == ("error", line)
    assert found.message == "row late refuses by days, which is made of order.risk, a bought-in field"
    assert own == ()


def test_an_input_made_of_an_unmapped_field_or_of_one_that_only_its_record_can_tell_of_is_found(tmp_path: Path) -> None:
    written(tmp_path, MADE.replace("then: refuse", "then: ask_person"))

    (unmapped,) = check_fields(tmp_path, SKILLS, frozenset(), {})
    (by_record,) = check_fields(tmp_path, SKILLS, frozenset({FIELD}), {FIELD: 0})

    assert (unmapped.severity.value, by_record.severity.value) == ("error", "warning")
    assert "which the data map lacks" in unmapped.message
    assert "days is always missing" in by_record.message
