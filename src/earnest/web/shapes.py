"""What goes over the wire: the typed tree of items, and what customers and colleagues may send."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from earnest.domain.identity import Channel
from earnest.domain.items import Card, Choices, HandOverNotice, Item, Part, Receipt, Words
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.turns import CLIENT_ID_LENGTH_MAX, Button, Chose, Pressed, Reply, Said, WantsPerson, What

ID_LENGTH_MAX = 40
TEXT_BYTES_MAX = 200_000
"""The web edge refuses bodies over this outright; the turn has its own limit on characters."""

ClientId = Annotated[
    str, Field(min_length=1, max_length=CLIENT_ID_LENGTH_MAX, pattern=r"^[A-Za-z0-9._:-]+$", description="Your own id.")
]
Id = Annotated[str, Field(min_length=1, max_length=ID_LENGTH_MAX)]


class Strict(BaseModel):
    """No unknown fields."""

    model_config = ConfigDict(extra="forbid")


class SessionAsked(Strict):
    """Open a session: as a visitor, or signed in by the shop's own short-lived token."""

    channel: Channel = Channel.CHAT
    identity_token: str | None = Field(None, max_length=8_192, description="A JWT signed by the shop (ES256, Ed25519).")


class SessionGiven(BaseModel):
    """A session. The token is shown once; send it as `Authorization: Bearer`."""

    token: str
    level: str


class ConversationAsked(Strict):
    """Open a conversation."""

    language: str = Field("", max_length=35, pattern=r"^[A-Za-z0-9-]*$", description="A language tag, or empty.")


class ConversationGiven(BaseModel):
    """A conversation."""

    id: str


class Message(Strict):
    """Typed words."""

    kind: Literal["message"]
    client_id: ClientId
    text: str = Field(max_length=TEXT_BYTES_MAX)
    elsewhere: bool = Field(
        default=False, description="The text was written by somebody else, such as a forwarded mail."
    )


class Press(Strict):
    """A press on a card's button; carries the hash that the card showed."""

    kind: Literal["press"]
    client_id: ClientId
    card: Id
    args_hash: str = Field(min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$")
    button: Button


class Choice(Strict):
    """A press on a named choice."""

    kind: Literal["choice"]
    client_id: ClientId
    option: Id


Sent = Annotated[Message | Press | Choice, Field(discriminator="kind")]


class PersonAsked(Strict):
    """Talk to a person."""

    client_id: ClientId


class ConsentSaid(Strict):
    """What the customer says about one purpose."""

    state: Literal[ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.OBJECTED]
    text_version: str = Field("1", max_length=40)
    language: str = Field("en", max_length=35)


class ConsentGiven(BaseModel):
    """The recorded consent event."""

    decision: str
    purpose: Purpose
    state: ConsentState


class Ruling(Strict):
    """A colleague's decision on an approval."""

    client_id: ClientId
    approve: bool
    note: str = Field("", max_length=2_000)


class PartShown(BaseModel):
    """One part of an item; which fields are set goes by `kind`."""

    model_config = ConfigDict(extra="allow")
    kind: Literal["words", "choices", "card", "receipt", "hand_over"]


class ItemShown(BaseModel):
    """One entry of the conversation's log."""

    seq: int
    id: str
    author: Literal["customer", "assistant", "colleague", "system"]
    ai: bool
    at: int = Field(description="Microseconds since 1970-01-01 UTC.")
    decision: str
    parts: list[PartShown]


class ReplyShown(BaseModel):
    """What a turn added. `pending`: more comes as items, by stream or by polling."""

    items: list[ItemShown]
    decisions: list[str]
    pending: bool


class ItemsShown(BaseModel):
    """A page of the log."""

    items: list[ItemShown]
    next_after: int


def what(sent: Message | Press | Choice) -> What:
    """What the customer did, as the turn knows it."""
    match sent:
        case Message():
            return Said(sent.text, sent.elsewhere)
        case Press():
            return Pressed(sent.card, sent.args_hash, sent.button)
        case Choice():
            return Chose(sent.option)


def wants_person() -> What:
    """The button that is never refused."""
    return WantsPerson()


def item_shown(item: Item) -> dict[str, Any]:
    """An item as JSON."""
    return {
        "seq": item.seq,
        "id": item.id,
        "author": item.author.value,
        "ai": item.ai,
        "at": item.at,
        "decision": item.decision,
        "parts": [part_shown(part) for part in item.parts],
    }


def part_shown(part: Part) -> dict[str, Any]:
    """A part as JSON, by its kind."""
    match part:
        case Words():
            kind = "words"
        case Choices():
            kind = "choices"
        case Card():
            kind = "card"
        case Receipt():
            kind = "receipt"
        case HandOverNotice():
            kind = "hand_over"
    return {"kind": kind, **asdict(part)}


def reply_shown(reply: Reply) -> dict[str, Any]:
    """A reply as JSON."""
    return {
        "items": [item_shown(item) for item in reply.items],
        "decisions": list(reply.decisions),
        "pending": reply.pending,
    }
