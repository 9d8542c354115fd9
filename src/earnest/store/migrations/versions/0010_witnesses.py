"""Cosignatures of the log's checkpoints, and how far its witnesses have come."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of cosignatures and of witnesses."""
    op.create_table(
        "cosignatures",
        sa.Column("size", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "witnesses",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("size", NUMBER, nullable=False),
        sa.Column("cosigned_at", NUMBER, nullable=False),
        sa.Column("tried_at", NUMBER, nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
    )
