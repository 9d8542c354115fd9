"""Tables of how customers prove who they are, and of how often that may be tried."""

from sqlalchemy import Index, LargeBinary, Table

from earnest.store.columns import METADATA, column, digest, name, number

MAIL_PROOFS = Table(
    "mail_proofs",
    METADATA,
    name("session", primary_key=True),
    name("subject"),
    column("code", LargeBinary, "keyed"),
    digest("ticket"),
    digest("browser"),
    number("guesses"),
    number("pressed"),
    number("ends_at"),
    Index("ix_mail_proofs_ticket", "ticket", unique=True),
    Index("ix_mail_proofs_ends_at", "ends_at"),
)
"""Codes and links that were mailed; whom they would prove stands sealed under the session that asked."""

PASSKEYS = Table(
    "passkeys",
    METADATA,
    name(primary_key=True),
    name("subject"),
    column("lookup", LargeBinary, "keyed", unique=True),
    number("sign_count"),
    number("made_at"),
    number("used_at"),
    Index("ix_passkeys_subject", "subject"),
)
"""Customers' passkeys. Credential id and public key stay the same for years: they are sealed under the person's key."""

CHALLENGES = Table(
    "challenges",
    METADATA,
    name("session", primary_key=True),
    name("ceremony", primary_key=True),
    name("subject"),
    digest("value"),
    number("ends_at"),
    Index("ix_challenges_ends_at", "ends_at"),
)
"""What passkeys were asked, until it is answered, once."""

TRIES = Table(
    "tries",
    METADATA,
    name("kind", primary_key=True),
    column("who", LargeBinary, "keyed", primary_key=True),
    number("part", primary_key=True, autoincrement=False),
    number("tried"),
    number("ends_at"),
    Index("ix_tries_ends_at", "ends_at"),
)
"""How often something was tried, by slice of a limit's window."""

PROVING = (MAIL_PROOFS, PASSKEYS, CHALLENGES, TRIES)
