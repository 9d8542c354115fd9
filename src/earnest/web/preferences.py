"""What customers told us to remember: see it, say it, put it right, have it forgotten."""

from fastapi import FastAPI, Response
from pydantic import Field

from earnest.domain.identity import Session
from earnest.domain.preferences import PREFERENCES, VALUE_LENGTH_MAX, Preference, Remembered
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Used
from earnest.web.door import Door, Token
from earnest.web.part_shapes import Shown, Strict
from earnest.web.problems import responses

NO_CONTENT = 204


class PreferenceSaid(Strict):
    """What to remember."""

    value: str = Field(max_length=VALUE_LENGTH_MAX)


class PreferenceShown(Shown):
    """One thing that is remembered."""

    preference: Preference
    value: str
    set_at: int = Field(description="Since when, in microseconds since 1970-01-01 UTC.")
    until: int = Field(description="When it is forgotten, in microseconds since 1970-01-01 UTC.")


class PreferencesShown(Shown):
    """Everything that is remembered."""

    allowed: bool = Field(description="Whether anything may be remembered: `memory.profile` has a live yes.")
    preferences: list[PreferenceShown]


class PreferencesRoutes:
    """The routes of preferences."""

    def __init__(self, door: Door) -> None:
        self._door, self._memory, self._lane = door, door.house.memory, door.lanes.short
        self._looks = door.house.store.looks

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        one, own = "/v1/preferences/{preference}", responses(401, 404, 422, 503)
        body = responses(400, 401, 403, 413, 415, 422, 503)
        web.get("/v1/preferences", responses=responses(401, 503), summary="See what is remembered")(
            self.list_preferences
        )
        web.put(one, responses=body, summary="Have something remembered, or put it right")(self.set_preference)
        web.delete(one, responses=own, status_code=NO_CONTENT, summary="Have something forgotten")(
            self.forget_preference
        )

    async def list_preferences(self, token: Token) -> PreferencesShown:
        """What you told us to remember; nothing of it can be read without your yes to `memory.profile`."""

        def look(caller: Session) -> PreferencesShown:
            known = self._memory.every(caller)
            used = tuple(Used(PREFERENCES, one.preference.value, Purpose.RIGHTS_FULFIL) for one in known)
            self._looks.own(caller, used)
            shown = [_shown(one) for one in known]
            return PreferencesShown(allowed=self._memory.allowed(caller), preferences=shown)

        return await self._door.as_customer(self._lane, token, look)

    async def set_preference(self, preference: Preference, said: PreferenceSaid, token: Token) -> PreferenceShown:
        """Remember it, in place of what was said before. 403 without a live yes to `memory.profile`.

        size: such as 42 or M; language: such as de-AT; channel: chat, mail or phone; contact_times: such as
        mon 09:00-12:00; people_first: yes or no.
        """
        return await self._door.as_customer(
            self._lane, token, lambda caller: _shown(self._memory.set(caller, preference, said.value))
        )

    async def forget_preference(self, preference: Preference, token: Token) -> Response:
        """Forget it at once; this needs no yes."""
        await self._door.as_customer(self._lane, token, lambda caller: self._memory.forget(caller, preference))
        return Response(status_code=NO_CONTENT)


def _shown(one: Remembered) -> PreferenceShown:
    return PreferenceShown(preference=one.preference, value=one.value, set_at=one.set_at, until=one.until)
