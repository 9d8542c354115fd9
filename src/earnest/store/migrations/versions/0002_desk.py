"""The desk: who has a conversation, where notes stand, which colleagues are signed in."""

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
