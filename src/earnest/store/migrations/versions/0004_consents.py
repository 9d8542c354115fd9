"""What a consent event rests on, what was shown with it, who hears of it, and preferences."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the columns and tables; events from before were said by customers, and name no digest."""
    for name, usual in (("text_digest", ""), ("notice", ""), ("origin", "customer")):
        op.add_column("consents", sa.Column(name, sa.String(), nullable=False, server_default=usual))
    op.add_column("consents", sa.Column("said_at", NUMBER, nullable=False, server_default="0"))
    op.create_index("ix_consents_decision", "consents", ["decision"])
    op.create_table("consent_papers", _word("digest", key=True), _word("body"), _number("at"))
    op.create_table("consent_news", _word("decision", key=True), _word("state"), _number("tries"), _number("next_at"))
    op.create_index("ix_consent_news_state", "consent_news", ["state", "next_at"])
    op.create_table(
        "consent_inbox",
        sa.Column("message", sa.LargeBinary(), primary_key=True),
        _word("decision"),
        _word("because"),
        _number("at"),
    )
    op.create_table(
        "preferences",
        _word("subject", key=True),
        _word("name", key=True),
        _word("record"),
        _number("set_at"),
        _number("due_at"),
    )
    op.create_index("ix_preferences_due_at", "preferences", ["due_at"])


def _word(name: str, *, key: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(), primary_key=key, nullable=False)


def _number(name: str) -> "sa.Column[int]":
    return sa.Column(name, NUMBER, nullable=False)
