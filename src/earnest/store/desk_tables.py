"""The tables of the desk: who has what, notes, sessions and accounts of colleagues, labels, notices."""

from sqlalchemy import Index, LargeBinary, Table

from earnest.store.columns import METADATA
from earnest.store.columns import column as _column
from earnest.store.columns import digest as _digest
from earnest.store.columns import name as _id
from earnest.store.columns import number as _number

TAKES = Table(
    "takes",
    METADATA,
    _id("conversation", primary_key=True),
    _column("colleague", LargeBinary, "keyed"),
    _id("decision"),
    _number("at"),
    _number("quiet_since"),
)
"""Who has a conversation now; their name stands sealed with the decision."""

NOTES = Table(
    "notes",
    METADATA,
    _id("decision", primary_key=True),
    _id("conversation"),
    _number("after_seq"),
    _number("at"),
    Index("ix_notes_conversation", "conversation", "after_seq"),
)
"""Where a colleague's notes stand; their words are sealed with the decision, under the customer's key."""

DESK_SESSIONS = Table(
    "desk_sessions",
    METADATA,
    _digest("token", primary_key=True),
    _column("who", LargeBinary, "keyed"),
    _id("record"),
    _number("opened_at"),
    _number("seen_at"),
    _number("ends_at"),
    _number("proved_at"),
    Index("ix_desk_sessions_who", "who"),
)
"""Colleagues who are signed in; whose session it is stands sealed under `record`."""

COLLEAGUES = Table(
    "colleagues",
    METADATA,
    _column("who", LargeBinary, "keyed", primary_key=True),
    _id("record"),
    _id("role"),
    _id("state"),
    _digest("invite"),
    _number("invite_ends_at"),
    _number("failed"),
    _number("made_at"),
)
"""Accounts of colleagues; name and password hash stand sealed under `record`."""

DESK_PASSKEYS = Table(
    "desk_passkeys",
    METADATA,
    _id("id", primary_key=True),
    _column("who", LargeBinary, "keyed"),
    _column("lookup", LargeBinary, "keyed", unique=True),
    _number("sign_count"),
    _number("made_at"),
    _number("used_at"),
    Index("ix_desk_passkeys_who", "who"),
)
"""Colleagues' passkeys; what an authenticator told of itself is sealed under the colleague's key."""

DESK_CHALLENGES = Table(
    "desk_challenges",
    METADATA,
    _id("holder", primary_key=True),
    _id("ceremony", primary_key=True),
    _digest("value"),
    _number("ends_at"),
    Index("ix_desk_challenges_ends_at", "ends_at"),
)
"""What colleagues' passkeys were asked, until it is answered, once."""

ALONE = Table(
    "alone",
    METADATA,
    _id("decision", primary_key=True),
    _id("what"),
    _id("how"),
    _number("at"),
    Index("ix_alone_at", "at"),
)
"""What one person decided where two should have."""

GATE_AUTHORS = Table(
    "gate_authors",
    METADATA,
    _id("gate", primary_key=True),
    _id("digest", primary_key=True),
    _id("decision"),
)
"""Who says to have written a version of a gate; their name stands sealed with the decision."""

GATE_VERSIONS = Table(
    "gate_versions",
    METADATA,
    _id("gate", primary_key=True),
    _id("digest", primary_key=True),
    _id("body"),
    _number("asked_at"),
    _number("published_at"),
    _id("how"),
    _id("decision"),
)
"""Versions of gates with their files: which was published when, and which waits for a second person."""

LABELS = Table(
    "labels",
    METADATA,
    _id("decision", primary_key=True),
    _id("source", primary_key=True),
    _id("playbook"),
    _number("sure"),
    _number("is_right"),
    _id("intent"),
    _id("label"),
    _number("at"),
)
"""Wishes of which somebody knows what they were; `label` is the decision that recorded it, "" where none did."""

NOTICES = Table(
    "notices",
    METADATA,
    _id("waits", primary_key=True),
    _number("due_at", primary_key=True, autoincrement=False),
    _number("stage", primary_key=True, autoincrement=False),
    _id("way", primary_key=True),
    _id("conversation"),
    _id("state"),
    _number("tries"),
    _number("next_at"),
    Index("ix_notices_state", "state", "next_at"),
    Index("ix_notices_conversation", "conversation"),
)
"""What leaves the house when something waits for a person, and how far it has come."""

STAFF_NEWS = Table(
    "staff_news",
    METADATA,
    _id("what", primary_key=True),
    _id("about", primary_key=True),
    _id("way", primary_key=True),
    _id("how"),
    _number("at"),
    _id("state"),
    _number("tries"),
    _number("next_at"),
    Index("ix_staff_news_state", "state", "next_at"),
)
"""What everybody with a role is told of outside the desk, and how far it has come; it names nobody."""
