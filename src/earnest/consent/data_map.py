"""Reading a brand's `data_map.yaml`.

    regions: [EU]
    targets:
      store: {region: DE, processor: Example Hosting}
      mail:  {region: DE, processor: Example Post}
    sources:
      order:
        owner: shop
        residency: EU
        processor: Example Hosting
        integrity: own
        retention: 10 years
        nested: {lines: {kind: order_line, key: line_id}}
        fields:
          status:     {category: order, purposes: [service.order]}
          lines.name: {category: order, purposes: [service.order]}
          gift_note:  {category: message, purposes: [service.order], integrity: third_party}
          income:     {category: finance, purposes: [], freshness: 2 years,
                       origin: {supplier: Acme, collected: 2025-01-31, confidence: 60}}

`regions` says where data may be: countries (ISO 3166-1), EU or EEA. `targets` says where each way out of the house goes
(`store`, `mail`, `webhook`, `model`, `consent_platform`, and `informed.NAME` for each system of `[erasure.inform]`),
and who runs it. Category and purposes are said for each field; owner, residency,
processor, integrity, retention, accuracy (percent) and freshness may be said once for the source, and a field may
differ. `retention` is `session`, `while a customer`, `while sold`, or a number of hours, days, weeks, months or years.
`freshness` is `live` for what is asked for anew each time, or a time after which a value is not used; it counts from
the record's field that `dated` names, or from when a bought-in value was collected. `confidence` is in percent: a value
that is less sure, by the record's field that `confidence_field` names, is not used.
"""

import difflib
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from earnest.consent.grants import (
    DataMap,
    FieldRule,
    Integrity,
    NestedKind,
    Retention,
    RetentionUnit,
    SourceRule,
)
from earnest.consent.nodes import Place, read_yaml
from earnest.domain.errors import BrandError
from earnest.domain.purposes import Purpose
from earnest.domain.records import Origin
from earnest.domain.regions import Target, Way, is_region
from earnest.domain.time import DAY, HOUR, Instant

PATH_NAMES_MAX = 4
"""Names in one dotted path."""

RETENTION_COUNT_MAX = 1_000
"""Hours to years of one retention time."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_RETENTION = re.compile(r"([1-9][0-9]{0,3}) (hours|days|weeks|months|years|hour|day|week|month|year)\Z")
_PERCENT = re.compile(r"(100|[1-9]?[0-9])\Z")
_ONCE = ("retention", "integrity", "owner", "residency", "processor", "accuracy", "freshness", "dated")
_MAY_LACK = ("processor", "accuracy", "freshness", "dated", "origin")
_FIELD = ("category", "purposes", *_ONCE, "origin")
_LIVE = "live"
_SPANS = {"hours": HOUR, "days": DAY, "weeks": 7 * DAY, "months": 30 * DAY, "years": 365 * DAY}


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
    root = read_yaml(text, file, "the data map").entries(("regions", "targets", "sources"))
    if "sources" not in root:
        raise BrandError("The data map has no `sources`; add them.", file, 1)
    sources = tuple(_source(name, place) for name, place in root["sources"].entries().items())
    regions = tuple(_region(place) for place in root["regions"].texts()) if "regions" in root else ()
    targets = root["targets"].entries() if "targets" in root else {}
    return DataMap(sources, file, regions, tuple(_target(way, place) for way, place in targets.items()))


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
    missing = [name for name in _FIELD if name not in entries and name not in _MAY_LACK]
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
        residency=_region(entries["residency"]),
        origin=_origin(entries["origin"]) if "origin" in entries else None,
        line=place.line,
        processor=_text(entries, "processor"),
        accuracy=_percent(entries["accuracy"]) if "accuracy" in entries else None,
        fresh_for=_freshness(entries),
        dated=_text(entries, "dated"),
    )


def _text(entries: Mapping[str, Place], name: str) -> str:
    return entries[name].text() if name in entries else ""


def _freshness(entries: Mapping[str, Place]) -> Instant | None:
    if "freshness" not in entries:
        return None
    place = entries["freshness"]
    if place.text() == _LIVE:
        return 0
    match = _RETENTION.match(place.text())
    if match is None or int(match[1]) > RETENTION_COUNT_MAX:
        raise place.error(f"{place.text()!r} is no freshness; write live, or a time such as 30 days.")
    if "dated" not in entries and "origin" not in entries:
        raise place.error("Of when a record is must be known to tell its age; add dated: with the field that says it.")
    return int(match[1]) * _SPANS[match[2].rstrip("s") + "s"]


def _target(name: str, place: Place) -> Target:
    kind, _, system = name.partition(".")
    if kind not in tuple(Way) or bool(system) is not (kind == Way.INFORMED):
        ways = ", ".join((*(one for one in Way if one is not Way.INFORMED), f"{Way.INFORMED}.SYSTEM"))
        raise place.error(f"{name!r} is no way out of the house; take one of {ways}.")
    way = Way(kind)
    entries = place.entries(("region", "processor"))
    for entry in ("region", "processor"):
        if entry not in entries:
            raise place.error(f"{name} has no {entry}; write {{region: DE, processor: who runs it}}.")
    return Target(way, _region(entries["region"]), entries["processor"].text(), place.line, system)


def _region(place: Place) -> str:
    code = place.text()
    if not is_region(code):
        raise place.error(f"{code!r} is no region; write a country such as DE (ISO 3166-1), or EU or EEA.")
    return code


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
    entries = place.entries(("supplier", "collected", "confidence", "confidence_field"))
    for name in ("supplier", "collected", "confidence"):
        if name not in entries:
            raise place.error(f"origin has no {name}; a bought-in or derived field needs it.")
    sure = (_percent(entries["confidence"]), _text(entries, "confidence_field"))
    return Origin(entries["supplier"].text(), _date(entries["collected"]), *sure)


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
