"""Legal holds, erasures as jobs, and which connected systems were told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of holds and erasures."""
    op.create_table(
        "holds",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("set_at", NUMBER, nullable=False),
        sa.Column("until", NUMBER, nullable=False),
        sa.Column("lifted_at", NUMBER, nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
    )
    op.create_index("ix_holds_subject", "holds", ["subject"])
    op.create_table(
        "erasure_jobs",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", NUMBER, nullable=False),
        sa.Column("due_at", NUMBER, nullable=False),
        sa.Column("told_until", NUMBER, nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
    )
    op.create_index("ix_erasure_jobs_state", "erasure_jobs", ["state"])
    op.create_table(
        "erasure_told",
        sa.Column("job", sa.String(), primary_key=True),
        sa.Column("system", sa.String(), primary_key=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("next_at", NUMBER, nullable=False),
    )
