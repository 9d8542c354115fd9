"""Erasure by the person themselves: ask for it, see how it stands, keep the receipt."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import FastAPI, Path, Request
from fastapi.responses import PlainTextResponse

from earnest.domain.ids import Kind
from earnest.web import shapes
from earnest.web.door import Door, Token, id_reading, id_shape
from earnest.web.forms import host_of
from earnest.web.problems import Responses, responses

if TYPE_CHECKING:
    from earnest.house import House

ErasureId = Annotated[str, Path(), id_shape(Kind.RECORD), id_reading(Kind.RECORD)]

_TEXT: Responses = {200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "The receipt."}}


class Erasures:
    """The routes of erasure."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._lanes = door, door.house, door.lanes

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        look = responses(401, 404, 422, 429, 503)
        web.post("/v1/erasures", status_code=202, responses=responses(401, 403, 429, 503), summary="Be erased")(
            self.ask_erasure
        )
        web.get("/v1/erasures/{erasure}", responses=look, summary="How an erasure stands")(self.see_erasure)
        web.get(
            "/v1/erasures/{erasure}/receipt",
            responses=look | _TEXT,
            response_class=PlainTextResponse,
            summary="The receipt of an erasure",
        )(self.read_erasure_receipt)

    async def ask_erasure(self, request: Request, token: Token) -> shapes.ErasureGiven:
        """Have everything about you erased. Signed-in customers and visitors may; it is done within a month."""

        def asked(house: "House") -> dict[str, Any]:
            name, shown = house.ask_erasure(house.store.session(token), host_of(request))
            return {"id": name, "token": shown, "due_at": house.store.erasing.job(name, shown).due_at}

        return shapes.ErasureGiven.model_validate(await self._lanes.reserved.submit(lambda: asked(self._house)))

    async def see_erasure(self, request: Request, erasure: ErasureId, token: Token) -> shapes.ErasureShown:
        """How it stands: state, deadline, who was told, what forbids it for now, and the certificate once it is done.

        The token is the one that asking gave; a session may long be over.
        """
        house, host = self._house, host_of(request)
        job = await self._lanes.short.submit(lambda: house.erasure_job(erasure, token, host))
        return shapes.ErasureShown(
            id=job.id,
            state=job.state.value,
            asked_at=job.asked_at,
            due_at=job.due_at,
            told_until=job.told_until,
            held=job.held,
            told=[shapes.ErasureTold.model_validate({"system": one.system, "state": one.state}) for one in job.told],
            certificate=_certificate(job.certificate) if job.certificate else None,
        )

    async def read_erasure_receipt(self, request: Request, erasure: ErasureId, token: Token) -> PlainTextResponse:
        """A receipt of the certificate that verifies offline (c2sp.org/tlog-proof)."""
        house, host = self._house, host_of(request)
        return PlainTextResponse(await self._lanes.short.submit(lambda: house.erasure_receipt(erasure, token, host)))


def _certificate(done: Any) -> shapes.ErasureCertificate:
    return shapes.ErasureCertificate(
        decision=done.decision,
        at=done.at,
        erased=dict(done.erased),
        survives=[shapes.ErasureKept(what=what, why=why) for what, why in done.survives],
        complete_after=done.complete_after,
    )
