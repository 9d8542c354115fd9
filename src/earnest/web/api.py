"""The item API: one numbered log a conversation, for widget, desk, mail and replay alike.

A post answers 200 with the reply if it is ready within two seconds, else 202; everything later arrives as items.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

import orjson
from fastapi import Depends, FastAPI, Header, Path, Query, Response
from fastapi.responses import PlainTextResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sse_starlette.sse import EventSourceResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from earnest.app import House
from earnest.domain.errors import SignInNeeded, TooLarge
from earnest.domain.identity import Channel, Session
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Inbound, Reply, What
from earnest.web import shapes
from earnest.web.lanes import Lane, Lanes
from earnest.web.problems import Problem, install, problem, responses
from earnest.web.stream import PAGE, Bells, events

READY_SECONDS = 2.0
"""How long a post waits for its reply before it answers 202."""

ITEM_NUMBER_MAX = 2**53 - 1
_PLAIN = {"text/plain": {"schema": {"type": "string"}}}

Conversation = Annotated[str, Path(min_length=1, max_length=shapes.ID_LENGTH_MAX)]
After = Annotated[int, Query(ge=0, le=ITEM_NUMBER_MAX, description="The number of the last item you have.")]


def make_web(house: House, lanes: Lanes | None = None) -> FastAPI:
    """The HTTP door of a house.

    Args:
        house: what it opens to.
        lanes: thread pools, for tests that fill them.
    """
    lanes, bells = lanes or Lanes(), Bells()
    house.store.on_items(bells.ring)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        house.start()
        yield
        house.stop()
        lanes.close()

    web = FastAPI(title="Earnest", version="1", lifespan=life, openapi_url="/v1/openapi.json", docs_url=None)
    install(web)
    web.add_middleware(_Limit)
    door = _Door(house, lanes, bells)
    _customers(web, door)
    _proofs(web, door)
    _desk(web, door)
    _describe(web)
    return web


class _Door:
    """What the routes share."""

    def __init__(self, house: House, lanes: Lanes, bells: Bells) -> None:
        self.house, self.lanes, self.bells = house, lanes, bells
        self._bearer = HTTPBearer(auto_error=False, description="The token that POST /v1/sessions gave.")

    def session(self) -> Callable[..., Awaitable[Session]]:
        async def session(given: Annotated[HTTPAuthorizationCredentials | None, Depends(self._bearer)]) -> Session:
            if given is None:
                raise SignInNeeded("Open a session with POST /v1/sessions and send its token as Authorization: Bearer.")
            return await self.lanes.reserved.submit(lambda: self.house.store.session(given.credentials))

        return session

    async def turn(self, lane: Lane, inbound: Inbound) -> Response:
        """Take a turn; 200 with the reply, or 202 if it takes longer than a person waits."""
        bell = self.bells.join(inbound.conversation)
        running = lane.submit(lambda: self.house.take(inbound))
        try:
            async with asyncio.timeout(READY_SECONDS):
                reply = await asyncio.shield(running)
                reply = await self._settled(inbound, reply, bell)
        except TimeoutError:
            running.add_done_callback(_read_error)
            return _json(202, {"items": [], "decisions": [], "pending": True})
        finally:
            self.bells.leave(inbound.conversation, bell)
        return _json(202 if reply.pending else 200, shapes.reply_shown(reply))

    async def _settled(self, inbound: Inbound, reply: Reply, bell: asyncio.Event) -> Reply:
        """The reply with what an effect said, if that comes in time."""
        while reply.pending:
            try:
                async with asyncio.timeout(READY_SECONDS / 2):
                    await bell.wait()
            except TimeoutError:
                return reply
            bell.clear()
            reply = await self.lanes.reserved.submit(lambda: self.house.answered(inbound)) or reply
        return reply


def _customers(web: FastAPI, door: _Door) -> None:
    Caller = Annotated[Session, Depends(door.session())]  # noqa: N806 - a type, made here because it needs the door
    house, lanes = door.house, door.lanes

    @web.post("/v1/sessions", status_code=201, responses=responses(401, 413, 422, 503))
    async def open_session(asked: shapes.SessionAsked) -> shapes.SessionGiven:
        """Open a session, as a visitor or with the shop's own short-lived token."""
        token, session = await lanes.reserved.submit(lambda: house.open_session(asked.channel, asked.identity_token))
        return shapes.SessionGiven(token=token, level=session.level.word)

    @web.post("/v1/conversations", status_code=201, responses=responses(401, 413, 422, 503))
    async def open_conversation(asked: shapes.ConversationAsked, caller: Caller) -> shapes.ConversationGiven:
        """Open a conversation."""
        name = await lanes.reserved.submit(lambda: house.new_conversation(caller, Channel.CHAT, asked.language))
        return shapes.ConversationGiven(id=name)

    @web.post(
        "/v1/conversations/{conversation}/items",
        responses={202: {"model": shapes.ReplyShown}} | responses(401, 403, 404, 409, 410, 413, 422, 503),
        response_model=shapes.ReplyShown,
    )
    async def send(conversation: Conversation, sent: shapes.Sent, caller: Caller) -> Response:
        """Send words, a press or a choice. The same `client_id` twice gets the same answer."""
        inbound = _inbound(conversation, sent.client_id, caller, shapes.what(sent))
        return await door.turn(lanes.turns, inbound)

    @web.post(
        "/v1/conversations/{conversation}/person",
        responses={202: {"model": shapes.ReplyShown}} | responses(401, 404, 409, 413, 422, 503),
        response_model=shapes.ReplyShown,
    )
    async def person(conversation: Conversation, asked: shapes.PersonAsked, caller: Caller) -> Response:
        """Talk to a person. It has a lane of its own and is never refused."""
        inbound = _inbound(conversation, asked.client_id, caller, shapes.wants_person())
        return await door.turn(lanes.reserved, inbound)

    @web.get("/v1/conversations/{conversation}/items", responses=responses(401, 404, 422, 503))
    async def items(conversation: Conversation, caller: Caller, after: After = 0) -> shapes.ItemsShown:
        """The log after a number."""
        found = await lanes.reads.submit(lambda: house.store.items(conversation, caller, after, PAGE))
        shown = [shapes.ItemShown.model_validate(shapes.item_shown(item)) for item in found]
        return shapes.ItemsShown(items=shown, next_after=found[-1].seq if found else after)

    @web.get(
        "/v1/conversations/{conversation}/stream",
        responses=responses(401, 404, 422, 503)
        | {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
        response_class=EventSourceResponse,
    )
    async def stream(
        conversation: Conversation,
        caller: Caller,
        after: After = 0,
        last_event_id: Annotated[str | None, Header(pattern=r"^[0-9]{1,16}$")] = None,
    ) -> EventSourceResponse:
        """The log as server-sent events, resumed after `Last-Event-ID`."""
        start = int(last_event_id) if last_event_id else after

        def page(since: int) -> Any:
            return lanes.reads.submit(lambda: house.store.items(conversation, caller, since, PAGE))

        await page(start)  # a conversation that is not the caller's is refused before the stream begins
        return EventSourceResponse(events(door.bells, conversation, start, page))

    @web.put("/v1/consents/{purpose}", responses=responses(401, 413, 422, 503))
    async def consent(purpose: Purpose, said: shapes.ConsentSaid, caller: Caller) -> shapes.ConsentGiven:
        """Give, refuse, withdraw or object; it holds from the very next turn."""
        decision = await lanes.reserved.submit(
            lambda: house.store.record_consent(
                caller, purpose, said.state, text_version=said.text_version, language=said.language, channel="chat"
            )
        )
        return shapes.ConsentGiven(decision=decision, purpose=purpose, state=said.state)


def _proofs(web: FastAPI, door: _Door) -> None:
    Caller = Annotated[Session, Depends(door.session())]  # noqa: N806 - as above
    house, lanes = door.house, door.lanes

    @web.get("/v1/decisions/{decision}", responses=responses(401, 404, 422, 503))
    async def why(decision: Conversation, caller: Caller) -> dict[str, Any]:
        """Why: data used, rules that fired, what would change it, proof. Only your own decisions."""
        return await lanes.reads.submit(lambda: house.why(decision, caller))

    @web.get(
        "/v1/decisions/{decision}/receipt",
        responses=responses(401, 404, 422, 503) | {200: {"content": _PLAIN}},
        response_class=PlainTextResponse,
    )
    async def receipt(decision: Conversation, caller: Caller) -> PlainTextResponse:
        """A receipt that verifies offline (c2sp.org/tlog-proof)."""
        return PlainTextResponse(await lanes.reads.submit(lambda: house.receipt(decision, caller)))

    @web.get(
        "/v1/log/checkpoint", responses=responses(503) | {200: {"content": _PLAIN}}, response_class=PlainTextResponse
    )
    async def checkpoint() -> PlainTextResponse:
        """The log's newest signed checkpoint (c2sp.org/tlog-checkpoint)."""
        return PlainTextResponse(await lanes.reads.submit(house.checkpoint))

    @web.get("/v1/health", responses=responses(503))
    async def health() -> dict[str, str]:
        """Whether the database can be read."""
        return await lanes.reserved.submit(house.health)


def _desk(web: FastAPI, door: _Door) -> None:
    house, lanes = door.house, door.lanes
    bearer = HTTPBearer(auto_error=False, scheme_name="Colleague", description="A colleague's key.")

    async def colleague(given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]) -> str:
        return house.colleague(given.credentials if given else "")

    Colleague = Annotated[str, Depends(colleague)]  # noqa: N806 - as above

    @web.get("/v1/desk/hand-overs", responses=responses(401, 422, 503))
    async def hand_overs(_: Colleague) -> list[dict[str, Any]]:
        """What waits for a person, the nearest clock first."""
        return await lanes.reads.submit(house.waiting)

    @web.post(
        "/v1/desk/approvals/{approval}",
        responses={202: {"model": shapes.ReplyShown}} | responses(401, 403, 404, 409, 413, 422, 503),
        response_model=shapes.ReplyShown,
    )
    async def rule(approval: Conversation, ruling: shapes.Ruling, name: Colleague) -> Response:
        """Approve or decline a deed that waits for a person."""
        reply = await lanes.reserved.submit(
            lambda: house.rule(approval, ruling.client_id, name, approve=ruling.approve, note=ruling.note)
        )
        return _json(202 if reply.pending else 200, shapes.reply_shown(reply))


def _inbound(conversation: str, client_id: str, caller: Session, what: What) -> Inbound:
    return Inbound(conversation, client_id, Channel.CHAT, caller, what)


def _json(status: int, body: dict[str, Any]) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")


def _read_error(done: "asyncio.Future[Reply]") -> None:
    """A turn that fails after its 202: its error is taken note of; the customer's own retry gets it."""
    if not done.cancelled():
        done.exception()


class _Limit:
    """Refuses bodies over the limit before they are read. A plain ASGI layer: it adds nothing to a stream."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (no := _too_much(Headers(scope=scope))):
            await no(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _too_much(headers: Headers) -> Response | None:
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length) > shapes.TEXT_BYTES_MAX:
        return problem(413, f"A request may hold {shapes.TEXT_BYTES_MAX:,} bytes; send less.", TooLarge.__name__)
    if "chunked" in headers.get("transfer-encoding", ""):
        return problem(411, "Send a Content-Length; requests in chunks are not taken.")
    return None


def _describe(web: FastAPI) -> None:
    """Put the problem shape into the description, and nothing that FastAPI would add of its own."""
    describe = web.openapi

    def openapi() -> dict[str, Any]:
        found = describe()
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        return found

    web.openapi = openapi  # type: ignore[method-assign]
