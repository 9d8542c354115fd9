"""What is sent to colleagues when something waits for a person: names, reasons, times; no words of any customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.domain.time import Instant

NOTICE_TYPE = "desk.waiting.v1"
"""What a notice is called as an event; its schema stands beside those of the other events."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Somebody waits.

    Args:
        id: the same at every try, so that a receiver knows a repeat.
        waits: the hand-over or approval, `H-...` or `A-...`.
        kind: `hand_over`, `approval` or `governance`.
        reason: why, of a closed vocabulary.
        opened_at: since when.
        due_at: by when, 0 without a clock.
        overdue: whether that time is over.
        link: opens exactly this case, after sign-in; "" where the brand has named no address.
        at: when it was written.
        others: how many more wait at the desk.
    """

    id: str
    waits: str
    kind: str
    reason: str
    opened_at: Instant
    due_at: Instant
    overdue: bool
    link: str
    at: Instant
    others: int = 0

    def as_json(self) -> Mapping[str, Any]:
        """The notice as plain values."""
        return {
            "id": self.waits,
            "kind": self.kind,
            "reason": self.reason,
            "opened_at": self.opened_at,
            "due_at": self.due_at,
            "overdue": self.overdue,
            "link": self.link,
        }


class Sender(Protocol):
    """A way out of the house."""

    def send(self, notice: Notice, /) -> None:
        """Send it.

        Raises:
            Busy: it did not arrive, as far as is known; it may be sent again.
            Declined: it will never be taken; sending it again is no use.
        """
        ...
