"""What colleagues do: see what waits, read and take conversations, reply, note, rule, hand back."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import FastAPI, Query, Response
from sse_starlette.sse import EventSourceResponse

from earnest.desk.roles import Right
from earnest.domain.errors import BadInput, Conflict
from earnest.domain.identity import Channel
from earnest.domain.inbound import AtDesk, DeskAct, Inbound
from earnest.domain.money import Money
from earnest.domain.turns import Reply, Used
from earnest.web import desk_office as office
from earnest.web import desk_sessions as sessions
from earnest.web import desk_shapes, shapes
from earnest.web.customers import ITEM_NUMBER_MAX, LastEventId
from earnest.web.desk_audits import READ, audits
from earnest.web.desk_cases import WORDS, Cases
from earnest.web.desk_door import Colleague, StaffKey, as_colleague
from earnest.web.desk_here import Presence
from earnest.web.desk_stream import Change, DeskBells, desk_events
from earnest.web.door import ApprovalId, ConversationId, DecisionId, Door, HandOverId, as_json
from earnest.web.problems import Responses, responses

CLIENT_BYTES = 24

ROUTES: Mapping[str, Right | None] = {
    **sessions.ROUTES,
    **office.ROUTES,
    "see_hand_overs": Right.SEE,
    "see_queue": Right.SEE,
    "see_conversation": Right.SEE,
    "see_decision": Right.WHY,
    "follow_desk": Right.SEE,
    "be_here": Right.SEE,
    "take": Right.TAKE,
    "reply": Right.REPLY,
    "note": Right.NOTE,
    "hand_back": Right.TAKE,
    "close": Right.TAKE,
    "rule": Right.APPROVE,
    "take_back": Right.APPROVE,
    "settle": Right.APPROVE,
    "see_audits": Right.AUDIT,
    "label": Right.AUDIT,
    "see_customer": Right.SEE,
    "reveal": Right.TAKE,
    "see_switches": Right.SEE,
    "switch": Right.GOVERN,
}
"""What each of the desk's routes needs, by the operation's name; None: being signed in at most."""

GRAVE = sessions.GRAVE | office.GRAVE | {"switch"}
"""Routes for which a colleague must have signed in just now, whatever their role; no route of the desk exports."""

After = Annotated[int, Query(ge=0, le=ITEM_NUMBER_MAX, description="The number of the last item you have.")]
_TOLD: Responses = {
    200: {"model": shapes.ReplyShown},
    202: {"model": shapes.ReplyShown, "description": "It will be done."},
}

_EVENT = {
    "type": "object",
    "description": "One event; `data` is JSON.",
    "properties": {
        "event": {"enum": ["queue", "conversation", "here", "ping", "end"]},
        "id": {"type": "string", "pattern": "^[0-9]+$"},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
_STREAM: Responses = {
    200: {"content": {"text/event-stream": {"schema": _EVENT}}, "description": "Changes as they come."}
}


class Desk:
    """The routes of colleagues."""

    def __init__(self, door: Door) -> None:
        self._door, self._house, self._bells, self._presence = door, door.house, DeskBells(), Presence()
        door.house.store.on_items(self._bells.ring)

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        self._open_views(web)
        talk, body = "/v1/desk/conversations/{conversation}", responses(400, 401, 403, 404, 409, 413, 415, 422, 503)
        for act, summary in (
            (self.take, "Take a conversation over"),
            (self.reply, "Write to the customer"),
            (self.note, "Write a note for colleagues"),
            (self.hand_back, "Hand a conversation back to the assistant"),
            (self.close, "Close what waits in a conversation"),
        ):
            path = f"{talk}/{act.__name__.replace('_', '-')}"
            web.post(path, responses=_TOLD | body, response_model=None, summary=summary)(act)
        web.post(
            "/v1/desk/approvals/{approval}",
            responses=_TOLD | body,
            response_model=None,
            summary="Approve or decline a deed",
        )(self.rule)
        web.post(
            "/v1/desk/incidents/{hand_over}",
            responses=_TOLD | body,
            response_model=None,
            summary="Say whether a deed has happened",
        )(self.settle)
        web.post(
            "/v1/desk/decisions/{decision}/take-back",
            responses=_TOLD | body,
            response_model=None,
            summary="Take back what was approved, before it goes out",
        )(self.take_back)

    def _open_views(self, web: FastAPI) -> None:
        look = responses(401, 403, 422, 503)
        waiting: Responses = {200: {"model": list[shapes.WaitingShown]}}
        web.get("/v1/desk/hand-overs", responses=look | waiting, summary="See what waits for a person, briefly")(
            self.see_hand_overs
        )
        queue: Responses = {200: {"model": desk_shapes.QueueShown}}
        web.get("/v1/desk/queue", responses=look | queue, summary="See what waits for a person")(self.see_queue)
        talk: Responses = responses(404) | {200: {"model": desk_shapes.DeskConversationShown}}
        web.get("/v1/desk/conversations/{conversation}", responses=look | talk, summary="Read a conversation")(
            self.see_conversation
        )
        why: Responses = responses(404) | {200: {"model": desk_shapes.DeskWhyShown}}
        web.get("/v1/desk/decisions/{decision}", responses=look | why, summary="Ask why, as a colleague")(
            self.see_decision
        )

        sample: Responses = {200: {"model": list[desk_shapes.AuditShown]}}
        web.get("/v1/desk/audits", responses=look | sample, summary="See turns to be judged")(self.see_audits)
        web.post(
            "/v1/desk/audits/{decision}",
            responses=_TOLD | responses(400, 401, 403, 404, 409, 413, 415, 422, 503),
            response_model=None,
            summary="Judge whether a wish was understood",
        )(self.label)
        web.post(
            "/v1/desk/conversations/{conversation}/here",
            responses=responses(400, 401, 403, 404, 413, 415, 422, 503),
            status_code=204,
            summary="Say that you have a conversation open",
        )(self.be_here)
        web.get(
            "/v1/desk/stream", responses=look | _STREAM, response_class=EventSourceResponse, summary="Follow the desk"
        )(self.follow_desk)

    # --- what they see ----------------------------------------------------------------------------------------

    async def see_hand_overs(self, given: StaffKey) -> Response:
        """What waits for a person, the nearest promise first."""
        return await self._look("see_hand_overs", given, lambda who: self._listed(who, self._house.waiting(), WORDS))

    async def see_queue(self, given: StaffKey) -> Response:
        """What waits for a person, the nearest clock first, each with its brief."""
        return await self._look("see_queue", given, lambda who: self._cased(who, Cases.queue))

    async def see_conversation(self, conversation: ConversationId, given: StaffKey, after: After = 0) -> Response:
        """A conversation with its notes, what waits in it, and its decisions."""
        return await self._look(
            "see_conversation",
            given,
            lambda who: self._cased(who, lambda cases: cases.conversation(conversation, after)),
        )

    async def see_decision(self, decision: DecisionId, given: StaffKey) -> Response:
        """Data used, rules that fired, what would change it, proof; and what only colleagues see."""
        return await self._look(
            "see_decision", given, lambda who: self._cased(who, lambda cases: cases.decision(decision))
        )

    async def see_audits(self, given: StaffKey) -> Response:
        """Turns to be judged, the newest first: all of a playbook until it is known to be sure enough, then a few."""
        return await self._look("see_audits", given, lambda who: self._listed(who, audits(self._house), READ))

    async def follow_desk(self, given: StaffKey, last_event_id: LastEventId = "") -> EventSourceResponse:
        """What changes at the desk, as server-sent events: names of things to be fetched anew, never words.

        An event `queue` names what waits, or waited, and has changed; an event `conversation` names one that gained
        something. Resumed with `Last-Event-ID`, none is left out. An event `here` tells which colleagues have a
        conversation open just now, and who of them writes. An event `end` is a problem as JSON.
        """
        self._bells.check_room()
        store, after = self._house.store, int(last_event_id) if last_event_id else -1

        async def look(since: int) -> tuple[Change, ...]:
            return await as_colleague(self._door, given, Right.SEE, lambda _: store.desk.changes(since))

        async def size() -> int:
            return await as_colleague(self._door, given, Right.SEE, lambda _: store.log_size())

        start = min(after, await size()) if after >= 0 else await size()  # who may not is refused before it begins
        events = desk_events(self._bells, start, look, self._door.pace, self._presence)
        return EventSourceResponse(events, ping=self._door.pace.ping_seconds, sep="\n")

    async def be_here(self, conversation: ConversationId, seen: desk_shapes.Seen, given: StaffKey) -> Response:
        """Say that you have a conversation open, so that colleagues see it; every half a minute while you do.

        Nothing of it is recorded, and the customer is never told.
        """

        def step(who: Colleague) -> None:
            place = self._house.store.desk.place(conversation).id
            if seen.left:
                self._presence.leave(place, who.name)
            else:
                self._presence.note(place, who.name, typing=seen.typing)

        await as_colleague(self._door, given, ROUTES["be_here"], step)
        self._bells.ring()
        return Response(status_code=204)

    # --- what they do -----------------------------------------------------------------------------------------

    async def take(self, conversation: ConversationId, acted: desk_shapes.Acted, given: StaffKey) -> Response:
        """Take a conversation over: the customer is told by whom; the assistant is silent until it is handed back."""
        return await self._act("take", given, conversation, acted.client_id, DeskAct.TAKE)

    async def reply(self, conversation: ConversationId, said: desk_shapes.Written, given: StaffKey) -> Response:
        """Write to the customer, under your first name; only whoever has the conversation may."""
        return await self._act("reply", given, conversation, said.client_id, DeskAct.REPLY, said.text)

    async def note(self, conversation: ConversationId, said: desk_shapes.Written, given: StaffKey) -> Response:
        """Write a note that only colleagues see; it is never shown to the customer."""
        return await self._act("note", given, conversation, said.client_id, DeskAct.NOTE, said.text)

    async def hand_back(self, conversation: ConversationId, acted: desk_shapes.Acted, given: StaffKey) -> Response:
        """Hand a conversation back to the assistant; the customer is told."""
        return await self._act("hand_back", given, conversation, acted.client_id, DeskAct.HAND_BACK)

    async def close(self, conversation: ConversationId, acted: desk_shapes.Acted, given: StaffKey) -> Response:
        """Close what waits in a conversation; the customer is told. What waits for a ruling goes on waiting."""
        return await self._act("close", given, conversation, acted.client_id, DeskAct.CLOSE)

    async def label(self, decision: DecisionId, judged: desk_shapes.Labelled, given: StaffKey) -> Response:
        """Judge whether a wish was understood; judged again, the newest judgement counts."""

        def step(who: Colleague) -> Reply:
            conversation = self._house.store.decision(decision).decision.context.conversation
            what = AtDesk(DeskAct.LABEL, who.name, about=decision, right=judged.right, intent=judged.intent)
            return self._take(who, conversation, judged.client_id, what)

        return _told(await as_colleague(self._door, given, ROUTES["label"], step))

    async def rule(self, approval: ApprovalId, ruling: desk_shapes.Ruling, given: StaffKey) -> Response:
        """Approve or decline a deed that waits for a person; 202 while the approved deed is still to be done."""

        def rule(who: Colleague) -> Reply:
            client_id = client_of(who, ruling.client_id)
            by, amount = (who.name, who.first_name), self._amount(approval, ruling.amount)
            return self._house.rule(
                approval,
                client_id,
                *by,
                approve=ruling.approve,
                note=ruling.note,
                amount=amount,
                signed_at=who.signed_at,
            )

        return _told(await as_colleague(self._door, given, ROUTES["rule"], rule))

    async def settle(self, hand_over: HandOverId, found: desk_shapes.Found, given: StaffKey) -> Response:
        """Close an incident: the deed of which nobody knew has happened, or it has not; the customer is told."""

        def step(who: Colleague) -> Reply:
            client_id = client_of(who, found.client_id)
            return self._house.settle(hand_over, client_id, who.name, happened=found.happened, text=found.text)

        return _told(await as_colleague(self._door, given, ROUTES["settle"], step))

    async def take_back(self, decision: DecisionId, acted: desk_shapes.Acted, given: StaffKey) -> Response:
        """Take an approved deed back while it is held for its undo time: the approval waits anew."""

        def step(who: Colleague) -> Reply:
            conversation = self._house.store.decision(decision).decision.context.conversation
            what = AtDesk(DeskAct.TAKE_BACK, who.name, who.first_name, about=decision)
            return self._take(who, conversation, acted.client_id, what)

        return _told(await as_colleague(self._door, given, ROUTES["take_back"], step))

    def _amount(self, approval: str, given: str) -> Money | None:
        asked = self._house.store.approval(approval).deed.amount if given else None
        if asked is None and given:
            raise Conflict("No money moves here, so there is no amount to change.")
        try:
            return Money.of(given.replace(",", "."), asked.currency) if asked else None
        except BadInput as no:
            raise Conflict(str(no)) from no

    def _cased(self, who: Colleague, look: Callable[[Cases], dict[str, Any]]) -> dict[str, Any]:
        """One look of a colleague; recorded before anything of it is shown."""
        cases = Cases(self._house, Right.GOVERN in who.may)
        seen = look(cases)
        self._house.store.desk.note_looks(who.name, {talk: tuple(used) for talk, used in cases.looks.items()})
        return seen

    def _listed(self, who: Colleague, seen: list[dict[str, Any]], used: Used) -> list[dict[str, Any]]:
        """A list of what stands in conversations; recorded before anything of it is shown."""
        self._house.store.desk.note_looks(who.name, {one["conversation"]: (used,) for one in seen})
        return seen

    async def _look(self, route: str, given: StaffKey, look: Callable[[Colleague], object]) -> Response:
        return as_json(200, await as_colleague(self._door, given, ROUTES[route], look))

    async def _act(
        self, route: str, given: StaffKey, conversation: str, client_id: str, act: DeskAct, text: str = ""
    ) -> Response:
        def step(who: Colleague) -> Reply:
            what = AtDesk(act, who.name, who.first_name, text, owner=Right.GOVERN in who.may)
            return self._take(who, conversation, client_id, what)

        return _told(await as_colleague(self._door, given, ROUTES[route], step))

    def _take(self, who: Colleague, conversation: str, client_id: str, what: AtDesk) -> Reply:
        session = self._house.store.desk.place(conversation).session
        return self._house.take(Inbound(conversation, client_of(who, client_id), Channel.API, session, what))


def client_of(who: Colleague, client_id: str) -> str:
    """A colleague's message id as the conversation knows it: no customer's and no other colleague's can be the same."""
    digest = hashlib.sha256(f"{who.name}\0{client_id}".encode()).hexdigest()
    return f"desk.{digest[: 2 * CLIENT_BYTES]}"


def _told(reply: Reply) -> Response:
    return as_json(202 if reply.pending else 200, shapes.reply_shown(reply))
