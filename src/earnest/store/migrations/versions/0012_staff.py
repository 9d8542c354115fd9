"""Accounts of colleagues; sessions that end when nobody is there. Whoever was signed in signs in anew."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of accounts, and that of sessions anew."""
    op.execute("DELETE FROM sealed WHERE record IN (SELECT record FROM desk_sessions)")
    op.drop_table("desk_sessions")
    op.create_table(
        "desk_sessions",
        sa.Column("token", sa.LargeBinary(), primary_key=True),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("opened_at", NUMBER, nullable=False),
        sa.Column("seen_at", NUMBER, nullable=False),
        sa.Column("ends_at", NUMBER, nullable=False),
    )
    op.create_index("ix_desk_sessions_who", "desk_sessions", ["who"])
    op.create_table(
        "colleagues",
        sa.Column("who", sa.LargeBinary(), primary_key=True),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("invite", sa.LargeBinary(), nullable=False),
        sa.Column("invite_ends_at", NUMBER, nullable=False),
        sa.Column("failed", NUMBER, nullable=False),
        sa.Column("made_at", NUMBER, nullable=False),
    )
    op.create_table(
        "alone",
        sa.Column("decision", sa.String(), primary_key=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
    )
    op.create_index("ix_alone_at", "alone", ["at"])
    op.create_table(
        "gate_authors",
        sa.Column("gate", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("decision", sa.String(), nullable=False),
    )
