"""Rows that are past the time of records, table by table, and what still rests on some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from earnest.domain.time import DAY, Instant
from earnest.store import sealing
from earnest.store.classes import ROWS_AT_ONCE_MAX, Kept, Times
from earnest.store.kit import Kit
from earnest.store.rows import Rows, places

COLLEAGUES_AT_ONCE_MAX = 100
"""Keys of colleagues that one step destroys."""

_PART = 500
_HELD_PEOPLE = "SELECT subject FROM holds WHERE record = ''"
_RESTED_ON = (
    "SELECT decision FROM bars",
    "SELECT decision FROM switches",
    "SELECT decision FROM brands",
    "SELECT decision FROM gate_authors",
    "SELECT decision FROM gate_versions",
    "SELECT decision FROM erasure_jobs",
    "SELECT decision FROM holds",
    "SELECT record FROM holds",
    f"SELECT decision FROM uses WHERE subject IN ({_HELD_PEOPLE})",  # noqa: S608 - constants of this file
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Rows of one table whose time is over.

    Args:
        table: which.
        kept: its class.
        key: the columns that name a row.
        where: which rows; each `?` is the instant before which records are past their time.
    """

    table: str
    kept: Kept
    key: str
    where: str


_UNUSED = "NOT IN (SELECT {0} FROM consents)"
_REPLACED = (
    "SELECT 1 FROM gate_versions n WHERE n.gate = gate_versions.gate "
    "AND n.published_at > gate_versions.published_at AND n.published_at < ?"
)
RULES: tuple[Rule, ...] = (
    Rule("brands", Kept.RECORD, "seq", "seq < (SELECT MAX(b.seq) FROM brands b WHERE b.at < ?)"),
    Rule("gate_versions", Kept.RECORD, "gate, digest", f"asked_at = 0 AND EXISTS ({_REPLACED})"),
    Rule("labels", Kept.RECORD, "decision, source", "at < ?"),
    Rule("alone", Kept.RECORD, "decision", "at < ?"),
    Rule("events", Kept.RECORD, "seq", "at < ?"),
    Rule("consent_inbox", Kept.RECORD, "message", "at < ?"),
    Rule(
        "consent_papers",
        Kept.RECORD,
        "digest",
        f"at < ? AND digest {_UNUSED.format('text_digest')} AND digest {_UNUSED.format('notice')}",
    ),
    Rule("uses", Kept.RECORD, "subject, at, decision", f"at < ? AND subject NOT IN ({_HELD_PEOPLE})"),
    Rule("consent_news", Kept.WORK, "decision", "state IN ('sent', 'given_up', 'stayed')"),
    Rule("staff_news", Kept.WORK, "what, about, way", "state IN ('sent', 'given_up', 'stayed') AND at < ?"),
    Rule("customers", Kept.COUNTER, "pseudonym", "pseudonym NOT IN (SELECT pseudonym FROM exposures)"),
)
"""Rows that go by themselves, in order: what rests on others goes before them."""

_DECISIONS = Rule(
    "decisions",
    Kept.RECORD,
    "id",
    "at < ? AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.id = decisions.conversation) "  # noqa: S608 - as above
    "AND NOT EXISTS (SELECT 1 FROM consents k WHERE k.decision = decisions.id) "
    + " ".join(f"AND id NOT IN ({one})" for one in _RESTED_ON),
)
_INTENTS = Rule(
    "intents", Kept.RECORD, "id", "at < ? AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id = intents.decision)"
)
_NAMES = (
    "SELECT s.record FROM decisions d JOIN sealed s ON s.record = d.id AND s.compartment = ? "
    "WHERE d.at < ? AND s.owner >= 'colleague-' AND s.owner < 'colleague.' "
    "AND d.id NOT IN (SELECT decision FROM gate_authors) AND d.id NOT IN (SELECT decision FROM gate_versions) "
    "AND d.id NOT IN (SELECT decision FROM holds) "
    "AND d.id NOT IN (SELECT record FROM holds) LIMIT ?"
)
_SESSIONS = (
    "(ends_at <= ? OR used_at < ?) AND NOT EXISTS "
    "(SELECT 1 FROM conversations c WHERE c.subject = sessions.subject AND c.session = sessions.id)"
)


def record_end(now: Instant, times: Times) -> Instant:
    """The instant before which records are past their time: whole epochs, since their keys end as one."""
    epoch = sealing.EPOCH_DAYS * DAY
    return (now - times.record_days * DAY) // epoch * epoch


def record_goes(at: Instant, times: Times) -> Instant:
    """When a record of an instant is past its time."""
    epoch = sealing.EPOCH_DAYS * DAY
    return (at // epoch + 1) * epoch + times.record_days * DAY


def count(rows: Rows, kit: Kit, times: Times) -> Mapping[tuple[str, Kept], int]:
    """How many rows are past their time, at most `ROWS_AT_ONCE_MAX` of a table."""
    now = kit.clock.now()
    cut = record_end(now, times)
    found = {(rule.table, rule.kept): _count(rows, rule, cut) for rule in (*RULES, _DECISIONS, _INTENTS)}
    found["gate_authors", Kept.RECORD] = len(_authors(rows, cut))
    found["colleague_names", Kept.RECORD] = len(_names(rows, cut))
    found["colleague_keys", Kept.KEY] = len(colleagues_without_records(rows, kit))
    found["sessions", Kept.SESSION] = len(_sessions(rows, kit))
    return found


def end(rows: Rows, kit: Kit, times: Times) -> tuple[dict[str, int], tuple[str, ...]]:
    """Delete rows that are past their time; how many of what, and the colleagues whose keys are to be destroyed."""
    cut = record_end(kit.clock.now(), times)
    went = {rule.table: _end(rows, rule, cut) for rule in RULES}
    authors = _authors(rows, cut)  # of versions that are gone by now, too
    went["gate_authors"] = _end_each(rows, "DELETE FROM gate_authors WHERE gate = ? AND digest = ?", authors)
    names = _few(rows, _DECISIONS, cut)
    went["decisions"] = _end_named(rows, "DELETE FROM decisions WHERE id IN ({})", names)
    _end_named(rows, "DELETE FROM sealed WHERE record IN ({})", names)
    went["intents"] = _end(rows, _INTENTS, cut)
    nameless = [(name, sealing.COLLEAGUE) for name in _names(rows, cut)]
    went["colleague_names"] = _end_each(rows, "DELETE FROM sealed WHERE record = ? AND compartment = ?", nameless)
    went["sessions"] = _end_named(rows, "DELETE FROM sessions WHERE id IN ({})", _sessions(rows, kit))
    owners = colleagues_without_records(rows, kit)
    went["colleague_keys"] = len(owners)
    return went, owners


def colleagues_without_records(rows: Rows, kit: Kit) -> tuple[str, ...]:
    """Keys of colleagues under which nothing is sealed any more: they left, and the time of their last record is over.

    Whoever has an account, or is signed in, has something sealed.
    """
    kept = kit.keys.names(sealing.COLLEAGUE_OWNER)
    waiting = {row[0] for row in rows.all("SELECT owner FROM erasures")}
    empty = (
        name
        for name in kept
        if name not in waiting and rows.one("SELECT 1 FROM sealed WHERE owner = ? LIMIT 1", name) is None
    )
    return tuple(sorted(empty))[:COLLEAGUES_AT_ONCE_MAX]


def _authors(rows: Rows, cut: Instant) -> list[tuple[str, str]]:
    """Who wrote gates of which no version is kept that are in force no more, from before the time of records."""
    newest = rows.one("SELECT gates FROM brands ORDER BY seq DESC LIMIT 1")
    in_force = {(gate, digest) for gate, digest in orjson.loads(newest[0]).items()} if newest else set()
    found = rows.all(
        "SELECT a.gate, a.digest FROM gate_authors a LEFT JOIN decisions d ON d.id = a.decision "
        "WHERE (d.id IS NULL OR d.at < ?) AND NOT EXISTS "
        "(SELECT 1 FROM gate_versions v WHERE v.gate = a.gate AND v.digest = a.digest)",
        cut,
    )
    return [(row[0], row[1]) for row in found if (row[0], row[1]) not in in_force][:ROWS_AT_ONCE_MAX]


def _names(rows: Rows, cut: Instant) -> list[str]:
    """Records past their time that something still rests on, and that still name a colleague."""
    return [row[0] for row in rows.all(_NAMES, sealing.COLLEAGUE, cut, ROWS_AT_ONCE_MAX)]


def _sessions(rows: Rows, kit: Kit) -> list[str]:
    now = kit.clock.now()
    question = f"SELECT id FROM sessions WHERE {_SESSIONS} LIMIT ?"  # noqa: S608 - constants of this file
    return [row[0] for row in rows.all(question, now, now - kit.visits.visitor_idle, ROWS_AT_ONCE_MAX)]


def _count(rows: Rows, rule: Rule, cut: Instant) -> int:
    question = f"SELECT COUNT(*) FROM (SELECT 1 FROM {rule.table} WHERE {rule.where} LIMIT ?) found"  # noqa: S608 - as above
    row = rows.one(question, *_given(rule, cut), ROWS_AT_ONCE_MAX)
    return int(row[0]) if row else 0


def _few(rows: Rows, rule: Rule, cut: Instant) -> list[str]:
    question = f"SELECT {rule.key} FROM {rule.table} WHERE {rule.where} LIMIT ?"  # noqa: S608 - as above
    return [row[0] for row in rows.all(question, *_given(rule, cut), ROWS_AT_ONCE_MAX)]


def _end(rows: Rows, rule: Rule, cut: Instant) -> int:
    few = f"SELECT {rule.key} FROM {rule.table} WHERE {rule.where} LIMIT ?"  # noqa: S608 - as above
    return rows.run(f"DELETE FROM {rule.table} WHERE ({rule.key}) IN ({few})", *_given(rule, cut), ROWS_AT_ONCE_MAX)  # noqa: S608 - as above


def _given(rule: Rule, cut: Instant) -> tuple[Instant, ...]:
    return (cut,) * rule.where.count("?")


def _end_named(rows: Rows, statement: str, names: Sequence[str]) -> int:
    parts = (names[start : start + _PART] for start in range(0, len(names), _PART))
    return sum(rows.run(statement.format(places(len(part))), *part) for part in parts)


def _end_each(rows: Rows, statement: str, found: Sequence[tuple[str, str]]) -> int:
    return sum(rows.run(statement, *one) for one in found)
