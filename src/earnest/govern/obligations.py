"""Obligations: what the law asks, by which feature it is met, and which report tells. Read strictly from a file."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from earnest.domain.marked_yaml import Marked, read_yaml

OBLIGATIONS_MAX = 200
"""Rows of one file."""

OBLIGATIONS_FILE = Path(__file__).with_name("obligations.yaml")
"""The rows that ship."""

_KEYS = ("id", "law", "must", "by", "reports", "open")


@dataclass(frozen=True, slots=True)
class Obligation:
    """One thing that the law asks.

    Args:
        id: its name, a few words with hyphens.
        law: law and article.
        must: what must be done.
        by: which feature does it.
        reports: the evidence, by report name.
        open: what is still missing, "" where nothing is; a row with it is never met.
        line: where it stands.
    """

    id: str
    law: str
    must: str
    by: str
    reports: tuple[str, ...]
    open: str = ""
    line: int = 0


def read_obligations(file: Path, built: Collection[str]) -> tuple[Obligation, ...]:
    """Read the rows of a file, in order.

    Args:
        file: the YAML file.
        built: names of the reports that exist; a row with any other must say what is open.

    Raises:
        BrandError: with file and line: an unknown or missing name, an id twice, a report that does not exist.
    """
    root = read_yaml(file)
    places = root.items("the obligations")
    if len(places) > OBLIGATIONS_MAX:
        raise root.wrong(f"There are over {OBLIGATIONS_MAX} obligations; split the file.")
    found: dict[str, Obligation] = {}
    for place in places:
        one = _obligation(place, built)
        if one.id in found:
            raise place.wrong(f"{one.id!r} stands twice (first in line {found[one.id].line}); keep one.")
        found[one.id] = one
    return tuple(found.values())


def _obligation(place: Marked, built: Collection[str]) -> Obligation:
    entries = place.only("an obligation", _KEYS, _KEYS[:-1])
    text = {name: entry.text(name) for name, entry in entries.items() if name != "reports"}
    reports = tuple(one.text("a report") for one in entries["reports"].items("reports"))
    if not reports:
        raise entries["reports"].wrong("reports is empty; name the report that tells, if only to be built.")
    missing = [name for name in reports if name not in built]
    if missing and "open" not in text:
        raise entries["reports"].wrong(f"There is no report {missing[0]!r}; build it, or say what is missing in open:.")
    return Obligation(text["id"], text["law"], text["must"], text["by"], reports, text.get("open", ""), place.line)
