"""Reports: pure functions over counted facts. Each says how an obligation stands, in one figure and in full."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from earnest.domain.counted import Counted, Scope
from earnest.domain.time import SECOND
from earnest.domain.verdicts import Outcome
from earnest.govern.obligations import Obligation

GROUP_MIN = 5
"""Colleagues in the smallest group of which figures about staff are shown."""

PERCENT = 100
P95 = 95

WITHDRAWAL = "withdraw"
"""A gate of this name, or whose name begins with it and an underscore, guards the withdrawal function."""


class State(StrEnum):
    """How an obligation stands; the worst of several counts."""

    MET = "met"
    CANNOT_TELL = "cannot tell"
    OPEN = "open"
    NOT_MET = "not met"


@dataclass(frozen=True, slots=True)
class LogFacts:
    """The log, hashed anew in full: leaves, root in hexadecimal, what is wrong."""

    size: int
    root: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What holds for every case of a brand's gates.

    Args:
        withdrawals: gates of the withdrawal function.
        upward: cases in which one of them asks a person, in words.
        windows: rows that refuse by a number of days though a fault may be the reason, as (gate, row).
        blind: gates that refuse by a number of days and cannot tell a fault apart.
    """

    withdrawals: tuple[str, ...] = ()
    upward: tuple[str, ...] = ()
    windows: tuple[tuple[str, str], ...] = ()
    blind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Processing:
    """One source of the data map: what it is read for, under which bases, by whom it is kept, where, how long."""

    source: str
    purposes: tuple[str, ...]
    bases: tuple[str, ...]
    owners: tuple[str, ...]
    processors: tuple[str, ...]
    regions: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MapFacts:
    """The data map: its sources, allowed regions, ways out as (way, region, processor, allowed)."""

    sources: tuple[Processing, ...] = ()
    regions: tuple[str, ...] = ()
    ways: tuple[tuple[str, str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that reports rest on.

    Args:
        counted: what the store keeps, counted.
        log: the log, checked.
        gates: the gates, analysed.
        data_map: the data map.
        due: what is past its time now, by name.
        overdue: what was past its time a day ago already.
        scopes: what was read of each source, in the time that is looked at.
        group_min: colleagues in the smallest group that staff figures are shown of.
    """

    counted: Counted
    log: LogFacts
    gates: GateFacts = GateFacts()
    data_map: MapFacts = MapFacts()
    due: Mapping[str, int] = field(default_factory=dict)
    overdue: Mapping[str, int] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()
    group_min: int = GROUP_MIN


@dataclass(frozen=True, slots=True)
class Found:
    """A report: how it stands, its one figure in words, all figures by label, and what is wrong."""

    state: State
    figure: str
    rows: tuple[tuple[str, str], ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How one obligation stands, with what its reports found, by name; a report that is not built is left out."""

    obligation: Obligation
    state: State
    found: Mapping[str, Found]

    @property
    def figure(self) -> str:
        """What its reports say in one line, and what is open."""
        told = [one.figure for one in self.found.values()]
        return "; ".join([*told, *([f"open: {self.obligation.open}"] if self.obligation.open else [])])


Report: TypeAlias = Callable[[Evidence], Found]


def standings(obligations: Sequence[Obligation], evidence: Evidence) -> tuple[Standing, ...]:
    """How every obligation stands: not met if a report says so, else open if something is missing, else as told."""
    return tuple(_standing(one, evidence) for one in obligations)


def _standing(one: Obligation, evidence: Evidence) -> Standing:
    found = {name: REPORTS[name](evidence) for name in one.reports if name in REPORTS}
    states = {each.state for each in found.values()} | ({State.OPEN} if one.open else set())
    worst = next(state for state in reversed(State) if state in states)
    return Standing(one, worst, found)


def p95(waits: Sequence[int]) -> int:
    """The wait that 95 of 100 do not exceed (nearest rank); 0 without any."""
    return sorted(waits)[-(-len(waits) * P95 // PERCENT) - 1] if waits else 0


# --- the reports --------------------------------------------------------------------------------------------------


def marking_coverage(evidence: Evidence) -> Found:
    """Items by author; none may stand under an author who did not write it."""
    marks = evidence.counted.marks
    total = sum(marks.items.values())
    wrong = _some((marks.wrong, "items stand under an author who did not write them"))
    return _told(total, wrong, f"{total - marks.wrong} of {total} items marked by who wrote them", marks.items)


def disclosure_coverage(evidence: Evidence) -> Found:
    """Conversations that were opened with the notice that a machine speaks, word for word on the record."""
    ran = evidence.counted.governed
    wrong = _some((ran.untold, "conversations have no notice on the record that a machine speaks"))
    rows = {"opened": ran.opened, "without the notice": ran.untold}
    return _told(ran.opened, wrong, f"{ran.opened - ran.untold} of {ran.opened} conversations opened with it", rows)


def exports(evidence: Evidence) -> Found:
    """Times that people were given all that is kept of them."""
    count = evidence.counted.governed.exported
    return _told(count, (), f"{count} downloads of one's own data, each on the record", {"downloads": count})


def log_integrity(evidence: Evidence) -> Found:
    """Size and root of the log after hashing all of it anew."""
    log = evidence.log
    rows = {"size": log.size, "root": log.root, "problems": len(log.problems)}
    return _told(log.size, log.problems, f"{log.size} entries hashed anew, {len(log.problems)} problems", rows)


def oversight(evidence: Evidence) -> Found:
    """Approvals, and what colleagues made of them where they are enough people; no deed without its ruling."""
    ruled = evidence.counted.rulings
    every = ruled.approved + ruled.declined
    staff = _staff(evidence, every)
    shown: dict[str, object] = {"approvals": ruled.asked, "waiting": ruled.waiting}
    shown |= {"switched off now": evidence.counted.governed.off}
    shown |= {"decided by one person": ruled.alone}
    shown |= {"approved": ruled.approved, "declined": ruled.declined} if not staff else {"rulings": staff}
    if every and not staff:
        shown["under 5 seconds"] = f"{PERCENT * ruled.quick // every} %"
    wrong = _some((ruled.unruled, "deeds needed a person and were done without one"))
    return _told(ruled.asked + ruled.unruled, wrong, f"{ruled.asked} approvals, {ruled.waiting} waiting", shown)


def purpose_use(evidence: Evidence) -> Found:
    """Reads by purpose; a purpose that needs a yes is read under a live one only."""
    reads = evidence.counted.reads
    total = sum(reads.by_purpose.values())
    wrong = _some((reads.without_yes, "reads had no live yes"), (reads.after_objection, "reads after an objection"))
    rows = {**reads.by_purpose, "kept from leaving the house": reads.stayed}
    return _told(total, wrong, f"{total} reads for {len(reads.by_purpose)} purposes, {reads.stayed} stayed", rows)


def retention_due(evidence: Evidence) -> Found:
    """What is past its time; for more than a day it may not be."""
    due = sum(evidence.due.values())
    wrong = tuple(f"{count} {name} are past their time for over a day" for name, count in evidence.overdue.items())
    return _told(1, wrong, f"{due} due, {sum(evidence.overdue.values())} for over a day", evidence.due)


def consent_ledger(evidence: Evidence) -> Found:
    """People by purpose and state, and events; every event has its leaf."""
    consents = evidence.counted.consents
    rows = {f"{purpose}: {state}": count for (purpose, state), count in sorted(consents.now.items())}
    wrong = _some((consents.unproved, "events have no leaf in the log"))
    proved = consents.events - consents.unproved
    return _told(consents.events, wrong, f"{proved} of {consents.events} events with proof", rows)


def explanation_completeness(evidence: Evidence) -> Found:
    """Judged decisions whose record holds inputs, fired rows and digests."""
    judged = evidence.counted.judgements
    known = judged.seen - judged.gone
    rows = {
        "judged": judged.seen,
        "past their time": judged.gone,
        "more than looked at": "yes" if judged.more else "no",
    }
    wrong = tuple(f"{name} lacks its inputs, a row's id or a digest" for name in judged.lacking)
    return _told(known, wrong, f"{known - len(judged.lacking)} of {known} judged decisions can be explained", rows)


def corrections(evidence: Evidence) -> Found:
    """Corrections that customers made; both versions are kept."""
    count = evidence.counted.corrections
    return _told(count, (), f"{count} corrections, kept beside what they correct", {"corrections": count})


def erasure_certificates(evidence: Evidence) -> Found:
    """Erasures with their certificates; none is late."""
    erased = evidence.counted.erasures
    wrong = _some((erased.overdue, "erasures are past their day"), (erased.uncertified, "have no certificate"))
    rows = {"certified": erased.done, "under way": erased.under_way, "overdue": erased.overdue}
    some = erased.done + erased.under_way + erased.uncertified
    return _told(some, wrong, f"{erased.done} certified, {erased.under_way} under way", rows)


def restrictions(evidence: Evidence) -> Found:
    """Sources that people barred; the assistant has read none of them since."""
    reads = evidence.counted.reads
    wrong = _some((reads.after_bar, "reads of a source after its person had barred it"))
    rows = {"barred sources": reads.bars, "read since": reads.after_bar}
    return _told(reads.bars, wrong, f"{reads.bars} barred sources, {reads.after_bar} read since", rows)


def objections(evidence: Evidence) -> Found:
    """Objections; nothing was read for the purpose afterwards."""
    reads = evidence.counted.reads
    wrong = _some((reads.after_objection, "reads for a purpose after the person had objected"))
    rows = {"objections": reads.objections, "read since": reads.after_objection}
    return _told(
        reads.objections + reads.after_objection,
        wrong,
        f"{reads.objections} objections, {reads.after_objection} read since",
        rows,
    )


def solely_automated(evidence: Evidence) -> Found:
    """What was decided without a person, and what became of the decisions that people contested."""
    judged, contests = evidence.counted.judgements, evidence.counted.contests
    wrong = _some((contests.late, "contested decisions wait past the promised time"))
    rows = {
        "refused by a gate": judged.refused,
        "done without a ruling": judged.alone,
        "contested and reviewed": contests.reviewed,
        "contested and waiting": contests.waiting,
    }
    some = judged.refused + judged.alone + contests.reviewed + contests.waiting
    asked = contests.reviewed + contests.waiting
    return _told(
        some, wrong, f"{judged.refused} refused by a gate, {asked} contested, {contests.reviewed} reviewed", rows
    )


def ropa(evidence: Evidence) -> Found:
    """The record of processing: every source with purposes, owner, processor, region and time."""
    sources = evidence.data_map.sources
    wrong = tuple(f"{one.source} names no processor for some field" for one in sources if "" in one.processors)
    rows = {one.source: _processing(one) for one in sources}
    return _told(len(sources), wrong, f"{len(sources)} sources, {len(wrong)} without a processor", rows)


def breach_scope(evidence: Evidence) -> Found:
    """Whom a breach of a source would concern: people, fields, purposes and who looked; no read without its decision.

    It counts and names nobody; `earnest uses --source` names people and decisions to whoever has to tell them.
    """
    scopes = evidence.scopes
    wrong = tuple(f"{one.unproved} reads of {one.source} have no decision on record" for one in scopes if one.unproved)
    rows = {f"{one.source}: {label}": count for one in scopes for label, count in _scope(one)}
    reads = sum(sum(one.by.values()) for one in scopes)
    return _told(len(scopes), wrong, f"{reads} reads of {len(scopes)} sources", rows)


def transfers(evidence: Evidence) -> Found:
    """Where data goes; a way to a region that is not allowed is closed, and named here."""
    ways, stayed = evidence.data_map.ways, evidence.counted.reads.stayed
    outside = sum(not allowed for *_, allowed in ways)
    rows: dict[str, object] = {"allowed": ", ".join(evidence.data_map.regions) or "nowhere"}
    rows |= {way: f"{region}, {who}{'' if allowed else ' (closed)'}" for way, region, who, allowed in ways}
    return _told(len(ways), (), f"{len(ways)} ways out, {outside} closed, {stayed} times something stayed", rows)


def gpc(evidence: Evidence) -> Found:
    """Browsers' signals that were recorded as objections."""
    count = evidence.counted.consents.signals
    return _told(count, (), f"{count} signals honoured", {"signals": count})


def human_access(evidence: Evidence) -> Found:
    """Wishes for a person: how long they waited; none may be denied."""
    wishes = evidence.counted.wishes
    total = len(wishes.waits) + wishes.waiting + wishes.denied
    wait = f"{p95(wishes.waits) // SECOND} s" if wishes.waits else "none met yet"
    wrong = _some((wishes.denied, "wishes for a person were denied"))
    rows = {"met": len(wishes.waits), "waiting": wishes.waiting, "denied": wishes.denied, "p95 wait": wait}
    return _told(total, wrong, f"{total} wishes, {wishes.denied} denied, p95 wait: {wait}", rows)


def withdrawal_function(evidence: Evidence) -> Found:
    """No case of the withdrawal's gate asks a person, and none of its decisions did."""
    gates, names = evidence.gates, evidence.gates.withdrawals
    asks = (Outcome.ASK_PERSON, Outcome.ASK_TWO)
    done = [(outcome, count) for (skill, outcome), count in evidence.counted.outcomes.items() if skill in names]
    asked = sum(count for outcome, count in done if outcome in asks)
    wrong = (
        *(f"a person is asked: {case}" for case in gates.upward),
        *_some((asked, "withdrawals met a person first")),
    )
    rows = {"gates": ", ".join(names) or "none", "decided": sum(count for _, count in done), "put to a person": asked}
    return _told(len(names), wrong, f"{', '.join(names) or 'no gate'}: {asked} put to a person", rows)


def faults_not_refused(evidence: Evidence) -> Found:
    """No row refuses a fault by a number of days, and no decision rests on one that does."""
    gates, refused = evidence.gates, evidence.counted.judgements.fault_refusals
    late = sum(count for row, count in refused.items() if row in gates.windows)
    wrong = tuple(f"gate {gate}, row {row} refuses faults by a number of days" for gate, row in gates.windows)
    rows = {
        "rows that would": len(gates.windows),
        "refused by one": late,
        "faults refused for another reason": sum(refused.values()) - late,
        "gates that cannot tell a fault apart": ", ".join(gates.blind) or "none",
    }
    return _told(1, wrong, f"{len(gates.windows)} rows would, {late} faults refused by one", rows)


def staff_figures(evidence: Evidence) -> Found:
    """The smallest group that staff figures are shown of."""
    smallest, colleagues = evidence.group_min, evidence.counted.rulings.colleagues
    wrong = () if smallest >= GROUP_MIN else (f"figures are shown of groups of {smallest}",)
    withheld = "withheld" if 0 < colleagues < smallest else "none to withhold"
    return _told(1, wrong, f"groups of {smallest} or more; {withheld}", {"smallest group": smallest})


REPORTS: Mapping[str, Report] = MappingProxyType(
    {
        one.__name__.replace("_", "-"): one
        for one in (
            disclosure_coverage,
            exports,
            marking_coverage,
            log_integrity,
            oversight,
            purpose_use,
            retention_due,
            consent_ledger,
            explanation_completeness,
            corrections,
            erasure_certificates,
            restrictions,
            objections,
            solely_automated,
            ropa,
            breach_scope,
            transfers,
            gpc,
            human_access,
            withdrawal_function,
            faults_not_refused,
            staff_figures,
        )
    }
)
"""Every report that is built, by name."""


def _told(some: int, wrong: Sequence[str], figure: str, rows: Mapping[str, object]) -> Found:
    """What is wrong makes it not met; where there was nothing to look at, nobody can tell."""
    state = State.NOT_MET if wrong else State.MET if some else State.CANNOT_TELL
    return Found(state, figure, tuple((label, str(value)) for label, value in rows.items()), tuple(wrong))


def _some(*wrong: tuple[int, str]) -> tuple[str, ...]:
    return tuple(f"{count} {what}" for count, what in wrong if count)


def _staff(evidence: Evidence, rulings: int) -> str:
    few = rulings and evidence.counted.rulings.colleagues < evidence.group_min
    return f"withheld: fewer than {evidence.group_min} colleagues ruled" if few else ""


def _processing(one: Processing) -> str:
    parts: Iterable[tuple[str, ...]] = (one.purposes, one.bases, one.owners, one.processors, one.regions, one.kept)
    return "; ".join(", ".join(part) or "none" for part in parts)


def _scope(one: Scope) -> Iterator[tuple[str, int]]:
    yield "people", one.people
    yield "decisions and looks", sum(one.by.values())
    yield from ((f"by {who}", count) for who, count in sorted(one.by.items()))
    yield from ((f"for {purpose}", count) for purpose, count in sorted(one.purposes.items()))
    yield from ((f"{name} for {purpose}", count) for (name, purpose), count in sorted(one.fields.items()))
    if one.untold:
        yield "fields not known any more", one.untold
