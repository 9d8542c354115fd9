"""What customers do with passkeys: set one up, prove who they are, look at their own, remove one."""

from typing import Annotated

from fastapi import FastAPI, Path, Request, Response

from earnest.domain.errors import NotAllowed
from earnest.domain.identity import JUST_PROVED_LIFE, Level, Session
from earnest.domain.ids import Kind
from earnest.domain.purposes import Purpose
from earnest.domain.time import SECOND
from earnest.domain.turns import Used
from earnest.passkeys import Passkeys
from earnest.web.door import ConversationId, Door, Token, id_reading, id_shape
from earnest.web.forms import host_of
from earnest.web.passkey_shapes import (
    CreatedAnswer,
    JustProved,
    PasskeyAsked,
    PasskeyOptions,
    PasskeyShown,
    PasskeysShown,
    shown,
)
from earnest.web.problems import responses
from earnest.web.shapes import SignedAnswer

NO_CONTENT = 204
OWN = (Used("passkeys", "names", Purpose.RIGHTS_FULFIL),)
"""What somebody is shown who looks at their own passkeys."""

CardId = Annotated[str, Path(), id_shape(Kind.CARD), id_reading(Kind.CARD)]
PasskeyId = Annotated[str, Path(), id_shape(Kind.RECORD), id_reading(Kind.RECORD)]


class PasskeyRoutes:
    """The routes of passkeys."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._lane = door, door.house, door.lanes.short

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        every = "/v1/identity/passkeys"
        body = responses(400, 401, 403, 409, 413, 415, 422, 429, 503)
        web.get(every, responses=responses(401, 503), summary="See your passkeys")(self.list_passkeys)
        web.post(f"{every}/asked", responses=body, summary="Begin to set up a passkey, or to prove by one")(
            self.ask_passkey
        )
        web.post(every, status_code=201, responses=body, summary="Set up a passkey")(self.add_passkey)
        web.post(f"{every}/proof", responses=body, summary="Prove by a passkey who you are")(self.prove_passkey)
        web.post(
            "/v1/conversations/{conversation}/cards/{card}/signing",
            responses=responses(401, 403, 404, 422, 429, 503),
            summary="Begin to sign a card",
        )(self.ask_signature)
        web.delete(
            f"{every}/{{passkey}}",
            status_code=NO_CONTENT,
            responses=responses(401, 403, 404, 422, 503),
            summary="Remove a passkey",
        )(self.remove_passkey)

    async def ask_signature(
        self, request: Request, conversation: ConversationId, card: CardId, token: Token
    ) -> PasskeyOptions:
        """What your browser is to be asked so that you sign an open card of yours; its answer goes with the press.

        The challenge is SHA-256 over the card's id and the hash of its arguments: what is signed is what was shown.
        """
        house, host = self._house, host_of(request)
        given = await self._door.as_customer(
            self._lane, token, lambda caller: house.ask_to_sign(caller, conversation, card, host)
        )
        return PasskeyOptions(options=given)

    async def list_passkeys(self, token: Token) -> PasskeysShown:
        """Your passkeys, the oldest first; none where this house takes none."""
        passkeys = self._house.passkeys

        def look(caller: Session) -> PasskeysShown:
            known = caller.level >= Level.SIGNED_IN and passkeys is not None
            own = passkeys.own(caller) if passkeys and known else ()
            self._house.store.looks.own(caller, OWN if own else ())
            return PasskeysShown(offered=known, passkeys=[shown(one) for one in own])

        return await self._door.as_customer(self._lane, token, look)

    async def ask_passkey(self, request: Request, asked: PasskeyAsked, token: Token) -> PasskeyOptions:
        """What your browser is to be asked. What it answers is good once, for five minutes, in this session.

        The first passkey is set up within ten minutes of a sign-in at the shop; every further one needs a proof by one
        that you have already.
        """
        passkeys, host = self._passkeys, host_of(request)
        given = await self._door.as_customer(
            self._lane, token, lambda caller: passkeys.ask(caller, asked.ceremony, host)
        )
        return PasskeyOptions(options=given)

    async def add_passkey(self, request: Request, answer: CreatedAnswer, token: Token) -> PasskeyShown:
        """Keep the passkey that your browser made. Its private half never leaves your device."""
        passkeys, host = self._passkeys, host_of(request)
        kept = await self._door.as_customer(
            self._lane, token, lambda caller: passkeys.enrol(caller, answer.model_dump(), host)
        )
        return shown(kept)

    async def prove_passkey(self, request: Request, answer: SignedAnswer, token: Token) -> JustProved:
        """Prove who you are: the session is at level `just_proved` for five minutes, under a new token."""
        passkeys, host = self._passkeys, host_of(request)
        fresh = await self._door.as_customer(
            self._lane, token, lambda caller: passkeys.prove(caller, token, answer.model_dump(), host)
        )
        return JustProved(token=fresh, level="just_proved", for_seconds=JUST_PROVED_LIFE // SECOND)

    async def remove_passkey(self, passkey: PasskeyId, token: Token) -> Response:
        """Remove one of yours; this needs a proof of just now."""
        passkeys = self._passkeys
        await self._door.as_customer(self._lane, token, lambda caller: passkeys.remove(caller, passkey))
        return Response(status_code=NO_CONTENT)

    @property
    def _passkeys(self) -> Passkeys:
        if self._house.passkeys is None:
            raise NotAllowed("No passkeys are taken here; ask for a person.")
        return self._house.passkeys
