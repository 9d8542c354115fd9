"""What another system tells of somebody's consent, and whether it is taken: of two that differ the stricter holds.

A no is taken from anybody. A yes is taken only with proof, and never lifts a no that was said elsewhere: a no is lifted
where it was said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from earnest.domain.consents import ENDS, PERMITS, ConsentEvent, Origin, chosen
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.time import MINUTE, Instant

SKEW = 5 * MINUTE
"""How far ahead another system's clock may be."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that another system tells.

    Args:
        customer: whose consent, by the shop's own reference.
        purpose: for what.
        state: what they said: a yes (`given`) or a no.
        said_at: when they said it, 0 where the other system does not know.
        text_version: which words they read, by the other system's own name for them; "" where it does not know.
        language: the language of those words.
        expires_at: when it lapses, 0 where the other system does not say.
        origin: imported, or told by a platform.
        source: which system it was, as a short word.
        line: where it stands in a file, 0 elsewhere.
    """

    customer: str
    purpose: Purpose
    state: ConsentState
    said_at: Instant
    text_version: str = ""
    language: str = ""
    expires_at: Instant = 0
    origin: Origin = Origin.IMPORTED
    source: str = ""
    line: int = 0


class Ruling(StrEnum):
    """What became of something that was told, and why."""

    TAKEN = "taken"
    KNOWN = "known_already"
    NOTHING_TO_CHOOSE = "nothing_to_choose"
    NO_ANSWER = "no_answer"
    NO_PROOF = "a_yes_without_time_and_text"
    FUTURE = "said_in_the_future"
    LAPSED = "lapsed"
    NO_STANDS = "a_no_stands_that_was_said_elsewhere"
    YES_STANDS = "a_yes_stands"


def ruling(told: Told, events: Iterable[ConsentEvent], now: Instant) -> Ruling:
    """Whether something told is taken into a person's history, and why not.

    Args:
        told: what the other system says; `expires_at` set where the brand's own time for a yes applies.
        events: the person's history.
        now: the instant.
    """
    own = sorted((one for one in events if one.purpose is told.purpose), key=lambda one: one.seq)
    if not chosen(told.purpose) or told.state not in ENDS | PERMITS:
        return Ruling.NO_ANSWER if chosen(told.purpose) else Ruling.NOTHING_TO_CHOOSE
    if any(_is(one, told) for one in own):
        return Ruling.KNOWN
    standing = standing_noes(own)
    if told.state in ENDS:
        return Ruling.KNOWN if any(_same_mouth(one, told) for one in standing) else Ruling.TAKEN
    return _yes(told, own, standing, now)


def standing_noes(own: Iterable[ConsentEvent]) -> tuple[ConsentEvent, ...]:
    """Every no of one purpose's history since its last yes, by whomever it was said."""
    standing: list[ConsentEvent] = []
    for one in own:
        if one.state in PERMITS:
            standing.clear()
        elif one.state in ENDS:
            standing.append(one)
    return tuple(standing)


def order(told: Told) -> tuple[Instant, bool]:
    """In which order things told together are taken: by when they were said, a no after a yes, and last without a time.

    So that of two that cannot be told apart the stricter one counts.
    """
    never = 2**63
    return (told.said_at or never, told.state in ENDS)


def _yes(told: Told, own: Sequence[ConsentEvent], standing: Sequence[ConsentEvent], now: Instant) -> Ruling:
    unproved = _unproved(told, now)
    if unproved is not None:
        return unproved
    if own and own[-1].state_at(now) in PERMITS:
        return Ruling.YES_STANDS
    lifted = all(_same_mouth(one, told) and _said_at(one) < told.said_at for one in standing)
    return Ruling.TAKEN if lifted else Ruling.NO_STANDS


def _unproved(told: Told, now: Instant) -> Ruling | None:
    """Why a yes proves nothing, None where it does."""
    if not told.said_at or not told.text_version:
        return Ruling.NO_PROOF
    if told.said_at > now + SKEW:
        return Ruling.FUTURE
    return Ruling.LAPSED if told.expires_at and told.expires_at <= now else None


def _is(event: ConsentEvent, told: Told) -> bool:
    same_word = event.state is told.state or {event.state, told.state} <= PERMITS
    return same_word and _same_mouth(event, told) and event.said_at == told.said_at


def _same_mouth(event: ConsentEvent, told: Told) -> bool:
    return (event.origin, event.channel) == (told.origin, told.source)


def _said_at(event: ConsentEvent) -> Instant:
    return event.said_at or event.at
