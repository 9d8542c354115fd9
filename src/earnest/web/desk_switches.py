"""The kill switch at the desk: what is switched off, by whom it may be; it waits behind no turn."""

from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Response

from earnest.desk.roles import require
from earnest.web import desk_shapes
from earnest.web.desk import ROUTES
from earnest.web.desk_door import StaffKey, colleague_of, require_fresh
from earnest.web.door import Door, as_json
from earnest.web.problems import Responses, responses

PATH = "/v1/desk/switches"


class Switches:
    """The routes of the switch."""

    def __init__(self, door: Door) -> None:
        self._door, self._house = door, door.house

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        shown: Responses = {200: {"model": desk_shapes.SwitchesShown}}
        look, body = responses(401, 403, 422, 503), responses(400, 401, 403, 404, 409, 413, 415, 422, 503)
        web.get(PATH, responses=look | shown, response_model=None, summary="See what is switched off")(
            self.see_switches
        )
        web.post(PATH, responses=body | shown, response_model=None, summary="Switch something off, or on again")(
            self.switch
        )

    async def see_switches(self, given: StaffKey) -> Response:
        """What is switched off, since when and why, and what could be."""

        def look() -> dict[str, Any]:
            require(colleague_of(self._house, given).role, _needs("see_switches"))
            return self._shown()

        return as_json(200, await self._door.lanes.reserved.submit(look))

    async def switch(self, asked: desk_shapes.Switched, given: StaffKey) -> Response:
        """Switch a playbook, a skill or all of them off, or on again: it holds for the very next answer.

        Whoever asks for what is switched off is told, and gets a person; what waits to go out does not.
        """

        def step() -> dict[str, Any]:
            who = colleague_of(self._house, given)
            require(who.role, _needs("switch"))
            require_fresh(who)
            self._house.switch(asked.what, asked.reason, who.name, off=asked.off)
            return self._shown()

        return as_json(200, await self._door.lanes.reserved.submit(step))

    def _shown(self) -> dict[str, Any]:
        switched = [asdict(one) for one in self._house.store.governing.switched_off()]
        return {"off": switched, "names": list(self._house.switchable())}


def _needs(route: str) -> Any:
    return ROUTES[route]
