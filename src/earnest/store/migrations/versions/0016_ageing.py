"""Indexes by time for what is deleted by the clock."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the indexes."""
    for table in ("decisions", "events", "uses"):
        op.create_index(f"ix_{table}_at", table, ["at"])
