"""Scenario files are read strictly and played in a house of their own; what must always hold is always checked."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from earnest.domain.errors import BrandError
from earnest.evaluate.scenario_files import Expected, read_scenario

GOOD = """\
scenario: "A parcel is asked for, then stopped"
behaviour: b
language: en
given:
  customer: {first_name: Ada}
  orders:
    - {id: "7001", status: processing, placed: 1, expected: 2, lines: [{product: mug, price: "9.00"}]}
turns:
  - customer: "where is my parcel"
    expect: {says: ["7001", "25 November|Wednesday"], card: none, person: false, effects: []}
  - customer: "halt parcel 7001 please"
    expect: {card: ["7001"]}
  - customer: "<confirm>"
    expect: {effects: [stop]}
"""


def written(folder: Path, text: str, name: str = "one.yaml") -> Path:
    file = folder / name
    file.write_text(text)
    return file


def test_a_scenario_is_read_with_its_alternatives_and_its_lines(tmp_path: Path) -> None:
    found = read_scenario(written(tmp_path, GOOD))

    assert found.steps[0].at == 9
    assert found.steps[0].expected == Expected(
        says=(("7001",), ("25 November", "Wednesday")), card=(), person=False, effects=()
    )
    assert found.orders[0]["expected"] == 2


@pytest.mark.parametrize(
    ("was", "became", "line"),
    [
        ("behaviour: b", "behaviour: z", 2),
        ("language: en", "language: fr", 3),
        ("status: processing", "status: lost", 7),
        ("expected: 2,", "expected: soon,", 7),
        ("card: none, ", "cards: none, ", 10),
        ("person: false", "person: perhaps", 10),
        ("turns:", "lines:", 9),
    ],
)
def test_a_flaw_names_its_file_and_line(tmp_path: Path, was: str, became: str, line: int) -> None:
    file = written(tmp_path, GOOD.replace(was, became, 1))

    with pytest.raises(BrandError) as wrong:
        read_scenario(file)

    assert (wrong.value.file, wrong.value.line) == (str(file), line)


@pytest.fixture
def brand(root: Path) -> Path:
    return root / "tests" / "evaluate" / "parcels"


@pytest.mark.slow
def test_what_does_not_hold_is_named_with_its_line_and_ends_with_1(run: Run, brand: Path, tmp_path: Path) -> None:
    good = written(tmp_path, GOOD)
    bad = written(tmp_path, GOOD.replace('"7001", "25', '"7002", "25').replace("[stop]", "[]"), "two.yaml")

    all_right = run("test", str(brand), str(good), "--json")
    wrong = run("test", str(brand), str(good), str(bad), "--json")

    assert all_right.code == 0, all_right.out
    assert wrong.code == 1
    found = json.loads(wrong.out)
    assert found["behaviours"] == {"b": {"passed": 1, "n": 2}}
    assert [one["line"] for one in found["scenarios"][1]["failures"]] == [9, 13]
