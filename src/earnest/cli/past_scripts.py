"""Scripts of a brand's invented past: who writes, what they type, what colleagues do about it, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from earnest.domain.errors import BrandError

SOMEONE = "someone"
SUPPORT, APPROVER, OWNER = "jon", "mia", "noor"
"""The colleagues of the demo; the first two do what a script left to the desk."""

AFTER_MINUTES = 20
"""How long a colleague takes where a script does not say."""

SCRIPTS_MAX = 500
_KEYS = frozenset(("script", "language", "who", "order", "times", "open", "lines"))
_FILE_KEYS = frozenset(("conversations", "closing"))


@dataclass(frozen=True, slots=True)
class Says:
    """The customer types, or presses: `<confirm>`, `<cancel>`, `<choose N>`, `<person>`."""

    text: str


@dataclass(frozen=True, slots=True)
class Waits:
    """The customer takes a while."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Uses:
    """The customer uses a right: `undoes`, `contests` with words, `corrects` with rows, `rates`."""

    right: str
    given: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Acts:
    """A colleague acts: `take`, `reply`, `note`, `hand_back`, `close`, `approve`, `decline`."""

    colleague: str
    does: str
    says: str = ""
    after: int = AFTER_MINUTES


Line = Says | Waits | Uses | Acts


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation, to be had by several people.

    Args:
        name: its name.
        language: what they write.
        lines: what happens, in order.
        who: "someone", "guest", or a customer's reference.
        order: which order it is about; see the brand's `then.py`.
        times: how often it is played.
        open: how many minutes before now it begins and is left open; None where it is finished in those weeks.
    """

    name: str
    language: str
    lines: tuple[Line, ...]
    who: str = SOMEONE
    order: Mapping[str, Any] = field(default_factory=dict)
    times: int = 1
    open: int | None = None

    @property
    def staffed(self) -> bool:
        """Whether colleagues take part."""
        return any(isinstance(line, Acts) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Scripts:
    """All of a brand's scripts, and by language how colleagues end what a script left to them."""

    scripts: tuple[Script, ...]
    closing: Mapping[str, Sequence[str]]


def read_scripts(folder: Path) -> Scripts:
    """Read every script of a folder.

    Raises:
        BrandError: a file holds something that a script does not; the message names it.
    """
    scripts: list[Script] = []
    closing: dict[str, Sequence[str]] = {}
    for file in sorted(folder.glob("*.yaml")):
        found = _read(file)
        if set(found) - _FILE_KEYS:
            raise BrandError(f"{', '.join(sorted(set(found) - _FILE_KEYS))} is none of {sorted(_FILE_KEYS)}.", file)
        scripts += [_script(file, one) for one in found.get("conversations", ())]
        closing |= found.get("closing", {})
    if len({one.name for one in scripts}) < len(scripts) or len(scripts) > SCRIPTS_MAX:
        raise BrandError(f"give each script a name of its own, and write at most {SCRIPTS_MAX}.", folder)
    return Scripts(tuple(scripts), closing)


def _read(file: Path) -> Mapping[str, Any]:
    try:
        found: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise BrandError(f"it is no YAML ({str(error).splitlines()[0]}).", file) from error
    return found


def _script(file: Path, given: Mapping[str, Any]) -> Script:
    if unknown := set(given) - _KEYS:
        raise BrandError(f"{given.get('script')}: {', '.join(sorted(unknown))} is not part of a script.", file)
    try:
        lines = tuple(_line(one) for one in given["lines"])
    except (KeyError, TypeError, ValueError) as error:
        raise BrandError(f"{given.get('script')}: a line cannot be read ({error}).", file) from error
    more = {key: given[key] for key in ("who", "order", "times", "open") if key in given}
    return Script(given["script"], given["language"], lines, **more)


def _line(given: Any) -> Line:
    if isinstance(given, str):
        return Says(given)
    ((who, what),) = given.items()
    match who:
        case "wait":
            return Waits(int(what))
        case "undoes" | "contests" | "corrects" | "rates":
            return Uses(who, what if isinstance(what, dict) else {"says": what})
        case _:
            return Acts(who, **what)
