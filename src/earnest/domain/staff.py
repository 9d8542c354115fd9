"""Colleagues: who they are, what they may become, and what is recorded of their accounts."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from earnest.domain.errors import BadInput
from earnest.domain.time import DAY, HOUR, MINUTE, Instant
from earnest.domain.verdicts import FactValue

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""How a colleague may be called."""

PASSWORD_LENGTH_MIN = 15
"""Characters of a password that is the only factor (NIST SP 800-63B-4, 3.1.1.2)."""

PASSWORD_LENGTH_MAX = 200
DISTINCT_MIN = 5
"""Different characters of a password; fewer is a key held down."""

INVITE_LIFETIME = 3 * DAY
"""Microseconds that a link is good by which somebody sets their password."""

SESSION_LIFETIME = 12 * HOUR
"""Microseconds that a colleague stays signed in at most: a working day."""

SESSION_IDLE_MAX = 30 * MINUTE
"""Microseconds without a sign of them, after which they are signed out."""

NO_OWN_ACCOUNT = "A passkey belongs to an account with a password here; have yourself invited, or use your company's."

SIGN_IN_FRESH = 10 * MINUTE
"""Microseconds after a proof of who they are in which a colleague may do what is grave."""

FAILURES_NOTED = 5
"""Wrong passwords in a row that are recorded as a series; then at twice as many, and so on."""


SMALL_TEAM = 3
"""People in the roles concerned; where there are fewer, one person may stand for two."""


class Alone(StrEnum):
    """By what one person stood for two: a day in which everybody could see it, or an owner's second sign-in."""

    WAITED = "waited"
    CONFIRMED = "confirmed"


class Role(StrEnum):
    """What a colleague is at the desk."""

    SUPPORT = "support"
    APPROVER = "approver"
    RULE_AUTHOR = "rule_author"
    PRIVACY_OFFICER = "privacy_officer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    OWNER = "owner"


class Change(StrEnum):
    """What may become of an account."""

    ROLE = "role"
    DISABLE = "disable"
    REMOVE = "remove"


class State(StrEnum):
    """How an account stands."""

    INVITED = "invited"
    ACTIVE = "active"
    DISABLED = "disabled"


class Way(StrEnum):
    """By what somebody signed in."""

    KEY = "key"
    PASSWORD = "password"  # noqa: S105 - the name of a way, not a password
    OIDC = "oidc"
    PASSKEY = "passkey"


class Act(StrEnum):
    """What is recorded of an account."""

    INVITED = "invited"
    JOINED = "joined"
    SIGNED_IN = "signed_in"
    FAILED = "failed"
    SIGNED_OUT = "signed_out"
    PASSWORD_SET = "password_set"  # noqa: S105 - as above
    ROLE_CHANGED = "role_changed"
    DISABLED = "disabled"
    REMOVED = "removed"
    WROTE_RULE = "wrote_rule"
    ERASED = "erased"
    PUBLISHED_RULE = "published_rule"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"


@dataclass(frozen=True, slots=True)
class Account:
    """A colleague's account.

    Args:
        name: what they are called in keys, records and commands.
        role: what they are; a word of `Role`.
        state: how it stands.
        password: their password's Argon2 hash, "" while none was set.
        failed: wrong passwords since the last right one.
    """

    name: str
    role: Role
    state: State
    password: str = field(default="", repr=False)
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that was recorded of an account.

    Args:
        decision: its id; the log proves it.
        at: when.
        act: what it was, a word of `Act`.
        name: whose account, "" once that is no longer known.
        by: who did it, "" as above; the same as `name` where they did it themselves, or whoever runs the house did.
        facts: what more is known.
    """

    decision: str
    at: Instant
    act: str
    name: str
    by: str
    facts: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class DecidedAlone:
    """Something that one person decided where two should have.

    Args:
        decision: the decision that it rests on; the log proves it.
        what: `approval`, `hold` or `gate`.
        how: by what they stood for two.
        at: when.
    """

    decision: str
    what: str
    how: Alone
    at: Instant


@dataclass(frozen=True, slots=True)
class Signed:
    """A colleague who is signed in.

    Args:
        name: who.
        proved_at: when they last proved who they are: as they signed in, or before that at their company's provider.
        account: their account, None where they came by a key.
    """

    name: str
    proved_at: Instant
    account: Account | None


def read_name(text: str) -> str:
    """A colleague's name.

    Raises:
        BadInput: it is not 1 to 40 small letters, digits and hyphens.
    """
    if not NAME.fullmatch(text):
        raise BadInput(f"{text[:40]!r} cannot name a colleague; use 1 to 40 small letters, digits and hyphens.")
    return text


def one_form(password: str) -> str:
    """A password in the one form that is hashed: however a keyboard composes its letters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, name: str) -> None:
    """See that a password is worth having; what it is made of is nobody's business.

    Raises:
        BadInput: it is too short, too long, one key held down, or the colleague's own name; the message says which.
    """
    length = len(one_form(password))
    if not PASSWORD_LENGTH_MIN <= length <= PASSWORD_LENGTH_MAX:
        raise BadInput(f"A password has {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} characters; four words do well.")
    if len(set(password)) < DISTINCT_MIN or not password.casefold().replace(name, "").strip():
        raise BadInput("Anybody would guess this password; four words that do not belong together do well.")


def worth_noting(failed: int) -> bool:
    """Whether so many wrong passwords in a row are a series to be recorded: at 5, 10, 20 and so on."""
    times, rest = divmod(failed, FAILURES_NOTED)
    return rest == 0 and times > 0 and times & (times - 1) == 0


def is_fresh(proved_at: Instant, now: Instant) -> bool:
    """Whether a colleague has just proved who they are."""
    return now < proved_at + SIGN_IN_FRESH


def is_over(opened_at: Instant, seen_at: Instant, now: Instant) -> bool:
    """Whether a session has ended: it lay idle too long, or it is a working day old."""
    return now >= seen_at + SESSION_IDLE_MAX or now >= opened_at + SESSION_LIFETIME
