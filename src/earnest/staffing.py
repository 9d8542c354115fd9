"""How colleagues sign in with a password: guesses are counted, and nobody learns which names there are."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from argon2 import PasswordHasher, profiles
from argon2.exceptions import VerifyMismatchError

from earnest.desk.roles import PERMISSIONS
from earnest.domain.errors import NotAllowed, SignInNeeded
from earnest.domain.staff import NAME, PASSWORD_LENGTH_MAX, Account, Role, State, Way, check_password, one_form
from earnest.domain.time import Clock, Instant
from earnest.limiting import Guard, Tried, Trying

OIDC_BACK = "/v1/desk/oidc/back"
"""Where a browser comes back to from the company's provider."""

AT_ONCE = 2
"""Passwords that are hashed at the same time: each takes 64 MiB and all of some cores."""

NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$qGZSqGeB4XEUFSIVgo5YEg$bEqirT85+9VxbhxGaTU472wON4psAefQIt3WE0vmye8"
"""Of random bytes that were thrown away. It stands for the password of a name that nobody has: it takes as long."""

_WRONG = "Name and password do not fit. Try again, or have `earnest desk invite NAME` print a new link."


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes passwords, with Argon2id in the second of the two ways that RFC 9106, 4 recommends: t=3, p=4, 64 MiB.

    Args:
        hasher: does it.
    """

    hasher: PasswordHasher = field(default_factory=lambda: PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY))
    _few: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    def hashed(self, password: str) -> str:
        """A password's hash, with its salt and parameters."""
        with self._few:
            return self.hasher.hash(one_form(password))

    def fits(self, password: str, hashed: str) -> bool:
        """Whether a password is the one that was hashed."""
        with self._few:
            try:
                return self.hasher.verify(hashed, one_form(password))
            except VerifyMismatchError:
                return False

    def outdated(self, hashed: str) -> bool:
        """Whether it was hashed in another way than today's."""
        return self.hasher.check_needs_rehash(hashed)


class Accounts(Protocol):
    """Where accounts are kept."""

    def account(self, name: str) -> Account | None:
        """An account, None if there is none of this name."""
        ...

    def invited(self, invite: str) -> Account:
        """Whom a link was made for.

        Raises:
            SignInNeeded: it is good no more.
        """
        ...

    def join(self, invite: str, password: str, old: str = "") -> str:
        """Set the first password by its hash, and sign in; the session's token. The session `old` ends."""
        ...

    def sign_in(self, name: str, way: Way, password: str = "", old: str = "") -> str:
        """Open a session; its token."""
        ...

    def enter(self, name: str, subject: str, role: Role, proved_at: Instant, old: str = "") -> str:
        """Open a session for who signed in at their company's provider; its token."""
        ...

    def fail(self, name: str) -> int:
        """Count a wrong password; how many it were in a row."""
        ...


class Claimed(Protocol):
    """What a provider says of a colleague."""

    @property
    def subject(self) -> str:
        """Who they are there, for good."""
        ...

    @property
    def name(self) -> str:
        """What they are called."""
        ...

    @property
    def groups(self) -> tuple[str, ...]:
        """What they belong to."""
        ...

    @property
    def proved_at(self) -> Instant:
        """When they proved there who they are, 0 where it does not say."""
        ...


class Provider(Protocol):
    """Where colleagues of a company sign in."""

    def begin(self, browser: str, *, anew: bool = False) -> str:
        """Where the browser goes; `anew`: to prove once more who they are."""
        ...

    def finish(self, browser: str, answer: Mapping[str, str], now: Instant) -> Claimed:
        """Who signed in."""
        ...


@dataclass(frozen=True, slots=True)
class Company:
    """How a company's own provider lets colleagues in.

    Args:
        provider: where they sign in.
        roles: the role that each group stands for.
        clock: the time.
        taken: names that `[desk.colleagues]` gives to others.
    """

    provider: Provider
    roles: Mapping[str, Role]
    clock: Clock
    taken: frozenset[str] = frozenset()

    def who(self, browser: str, answer: Mapping[str, str]) -> tuple[str, str, Role, Instant]:
        """Name, subject, role and time of proof of who signed in: of several roles the one that may do the most.

        Raises:
            Busy, SignInNeeded: the provider does not answer, or it cannot be trusted.
            NotAllowed: no group of theirs stands for a role, or their name cannot be one here.
        """
        said = self.provider.finish(browser, answer, self.clock.now())
        roles = [self.roles[group] for group in said.groups if group in self.roles]
        name = said.name.partition("@")[0].casefold().replace(".", "-").replace("_", "-")
        if not roles or not NAME.fullmatch(name) or name in self.taken:
            raise NotAllowed("Your company's provider gives you no role at this desk; ask whoever sees to accounts.")
        return name, said.subject, max(roles, key=lambda role: len(PERMISSIONS[role])), said.proved_at


@dataclass(frozen=True, slots=True)
class Staffing:
    """Signs colleagues in.

    Args:
        accounts: who there is.
        guard: counts what failed.
        passwords: hashes.
    """

    accounts: Accounts
    guard: Guard
    passwords: Passwords

    def sign_in(self, name: str, password: str, host: str = "", old: str = "") -> str:
        """Sign in by name and password; the session's token.

        Args:
            name: who says they are there.
            password: theirs.
            host: the network that it comes from.
            old: the token of the session that the browser had: it ends.

        Raises:
            TooOften: too many passwords were wrong.
            SignInNeeded: they do not fit, or the account is not active: the same answer, after the same time.
        """
        tried = Tried(Trying.STAFF, f"{name} {host}", name, host)
        self.guard.look(tried)
        found = self.accounts.account(name)
        kept = found.password if found is not None and found.state is State.ACTIVE else ""
        if not self.passwords.fits(password[: PASSWORD_LENGTH_MAX + 1], kept or NOBODYS) or not kept:
            self.guard.take(tried)
            self.accounts.fail(name)
            raise SignInNeeded(_WRONG)
        fresh = self.passwords.hashed(password) if self.passwords.outdated(kept) else ""
        return self.accounts.sign_in(name, Way.PASSWORD, fresh, old)

    def enter(self, company: Company, browser: str, answer: Mapping[str, str], host: str = "", old: str = "") -> str:
        """Sign in by the answer of the company's provider; the session's token. The session `old` ends.

        Raises:
            TooOften: too many answers were none.
            Busy, SignInNeeded, NotAllowed: as `Company.who` says, or the account lets them in no more.
        """
        tried = Tried(Trying.JOIN, host=host)
        self.guard.look(tried)
        try:
            return self.accounts.enter(*company.who(browser, answer), old)
        except (SignInNeeded, NotAllowed):
            self.guard.take(tried)
            raise

    def join(self, invite: str, password: str, host: str = "", old: str = "") -> tuple[str, str]:
        """Set the password of whom a link was made for; their name, and the token of their session. `old` ends.

        Raises:
            TooOften: too many links were good no more.
            SignInNeeded: the link is good no more.
            BadInput: the password is not worth having.
        """
        tried = Tried(Trying.JOIN, host=host)
        self.guard.look(tried)
        try:
            name = self.accounts.invited(invite).name
            check_password(password, name)
            return name, self.accounts.join(invite, self.passwords.hashed(password), old)
        except SignInNeeded:
            self.guard.take(tried)
            raise
