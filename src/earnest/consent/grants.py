"""The data map as values: every field that may ever be read, what for, and how long it is kept.

What the map does not name cannot be read. The map is compiled once, when it is built, into one `Grant` for each
source and purpose, so that opening a view decides nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from earnest.consent.fitness import FOR_EVER, Fitness, fitness_of
from earnest.domain.errors import BrandError
from earnest.domain.purposes import Purpose
from earnest.domain.records import Origin
from earnest.domain.regions import Stay, Target, Way, within
from earnest.domain.time import Instant
from earnest.domain.turns import Used

HANDLE = "handle"
"""The entry under which a nested owned record carries its handle; no field of such a record may have this name."""


class Integrity(StrEnum):
    """Whose words a field holds; third-party text may try to steer an assistant."""

    OWN = "own"
    CUSTOMER = "customer"
    THIRD_PARTY = "third_party"


class RetentionUnit(StrEnum):
    """How a retention time is counted; the first three end with something, not after a time."""

    SESSION = "session"
    CUSTOMER = "while a customer"
    SOLD = "while sold"
    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a field is kept; `count` is 0 where it ends with something (a session, an account, a sale)."""

    count: int
    unit: RetentionUnit

    @property
    def days(self) -> int:
        """Whole days, at least one, a month having 28 and a year 365; 0 where it ends with something."""
        match self.unit:
            case RetentionUnit.SESSION | RetentionUnit.CUSTOMER | RetentionUnit.SOLD:
                return 0
            case RetentionUnit.HOURS:
                return max(1, self.count // 24)
            case RetentionUnit.DAYS:
                return self.count
            case RetentionUnit.WEEKS:
                return 7 * self.count
            case RetentionUnit.MONTHS:
                return 28 * self.count
            case RetentionUnit.YEARS:
                return 365 * self.count


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One mapped field.

    Args:
        path: its name; dotted inside nested mappings, such as `lines.name`.
        category: what kind of data it is.
        purposes: what it may be read for; none: it may never be read.
        retention: how long it is kept.
        integrity: whose words it holds.
        owner: who answers for it.
        residency: where it is stored, a country or a group.
        origin: set for bought-in and derived fields.
        line: where the map says so, 0 if it was not read from a file.
        processor: who stores it for the brand, "" where the map does not say.
        accuracy: percent of values that are right, by the owner's word; None where the map does not say.
        fresh_for: microseconds after which a value is not used; 0: it is asked for anew each time; None: not said.
        dated: the record's field that says of when it is, "" where it is asked for anew or its origin says it.
    """

    path: str
    category: str
    purposes: frozenset[Purpose]
    retention: Retention
    integrity: Integrity
    owner: str
    residency: str
    origin: Origin | None = None
    line: int = 0
    processor: str = ""
    accuracy: int | None = None
    fresh_for: Instant | None = None
    dated: str = ""

    @property
    def fitness(self) -> Fitness | None:
        """What its values are checked for, None where they are always fit."""
        return fitness_of(self.origin, self.fresh_for or 0, self.dated)


@dataclass(frozen=True, slots=True)
class NestedKind:
    """Nested mappings that are records of their own: under which path, of which kind, with which key field."""

    path: str
    kind: str
    key: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class SourceRule:
    """The mapped fields of one record kind."""

    name: str
    fields: tuple[FieldRule, ...]
    nested: tuple[NestedKind, ...] = ()
    line: int = 0


class Slot(NamedTuple):
    """A granted field: its full path, and whether it holds third-party words. A tuple: views unpack it quickest."""

    path: str
    third_party: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """What one purpose may read of one source, level by level.

    Args:
        source: the record kind.
        purpose: what for.
        path: the dotted path of this level, "" at the top.
        whole: fields given as they are, by name.
        parts: fields of which only parts are given, by name.
        nested: set where each mapping of this level is a record of its own.
        fitness: what fields given as they are are checked for, by name; most are not.
        uses: at the top, the record of use of every granted path.
    """

    source: str
    purpose: Purpose
    path: str = ""
    whole: Mapping[str, Slot] = field(default_factory=dict)
    parts: Mapping[str, "Grant"] = field(default_factory=dict)
    nested: NestedKind | None = None
    fitness: Mapping[str, Fitness] = field(default_factory=dict)
    uses: Mapping[str, Used] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether it gives nothing at all."""
        return not self.whole and not self.parts


@dataclass(frozen=True, slots=True)
class DataMap:
    """A brand's data map.

    Args:
        sources: one a record kind.
        file: where it was read from, for findings.
        regions: where data may be; () where the map does not say: then none leaves the house.
        targets: where the ways out of the house go.
        grants: compiled from the sources, never given.

    Raises:
        BrandError: two rules name the same field, one a part of the other, or a nested record has a field `handle`.
    """

    sources: tuple[SourceRule, ...]
    file: str = ""
    regions: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    grants: Mapping[tuple[str, Purpose], Grant] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _refuse_twice(((source.name, source.line) for source in self.sources), self.file)
        for source in self.sources:
            _refuse_ambiguous(source, self.file)
        grants = {(source.name, purpose): _grant(source, purpose) for source in self.sources for purpose in Purpose}
        object.__setattr__(self, "grants", MappingProxyType(grants))

    def source(self, name: str) -> SourceRule | None:
        """The rules of a record kind, None if it is not mapped."""
        return next((source for source in self.sources if source.name == name), None)

    def stay(self, way: Way, name: str = "") -> Stay | None:
        """Why nothing may leave by this way, None where it may; what the map does not say is not allowed."""
        target = next((target for target in self.targets if target.way is way and target.name == name), None)
        if target is not None and within(target.region, self.regions):
            return None
        return Stay(way, target.region if target else "", self.regions, name)

    @property
    def bought(self) -> Mapping[str, Instant]:
        """Bought-in and derived fields, as `source.path`, and until when what was made of them may be judged by.

        0 where only the record tells how old or how sure its value is: then nothing made of it may be.
        """
        return {
            f"{source.name}.{rule.path}": rule.fitness.until if rule.fitness else FOR_EVER
            for source in self.sources
            for rule in source.fields
            if rule.origin
        }

    def fields(self, source: str, purpose: Purpose) -> frozenset[str]:
        """The paths that the purpose may read of the source; none if either is unknown."""
        return frozenset(self.grant(source, purpose).uses)

    def grant(self, source: str, purpose: Purpose) -> Grant:
        """What the purpose may read of the source, empty if either is unknown."""
        return self.grants.get((source, purpose)) or Grant(source, purpose)


def _refuse_twice(named: Iterable[tuple[str, int]], file: str) -> None:
    seen: dict[str, int] = {}
    for name, line in named:
        if name in seen:
            raise BrandError(f"{name!r} is mapped twice (first in line {seen[name]}); keep one of them.", file, line)
        seen[name] = line


def _refuse_ambiguous(source: SourceRule, file: str) -> None:
    _refuse_twice(((rule.path, rule.line) for rule in source.fields), file)
    _refuse_twice(((nested.path, nested.line) for nested in source.nested), file)
    paths = {rule.path for rule in source.fields}
    for rule in source.fields:
        whole = next((above for above in _above(rule.path) if above in paths), "")
        if whole:
            raise BrandError(f"{whole!r} is mapped whole and in part ({rule.path}); map one.", file, rule.line)
    inner = {above for path in paths for above in _above(path)}
    for nested in source.nested:
        if nested.path not in inner:
            raise BrandError(f"no field {nested.path}.* is mapped; map one, or take it out.", file, nested.line)
        if f"{nested.path}.{HANDLE}" in paths:
            raise BrandError(f"{nested.path}.{HANDLE} is where the handle stands; rename the field.", file, nested.line)


def _above(path: str) -> tuple[str, ...]:
    names = path.split(".")
    return tuple(".".join(names[:count]) for count in range(1, len(names)))


def _grant(source: SourceRule, purpose: Purpose) -> Grant:
    # What a supplier guessed is no proof of who somebody is, whatever the map says.
    barred = purpose is Purpose.IDENTITY_VERIFY
    granted = tuple(rule for rule in source.fields if purpose in rule.purposes and not (barred and rule.origin))
    uses = {rule.path: Used(source.name, rule.path, purpose, _told(rule.origin)) for rule in granted}
    return _level(source, purpose, granted, path="", uses=uses)


def _told(origin: Origin | None) -> Origin | None:
    """An origin as a record of use tells it."""
    return replace(origin, confidence_field="") if origin else None


def _level(
    source: SourceRule, purpose: Purpose, granted: tuple[FieldRule, ...], *, path: str, uses: Mapping[str, Used]
) -> Grant:
    start = len(path) + 1 if path else 0
    whole: dict[str, Slot] = {}
    inner: dict[str, list[FieldRule]] = {}
    fitness: dict[str, Fitness] = {}
    for rule in granted:
        name, _, rest = rule.path[start:].partition(".")
        if rest:
            inner.setdefault(name, []).append(rule)
        else:
            whole[name] = Slot(rule.path, rule.integrity is Integrity.THIRD_PARTY)
            fitness |= {name: rule.fitness} if rule.fitness else {}
    parts = {
        name: _level(source, purpose, tuple(rules), path=f"{path}.{name}" if path else name, uses={})
        for name, rules in inner.items()
    }
    nested = next((nested for nested in source.nested if nested.path == path), None)
    return Grant(source.name, purpose, path, whole, parts, nested, fitness, uses)
