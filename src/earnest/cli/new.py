"""`earnest new FOLDER`: a small brand that runs, to be changed into one's own."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from earnest.domain.errors import BadInput, Conflict

TEMPLATES = "presets/new_brand"
COMMON = "common"
"""The files of every preset; a folder named like a preset holds what it says otherwise."""

NAME_LENGTH_MAX = 80
"""Characters of a brand's name."""

_NAME = re.compile(r"[^\x00-\x1f\x7f\"\\{}]+\Z")
_SKIPPED = ("__pycache__",)


class Preset(StrEnum):
    """What kind of business it is; the words of `earnest.config.PRESETS`."""

    RETAIL = "retail"
    SAAS = "saas"
    REGULATED = "regulated"


def new(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must not exist, or be empty.")],
    name: Annotated[str, typer.Option("--name", help="What customers call you; the folder's name if not given.")] = "",
    preset: Annotated[Preset, typer.Option("--preset", help="What kind of business it is.")] = Preset.RETAIL,
) -> None:
    """Write a small brand that runs: two playbooks, a gate, a data map, a skill, and a toy shop to try it on."""
    written = write_brand(folder, name or readable(folder), preset)
    typer.echo(f"{folder}: {', '.join(written)}")
    typer.echo(f"Next: python {folder / 'toy_shop.py'} in a second terminal, then")
    typer.echo(f"      earnest chat --brand {folder} --as ada")


def readable(folder: Path) -> str:
    """A folder's name as a company's: `my-shop` is "My shop"."""
    words = " ".join(re.split(r"[-_\s]+", folder.resolve().name)).strip()
    return words[:1].upper() + words[1:]


def write_brand(folder: Path, name: str, preset: Preset) -> tuple[str, ...]:
    """Write the files of a new brand and name them; nothing that exists is written over.

    Args:
        folder: a folder that does not exist, or is empty.
        name: what customers call the company.
        preset: what kind of business it is.

    Raises:
        BadInput: the name cannot stand in a settings file.
        Conflict: there is something in the folder already, or it cannot be made.
    """
    brand = brand_files(name, preset)
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Conflict(f"{folder} is there already and not empty; nothing was written. Name another folder.")
        for path, content in brand.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8", newline="\n") as out:
                out.write(content)
    except OSError as error:
        raise Conflict(f"{folder} cannot be written ({error.strerror}); name another folder.") from error
    return tuple(brand)


def brand_files(name: str, preset: Preset) -> Mapping[str, str]:
    """The files of a new brand, by path inside its folder.

    Raises:
        BadInput: the name is empty, too long, or holds a quote, a backslash, a brace or a control character.
    """
    if not _NAME.match(name) or len(name) > NAME_LENGTH_MAX:
        raise BadInput(
            f'{name[:40]!r} cannot be a name; write --name "..." of at most {NAME_LENGTH_MAX} characters, '
            "without quotes, braces or backslashes."
        )
    root = files("earnest").joinpath(TEMPLATES)
    found = dict(_texts(root.joinpath(COMMON)))
    found |= dict(_texts(root.joinpath(preset.value)))
    values = {"name": name, "preset": preset.value, **_intents(preset)}
    return {path: _filled(found[path], values) for path in sorted(found)}


def _intents(preset: Preset) -> dict[str, str]:
    """The lines that borrow a preset's own examples, where it ships them."""
    from earnest.assistant.learning_preset import read_preset

    shipped = read_preset(preset.value).intents
    return {
        f"intent_{intent}": f"  intent: {intent}   # the examples that the preset ships; yours follow\n"
        if intent in shipped
        else ""
        for intent in ("order_status", "refund")
    }


def _texts(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, str]]:
    for one in folder.iterdir() if folder.is_dir() else ():
        if one.is_dir() and one.name not in _SKIPPED:
            yield from _texts(one, f"{prefix}{one.name}/")
        elif one.is_file():
            yield f"{prefix}{one.name}", one.read_text("utf-8")


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{{{name}}}}}", value)
    return text
