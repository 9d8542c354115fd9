"""The parts of a store that have a name of their own: `store.desk`, `store.staff` and so on."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from earnest.store import desk_view, governing, limiting, looks, passkeys, proving, rules, staff, staff_passkeys
from earnest.store.kit import Kit


class Offices(ABC):
    """What each part is given: how to look, how to change something, and the kit."""

    _kit: Kit

    @abstractmethod
    def read(self, fn: Callable[..., Any]) -> Any:
        """Run a look."""

    @abstractmethod
    def decide(self, fn: Callable[..., Any]) -> Any:
        """Run a change."""

    @property
    def desk(self) -> desk_view.Desk:
        """What colleagues read."""
        return desk_view.Desk(self.read, self.decide, self._kit)

    @property
    def governing(self) -> governing.Governing:
        """How the house is run, on the record."""
        return governing.Governing(self.read, self.decide, self._kit)

    @property
    def staff(self) -> staff.Staff:
        """Accounts of colleagues, and their sessions."""
        return staff.Staff(self.read, self.decide, self._kit)

    @property
    def limiting(self) -> limiting.Limiting:
        """Counts of what may be tried only so often."""
        return limiting.Limiting(self.read, self.decide, self._kit)

    @property
    def proving(self) -> proving.Proving:
        """Proofs by mail."""
        return proving.Proving(self.read, self.decide, self._kit)

    @property
    def passkeys(self) -> passkeys.Passkeys:
        """Customers' passkeys."""
        return passkeys.Passkeys(self.read, self.decide, self._kit)

    @property
    def looks(self) -> looks.Looks:
        """Looks without a decision, of no colleague."""
        return looks.Looks(self.read, self.decide, self._kit)

    @property
    def rules(self) -> rules.Rules:
        """Versions of gates."""
        return rules.Rules(self.read, self.decide, self._kit)

    @property
    def staff_passkeys(self) -> staff_passkeys.StaffPasskeys:
        """Colleagues' passkeys."""
        return staff_passkeys.StaffPasskeys(self.read, self.decide, self._kit)
