"""Whether a value is fit for use: young enough, and as sure as its source declares. What cannot be told is not fit."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from earnest.domain.records import Origin, Row
from earnest.domain.time import DAY, SECOND, Instant

AHEAD_MAX = 1 * DAY
"""Microseconds that a record's date may lie ahead: a day is written without its zone. Further ahead, it is no date."""

PERCENT_MAX = 100
FOR_EVER: Instant = 2**62


@dataclass(frozen=True, slots=True)
class Fitness:
    """What one field's values are checked for, each time a record is seen.

    Args:
        span: microseconds after which a value is not used, 0 for no such time.
        dated: the record's field that says of when it is; "" where `collected` says it for all records.
        collected: of when the values are, where no field says it.
        confidence: percent; a value that is less sure is not used.
        confidence_field: the record's field that says how sure the value is, "" where all are as sure as declared.
    """

    span: Instant
    dated: str
    collected: Instant
    confidence: int
    confidence_field: str

    def passes(self, row: Row, now: Instant) -> bool:
        """Whether the value of this record may be used now."""
        return self._young(row, now) and (not self.confidence_field or self._sure(row.get(self.confidence_field)))

    @property
    def until(self) -> Instant:
        """Until when a value may be used that was taken out of its record; 0 where only the record could tell."""
        if self.dated or self.confidence_field:
            return 0
        return self.collected + self.span if self.span else FOR_EVER

    def _young(self, row: Row, now: Instant) -> bool:
        if not self.span:
            return True
        at = instant_of(row.get(self.dated)) if self.dated else self.collected
        return at is not None and -AHEAD_MAX <= now - at < self.span

    def _sure(self, percent: Any) -> bool:
        return type(percent) is int and self.confidence <= percent <= PERCENT_MAX


def fitness_of(origin: Origin | None, span: Instant, dated: str) -> Fitness | None:
    """What a field's values are checked for; None where they are always fit."""
    confidence_field = origin.confidence_field if origin else ""
    if not span and not confidence_field:
        return None
    collected = _midnight(origin.collected) if origin else 0
    return Fitness(span, dated, collected, origin.confidence if origin else 0, confidence_field)


def instant_of(value: Any) -> Instant | None:
    """A record's own date: an ISO 8601 date or time (without a zone in UTC), or microseconds; None if it is none."""
    if type(value) is int:
        return value
    if not isinstance(value, str):
        return None
    try:
        read = datetime.fromisoformat(value)
        return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()) * SECOND
    except (ValueError, OverflowError):
        return None


def _midnight(day: date) -> Instant:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * SECOND
