"""What goes over the wire: the typed tree of items, and what customers and colleagues may send."""

from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from earnest.domain.identity import Channel
from earnest.domain.inbound import CLIENT_ID_LENGTH_MAX, TEXT_LENGTH_MAX, Button, Chose, Pressed, Said, What
from earnest.domain.items import Item
from earnest.domain.ratings import RATING_TEXT_LENGTH_MAX, Rating, RatingReason
from earnest.domain.rights import (
    CONTEST_LENGTH_MAX,
    CORRECTION_LENGTH_MAX,
    CORRECTION_ROWS_MAX,
    Agree,
    Bar,
    Contest,
    Correct,
    Undo,
)
from earnest.domain.turns import Reply
from earnest.web.part_shapes import PartShown, Shown, Strict, part_shown

ID_LENGTH_MAX = 40
"""Characters of one of our ids, also as people write them."""

ClientId = Annotated[
    str, Field(min_length=1, max_length=CLIENT_ID_LENGTH_MAX, pattern=r"^[A-Za-z0-9._:-]+$", description="Your own id.")
]
Id = Annotated[str, Field(min_length=1, max_length=ID_LENGTH_MAX)]


class SessionAsked(Strict):
    """Open a session: as a visitor, or signed in by the shop's own short-lived token."""

    channel: Channel = Channel.CHAT
    identity_token: str | None = Field(
        None,
        max_length=8_192,
        pattern=r"^[A-Za-z0-9._=-]*$",
        description="A JWT signed by the shop (ES256, Ed25519, or HS256).",
    )
    nonce: str = Field(
        "", max_length=200, pattern=r"^[A-Za-z0-9._~-]*$", description="What the token's `sid` must say, if it has one."
    )
    global_privacy_control: StrictBool = Field(
        default=False,
        description="The browser's `navigator.globalPrivacyControl`; the header `Sec-GPC: 1` says the same.",
    )


class SessionGiven(Shown):
    """A session. The token is shown once; send it as `Authorization: Bearer`."""

    token: str
    level: Literal["anyone", "reachable", "signed_in", "just_proved"]
    global_privacy_control: bool = Field(description="Whether the browser's signal was heard and is honoured.")


class PrivacyLink(Shown):
    """A link into the privacy centre, relative to this server; it works once and for two minutes."""

    path: str


class ConversationAsked(Strict):
    """Open a conversation."""

    language: str = Field("", max_length=35, pattern=r"^[A-Za-z0-9-]*$", description="A language tag, or empty.")


class ConversationGiven(Shown):
    """A conversation, with the notice that a machine speaks in it; show it before the first exchange."""

    id: str
    notice: str


class Message(Strict):
    """Typed words."""

    kind: Literal["message"]
    client_id: ClientId
    text: str = Field(max_length=TEXT_LENGTH_MAX)
    elsewhere: bool = Field(
        default=False, description="The text was written by somebody else, such as a forwarded mail."
    )


Base64 = Annotated[str, Field(min_length=1, max_length=16_000, pattern=r"^[A-Za-z0-9_-]+$")]


class Signed(Strict):
    """What a passkey signed."""

    clientDataJSON: Base64  # noqa: N815 - WebAuthn's own names
    authenticatorData: Base64  # noqa: N815 - the same
    signature: Base64


class SignedAnswer(Strict):
    """What `navigator.credentials.get` gave."""

    id: Base64
    rawId: Base64  # noqa: N815 - WebAuthn's own name
    type: Literal["public-key"]
    response: Signed


class Press(Strict):
    """A press on a card's button; carries the hash that the card showed."""

    kind: Literal["press"]
    client_id: ClientId
    card: Id
    args_hash: str = Field(min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$")
    button: Button
    signature: SignedAnswer | None = Field(None, description="Of a card that takes one: what your passkey answered.")


class Choice(Strict):
    """A press on a named choice."""

    kind: Literal["choice"]
    client_id: ClientId
    option: Id


class UndoAsked(Strict):
    """Take back a deed while its undo time runs; the receipt says until when."""

    kind: Literal["undo"]
    client_id: ClientId
    decision: Id


class ContestAsked(Strict):
    """Have a person review a decision about you."""

    kind: Literal["contest"]
    client_id: ClientId
    decision: Id
    text: str = Field("", max_length=CONTEST_LENGTH_MAX, description="What you have against it.")


class BarAsked(Strict):
    """Do not use a source (a name of the data map, such as `order`) in this conversation from the next answer on."""

    kind: Literal["bar", "unbar"]
    client_id: ClientId
    source: str = Field(max_length=64, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")


RowText = Annotated[str, Field(max_length=CORRECTION_LENGTH_MAX)]


class CorrectAsked(Strict):
    """Put right what a person was told at a hand-over, while it waits; label and value pairs."""

    kind: Literal["correct"]
    client_id: ClientId
    hand_over: Id
    rows: list[tuple[RowText, RowText]] = Field(min_length=1, max_length=CORRECTION_ROWS_MAX)


class AgreeSaid(Strict):
    """Say yes or no to an offer, by the decision under which it was put; either is recorded and has a receipt."""

    kind: Literal["agree"]
    client_id: ClientId
    offer: Id
    yes: StrictBool


AnySent = Message | Press | Choice | UndoAsked | ContestAsked | BarAsked | CorrectAsked | AgreeSaid
Sent = Annotated[AnySent, Field(discriminator="kind")]


class RatingSaid(Strict):
    """What you think of a decision, or of the conversation; sent again with a new `client_id`, it replaces the last."""

    client_id: ClientId
    decision: Id | None = Field(None, description="What you rate; the whole conversation without it.")
    helpful: bool | None = None
    score: int | None = Field(None, ge=1, le=5)
    reasons: list[RatingReason] = Field(default_factory=list, max_length=len(RatingReason))
    text: str = Field("", max_length=RATING_TEXT_LENGTH_MAX)


class RatingGiven(Shown):
    """The recorded rating."""

    decision: str = Field(description="The rating's own record; it has a receipt like any other.")
    hand_over: str = Field(description="What it opened for the owner of the house; empty if nothing.")


class ErasureGiven(Shown):
    """An erasure that was asked for. The token is shown this once: with it you see how it stands, signed in or not."""

    id: str
    token: str
    due_at: int = Field(description="By when it must be done.")


class ErasureTold(Shown):
    """A connected system and what it said."""

    system: str
    state: Literal["waiting", "acknowledged", "kept", "missing"]


class ErasureKept(Shown):
    """Something that stays, and why."""

    what: str
    why: str


class ErasureCertificate(Shown):
    """What was erased."""

    decision: str = Field(description="The erasure's own record in the log; its receipt proves when it was done.")
    at: int
    erased: dict[str, int] = Field(description="Rows gone, by table.")
    survives: list[ErasureKept]
    complete_after: int = Field(description="From then on no backup of the keys is left.")


class ErasureShown(Shown):
    """How an erasure stands."""

    id: str
    state: Literal["asked", "gone", "destroyed", "done"]
    asked_at: int
    due_at: int
    told_until: int = Field(description="Until when connected systems may acknowledge.")
    held: str = Field(description="The law or rule that forbids it for now; empty if none does.")
    told: list[ErasureTold]
    certificate: ErasureCertificate | None


class PersonAsked(Strict):
    """Talk to a person."""

    client_id: ClientId


class ItemShown(Shown):
    """One entry of the conversation's log."""

    seq: int
    id: str
    author: Literal["customer", "assistant", "colleague", "system"]
    ai: bool
    at: int = Field(description="Microseconds since 1970-01-01 UTC.")
    decision: str
    name: str = Field(description="The first name of the colleague who wrote it; empty for everybody else.")
    parts: list[PartShown]


class ReplyShown(Shown):
    """What a turn added. `pending`: more comes as items, by stream or by polling."""

    items: list[ItemShown]
    decisions: list[str]
    pending: bool


class ItemsShown(Shown):
    """A page of the log."""

    items: list[ItemShown]
    next_after: int


class RuleShown(Shown):
    """A row of the gate that fired, and its sentence with its own limits."""

    row: str
    outcome: str
    says: str


class OtherwiseShown(Shown):
    """What would have changed the outcome."""

    needed: dict[str, str]
    outcome: str
    words: str


class FollowerShown(Shown):
    """A decision that followed from this one."""

    decision: str
    kind: str
    words: str


class ProofShown(Shown):
    """Where a decision stands in the log; `trouble` says what does not hold, and is empty where all does."""

    index: int
    size: int
    trouble: str


class SignatureShown(Shown):
    """A signature by a passkey, with all that it takes to verify it offline: bytes in base64url (WebAuthn, 7.2).

    The challenge in `client_data` is SHA-256 of "earnest signature 1", the card and `args_hash`, each on a line;
    `args_hash` is SHA-256 over the sealed JSON of `skill` and `arguments`.
    """

    holds: bool
    skill: str
    arguments: dict[str, Any]
    args_hash: str
    card: str
    domain: str
    origin: str
    public_key: str
    credential: str
    client_data: str
    authenticator_data: str
    signature: str


class WhyShown(Shown):
    """Why: data used, rules that fired, what would have changed it, what followed, proof."""

    decision: str
    kind: str
    at: int = Field(description="Microseconds since 1970-01-01 UTC.")
    intent: str
    sure: int | None = Field(description="Calibrated percent; null without a measure.")
    asked_by: str
    level: str
    said: list[str]
    used: list[str]
    facts: dict[str, str]
    gate: str
    outcome: str
    fault: str
    rules: list[RuleShown]
    otherwise: list[OtherwiseShown]
    deed: str
    caused_by: str
    followed_by: list[FollowerShown]
    proof: ProofShown
    erased: bool
    not_used: list[str] = Field(description="Sources that were not looked at, in words; barred ones say so.")
    signed: SignatureShown | None = Field(description="Your own signature under it, by a passkey; null without one.")
    sure_words: str = Field(description="Empty where it was sure, or nothing was measured.")
    change_words: list[str] = Field(description="What would have changed it, as sentences.")
    reviewable: bool = Field(description="Whether a person can be asked to review it: send `contest`.")
    bought: list[str] = Field(description="Who supplied what was bought in among the data used, as sentences.")


class SummaryRow(Shown):
    """One thing that the colleague is told."""

    label: str
    value: str


class WaitingShown(Shown):
    """Something that waits for a person; of kind `approval` it is ruled on by its `id`."""

    id: str
    decision: str
    conversation: str
    kind: Literal["hand_over", "approval", "governance", "incident"]
    reason: str
    opened_at: int = Field(description="Microseconds since 1970-01-01 UTC.")
    due_at: int = Field(description="Microseconds since 1970-01-01 UTC; 0: no clock.")
    state: str
    needed: int = Field(description="How many colleagues an approval needs.")
    summary: list[SummaryRow]
    corrections: list[SummaryRow] = Field(description="What the customer put right of the summary, in their words.")


class HealthShown(Shown):
    """The house is well."""

    status: Literal["ok"]
    brand: str
    log_size: str = Field(description="Entries of the decision log, as a decimal number.")


class PersonShown(Shown):
    """When people are there."""

    open: bool | None = Field(description="Whether people are there now; null where the brand does not say.")
    until_minutes: int | None = Field(description="Until they close or, when closed, until they open.")
    minutes: int = Field(description="How soon a person answers.")


class BrandShown(Shown):
    """What a brand says of itself in public, in one of its languages."""

    name: str
    languages: list[str]
    abilities: list[str] = Field(description="What the assistant can do, the frequent things first.")
    limits: list[str] = Field(description="Where a person decides or a no comes, with the limits of the rules.")
    hours: str = Field(description="When people are there, in words; empty where the brand does not say.")
    zone: str = Field(description="The IANA time zone that the hours are told in.")
    person: PersonShown
    proves: list[Literal["mail", "passkey"]] = Field(
        description="By what a customer can prove here who they are; empty where only the shop's sign-in counts."
    )


class LiveShown(Shown):
    """The process answers."""

    status: Literal["ok"]


def what(sent: AnySent) -> What:  # noqa: PLR0911 - one way out a kind
    """What the customer did, as the turn knows it."""
    match sent:
        case Message():
            return Said(sent.text, sent.elsewhere)
        case Press():
            return Pressed(
                sent.card, sent.args_hash, sent.button, sent.signature.model_dump_json() if sent.signature else ""
            )
        case Choice():
            return Chose(sent.option)
        case UndoAsked():
            return Undo(sent.decision)
        case ContestAsked():
            return Contest(sent.decision, sent.text)
        case BarAsked():
            return Bar(sent.source, barred=sent.kind == "bar")
        case CorrectAsked():
            return Correct(sent.hand_over, tuple(sent.rows))
        case AgreeSaid():
            return Agree(sent.offer, sent.yes)


def rating(said: RatingSaid) -> Rating:
    """What the customer thinks, as the house knows it."""
    reasons = tuple(dict.fromkeys(said.reasons))
    return Rating(said.client_id, said.decision or "", said.helpful, said.score, reasons, said.text)


def item_shown(item: Item) -> dict[str, Any]:
    """An item as JSON."""
    return {
        "seq": item.seq,
        "id": item.id,
        "author": item.author.value,
        "ai": item.ai,
        "at": item.at,
        "decision": item.decision,
        "name": item.colleague,
        "parts": [part_shown(part) for part in item.parts],
    }


def reply_shown(reply: Reply) -> dict[str, Any]:
    """A reply as JSON."""
    return {
        "items": [item_shown(item) for item in reply.items],
        "decisions": list(reply.decisions),
        "pending": reply.pending,
    }
