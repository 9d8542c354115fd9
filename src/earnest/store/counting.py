"""Counting what is kept, for reports: queries over plain columns, and one pass over the judged decisions' own facts."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from earnest.domain.consents import ENDS, PERMITS
from earnest.domain.counted import (
    Consents,
    Contests,
    Counted,
    Erasures,
    Governed,
    Judgements,
    Marks,
    Reads,
    Rulings,
    Wishes,
    is_fault,
)
from earnest.domain.identity import Author
from earnest.domain.purposes import BASIS_OF, Basis, Purpose
from earnest.domain.time import SECOND, Instant
from earnest.domain.turns import DecisionKind, HandOverReason
from earnest.domain.verdicts import Outcome
from earnest.store import sealing
from earnest.store.kit import Kit
from earnest.store.rows import Rows, places

QUICK = 5 * SECOND
"""A ruling within this time of the approval's opening can hardly rest on the facts."""

JUDGED_MAX = 20_000
"""Judged decisions whose records one count opens, the newest first."""

WISHES_MAX = 100_000
"""Wishes for a person that one count looks at, the newest first."""

LACKING_MAX = 20
"""Ids of incomplete records that one count names."""

_MACHINE = (Author.ASSISTANT.value, Author.SYSTEM.value)
_MARKS = "SELECT author, COUNT(*) FROM items WHERE at >= ? GROUP BY author"
_WRONG = (
    "SELECT COUNT(*) FROM items i LEFT JOIN decisions d ON d.id = i.decision WHERE i.at >= ? AND CASE "
    "WHEN i.decision = '' THEN i.author IN (?, ?) WHEN d.kind = 'replied' THEN i.author <> 'colleague' "
    "WHEN d.kind IS NULL THEN 1 = 0 ELSE i.author NOT IN (?, ?) END"
)
_WISHES = (
    "SELECT h.state, h.opened_at, (SELECT MIN(d.at) FROM decisions d WHERE d.conversation = h.conversation "
    "AND d.at >= h.opened_at AND d.kind IN ('taken', 'replied', 'handed_back', 'closed')) FROM hand_overs h "
    "WHERE h.kind = 'hand_over' AND h.reason = ? AND h.opened_at >= ? ORDER BY h.opened_at DESC LIMIT ?"
)
_UNTOLD = (
    "SELECT COUNT(*) FROM decisions d JOIN conversations c ON c.id = d.conversation WHERE d.kind = 'hand_over' "
    "AND d.at >= ? AND NOT EXISTS (SELECT 1 FROM hand_overs h WHERE h.decision = d.id)"
)
_ASKED = "SELECT state, COUNT(*) FROM hand_overs WHERE kind = 'approval' AND opened_at >= ? GROUP BY state"
_RULED = (
    "SELECT COALESCE(SUM(r.approve), 0), COUNT(*), COUNT(DISTINCT r.colleague), "
    "COALESCE(SUM(CASE WHEN r.at - h.opened_at < ? THEN 1 ELSE 0 END), 0) "
    "FROM rulings r JOIN hand_overs h ON h.id = r.hand_over WHERE r.at >= ?"
)
_NOT_RULED = (
    "NOT EXISTS (SELECT 1 FROM rulings r WHERE r.decision = d.id) "
    "AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.decision = d.id AND o.state = 'undone')"
)
_UNRULED = (
    "SELECT COUNT(*) FROM decisions d JOIN conversations c ON c.id = d.conversation "  # noqa: S608 - as above
    f"WHERE d.kind = 'effect' AND d.outcome >= ? AND d.at >= ? AND {_NOT_RULED}"
)
_ALONE = (
    "SELECT COUNT(*) FROM decisions d JOIN conversations c ON c.id = d.conversation "  # noqa: S608 - as above
    f"WHERE d.kind = 'effect' AND d.at >= ? AND {_NOT_RULED}"
)
_READS = "SELECT reads, COUNT(*) FROM uses WHERE at >= ? GROUP BY reads"
_THEN = (
    "SELECT COUNT(*) FROM uses u WHERE u.at >= ? AND (' ' || u.reads || ' ') LIKE ? AND COALESCE(("
    "SELECT CASE WHEN c.expires_at > 0 AND c.expires_at <= u.at THEN 'expired' ELSE c.state END FROM consents c "
    "WHERE c.subject = u.subject AND c.purpose = ? AND c.at <= u.at - ? ORDER BY c.seq DESC LIMIT 1), '') "
)
_AFTER_BAR = (
    "SELECT COUNT(*) FROM uses u JOIN bars b ON b.subject = u.subject AND u.at > b.at "
    "WHERE u.at >= ? AND u.colleague = ? AND (' ' || u.reads) LIKE (? || b.source || ?) "
    "AND (' ' || u.reads) NOT LIKE (? || b.source || ?)"
)
_NOW = (
    "SELECT c.purpose, CASE WHEN c.expires_at > 0 AND c.expires_at <= ? AND c.state IN ('given', 'renewed') "
    "THEN 'expired' ELSE c.state END, COUNT(*) FROM consents c WHERE c.seq = (SELECT MAX(n.seq) FROM consents n "
    "WHERE n.subject = c.subject AND n.purpose = c.purpose) GROUP BY 1, 2"
)
_UNPROVED = (
    "SELECT COUNT(*) FROM consents c WHERE c.at >= ? AND NOT EXISTS (SELECT 1 FROM leaves l WHERE l.record = "
    "c.decision) AND NOT EXISTS (SELECT 1 FROM pending p WHERE p.record = c.decision)"
)
_JUDGED = (
    "SELECT id, commitment, outcome FROM decisions WHERE outcome IS NOT NULL AND at >= ? "
    "ORDER BY at DESC, id DESC LIMIT ?"
)
_OPENED = (
    "SELECT COUNT(*) FROM conversations c WHERE c.opened_at >= ? "
    "AND c.opened_at >= COALESCE((SELECT MIN(b.at) FROM brands b), 0)"
)
_NOTICE = "SELECT 1 FROM decisions d WHERE d.conversation = c.id AND d.kind = ?"
_PERSONAL = "SELECT COUNT(*) FROM decisions WHERE kind = ? AND at >= ? AND asked_by = 'customer'"
_CONTESTS = "SELECT state, due_at, COUNT(*) FROM hand_overs WHERE reason = ? AND opened_at >= ? GROUP BY state, due_at"
_OUTCOMES = (
    "SELECT skill, outcome, COUNT(*) FROM decisions WHERE outcome IS NOT NULL AND at >= ? GROUP BY skill, outcome"
)


def counted(rows: Rows, kit: Kit, since: Instant) -> Counted:
    """All that reports are made of, from an instant on; what stands now (consents, erasures, bars) as it stands."""
    now = kit.clock.now()
    return Counted(
        marks=_marks(rows, since),
        wishes=_wishes(rows, since),
        rulings=_rulings(rows, since),
        reads=_reads(rows, since),
        consents=_consents(rows, since, now),
        erasures=_erasures(rows, since, now),
        judgements=_judgements(rows, kit, since),
        contests=_contests(rows, since, now),
        governed=_governed(rows, since),
        corrections=_decided(rows, DecisionKind.CORRECTION, since),
        outcomes={(skill, int(outcome)): int(count) for skill, outcome, count in rows.all(_OUTCOMES, since)},
    )


def _count(rows: Rows, statement: str, *values: Any) -> int:
    row = rows.one(statement, *values)
    return int(row[0]) if row else 0


def _decided(rows: Rows, kind: DecisionKind, since: Instant) -> int:
    return _count(rows, "SELECT COUNT(*) FROM decisions WHERE kind = ? AND at >= ?", kind.value, since)


def _marks(rows: Rows, since: Instant) -> Marks:
    items = {author: int(count) for author, count in rows.all(_MARKS, since)}
    return Marks(items, _count(rows, _WRONG, since, *_MACHINE, *_MACHINE))


def _wishes(rows: Rows, since: Instant) -> Wishes:
    found = rows.all(_WISHES, HandOverReason.ASKED.value, since, WISHES_MAX)
    waits = tuple(sorted(met - opened for _, opened, met in found if met is not None))
    alone = [state for state, _, met in found if met is None]
    denied = sum(state != "open" for state in alone)
    return Wishes(waits, len(alone) - denied, denied + _count(rows, _UNTOLD, since))


def _rulings(rows: Rows, since: Instant) -> Rulings:
    asked = {state: int(count) for state, count in rows.all(_ASKED, since)}
    approved, every, colleagues, quick = rows.one(_RULED, QUICK, since) or (0, 0, 0, 0)
    return Rulings(
        asked=sum(asked.values()),
        waiting=asked.get("open", 0),
        approved=int(approved),
        declined=int(every) - int(approved),
        quick=int(quick),
        colleagues=int(colleagues),
        unruled=_count(rows, _UNRULED, int(Outcome.ASK_PERSON), since),
        alone=_count(rows, "SELECT COUNT(*) FROM alone WHERE at >= ?", since),
    )


def _reads(rows: Rows, since: Instant) -> Reads:
    purposes: Counter[str] = Counter()
    for reads, count in rows.all(_READS, since):
        for purpose in {one.rpartition(":")[2] for one in reads.split()}:
            purposes[purpose] += int(count)
    needs_yes = [one for one, basis in BASIS_OF.items() if basis is Basis.CONSENT]
    may_object = [one for one, basis in BASIS_OF.items() if basis is Basis.LEGITIMATE_INTEREST]
    objected = "SELECT COUNT(*) FROM consents WHERE state = 'objected' AND at >= ?"
    return Reads(
        by_purpose=dict(purposes),
        without_yes=sum(_then(rows, one, f"NOT IN ({places(len(PERMITS))})", PERMITS, since) for one in needs_yes),
        after_objection=sum(_then(rows, one, f"IN ({places(len(ENDS))})", ENDS, since) for one in may_object),
        after_bar=_count(rows, _AFTER_BAR, since, b"", "% ", ":%", "% ", ":rights.%"),
        bars=_count(rows, "SELECT COUNT(*) FROM bars"),
        objections=_count(rows, objected, since),
        stayed=_decided(rows, DecisionKind.STAYED, since),
    )


def _then(rows: Rows, purpose: Purpose, stood: str, states: frozenset[Any], since: Instant) -> int:
    """Reads for a purpose whose person's word about it was, at that instant, among some states.

    A yes counts from its own instant on; what ends something counts from the next: the read may have come before it.
    """
    later = int(states is ENDS)
    words = sorted(one.value for one in states)
    return _count(rows, _THEN + stood, since, f"%:{purpose.value} %", purpose.value, later, *words)


def _consents(rows: Rows, since: Instant, now: Instant) -> Consents:
    return Consents(
        now={(purpose, state): int(count) for purpose, state, count in rows.all(_NOW, now)},
        events=_count(rows, "SELECT COUNT(*) FROM consents WHERE at >= ?", since),
        unproved=_count(rows, _UNPROVED, since),
        signals=_count(rows, "SELECT COUNT(*) FROM consents WHERE origin = 'signal' AND at >= ?", since),
    )


def _erasures(rows: Rows, since: Instant, now: Instant) -> Erasures:
    return Erasures(
        done=_decided(rows, DecisionKind.ERASURE, since),
        under_way=_count(rows, "SELECT COUNT(*) FROM erasure_jobs WHERE state <> 'done'"),
        overdue=_count(rows, "SELECT COUNT(*) FROM erasure_jobs WHERE state <> 'done' AND due_at < ?", now),
        uncertified=_count(
            rows,
            "SELECT COUNT(*) FROM erasure_jobs j WHERE j.state = 'done' "
            "AND NOT EXISTS (SELECT 1 FROM decisions d WHERE d.id = j.decision AND d.kind = 'erasure')",
        ),
    )


def _governed(rows: Rows, since: Instant) -> Governed:
    return Governed(
        opened=_count(rows, _OPENED, since),
        untold=_count(rows, f"{_OPENED} AND NOT EXISTS ({_NOTICE})", since, DecisionKind.DISCLOSED.value),
        exported=_count(rows, _PERSONAL, DecisionKind.EXPORTED.value, since),
        switched=_decided(rows, DecisionKind.SWITCHED, since),
        off=_count(rows, "SELECT COUNT(*) FROM switches"),
    )


def _contests(rows: Rows, since: Instant, now: Instant) -> Contests:
    found = rows.all(_CONTESTS, HandOverReason.CONTESTED.value, since)
    waits = [(due, int(count)) for state, due, count in found if state == "open"]
    return Contests(
        reviewed=sum(int(count) for state, _, count in found if state != "open"),
        waiting=sum(count for _, count in waits),
        late=sum(count for due, count in waits if due and due < now),
    )


def _judgements(rows: Rows, kit: Kit, since: Instant) -> Judgements:
    found = rows.all(_JUDGED, since, JUDGED_MAX + 1)
    gone, lacking, faults = 0, list[str](), Counter[tuple[str, str]]()
    for name, commitment, _ in found[:JUDGED_MAX]:
        record = sealing.open_fields(rows, kit.keys, name, sealing.ACCOUNTABLE, bytes(commitment))[0]
        if not record:
            gone += 1
        elif not _complete(record):
            lacking.append(name)
        else:
            faults.update(_fault_refusals(record))
    return Judgements(
        seen=len(found[:JUDGED_MAX]),
        more=len(found) > JUDGED_MAX,
        gone=gone,
        lacking=tuple(lacking[:LACKING_MAX]),
        refused=sum(outcome == Outcome.REFUSE for _, _, outcome in found[:JUDGED_MAX]),
        alone=_count(rows, _ALONE, since),
        fault_refusals=dict(faults),
    )


def _complete(record: Mapping[str, Any]) -> bool:
    """Whether what was judged can be judged anew: inputs, brand, gate by digest, and every fired row by its id."""
    verdict = record.get("verdict") or {}
    by_gate = not verdict.get("gate") or bool(verdict.get("gate_digest"))
    rows_named = all(row for row, _, _ in verdict.get("fired", ()))
    return bool(record.get("facts")) and bool(record["policy"]["brand"]) and bool(verdict) and by_gate and rows_named


def _fault_refusals(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    verdict = record["verdict"]
    if verdict["outcome"] == Outcome.REFUSE and any(is_fault(value) for value in record["facts"].values()):
        yield from ((verdict["gate"], row) for row, outcome, _ in verdict["fired"] if outcome == Outcome.REFUSE)
