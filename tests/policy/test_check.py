from pathlib import Path

import pytest
from tests.policy.gates_for_tests import REFUND
from tests.policy.shop_for_tests import SKILLS, cancel, gate_files, refund

from earnest.domain.errors import TooLarge
from earnest.domain.skills import EffectClass, Skill
from earnest.policy.cells import Budget
from earnest.policy.check import Finding, Severity, check_gates, vocabularies_of


def found(folder: Path, text: str, **more: object) -> list[Finding]:
    (folder / "refund.yaml").write_text(text, encoding="utf-8")
    return list(check_gates(folder, **more))  # type: ignore[arg-type]  # a file and a line are what it needs


def words(findings: list[Finding]) -> str:
    return "\n".join(f"{one.severity} {one.line} {one.message} {one.mend}" for one in findings)


def test_the_small_shops_gates_fit_its_skills(tmp_path: Path) -> None:
    findings = check_gates(gate_files(tmp_path), SKILLS)

    assert [one for one in findings if one.severity is Severity.ERROR] == []
    assert "skill revoke has no gate" in words(list(findings))


def test_every_finding_names_file_line_and_mend(tmp_path: Path) -> None:
    findings = found(tmp_path, REFUND.replace("> 50.00", "> 60.00").replace("otherwise: do_it\n", ""), skills=SKILLS)

    assert findings
    assert all(one.file and one.mend and one.message for one in findings)


@pytest.mark.parametrize(
    ("change", "severity", "line", "message"),
    [
        (('"> 50.00 EUR"}', '"> 60.00 EUR"}'), "error", 15, "broken promise 'never do_it when amount > 50.00 EUR'"),
        (("otherwise: do_it\n", ""), "warning", 1, "no row covers"),
        (("otherwise: do_it", "otherwise: refuse"), "warning", 6, "row unsure never changes the outcome"),
        (("otherwise: do_it", "otherwise: ask_person"), "warning", 1, "no case is ever milder than ask_person"),
        (("", ""), "warning", 3, "no row reads identity"),
        ((', say: "Warranty."', ""), "error", 10, "row late-fault says nothing"),
        (('"> 150.00 EUR"', '"< 150.00 EUR"'), "warning", 2, "a larger refunds_30d can be judged more kindly"),
        (("then: refuse", "then: deny"), "error", 11, "no outcome"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_where_it_stands(
    tmp_path: Path, change: tuple[str, str], severity: str, line: int, message: str
) -> None:
    findings = found(tmp_path, REFUND.replace(*change, 1) if change[0] else REFUND)

    fitting = [one for one in findings if message in one.message]
    assert fitting, words(findings)
    assert (fitting[0].severity, fitting[0].line) == (severity, line)


def test_words_are_asked_for_in_every_language_of_the_brand(tmp_path: Path) -> None:
    findings = words(found(tmp_path, REFUND, languages=("en", "de", "fr")))

    assert "row over-50 has no words in fr" in findings
    assert "row over-50 has no words in de" not in findings
    assert "row unsure has no words in de" in findings
    assert "has no words" not in words(found(tmp_path, REFUND, languages=("en",)))


def test_an_input_that_nothing_states_is_an_error(tmp_path: Path) -> None:
    unheard = REFUND[:0].join(["moon", "_", "phase"])  # put together here: no file beside the skills names it
    text = REFUND.replace("days_since_delivery", unheard)

    findings = [one for one in found(tmp_path, text, skills=SKILLS) if "nothing states" in one.message]

    assert [one.message for one in findings] == [f"nothing states {unheard}, so every refund would go to a person"]
    assert {one.severity for one in findings} == {Severity.ERROR}


def test_a_gate_for_no_skill_and_an_exposure_of_none_are_errors(tmp_path: Path) -> None:
    gate = REFUND.replace("gate: refund", "gate: repay")
    exposure = REFUND.replace("money: refund", "money: repay")

    assert "there is no skill repay" in words(found(tmp_path, gate, skills=SKILLS))
    assert "refunds_30d adds up repay, which is no skill" in words(found(tmp_path, exposure, skills=SKILLS))


def test_the_same_gate_in_two_files_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "again.yaml").write_text(REFUND, encoding="utf-8")

    assert "gate refund is in two files" in words(found(tmp_path, REFUND))


def test_money_below_signed_in_is_warned_about_and_reads_need_no_gate(tmp_path: Path) -> None:
    cheap = Skill("pay", refund.do, EffectClass.MONEY, cancel.level, 0, refund.parameters, "")
    peek = Skill("peek", cancel.do, EffectClass.READ, cancel.level, 0, cancel.parameters, "")

    findings = [one for one in check_gates(tmp_path, {"pay": cheap, "peek": peek}) if one.file.endswith(".py")]

    assert "shipped presets ask for signed_in before money" in words(findings)
    assert "peek" not in words(findings)
    assert all(one.line > 0 for one in findings)


def test_an_amount_that_nothing_gives_is_an_error(tmp_path: Path) -> None:
    text = "gate: cancel\ninputs: {amount: money}\notherwise: do_it\nrows:\n"
    text += '  - {id: r, if: {amount: "> 5.00 EUR"}, then: refuse, say: "No."}\n'

    assert "nothing states amount" in words(found(tmp_path, text, skills=SKILLS))


def test_the_words_that_skills_declare_may_be_named_in_gates(tmp_path: Path) -> None:
    assert vocabularies_of(SKILLS) == {"Reason": ("fault", "changed mind")}

    text = REFUND.replace("[fault, changed_mind, wrong_item]", "Reason").replace("changed_mind", "changed mind")
    assert [one for one in found(tmp_path, text, skills=SKILLS) if "no type" in one.message] == []


def test_a_gate_too_tangled_to_prove_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget, "spend", _spent)

    assert "split the skill" in words(found(tmp_path, REFUND))


def _spent(_budget: Budget) -> None:
    raise TooLarge("The gate falls into too many pieces; split the skill or drop inputs.")


def test_a_skill_whose_source_cannot_be_read_is_given_the_benefit_of_the_doubt(tmp_path: Path) -> None:
    built_in = Skill("refund", refund.do, EffectClass.MONEY, refund.level, 0, refund.parameters, "", stated=dict)

    assert "nothing states days_since" not in words(found(tmp_path, REFUND, skills={"refund": built_in}))
