"""What goes over the wire about a person's choices."""

from typing import Any, Literal

from pydantic import Field

from earnest.choices import Choice
from earnest.consent.asking import ANSWERS, Because
from earnest.consent.table import Tier
from earnest.consent.told import Ruling
from earnest.consent.told_file import FIELD_LENGTH_MAX
from earnest.domain.consents import Origin, Terms
from earnest.domain.purposes import Basis, ConsentState, Purpose
from earnest.web.part_shapes import Shown, Strict

LANGUAGE = r"^[A-Za-z0-9-]*$"


class ConsentSaid(Strict):
    """What the customer says about one purpose."""

    state: Literal[ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED]
    text_version: str = Field(
        "", max_length=40, pattern=r"^[A-Za-z0-9._-]*$", description="Which words were read; a yes needs them."
    )
    language: str = Field("", max_length=35, pattern=LANGUAGE, description="The language they were read in.")


class ConsentAsked(Strict):
    """That a person is being asked about a purpose, or that they said "later"."""

    outcome: Literal[ConsentState.REQUESTED, ConsentState.DEFERRED]
    language: str = Field("", max_length=35, pattern=LANGUAGE)


class ConsentGiven(Shown):
    """The recorded consent event."""

    decision: str
    purpose: Purpose
    state: ConsentState = Field(description="What it amounts to: a no to what was a yes is a withdrawal.")
    allowed: bool = Field(description="Whether the purpose has a live basis from now on.")
    receipt: str = Field(description="Proof that it was recorded, to check offline (c2sp.org/tlog-proof); keep it.")


class ChoiceShown(Shown):
    """One purpose that can be chosen."""

    purpose: Purpose
    label: str
    basis: Basis
    tier: Tier
    state: ConsentState
    allowed: bool = Field(description="Whether it has a live basis now.")
    since: int = Field(description="Since when, in microseconds since 1970-01-01 UTC; 0: never asked.")
    until: int = Field(description="When a yes lapses, in microseconds since 1970-01-01 UTC; 0: not by itself.")
    origin: Origin | None = Field(description="By which door it came; null: never asked.")
    decision: str = Field(description="The decision that recorded it; empty: never asked.")
    said_version: str = Field(description="The version of the words that were read then; empty where none were.")
    text_version: str = Field(description="The version of the words below; a yes carries it.")
    language: str
    text: str
    gain: str = Field(description="What a yes brings.")
    loss: str = Field(description="What is lost with a no, and nothing else.")
    may_ask: bool = Field(description="Whether the person may be asked now: beside the help, never before it.")
    ask_because: Because
    ask_again_at: int = Field(description="From when on, in microseconds since 1970-01-01 UTC; 0: now, or never.")
    answers: list[ConsentState] = Field(description="What can be said when asked, each as near as the others.")


class NoticeShown(Shown):
    """What the brand says of itself as the controller."""

    controller: str
    address: str
    contact: str
    notice_url: str
    jurisdiction: str
    authority: str


class ChoicesShown(Shown):
    """Everything that can be chosen."""

    choices: list[ChoiceShown]
    notice: NoticeShown
    withdrawal: str = Field(description="How a yes is taken back.")
    global_privacy_control: int = Field(
        description="Since when the browser's signal has been honoured, in microseconds since 1970-01-01 UTC; 0: none."
    )


class ConsentTold(Strict):
    """What an outside consent platform tells of one customer and one purpose."""

    customer: str = Field(min_length=1, max_length=FIELD_LENGTH_MAX, description="The shop's own reference.")
    purpose: str = Field(max_length=FIELD_LENGTH_MAX, description="Ours, a term of W3C DPV, or a fideslang data use.")
    state: str = Field(max_length=FIELD_LENGTH_MAX, description="yes, no, or a state such as withdrawn.")
    at: str = Field("", max_length=FIELD_LENGTH_MAX, description="When they said it, RFC 3339; a yes needs it.")
    text_version: str = Field("", max_length=FIELD_LENGTH_MAX, description="Which words they read; a yes needs it.")
    language: str = Field("", max_length=FIELD_LENGTH_MAX)
    expires_at: str = Field("", max_length=FIELD_LENGTH_MAX, description="When it lapses, RFC 3339.")


class ConsentTaken(Shown):
    """What became of it."""

    ruling: Ruling = Field(description="`taken`, or why not: where two say otherwise, the stricter holds.")
    decision: str = Field(description="The decision that recorded it; empty where nothing was.")
    person: str = Field(description="The `subject` under which you hear of this customer's changes; empty: a stranger.")


class SignalServed(Shown):
    """That Global Privacy Control is honoured here (W3C)."""

    gpc: Literal[True]
    lastUpdate: str  # noqa: N815 - the specification's own name


def choice_shown(choice: Choice) -> dict[str, Any]:
    """A choice as JSON."""
    last, text = choice.last, choice.text
    return {
        "purpose": choice.row.purpose.value,
        "label": text.label,
        "basis": choice.row.basis.value,
        "tier": choice.row.tier.value,
        "state": choice.state.value,
        "allowed": choice.allowed,
        "since": (last.said_at or last.at) if last else 0,
        "until": last.expires_at if last else 0,
        "origin": last.origin.value if last else None,
        "decision": last.decision if last else "",
        "said_version": last.text_version if last else "",
        "text_version": text.version,
        "language": text.language,
        "text": text.text,
        "gain": text.gain,
        "loss": text.loss,
        "may_ask": choice.ask.may,
        "ask_because": choice.ask.because.value,
        "ask_again_at": choice.ask.again_at,
        "answers": [answer.value for answer in ANSWERS] if choice.ask.may else [],
    }


def notice_shown(terms: Terms) -> NoticeShown:
    """What the brand says of itself, as JSON."""
    return NoticeShown(
        controller=terms.controller,
        address=terms.address,
        contact=terms.contact,
        notice_url=terms.notice_url,
        jurisdiction=terms.jurisdiction,
        authority=terms.authority,
    )
