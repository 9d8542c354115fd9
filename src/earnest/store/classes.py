"""Retention classes: how long the rows of every table are kept, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ROWS_AT_ONCE_MAX = 2_000
"""Rows of one table that one step deletes: nobody waits longer than for that."""


class Kept(StrEnum):
    """How long something is kept."""

    SESSION = "session"
    CONVERSATION = "conversation"
    PERSON = "person"
    RECORD = "record"
    COUNTER = "counter"
    WORK = "work"
    WINDOW = "window"
    LOG = "log"
    KEY = "key"
    ACCOUNT = "account"


WHY: Mapping[Kept, str] = {
    Kept.SESSION: "until it ends or lies idle too long, and no conversation rests on it; visitors visitor_days more",
    Kept.CONVERSATION: "conversation_days after the last change, or the shortest time that the data map names",
    Kept.PERSON: "while they are a customer; until they are erased",
    Kept.RECORD: (
        "record_days, in steps of 28: typed facts without words, to answer for what was decided; longer only what a "
        "conversation, a consent, a hold, a switch or a gate in force still rests on"
    ),
    Kept.COUNTER: "counter_days: limits of the gates, and marks for backups",
    Kept.WORK: "until it is done",
    Kept.WINDOW: "until no limit on tries looks at it any more: two hours at most",
    Kept.LOG: "for ever: salted commitments, and counts, that name nobody",
    Kept.ACCOUNT: "until `earnest desk remove` ends the account of a colleague",
    Kept.KEY: "as long as anything is sealed under it",
}
"""What each class means."""

CLASSES: Mapping[str, Kept] = {
    **dict.fromkeys(("sessions", "desk_sessions", "mail_proofs", "challenges", "desk_challenges"), Kept.SESSION),
    **dict.fromkeys(("conversations", "turns", "items", "cards", "outbox", "hand_overs", "rulings"), Kept.CONVERSATION),
    **dict.fromkeys(("takes", "notes", "notices", "ratings", "sealed"), Kept.CONVERSATION),
    **dict.fromkeys(("subjects", "identifiers", "passkeys", "consents", "preferences", "bars"), Kept.PERSON),
    **dict.fromkeys(("decisions", "intents", "events", "labels", "alone", "uses"), Kept.RECORD),
    **dict.fromkeys(("exposures", "customers", "suppressions", "erasure_jobs", "erasure_told"), Kept.COUNTER),
    **dict.fromkeys(("consent_papers", "consent_inbox", "brands", "gate_authors", "gate_versions"), Kept.RECORD),
    **dict.fromkeys(("erasures", "pending", "consent_news", "staff_news", "switches", "holds"), Kept.WORK),
    **dict.fromkeys(("leaves", "nodes", "checkpoints", "cosignatures", "witnesses", "log_head", "key_ends"), Kept.LOG),
    "tries": Kept.WINDOW,
    "keys": Kept.KEY,
    "colleagues": Kept.ACCOUNT,
    "desk_passkeys": Kept.ACCOUNT,
}
"""The class of every table. `sealed` goes with what its records belong to."""


@dataclass(frozen=True, slots=True)
class Times:
    """How long things are kept, in days; see `WHY`."""

    conversation_days: int = 365
    record_days: int = 1_826
    counter_days: int = 400
    visitor_days: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What is due: a name, its class, and how many there are."""

    what: str
    kept: Kept
    count: int
