"""What colleagues send and are shown."""

from typing import Annotated, Literal

from pydantic import Field

from earnest.desk.clocks import Clock, State
from earnest.desk.roles import Right
from earnest.domain.governing import REASON_LENGTH_MAX
from earnest.domain.inbound import TEXT_LENGTH_MAX
from earnest.domain.staff import PASSWORD_LENGTH_MAX, Role, Way
from earnest.web.part_shapes import PartShown, Shown, Strict
from earnest.web.shapes import ClientId, SummaryRow, WhyShown

NOTE_LENGTH_MAX = 2_000
"""Characters of a word about a ruling."""

KEY_LENGTH_MAX = 200
NAME_LENGTH_MAX = 40
AMOUNT_LENGTH_MAX = 20

At = Annotated[int, Field(description="Microseconds since 1970-01-01 UTC; 0: never, or no clock.")]


Password = Annotated[str, Field(max_length=PASSWORD_LENGTH_MAX)]


class SignIn(Strict):
    """Name and password of an account; or, of a colleague without one, the key that `earnest desk key NAME` prints."""

    key: str = Field("", max_length=KEY_LENGTH_MAX)
    name: str = Field("", max_length=NAME_LENGTH_MAX)
    password: Password = ""


class WaysShown(Shown):
    """By which ways colleagues sign in, the usual one first."""

    ways: list[Way]


class Joining(Strict):
    """The first password of an account, by the link that `earnest desk invite NAME` prints."""

    invite: str = Field(min_length=1, max_length=KEY_LENGTH_MAX)
    password: Password


class MeShown(Shown):
    """Who is signed in, and what they may do."""

    name: str
    first_name: str
    role: Role
    may: list[Right]


class Acted(Strict):
    """A colleague's act."""

    client_id: ClientId


class Written(Strict):
    """A colleague's words."""

    client_id: ClientId
    text: str = Field(min_length=1, max_length=TEXT_LENGTH_MAX, pattern=r"\S")


class Seen(Strict):
    """That a colleague has a conversation open, writes there, or has left it."""

    typing: bool = False
    left: bool = False


class Ruling(Strict):
    """A colleague's decision on an approval. The note of a no is the reason that the customer reads."""

    client_id: ClientId
    approve: bool
    note: str = Field("", max_length=NOTE_LENGTH_MAX)
    amount: str = Field(
        "",
        max_length=AMOUNT_LENGTH_MAX,
        pattern=r"^([0-9]{1,13}([.,][0-9]{1,3})?)?$",
        description="A smaller amount than was asked for, such as 40.00; it is judged again. Empty: as asked.",
    )


class Found(Strict):
    """What a colleague found out about a deed of which nobody knew whether it has happened."""

    client_id: ClientId
    happened: bool
    text: str = Field("", max_length=NOTE_LENGTH_MAX, description="How that was found out; for the record.")


class Labelled(Strict):
    """Whether a wish was understood."""

    client_id: ClientId
    right: bool
    intent: str = Field("", max_length=80, pattern=r"^[a-z0-9_]*$", description="Of a wrong one: what it should be.")


class Why(Strict):
    """Why a colleague needs to see something that is masked."""

    reason: str = Field(min_length=1, max_length=REASON_LENGTH_MAX, pattern=r"\S")


class FieldShown(Shown):
    """A field of a customer's own data; masked, its value is not there. `decision`: that recorded its reveal."""

    name: str
    value: str
    masked: bool
    decision: str


class CustomerShown(Shown):
    """A customer's own data."""

    fields: list[FieldShown]


class Switched(Strict):
    """A playbook or a skill is switched off, or on again; `*` stands for all of them."""

    what: str = Field(min_length=1, max_length=80, pattern=r"^(\*|[a-z0-9_]+)$")
    off: bool
    reason: str = Field(max_length=REASON_LENGTH_MAX, pattern=r"\S", description="Why; no names, since it stays.")


class SwitchShown(Shown):
    """Something that is switched off."""

    what: str
    since: At
    decision: str
    reason: str


class SwitchesShown(Shown):
    """What is switched off, and what could be."""

    off: list[SwitchShown]
    names: list[str]


class AuditChoice(Shown):
    """Something that a wish can be."""

    id: str
    label: str


class AuditShown(Shown):
    """A turn to be judged: what the customer wrote, what it was taken for, what was said."""

    decision: str
    conversation: str
    at: At
    text: str
    intent: str
    sure: int
    said: str
    choices: list[AuditChoice]


class TriedShown(Shown):
    """A decision made before the hand-over."""

    decision: str
    kind: str
    intent: str
    outcome: str


class PromisedShown(Shown):
    """What the customer was told will happen."""

    decision: str
    text: str
    due_at: At


class BriefShown(Shown):
    """What a colleague reads first."""

    asked: list[str] = Field(description="The customer's own last messages, oldest first.")
    known: list[SummaryRow]
    tried: list[TriedShown]
    promised: list[PromisedShown]
    corrections: list[SummaryRow] = Field(description="The rows as the customer corrected them.")


class QueuedShown(Shown):
    """Something that waits for a person."""

    id: str
    kind: Literal["hand_over", "approval", "governance", "incident"]
    decision: str
    conversation: str
    reason: str
    opened_at: At
    due_at: At
    clock: Clock
    overdue: bool
    state: State
    needed: int = Field(description="How many colleagues an approval needs.")
    taken_by: str = Field(description="The colleague who has the conversation; empty while nobody does.")
    customer: str
    language: str
    channel: str
    summary: list[SummaryRow]
    corrections: list[SummaryRow]
    brief: BriefShown


class QueueShown(Shown):
    """What waits for a person, the nearest clock first."""

    waiting: list[QueuedShown]
    now: At


class DeskItemShown(Shown):
    """One entry of a conversation, or a note, which stands after the item whose number it has."""

    seq: int
    id: str
    author: Literal["customer", "assistant", "colleague", "system", "note"]
    ai: bool
    at: At
    decision: str
    name: str = Field(description="Who wrote it, of a colleague's words and notes; empty for everybody else.")
    parts: list[PartShown]


class DecisionShown(Shown):
    """A decision in one line."""

    kind: str
    intent: str
    sure: int | None = Field(description="Calibrated percent; null without a measure.")
    outcome: str
    gate: str
    approval: str = Field(description="The approval that it opened, or that allowed it; empty without one.")
    held_until: At = Field(description="Until when a colleague can take back what was approved; 0 if nobody can.")


class DeskConversationShown(Shown):
    """A conversation as colleagues see it."""

    id: str
    customer: str
    language: str
    channel: str
    with_: Literal["assistant", "person", "nobody"] = Field(alias="with")
    colleague: str
    level: str
    opened_at: At
    items: list[DeskItemShown]
    waiting: list[QueuedShown]
    decisions: dict[str, DecisionShown]
    version: int


class DeskWhyShown(WhyShown):
    """Why, with what only colleagues see: the numbers, the versions, and who ruled."""

    conversation: str
    channel: str
    brand_digest: str
    gate_digest: str
    model: str
    consent_seq: int
    colleagues: list[str] = Field(description="Who has approved it so far, of an approval.")
