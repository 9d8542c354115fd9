"""Proving an address by mail: whom the brand's own identifier finds by it gets a code, and nobody learns whether."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from earnest.domain.errors import BadInput, Expired, NotAllowed
from earnest.domain.identity import Session
from earnest.domain.mail_proof import Answer, Letter
from earnest.domain.records import Identifier
from earnest.limiting import Tried, Trying
from earnest.looking import CLAIM_LENGTH_MAX, World

CLAIM = "email"
"""The one claim that an identifier by address takes."""

PAGE = "/privacy/prove"
"""Where the link leads."""

# Letters of other scripts may fold into these in a shop's look-up and still be another mailbox: none are mailed to.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Secrets(Protocol):
    """What is told of a proof, once."""

    @property
    def code(self) -> str:
        """Six digits."""
        ...

    @property
    def ticket(self) -> str:
        """What the link carries."""
        ...

    @property
    def browser(self) -> str:
        """What the browser that asked keeps."""
        ...


class Proofs(Protocol):
    """Where proofs are kept."""

    def ask(self, session: Session, customer: str) -> Secrets:
        """Begin one."""
        ...

    def press(self, ticket: str, browser: str) -> bool:
        """Note that the link's button was pressed; whether that counts."""
        ...

    def prove(self, token: str, code: str) -> tuple[Answer, str]:
        """Try one; the fresh token once it is proved."""
        ...


class Post(Protocol):
    """Carries letters."""

    def post(self, letter: Letter) -> None:
        """Send one.

        Raises:
            Busy, Declined: it did not arrive.
        """
        ...


@dataclass(frozen=True, slots=True)
class Begun:
    """A proof that was begun.

    Args:
        browser: what the browser that asked keeps.
        letter: what is to be mailed, None where nobody has this address: nobody is told which of the two it was.
    """

    browser: str
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class MailProofs:
    """Proves addresses.

    Args:
        world: the brand's shop, identifiers and clock.
        proofs: where they are kept.
        carrier: takes the letters.
        languages: the brand's, the first one is the default.
        public_url: where customers reach this house, "" leaves links out.
    """

    world: World
    proofs: Proofs
    carrier: Post
    languages: tuple[str, ...]
    public_url: str = ""

    def ask(self, session: Session, address: str, language: str, host: str = "") -> Begun:
        """Begin a proof of an address, asked for from a network address.

        Raises:
            TooOften: too many were asked for.
            BadInput: it is no address.
            Conflict: who asks is known already.
            SignInNeeded: the session has ended.
        """
        address = address.strip()
        if len(address) > CLAIM_LENGTH_MAX or not _ADDRESS.fullmatch(address):
            raise BadInput("This is no mail address; write one such as ada@example.com.")
        self.world.guard.take(Tried(Trying.MAIL, session.subject, address.casefold(), host))
        finds = by_address(self.world.identifiers)
        customer = (finds.find(self.world.shop, {CLAIM: address}) if finds else None) or ""
        made = self.proofs.ask(session, customer)
        return Begun(made.browser, self._letter(address, made, language) if customer else None)

    def prove(self, session: Session, token: str, code: str, host: str = "") -> str:
        """Try a code, or with "" whether the link was pressed; a fresh token of the same session, now the customer's.

        Raises:
            TooOften: too many codes were tried.
            NotAllowed: the code is wrong, or the link was not pressed yet.
            Expired: it is too late, there were too many wrong codes, or nothing was asked for.
            SignInNeeded: the token opens no session.
        """
        if code:
            self.world.guard.take(Tried(Trying.CODE, session.subject, host=host))
        answer, fresh = self.proofs.prove(token, code)
        match answer:
            case Answer.PROVED:
                return fresh
            case Answer.WRONG:
                raise NotAllowed("This code does not fit. Look at the newest mail and type its six digits.")
            case Answer.WAITING:
                raise NotAllowed("The link was not used yet. Use it in this browser, or type the code.")
            case Answer.OVER:
                raise Expired("No code is good here any more. Ask for a new one.")

    def press(self, ticket: str, browser: str, host: str = "") -> bool:
        """Note that the link's button was pressed; whether that counts: once, in the browser that asked, in time.

        Raises:
            TooOften: too many presses from there counted for nothing.
        """
        guard, tried = self.world.guard, Tried(Trying.TICKET, host=host)
        guard.look(tried)
        counts = self.proofs.press(ticket, browser)
        if not counts:
            guard.take(tried)
        return counts

    def _letter(self, address: str, made: Secrets, language: str) -> Letter:
        known = language if language in self.languages else self.languages[0]
        link = f"{self.public_url.rstrip('/')}{PAGE}?ticket={made.ticket}&language={known}" if self.public_url else ""
        return Letter(address, made.code, link, known, self.world.clock.now())


def by_address(identifiers: Mapping[str, Identifier]) -> Identifier | None:
    """The identifier that finds a customer by their address alone, None if the brand accepts none."""
    return next((one for one in identifiers.values() if one.needs == (CLAIM,)), None)


def letter_text(say: Any, brand: str, letter: Letter) -> tuple[str, str]:
    """Subject and body of a letter; the code and the link are all in it that is anybody's own."""
    lines = [
        say(letter.language, "proof-mail-code", brand=brand, code=letter.code),
        say(letter.language, "proof-mail-link") if letter.link else "",
        letter.link,
        say(letter.language, "proof-mail-not-you"),
    ]
    return say(letter.language, "proof-mail-subject", brand=brand), "\n\n".join(line for line in lines if line)
