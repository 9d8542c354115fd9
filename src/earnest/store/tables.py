"""The one schema, and the register of what each column holds.

Every column says what it holds: `plain` (ids, enums, amounts, times, digests: never words of or about a person),
`sealed` (ciphertext under an owner's key) or `keyed` (a keyed hash, useless without the brand's look-up key).
"""

from sqlalchemy import Index, LargeBinary, Table

from earnest.store.columns import KEYS_METADATA, METADATA
from earnest.store.columns import column as _column
from earnest.store.columns import digest as _digest
from earnest.store.columns import name as _id
from earnest.store.columns import number as _number
from earnest.store.desk_tables import (
    ALONE,
    COLLEAGUES,
    DESK_CHALLENGES,
    DESK_PASSKEYS,
    DESK_SESSIONS,
    GATE_AUTHORS,
    GATE_VERSIONS,
    LABELS,
    NOTES,
    NOTICES,
    TAKES,
)
from earnest.store.log_tables import APPEND_ONLY
from earnest.store.proving_tables import PROVING

__all__ = [
    "ALONE",
    "APPEND_ONLY",
    "COLLEAGUES",
    "DESK_CHALLENGES",
    "DESK_PASSKEYS",
    "DESK_SESSIONS",
    "GATE_AUTHORS",
    "GATE_VERSIONS",
    "KEYS_METADATA",
    "LABELS",
    "METADATA",
    "NOTES",
    "NOTICES",
    "PROVING",
    "TAKES",
    "register",
]

# --- people -----------------------------------------------------------------------------------------------------

SUBJECTS = Table(
    "subjects",
    METADATA,
    _id(primary_key=True),
    _number("made_at"),
    _number("consent_seq"),
    _number("known"),
    _id("merged_into"),
    Index("ix_subjects_merged_into", "merged_into"),
)

IDENTIFIERS = Table(
    "identifiers",
    METADATA,
    _id("kind", primary_key=True),
    _column("lookup", LargeBinary, "keyed", primary_key=True),
    _id("subject"),
    _id("verified_how"),
    _number("verified_at"),
    Index("ix_identifiers_subject", "subject"),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    _id(primary_key=True),
    _digest("token", unique=True),
    _id("subject"),
    _id("channel"),
    _number("level"),
    _number("proved_at"),
    _number("opened_at"),
    _number("used_at"),
    _number("ends_at"),
    Index("ix_sessions_subject", "subject"),
)

CUSTOMERS = Table("customers", METADATA, _column("pseudonym", LargeBinary, "keyed", primary_key=True))
"""One row a customer, locked on PostgreSQL while gates read what that customer has at stake."""

CONSENTS = Table(
    "consents",
    METADATA,
    _id("subject", primary_key=True),
    _number("seq", primary_key=True, autoincrement=False),
    _id("purpose"),
    _id("state"),
    _number("at"),
    _id("text_version"),
    _id("language"),
    _id("channel"),
    _number("expires_at"),
    _id("decision"),
    _id("text_digest"),
    _id("notice"),
    _id("origin"),
    _number("said_at"),
    Index("ix_consents_decision", "decision"),
)

CONSENT_PAPERS = Table("consent_papers", METADATA, _id("digest", primary_key=True), _id("body"), _number("at"))
"""What was shown with a choice, once under its digest: a brand's own words, the same for everybody."""

CONSENT_NEWS = Table(
    "consent_news",
    METADATA,
    _id("decision", primary_key=True),
    _id("state"),
    _number("tries"),
    _number("next_at"),
    Index("ix_consent_news_state", "state", "next_at"),
)
"""Changes of consents that an outside platform is to hear of, and how far each has come."""

CONSENT_INBOX = Table(
    "consent_inbox",
    METADATA,
    _column("message", LargeBinary, "keyed", primary_key=True),
    _id("decision"),
    _id("because"),
    _number("at"),
)
"""What an outside platform told us, so that none of it is taken twice."""

PREFERENCES = Table(
    "preferences",
    METADATA,
    _id("subject", primary_key=True),
    _id("name", primary_key=True),
    _id("record"),
    _number("set_at"),
    _number("due_at"),
    Index("ix_preferences_due_at", "due_at"),
)
"""What people told us about how they like to be served; the values stand sealed under `record`."""

BARS = Table(
    "bars",
    METADATA,
    _id("subject", primary_key=True),
    _id("source", primary_key=True),
    _id("decision"),
    _number("at"),
)
"""Sources of the data map that a person does not want to be used."""

# --- conversations ------------------------------------------------------------------------------------------------

CONVERSATIONS = Table(
    "conversations",
    METADATA,
    _id(primary_key=True),
    _id("subject"),
    _id("session"),
    _id("channel"),
    _id("language"),
    _number("version"),
    _number("item_seq"),
    _id("asked_by"),
    _number("attempts"),
    _number("with_person"),
    _id("shown"),
    _id("asked"),
    _number("opened_at"),
    _number("changed_at"),
    Index("ix_conversations_subject", "subject"),
)

TURNS = Table(
    "turns",
    METADATA,
    _id("conversation", primary_key=True),
    _column("client", LargeBinary, "keyed", primary_key=True),
    _number("turn"),
    _number("first_seq"),
    _number("at"),
)

ITEMS = Table(
    "items",
    METADATA,
    _id("conversation", primary_key=True),
    _number("seq", primary_key=True, autoincrement=False),
    _id(),
    _id("author"),
    _number("turn"),
    _number("at"),
    _id("decision"),
    _id("body"),
)

CARDS = Table(
    "cards",
    METADATA,
    _id(primary_key=True),
    _id("conversation"),
    _id("decision"),
    _id("session"),
    _id("subject"),
    _number("opened_at"),
    _number("place"),
    _id("state"),
    Index("ix_cards_conversation", "conversation", "state"),
)

# --- decisions and what follows from them ---------------------------------------------------------------------------

DECISIONS = Table(
    "decisions",
    METADATA,
    _id(primary_key=True),
    _id("conversation"),
    _number("turn"),
    _number("place"),
    _id("kind"),
    _number("at"),
    _id("caused_by"),
    _id("intent"),
    _id("asked_by"),
    _number("outcome", nullable=True),
    _id("skill"),
    _number("minor", nullable=True),
    _id("currency"),
    _digest("commitment"),
    _digest("subject_digests"),
    _digest("colleague_digests"),
    Index("ix_decisions_conversation", "conversation", "turn"),
    Index("ix_decisions_caused_by", "caused_by"),
    Index("ix_decisions_at", "at"),
)

SEALED = Table(
    "sealed",
    METADATA,
    _id("record", primary_key=True),
    _id("compartment", primary_key=True),
    _id("owner"),
    _column("content", LargeBinary, "sealed"),
    Index("ix_sealed_owner", "owner"),
)
"""Every personal value, once; all other tables name it by its record."""

OUTBOX = Table(
    "outbox",
    METADATA,
    _number("id", primary_key=True, autoincrement=True),
    _id("decision", unique=True),
    _id("conversation"),
    _number("turn"),
    _id("state"),
    _number("ready_at"),
    _number("started_at"),
    _number("lease_until"),
    Index("ix_outbox_state", "state", "id"),
    Index("ix_outbox_conversation", "conversation", "turn"),
)

INTENTS = Table(
    "intents",
    METADATA,
    _id(primary_key=True),
    _id("decision", unique=True),
    _number("at"),
    _digest("commitment"),
)

EXPOSURES = Table(
    "exposures",
    METADATA,
    _id("decision", primary_key=True),
    _column("pseudonym", LargeBinary, "keyed"),
    _id("skill"),
    _number("minor"),
    _id("currency"),
    _number("at"),
    _id("state"),
    Index("ix_exposures_pseudonym", "pseudonym", "skill", "at"),
)

HAND_OVERS = Table(
    "hand_overs",
    METADATA,
    _id(primary_key=True),
    _id("decision"),
    _id("conversation"),
    _id("kind"),
    _id("reason"),
    _number("opened_at"),
    _number("due_at"),
    _id("state"),
    _number("needed"),
    Index("ix_hand_overs_state", "state", "due_at"),
    Index("ix_hand_overs_decision", "decision"),
    Index("ix_hand_overs_conversation", "conversation"),
)

RULINGS = Table(
    "rulings",
    METADATA,
    _id("hand_over", primary_key=True),
    _column("colleague", LargeBinary, "keyed", primary_key=True),
    _id("decision"),
    _number("approve"),
    _number("at"),
)
"""What colleagues said about an approval; who they are stands sealed with the decision."""

EVENTS = Table(
    "events",
    METADATA,
    _number("seq", primary_key=True, autoincrement=True),
    _id(unique=True),
    _id("type"),
    _number("at"),
    _column("subject_ref", LargeBinary, "keyed"),
    _id("decision"),
    _id("caused_by"),
    _id("channel"),
    _number("minor", nullable=True),
    _id("currency"),
    _number("helpful", nullable=True),
    _number("score", nullable=True),
    _id("reasons", nullable=True),
    Index("ix_events_at", "at"),
)

RATINGS = Table(
    "ratings",
    METADATA,
    _id("conversation", primary_key=True),
    _column("client", LargeBinary, "keyed", primary_key=True),
    _id("about"),
    _id("decision"),
    _number("helpful", nullable=True),
    _number("score", nullable=True),
    _id("reasons"),
    _number("at"),
    Index("ix_ratings_about", "conversation", "about"),
)
"""What customers thought, without their words: those stand sealed with the rating's decision."""

USES = Table(
    "uses",
    METADATA,
    _id("subject", primary_key=True),
    _number("at", primary_key=True, autoincrement=False),
    _id("decision", primary_key=True),
    _id("reads"),
    _column("colleague", LargeBinary, "keyed"),
    Index("ix_uses_at", "at"),
    sqlite_with_rowid=False,
)
"""What a decision read of whom, as `source:purpose`; fields stand in its record. `colleague`: b"" if none looked."""

ERASURES = Table(
    "erasures",
    METADATA,
    _id("owner", primary_key=True),
    _id("decision"),
    _number("at"),
)
"""Owners whose rows are gone and whose key is still to be destroyed: empty but for a crash between the two."""

HOLDS = Table(
    "holds",
    METADATA,
    _id(primary_key=True),
    _id("subject"),
    _id("record"),
    _number("set_at"),
    _number("until"),
    _number("lifted_at"),
    _id("decision"),
    Index("ix_holds_subject", "subject"),
)
"""Legal holds; the reason of one stands sealed with its decision."""

ERASURE_JOBS = Table(
    "erasure_jobs",
    METADATA,
    _id(primary_key=True),
    _digest("token"),
    _id("subject"),
    _id("state"),
    _number("asked_at"),
    _number("due_at"),
    _number("told_until"),
    _id("asked"),
    _id("decision"),
    Index("ix_erasure_jobs_state", "state"),
)
"""Erasures that were asked for, and how far each has come; once one is done it names nobody."""

ERASURE_TOLD = Table(
    "erasure_told",
    METADATA,
    _id("job", primary_key=True),
    _id("system", primary_key=True),
    _id("state"),
    _number("tries"),
    _number("next_at"),
)
"""Connected systems that are to forget a person, too, and whether each has said that it did."""

SUPPRESSIONS = Table(
    "suppressions",
    METADATA,
    _number("seq", primary_key=True, autoincrement=True),
    _column("who", LargeBinary, "keyed"),
    _id("what"),
    _id("state"),
    _number("at"),
    _id("decision"),
    _digest("replaced"),
    _id("leaf", unique=True),
    Index("ix_suppressions_who", "who"),
)
"""What was erased, withdrawn or taken away, under keyed marks that are leaves: a restored backup is told again."""

# --- how the house is run -------------------------------------------------------------------------------------------

BRANDS = Table(
    "brands",
    METADATA,
    _number("seq", primary_key=True, autoincrement=True),
    _id("digest"),
    _id("gates"),
    _id("files"),
    _number("at"),
    _id("decision"),
)
"""Which version of the brand folder the house has worked by, and since when; parts by name and digest, as JSON."""

SWITCHES = Table("switches", METADATA, _id("what", primary_key=True), _number("at"), _id("decision"))
"""What is switched off now: a playbook or a skill by its name, or "*" for all of them."""


# --- keys.db ----------------------------------------------------------------------------------------------------------

KEYS = Table(
    "keys",
    KEYS_METADATA,
    _id("owner", primary_key=True),
    _column("wrapped", LargeBinary, "sealed"),
    _number("made_at"),
)
"""Owner keys, wrapped under the key-encryption key."""

KEY_ENDS = Table("key_ends", KEYS_METADATA, _number("id", primary_key=True, autoincrement=False), _number("ends"))
"""How often keys were destroyed: whoever holds some in memory looks whether it is still as it was."""


def register() -> dict[str, str]:
    """What every column holds, by `table.column`; a column without a word is reported as ""."""
    return {
        f"{table.name}.{column.name}": str(column.info.get("holds", ""))
        for metadata in (METADATA, KEYS_METADATA)
        for table in metadata.sorted_tables
        for column in table.columns
    }
