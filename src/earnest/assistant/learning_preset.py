"""The language that a preset ships: examples of its intents, and messages that are none of a brand's business."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from earnest.domain.errors import BrandError

PRESETS_FOLDER = "presets"

FILE_BYTES_MAX = 2_000_000
"""Bytes of one language's file."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A preset's language.

    Args:
        name: retail, saas or regulated.
        intents: intent -> language -> examples, as people type.
        outside: language -> messages that no playbook of such a brand answers.
    """

    name: str
    intents: Mapping[str, Mapping[str, tuple[str, ...]]]
    outside: Mapping[str, tuple[str, ...]]


@cache  # a pure function of files that ship; twenty playbooks name the same one
def read_preset(name: str) -> Preset:
    """The preset of this name; one that ships no language is empty.

    Raises:
        BrandError: a file that ships is broken.
    """
    intents: dict[str, dict[str, tuple[str, ...]]] = {}
    outside: dict[str, tuple[str, ...]] = {}
    for file in preset_files(name):
        language = file.name.removesuffix(".yaml")
        table = _table(file)
        for intent, texts in table["intents"].items():
            intents.setdefault(intent, {})[language] = tuple(map(str, texts))
        outside[language] = tuple(map(str, table["outside"]))
    return Preset(name, intents, outside)


def preset_files(name: str) -> Iterator[Traversable]:
    """The files of a preset's language, in order; none of one that ships no language."""
    folder = files("earnest") / PRESETS_FOLDER / name
    if folder.is_dir():
        yield from sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)


def _table(file: Traversable) -> Mapping[str, Mapping[str, list[str]]]:
    content = file.read_text("utf-8")
    if len(content) > FILE_BYTES_MAX:
        raise BrandError(f"the file is over {FILE_BYTES_MAX} bytes; split it.", file.name)
    table = yaml.load(content, Loader=yaml.CSafeLoader)
    if not isinstance(table, Mapping) or set(table) != {"intents", "outside"}:
        raise BrandError("a preset's language holds `intents:` and `outside:`.", file.name)
    return table
