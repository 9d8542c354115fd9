"""Who speaks, how surely we know it, and through which door."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from earnest.domain.time import DAY, HOUR, MINUTE, Instant

JUST_PROVED_LIFE = 5 * MINUTE
"""Microseconds that a proof by passkey counts as just now."""


class Level(IntEnum):
    """How surely a customer is known: A0 to A3 of NIST-style assurance. Ordered."""

    ANYONE = 0
    REACHABLE = 1
    SIGNED_IN = 2
    JUST_PROVED = 3

    @property
    def word(self) -> str:
        """The word that gates and brand files use."""
        return self.name.lower()


def level_now(level: Level, proved_at: Instant, now: Instant) -> Level:
    """The level that a session has now: what was just proved is soon a sign-in like any other."""
    just = level is not Level.JUST_PROVED or now - proved_at < JUST_PROVED_LIFE
    return level if just else Level.SIGNED_IN


@dataclass(frozen=True, slots=True)
class Visits:
    """How long sessions live, in microseconds.

    Args:
        idle: without a turn, of whoever is known in any way.
        whole: in any case, of the same.
        visitor_idle: without a turn, of visitors: nothing is theirs but the conversation, and its answer may come late.
        visitor_whole: in any case, of the same.
    """

    idle: Instant = 30 * MINUTE
    whole: Instant = 12 * HOUR
    visitor_idle: Instant = 24 * HOUR
    visitor_whole: Instant = 30 * DAY

    def idle_of(self, level: Level) -> Instant:
        """Without a turn."""
        return self.idle if level > Level.ANYONE else self.visitor_idle

    def whole_of(self, level: Level) -> Instant:
        """In any case."""
        return self.whole if level > Level.ANYONE else self.visitor_whole


class Author(StrEnum):
    """Who wrote an item. It is set by the door an item came in by and can never be changed."""

    CUSTOMER = "customer"
    ASSISTANT = "assistant"
    COLLEAGUE = "colleague"
    SYSTEM = "system"


class Channel(StrEnum):
    """Where a conversation takes place."""

    CHAT = "chat"
    TERMINAL = "terminal"
    API = "api"
    MAIL = "mail"
    PRIVACY_CENTRE = "privacy_centre"


class Source(StrEnum):
    """Whose wish a proposal carries. The taint floor: `ELSEWHERE` once third-party text could have steered it."""

    CUSTOMER = "customer"
    COLLEAGUE = "colleague"
    ELSEWHERE = "text_from_elsewhere"


@dataclass(frozen=True, slots=True)
class Session:
    """One visit of one person through one door.

    Args:
        id: session id (`N-...`).
        subject: the person (`S-...`); a visitor has one of their own.
        customer: the shop's own customer reference, "" while unknown.
        level: how surely the person is known.
        proved_at: when that was last proved, 0 if never.
    """

    id: str
    subject: str
    customer: str
    level: Level
    proved_at: Instant = 0
