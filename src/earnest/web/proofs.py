"""Why something was decided, its proof, the log's head, and whether the house is well."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import FastAPI, Query, Response
from fastapi.responses import PlainTextResponse

from earnest.domain.errors import NotFound
from earnest.domain.identity import Session
from earnest.web import shapes
from earnest.web.door import DecisionId, Door, Token, as_json
from earnest.web.problems import Responses, responses

T = TypeVar("T")

Language = Annotated[str, Query(max_length=35, pattern=r"^[A-Za-z0-9-]*$", description="A language tag, or empty.")]

_TEXT: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}


class Proofs:
    """The routes of proofs and health."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._lanes = door, door.house, door.lanes

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        own = responses(401, 404, 422, 503)
        decision = "/v1/decisions/{decision}"
        web.get(decision, responses=own | {200: {"model": shapes.WhyShown}}, summary="Ask why")(self.why)
        web.get(
            f"{decision}/receipt", responses=own | _TEXT, response_class=PlainTextResponse, summary="Get a receipt"
        )(self.receipt)
        web.get(
            "/v1/log/checkpoint",
            responses=responses(503) | _TEXT,
            response_class=PlainTextResponse,
            summary="Get the log's newest signed checkpoint",
        )(self.checkpoint)
        told: Responses = {200: {"model": shapes.BrandShown}}
        web.get("/v1/brand", responses=responses(422, 503) | told, summary="See what the brand says of itself")(
            self.brand
        )
        web.get("/v1/health", responses=responses(503), summary="Ask whether the house is well")(self.health)
        web.get("/v1/live", summary="Ask whether the process answers")(self.live)

    async def why(self, decision: DecisionId, token: Token) -> Response:
        """Data used, rules that fired, what would change it, proof. Only of your own decisions."""
        return as_json(200, await self._own(self._house.why, decision, token))

    async def receipt(self, decision: DecisionId, token: Token) -> PlainTextResponse:
        """A receipt that verifies offline (c2sp.org/tlog-proof). Only of your own decisions."""
        return PlainTextResponse(await self._own(self._house.receipt, decision, token))

    async def _own(self, told: Callable[[str, Session], T], decision: str, token: str) -> T:
        """Something about a decision; somebody else's gets the same answer as one that never was, to the letter."""
        try:
            return await self._door.as_customer(self._lanes.short, token, lambda caller: told(decision, caller))
        except NotFound:
            raise NotFound("There is no such decision of yours; copy its id again.") from None

    async def checkpoint(self) -> PlainTextResponse:
        """The log's newest signed checkpoint (c2sp.org/tlog-checkpoint)."""
        return PlainTextResponse(await self._lanes.short.submit(self._house.checkpoint))

    async def brand(self, language: Language = "") -> Response:
        """Name, abilities, limits and hours, in one of the brand's languages; in its first where it speaks no other."""
        return as_json(200, await self._lanes.short.submit(lambda: self._house.about(language)))

    async def health(self) -> shapes.HealthShown:
        """Whether the database can be read, on the lane that turns never fill."""
        return shapes.HealthShown.model_validate(await self._lanes.reserved.submit(self._house.health))

    async def live(self) -> shapes.LiveShown:
        """Whether the process answers at all; the database is not asked."""
        return shapes.LiveShown(status="ok")
