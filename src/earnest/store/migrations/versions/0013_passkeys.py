"""Customers' passkeys, and the challenges that they answer."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of passkeys and of challenges."""
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", NUMBER, nullable=False),
        sa.Column("made_at", NUMBER, nullable=False),
        sa.Column("used_at", NUMBER, nullable=False),
    )
    op.create_index("ix_passkeys_subject", "passkeys", ["subject"])
    op.create_table(
        "challenges",
        sa.Column("session", sa.String(), primary_key=True),
        sa.Column("ceremony", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", NUMBER, nullable=False),
    )
    op.create_index("ix_challenges_ends_at", "challenges", ["ends_at"])
