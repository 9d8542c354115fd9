"""Which version of the brand folder was in force when; what is switched off."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of brand versions and of switches."""
    op.create_table(
        "brands",
        sa.Column("seq", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("gates", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
    )
    op.create_table(
        "switches",
        sa.Column("what", sa.String(), primary_key=True),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
    )
