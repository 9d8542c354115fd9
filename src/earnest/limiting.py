"""How often one may guess and send: for each person, address, network and the whole brand, by limits named here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from earnest.domain.errors import NotFound, SignInNeeded, TooOften
from earnest.domain.limits import Count, Limit
from earnest.domain.time import MINUTE, SECOND, Instant

T = TypeVar("T")


class Trying(StrEnum):
    """What is limited."""

    MAIL = "mail"
    CODE = "code"
    GUEST = "guest"
    SIGN_IN = "sign_in"
    TOKEN = "token"  # noqa: S105 - the name of what is counted
    LINK = "link"
    TICKET = "ticket"
    RECEIPT = "receipt"
    PASSKEY = "passkey"
    DESK_PASSKEY = "desk_passkey"
    ERASURE = "erasure"
    STAFF = "staff"
    JOIN = "join"


class Per(StrEnum):
    """For whom it is counted. `ADDRESS` is what somebody claims, such as a mail address or an order's number."""

    PERSON = "person"
    ADDRESS = "address"
    HOST = "host"
    BRAND = "brand"


LIMITS: Mapping[Trying, Mapping[Per, Limit]] = {
    Trying.MAIL: {Per.PERSON: Limit(5), Per.ADDRESS: Limit(5), Per.HOST: Limit(30), Per.BRAND: Limit(3_000)},
    Trying.CODE: {Per.PERSON: Limit(20), Per.HOST: Limit(100), Per.BRAND: Limit(10_000)},
    Trying.GUEST: {Per.PERSON: Limit(12), Per.ADDRESS: Limit(12), Per.BRAND: Limit(6_000)},
    Trying.SIGN_IN: {Per.HOST: Limit(60, 10 * MINUTE), Per.BRAND: Limit(6_000, 10 * MINUTE)},
    Trying.TOKEN: {Per.ADDRESS: Limit(1, 12 * MINUTE)},
    Trying.LINK: {Per.PERSON: Limit(60), Per.BRAND: Limit(20_000)},
    Trying.TICKET: {Per.HOST: Limit(60, 10 * MINUTE), Per.BRAND: Limit(6_000, 10 * MINUTE)},
    Trying.RECEIPT: {Per.HOST: Limit(120), Per.BRAND: Limit(10_000)},
    Trying.ERASURE: {Per.PERSON: Limit(5), Per.HOST: Limit(30), Per.BRAND: Limit(3_000)},
    Trying.PASSKEY: {Per.PERSON: Limit(30), Per.HOST: Limit(100), Per.BRAND: Limit(10_000)},
    Trying.DESK_PASSKEY: {Per.PERSON: Limit(30), Per.HOST: Limit(300), Per.BRAND: Limit(10_000)},
    Trying.STAFF: {
        Per.PERSON: Limit(8, 12 * MINUTE),
        Per.ADDRESS: Limit(50),
        Per.HOST: Limit(60, 12 * MINUTE),
        Per.BRAND: Limit(6_000, 12 * MINUTE),
    },
    Trying.JOIN: {Per.HOST: Limit(30, 12 * MINUTE), Per.BRAND: Limit(3_000, 12 * MINUTE)},
}
"""How often. A `TOKEN` that names itself is good once: it is counted for longer than it lives. Of
`SIGN_IN`, `TICKET`, `STAFF` and `JOIN` only what failed counts. A brand's own limit is a dam: it is
wide, since whoever reaches it stops everybody. The person of `STAFF` is a name tried from one network: whoever guesses
there locks nobody out who is elsewhere, until that name's own limit is reached."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One try.

    Args:
        what: what is tried.
        person: by whom, "" if that is not known.
        address: what is claimed, "" if nothing.
        host: from which network address, "" if that is not known.
    """

    what: Trying
    person: str = ""
    address: str = ""
    host: str = ""

    def counts(self) -> Sequence[Count]:
        """What is counted."""
        who = {Per.PERSON: self.person, Per.ADDRESS: self.address, Per.HOST: self.host, Per.BRAND: "*"}
        return [Count(f"{self.what}.{per}", who[per], limit) for per, limit in LIMITS[self.what].items() if who[per]]


class Guard(Protocol):
    """Counts tries, and stops them."""

    def take(self, tried: Tried) -> None:
        """Count a try.

        Raises:
            TooOften: it is one too many; it was not counted.
        """
        ...

    def look(self, tried: Tried) -> None:
        """Look whether a try may be made, and count nothing.

        Raises:
            TooOften: it may not.
        """
        ...


class Counts(Protocol):
    """Where tries are counted."""

    def take(self, counts: Sequence[Count]) -> Instant:
        """Count one more try, and 0; or the microseconds to wait, and nothing is counted."""
        ...

    def wait(self, counts: Sequence[Count]) -> Instant:
        """Microseconds to wait, 0 for none; nothing is counted."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """The guard of a house.

    Args:
        counts: where it counts.
    """

    counts: Counts

    def take(self, tried: Tried) -> None:
        """Count a try; see `Guard`."""
        _stop(self.counts.take(tried.counts()))

    def look(self, tried: Tried) -> None:
        """Look whether it may be made; see `Guard`."""
        _stop(self.counts.wait(tried.counts()))


@dataclass(frozen=True, slots=True)
class Unlimited:
    """Stops nothing: for a terminal, and for measuring."""

    def take(self, tried: Tried) -> None:
        """Pass."""

    def look(self, tried: Tried) -> None:
        """Pass."""


def counting_failures(guard: Guard, tried: Tried, work: Callable[[], T]) -> T:
    """Do some work that opens something, and count it only where it opens nothing.

    Raises:
        TooOften: too much was tried.
        NotFound, SignInNeeded: it opened nothing.
    """
    guard.look(tried)
    try:
        return work()
    except (NotFound, SignInNeeded):
        guard.take(tried)
        raise


def use_up(guard: Guard, name: str) -> None:
    """Note that a token of the shop was used, by its name or as a whole (a keyed hash is kept); "" notes nothing.

    Raises:
        SignInNeeded: it was used before.
    """
    try:
        guard.take(Tried(Trying.TOKEN, address=name))
    except TooOften as error:
        raise SignInNeeded("This sign-in was used already. Sign in to the shop again.") from error


def _stop(waits: Instant) -> None:
    if waits:
        seconds = -(-waits // SECOND)
        minutes = -(-seconds // 60)
        raise TooOften(f"This was tried too often. Try again in {minutes} minutes, or ask for a person.", seconds)
