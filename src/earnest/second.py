"""The second person: where one is needed, whether there is anybody to be it, and who may stand for two."""

from dataclasses import dataclass

from earnest.config import Settings
from earnest.desk.four_eyes import Alike, Team, alone
from earnest.desk.roles import Right, may
from earnest.domain.errors import Conflict, NotFound
from earnest.domain.staff import Alone, Role, State
from earnest.domain.time import Clock, Instant
from earnest.domain.turns import Approval
from earnest.in_force import GatesInForce
from earnest.policy import CompiledGate
from earnest.store import Store

REGULATED = "regulated"
"""The preset that never lets one person stand for two."""


@dataclass(frozen=True, slots=True)
class Second:
    """Who may be the second person.

    Args:
        store: accounts, rulings, holds.
        settings: the brand's.
        clock: the time.
    """

    store: Store
    settings: Settings
    clock: Clock

    def role_of(self, colleague: str) -> Role:
        """What a colleague is: by their account; of one who has a key alone, by `[desk.colleagues]`."""
        found = self.store.staff.account(colleague)
        return found.role if found else self.settings.desk.role_of(colleague)

    def since(self, waiting: Approval, gate: CompiledGate | None, colleague: str) -> Instant:
        """Since when everybody could see what needs another person than this one, 0 where it needs none.

        Another than who said yes to it before, and than who wrote the rule that asks.
        """
        said_at = self.store.staff.ruled_at(waiting.id, colleague) if waiting.open else 0
        if said_at or not waiting.open or gate is None:
            return said_at
        wrote = self.store.staff.author_of(gate.gate.name, gate.digest) == colleague
        return self.store.desk.case_of(waiting.id).opened_at if wrote else 0

    def publish(self, rules: GatesInForce, name: str, digest: str, colleague: str, signed_at: Instant) -> str:
        """Publish a version of a gate that waits; the decision. Another does than who says to have written it.

        Args:
            rules: the gates as they are published.
            name: which gate.
            digest: the version that was looked at.
            colleague: who publishes it.
            signed_at: when they signed in, 0 where that is not known.

        Raises:
            NotFound: no version of it waits.
            Conflict: another version waits, or nobody has said yet who wrote it.
            NotAllowed: somebody else publishes it, or it is too early.
        """
        held = rules.held.get(name)
        if held is None:
            raise NotFound("No version of this gate waits to be published; GET /v1/desk/rules lists them.")
        if held.gate.digest != digest:
            raise Conflict("Another version waits by now; look at it first.")
        author = self.store.staff.author_of(name, digest)
        if not author:
            raise Conflict("Whoever wrote this version says so first, at POST /v1/desk/rules/{gate}.")
        by = self.alone(Right.RULES, colleague, held.since, signed_at) if author == colleague else None
        decision = self.store.rules.publish(name, digest, colleague, by)
        rules.publish(name, by.value if by else "")
        return decision

    def asks(self) -> bool:
        """Whether a changed gate waits to be published: there is somebody to do it, or the preset leaves no choice."""
        return self.settings.preset == REGULATED or self.team(Right.RULES).active > 0

    def alone(self, right: Right, colleague: str, since: Instant, signed_at: Instant) -> Alone:
        """By what one colleague stands for two, where the team is too small for a second person.

        Args:
            right: what the second person would need.
            colleague: who wants to decide.
            since: since when everybody could see it.
            signed_at: when they signed in, 0 where that is not known.

        Raises:
            NotAllowed: somebody else decides it, or it is too early.
        """
        owner = may(self.role_of(colleague), Right.GOVERN)
        return alone(self.team(right), Alike(since, signed_at, self.clock.now(), owner))

    def team(self, right: Right) -> Team:
        """Who may do something: by accounts that are in use, and by `[desk.colleagues]` for who has none."""
        accounts = {one.name: one for one in self.store.staff.accounts()}
        by_key = (role for name, role in self.settings.desk.roles.items() if name not in accounts)
        active = (one.role for one in accounts.values() if one.state is State.ACTIVE)
        return Team(sum(may(role, right) for role in (*active, *by_key)), self.settings.preset != REGULATED)

    def lift(self, hold: str, reason: str, colleague: str, signed_at: Instant = 0) -> str:
        """End a legal hold before its day; the decision. Who set it leaves that to somebody else, if there is anybody.

        Raises:
            NotFound: there is no such hold, or it has ended.
            NotAllowed: somebody else ends it, or it is too early.
        """
        found = next((one for one in self.store.holds() if one.id == hold), None)
        own = found is not None and self.store.staff.hold_set_by(found.decision) == colleague
        by = self.alone(Right.ERASE, colleague, found.set_at, signed_at) if found and own else None
        return self.store.lift(hold, reason, colleague, by)
