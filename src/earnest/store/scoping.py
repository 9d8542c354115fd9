"""The scope of a breach: of how many people each source was read, what of it, for what and by whom; nobody is named."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from earnest.domain.counted import Scope
from earnest.domain.time import Instant
from earnest.store import codec, sealing
from earnest.store.kit import Kit
from earnest.store.rows import Row, Rows
from earnest.store.uses import onlooker_of

OPENED_MAX = 20_000
"""Reads whose fields one call looks up, the newest first; those before are counted, and their fields called untold."""

_GROUPS = (
    "SELECT u.reads, u.colleague, COUNT(*), SUM(CASE WHEN d.id IS NULL THEN 1 ELSE 0 END) FROM uses u "
    "LEFT JOIN decisions d ON d.id = u.decision WHERE u.at >= ? AND u.at < ? GROUP BY u.reads, u.colleague"
)
_OF_SOURCE = "(' ' || u.reads) LIKE ? ESCAPE '!'"
_PEOPLE = f"SELECT COUNT(DISTINCT u.subject) FROM uses u WHERE u.at >= ? AND u.at < ? AND {_OF_SOURCE}"  # noqa: S608 - a constant of this file
_NEWEST = (
    "SELECT u.decision, d.commitment FROM uses u JOIN decisions d ON d.id = u.decision "  # noqa: S608 - as above
    f"WHERE u.at >= ? AND u.at < ? AND {_OF_SOURCE} ORDER BY u.at DESC, u.decision DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the records of reads say: reads by source, and by source, field and purpose."""

    told: Counter[str] = field(default_factory=Counter)
    fields: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def scopes(rows: Rows, kit: Kit, times: tuple[Instant, Instant], source: str = "") -> tuple[Scope, ...]:
    """What was read from one instant up to, not including, another, source by source.

    Args:
        rows: the transaction.
        kit: keys.
        times: from when on, and until when.
        source: of which source only, "" for all.
    """
    groups = rows.all(_GROUPS, *times)
    opened = _opened(rows, kit, times, source)
    named = {name for reads, *_ in groups for name in _read(reads) if source in ("", name)}
    return tuple(_scope(rows, kit, times, name, groups, opened) for name in sorted(named))


def _scope(
    rows: Rows, kit: Kit, times: tuple[Instant, Instant], source: str, groups: Sequence[Row], opened: _Opened
) -> Scope:
    by, purposes, unproved = Counter[str](), Counter[str](), 0
    for reads, colleague, count, without in groups:
        for purpose in _read(reads).get(source, ()):
            purposes[purpose] += int(count)
        if source in _read(reads):
            by[onlooker_of(kit, bytes(colleague)).value] += int(count)
            unproved += int(without)
    people = rows.one(_PEOPLE, *times, _like(source))
    return Scope(
        source=source,
        people=int(people[0]) if people else 0,
        by=dict(by),
        purposes=dict(purposes),
        fields={(one, purpose): count for (of, one, purpose), count in opened.fields.items() if of == source},
        untold=by.total() - opened.told[source],
        unproved=unproved,
    )


def _opened(rows: Rows, kit: Kit, times: tuple[Instant, Instant], source: str) -> _Opened:
    found = _Opened()
    for decision, commitment in rows.all(_NEWEST, *times, _like(source), OPENED_MAX):
        record: Any = sealing.open_value(rows, kit.keys, decision, sealing.ACCOUNTABLE, bytes(commitment))
        used = codec.used_from(record or {})
        found.told.update({one.source for one in used})
        found.fields.update({(one.source, one.field, one.purpose.value) for one in used})
    return found


def _read(reads: str) -> Mapping[str, tuple[str, ...]]:
    """The purposes of a row of uses, by source."""
    pairs = [one.partition(":") for one in reads.split()]
    return {name: tuple(purpose for of, _, purpose in pairs if of == name) for name, _, _ in pairs}


def _like(source: str) -> str:
    """The pattern of rows that read a source, or any."""
    plain = source.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"% {plain}:%" if source else "%"
