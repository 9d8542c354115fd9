"""Ratings, and what their events say."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of ratings, and the columns of their events."""
    op.create_table(
        "ratings",
        sa.Column("conversation", sa.String(), primary_key=True),
        sa.Column("client", sa.LargeBinary(), primary_key=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("helpful", NUMBER, nullable=True),
        sa.Column("score", NUMBER, nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
    )
    op.create_index("ix_ratings_about", "ratings", ["conversation", "about"])
    for name, kind in (("helpful", NUMBER), ("score", NUMBER), ("reasons", sa.String())):
        op.add_column("events", sa.Column(name, kind, nullable=True))
