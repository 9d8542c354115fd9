"""What everybody with a role is told of: a rule that waits for a second person, and what one person decided alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.domain.time import Instant

ANNOUNCED_TYPE = "desk.announced.v1"
"""What an announcement is called as an event; its schema stands beside those of the other events."""

GATE_WAITS = "gate_waits"
"""A changed gate waits for a second person; from then on it lies open for everybody to see."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that everybody with a role is told of.

    Args:
        what: `gate_waits`; or `approval`, `hold` or `gate`, of what one person decided alone.
        about: the gate and its version, or the decision.
        how: by what one person stood for two, "" of a gate that waits.
        at: when.
    """

    what: str
    about: str
    how: str
    at: Instant

    @property
    def id(self) -> str:
        """The same at every try."""
        return f"{self.what}.{self.about}"


@dataclass(frozen=True, slots=True)
class Announcement:
    """It, as it leaves the house: names of rules and decisions, no words of any customer and no colleague's name.

    Args:
        what: see `Happened`.
        link: opens the desk, "" where the brand has named no address.
        at: when it was written.
    """

    what: Happened
    link: str
    at: Instant

    @property
    def id(self) -> str:
        """The same at every try, so that a receiver knows a repeat."""
        return self.what.id

    def as_json(self) -> Mapping[str, Any]:
        """The announcement as plain values."""
        told = self.what
        return {"what": told.what, "about": told.about, "how": told.how, "happened_at": told.at, "link": self.link}


class Announcer(Protocol):
    """A way out of the house."""

    def send(self, announcement: Announcement, /) -> None:
        """Send it.

        Raises:
            Busy: it did not arrive, as far as is known; it may be sent again.
            Declined: it will never be taken; sending it again is no use.
        """
        ...
