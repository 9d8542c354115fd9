"""Who may do what at the desk: one table. What is not in it may nobody do."""

from collections.abc import Mapping
from enum import StrEnum

from earnest.domain.errors import NotAllowed
from earnest.domain.staff import Role


class Right(StrEnum):
    """What somebody may do at the desk."""

    SEE = "see"
    REPLY = "reply"
    TAKE = "take"
    NOTE = "note"
    AUDIT = "audit"
    APPROVE = "approve"
    GOVERN = "govern"
    WHY = "why"
    PROVE = "prove"
    RULES = "rules"
    ERASE = "erase"
    STAFF = "staff"


DEFAULT_ROLE = Role.SUPPORT
"""The role of a colleague whom `earnest.toml` does not name."""

_SUPPORT = frozenset({Right.SEE, Right.REPLY, Right.TAKE, Right.NOTE, Right.AUDIT, Right.WHY})

PERMISSIONS: Mapping[Role, frozenset[Right]] = {
    Role.SUPPORT: _SUPPORT,
    Role.APPROVER: _SUPPORT | {Right.APPROVE},
    Role.RULE_AUTHOR: frozenset({Right.WHY, Right.AUDIT, Right.RULES}),
    Role.PRIVACY_OFFICER: frozenset({Right.SEE, Right.WHY, Right.PROVE, Right.ERASE}),
    Role.AUDITOR: frozenset({Right.WHY, Right.PROVE}),
    Role.ADMIN: frozenset({Right.STAFF}),
    Role.OWNER: frozenset(Right),
}
"""The permission table. An admin sees to accounts and reads no customer's word; an owner answers for everything."""


def rights_of(role: Role) -> tuple[Right, ...]:
    """What a role may do, in the table's order."""
    return tuple(right for right in Right if right in PERMISSIONS[role])


def may(role: Role, right: Right) -> bool:
    """Whether a role may do something."""
    return right in PERMISSIONS[role]


def require(role: Role, right: Right) -> None:
    """See that a role may do something.

    Raises:
        NotAllowed: it may not; the message names the roles that may.
    """
    if not may(role, right):
        able = " or ".join(one.value for one in Role if may(one, right))
        raise NotAllowed(f"Your role is {role.value}; this needs {able}. Whoever sees to accounts can change that.")


def require_no_higher(role: Role, other: Role) -> None:
    """See that who sees to accounts gives nobody, and takes from nobody, what only an owner has.

    Raises:
        NotAllowed: only an owner may.
    """
    if other is Role.OWNER is not role:
        raise NotAllowed("Only an owner makes somebody an owner, or changes an owner's account.")
