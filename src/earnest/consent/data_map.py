"""Reading a brand's `data_map.yaml`, and checking it against what readers give.

    sources:
      order:
        owner: shop
        residency: EU
        integrity: own
        retention: 10 years
        nested: {lines: {kind: order_line, key: line_id}}
        fields:
          status:     {category: order, purposes: [service.order]}
          lines.name: {category: order, purposes: [service.order]}
          gift_note:  {category: message, purposes: [service.order], integrity: third_party}
          income:     {category: finance, purposes: [], origin: {supplier: Acme, collected: 2025-01-31, confidence: 60}}

Category and purposes are said for each field; owner, residency, integrity and retention may be said once for the
source, and a field may differ. `retention` is `session`, `while a customer`, `while sold`, or a number of hours, days,
weeks, months or years. `confidence` is in percent.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from earnest.consent.grants import (
    DataMap,
    FieldRule,
    Integrity,
    NestedKind,
    Origin,
    Retention,
    RetentionUnit,
    SourceRule,
)
from earnest.consent.nodes import Place, read_yaml
from earnest.domain.errors import BrandError
from earnest.domain.purposes import Purpose
from earnest.domain.records import RecordKind, Row

PATH_NAMES_MAX = 4
"""Names in one dotted path."""

RETENTION_COUNT_MAX = 1_000
"""Hours to years of one retention time."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_RETENTION = re.compile(r"([1-9][0-9]{0,3}) (hours|days|weeks|months|years|hour|day|week|month|year)\Z")
_PERCENT = re.compile(r"(100|[1-9]?[0-9])\Z")
_ONCE = ("retention", "integrity", "owner", "residency")
_FIELD = ("category", "purposes", *_ONCE, "origin")


class Flaw(StrEnum):
    """What `check_data_map` can find."""

    NO_READER = "no_reader"
    UNMAPPED = "unmapped"
    NOT_GIVEN = "not_given"
    NEVER_READ = "never_read"


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between the map and the code: what, about which field, where, and how to mend it."""

    flaw: Flaw
    source: str
    path: str
    message: str
    file: str = ""
    line: int = 0


def load_data_map(path: Path) -> DataMap:
    """Read a data map from its file.

    Raises:
        BrandError: with file and line: it is missing or unreadable, a purpose or entry is unknown, a field stands
            twice or lacks a retention time, a value is of the wrong kind.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BrandError("The data map cannot be read; a brand needs one, in UTF-8.", path) from None
    return read_data_map(text, str(path))


def read_data_map(text: str, file: str = "data_map.yaml") -> DataMap:
    """Read a data map from its text; see `load_data_map`."""
    root = read_yaml(text, file, "the data map").entries(("sources",))
    if "sources" not in root:
        raise BrandError("The data map has no `sources`; add them.", file, 1)
    return DataMap(tuple(_source(name, place) for name, place in root["sources"].entries().items()), file)


def check_data_map(
    data_map: DataMap,
    kinds: Iterable[RecordKind],
    rows: Mapping[str, Sequence[Row]],
    reads: Iterable[tuple[str, Purpose]] | None = None,
) -> tuple[Finding, ...]:
    """Compare the map with what readers give and what playbooks and skills read.

    Args:
        data_map: the map.
        kinds: the brand's record kinds.
        rows: sample records by kind; a kind without any is not judged by what it gives.
        reads: every (source, purpose) that is read anywhere; None leaves that question out.

    Returns:
        Fields that readers give and the map lacks (nobody can read them), mapped sources without a reader, mapped
        fields that no sample holds, and mapped fields that no declared read is granted. Key fields need no mapping:
        a handle stands for them.
    """
    declared = {kind.name: kind for kind in kinds}
    wanted = None if reads is None else frozenset(reads)
    findings: list[Finding] = []
    for name, kind in declared.items():
        findings += _unmapped(data_map, kind, rows.get(name, ()))
    for source in data_map.sources:
        if source.name not in declared:
            message = f"No reader gives records of kind {source.name}; declare one in skills.py or take the source out."
            findings.append(Finding(Flaw.NO_READER, source.name, "", message, data_map.file, source.line))
            continue
        findings += _not_given(data_map, source, rows.get(source.name, ()))
        findings += () if wanted is None else _never_read(data_map, source, wanted)
    return tuple(findings)


# --- the file -------------------------------------------------------------------------------------------------


def _source(name: str, place: Place) -> SourceRule:
    if not _NAME.match(name):
        raise place.error(f"{name!r} is no record kind; use letters, digits and underscores.")
    entries = place.entries((*_ONCE, "nested", "fields"))
    once = {entry: entries[entry] for entry in _ONCE if entry in entries}
    if "fields" not in entries:
        raise place.error(f"{name} has no `fields`; map at least one.")
    fields = tuple(_field(path, field, once) for path, field in entries["fields"].entries().items())
    nested = entries["nested"].entries() if "nested" in entries else {}
    return SourceRule(name, fields, tuple(_nested(path, where) for path, where in nested.items()), place.line)


def _field(path: str, place: Place, once: Mapping[str, Place]) -> FieldRule:
    _check_path(path, place)
    entries = {**once, **place.entries(_FIELD)}
    missing = [name for name in _FIELD[:-1] if name not in entries]
    if missing:
        raise place.error(
            f"{path} has no {missing[0]}; say it here{' or once for the source' * (missing[0] in _ONCE)}."
        )
    return FieldRule(
        path=path,
        category=entries["category"].text(),
        purposes=frozenset(_purpose(element) for element in entries["purposes"].texts()),
        retention=_retention(entries["retention"]),
        integrity=_integrity(entries["integrity"]),
        owner=entries["owner"].text(),
        residency=entries["residency"].text(),
        origin=_origin(entries["origin"]) if "origin" in entries else None,
        line=place.line,
    )


def _nested(path: str, place: Place) -> NestedKind:
    _check_path(path, place)
    entries = place.entries(("kind", "key"))
    for name in ("kind", "key"):
        if name not in entries:
            raise place.error(f"nested {path} has no {name}; write {{kind: order_line, key: line_id}}.")
    return NestedKind(path, entries["kind"].text(), entries["key"].text(), place.line)


def _check_path(path: str, place: Place) -> None:
    names = path.split(".")
    if len(names) > PATH_NAMES_MAX or not all(_NAME.match(name) for name in names):
        raise place.error(f"{path!r} is no field; write up to {PATH_NAMES_MAX} plain names, such as lines.name.")


def _purpose(place: Place) -> Purpose:
    word = place.text()
    try:
        return Purpose(word)
    except ValueError:
        near = difflib.get_close_matches(word, list(Purpose), n=1)
        hint = f"did you mean {near[0]}?" if near else f"take one of {', '.join(Purpose)}."
        raise place.error(f"{word!r} is no purpose; {hint}") from None


def _integrity(place: Place) -> Integrity:
    word = place.text()
    try:
        return Integrity(word)
    except ValueError:
        raise place.error(f"{word!r} is no integrity; take one of {', '.join(Integrity)}.") from None


def _retention(place: Place) -> Retention:
    word = place.text()
    if word in (RetentionUnit.SESSION, RetentionUnit.CUSTOMER, RetentionUnit.SOLD):
        return Retention(0, RetentionUnit(word))
    match = _RETENTION.match(word)
    if match is None or int(match[1]) > RETENTION_COUNT_MAX:
        raise place.error(f"{word!r} is no retention time; write session, while a customer, while sold, or 90 days.")
    return Retention(int(match[1]), RetentionUnit(match[2].rstrip("s") + "s"))


def _origin(place: Place) -> Origin:
    entries = place.entries(("supplier", "collected", "confidence"))
    for name in ("supplier", "collected", "confidence"):
        if name not in entries:
            raise place.error(f"origin has no {name}; a bought-in or derived field needs it.")
    return Origin(entries["supplier"].text(), _date(entries["collected"]), _percent(entries["confidence"]))


def _date(place: Place) -> date:
    try:
        return date.fromisoformat(place.text())
    except ValueError:
        raise place.error(f"{place.text()!r} is no date; write it like 2025-01-31.") from None


def _percent(place: Place) -> int:
    digits = place.text().removesuffix("%").strip()
    if not _PERCENT.match(digits):
        raise place.error(f"{place.text()!r} is no percentage; write a whole number from 0 to 100.")
    return int(digits)


# --- the check ------------------------------------------------------------------------------------------------


def _unmapped(data_map: DataMap, kind: RecordKind, rows: Sequence[Row]) -> list[Finding]:
    source = data_map.source(kind.name)
    mapped = {rule.path for rule in source.fields} if source else set()
    keys = {kind.key} | {f"{nested.path}.{nested.key}" for nested in source.nested} if source else {kind.key}
    given = sorted(_paths(rows, mapped))
    return [
        Finding(
            Flaw.UNMAPPED,
            kind.name,
            path,
            f"The reader of {kind.name} gives {path}, which the data map lacks: nobody can read it. "
            "Map it, or stop giving it.",
            data_map.file,
            source.line if source else 0,
        )
        for path in given
        if path not in mapped and path not in keys
    ]


def _not_given(data_map: DataMap, source: SourceRule, rows: Sequence[Row]) -> list[Finding]:
    given = _paths(rows, {rule.path for rule in source.fields})
    return [
        Finding(
            Flaw.NOT_GIVEN,
            source.name,
            rule.path,
            f"{source.name}.{rule.path} is mapped, and no sample record has it; take it out or mend the reader.",
            data_map.file,
            rule.line,
        )
        for rule in source.fields
        if rows and rule.path not in given
    ]


def _never_read(data_map: DataMap, source: SourceRule, reads: frozenset[tuple[str, Purpose]]) -> list[Finding]:
    purposes = {purpose for name, purpose in reads if name == source.name}
    return [
        Finding(
            Flaw.NEVER_READ,
            source.name,
            rule.path,
            f"{source.name}.{rule.path} is mapped, and no playbook or skill reads it; take it out.",
            data_map.file,
            rule.line,
        )
        for rule in source.fields
        if not purposes & rule.purposes
    ]


def _paths(rows: Sequence[Row], mapped: set[str]) -> set[str]:
    """The paths that rows hold, as deep as the map goes: a field mapped whole, or not at all, counts as one."""
    inner = {path[:end] for path in mapped for end, letter in enumerate(path) if letter == "."}
    return {path for row in rows for path in _row_paths(row, inner, "")}


def _row_paths(row: Row, inner: set[str], prefix: str) -> Iterator[str]:
    for name, value in row.items():
        path = f"{prefix}{name}"
        if path not in inner:
            yield path
            continue
        elements = value if isinstance(value, list | tuple) else (value,)
        for element in elements:
            if isinstance(element, Mapping):
                yield from _row_paths(element, inner, f"{path}.")
