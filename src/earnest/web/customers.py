"""What customers do: open a session, talk, press, undo, ask for a person, read and follow the log."""

from typing import Annotated

from fastapi import FastAPI, Header, Query, Request, Response
from sse_starlette.sse import EventSourceResponse

from earnest.domain.identity import Channel, Session
from earnest.domain.inbound import WantsPerson
from earnest.domain.items import Item
from earnest.web import shapes
from earnest.web.door import ConversationId, Door, Token, as_json
from earnest.web.forms import host_of
from earnest.web.problems import Responses, responses
from earnest.web.signal import Signal
from earnest.web.stream import PAGE, events

ITEM_NUMBER_MAX = 2**53 - 1
NO_CONTENT = 204

After = Annotated[int, Query(ge=0, le=ITEM_NUMBER_MAX, description="The number of the last item you have.")]
LastEventId = Annotated[
    str, Header(pattern=r"^[0-9]{0,15}$", description="The number of the last item you have; goes before `after`.")
]

_TOLD: Responses = {
    200: {"model": shapes.ReplyShown},
    202: {"model": shapes.ReplyShown, "description": "More comes as items."},
}
_ITEM = {"contentMediaType": "application/json", "contentSchema": {"$ref": "#/components/schemas/ItemShown"}}
_EVENT = {
    "type": "object",
    "description": "One event; `data` is JSON: an item, or the problem that ended the stream.",
    "properties": {
        "event": {"enum": ["item", "end"]},
        "id": {"type": "string", "pattern": "^[0-9]+$"},
        "data": {"type": "string"} | _ITEM,
    },
    "required": ["event", "data"],
}
_STREAM: Responses = {200: {"content": {"text/event-stream": {"schema": _EVENT}}, "description": "Items as they come."}}


class Customers:
    """The routes of customers."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._lanes = door, door.house, door.lanes

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        talk = "/v1/conversations/{conversation}"
        body = responses(400, 401, 413, 415, 422, 503)
        turn = _TOLD | body | responses(403, 404, 409, 410, 429)
        look = responses(401, 404, 422, 503)
        web.post("/v1/sessions", status_code=201, responses=body | responses(429), summary="Open a session")(
            self.open_session
        )
        web.delete("/v1/sessions", status_code=NO_CONTENT, responses=responses(401, 503), summary="Sign out")(
            self.end_session
        )
        web.post("/v1/conversations", status_code=201, responses=body, summary="Open a conversation")(
            self.open_conversation
        )
        web.post(f"{talk}/items", responses=turn, response_model=None, summary="Send words, a press, or use a right")(
            self.send
        )
        web.post(f"{talk}/person", responses=turn, response_model=None, summary="Talk to a person")(self.ask_person)
        web.post(f"{talk}/rating", responses=body | responses(404), summary="Say what you think of an answer")(
            self.rate
        )
        web.get(f"{talk}/items", responses=look | {200: {"model": shapes.ItemsShown}}, summary="Read the log")(
            self.read_items
        )
        web.get(
            f"{talk}/stream", responses=look | _STREAM, response_class=EventSourceResponse, summary="Follow the log"
        )(self.follow_items)

    async def open_session(self, request: Request, asked: shapes.SessionAsked, signal: Signal) -> shapes.SessionGiven:
        """Open a session, as a visitor or with the shop's own short-lived token."""
        honours = signal or asked.global_privacy_control

        def opened() -> tuple[str, Session]:
            token, session = self._house.open_session(
                asked.channel, asked.identity_token, host_of(request), asked.nonce
            )
            if honours:
                self._house.choices.honour(session)
            return token, session

        token, session = await self._lanes.short.submit(opened)
        return shapes.SessionGiven.model_validate(
            {"token": token, "level": session.level.word, "global_privacy_control": honours}
        )

    async def end_session(self, token: Token) -> Response:
        """End the session: its token opens nothing any more. The conversation stays with its customer."""
        end = self._house.store.end_session
        await self._door.as_customer(self._lanes.reserved, token, lambda _: end(token))
        return Response(status_code=NO_CONTENT)

    async def open_conversation(self, asked: shapes.ConversationAsked, token: Token) -> shapes.ConversationGiven:
        """Open a conversation in one of the brand's languages, or in none yet."""
        name, notice = await self._door.as_customer(
            self._lanes.short,
            token,
            lambda caller: self._house.open_conversation(caller, Channel.CHAT, asked.language),
        )
        return shapes.ConversationGiven(id=name, notice=notice)

    async def send(self, conversation: ConversationId, sent: shapes.Sent, token: Token) -> Response:
        """Send words, a press on a card or a choice; undo, contest, bar a source, or correct a hand-over's summary.

        Answers 200 with the items that it added, or 202 if that takes longer than two seconds: then the items come
        by stream and by polling. The same `client_id` sent twice gets the same answer and has one effect.
        """
        return await self._door.turn(self._lanes.turns, token, conversation, sent.client_id, shapes.what(sent))

    async def ask_person(self, conversation: ConversationId, asked: shapes.PersonAsked, token: Token) -> Response:
        """Ask for a person. It has a lane of its own, no model is asked, and it is never refused."""
        return await self._door.turn(self._lanes.reserved, token, conversation, asked.client_id, WantsPerson())

    async def rate(self, conversation: ConversationId, said: shapes.RatingSaid, token: Token) -> shapes.RatingGiven:
        """Rate a decision or the conversation. What felt intrusive or unfair is looked at by the owner of the house."""
        given = await self._door.as_customer(
            self._lanes.short, token, lambda caller: self._house.rate(caller, conversation, shapes.rating(said))
        )
        return shapes.RatingGiven(decision=given.decision, hand_over=given.hand_over)

    async def read_items(self, conversation: ConversationId, token: Token, after: After = 0) -> Response:
        """A page of the conversation's log, after a number."""
        found = await self._page(token, conversation, after)
        shown = [shapes.item_shown(item) for item in found]
        return as_json(200, {"items": shown, "next_after": found[-1].seq if found else after})

    async def follow_items(
        self, conversation: ConversationId, token: Token, after: After = 0, last_event_id: LastEventId = ""
    ) -> EventSourceResponse:
        """The conversation's log as server-sent events.

        An event `item` is one item as JSON, its id the item's number; none comes twice and none is left out when the
        stream is resumed with `Last-Event-ID`. An event `end` is a problem as JSON: the session has ended.
        """
        door, start = self._door, int(last_event_id) if last_event_id else after
        door.bells.check_room(conversation)
        await self._page(token, conversation, start)  # what is not the caller's is refused before the stream begins
        items = events(door.bells, conversation, start, lambda since: self._page(token, conversation, since), door.pace)
        return EventSourceResponse(items, ping=door.pace.ping_seconds, sep="\n")

    async def _page(self, token: str, conversation: str, after: int) -> tuple[Item, ...]:
        return await self._door.as_customer(
            self._lanes.short, token, lambda caller: self._house.store.items(conversation, caller, after, PAGE)
        )
