"""Items: a conversation is one numbered log of them, for widget, desk, mail and replay alike.

An item's body is a list of typed parts: words, a quote, a reason, choices, a card, a receipt, a hand-over, an offer.
There is no markup.
"""

from dataclasses import dataclass

from earnest.domain.identity import Author
from earnest.domain.purposes import Purpose
from earnest.domain.time import Instant

TOLD = "told"
"""Among a decision's words: a colleague's word that the decision's own sentences tell the customer already."""


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """The source of an answer: an article in one version, with the passage that the answer rests on.

    Args:
        article: its name in the brand's `knowledge` folder.
        title: its title.
        version: which version of it.
        updated_at: when that version was written.
        passage: the quoted words, as they stand there.
        url: where it can be read, "" if nowhere.
    """

    article: str
    title: str
    version: str
    updated_at: Instant
    passage: str
    url: str


REASON_LENGTH_MAX = 140
"""Characters of a reason line; the whole reason stands behind "Why?"."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence under an answer, at most `REASON_LENGTH_MAX` characters: why this, where that carries something."""

    text: str


ELSE, PERSON = "else", "person"
"""Option ids that every question may have."""

PROVE = "prove"
"""The option by which a customer goes on once they have proved who they are; the door has seen to the proof itself."""


@dataclass(frozen=True, slots=True)
class Option:
    """One named choice; `id` is opaque and good for this question only."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Choices:
    """A question with at most three named choices, beside "something else" (id "else") and a person (id "person")."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What will happen if the customer confirms: canonical arguments rendered by the broker, never a model's words.

    Args:
        id: card id (`K-...`).
        title: what the button does, such as "Refund 24.90 EUR".
        rows: label and value pairs.
        args_hash: SHA-256 (hex) of the canonical arguments; a press must carry it.
        expires_at: after this instant the card is dead.
        button_only: a typed yes does not count.
        by_passkey: the customer signs it with a passkey.
    """

    id: str
    title: str
    rows: tuple[tuple[str, str], ...]
    args_hash: str
    expires_at: Instant
    button_only: bool
    by_passkey: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done: the decision, the outcome in words, and until when it can be undone (0: it cannot)."""

    decision: str
    title: str
    rows: tuple[tuple[str, str], ...]
    undo_until: Instant


@dataclass(frozen=True, slots=True)
class HandOverNotice:
    """A person takes over: why, by when, and what they were told."""

    hand_over: str
    reason: str
    due_at: Instant
    summary: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A question about the customer's own data, put once beside the help; made by the hall, never by an assistant.

    Args:
        purpose: for what.
        label: what that is called.
        gain: what a yes brings.
        text: what is done with which data, how long, and that a no is free.
        loss: what is lost with a no: nothing else.
        rows: what would be kept now: label, value, and until when.
        yes: what the button says that agrees.
        no: what the button says that does not; both weigh the same.
        text_version: the version of label, text, gain and loss; the answer names it.
        language: the language they are in.
    """

    purpose: Purpose
    label: str
    gain: str
    text: str
    loss: str
    rows: tuple[tuple[str, str], ...]
    yes: str
    no: str
    text_version: str
    language: str


Part = Words | Quote | Reason | Choices | Card | Receipt | HandOverNotice | Offer


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a conversation's log.

    Args:
        seq: 1-based position in the conversation, without gaps.
        id: item id (`I-...`).
        author: who wrote it; immutable.
        parts: the body.
        at: when it was recorded.
        decision: the decision it was said under, "" for a customer's or colleague's own words.
        colleague: the first name of the colleague who wrote it, "" for everybody else.
        ai: whether a machine wrote it (AI Act, article 50); follows from `author`.
    """

    seq: int
    id: str
    author: Author
    parts: tuple[Part, ...]
    at: Instant
    decision: str = ""
    colleague: str = ""

    @property
    def ai(self) -> bool:
        """Whether a machine wrote it."""
        return self.author in (Author.ASSISTANT, Author.SYSTEM)
