"""Budgets: what no longer fits on one screen is no longer read."""

import ast
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

FUNCTION_LINES_MAX = 50
FILE_LINES_MAX = 600

Record = Callable[[str, object], None]


def functions(source: str) -> Iterator[tuple[str, int]]:
    """Name and length in lines of every function, docstring included and decorators not."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_over_its_budget(python_files: list[Path], root: Path, record_property: Record) -> None:
    lengths = [
        (lines, f"{file.relative_to(root)}:{name}")
        for file in python_files
        for name, lines in functions(file.read_text("utf-8"))
    ]
    record_property("median function, lines", statistics.median(lines for lines, _ in lengths))

    over = [f"{name} has {lines} lines" for lines, name in lengths if lines > FUNCTION_LINES_MAX]

    assert not over, f"split, at most {FUNCTION_LINES_MAX} lines each: {over}"


def test_no_file_is_over_its_budget(python_files: list[Path], root: Path, record_property: Record) -> None:
    lengths = [(len(file.read_text("utf-8").splitlines()), file.relative_to(root)) for file in python_files]
    record_property("median file, lines", statistics.median(lines for lines, _ in lengths))

    over = [f"{name} has {lines} lines" for lines, name in lengths if lines > FILE_LINES_MAX]

    assert not over, f"split, at most {FILE_LINES_MAX} lines each: {over}"


def test_a_long_function_is_noticed() -> None:
    long = "@decorated\ndef long() -> None:\n" + "    pass\n" * FUNCTION_LINES_MAX

    assert dict(functions(long)) == {"long": FUNCTION_LINES_MAX + 1}
