"""What holds for every case of a brand's gates, as reports tell it."""

from pathlib import Path

import pytest

from earnest.connect.skills_file import load_code
from earnest.consent.data_map import load_data_map
from earnest.evidence import gate_facts, map_facts
from earnest.policy import read_gate, read_gates, vocabularies_of
from earnest.policy.gates import Gate

RETURNS = """\
gate: return_items
inputs: {days_since_delivery: int, reason: [changed_mind, fault]}
otherwise: confirm
rows:
  - {id: late, if: {CONDITION}, then: refuse, say: "Too late."}
"""
WITHDRAW = """\
gate: withdraw
inputs: {days_since_delivery: int, sure: percent}
otherwise: confirm
rows:
  - {id: over, if: {days_since_delivery: "> 14"}, then: refuse, say: "Over."}
"""
UNSURE = """  - {id: unsure, if: {sure: "< 80"}, then: ask_person, say: "A person looks."}\n"""


def gate(folder: Path, text: str) -> Gate:
    file = folder / f"{text.splitlines()[0].removeprefix('gate: ')}.yaml"
    file.write_text(text, "utf-8")
    return read_gate(file)


@pytest.mark.parametrize(
    ("condition", "refuses"),
    [
        ('days_since_delivery: "> 30"', True),
        ('days_since_delivery: "> 30", reason: [changed_mind, fault]', True),
        ('days_since_delivery: "> 30", reason: changed_mind', False),
        ("reason: fault", False),
    ],
)
def test_a_row_that_refuses_a_fault_by_its_days_is_found(tmp_path: Path, condition: str, refuses: bool) -> None:
    facts = gate_facts((gate(tmp_path, RETURNS.replace("CONDITION", condition)),))

    assert facts.windows == ((("return_items", "late"),) if refuses else ())
    assert facts.blind == ()


def test_a_withdrawal_that_any_case_puts_to_a_person_is_found(tmp_path: Path) -> None:
    well, wrong = gate_facts((gate(tmp_path, WITHDRAW),)), gate_facts((gate(tmp_path, WITHDRAW + UNSURE),))

    assert (well.withdrawals, well.upward) == (("withdraw",), ())
    assert any("sure" in case for case in wrong.upward)
    assert well.blind == ("withdraw",)


def test_the_example_shop_puts_no_withdrawal_to_a_person_and_refuses_no_fault_by_its_days(root: Path) -> None:
    folder = root / "examples" / "fernhalm"
    words = vocabularies_of(load_code(folder).skills)
    facts = gate_facts(read_gates(folder / "gates", words).values())
    told = map_facts(load_data_map(folder / "data_map.yaml"))

    assert (facts.withdrawals, facts.upward, facts.windows) == (("withdraw",), (), ())
    order = next(one for one in told.sources if one.source == "order")
    assert ("service.order" in order.purposes, "contract" in order.bases) == (True, True)
    assert [(way, allowed) for way, *_, allowed in told.ways] == [("store", True)]
