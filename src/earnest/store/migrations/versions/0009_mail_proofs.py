"""Proofs by mail: codes and links as digests, bound to the session that asked."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of proofs."""
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
