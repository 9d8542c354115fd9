"""Versions of gates: which was published when, and which waits for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of versions; the gates that a house works by at its next start are the first."""
    op.create_table(
        "gate_versions",
        sa.Column("gate", sa.String(), primary_key=True),
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("asked_at", NUMBER, nullable=False),
        sa.Column("published_at", NUMBER, nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
    )
