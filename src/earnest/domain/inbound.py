"""What comes into a turn: words, presses and choices of a customer, rulings and acts of a colleague."""

from dataclasses import dataclass
from enum import StrEnum

from earnest.domain.identity import Channel, Session
from earnest.domain.money import Money
from earnest.domain.passkeys import Signature
from earnest.domain.rights import Right
from earnest.domain.staff import Alone

TEXT_LENGTH_MAX = 8_000
"""Characters of one customer message; longer ones are refused with a clear message."""

CLIENT_ID_LENGTH_MAX = 64
"""Characters of a sender's own message id."""


@dataclass(frozen=True, slots=True)
class Said:
    """Typed words. `elsewhere` marks text that came from outside the conversation, such as a forwarded mail."""

    text: str
    elsewhere: bool = False


class Button(StrEnum):
    """The buttons of a card and of a receipt."""

    CONFIRM = "confirm"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press on a card.

    Args:
        card: which.
        args_hash: the hash of what was shown on it.
        button: which button.
        answer: a passkey's answer as JSON, not verified yet; it is never recorded.
        signature: the same, verified for this card. No door can send it.
    """

    card: str
    args_hash: str
    button: Button
    answer: str = ""
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Chose:
    """A press on a named choice."""

    option: str


@dataclass(frozen=True, slots=True)
class WantsPerson:
    """The button "talk to a person": never mediated by a model, never refused."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A colleague's decision on an approval.

    Args:
        approval: which one.
        approve: yes or no.
        colleague: who decides, by the name of their key.
        note: what the customer reads of them; of a no, or of a smaller amount, the reason.
        first_name: what the customer calls them.
        amount: a smaller amount than was asked for, None for the one that was.
        alone: by what they stand for two people, None where they do not.
    """

    approval: str
    approve: bool
    colleague: str
    note: str = ""
    first_name: str = ""
    amount: Money | None = None
    alone: Alone | None = None


class DeskAct(StrEnum):
    """What a colleague does in a conversation."""

    TAKE = "take"
    REPLY = "reply"
    NOTE = "note"
    HAND_BACK = "hand_back"
    CLOSE = "close"
    TAKE_BACK = "take_back"
    SETTLE = "settle"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class AtDesk:
    """A colleague acts in a conversation. Only the desk's door can send it.

    Args:
        act: what they do.
        colleague: who, by the name of their key.
        first_name: what the customer calls them.
        text: the words of a reply or a note; of an incident, what was found.
        owner: whether they may act where another colleague has the conversation.
        about: the decision that a label judges, or that is taken back; the incident that is settled.
        right: whether that decision understood the wish; of an incident, whether the deed has happened.
        intent: of a wrong one, the playbook that it should have been, "" where nobody knows.
    """

    act: DeskAct
    colleague: str
    first_name: str = ""
    text: str = ""
    owner: bool = False
    about: str = ""
    right: bool = False
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a decision set going is settled: the assistant may take up what waits. No door can send it."""

    decision: str


What = Said | Pressed | Chose | WantsPerson | Ruled | Resumed | AtDesk | Right


@dataclass(frozen=True, slots=True)
class Inbound:
    """One thing that came in. `client_id` is the sender's own id: the same one twice gets the same answer."""

    conversation: str
    client_id: str
    channel: Channel
    session: Session
    what: What
