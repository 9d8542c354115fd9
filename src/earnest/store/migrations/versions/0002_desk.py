"""The desk: who has a conversation, notes, who is signed in, labels of what was understood, notices of what waits."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the desk's tables."""
    op.create_table(
        "takes",
        sa.Column("conversation", sa.String(), primary_key=True),
        sa.Column("colleague", sa.LargeBinary(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("quiet_since", NUMBER, nullable=False),
    )
    op.create_table(
        "notes",
        sa.Column("decision", sa.String(), primary_key=True),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("after_seq", NUMBER, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
    )
    op.create_index("ix_notes_conversation", "notes", ["conversation", "after_seq"])
    op.create_table(
        "desk_sessions",
        sa.Column("token", sa.LargeBinary(), primary_key=True),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("opened_at", NUMBER, nullable=False),
        sa.Column("ends_at", NUMBER, nullable=False),
    )
    op.create_table(
        "labels",
        sa.Column("decision", sa.String(), primary_key=True),
        sa.Column("source", sa.String(), primary_key=True),
        sa.Column("playbook", sa.String(), nullable=False),
        sa.Column("sure", NUMBER, nullable=False),
        sa.Column("is_right", NUMBER, nullable=False),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
    )
    op.create_table(
        "notices",
        sa.Column("waits", sa.String(), primary_key=True),
        sa.Column("due_at", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("stage", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("way", sa.String(), primary_key=True),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("next_at", NUMBER, nullable=False),
    )
    op.create_index("ix_notices_state", "notices", ["state", "next_at"])
    op.create_index("ix_notices_conversation", "notices", ["conversation"])
