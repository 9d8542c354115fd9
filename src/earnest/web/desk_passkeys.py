"""What colleagues do with passkeys: sign in by one, see their own, set one up, remove one."""

import secrets
from typing import Annotated

from fastapi import FastAPI, Path, Request, Response

from earnest.domain.errors import NotAllowed
from earnest.domain.ids import Kind
from earnest.staff_passkeys import StaffPasskeys
from earnest.web import desk_shapes
from earnest.web.desk_door import Colleague, StaffKey, as_colleague
from earnest.web.desk_sessions import BROWSER_BYTES, letting_in
from earnest.web.door import Door, as_json, id_reading, id_shape
from earnest.web.forms import Cookie, host_of
from earnest.web.passkey_shapes import CreatedAnswer, PasskeyOptions, PasskeyShown, PasskeysShown, shown
from earnest.web.problems import Responses, responses
from earnest.web.shapes import SignedAnswer

ASKED = Cookie("earnest-desk-asked", 5 * 60)
"""Which browser was asked for a passkey: what another one answers signs nobody in."""

OWN = "/v1/desk/passkeys"
ENTER = "/v1/desk/sign-in/passkey"
NO_CONTENT = 204

PasskeyId = Annotated[str, Path(), id_shape(Kind.RECORD), id_reading(Kind.RECORD)]


class DeskPasskeys:
    """The routes of colleagues' passkeys."""

    def __init__(self, door: Door) -> None:
        self._door, self._house = door, door.house

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        me: Responses = {200: {"model": desk_shapes.MeShown}}
        asked: Responses = {200: {"model": PasskeyOptions}}
        body = responses(400, 401, 403, 409, 413, 415, 422, 429, 503)
        web.post(
            f"{ENTER}/asked",
            responses=asked | responses(403, 429, 503),
            response_model=None,
            summary="Begin to sign in at the desk by a passkey",
        )(self.desk_ask_passkey)
        web.post(ENTER, responses=me | body, response_model=None, summary="Sign in at the desk by a passkey")(
            self.desk_by_passkey
        )
        web.get(OWN, responses=responses(401, 422, 503), summary="See a colleague's own passkeys")(
            self.see_desk_passkeys
        )
        web.post(
            f"{OWN}/asked", responses=responses(401, 403, 409, 422, 429, 503), summary="Begin to set up a passkey"
        )(self.ask_desk_passkey)
        web.post(OWN, status_code=201, responses=body, summary="Set up a colleague's passkey")(self.add_desk_passkey)
        web.delete(
            f"{OWN}/{{passkey}}",
            status_code=NO_CONTENT,
            responses=responses(401, 403, 404, 422, 503),
            summary="Remove a colleague's passkey",
        )(self.remove_desk_passkey)

    async def desk_ask_passkey(self, request: Request) -> Response:
        """What the browser is to be asked. What it answers is good once, for five minutes, from this very browser."""
        passkeys, host, browser = self._passkeys, host_of(request), secrets.token_urlsafe(BROWSER_BYTES)
        options = await self._door.lanes.staff.submit(lambda: passkeys.ask_to_enter(browser, host))
        answer = as_json(200, PasskeyOptions(options=options).model_dump())
        ASKED.put(request, answer, browser)
        return answer

    async def desk_by_passkey(self, given: SignedAnswer, request: Request) -> Response:
        """Exchange a passkey's answer for a session, without name and password; see `POST /v1/desk/sign-in`."""
        passkeys, host, browser = self._passkeys, host_of(request), ASKED.of(request)
        answer = await letting_in(
            self._door, request, lambda old: passkeys.enter(browser, given.model_dump(), host, old)
        )
        ASKED.put(request, answer, "")
        return answer

    async def see_desk_passkeys(self, given: StaffKey) -> PasskeysShown:
        """Your own passkeys, the oldest first; none where this house takes none, or where you came by a key."""
        passkeys = self._house.staff_passkeys

        def look(who: Colleague) -> PasskeysShown:
            offered = passkeys is not None and bool(given.token) and passkeys.offered(who.name)
            own = passkeys.own(who.name) if passkeys and offered else ()
            return PasskeysShown(offered=offered, passkeys=[shown(one) for one in own])

        return await as_colleague(self._door, given, None, look)

    async def ask_desk_passkey(self, request: Request, given: StaffKey) -> PasskeyOptions:
        """What the browser is to be asked for a new passkey; good once, for five minutes, in this session."""
        passkeys, host = self._passkeys, host_of(request)
        options = await as_colleague(
            self._door, given, None, lambda who: passkeys.ask_to_add(who.name, given.token, host), grave=True
        )
        return PasskeyOptions(options=options)

    async def add_desk_passkey(self, request: Request, answer: CreatedAnswer, given: StaffKey) -> PasskeyShown:
        """Keep the passkey that your browser made. Its private half never leaves your device."""
        passkeys, host = self._passkeys, host_of(request)
        kept = await as_colleague(
            self._door,
            given,
            None,
            lambda who: passkeys.add(who.name, given.token, answer.model_dump(), host),
            grave=True,
        )
        return shown(kept)

    async def remove_desk_passkey(self, passkey: PasskeyId, given: StaffKey) -> Response:
        """Remove one of your own; your password stays."""
        passkeys = self._passkeys
        await as_colleague(self._door, given, None, lambda who: passkeys.remove(who.name, passkey), grave=True)
        return Response(status_code=NO_CONTENT)

    @property
    def _passkeys(self) -> StaffPasskeys:
        if self._house.staff_passkeys is None:
            raise NotAllowed("No passkeys are taken at this desk; it needs an address with a name (`[desk] url`).")
        return self._house.staff_passkeys
