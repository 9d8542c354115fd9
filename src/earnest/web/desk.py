"""What colleagues do: see what waits for a person, and rule on deeds that wait for their yes."""

from fastapi import FastAPI, Response

from earnest.domain.turns import Reply
from earnest.web import shapes
from earnest.web.door import ApprovalId, ColleagueKey, Door, as_json
from earnest.web.problems import Responses, responses


class Desk:
    """The routes of colleagues."""

    def __init__(self, door: Door) -> None:
        self._house, self._lanes = door.house, door.lanes

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        waiting: Responses = {200: {"model": list[shapes.WaitingShown]}}
        web.get("/v1/desk/hand-overs", responses=responses(401, 503) | waiting, summary="See what waits for a person")(
            self.see_hand_overs
        )
        told: Responses = {
            200: {"model": shapes.ReplyShown},
            202: {"model": shapes.ReplyShown, "description": "It will be done."},
        }
        web.post(
            "/v1/desk/approvals/{approval}",
            responses=told | responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
            response_model=None,
            summary="Approve or decline a deed",
        )(self.rule)

    async def see_hand_overs(self, key: ColleagueKey) -> Response:
        """What waits for a person, the nearest clock first."""
        self._house.colleague(key)
        return as_json(200, await self._lanes.staff.submit(self._house.waiting))

    async def rule(self, approval: ApprovalId, ruling: shapes.Ruling, key: ColleagueKey) -> Response:
        """Approve or decline a deed that waits for a person; 202 while the approved deed is still to be done."""
        name = self._house.colleague(key)

        def rule() -> Reply:
            return self._house.rule(approval, ruling.client_id, name, approve=ruling.approve, note=ruling.note)

        reply = await self._lanes.staff.submit(rule)
        return as_json(202 if reply.pending else 200, shapes.reply_shown(reply))
