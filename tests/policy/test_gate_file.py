import string
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.policy.gates_for_tests import REFUND, written

from earnest.domain.errors import BrandError
from earnest.domain.verdicts import Outcome
from earnest.policy.compiled import compile_gate, gate_digest
from earnest.policy.gate_file import read_gate, read_gates
from earnest.policy.gates import Condition, InputKind, Op

HEAD = "gate: refund\ncurrency: EUR\n"


def test_the_refund_gate_of_the_design_is_read_as_it_is_written(tmp_path: Path) -> None:
    gate = written(tmp_path, REFUND)

    assert (gate.name, gate.currency, gate.otherwise) == ("refund", "EUR", Outcome.DO_IT)
    assert [row.id for row in gate.rows] == ["unsure", "over-50", "often", "late-fault", "late-mind", "outside-text"]
    assert gate.rows[4].conditions == (
        Condition("reason", Op.IS, ("changed_mind",)),
        Condition("days_since_delivery", Op.MORE, (30,)),
    )
    assert gate.rows[1].conditions == (Condition("amount", Op.MORE, (5000,)),)
    exposure = gate.inputs[2]
    assert (exposure.kind, exposure.skill, exposure.days) == (InputKind.EXPOSURE, "refund", 30)
    assert [promise.text for promise in gate.promises] == [
        "never do_it when amount > 50.00 EUR",
        "never refuse when reason = fault",
    ]


def test_a_say_text_holds_its_own_limit_in_every_language(tmp_path: Path) -> None:
    gate = written(tmp_path, REFUND)

    assert gate.rows[1].say == {"en": "A person checks refunds over 50.00 EUR.", "de": "Ab 50.00 EUR prüft ein Mensch."}
    assert gate.rows[4].say == {"": "You can send things back for 30 days."}


def test_a_list_means_one_of_and_a_plain_constant_means_equal(tmp_path: Path) -> None:
    gate = written(
        tmp_path,
        "gate: a\ninputs: {status: [pending, processed, no longer needed], paid: bool, days: int}\notherwise: do_it\n"
        'rows:\n  - {id: r, if: {status: [pending, no longer needed], paid: true, days: "!= 3"}, then: refuse}\n',
    )

    assert gate.rows[0].conditions == (
        Condition("status", Op.IS, ("pending", "no longer needed")),
        Condition("paid", Op.IS, ("true",)),
        Condition("days", Op.IS_NOT, (3,)),
    )


def test_a_vocabulary_may_be_named_as_the_skills_name_it(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("gate: a\ninputs: {reason: RefundReason}\notherwise: do_it\nrows: []\n", encoding="utf-8")

    gate = read_gate(file, {"RefundReason": ("fault", "other")})

    assert gate.inputs[0].values == ("fault", "other")
    with pytest.raises(BrandError, match="RefundReason"):
        read_gate(file)


@pytest.mark.parametrize(
    ("text", "line", "mend"),
    [
        ("", 0, "empty"),
        ("gate: [", 1, "no YAML"),
        ("- a", 1, "name: value"),
        (HEAD + "rows: []\n", 1, "lacks 'inputs:'"),
        (HEAD + "inputs: {a: int}\nrows: []\nrules: []\n", 5, "may hold: gate, currency"),
        (HEAD + "inputs: {a: int}\nrows: []\nrows: []\n", 5, "comes twice"),
        (HEAD + "inputs: {a: number}\nrows: []\n", 3, "use percent, int, money"),
        (HEAD + "inputs: {limit: int}\nrows: []\n", 3, "not 'limit'"),
        (HEAD + "inputs: {A-b: int}\nrows: []\n", 3, "small letters"),
        (HEAD + "inputs: {a: [x, x]}\nrows: []\n", 3, "different words"),
        (HEAD + "inputs: {a: {money: refund}}\nrows: []\n", 3, "lacks 'days:'"),
        (HEAD + "inputs: {a: {money: refund, days: 0}}\nrows: []\n", 3, "from 1 to 366"),
        ("gate: a\ninputs: {a: money}\nrows: []\n", 2, "add 'currency: EUR'"),
        (HEAD + "inputs: {a: int}\nrows: []\notherwise: allow\n", 5, "use one of do_it"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {b: 3}, then: refuse}\n", 5, "declare it under inputs"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {a: x}, then: refuse}\n", 5, "whole number such as 30"),
        (HEAD + "inputs: {a: percent}\nrows:\n  - {id: r, if: {a: 101}, then: refuse}\n", 5, "from 0 to 100"),
        (HEAD + "inputs: {a: money}\nrows:\n  - {id: r, if: {a: '> 5'}, then: refuse}\n", 5, "no currency"),
        (HEAD + "inputs: {a: money}\nrows:\n  - {id: r, if: {a: '> 5.00 USD'}, then: refuse}\n", 5, "not in EUR"),
        (HEAD + "inputs: {a: money}\nrows:\n  - {id: r, if: {a: '> 5.005 EUR'}, then: refuse}\n", 5, "smallest coin"),
        (HEAD + "inputs: {a: level}\nrows:\n  - {id: r, if: {a: '< A2'}, then: refuse}\n", 5, "anyone, reachable"),
        (HEAD + "inputs: {a: source}\nrows:\n  - {id: r, if: {a: third}, then: refuse}\n", 5, "text_from_elsewhere"),
        (HEAD + "inputs: {a: bool}\nrows:\n  - {id: r, if: {a: yes}, then: refuse}\n", 5, "false, true"),
        (HEAD + "inputs: {a: bool}\nrows:\n  - {id: r, if: {a: '> true'}, then: refuse}\n", 5, "use = or !="),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {a: []}, then: refuse}\n", 5, "1 to 100 entries"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {}, then: refuse}\n", 5, "otherwise:"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {a: 3}, then: deny}\n", 5, "use one of do_it"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {if: {a: 3}, then: refuse}\n", 5, "lacks 'id:'"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: R!, if: {a: 3}, then: refuse}\n", 5, "no row id"),
        (HEAD + "inputs: {a: int}\nrows:\n" + "  - {id: r, if: {a: 3}, then: refuse}\n" * 2, 6, "comes twice"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {a: 3}, then: refuse, say: '{b}'}\n", 5, "{a}, {limit}"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {a: 3}, then: refuse, say: '{a'}\n", 5, "brace"),
        (HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {a: 3}, then: refuse, say: {E: x}}\n", 5, "no language"),
        ("gate: Refund\ninputs: {a: int}\nrows: []\n", 1, "no name"),
        ("gate: [a]\ninputs: {a: int}\nrows: []\n", 1, "single value"),
        (HEAD + "inputs: {a: int}\nrows: none\n", 4, "should be a list"),
        (HEAD + "inputs: {" + ", ".join(f"a{n}: int" for n in range(25)) + "}\nrows: []\n", 3, "more than 24"),
        (HEAD + "inputs: {a: int}\nrows: [" + ", ".join(["x"] * 61) + "]\n", 4, "more than 60"),
        (
            HEAD + "inputs: {a: int}\nrows:\n  - {id: r, if: {a: 3}, then: refuse, say: " + "x" * 501 + "}\n",
            5,
            "shorten",
        ),
        (HEAD + "inputs: {a: int}\nrows: []\npromises: [please be nice]\n", 5, "a promise reads"),
        (HEAD + "inputs: {a: int}\nrows: []\npromises: [never act when a > 3]\n", 5, "use one of do_it"),
        (HEAD + "inputs: {a: int}\nrows: []\npromises: [never do_it when a is 3]\n", 5, "no condition"),
        (HEAD + "inputs: {a: int}\nrows: []\npromises: [never do_it when b > 3]\n", 5, "declare it"),
    ],
)
def test_every_mistake_names_file_line_and_mend(tmp_path: Path, text: str, line: int, mend: str) -> None:
    with pytest.raises(BrandError) as raised:
        written(tmp_path, text)

    assert raised.value.file.endswith("refund.yaml")
    assert raised.value.line == line
    assert mend in raised.value.message


def test_two_numbers_in_one_row_need_their_names_in_the_sentence(tmp_path: Path) -> None:
    text = HEAD + "inputs: {a: int, b: percent}\nrows:\n  - {id: r, if: {a: 3, b: '< 80'}, then: refuse, say: 'X'}\n"

    with pytest.raises(BrandError, match="limit"):
        written(tmp_path, text.replace("X", "{limit}"))

    assert written(tmp_path, text.replace("X", "{a} and {b}")).rows[0].say == {"": "3 and 80 %"}


def test_a_folder_holds_a_gate_once_and_an_absent_folder_holds_none(tmp_path: Path) -> None:
    written(tmp_path, REFUND)
    written(tmp_path, REFUND, "again.yaml")

    with pytest.raises(BrandError, match="keep one"):
        read_gates(tmp_path)

    assert read_gates(tmp_path / "absent") == {}


def test_files_that_are_too_large_absent_or_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"#" * 300_000)
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "deep.yaml").write_bytes(b"[" * 50_000)

    for name, word in (("large", "split"), ("absent", "cannot be read"), ("binary", "UTF-8"), ("deep", "YAML")):
        with pytest.raises(BrandError, match=word):
            read_gate(tmp_path / f"{name}.yaml")


def test_the_digest_moves_with_every_word_and_number_and_with_nothing_else(tmp_path: Path) -> None:
    first = written(tmp_path, REFUND)

    assert gate_digest(first) == gate_digest(written(tmp_path, "# a comment\n" + REFUND, "b.yaml"))
    for old, new in (
        ("< 80", "< 81"),
        ("Warranty", "Guarantee"),
        ("then: refuse", "then: ask_two"),
        ("> 50.00", ">= 50.00"),
    ):
        assert compile_gate(written(tmp_path, REFUND.replace(old, new, 1))).digest != gate_digest(first)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(REFUND) - 1), st.integers(0, 12), st.text(string.printable + "é\x00😀", max_size=6))
def test_a_damaged_file_is_a_gate_or_a_brand_error_and_nothing_else(
    tmp_path: Path, at: int, cut: int, put: str
) -> None:
    with suppress(BrandError):
        assert written(tmp_path, REFUND[:at] + put + REFUND[at + cut :]).name
