"""Nothing escapes the log: whatever the store writes is in the table of leaves, or is listed with its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import earnest.store
from earnest.domain.turns import DecisionKind
from earnest.store.leaves import LEAVES, WITHOUT

STORE = Path(earnest.store.__file__).parent
INNER = {"Page", "Writer"}
"""What methods of the store write with; they are no doors."""

WRITES = {"write", "decide", "_destroy", "journal"}
"""What a method that changes something reaches for; `journal` in a unit, whose transaction is open."""

UNIT_WRITES = ("begin_message", "end_message", "remember", "forget", "record")


def written(source: str) -> Iterator[str]:
    """Every public method of the store's doors that writes, as `Class.method`."""
    for of in ast.parse(source).body:
        if isinstance(of, ast.ClassDef) and of.name not in INNER:
            for one in of.body:
                if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and changes(of.name, one):
                    yield f"{of.name}.{one.name}"


def changes(of: str, method: ast.FunctionDef) -> bool:
    if of == "Unit" and method.name in UNIT_WRITES:
        return True
    reached = {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    return bool(reached & WRITES) and not any(
        isinstance(one, ast.Name) and one.id == "property" for one in method.decorator_list
    )


def every() -> set[str]:
    return {name for file in STORE.glob("*.py") for name in written(file.read_text("utf-8"))}


def test_whatever_the_store_writes_is_a_leaf_or_is_listed_with_its_reason() -> None:
    listed = {name for leaf in LEAVES for name in leaf.by} | set(WITHOUT)

    assert every() - listed == set(), "give it a row among the leaves, or say why it needs none"
    assert listed - every() == set(), "these write no more; take them out of the table"


def test_a_method_that_writes_and_stands_in_no_table_is_noticed() -> None:
    fresh = "class Desk:\n    def wave(self) -> None:\n        self.write(lambda unit: unit.rows.run('...'))\n"

    assert set(written(fresh)) == {"Desk.wave"}


@pytest.mark.parametrize("kind", DecisionKind)
def test_every_kind_of_decision_stands_in_the_table(kind: DecisionKind) -> None:
    assert any(kind in leaf.kinds for leaf in LEAVES)


def test_a_session_is_opened_or_raised_only_where_that_becomes_a_leaf() -> None:
    calls = ("people.open_session(", "people.beside(", "people.follow(")
    found = {file.name for file in STORE.rglob("*.py") if any(call in file.read_text("utf-8") for call in calls)}

    assert found == {"signing_in.py"}
