"""Keyed marks of erasures and withdrawals, for backups from before them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of marks."""
    op.create_table(
        "suppressions",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
    )
    op.create_index("ix_suppressions_who", "suppressions", ["who"])
