"""The first schema. A column is written `name:kind`; `!` key, `+` counted, `?` may be absent, `=` unique."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = {
    "cards": ("id:id! conversation:id decision:id session:id subject:id opened_at:number place:number state:id"),
    "checkpoints": ("size:number! root:bytes at:number note:bytes"),
    "consents": (
        "subject:id! seq:number! purpose:id state:id at:number text_version:id language:id channel:id "
        "expires_at:number decision:id"
    ),
    "conversations": (
        "id:id! subject:id session:id channel:id language:id version:number item_seq:number asked_by:id "
        "attempts:number with_person:number shown:id asked:id opened_at:number changed_at:number"
    ),
    "customers": ("pseudonym:bytes!"),
    "decisions": (
        "id:id! conversation:id turn:number place:number kind:id at:number caused_by:id intent:id "
        "asked_by:id outcome:number? skill:id minor:number? currency:id commitment:bytes "
        "subject_digests:bytes colleague_digests:bytes"
    ),
    "erasures": ("owner:id! decision:id at:number"),
    "events": (
        "seq:number!+ id:id= type:id at:number subject_ref:bytes decision:id caused_by:id channel:id "
        "minor:number? currency:id"
    ),
    "exposures": ("decision:id! pseudonym:bytes skill:id minor:number currency:id at:number state:id"),
    "hand_overs": (
        "id:id! decision:id conversation:id kind:id reason:id opened_at:number due_at:number state:id needed:number"
    ),
    "identifiers": ("kind:id! lookup:bytes! subject:id verified_how:id verified_at:number"),
    "intents": ("id:id! decision:id= at:number commitment:bytes"),
    "items": ("conversation:id! seq:number! id:id author:id turn:number at:number decision:id body:id"),
    "leaves": ("idx:number! record:id= entry:bytes"),
    "log_head": ("id:number! origin:id size:number frontier:bytes at:number"),
    "nodes": ("place:number! hash:bytes"),
    "outbox": (
        "id:number!+ decision:id= conversation:id turn:number state:id ready_at:number started_at:number "
        "lease_until:number"
    ),
    "pending": ("id:number!+ record:id kind:id commitment:bytes at:number"),
    "rulings": ("hand_over:id! colleague:bytes! decision:id approve:number at:number"),
    "sealed": ("record:id! compartment:id! owner:id content:bytes"),
    "sessions": (
        "id:id! token:bytes= subject:id channel:id level:number proved_at:number opened_at:number "
        "used_at:number ends_at:number"
    ),
    "subjects": ("id:id! made_at:number consent_seq:number known:number merged_into:id"),
    "turns": ("conversation:id! client:bytes! turn:number first_seq:number at:number"),
}
INDEXES = (
    ("ix_cards_conversation", "cards", ["conversation", "state"]),
    ("ix_conversations_subject", "conversations", ["subject"]),
    ("ix_decisions_caused_by", "decisions", ["caused_by"]),
    ("ix_decisions_conversation", "decisions", ["conversation", "turn"]),
    ("ix_exposures_pseudonym", "exposures", ["pseudonym", "skill", "at"]),
    ("ix_hand_overs_conversation", "hand_overs", ["conversation"]),
    ("ix_hand_overs_decision", "hand_overs", ["decision"]),
    ("ix_hand_overs_state", "hand_overs", ["state", "due_at"]),
    ("ix_identifiers_subject", "identifiers", ["subject"]),
    ("ix_outbox_conversation", "outbox", ["conversation", "turn"]),
    ("ix_outbox_state", "outbox", ["state", "id"]),
    ("ix_sealed_owner", "sealed", ["owner"]),
    ("ix_sessions_subject", "sessions", ["subject"]),
    ("ix_subjects_merged_into", "subjects", ["merged_into"]),
)
APPEND_ONLY = ("leaves", "nodes", "checkpoints")
KINDS: dict[str, Any] = {
    "id": sa.String(),
    "number": sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
    "bytes": sa.LargeBinary(),
}


def upgrade() -> None:
    """Make every table, index and trigger."""
    for name, columns in TABLES.items():
        op.create_table(name, *map(_column, columns.split()))
    for name, table, indexed in INDEXES:
        op.create_index(name, table, indexed)
    for statement in _protections(op.get_bind().dialect.name):
        op.execute(statement)


def _column(text: str) -> sa.Column[Any]:
    name, _, kind = text.partition(":")
    word = kind.rstrip("!+?=")
    marks = kind[len(word) :]
    return sa.Column(
        name,
        KINDS[word],
        primary_key="!" in marks,
        autoincrement="+" in marks,
        nullable="?" in marks,
        unique=True if "=" in marks else None,
    )


def _protections(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{deed} BEFORE {deed} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in APPEND_ONLY
            for deed in ("UPDATE", "DELETE")
        ]
    refuse = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'this table is append-only'; END $$"
    )
    return [refuse] + [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in APPEND_ONLY
    ]
