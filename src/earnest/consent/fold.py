"""Consent as a fold of events: what a person said, one event after another, is all there is.

The fold keeps the last event of each purpose. It goes by `seq` alone: clocks go wrong, positions do not. It is a
join: events may come in any order, twice, or in instalments, and the view is the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from earnest.domain.consents import NEUTRAL, PERMITS, ConsentEvent
from earnest.domain.errors import BadInput
from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose
from earnest.domain.time import Instant

_LEAVES_INTEREST = PERMITS | NEUTRAL
"""The states that leave a legitimate interest standing; any other, `UNKNOWN` included, ends it."""

_NEVER = 2**63


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What one person's data may be used for at one instant.

    Args:
        subject: whose consent, "" while there is no event.
        latest: the last event of each purpose, in the order of `Purpose`.
        now: the instant it holds for; expiry is judged by it.
        allowed: the purposes with a live basis; always computed, never given.
        position: the `seq` of the last event, 0 without any; computed.
    """

    subject: str
    latest: tuple[ConsentEvent, ...]
    now: Instant
    allowed: frozenset[Purpose] = field(init=False)
    position: int = field(init=False)

    def __post_init__(self) -> None:
        last = _last_of_each(self.latest)
        live = frozenset(purpose for purpose in Purpose if _has_live_basis(purpose, last.get(purpose), self.now))
        object.__setattr__(self, "allowed", live)
        object.__setattr__(self, "position", max((event.seq for event in self.latest), default=0))

    def allows(self, purpose: Purpose) -> bool:
        """Whether there is a live basis for the purpose; what is not known for certain is not allowed."""
        return purpose in self.allowed

    def state(self, purpose: Purpose) -> ConsentState:
        """What the person last said about the purpose, `EXPIRED` once that has lapsed, `UNKNOWN` if nothing."""
        event = _last_of_each(self.latest).get(purpose)
        return ConsentState.UNKNOWN if event is None else event.state_at(self.now)


def fold(events: Sequence[ConsentEvent], now: Instant) -> ConsentView:
    """The view of a subject's whole history at an instant.

    Raises:
        BadInput: the events are of more than one subject, or a position is below 1.
    """
    return extend(ConsentView("", (), now), events, now)


def extend(view: ConsentView, events: Iterable[ConsentEvent], now: Instant) -> ConsentView:
    """The view after further events: `extend(fold(a, t), b, u) == fold(a + b, u)`.

    Two events of one purpose at one position (a merged or damaged history) resolve to the stricter.

    Raises:
        BadInput: the events are of more than one subject, or a position is below 1.
    """
    history = (*view.latest, *events)
    subject = view.subject or (history[0].subject if history else "")
    if any(event.subject != subject or event.seq < 1 for event in history):
        raise BadInput("A consent history holds one subject's events, at positions from 1; load it again.")
    last = _last_of_each(history)
    return ConsentView(subject, tuple(last[purpose] for purpose in Purpose if purpose in last), now)


def _last_of_each(events: Iterable[ConsentEvent]) -> dict[Purpose, ConsentEvent]:
    last: dict[Purpose, ConsentEvent] = {}
    for event in events:
        held = last.get(event.purpose)
        if held is None or event.seq > held.seq or (event.seq == held.seq and _rank(event) > _rank(held)):
            last[event.purpose] = event
    return last


def _has_live_basis(purpose: Purpose, event: ConsentEvent | None, now: Instant) -> bool:
    match BASIS_OF.get(purpose):
        case Basis.CONTRACT | Basis.LEGAL_OBLIGATION:
            return True
        case Basis.LEGITIMATE_INTEREST:
            return event is None or event.state in _LEAVES_INTEREST
        case Basis.CONSENT:
            return event is not None and event.state_at(now) in PERMITS
        case None:
            return False


def _rank(event: ConsentEvent) -> tuple[int, int, int, str, Instant, Instant, tuple[str, ...]]:
    """Later is greater; at one position the stricter is; the rest only makes the choice definite."""
    strictness = 0 if event.state in PERMITS else 1 if event.state in _LEAVES_INTEREST else 2
    sooner = -(event.expires_at or _NEVER)
    shown = (event.text_version, event.text_digest, event.notice, event.language)
    words = (*shown, event.channel, event.origin.value, event.decision)
    return (event.seq, strictness, sooner, event.state.value, event.at, event.said_at, words)
