"""Marks that are leaves of the log, each with what it replaced. No release had any yet: the table is made anew."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table anew."""
    op.drop_table("suppressions")
    op.create_table(
        "suppressions",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("replaced", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.String(), nullable=False, unique=True),
    )
    op.create_index("ix_suppressions_who", "suppressions", ["who"])
