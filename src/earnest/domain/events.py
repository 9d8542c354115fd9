"""Events: what happened, without any personal value, in a CloudEvents 1.0 envelope with a schema for each type.

The person stands in it as a keyed reference that nobody can compute once their key is destroyed. Types carry their
major version; within a major version fields are only ever added (a test holds the shipped schemas to that).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earnest.domain.money import Money
from earnest.domain.time import Instant, iso
from earnest.domain.turns import DecisionKind

TYPE_PREFIX = "org.earnest."
"""Reverse-DNS prefix of every type, as CloudEvents asks."""

EVENT_TYPES: tuple[str, ...] = (
    *(f"decision.{kind.value}.v1" for kind in DecisionKind),
    "clock.jumped_back.v1",
)
"""The closed vocabulary of event types; each has a schema under `earnest/schemas/events`."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Args:
        seq: its position in this brand's events, from 1.
        id: `E-...`.
        type: one of `EVENT_TYPES`.
        at: when.
        subject_ref: keyed reference of the person, b"" where it is nobody's.
        decision: the decision it tells of.
        caused_by: the decision that one followed from.
        channel: the door.
        amount: what was at stake, None if no money moves.
        helpful: of a rating, yes or no, None where that was not said.
        score: of a rating, 1 to 5, None where that was not said.
        reasons: of a rating, words of `RatingReason`.
    """

    seq: int
    id: str
    type: str
    at: Instant
    subject_ref: bytes
    decision: str
    caused_by: str
    channel: str
    amount: Money | None
    helpful: bool | None = None
    score: int | None = None
    reasons: tuple[str, ...] = ()


def cloud_event(event: Event, source: str) -> Mapping[str, Any]:
    """The event as a CloudEvents 1.0 JSON object.

    Args:
        event: the event.
        source: the brand's log origin, a URI reference.
    """
    name, _, major = event.type.rpartition(".v")
    data: dict[str, Any] = {"decision_id": event.decision, "caused_by": event.caused_by, "channel": event.channel}
    if event.amount is not None:
        data["amount"] = {"minor": event.amount.minor, "currency": event.amount.currency}
    rated = {"helpful": event.helpful, "score": event.score, "reasons": list(event.reasons) or None}
    data |= {name: value for name, value in rated.items() if value is not None}
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": source,
        "type": TYPE_PREFIX + event.type,
        "time": iso(event.at),
        "subject": event.subject_ref.hex(),
        "datacontenttype": "application/json",
        "dataschema": f"schemas/events/{name}/{major}.json",
        "sequence": str(event.seq),
        "data": data,
    }
