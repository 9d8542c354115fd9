"""What the routes share: the house, its lanes, who is calling, and how a turn is waited for."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Path, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, StringConstraints

from earnest.domain.errors import BadInput, EarnestError, NotFound, SignInNeeded
from earnest.domain.identity import Channel, Session
from earnest.domain.ids import Kind, read_id
from earnest.domain.inbound import Inbound, What
from earnest.domain.turns import Reply
from earnest.house import House
from earnest.web import shapes
from earnest.web.lanes import Lane, Lanes
from earnest.web.pace import Pace
from earnest.web.stream import Bells

_LOG = logging.getLogger(__name__)

_customer = HTTPBearer(auto_error=False, scheme_name="customer", description="The token that POST /v1/sessions gave.")
_colleague = HTTPBearer(auto_error=False, scheme_name="colleague", description="A colleague's key.")

T = TypeVar("T")
Given = HTTPAuthorizationCredentials | None
Key = tuple[str, str, str, What]


async def _token(given: Annotated[Given, Depends(_customer)]) -> str:  # sync, it would cost a thread
    if given is None or not given.credentials:
        raise SignInNeeded("Open a session with POST /v1/sessions and send its token as Authorization: Bearer.")
    return given.credentials


async def _key(given: Annotated[Given, Depends(_colleague)]) -> str:
    return given.credentials if given else ""


Token = Annotated[str, Depends(_token)]
"""A customer's session token, not yet looked at: the lane that does the work looks at it there."""

ColleagueKey = Annotated[str, Depends(_key)]
"""A colleague's key, not yet looked at."""


def id_shape(kind: Kind) -> StringConstraints:
    """How an id of a kind looks in a path."""
    letter = kind.value
    return StringConstraints(pattern=rf"^[{letter}{letter.lower()}]-[0-9A-Za-z]{{16}}[0-9A-Za-z*~$=]$")


def id_reading(kind: Kind) -> AfterValidator:
    """An id as it may stand in a path: one with a slip of the pen is as unknown as one that never was."""

    def read(text: str) -> str:
        try:
            return read_id(text, kind)
        except BadInput as slip:
            raise NotFound(str(slip)) from slip

    return AfterValidator(read)


ConversationId = Annotated[str, Path(), id_shape(Kind.CONVERSATION), id_reading(Kind.CONVERSATION)]
DecisionId = Annotated[str, Path(), id_shape(Kind.DECISION), id_reading(Kind.DECISION)]
FieldName = Annotated[str, Path(max_length=80, pattern=r"^[A-Za-z0-9_]+$", description="A field of the record.")]
HandOverId = Annotated[str, Path(), id_shape(Kind.HAND_OVER), id_reading(Kind.HAND_OVER)]
ApprovalId = Annotated[str, Path(), id_shape(Kind.APPROVAL), id_reading(Kind.APPROVAL)]


class Door:
    """What the routes share.

    Args:
        house: what they open to.
        lanes: where its work is done.
        bells: rung when conversations gain items.
        pace: how long to wait.
    """

    def __init__(self, house: House, lanes: Lanes, bells: Bells, pace: Pace) -> None:
        self.house, self.lanes, self.bells, self.pace = house, lanes, bells, pace
        self._running: dict[Key, asyncio.Future[Reply]] = {}

    async def as_customer(self, lane: Lane, token: str, work: Callable[[Session], T]) -> T:
        """Do some work for the customer of a token, in one step on a lane.

        Raises:
            SignInNeeded: the token opens no session.
            Busy: the lane is full.
        """
        return await lane.submit(lambda: work(self.house.store.session(token)))

    async def turn(self, lane: Lane, token: str, conversation: str, client_id: str, what: What) -> Response:
        """Take a turn; 200 with the reply, or 202 if it takes longer than a person waits."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self.pace.ready_seconds
        running = self._run(lane, (token, conversation, client_id, what))
        try:
            async with asyncio.timeout_at(end):
                reply = await asyncio.shield(running)
        except TimeoutError:
            running.add_done_callback(partial(_late, conversation))
            return as_json(202, {"items": [], "decisions": [], "pending": True})
        if reply.pending:
            reply = await self._settled(token, (conversation, client_id, what), reply, end)
        return as_json(202 if reply.pending else 200, shapes.reply_shown(reply))

    def _run(self, lane: Lane, key: Key) -> "asyncio.Future[Reply]":
        """The turn, begun; the same message sent again while it runs waits for the same one."""
        running = self._running.get(key)
        if running is None:
            running = lane.submit(lambda: self.house.take(self._inbound(*key)))
            self._running[key] = running
            running.add_done_callback(partial(self._over, key))
        return running

    def _over(self, key: Key, done: "asyncio.Future[Reply]") -> None:
        self._running.pop(key, None)
        if not done.cancelled():
            done.exception()  # whoever waits is told; where nobody does any more, it counts as heard

    async def _settled(self, token: str, sent: tuple[str, str, What], reply: Reply, end: float) -> Reply:
        """The reply with what its effect said, if that comes before `end`."""
        bell = self.bells.join(sent[0])
        try:
            async with asyncio.timeout_at(end):
                while reply.pending:
                    bell.clear()
                    newer = await self.lanes.short.submit(lambda: self.house.answered(self._inbound(token, *sent)))
                    reply = reply if newer is None else newer
                    if reply.pending:
                        await bell.wait()
        except (TimeoutError, EarnestError):
            return reply
        finally:
            self.bells.leave(sent[0], bell)
        return reply

    def _inbound(self, token: str, conversation: str, client_id: str, what: What) -> Inbound:
        return Inbound(conversation, client_id, Channel.CHAT, self.house.store.session(token), what)


def _late(conversation: str, done: "asyncio.Future[Reply]") -> None:
    """Where nobody waits any more the server's log keeps the error; the customer's own retry gets it, too."""
    if not done.cancelled() and (error := done.exception()) is not None:
        _LOG.error("a turn of %s failed after its 202", conversation, exc_info=error)


def as_json(status: int, body: Any) -> Response:
    """A response of JSON that was made here; the tests hold it to the description, the way there does not."""
    return Response(orjson.dumps(body), status, media_type="application/json")
