"""What the code says is in the catalogues, with the values that it gives."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from earnest.domain.identity import Level
from earnest.domain.turns import HandOverReason
from earnest.words import BUNDLED, read_catalogues

ENGLISH = read_catalogues((BUNDLED,))["en"]
SPEAKERS = frozenset({"say", "fill"})


def said(source: str) -> Iterator[tuple[int, str, frozenset[str] | None]]:
    """Line, key and names given of every call that says a literal key; no names where they come as a mapping."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPEAKERS:
            last = node.args[-1] if node.args else None
            if isinstance(last, ast.Constant) and isinstance(last.value, str) and "{" not in last.value:
                names = [keyword.arg for keyword in node.keywords]
                given = None if None in names else frozenset(name for name in names if name)
                yield node.lineno, last.value, given


def unsayable(file: Path) -> Iterator[str]:
    for line, key, given in said(file.read_text("utf-8")):
        if key not in ENGLISH.wordings:
            yield f"{file.name}:{line}: {key!r} is in no catalogue"
        elif given is not None:
            absent = ENGLISH.found[ENGLISH.wordings[key][0]].variables - given
            yield from (f"{file.name}:{line}: {key!r} needs {name!r}" for name in sorted(absent))


def test_every_key_that_the_code_says_can_be_said_as_it_says_it() -> None:
    files = [file for file in BUNDLED.parent.rglob("*.py") if file.parent != BUNDLED]

    assert [problem for file in files for problem in unsayable(file)] == []


@pytest.mark.parametrize("reason", HandOverReason)
def test_every_reason_for_a_hand_over_has_its_words(reason: HandOverReason) -> None:
    assert f"hand-over-{reason.value.replace('_', '-')}" in ENGLISH.wordings


@pytest.mark.parametrize("level", Level)
def test_every_level_of_identity_has_its_words(level: Level) -> None:
    assert f"level-{level.word.replace('_', '-')}" in ENGLISH.wordings


def test_a_key_in_no_catalogue_and_a_value_not_given_are_noticed(tmp_path: Path) -> None:
    file = tmp_path / "deed.py"
    file.write_text("w.say(l, 'no-key')\nw.say(l, 'approval-waiting')\nw.say(l, 'approval-waiting', due=d)", "utf-8")

    assert list(unsayable(file)) == [
        "deed.py:1: 'no-key' is in no catalogue",
        "deed.py:2: 'approval-waiting' needs 'due'",
    ]
