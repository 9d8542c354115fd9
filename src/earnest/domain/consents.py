"""Consent events: what a person was asked, when, in which words, and what they said; and which may follow which."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol

import orjson

from earnest.domain.purposes import BASIS_OF, Basis, ConsentState, Purpose
from earnest.domain.time import Instant

PERMITS = frozenset({ConsentState.GIVEN, ConsentState.RENEWED})
"""The states that permit processing on consent (W3C DPV 2.3, `ConsentStatusValidForProcessing`)."""

NEUTRAL = frozenset({ConsentState.REQUESTED, ConsentState.DEFERRED, ConsentState.EXPIRED})
"""The states that are no answer of the person's: they ended nothing and opened nothing."""

ENDS = frozenset(ConsentState) - PERMITS - NEUTRAL
"""The states that end every basis but contract and law; what is no longer known is among them."""

FOLLOWS: Mapping[ConsentState, frozenset[ConsentState]] = MappingProxyType(
    {
        ConsentState.GIVEN: frozenset(ConsentState) - PERMITS,
        ConsentState.RENEWED: PERMITS | {ConsentState.EXPIRED},
        ConsentState.EXPIRED: PERMITS | {ConsentState.EXPIRED},
        ConsentState.REQUESTED: frozenset(ConsentState) - PERMITS - {ConsentState.OBJECTED},
        ConsentState.DEFERRED: frozenset({ConsentState.REQUESTED, ConsentState.DEFERRED}),
    }
)
"""What a state that ends nothing may follow; one that ends something may follow any."""

VERSION_LENGTH = 16
"""Characters of a digest that name a version in front of people."""


class Origin(StrEnum):
    """By which door an event came."""

    CUSTOMER = "customer"
    HOUSE = "house"
    SIGNAL = "signal"
    IMPORTED = "imported"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One event of the consent ledger, in the shape of ISO/IEC TS 27560 (its `event`; the rest is `record_of`).

    Args:
        seq: position in the subject's own history, from 1; the fold goes by it, never by time.
        subject: whose consent.
        purpose: for what.
        state: what it became.
        at: when it was recorded.
        text_version: the exact text shown, by version.
        language: the language it was shown in.
        channel: where.
        expires_at: when it lapses by itself, 0 for never.
        text_digest: SHA-256 (hex) of the exact text shown, "" where none was.
        notice: SHA-256 (hex) of what the brand said about itself then (`Terms.digest`), "" where nothing.
        origin: by which door it came.
        said_at: when the person said it elsewhere, 0 where that was when it was recorded.
        decision: the decision that recorded it, "" before.
    """

    seq: int
    subject: str
    purpose: Purpose
    state: ConsentState
    at: Instant
    text_version: str = ""
    language: str = ""
    channel: str = ""
    expires_at: Instant = 0
    text_digest: str = ""
    notice: str = ""
    origin: Origin = Origin.CUSTOMER
    said_at: Instant = 0
    decision: str = ""

    def state_at(self, now: Instant) -> ConsentState:
        """What it is at an instant. Only a permission lapses: an objection stands until the person lifts it."""
        lapsed = self.expires_at != 0 and now >= self.expires_at
        return ConsentState.EXPIRED if lapsed and self.state in PERMITS else self.state


CHANGE_TYPE = "consent.changed.v1"
"""What a change of a consent is called as an event; its schema stands beside those of the other events."""


@dataclass(frozen=True, slots=True)
class ConsentNews:
    """A change that an outside platform is to hear of: the event, a reference that is nobody's name, which try."""

    event: ConsentEvent
    person: str
    tries: int = 1

    @property
    def id(self) -> str:
        """The same at every try, so that a receiver knows a repeat."""
        return f"{self.event.decision}.{self.event.seq}"

    def as_json(self) -> Mapping[str, Any]:
        """The change as plain values; no personal value is among them."""
        event = self.event
        return {
            "decision_id": event.decision,
            "purpose": event.purpose.value,
            "state": event.state.value,
            "allowed": permits(event.purpose, event.state),
            "origin": event.origin.value,
            "said_at": event.said_at or event.at,
            "expires_at": event.expires_at,
            "text_version": event.text_version,
            "language": event.language,
        }


def permits(purpose: Purpose, state: ConsentState) -> bool:
    """Whether a state leaves a purpose allowed, by the basis that it rests on."""
    if BASIS_OF[purpose] is Basis.CONSENT:
        return state in PERMITS
    return not chosen(purpose) or state not in ENDS


class Teller(Protocol):
    """A way out of the house for changes of consents."""

    def tell(self, news: ConsentNews) -> None:
        """Send it.

        Raises:
            Busy: it did not arrive, as far as is known; it may be sent again.
            Declined: it will never be taken; sending it again is no use.
        """
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """What a brand says once about itself as the controller; every consent event names it by digest.

    Args:
        controller: the company that answers for the data, by its full name.
        address: where it is.
        contact: where a person writes about their data: a mail address or an https address.
        notice_url: its privacy notice.
        jurisdiction: whose law applies, as an ISO 3166 code such as DE, or EU.
        authority: the supervisory authority, "" where it names none.
    """

    controller: str = ""
    address: str = ""
    contact: str = ""
    notice_url: str = ""
    jurisdiction: str = ""
    authority: str = ""

    @property
    def paper(self) -> "Paper":
        """The terms as they are kept."""
        return paper(asdict(self))

    @property
    def digest(self) -> str:
        """SHA-256 (hex)."""
        return self.paper.digest


@dataclass(frozen=True, slots=True)
class Paper:
    """Words that were shown, kept once under their digest: a brand's own words, of no person."""

    digest: str
    body: str


def paper(content: Mapping[str, str]) -> Paper:
    """Content as a paper: sorted JSON, and the SHA-256 (hex) of its bytes."""
    body = orjson.dumps(dict(content), option=orjson.OPT_SORT_KEYS)
    return Paper(hashlib.sha256(body).hexdigest(), body.decode())


def chosen(purpose: Purpose) -> bool:
    """Whether a person has a choice about a purpose: a yes to give, or an interest of the company's to object to."""
    return BASIS_OF.get(purpose) in (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)


def may_follow(purpose: Purpose, before: ConsentState | None, after: ConsentState) -> bool:
    """Whether a state may be recorded after the one that holds now; None while nothing was said.

    A no is possible at any time. Only a yes opens anything, and it follows anything but a yes, which is renewed.
    Asking, putting off and lapsing are no answers: they may never open what a no has closed, nor close what a yes has
    opened. What was said elsewhere may begin anywhere. Of purposes that rest on contract or law nothing depends on
    events, so nothing is forbidden.
    """
    if not chosen(purpose) or before is None or after in ENDS:
        return True
    if after is ConsentState.REQUESTED and BASIS_OF[purpose] is not Basis.CONSENT:
        return False
    return before in FOLLOWS[after]


@dataclass(frozen=True, slots=True)
class Ground:
    """On which basis data was read for a purpose.

    Args:
        purpose: for what.
        basis: why that is lawful.
        state: what the person had last said of it.
        event: the decision of the consent event that says so, "" where nothing was said.
    """

    purpose: Purpose
    basis: Basis
    state: ConsentState
    event: str
