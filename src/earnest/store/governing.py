"""How the house is run, on the record: versions of the brand, switches, data that was given out, backups."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import orjson

from earnest.domain.errors import BadInput, Conflict, NotFound
from earnest.domain.governing import REASON_LENGTH_MAX, BrandVersion, Switch, changed
from earnest.domain.identity import Channel, Session
from earnest.domain.regions import Stay, outlet
from earnest.domain.turns import DecisionKind, Used
from earnest.domain.verdicts import FactValue
from earnest.store import consent_news, people, proofs
from earnest.store.accounting import account, context_of, personal
from earnest.store.kit import Journal, Kit, stamp
from earnest.store.rows import Rows
from earnest.store.uses import Onlooker, mark_of

FILES_NAMED_MAX = 50
"""Changed files that a record names; their number is told whole."""

_NEWEST = "SELECT digest, gates, files FROM brands ORDER BY seq DESC LIMIT 1"
_OFF = "SELECT what, at, decision FROM switches ORDER BY what"
_SWITCH_ON = "DELETE FROM switches WHERE what = ?"
_SWITCH_OFF = "INSERT INTO switches (what, at, decision) VALUES (?, ?, ?) ON CONFLICT (what) DO NOTHING"


@dataclass(frozen=True, slots=True)
class Governing:
    """How the house is run. It is `Store.governing`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def work_by(self, version: BrandVersion) -> str:
        """Record the version of the brand that the house works by from now on; the decision, "" if it is no other."""
        if self.read(lambda unit: _last(unit.rows)) == version:  # most starts change nothing
            return ""
        name: str = self.write(lambda unit: _work_by(unit.rows, self.kit, unit.journal, version))
        return name

    def version(self) -> BrandVersion | None:
        """The version of the brand that was recorded last, None before the first."""
        found: BrandVersion | None = self.read(lambda unit: _last(unit.rows))
        return found

    def switch(self, what: str, reason: str, colleague: str, *, off: bool) -> str:
        """Switch a playbook, a skill or everything off, or on again; it holds from the very next unit on; the decision.

        Raises:
            BadInput: no reason, or one that is too long.
            Conflict: it stands so already.
        """
        name: str = self.write(
            lambda unit: _switch(unit.rows, self.kit, unit.journal, (what, reason.strip(), colleague), off=off)
        )
        return name

    def off(self) -> frozenset[str]:
        """The names of what is switched off now."""
        found: frozenset[str] = self.read(lambda unit: off(unit.rows))
        return found

    def switched_off(self) -> tuple[Switch, ...]:
        """What is switched off now, and why."""
        found: tuple[Switch, ...] = self.read(lambda unit: _switches(unit.rows, self.kit))
        return found

    def gave_out(self, session: Session, form: str, channel: Channel, used: tuple[Used, ...] = ()) -> str:
        """Record, before it is given, that a person is given all that is kept of them, and what; the decision.

        Raises:
            SignInNeeded: the session has ended.
        """
        name: str = self.write(
            lambda unit: _gave_out(unit.rows, self.kit, unit.journal, session, (form, channel, used))
        )
        return name

    def keep_stay(self, change: str, stay: Stay) -> str:
        """Record that an outside platform does not hear of a consent's change, and why it stayed; the decision."""

        def write(unit: Any) -> str:
            at = stamp(unit.kit, unit.journal, unit.rows)
            consent_news.settle(unit.rows, change, "stayed", 0)
            facts = {"way": outlet(stay.way, stay.name), "region": stay.region, "allowed": " ".join(stay.allowed)}
            return account(unit.rows, unit.kit, unit.journal, DecisionKind.STAYED, facts, at, caused_by=change)

        name: str = self.write(write)
        return name

    def account(self, kind: DecisionKind, facts: Mapping[str, FactValue], *, caused_by: str = "", by: str = "") -> str:
        """Record that something was done to the house, such as a backup; the decision."""
        name: str = self.write(
            lambda unit: account(
                unit.rows,
                self.kit,
                unit.journal,
                kind,
                facts,
                stamp(self.kit, unit.journal, unit.rows),
                caused_by=caused_by,
                by=by,
            )
        )
        return name


def off(rows: Rows) -> frozenset[str]:
    """The names of what is switched off now."""
    return frozenset(row[0] for row in rows.all(_OFF))


def _last(rows: Rows) -> BrandVersion | None:
    row = rows.one(_NEWEST)
    return BrandVersion(row[0], orjson.loads(row[1]), orjson.loads(row[2])) if row else None


def _work_by(rows: Rows, kit: Kit, journal: Journal, version: BrandVersion) -> str:
    before = _last(rows)
    if before == version:
        return ""
    at = stamp(kit, journal, rows)
    decision = account(rows, kit, journal, DecisionKind.BRAND_CHANGED, _difference(before, version), at)
    gates, files = (orjson.dumps(dict(one), option=orjson.OPT_SORT_KEYS) for one in (version.gates, version.files))
    rows.run(
        "INSERT INTO brands (digest, gates, files, at, decision) VALUES (?, ?, ?, ?, ?)",
        *(version.digest, gates.decode(), files.decode(), at, decision),
    )
    return decision


def _difference(before: BrandVersion | None, after: BrandVersion) -> dict[str, FactValue]:
    """Both digests, each table that differs with its own two, and the files that differ; the first has all of them."""
    old = before or BrandVersion("", {}, {})
    gates, files = changed(old.gates, after.gates), changed(old.files, after.files)
    return {
        "before": old.digest,
        "after": after.digest,
        "gates": " ".join(gates),
        **{f"gate.{name}": f"{old.gates.get(name, '')} {after.gates.get(name, '')}" for name in gates},
        "files": ", ".join(islice(files, FILES_NAMED_MAX)),
        "files_changed": len(files),
    }


def _switch(rows: Rows, kit: Kit, journal: Journal, how: tuple[str, str, str], *, off: bool) -> str:
    what, reason, colleague = how
    if not 0 < len(reason) <= REASON_LENGTH_MAX:
        raise BadInput(f"Say why, in at most {REASON_LENGTH_MAX} characters and without names: it stays on record.")
    at, stood = stamp(kit, journal, rows), rows.one("SELECT decision FROM switches WHERE what = ?", what)
    if off is (stood is not None):
        raise Conflict(f"This is switched {'off' if off else 'on'} already; look at what is switched off.")
    facts: dict[str, FactValue] = {"what": what, "off": off, "reason": reason}
    cause = stood[0] if stood else ""
    decision = account(rows, kit, journal, DecisionKind.SWITCHED, facts, at, caused_by=cause, by=colleague)
    done = rows.run(_SWITCH_OFF, what, at, decision) if off else rows.run(_SWITCH_ON, what)
    if not done:  # somebody else did it at the same instant
        raise Conflict("Somebody has just done this; look at what is switched off.")
    return decision


def _switches(rows: Rows, kit: Kit) -> tuple[Switch, ...]:
    return tuple(Switch(what, at, name, _reason(rows, kit, name)) for what, at, name in rows.all(_OFF))


def _reason(rows: Rows, kit: Kit, decision: str) -> str:
    with suppress(NotFound):  # the time of a record may be over
        return str(proofs.decision(rows, kit, decision).facts.get("reason", ""))
    return ""


def _gave_out(
    rows: Rows, kit: Kit, journal: Journal, session: Session, how: tuple[str, Channel, tuple[Used, ...]]
) -> str:
    visit = people.visit(rows, kit, session.id)
    who, at = people.live(kit, visit), stamp(kit, journal, rows)
    context = context_of(rows, who, at, channel=how[1], consent_seq=visit.consent_seq)
    context, facts = replace(context, used=how[2]), {"of": "person", "form": how[0]}
    by = mark_of(kit, Onlooker.PERSON)
    return personal(rows, kit, journal, DecisionKind.EXPORTED, context, facts, looked_by=by)
