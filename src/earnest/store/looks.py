"""Looks without a decision, of no colleague: a person at what is kept of them, and the house at a person's data."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from earnest.domain.identity import Channel, Level, Session, Source
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Context, DecisionKind, Used
from earnest.domain.verdicts import FactValue
from earnest.store import people, proofs
from earnest.store.accounting import context_of, personal
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows
from earnest.store.uses import Onlooker, looked_lately, mark_of

REASONS = (Used("decisions", "reasons", Purpose.RIGHTS_FULFIL),)
"""What is shown of a decision: to the person it is about, and to whoever runs the house and answers for it."""

CASE = (Used("conversation", "words", Purpose.SERVICE_ANSWER),)
"""What whoever runs the house is shown of what waits for a person."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Records of looks; each before anything of it is shown. It is `Store.looks`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def own(self, session: Session, used: tuple[Used, ...], channel: Channel = Channel.API) -> str:
        """Record what a person is shown of what is kept of them; the look's own decision.

        Args:
            session: theirs.
            used: what they are shown; () is no look.
            channel: by which door.

        Returns:
            "" where nothing is shown, or where the same look was recorded within `uses.LOOK_AGAIN`.

        Raises:
            SignInNeeded: the session has ended.
        """
        if not used or self.read(lambda unit: _lately(unit.rows, self.kit, Onlooker.PERSON, session.subject, used)):
            return ""
        name: str = self.write(lambda unit: _own(unit.rows, self.kit, unit.journal, session, (used, channel)))
        return name

    def own_decision(self, session: Session) -> str:
        """Record that a person asked why something was decided about them; see `own`."""
        return self.own(session, REASONS)

    def explained(self, decision: str) -> str:
        """Record that whoever runs the house looked at a decision; the look's own one, "" where it is nobody's.

        Raises:
            NotFound: there is no such decision.
        """
        about = proofs.decision
        who: Session = self.read(lambda unit: about(unit.rows, self.kit, decision).context.session)
        facts: dict[str, FactValue] = {"of": decision}
        name: str = self.write(lambda unit: _house(unit.rows, self.kit, unit.journal, who, (REASONS, facts)))
        return name

    def waiting(self, conversations: Sequence[str]) -> tuple[str, ...]:
        """Record that whoever runs the house looked at what waits in conversations; the looks' own decisions."""
        if not conversations:
            return ()
        names: tuple[str, ...] = self.write(
            lambda unit: tuple(_cases(unit.rows, self.kit, unit.journal, dict.fromkeys(conversations)))
        )
        return names


def looked_up(rows: Rows, kit: Kit, journal: Journal, subject: str, used: tuple[Used, ...]) -> str:
    """Record that the house looked somebody up; "" where it did so within `uses.LOOK_AGAIN`, or they were erased.

    Args:
        rows: the transaction.
        kit: keys, clock, ids.
        journal: takes the leaf.
        subject: who was found, or who asked where nobody was.
        used: by what.
    """
    if _lately(rows, kit, Onlooker.HOUSE, subject, used):
        return ""
    return _house(rows, kit, journal, Session("", subject, "", Level.ANYONE), (used, {}))


def _lately(rows: Rows, kit: Kit, by: Onlooker, subject: str, used: tuple[Used, ...]) -> bool:
    return looked_lately(rows, kit, mark_of(kit, by), subject, used)


def _own(rows: Rows, kit: Kit, journal: Journal, session: Session, what: tuple[tuple[Used, ...], Channel]) -> str:
    visit = people.visit(rows, kit, session.id)
    who, at = people.live(kit, visit), stamp(kit, journal, rows)
    context = context_of(rows, who, at, channel=what[1], consent_seq=visit.consent_seq)
    return _record(rows, kit, journal, replace(context, used=what[0]), (Onlooker.PERSON, {}))


def _house(
    rows: Rows,
    kit: Kit,
    journal: Journal,
    session: Session,
    what: tuple[tuple[Used, ...], dict[str, FactValue]],
) -> str:
    if not session.subject or kit.keys.owner(session.subject) is None:
        return ""
    context = context_of(rows, session, stamp(kit, journal, rows), by=Source.COLLEAGUE)
    return _record(rows, kit, journal, replace(context, used=what[0]), (Onlooker.HOUSE, what[1]))


def _cases(rows: Rows, kit: Kit, journal: Journal, conversations: Iterable[str]) -> Iterator[str]:
    for name in conversations:
        row = rows.one("SELECT subject FROM conversations WHERE id = ?", name)
        who = Session("", row[0] if row else "", "", Level.ANYONE)
        if look := _house(rows, kit, journal, who, (CASE, {})):
            yield look


def _record(rows: Rows, kit: Kit, journal: Journal, context: Context, by: tuple[Onlooker, dict[str, FactValue]]) -> str:
    facts = {"by": by[0].value, **by[1]}
    return personal(rows, kit, journal, DecisionKind.LOOKED, context, facts, looked_by=mark_of(kit, by[0]))
