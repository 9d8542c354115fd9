"""The typed tree of a conversation as it goes over the wire: the parts of an item, each by its kind."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from earnest.domain.items import Card, Choices, HandOverNotice, Offer, Part, Quote, Reason, Receipt, Words
from earnest.domain.purposes import Purpose


class Strict(BaseModel):
    """No unknown fields."""

    model_config = ConfigDict(extra="forbid")


class Shown(BaseModel):
    """Something that is shown: all its fields are there, and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Rows = list[tuple[str, str]]
"""Label and value pairs."""


class WordsShown(Shown):
    """A paragraph."""

    kind: Literal["words"]
    text: str


class QuoteShown(Shown):
    """The source of an answer, with the passage that it rests on."""

    kind: Literal["quote"]
    article: str
    title: str
    version: str
    updated_at: int = Field(description="Microseconds since 1970-01-01 UTC.")
    passage: str
    url: str


class ReasonShown(Shown):
    """One sentence under an answer: why this. The whole reason: GET /v1/decisions/{decision}."""

    kind: Literal["reason"]
    text: str


class OptionShown(Shown):
    """One named choice; send its id back as a choice."""

    id: str
    label: str


class ChoicesShown(Shown):
    """A question with at most three named choices, "something else" and a person."""

    kind: Literal["choices"]
    options: list[OptionShown]


class CardShown(Shown):
    """What will happen on confirmation; a press carries the card's `id` and `args_hash`."""

    kind: Literal["card"]
    id: str
    title: str
    rows: Rows
    args_hash: str
    expires_at: int = Field(description="Microseconds since 1970-01-01 UTC.")
    button_only: bool = Field(description="Whether a typed yes does not count.")
    by_passkey: bool = Field(description="Whether it takes your own signature, by a passkey.")


class ReceiptShown(Shown):
    """What was done, and until when it can be undone."""

    kind: Literal["receipt"]
    decision: str
    title: str
    rows: Rows
    undo_until: int = Field(description="Microseconds since 1970-01-01 UTC; 0: it cannot be undone.")


class OfferShown(Shown):
    """A question about your own data, put beside the help: agree or not, by its `decision`; or leave it.

    Nothing is kept without a yes, and a no costs nothing else. The words are those that a yes is recorded with.
    """

    kind: Literal["offer"]
    purpose: Purpose
    label: str
    gain: str
    text: str
    loss: str
    rows: Rows = Field(description="What would be kept now, and until when.")
    yes: str = Field(description="What the button says that agrees.")
    no: str = Field(description="What the button says that does not; as near, as large and as plain as the other.")
    text_version: str
    language: str


class HandOverShown(Shown):
    """A person takes over: why, by when, and what they were told."""

    kind: Literal["hand_over"]
    hand_over: str
    reason: str
    due_at: int = Field(description="Microseconds since 1970-01-01 UTC; 0: no clock.")
    summary: Rows


PartShown = Annotated[
    WordsShown | QuoteShown | ReasonShown | ChoicesShown | CardShown | ReceiptShown | HandOverShown | OfferShown,
    Field(discriminator="kind"),
]


def part_shown(part: Part) -> dict[str, Any]:  # noqa: PLR0911 - one way out a kind of part
    """A part as JSON, by its kind."""
    match part:
        case Words():
            return {"kind": "words", "text": part.text}
        case Quote():
            return {
                "kind": "quote",
                "article": part.article,
                "title": part.title,
                "version": part.version,
                "updated_at": part.updated_at,
                "passage": part.passage,
                "url": part.url,
            }
        case Reason():
            return {"kind": "reason", "text": part.text}
        case Choices():
            return {"kind": "choices", "options": [{"id": one.id, "label": one.label} for one in part.options]}
        case Card():
            return {
                "kind": "card",
                "id": part.id,
                "title": part.title,
                "rows": part.rows,
                "args_hash": part.args_hash,
                "expires_at": part.expires_at,
                "button_only": part.button_only,
                "by_passkey": part.by_passkey,
            }
        case Receipt():
            return {
                "kind": "receipt",
                "decision": part.decision,
                "title": part.title,
                "rows": part.rows,
                "undo_until": part.undo_until,
            }
        case HandOverNotice():
            return {
                "kind": "hand_over",
                "hand_over": part.hand_over,
                "reason": part.reason,
                "due_at": part.due_at,
                "summary": part.summary,
            }
        case Offer():
            return _offer_shown(part)


def _offer_shown(part: Offer) -> dict[str, Any]:
    return {
        "kind": "offer",
        "purpose": part.purpose.value,
        "label": part.label,
        "gain": part.gain,
        "text": part.text,
        "loss": part.loss,
        "rows": part.rows,
        "yes": part.yes,
        "no": part.no,
        "text_version": part.text_version,
        "language": part.language,
    }
