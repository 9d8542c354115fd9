"""The rows are read strictly, none is hidden, and the page says what they say."""

from pathlib import Path

import pytest

from earnest.domain.counted import Counted
from earnest.domain.errors import BrandError
from earnest.govern.obligations import OBLIGATIONS_FILE, read_obligations
from earnest.govern.page import page_of
from earnest.govern.reports import REPORTS, Evidence, LogFacts, State, standings

ROW = "- {id: one, law: L, must: M, by: B, reports: [gpc]}\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "obligations.yaml"
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (ROW + "- {id: two, law: L, must: M, by: B, reports: [gpc], fine: 7}\n", 2, "'fine' means nothing"),
        (ROW + "- {id: two, law: L, must: M, reports: [gpc]}\n", 2, "lacks 'by:'"),
        (ROW + ROW, 2, "stands twice"),
        (ROW + "- {id: two, law: L, must: M, by: B, reports: [unicorns]}\n", 2, "no report 'unicorns'"),
        (ROW + "- {id: two, law: L, must: M, by: B, reports: []}\n", 2, "reports is empty"),
        ("id: one\n", 1, "should be a list"),
    ],
)
def test_what_is_wrong_in_a_row_is_named_with_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    file = written(tmp_path, text)

    with pytest.raises(BrandError) as refused:
        read_obligations(file, REPORTS)

    assert f"{file}:{line}" in str(refused.value)
    assert says in str(refused.value)


def test_a_report_that_is_not_built_needs_a_word_of_what_is_open(tmp_path: Path) -> None:
    file = written(tmp_path, "- {id: one, law: L, must: M, by: B, reports: [unicorns], open: not built}\n")

    (one,) = read_obligations(file, REPORTS)
    (stands,) = standings((one,), Evidence(Counted(), LogFacts(1, "00")))

    assert (one.open, one.line) == ("not built", 1)
    assert stands.state is State.OPEN
    assert stands.figure == "open: not built"


def test_every_shipped_row_has_a_report_or_says_what_is_open() -> None:
    rows = read_obligations(OBLIGATIONS_FILE, REPORTS)

    stood = standings(rows, Evidence(Counted(), LogFacts(1, "00")))

    assert len(rows) == 34
    assert all(one.open or set(one.reports) <= set(REPORTS) for one in rows)
    assert [one.obligation for one in stood] == list(rows)
    assert all(one.figure for one in stood)


def test_every_report_that_is_built_serves_a_row() -> None:
    named = {name for one in read_obligations(OBLIGATIONS_FILE, REPORTS) for name in one.reports}

    assert set(REPORTS) <= named


def test_the_page_says_what_the_rows_say(root: Path) -> None:
    made = page_of(read_obligations(OBLIGATIONS_FILE, REPORTS), REPORTS)

    assert (root / "docs" / "obligations.md").read_text("utf-8") == made
