"""Why something was decided, its proof, the log's head, and whether the house is well."""

from typing import Any

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from earnest.web import shapes
from earnest.web.door import DecisionId, Door, Token
from earnest.web.problems import Responses, responses

_TEXT: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class Proofs:
    """The routes of proofs and health."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._lanes = door, door.house, door.lanes

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        own = responses(401, 404, 422, 503)
        decision = "/v1/decisions/{decision}"
        web.get(decision, responses=own, summary="Ask why")(self.why)
        web.get(
            f"{decision}/receipt", responses=own | _TEXT, response_class=PlainTextResponse, summary="Get a receipt"
        )(self.receipt)
        web.get(
            "/v1/log/checkpoint",
            responses=responses(503) | _TEXT,
            response_class=PlainTextResponse,
            summary="Get the log's newest signed checkpoint",
        )(self.checkpoint)
        web.get("/v1/health", responses=responses(503), summary="Ask whether the house is well")(self.health)
        web.get("/v1/live", summary="Ask whether the process answers")(self.live)

    async def why(self, decision: DecisionId, token: Token) -> dict[str, Any]:
        """Data used, rules that fired, what would change it, proof. Only of your own decisions."""
        return await self._door.as_customer(self._lanes.short, token, lambda caller: self._house.why(decision, caller))

    async def receipt(self, decision: DecisionId, token: Token) -> PlainTextResponse:
        """A receipt that verifies offline (c2sp.org/tlog-proof). Only of your own decisions."""
        return PlainTextResponse(
            await self._door.as_customer(self._lanes.short, token, lambda caller: self._house.receipt(decision, caller))
        )

    async def checkpoint(self) -> PlainTextResponse:
        """The log's newest signed checkpoint (c2sp.org/tlog-checkpoint)."""
        return PlainTextResponse(await self._lanes.short.submit(self._house.checkpoint))

    async def health(self) -> shapes.HealthShown:
        """Whether the database can be read, on the lane that turns never fill."""
        return shapes.HealthShown.model_validate(await self._lanes.reserved.submit(self._house.health))

    async def live(self) -> shapes.LiveShown:
        """Whether the process answers at all; the database is not asked."""
        return shapes.LiveShown(status="ok")
