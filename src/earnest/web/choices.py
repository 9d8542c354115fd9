"""What customers decide about their data: see every choice, say yes or no, be asked, take the whole record along."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import FastAPI, Header, Request, Response

from earnest.domain.consents import ConsentEvent
from earnest.domain.identity import Session
from earnest.domain.purposes import ConsentState, Purpose
from earnest.domain.turns import Used
from earnest.web import choice_shapes as shapes
from earnest.web.door import Door, Token, as_json
from earnest.web.problems import Responses, responses
from earnest.web.proofs import Language
from earnest.web.signal import SINCE, WELL_KNOWN

WebhookHeader = Annotated[str, Header(max_length=2_000)]

CHOICES = (Used("choices", "said", Purpose.RIGHTS_FULFIL),)
"""What somebody is shown who looks at their own choices."""

_RECORD: Responses = {
    200: {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "The record."}
}


class ChoicesRoutes:
    """The routes of choices. All of them run on the lane that turns never fill."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._lane = door, door.house, door.lanes.reserved

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        one, own = "/v1/consents/{purpose}", responses(401, 422, 503)
        body = responses(400, 401, 409, 413, 415, 422, 503)
        told: Responses = {200: {"model": shapes.ChoicesShown}}
        web.get("/v1/consents", responses=own | told, summary="See what you can choose")(self.list_choices)
        web.put(one, responses=body, summary="Say what your data may be used for")(self.record_consent)
        web.post(f"{one}/asked", responses=body, summary="Note that you were asked, or put it off")(self.note_asked)
        web.get("/v1/consent-record", responses=own | _RECORD, summary="Take your consent record along")(
            self.consent_record
        )
        web.post(
            "/v1/platform/consents",
            responses=responses(400, 401, 413, 415, 422, 503),
            summary="Tell what a customer said elsewhere",
        )(self.told_by_platform)
        web.get(WELL_KNOWN, summary="See that Global Privacy Control is honoured")(self.privacy_signal)

    async def list_choices(self, token: Token, language: Language = "") -> Response:
        """Every purpose that can be chosen: state, since when, the exact words, what is gained, what a no costs.

        `may_ask` says whether the person may be asked now; where it is false, show the choice only where they look
        for it themselves. Nothing is ever pre-selected, and help never depends on a yes.
        """

        def look(caller: Session) -> dict[str, Any]:
            choices = self._house.choices
            self._house.store.looks.own(caller, CHOICES)
            return {
                "choices": [shapes.choice_shown(one) for one in choices.every(caller, language)],
                "notice": shapes.notice_shown(choices.rules.terms).model_dump(),
                "withdrawal": choices.wording.say(choices.tongue(language), "consent-withdrawal"),
                "global_privacy_control": choices.signal_since(caller),
            }

        return as_json(200, await self._door.as_customer(self._lane, token, look))

    async def record_consent(self, purpose: Purpose, said: shapes.ConsentSaid, token: Token) -> shapes.ConsentGiven:
        """Give, refuse, withdraw or object; it holds from the very next turn, also of a conversation under way.

        A yes carries the `text_version` that was read (409 if the words have changed since); a no needs nothing. The
        answer holds the receipt. Sent twice, it is one event.
        """
        return await self._recorded(
            token,
            lambda caller: self._house.choices.say(caller, purpose, said.state, said.text_version, said.language),
        )

    async def note_asked(self, purpose: Purpose, asked: shapes.ConsentAsked, token: Token) -> shapes.ConsentGiven:
        """Note that this person is being asked about a purpose now, or that they said "later".

        409 where they may not be asked: they said no not long ago, objected, or were asked often enough.
        """
        put_off = asked.outcome is ConsentState.DEFERRED
        return await self._recorded(
            token, lambda caller: self._house.choices.asked(caller, purpose, asked.language, put_off=put_off)
        )

    async def consent_record(self, token: Token, language: Language = "") -> Response:
        """Everything that was asked and said, with the exact words, in the shape of ISO/IEC TS 27560:2023."""

        def look(caller: Session) -> dict[str, Any]:
            self._house.store.looks.own(caller, CHOICES)
            return self._house.choices.record(caller, language)

        return as_json(200, await self._door.as_customer(self._lane, token, look))

    async def told_by_platform(
        self,
        request: Request,
        told: shapes.ConsentTold,
        webhook_id: WebhookHeader = "",
        webhook_timestamp: WebhookHeader = "",
        webhook_signature: WebhookHeader = "",
    ) -> shapes.ConsentTaken:
        """For an outside consent platform: a webhook, signed as Standard Webhooks asks (v1), not older than 5 minutes.

        The same `webhook-id` has one effect and one answer. A no is taken from anybody; a yes needs time and text
        version, and never lifts a no that was said elsewhere. `earnest consent webhook` prints the secret.
        """
        given = {
            "webhook-id": webhook_id,
            "webhook-timestamp": webhook_timestamp,
            "webhook-signature": webhook_signature,
        }
        body = await request.body()

        def take() -> shapes.ConsentTaken:
            taken = self._house.told(given, body, told.model_dump())
            person = self._house.person_of(told.customer.strip())
            return shapes.ConsentTaken(ruling=taken.ruling, decision=taken.decision, person=person)

        return await self._lane.submit(take)

    async def privacy_signal(self) -> shapes.SignalServed:
        """That the browser's signal (`Sec-GPC: 1`) counts as an objection to advertising, profiling and sharing."""
        return shapes.SignalServed(gpc=True, lastUpdate=SINCE)

    async def _recorded(self, token: str, say: Callable[[Session], ConsentEvent]) -> shapes.ConsentGiven:
        def deed(caller: Session) -> shapes.ConsentGiven:
            event = say(caller)
            allowed = {one.row.purpose: one.allowed for one in self._house.choices.every(caller)}
            return shapes.ConsentGiven(
                decision=event.decision,
                purpose=event.purpose,
                state=event.state,
                allowed=allowed[event.purpose],
                receipt=self._house.consent_receipt(event.decision),
            )

        return await self._door.as_customer(self._lane, token, deed)
