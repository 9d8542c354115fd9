"""What may stand in no file: machines, registries, secrets, pickles, silenced checks without a reason."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

# Put together from pieces, so that this file does not match itself.
MACHINE = re.compile(r"(?<![\w.])/(?:" + "|".join(("wo" + "rk", "ro" + "ot", "ho" + "me", "Us" + "ers")) + r")/\w")
REGISTRY = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "files\\.python" + "hosted",
            "registry\\.npm" + "js",
            "registry\\.yarn" + "pkg",
            "proxy\\.gol" + "ang",
            "deb\\.deb" + "ian",
            "--index" + "-url",
            "--extra-index" + "-url",
            "--find" + "-links",
        )
    )
)
SECRET = re.compile(
    "|".join(
        (
            "-----BEGIN [A-Z ]*PRIVATE " + "KEY-----",
            r"\bAK" + r"IA[0-9A-Z]{16}\b",
            r"\bgh[pousr]" + r"_[A-Za-z0-9]{30,}",
            r"\bsk" + r"-[A-Za-z0-9]{24,}",
            r"\bxox[abp]" + r"-[0-9A-Za-z-]{10,}",
            r"\bAI" + r"za[0-9A-Za-z_-]{35}\b",
        )
    )
)
LOADERS = frozenset({"pickle", "cPickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"})
# A code, then a reason of at least two words.
NOQA = re.compile(r"#\s*noqa\b(?!: [A-Z]+[0-9]+(?:, ?[A-Z]+[0-9]+)*\s+(?:[-#:(]\s*)?\w\S*\s+\S)", re.IGNORECASE)
IGNORE = re.compile(r"#\s*type:\s*ignore\b(?!\[[a-z0-9, -]+\]\s*#\s*(?!noqa)\w\S*\s+\S)")


def found(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts.items()
        for match in pattern.finditer(text)
    ]


def comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def unsafe_loads(source: str) -> Iterator[str]:
    """What runs code on loading: such modules, unless only `dumps` of them is called, and numpy's permission for it."""
    tree = ast.parse(source)
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    bound = alias.asname or alias.name
                    used = {use.attr for use in uses if isinstance(use.value, ast.Name) and use.value.id == bound}
                    if alias.name.partition(".")[0] in LOADERS and used != {"dumps"}:
                        yield alias.name
            case ast.ImportFrom(module=str(module)) if module.partition(".")[0] in LOADERS:
                yield module
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=False)):
                pass
            case ast.keyword(arg="allow_pickle"):
                yield "allow_pickle"


def test_no_file_names_a_machine(texts: dict[str, str]) -> None:
    assert not found(MACHINE, texts)


def test_no_file_names_a_registry(texts: dict[str, str]) -> None:
    assert not found(REGISTRY, texts)


def test_no_file_holds_a_secret(texts: dict[str, str]) -> None:
    assert not found(SECRET, texts)


def test_nothing_that_runs_code_on_loading_is_imported(python_files: list[Path]) -> None:
    loads = [f"{file}: {name}" for file in python_files for name in unsafe_loads(file.read_text("utf-8"))]

    assert not loads


def test_every_silenced_check_names_its_code_and_its_reason(python_files: list[Path]) -> None:
    bare = [
        f"{file}:{line}: {comment}"
        for file in python_files
        for line, comment in comments(file.read_text("utf-8"))
        if NOQA.search(comment) or IGNORE.search(comment)
    ]

    assert not bare, "write `noqa: CODE - the reason` or `type: ignore[code]  # the reason`"


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "/wo" + "rk/main"),
        (MACHINE, "open('/ro" + "ot/x')"),
        (REGISTRY, "https://py" + "pi.org/simple"),
        (SECRET, "-----BEGIN PRIVATE " + "KEY-----"),
        (NOQA, "# no" + "qa"),
        (NOQA, "# no" + "qa: S101"),
        (NOQA, "# no" + "qa: S101 why"),
        (IGNORE, "# type: " + "ignore"),
        (IGNORE, "# type: " + "ignore[arg-type]"),
        (IGNORE, "# type: " + "ignore[arg-type]  # no" + "qa: S101"),
    ],
)
def test_what_is_forbidden_is_noticed(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE, "https://example.com/home/page and ../work/x"),
        (NOQA, "# no" + "qa: BLE001 - the edge records and goes on"),
        (NOQA, "# no" + "qa: S101, PLR2004  figures of the paper"),
        (IGNORE, "# type: " + "ignore[arg-type]  # the stub is wrong"),
    ],
)
def test_what_is_allowed_passes(pattern: re.Pattern[str], text: str) -> None:
    assert not pattern.search(text)


def test_a_loader_of_code_is_noticed() -> None:
    source = (
        "import pickle\nfrom joblib import load\nnumpy.load(f, allow_pickle=True)\nnumpy.load(f, allow_pickle=False)"
    )

    assert list(unsafe_loads(source)) == ["pickle", "joblib", "allow_pickle"]


def test_a_test_may_show_that_a_value_cannot_be_dumped() -> None:
    assert list(unsafe_loads("import pickle\npickle.dumps(x)")) == []
    assert list(unsafe_loads("import pickle\npickle.dumps(x)\npickle.Unpickler(f)")) == ["pickle"]
