"""Versions of gates: which are in force, and which wait for a second person."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from earnest.domain.errors import Conflict
from earnest.domain.governing import RuleVersion
from earnest.domain.staff import Act, Alone
from earnest.domain.verdicts import FactValue
from earnest.store.desk import note_alone
from earnest.store.kit import Kit
from earnest.store.rows import Rows
from earnest.store.staff import note
from earnest.store.unit import Unit

_VERSIONS = (
    "SELECT gate, digest, body, asked_at, published_at, how FROM gate_versions ORDER BY gate, published_at, digest"
)
_PUT = (
    "INSERT INTO gate_versions (gate, digest, body, asked_at, published_at, how, decision) "
    "VALUES (?, ?, ?, 0, 0, '', '') ON CONFLICT (gate, digest) DO NOTHING"
)
_ASK = "UPDATE gate_versions SET asked_at = ? WHERE gate = ? AND digest = ? AND asked_at = 0"
_DROP = "UPDATE gate_versions SET asked_at = 0 WHERE gate = ? AND digest <> ?"
_PUBLISH = (
    "UPDATE gate_versions SET asked_at = 0, published_at = ?, how = ?, decision = ? WHERE gate = ? AND digest = ?"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Versions of gates. It is `Store.rules`.

    Args:
        read: runs a look.
        write: runs a change.
        kit: keys, clock and randomness.
    """

    read: Callable[..., Any]
    write: Callable[..., Any]
    kit: Kit

    def versions(self) -> tuple[RuleVersion, ...]:
        """All versions that ever stood in the folder, by gate, the one that was published last after the others."""
        found: tuple[RuleVersion, ...] = self.read(lambda unit: _versions(unit.rows))
        return found

    def stand(self, found: Mapping[str, tuple[str, str]], *, asks: bool) -> tuple[RuleVersion, ...]:
        """Take up the gates as they stand in the folder; what changed since waits to be published.

        Those that a house begins with wait for nobody.

        Args:
            found: digest and file of each gate, by name.
            asks: whether a change waits for a second person; where not, it is in force at once.
        """
        if not _is_up_to_date(self.versions(), found):
            self.write(lambda unit: _stand(unit.rows, self.kit, found, asks=asks))
        return self.versions()

    def publish(self, gate: str, digest: str, name: str, alone: Alone | None = None) -> str:
        """Publish a version that waits; the decision. `alone`: by what its author stood for two.

        Raises:
            Conflict: it does not wait.
        """
        decision: str = self.write(lambda unit: _publish(unit, gate, digest, name, alone))
        return decision


def in_force(versions: tuple[RuleVersion, ...]) -> dict[str, RuleVersion]:
    """Of each gate the version that was published last."""
    return {one.gate: one for one in versions if one.published_at}


def _versions(rows: Rows) -> tuple[RuleVersion, ...]:
    return tuple(RuleVersion(*row) for row in rows.all(_VERSIONS))


def _is_up_to_date(versions: tuple[RuleVersion, ...], found: Mapping[str, tuple[str, str]]) -> bool:
    now, waits = in_force(versions), {(one.gate, one.digest) for one in versions if one.asked_at}
    wanted = {(gate, digest) for gate, (digest, _) in found.items() if gate not in now or now[gate].digest != digest}
    return waits == wanted


def _stand(rows: Rows, kit: Kit, found: Mapping[str, tuple[str, str]], *, asks: bool) -> None:
    versions, now = _versions(rows), kit.clock.now()
    published = in_force(versions)
    asks = asks and bool(versions)
    for one in versions:
        if one.asked_at and one.digest != found.get(one.gate, ("", ""))[0]:
            rows.run(_DROP, one.gate, found.get(one.gate, ("", ""))[0])
    for gate, (digest, text) in sorted(found.items()):
        before = published.get(gate)
        if before and before.digest == digest:
            continue
        rows.run(_PUT, gate, digest, text)
        if asks:
            rows.run(_ASK, now, gate, digest)
        else:
            rows.run(_PUBLISH, _after(before, now), "", "", gate, digest)


def _publish(unit: Unit, gate: str, digest: str, name: str, alone: Alone | None) -> str:
    rows, now = unit.rows, unit.kit.clock.now()
    row = rows.locked("SELECT asked_at FROM gate_versions WHERE gate = ? AND digest = ?", gate, digest)
    if row is None or not row[0]:
        raise Conflict("This version does not wait to be published; look at the rules again.")
    before = in_force(_versions(rows)).get(gate)
    facts: dict[str, FactValue] = {"gate": gate, "digest": digest, "before": before.digest if before else ""}
    if alone is not None:
        facts |= {"decided_by_one_person": alone.value}
    decision = note(unit, name, Act.PUBLISHED_RULE, facts)
    rows.run(_PUBLISH, _after(before, now), alone.value if alone else "", decision, gate, digest)
    if alone is not None:
        note_alone(rows, decision, "gate", alone, now)
    return decision


def _after(before: RuleVersion | None, now: int) -> int:
    """The time of publishing, later than that of the version before."""
    return max(now, before.published_at + 1) if before else now
