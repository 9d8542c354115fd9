"""`earnest consent`, as an operator types it."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Run

CSV = """\
customer,purpose,state,at,text_version
newcomer,dpv:DirectMarketing,yes,2026-03-01T10:00:00Z,n3
newcomer,marketing.direct,no,2026-04-01T10:00:00Z,
newcomer,train.model,yes,2026-04-01T10:00:00Z,
newcomer,service.order,no,,
"""


@pytest.mark.slow
def test_a_file_is_taken_over_once_and_every_other_row_is_named(
    run: Run, past: Path, played: Any, tmp_path: Path
) -> None:
    file = tmp_path / "old.csv"
    file.write_text(CSV, "utf-8")

    first = run("consent", "import", str(file), "--source", "newsletter", "--data", str(past))
    again = json.loads(run("consent", "import", str(file), "--source", "newsletter", "--data", str(past), "--json").out)

    assert first.code == 0
    assert "2 taken, 2 refused" in first.out
    assert "row 3: a_yes_without_time_and_text" in first.out
    assert "row 4: nothing_to_choose" in first.out
    assert (again["taken"], again["reasons"]["known_already"]) == (0, 2)


def test_a_source_that_is_no_short_word_is_refused(run: Run, tmp_path: Path) -> None:
    answer = run("consent", "import", str(tmp_path / "x.csv"), "--source", "Our Newsletter")

    assert answer.code == 1
    assert "no short word" in answer.err
