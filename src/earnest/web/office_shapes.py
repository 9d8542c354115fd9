"""What colleagues send and are shown of the house itself: accounts, their history, erasures, legal holds."""

from pydantic import Field

from earnest.domain.governing import REASON_LENGTH_MAX
from earnest.domain.staff import NAME, Act, Alone, Change, Role, State
from earnest.web.desk_shapes import At
from earnest.web.part_shapes import Shown, Strict

REFERENCE_LENGTH_MAX = 200
YEAR_9999 = 253_402_300_799_000_000
"""The last instant that calendars know, in microseconds."""


class ColleagueShown(Shown):
    """An account."""

    name: str
    role: Role
    state: State


class ColleaguesShown(Shown):
    """The accounts, by name."""

    colleagues: list[ColleagueShown]


class Invited(Strict):
    """Who is invited, and as what."""

    name: str = Field(pattern=rf"^{NAME.pattern}$")
    role: Role


class InviteShown(Shown):
    """A link that sets a password, once, within three days; behind the desk's own address."""

    name: str
    role: Role
    path: str


class Changed(Strict):
    """What becomes of an account; `role` counts for a change of role alone."""

    change: Change
    role: Role = Role.SUPPORT


class NotedShown(Shown):
    """Something that was recorded of an account."""

    decision: str
    at: At
    act: Act
    name: str = Field(description="Whose account; empty once that is no longer known.")
    by: str
    facts: dict[str, str]


class HistoryShown(Shown):
    """What was recorded of accounts, the newest first."""

    noted: list[NotedShown]


class Erased(Strict):
    """A customer, by the shop's own reference."""

    customer: str = Field(min_length=1, max_length=REFERENCE_LENGTH_MAX)


class Held(Strict):
    """What a hold keeps: a customer by the shop's own reference, or a decision about one (`D-...`)."""

    about: str = Field(min_length=1, max_length=REFERENCE_LENGTH_MAX)
    until: int = Field(gt=0, le=YEAR_9999, description="Microseconds since 1970-01-01 UTC.")
    reason: str = Field(max_length=REASON_LENGTH_MAX, pattern=r"\S", description="The law or rule; no names.")


class Reasoned(Strict):
    """Why."""

    reason: str = Field(max_length=REASON_LENGTH_MAX, pattern=r"\S", description="Why; no names, since it stays.")


class HoldShown(Shown):
    """A legal hold."""

    id: str
    record: str
    set_at: At
    until: At
    decision: str
    reason: str


class ErasuresShown(Shown):
    """Erasures that are not done, and the holds that run."""

    open: list[str]
    overdue: int
    holds: list[HoldShown]


class RuleShown(Shown):
    """A version of a gate."""

    name: str
    digest: str
    author: str = Field(description="Who says to have written this version; empty where nobody does.")
    held: bool = Field(description="Whether it waits to be published; the version before is in force.")
    text: str = Field(description="Its file, as it was read.")


class Published(Strict):
    """The version that was looked at."""

    digest: str = Field(pattern=r"^[0-9a-f]{64}$")


class RulesShown(Shown):
    """The gates in force, by name, and then those that wait to be published."""

    gates: list[RuleShown]


class DecidedAloneShown(Shown):
    """Something that one person decided where two should have."""

    decision: str
    what: str
    how: Alone
    at: At


class HeldShown(Shown):
    """A changed gate that waits to be published."""

    gate: str
    digest: str
    since: At


class AloneShown(Shown):
    """What one person decided alone, the newest first; and the changed gates that wait to be published."""

    alone: list[DecidedAloneShown]
    held: list[HeldShown]
