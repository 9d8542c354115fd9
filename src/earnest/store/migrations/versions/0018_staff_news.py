"""What everybody with a role is told of outside the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make its table."""
    op.create_table(
        "staff_news",
        *(sa.Column(name, sa.String(), primary_key=True) for name in ("what", "about", "way")),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", NUMBER, nullable=False),
        sa.Column("next_at", NUMBER, nullable=False),
    )
    op.create_index("ix_staff_news_state", "staff_news", ["state", "next_at"])
