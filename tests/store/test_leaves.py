"""Nothing escapes the log: whatever the store writes is in the table of leaves, or is listed with its reason."""

import ast
from collections.abc import Collection, Iterator, Mapping
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

RUNS = {"run", "many"}
"""The methods of `Rows` that change something."""

Place = tuple[str, str]
"""A function of the store: its module, and its name or `Class.method`."""


def written(source: str, units: Collection[str] = ()) -> Iterator[str]:
    """Every public method of the store's doors that writes, as `Class.method`; `units` are those of `Unit`."""
    for of in ast.parse(source).body:
        if isinstance(of, ast.ClassDef) and of.name not in INNER:
            for one in of.body:
                if isinstance(one, ast.FunctionDef) and not one.name.startswith("_") and changes(of.name, one, units):
                    yield f"{of.name}.{one.name}"


def changes(of: str, method: ast.FunctionDef, units: Collection[str]) -> bool:
    if f"{of}.{method.name}" in units:
        return True
    reached = {
        node.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    }
    return bool(reached & WRITES) and not any(
        isinstance(one, ast.Name) and one.id == "property" for one in method.decorator_list
    )


def sources() -> dict[str, str]:
    return {file.stem: file.read_text("utf-8") for file in STORE.glob("*.py")}


def by_rows(files: Mapping[str, str]) -> set[Place]:
    """Every function of some modules that changes rows, itself or by another one that it names."""
    trees = {module: ast.parse(source) for module, source in files.items()}
    bodies = {place: body for module, tree in trees.items() for place, body in functions(module, tree)}
    named = {(module, name): (one,) for module, tree in trees.items() for name, one in imported(tree)}
    methods: dict[str, list[Place]] = {}
    for place in bodies:
        methods.setdefault(place[1].partition(".")[2], []).append(place)
    names = {place: set(reached(place[0], body, named, methods)) & set(bodies) for place, body in bodies.items()}
    found = {place for place, body in bodies.items() if any(map(is_change, ast.walk(body)))}
    while more := {place for place in set(bodies) - found if names[place] & found}:
        found |= more
    return found


def functions(module: str, tree: ast.Module) -> Iterator[tuple[Place, ast.FunctionDef]]:
    for of in tree.body:
        if isinstance(of, ast.FunctionDef):
            yield (module, of.name), of
        if isinstance(of, ast.ClassDef):
            yield from (((module, f"{of.name}.{one.name}"), one) for one in of.body if isinstance(one, ast.FunctionDef))


def imported(tree: ast.Module) -> Iterator[tuple[str, Place]]:
    """What a module calls by a name of its own: a module of the store as (module, ""), or a function in one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("earnest.store"):
            home = (node.module or "").removeprefix("earnest.store").removeprefix(".")
            for one in node.names:
                yield one.asname or one.name, (home, one.name) if home else (one.name, "")


def reached(
    module: str, body: ast.FunctionDef, named: Mapping[Place, tuple[Place]], methods: Mapping[str, list[Place]]
) -> Iterator[Place]:
    """The functions that one names; a method that is handed the rows may be that of any class."""
    for node in ast.walk(body):
        if isinstance(node, ast.Name):
            yield from named.get((module, node.id), ((module, node.id),))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from ((home, node.attr) for home, inner in named.get((module, node.value.id), ()) if not inner)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and any(map(is_rows, node.args)):
            yield from methods.get(node.func.attr, ())


def is_change(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in RUNS and is_rows(node.value)


def is_rows(node: ast.AST) -> bool:
    return "rows" in (getattr(node, "id", ""), getattr(node, "attr", ""))


def unit_writers(files: Mapping[str, str]) -> set[str]:
    return {name for _, name in by_rows(files) if name.startswith("Unit.")}


def every() -> set[str]:
    files = sources()
    units = unit_writers(files)
    return {name for source in files.values() for name in written(source, units)}


def test_whatever_the_store_writes_is_a_leaf_or_is_listed_with_its_reason() -> None:
    listed = {name for leaf in LEAVES for name in leaf.by} | set(WITHOUT)

    assert every() - listed == set(), "give it a row among the leaves, or say why it needs none"
    assert listed - every() == set(), "these write no more; take them out of the table"


def test_a_method_that_writes_and_stands_in_no_table_is_noticed() -> None:
    fresh = "class Desk:\n    def wave(self) -> None:\n        self.write(lambda unit: unit.rows.run('...'))\n"

    assert set(written(fresh)) == {"Desk.wave"}


@pytest.mark.parametrize(
    "body",
    [
        "self.rows.run('...')",
        "self.rows.many('...', [])",
        "change = self.rows.run\n        change('...')",
        "beside.keep(self.rows)",
        "keep(self.rows)",
        "beside.keep_by_another(self.rows)",
        "leaf = Page()\n        leaf.put(self.rows)",
    ],
)
def test_a_method_of_the_unit_that_changes_rows_is_noticed_however_it_does(body: str) -> None:
    unit = (
        "from earnest.store import beside\nfrom earnest.store.beside import keep\n"
        f"class Unit:\n    def wave(self) -> None:\n        {body}\n    def look(self) -> None:\n"
        "        beside.look(self.rows)\n"
    )
    beside = (
        "def keep(rows) -> None:\n    rows.run('...')\ndef keep_by_another(rows) -> None:\n    _inner(rows)\n"
        "def _inner(rows) -> None:\n    keep(rows)\ndef look(rows) -> None:\n    rows.one('...')\n"
        "class Page:\n    def put(self, rows) -> None:\n        rows.many('...', [])\n"
    )
    files = {"unit": unit, "beside": beside}

    assert set(written(unit, unit_writers(files))) == {"Unit.wave"}


@pytest.mark.parametrize("kind", DecisionKind)
def test_every_kind_of_decision_stands_in_the_table(kind: DecisionKind) -> None:
    assert any(kind in leaf.kinds for leaf in LEAVES)


def test_a_session_is_opened_or_raised_only_where_that_becomes_a_leaf() -> None:
    calls = ("people.open_session(", "people.beside(", "people.follow(")
    found = {file.name for file in STORE.rglob("*.py") if any(call in file.read_text("utf-8") for call in calls)}

    assert found == {"signing_in.py"}
