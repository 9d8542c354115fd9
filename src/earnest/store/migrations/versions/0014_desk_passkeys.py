"""Colleagues' passkeys, the challenges that they answer, and when a colleague last proved who they are."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of colleagues' passkeys and challenges; whoever is signed in has proved nothing just now."""
    op.add_column("desk_sessions", sa.Column("proved_at", NUMBER, nullable=False, server_default="0"))
    op.create_table(
        "desk_passkeys",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("sign_count", NUMBER, nullable=False),
        sa.Column("made_at", NUMBER, nullable=False),
        sa.Column("used_at", NUMBER, nullable=False),
    )
    op.create_index("ix_desk_passkeys_who", "desk_passkeys", ["who"])
    op.create_table(
        "desk_challenges",
        sa.Column("holder", sa.String(), primary_key=True),
        sa.Column("ceremony", sa.String(), primary_key=True),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("ends_at", NUMBER, nullable=False),
    )
    op.create_index("ix_desk_challenges_ends_at", "desk_challenges", ["ends_at"])
