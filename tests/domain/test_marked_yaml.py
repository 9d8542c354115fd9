"""YAML read by libyaml's events: the same tree, the same lines, and no text that ends the process."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.nodes import MappingNode, Node

from earnest.domain.marked_yaml import composed

DEEP = 100_000

WILD = st.text(alphabet="ab \n:-[]{},#'\"|>&*!?%@\t\u00e4\U0001f642", max_size=40)


def flat(node: Node | None) -> Iterator[tuple[Any, ...]]:
    """Every node with its kind, place and text."""
    waiting = [node] if node else []
    while waiting:
        one = waiting.pop()
        yield type(one).__name__, one.start_mark.line, one.start_mark.column, one.end_mark.line
        if isinstance(one, MappingNode):
            waiting += [part for pair in one.value for part in pair]
        elif isinstance(one.value, list):
            waiting += one.value
        else:
            yield (one.value,)


def test_every_brand_file_is_read_as_pyyaml_reads_it(root: Path) -> None:
    files = sorted((root / "examples").rglob("*.yaml"))

    for file in files:
        text = file.read_text("utf-8")
        assert list(flat(composed(text))) == list(flat(yaml.compose(text, Loader=yaml.BaseLoader))), file

    assert files


@given(WILD)
def test_any_text_is_read_or_refused_as_no_yaml(text: str) -> None:
    try:
        found = composed(text)
    except yaml.YAMLError:
        found = None

    assert found is None or list(flat(found))


@pytest.mark.parametrize(
    "text", ['a: "x', "a: [1,\nb: 2", "\ta: 1", "a: b: c", "%YAML 3\n", "*x", "a: \x07", "a\n---\nb"]
)
def test_what_is_no_yaml_is_refused_in_pyyamls_own_words(text: str) -> None:
    with pytest.raises(yaml.YAMLError) as expected:
        yaml.compose(text, Loader=yaml.BaseLoader)

    with pytest.raises(yaml.YAMLError) as found:
        composed(text)

    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_beyond_reason_is_an_error_and_no_crash(opening: str) -> None:
    with pytest.raises(RecursionError):
        composed(opening * DEEP)
