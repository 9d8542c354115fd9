"""Every choice that customers have binds something: a new one cannot be a flag that no code reads."""

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest

import earnest
from earnest.consent.table import purposes_table
from earnest.domain.purposes import Purpose

ROOT = Path(earnest.__file__).parent
TABLES = {ROOT / one for one in ("domain/purposes.py", "consent/table.py", "consent/markers.py")}
"""Where purposes are listed; to be listed is not to be asked for."""

CHOSEN = tuple(row.purpose for row in purposes_table().values() if row.chosen)

NOTHING_HERE_DOES_IT: Mapping[Purpose, str] = {
    Purpose.PERSONALISE_PREDICT: "a look opens what a brand's own skills ask for under it, by name, and nothing else",
    Purpose.MARKETING_DIRECT: "no offer is sent from here; other systems are told of the choice",
    Purpose.TRAIN_MODEL: "no model learns from conversations",
}
"""What a choice is about where no code of ours does it, so that there is nothing to stop."""


def read() -> set[str]:
    """The names of the purposes that code asks for, outside the tables of purposes."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in ROOT.rglob("*.py") if file not in TABLES]
    found = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    return {one.attr for one in found if isinstance(one.value, ast.Name) and one.value.id == "Purpose"}


@pytest.fixture(scope="module")
def names() -> set[str]:
    return read()


@pytest.mark.parametrize("purpose", CHOSEN)
def test_a_choice_is_read_by_code_unless_nothing_here_does_what_it_is_about(purpose: Purpose, names: set[str]) -> None:
    assert (purpose.name in names) is not (purpose in NOTHING_HERE_DOES_IT)


def test_what_nothing_here_does_is_a_choice() -> None:
    assert set(NOTHING_HERE_DOES_IT) < set(CHOSEN)
