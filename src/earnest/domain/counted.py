"""Counted facts of a brand's work: what reports are made of. Numbers, closed words and ids; nobody is named."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from earnest.domain.time import Instant


@dataclass(frozen=True, slots=True)
class Marks:
    """Items by author; `wrong` are machine's words under another author, or a person's under a machine's."""

    items: Mapping[str, int] = field(default_factory=dict)
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Wishes:
    """Wishes for a person.

    Args:
        waits: of those met, how long each waited until a colleague was there, in microseconds.
        waiting: those that wait.
        denied: those that ended without a person, or that nobody was told of.
    """

    waits: tuple[Instant, ...] = ()
    waiting: int = 0
    denied: int = 0


@dataclass(frozen=True, slots=True)
class Rulings:
    """What colleagues ruled.

    Args:
        asked: approvals that were opened.
        waiting: those that wait.
        approved: rulings that said yes.
        declined: rulings that said no.
        quick: rulings within `QUICK` of the approval's opening.
        colleagues: how many colleagues ruled.
        unruled: deeds that needed a person and were done without a ruling.
        alone: what one person decided where two should have.
    """

    asked: int = 0
    waiting: int = 0
    approved: int = 0
    declined: int = 0
    quick: int = 0
    colleagues: int = 0
    unruled: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Reads:
    """What was read.

    Args:
        by_purpose: decisions and looks that read for a purpose.
        without_yes: of those for a purpose that needs a yes, the ones without a live one.
        after_objection: of those that a person may object to, the ones after they did.
        after_bar: reads of a source by the assistant after its person had barred it.
        bars: sources that are barred now.
        objections: objections recorded.
        stayed: times that something was kept from leaving the house.
    """

    by_purpose: Mapping[str, int] = field(default_factory=dict)
    without_yes: int = 0
    after_objection: int = 0
    after_bar: int = 0
    bars: int = 0
    objections: int = 0
    stayed: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """What was read of one source within some time: the scope of a breach, if there was one.

    Args:
        source: which.
        people: of how many.
        by: reads, each a decision or a look, by who looked: assistant, colleague, person or house.
        purposes: reads by purpose; one may be for several.
        fields: reads by (field, purpose).
        untold: reads whose fields are not known, or not any more.
        unproved: reads without a decision on record.
    """

    source: str
    people: int
    by: Mapping[str, int] = field(default_factory=dict)
    purposes: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], int] = field(default_factory=dict)
    untold: int = 0
    unproved: int = 0


@dataclass(frozen=True, slots=True)
class Consents:
    """The ledger of consents: people by (purpose, state) now, events, those without a leaf, signals of browsers."""

    now: Mapping[tuple[str, str], int] = field(default_factory=dict)
    events: int = 0
    unproved: int = 0
    signals: int = 0


@dataclass(frozen=True, slots=True)
class Erasures:
    """Erasures: done, under way, past their day, and done without a certificate."""

    done: int = 0
    under_way: int = 0
    overdue: int = 0
    uncertified: int = 0


@dataclass(frozen=True, slots=True)
class Judgements:
    """What gates judged, the newest first up to a limit.

    Args:
        seen: judged decisions that were looked at.
        more: whether there are more than the limit.
        gone: of those, the ones whose record is past its time.
        lacking: ids of those that lack inputs, rows or the gate's digest.
        refused: how many gates refused.
        alone: how many deeds were done without a person's ruling.
        fault_refusals: refusals of a fault, by (gate, row that refused).
    """

    seen: int = 0
    more: bool = False
    gone: int = 0
    lacking: tuple[str, ...] = ()
    refused: int = 0
    alone: int = 0
    fault_refusals: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contests:
    """Contested decisions: reviewed by a person, waiting, and waiting past the promised time."""

    reviewed: int = 0
    waiting: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class Governed:
    """How the house was run.

    Args:
        opened: conversations that were opened since versions of the brand are recorded.
        untold: those of them that have no notice on the record that a machine speaks.
        exported: times that somebody was given all that is kept of them.
        switched: times that something was switched off or on.
        off: what is switched off now.
    """

    opened: int = 0
    untold: int = 0
    exported: int = 0
    switched: int = 0
    off: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """All that is counted; `outcomes` are judged decisions by (skill, outcome)."""

    marks: Marks = Marks()
    wishes: Wishes = Wishes()
    rulings: Rulings = Rulings()
    reads: Reads = Reads()
    consents: Consents = Consents()
    erasures: Erasures = Erasures()
    judgements: Judgements = Judgements()
    contests: Contests = Contests()
    governed: Governed = Governed()
    corrections: int = 0
    outcomes: Mapping[tuple[str, int], int] = field(default_factory=dict)


def is_fault(word: object) -> bool:
    """Whether a word of a closed vocabulary says that a thing is faulty."""
    return isinstance(word, str) and word.startswith(("fault", "defect", "broken", "damaged"))
