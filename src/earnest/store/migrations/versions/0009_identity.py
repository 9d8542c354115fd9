"""Proofs by mail, bound to the session that asked; counts of what may be tried only so often."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of proofs and of tries."""
    op.create_table(
        "mail_proofs",
        sa.Column("session", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("code", sa.LargeBinary(), nullable=False),
        sa.Column("ticket", sa.LargeBinary(), nullable=False),
        sa.Column("browser", sa.LargeBinary(), nullable=False),
        sa.Column("guesses", NUMBER, nullable=False),
        sa.Column("pressed", NUMBER, nullable=False),
        sa.Column("ends_at", NUMBER, nullable=False),
    )
    op.create_index("ix_mail_proofs_ticket", "mail_proofs", ["ticket"], unique=True)
    op.create_index("ix_mail_proofs_ends_at", "mail_proofs", ["ends_at"])
    op.create_table(
        "tries",
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("who", sa.LargeBinary(), primary_key=True),
        sa.Column("part", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("tried", NUMBER, nullable=False),
        sa.Column("ends_at", NUMBER, nullable=False),
    )
    op.create_index("ix_tries_ends_at", "tries", ["ends_at"])
