"""Which decision read what of whom."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of uses."""
    op.create_table(
        "uses",
        sa.Column("subject", sa.String(), primary_key=True),
        sa.Column("at", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("decision", sa.String(), primary_key=True),
        sa.Column("reads", sa.String(), nullable=False),
        sa.Column("colleague", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
