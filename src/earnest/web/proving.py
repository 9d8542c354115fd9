"""A customer proves an address: by a code from a mail, or by the button on the page that the mail links to."""

import asyncio
import logging
from typing import Annotated
from urllib.parse import urlencode

from fastapi import FastAPI, Query, Request, Response
from fastapi.responses import HTMLResponse

from earnest.domain.identity import Session
from earnest.domain.mail_proof import PROOF_LIFETIME, Letter
from earnest.domain.time import SECOND
from earnest.proving import PAGE, Begun
from earnest.web import proof_shapes
from earnest.web.centre_page import HEADERS, Pages
from earnest.web.door import Door, Token
from earnest.web.forms import Cookie, form_of, host_of
from earnest.web.problems import responses

ASKED = Cookie("earnest-asked", PROOF_LIFETIME // SECOND)
"""Where it was asked: whoever gets somebody else to press a link in another browser gains nothing."""

Ticket = Annotated[str, Query(max_length=200)]
Wanted = Annotated[str, Query(max_length=35, pattern=r"^[A-Za-z0-9-]*$")]

_LOG = logging.getLogger(__name__)


class ProvingRoutes:
    """The routes of proofs by mail."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._lanes = door, door.house, door.lanes
        self._pages = Pages(door.house)

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on; the page itself is no part of the API."""
        asked = responses(400, 401, 403, 409, 413, 415, 422, 429, 503)
        web.post("/v1/identity/mail", status_code=202, responses=asked, summary="Have a code mailed")(self.mail_code)
        web.post("/v1/identity/mail/code", responses=asked | responses(410), summary="Prove an address by its code")(
            self.prove_code
        )
        web.get(PAGE, include_in_schema=False, response_model=None)(self.page)
        web.post(PAGE, include_in_schema=False, response_model=None)(self.press)

    async def mail_code(
        self, request: Request, response: Response, asked: proof_shapes.MailAsked, token: Token
    ) -> proof_shapes.MailGiven:
        """Have a code and a link mailed, if a customer has this address; the answer is the same if nobody has.

        Both are good once, for ten minutes, and in this session only. A new code ends the one before it.
        """

        def ask(caller: Session) -> Begun:
            return self._house.proofs.ask(caller, asked.address, asked.language, host_of(request))

        begun = await self._door.as_customer(self._lanes.short, token, ask)
        if begun.letter is not None:
            self._send(begun.letter)
        ASKED.put(request, response, begun.browser)
        return proof_shapes.MailGiven(good_for_seconds=PROOF_LIFETIME // SECOND)

    async def prove_code(self, request: Request, said: proof_shapes.CodeSaid, token: Token) -> proof_shapes.Proved:
        """Prove the address by the code, or, with an empty one, by the link that was pressed meanwhile.

        The session becomes the customer's, at level `reachable`, under a new token. After five wrong codes, or ten
        minutes, it is 410: ask for a new one.
        """
        proofs, host = self._house.proofs, host_of(request)
        fresh = await self._door.as_customer(
            self._lanes.short, token, lambda caller: proofs.prove(caller, token, said.code, host)
        )
        return proof_shapes.Proved(token=fresh, level="reachable")

    async def page(self, ticket: Ticket = "", language: Wanted = "") -> Response:
        """The page with the one button. To look at it changes nothing: mail programs look at links by themselves."""
        wanted = self._pages.language(language)
        keep = f"{urlencode({'ticket': ticket})}&"
        text = self._pages.render("prove.html", wanted, ticket=ticket, keep=keep)
        return HTMLResponse(text, headers=dict(HEADERS))

    async def press(self, request: Request) -> Response:
        """The button was pressed; it counts once, in the browser that asked."""
        given = await form_of(request)
        wanted, proofs = self._pages.language(given.get("language", "")), self._house.proofs
        ticket, browser, host = given.get("ticket", ""), ASKED.of(request), host_of(request)
        counts = await self._lanes.short.submit(lambda: proofs.press(ticket, browser, host))
        words = [self._pages.say(wanted, "proof-page-done" if counts else "proof-page-not")]
        heading = self._pages.say(wanted, "proof-page-title")
        text = self._pages.render("plain.html", wanted, heading=heading, words=words)
        return HTMLResponse(text, 200 if counts else 410, dict(HEADERS))

    def _send(self, letter: Letter) -> None:
        """Send it on a lane of its own, unseen: how long it takes, or that it fails, would tell who is known."""
        try:
            sent = self._lanes.post.submit(lambda: self._house.proofs.carrier.post(letter))
        except Exception as full:  # noqa: BLE001 - as above: the answer stays the same
            _LOG.warning("a code was not mailed: %s", type(full).__name__)
        else:
            sent.add_done_callback(_told)


def _told(sent: "asyncio.Future[None]") -> None:
    if not sent.cancelled() and (error := sent.exception()) is not None:
        _LOG.warning("a code was not mailed: %s", type(error).__name__)
