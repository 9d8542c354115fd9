"""Colleagues sign in by a passkey, without name and password; they set up, see and remove their own."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.domain.errors import Conflict, NotAllowed, SignInNeeded
from earnest.domain.passkeys import Ceremony, Challenge, Kept, Passkey
from earnest.domain.staff import NO_OWN_ACCOUNT
from earnest.domain.time import Clock
from earnest.limiting import Guard, Tried, Trying
from earnest.passkeys import Ceremonies

_NOBODYS = "This passkey signs nobody in here. Use another one, or your password."


class Keeping(Protocol):
    """Where colleagues' passkeys and challenges are kept."""

    def ask(self, holder: str, ceremony: Ceremony) -> Challenge: ...  # noqa: D102 - the store's contract suite says
    def take(self, holder: str, ceremony: Ceremony) -> Challenge | None: ...  # noqa: D102 - the same
    def handle(self, name: str) -> bytes: ...  # noqa: D102 - the same
    def may_have(self, name: str) -> bool: ...  # noqa: D102 - the same
    def own(self, name: str) -> tuple[Kept, ...]: ...  # noqa: D102 - the same
    def whose(self, credential: bytes) -> tuple[str, Kept] | None: ...  # noqa: D102 - the same
    def keep(self, name: str, passkey: Passkey) -> Kept: ...  # noqa: D102 - the same
    def sign_in(self, name: str, before: Kept, after: Passkey, old: str = "") -> str: ...  # noqa: D102 - the same
    def remove(self, name: str, passkey: str) -> None: ...  # noqa: D102 - the same


@dataclass(frozen=True, slots=True)
class StaffPasskeys:
    """Colleagues' passkeys.

    Args:
        keeping: where they are kept.
        ceremonies: how browsers are asked.
        guard: stops who tries too often.
        clock: the time.
        brand: what an authenticator shows beside a passkey, with the colleague's name.
    """

    keeping: Keeping
    ceremonies: Ceremonies
    guard: Guard
    clock: Clock
    brand: str

    def ask_to_enter(self, browser: str, host: str = "") -> dict[str, Any]:
        """What a browser is asked so that it signs somebody in: any passkey of this house may answer.

        Args:
            browser: a secret of the browser's own: what comes back from another one signs nobody in.
            host: the network that it comes from.

        Raises:
            TooOften: too much was tried.
        """
        self.guard.take(Tried(Trying.DESK_PASSKEY, host=host))
        return self.ceremonies.assertion(self.keeping.ask(_digest(browser), Ceremony.PROVE).value, ())

    def enter(self, browser: str, answer: Mapping[str, Any], host: str = "", old: str = "") -> tuple[str, str]:
        """Sign in by a passkey's answer; whose it is, and the session's token.

        Args:
            browser: the secret of the browser that was asked.
            answer: what it gave, as JSON with base64url.
            host: the network that it comes from.
            old: the token of the session that it had: it ends.

        Raises:
            TooOften: too much was tried.
            SignInNeeded: nobody has this passkey, or their account is not active.
            NotAllowed: the answer does not hold.
        """
        self.guard.take(Tried(Trying.DESK_PASSKEY, host=host))
        holder = _digest(browser)
        asked = self.keeping.take(holder, Ceremony.PROVE)
        found = self.keeping.whose(self.ceremonies.answered_by(answer))
        if found is None:
            raise SignInNeeded(_NOBODYS)
        name, kept = found
        after = self.ceremonies.asserted(asked, holder, answer, kept.passkey, self.clock.now())
        return name, self.keeping.sign_in(name, kept, after, old)

    def offered(self, name: str) -> bool:
        """Whether a colleague may have passkeys here: they have an account with a password."""
        return self.keeping.may_have(name)

    def own(self, name: str) -> tuple[Kept, ...]:
        """A colleague's passkeys, the oldest first."""
        return self.keeping.own(name)

    def ask_to_add(self, name: str, token: str, host: str = "") -> dict[str, Any]:
        """What a browser is asked for a new passkey of the colleague whose session this is.

        Raises:
            TooOften: too much was tried.
            Conflict: they came by a key, which has no session.
            NotAllowed: they have no account with a password here.
        """
        self.guard.take(Tried(Trying.DESK_PASSKEY, name, host=host))
        session = _session(token)
        if not self.keeping.may_have(name):
            raise NotAllowed(NO_OWN_ACCOUNT)
        challenge = self.keeping.ask(_digest(session), Ceremony.ENROL).value
        own = [one.passkey.id for one in self.keeping.own(name)]
        return self.ceremonies.enrolment(challenge, self.keeping.handle(name), f"{name}, {self.brand}", own)

    def add(self, name: str, token: str, answer: Mapping[str, Any], host: str = "") -> Kept:
        """Keep the passkey that a browser made.

        Raises:
            TooOften: too much was tried.
            NotAllowed: the answer does not hold, or they have no account of this house's own.
            Conflict: it is kept already, one too many, or they came by a key.
        """
        self.guard.take(Tried(Trying.DESK_PASSKEY, name, host=host))
        holder = _digest(_session(token))
        asked = self.keeping.take(holder, Ceremony.ENROL)
        return self.keeping.keep(name, self.ceremonies.enrolled(asked, holder, answer, self.clock.now()))

    def remove(self, name: str, passkey: str) -> None:
        """Remove one of a colleague's own.

        Raises:
            NotFound: it is not theirs.
        """
        self.keeping.remove(name, passkey)


def _session(token: str) -> str:
    if not token:
        raise Conflict("A key sets up no passkey; sign in at the desk.")
    return token


def _digest(secret: str) -> str:
    """What stands for a browser or a session where challenges are kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
