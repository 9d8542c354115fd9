"""Checking a data map against what readers give, what is read, and where a brand's data may be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from earnest.consent.fitness import FOR_EVER
from earnest.consent.grants import DataMap, SourceRule
from earnest.domain.errors import BrandError
from earnest.domain.purposes import Purpose
from earnest.domain.records import RecordKind, Row
from earnest.domain.regions import Way, outlet, within
from earnest.domain.time import Instant


class Flaw(StrEnum):
    """What `check_data_map` can find."""

    NO_READER = "no_reader"
    UNMAPPED = "unmapped"
    NOT_GIVEN = "not_given"
    NEVER_READ = "never_read"
    NO_REGIONS = "no_regions"
    NO_TARGET = "no_target"
    NO_PROCESSOR = "no_processor"
    OUTSIDE = "outside"
    NO_ACCURACY = "no_accuracy"
    NO_FRESHNESS = "no_freshness"
    PROVES_NOBODY = "proves_nobody"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between the map and the code: what, about which field, where, and how to mend it."""

    flaw: Flaw
    source: str
    path: str
    message: str
    file: str = ""
    line: int = 0


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


def check_places(data_map: DataMap, ways: Iterable[tuple[Way, str]]) -> tuple[Finding, ...]:
    """Compare where data is, and where it goes, with where it may be.

    Args:
        data_map: the map.
        ways: the ways out of the house that the brand uses, and of informed systems the name, else "".

    Returns:
        A map that allows no region, ways that go nowhere declared, and targets, sources and fields outside of what is
        allowed or without a processor.
    """
    if not data_map.regions:
        message = "The data map does not say where data may be, so none leaves the house; add `regions: [EU]`."
        return (Finding(Flaw.NO_REGIONS, "", "", message, data_map.file, 1),)
    declared = {(target.way, target.name): target.line for target in data_map.targets}
    found = [
        Finding(
            Flaw.OUTSIDE if stay.region else Flaw.NO_TARGET,
            "",
            outlet(*way),
            str(stay),
            data_map.file,
            declared.get(way, 1),
        )
        for way in dict.fromkeys((*ways, *declared))
        if (stay := data_map.stay(*way)) is not None
    ]
    for source in data_map.sources:
        found += _placed(data_map, source)
    return tuple(found)


def require_within(data_map: DataMap) -> None:
    """Check that a map with regions puts the store, and every source, inside of them.

    A map that names no region at all lets nothing leave the house, which asks nothing of what stays in it.

    Raises:
        BrandError: it does not.
    """
    if not data_map.regions:
        return
    if stay := data_map.stay(Way.STORE):
        raise BrandError(str(stay), data_map.file)
    for one in check_places(data_map, ()):
        if one.flaw is Flaw.OUTSIDE and one.source:
            raise BrandError(one.message, data_map.file, one.line)


def check_fitness(data_map: DataMap, now: Instant) -> tuple[Finding, ...]:
    """Look for sources that do not say how right and fresh they are, and for bought-in fields that may not be used.

    Args:
        data_map: the map.
        now: bought-in fields that are too old by now are never used.
    """
    found: list[Finding] = []
    for source in data_map.sources:
        for flaw, lacks, entry in (
            (Flaw.NO_ACCURACY, [rule for rule in source.fields if rule.accuracy is None], "accuracy: 99"),
            (Flaw.NO_FRESHNESS, [rule for rule in source.fields if rule.fresh_for is None], "freshness: live"),
        ):
            if lacks:
                message = (
                    f"{source.name} does not say its {entry.partition(':')[0]}; add `{entry}`, once for the source."
                )
                found.append(Finding(flaw, source.name, lacks[0].path, message, data_map.file, source.line))
        for rule in source.fields:
            name = f"{source.name}.{rule.path}"
            if rule.origin and Purpose.IDENTITY_VERIFY in rule.purposes:
                message = f"{name} is bought in, and proves nobody's identity; take identity.verify out."
                found.append(Finding(Flaw.PROVES_NOBODY, source.name, rule.path, message, data_map.file, rule.line))
            if 0 < data_map.bought.get(name, FOR_EVER) <= now:
                message = f"{name} was collected too long ago and is never used; collect it anew, or take it out."
                found.append(Finding(Flaw.TOO_OLD, source.name, rule.path, message, data_map.file, rule.line))
    return tuple(found)


def _placed(data_map: DataMap, source: SourceRule) -> list[Finding]:
    """One finding for each place of a source that is wrong; the first field stands for all that share it."""
    wrong: dict[tuple[Flaw, str], Finding] = {}
    for rule in source.fields:
        if not within(rule.residency, data_map.regions):
            allowed = ", ".join(data_map.regions)
            message = f"{source.name} is kept in {rule.residency}, and data may be in {allowed} only; move it."
            finding = Finding(Flaw.OUTSIDE, source.name, rule.path, message, data_map.file, rule.line)
            wrong.setdefault((Flaw.OUTSIDE, rule.residency), finding)
        if not rule.processor:
            message = f"{source.name} has no processor; say who keeps it, once for the source."
            finding = Finding(Flaw.NO_PROCESSOR, source.name, rule.path, message, data_map.file, source.line)
            wrong.setdefault((Flaw.NO_PROCESSOR, ""), finding)
    return list(wrong.values())


def _unmapped(data_map: DataMap, kind: RecordKind, rows: Sequence[Row]) -> list[Finding]:
    source = data_map.source(kind.name)
    mapped = {rule.path for rule in source.fields} if source else set()
    keys = {kind.key} | (
        {f"{nested.path}.{nested.key}" for nested in source.nested} | _telling(source) if source else set()
    )
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


def _telling(source: SourceRule) -> set[str]:
    """Fields that tell of others how old and how sure they are; nobody reads them."""
    sure = {rule.origin.confidence_field for rule in source.fields if rule.origin}
    return sure | {rule.dated for rule in source.fields}


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
