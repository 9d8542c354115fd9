"""YAML with its line numbers: every complaint names file, line and mend. No tags are resolved, nothing is built."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from yaml.composer import Composer
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from earnest.domain.errors import BrandError

FILE_BYTES_MAX = 256 * 1024
"""Bytes of one brand file that holds rules."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A YAML node that knows its file."""

    node: Node
    file: Path

    @property
    def line(self) -> int:
        """1-based line."""
        return int(self.node.start_mark.line) + 1

    def wrong(self, message: str) -> BrandError:
        """The error to raise about this place."""
        return BrandError(message, self.file, self.line)

    @property
    def is_text(self) -> bool:
        """Whether it is a single value."""
        return isinstance(self.node, ScalarNode)

    @property
    def is_list(self) -> bool:
        """Whether it is a list."""
        return isinstance(self.node, SequenceNode)

    def text(self, what: str) -> str:
        """The value as it was written.

        Raises:
            BrandError: it is a list or a mapping, or empty.
        """
        if not isinstance(self.node, ScalarNode) or not self.node.value.strip():
            raise self.wrong(f"{what} should be a single value; write it on one line.")
        return str(self.node.value).strip()

    def items(self, what: str) -> tuple["Marked", ...]:
        """The entries of a list.

        Raises:
            BrandError: it is no list.
        """
        if not isinstance(self.node, SequenceNode):
            raise self.wrong(f"{what} should be a list; begin each entry with '- ' or write [a, b].")
        return tuple(Marked(child, self.file) for child in self.node.value)

    def fields(self, what: str) -> Mapping[str, "Marked"]:
        """The entries of a mapping, in order.

        Raises:
            BrandError: it is no mapping, or a name comes twice.
        """
        if not isinstance(self.node, MappingNode):
            raise self.wrong(f"{what} should be 'name: value' entries.")
        found: dict[str, Marked] = {}
        for key, value in self.node.value:
            name = Marked(key, self.file).text(f"a name in {what}")
            if name in found:
                raise Marked(key, self.file).wrong(f"{name!r} comes twice in {what}; remove one.")
            found[name] = Marked(value, self.file)
        return found

    def only(self, what: str, allowed: tuple[str, ...], required: tuple[str, ...]) -> Mapping[str, "Marked"]:
        """The entries of a mapping whose names are a closed list.

        Raises:
            BrandError: an unknown name, or a required one is missing.
        """
        found = self.fields(what)
        for name, value in found.items():
            if name not in allowed:
                raise value.wrong(f"{name!r} means nothing in {what}; it may hold: {', '.join(allowed)}.")
        for name in required:
            if name not in found:
                raise self.wrong(f"{what} lacks '{name}:'; add it.")
        return found


def read_yaml(file: Path) -> Marked:
    """Read a file into its marked root.

    Raises:
        BrandError: it cannot be read, is too large, or is no YAML.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise BrandError(f"cannot be read ({error.strerror}); check its name and rights.", file) from error
    if len(data) > FILE_BYTES_MAX:
        raise BrandError(f"is over {FILE_BYTES_MAX} bytes; split it.", file)
    try:
        root = composed(data.decode("utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BrandError(f"is no YAML: {error.problem}; mend this line.", file, line) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise BrandError(f"is no YAML: {str(error)[:120]}; save it as UTF-8 text.", file) from error
    if root is None:
        raise BrandError("is empty; remove it or fill it in.", file)
    return Marked(root, file)


def composed(text: str) -> Node | None:
    """The root node of a YAML document, every plain scalar as it was written; None where there is none.

    Raises:
        yaml.YAMLError: it is no YAML, or holds more than one document.
        RecursionError: it is nested beyond reason.
    """
    loader = _Composer(text)
    try:
        return loader.get_single_node()
    except yaml.YAMLError:  # PyYAML's own parser names line and problem better, and has the last word
        return yaml.compose(text, Loader=yaml.BaseLoader)
    finally:
        loader.dispose()


class _Composer(Composer, yaml.CBaseLoader):
    """libyaml's events, put together in Python: ten times as fast as PyYAML's own parser on a brand folder.

    libyaml's binding composes too, but nesting beyond reason, a RecursionError here, ends the process there.
    """

    def __init__(self, text: str) -> None:
        yaml.CBaseLoader.__init__(self, text)
        Composer.__init__(self)
