"""YAML read as nodes, so that every complaint can name its line."""

from collections.abc import Iterator
from typing import Any

import yaml

from earnest.domain.errors import BrandError
from earnest.domain.marked_yaml import composed

CHARACTERS_MAX = 1_000_000
"""Characters of one data map."""


class Place:
    """A YAML node with the file it is in.

    Args:
        node: the node.
        file: for complaints.
        name: what it is, in words for complaints.
    """

    __slots__ = ("_node", "file", "line", "name")

    def __init__(self, node: Any, file: str, name: str) -> None:
        self._node = node
        self.file = file
        self.name = name
        self.line = 0 if node is None else int(node.start_mark.line) + 1

    def error(self, message: str) -> BrandError:
        """A complaint about this place, to be raised."""
        return BrandError(message, self.file, self.line)

    def entries(self, allowed: tuple[str, ...] = ()) -> dict[str, "Place"]:
        """Its entries by key.

        Args:
            allowed: the keys it may have; empty for any.

        Raises:
            BrandError: it is no mapping, a key stands twice or may not stand here.
        """
        if not isinstance(self._node, yaml.MappingNode):
            raise self.error(f"{self.name} should be a mapping (key: value).")
        found: dict[str, Place] = {}
        for key, place in self._pairs():
            if key in found:
                raise place.error(f"{key!r} stands twice in {self.name} (first in line {found[key].line}); keep one.")
            if allowed and key not in allowed:
                raise place.error(f"{self.name} has no entry {key!r}; it may have {', '.join(allowed)}.")
            found[key] = place
        return found

    def texts(self) -> list["Place"]:
        """The elements of a list of plain words.

        Raises:
            BrandError: it is no list.
        """
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.error(f"{self.name} should be a list, such as [a, b].")
        return [Place(node, self.file, f"an element of {self.name}") for node in self._node.value]

    def text(self) -> str:
        """A plain word or sentence.

        Raises:
            BrandError: it is a list or mapping, or empty.
        """
        if not isinstance(self._node, yaml.ScalarNode) or not self._node.value.strip():
            raise self.error(f"{self.name} should be a word, and not empty.")
        return str(self._node.value).strip()

    def _pairs(self) -> Iterator[tuple[str, "Place"]]:
        for key_node, node in self._node.value:
            key = Place(key_node, self.file, f"a key of {self.name}")
            place = Place(node, self.file, f"{key.text()!r} of {self.name}")
            # The key's line: a value may begin further down.
            place.line = key.line
            yield key.text(), place


def read_yaml(text: str, file: str, name: str) -> Place:
    """The root of a YAML document.

    Raises:
        BrandError: it is too long, no YAML, empty, or nested beyond reason.
    """
    if len(text) > CHARACTERS_MAX:
        raise BrandError(f"{name} is longer than {CHARACTERS_MAX:,} characters; split the brand.", file)
    try:
        node = composed(text)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        line = mark.line + 1 if mark is not None else 0
        raise BrandError(f"{name} is not readable YAML: {fault.problem}; mend that line.", file, line) from None
    except (yaml.YAMLError, RecursionError):
        raise BrandError(f"{name} is not readable YAML; write it anew in plain text.", file) from None
    if node is None:
        raise BrandError(f"{name} is empty; it should begin with `sources:`.", file)
    return Place(node, file, name)
