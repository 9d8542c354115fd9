"""Customers prove once more who they are, by a passkey: asked, answered, kept, used, removed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.domain.errors import NotAllowed
from earnest.domain.identity import Session
from earnest.domain.passkeys import Assertion, Ceremony, Challenge, Kept, Passkey, Signature, what_is_signed
from earnest.domain.time import Clock, Instant
from earnest.limiting import Guard, Tried, Trying


class Keeping(Protocol):
    """Where passkeys and challenges are kept."""

    def ask(self, session: Session, ceremony: Ceremony) -> Challenge: ...  # noqa: D102 - the store's contract suite says
    def take(self, session: Session, ceremony: Ceremony) -> Challenge | None: ...  # noqa: D102 - the same
    def own(self, session: Session) -> tuple[Kept, ...]: ...  # noqa: D102 - the same
    def keep(self, session: Session, passkey: Passkey) -> Kept: ...  # noqa: D102 - the same
    def proved(self, token: str, before: Kept, after: Passkey) -> str: ...  # noqa: D102 - the same
    def used(self, before: Kept, assertion: Assertion) -> None: ...  # noqa: D102 - the same
    def remove(self, session: Session, name: str) -> None: ...  # noqa: D102 - the same


class Ceremonies(Protocol):
    """Asks browsers, and verifies what they answer."""

    def enrolment(self, challenge: bytes, handle: bytes, name: str, own: Sequence[bytes]) -> dict[str, Any]:
        """What a browser is asked for a new passkey."""
        ...

    def enrolled(self, asked: Challenge | None, holder: str, answer: Mapping[str, Any], now: Instant) -> Passkey:
        """The new passkey; NotAllowed where the answer does not hold."""
        ...

    def assertion(self, challenge: bytes, own: Sequence[bytes]) -> dict[str, Any]:
        """What a browser is asked of a passkey."""
        ...

    def asserted(
        self, asked: Challenge | None, holder: str, answer: Mapping[str, Any], passkey: Passkey, now: Instant
    ) -> Passkey:
        """The passkey with its new count; NotAllowed where the answer does not hold."""
        ...

    def answered_by(self, answer: Mapping[str, Any]) -> bytes:
        """The credential that an answer names."""
        ...

    def signature_by(self, card: str, args_hash: str, answer: Mapping[str, Any], passkey: Passkey) -> Signature:
        """The signature under a card; NotAllowed where this passkey has not signed it."""
        ...


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Customers' passkeys.

    Args:
        keeping: where they are kept.
        ceremonies: how browsers are asked.
        guard: stops who tries too often.
        clock: the time.
        brand: what an authenticator shows beside the passkey.
    """

    keeping: Keeping
    ceremonies: Ceremonies
    guard: Guard
    clock: Clock
    brand: str

    def own(self, session: Session) -> tuple[Kept, ...]:
        """One's own passkeys, the oldest first."""
        return self.keeping.own(session)

    def ask(self, session: Session, ceremony: Ceremony, host: str = "") -> dict[str, Any]:
        """What the browser is to be asked, as JSON with base64url.

        Raises:
            TooOften: too much was tried.
            NotAllowed, Conflict: no passkey may be enrolled, or there is none to prove with.
            SignInNeeded: the session has ended.
        """
        self.guard.look(_tried(session, host))
        own = [one.passkey.id for one in self.keeping.own(session)]
        if ceremony is Ceremony.PROVE and not own:
            raise NotAllowed("You have no passkey here yet. Set one up, or ask for a person.")
        challenge = self.keeping.ask(session, ceremony).value
        match ceremony:
            case Ceremony.ENROL:
                # The handle tells authenticators which passkeys are one person's, and nobody who that is.
                handle = hashlib.sha256(b"earnest passkey 1\n" + session.subject.encode()).digest()
                return self.ceremonies.enrolment(challenge, handle, self.brand, own)
            case Ceremony.PROVE:
                return self.ceremonies.assertion(challenge, own)

    def enrol(self, session: Session, answer: Mapping[str, Any], host: str = "") -> Kept:
        """Keep the passkey that a browser made.

        Raises:
            TooOften: too much was tried.
            NotAllowed: the answer does not hold, or none may be enrolled here and now.
            Conflict: it is enrolled already, or one too many.
        """
        self.guard.take(_tried(session, host))
        asked = self.keeping.take(session, Ceremony.ENROL)
        return self.keeping.keep(session, self.ceremonies.enrolled(asked, session.id, answer, self.clock.now()))

    def prove(self, session: Session, token: str, answer: Mapping[str, Any], host: str = "") -> str:
        """Prove by a passkey who one is; a fresh token of the same session, at level `just_proved`.

        Raises:
            TooOften: too much was tried.
            NotAllowed: the answer does not hold, or is of a passkey that is not one's own.
            SignInNeeded: nobody is signed in.
        """
        self.guard.take(_tried(session, host))
        asked = self.keeping.take(session, Ceremony.PROVE)
        kept = self.named(session, answer)
        after = self.ceremonies.asserted(asked, session.id, answer, kept.passkey, self.clock.now())
        return self.keeping.proved(token, kept, after)

    def ask_to_sign(self, session: Session, card: str, args_hash: str, host: str = "") -> dict[str, Any]:
        """What the browser is to be asked so that a card is signed.

        Raises:
            TooOften: too much was tried.
            NotAllowed: there is no passkey to sign with.
        """
        self.guard.look(_tried(session, host))
        own = [one.passkey.id for one in self.keeping.own(session)]
        if not own:
            raise NotAllowed("You have no passkey here yet. Set one up, or ask for a person.")
        return self.ceremonies.assertion(what_is_signed(card, args_hash), own)

    def sign(self, session: Session, card: str, args_hash: str, answer: Mapping[str, Any]) -> Signature:
        """The customer's signature under a card; one answer of a passkey that counts signs once.

        Raises:
            TooOften: too much was tried.
            NotAllowed: the answer does not hold, is for another card, or of a passkey that is not one's own.
        """
        self.guard.take(_tried(session, ""))
        kept = self.named(session, answer)
        signature = self.ceremonies.signature_by(card, args_hash, answer, kept.passkey)
        self.keeping.used(kept, signature.assertion)
        return signature

    def remove(self, session: Session, name: str) -> None:
        """Remove one of one's own passkeys.

        Raises:
            NotAllowed: one has not just proved who one is.
            NotFound: it is not one's own.
        """
        self.keeping.remove(session, name)

    def named(self, session: Session, answer: Mapping[str, Any]) -> Kept:
        """The passkey of one's own that an answer names.

        Raises:
            NotAllowed: it names none.
        """
        credential = self.ceremonies.answered_by(answer)
        found = next((one for one in self.keeping.own(session) if one.passkey.id == credential), None)
        if found is None:
            raise NotAllowed("This passkey is not set up here. Use another one, or ask for a person.")
        return found


def _tried(session: Session, host: str) -> Tried:
    return Tried(Trying.PASSKEY, session.subject, host=host)
