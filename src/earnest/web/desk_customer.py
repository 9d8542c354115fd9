"""A customer's own data at the desk: masked, and revealed field by field, each time with a reason and on the record."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Response

from earnest.desk.masking import MASK, is_masked
from earnest.domain.errors import NotFound
from earnest.domain.identity import Session, Source
from earnest.domain.purposes import Purpose
from earnest.domain.turns import Standing, Used
from earnest.house import House
from earnest.looking import Eyes
from earnest.web import desk_shapes
from earnest.web.desk import ROUTES
from earnest.web.desk_door import Colleague, StaffKey, as_colleague
from earnest.web.door import ConversationId, Door, FieldName, as_json
from earnest.web.problems import Responses, responses

SOURCE = "customer"
"""The source of the data map, and the record kind, that holds a customer's own data."""

PURPOSE = Purpose.SERVICE_ORDER
PATH = "/v1/desk/conversations/{conversation}/customer"


class CustomerPanel:
    """The routes of the customer's own data."""

    def __init__(self, door: Door) -> None:
        self._door, self._house = door, door.house

    def open_to(self, web: FastAPI) -> None:
        """Put the routes on."""
        seen: Responses = {200: {"model": desk_shapes.CustomerShown}}
        value: Responses = {200: {"model": desk_shapes.FieldShown}}
        look, body = responses(401, 403, 404, 422, 503), responses(400, 401, 403, 404, 413, 415, 422, 503)
        web.get(PATH, responses=look | seen, response_model=None, summary="See a customer's data, masked")(
            self.see_customer
        )
        web.post(
            PATH + "/{field}/reveal", responses=body | value, response_model=None, summary="Reveal one masked field"
        )(self.reveal)

    async def see_customer(self, conversation: ConversationId, given: StaffKey) -> Response:
        """A customer's own data, as far as it may be used for their order; what tells too much is masked."""

        def look(who: Colleague) -> dict[str, Any]:
            return {"fields": shown(self._house, conversation, who.name)}

        return as_json(200, await as_colleague(self._door, given, ROUTES["see_customer"], look))

    async def reveal(
        self, conversation: ConversationId, field: FieldName, why: desk_shapes.Why, given: StaffKey
    ) -> Response:
        """Show one masked field; who asked, for what and why is a leaf of the log before it is shown."""

        def step(who: Colleague) -> dict[str, Any]:
            return revealed(self._house, conversation, field, who.name, why.reason)

        return as_json(200, await as_colleague(self._door, given, ROUTES["reveal"], step))


def shown(house: House, conversation: str, colleague: str) -> list[dict[str, Any]]:
    """The customer's fields, masked; what is shown in the open is a look of the colleague's.

    Raises:
        NotFound: there is no such conversation.
    """
    fields = _fields(house, house.store.desk.place(conversation).session)
    told = [_told(house, name, value) for name, value in fields.items()]
    used = tuple(Used(SOURCE, one["name"], PURPOSE) for one in told if not one["masked"])
    house.store.desk.note_looks(colleague, {conversation: used} if used else {})
    return told


def revealed(house: House, conversation: str, field: str, colleague: str, reason: str) -> dict[str, Any]:
    """One field in the open, once it is on the record who wanted to see it and why.

    Raises:
        NotFound: there is no such conversation or field.
        BadInput: no reason, or one that is too long.
    """
    fields = _fields(house, house.store.desk.place(conversation).session)
    if field not in fields:
        raise NotFound("There is no such field, or it may not be used for this customer's order.")
    decision = house.store.desk.reveal(colleague, conversation, Used(SOURCE, field, PURPOSE), reason)
    return {"name": field, "value": fields[field], "masked": False, "decision": decision}


def _told(house: House, name: str, value: str) -> dict[str, Any]:
    source = house.brand.data_map.source(SOURCE)
    category = next((rule.category for rule in source.fields if rule.path == name), "") if source else ""
    masked = is_masked(name, category, value)
    return {"name": name, "value": MASK if masked else value, "masked": masked, "decision": ""}


def _fields(house: House, session: Session) -> dict[str, str]:
    """The customer's own fields in words, read through a view as everywhere; none of a visitor."""
    if SOURCE not in house.world.kinds or not session.customer:
        return {}
    eyes = Eyes(house.world, Standing(0, session, 0, {}, "", Source.COLLEAGUE), "", Source.COLLEAGUE)
    seen = eyes.look.records(SOURCE, PURPOSE)
    return {name: _in_words(value) for name, value in (seen[0].fields if seen else {}).items() if value}


def _in_words(value: Any) -> str:
    return ", ".join(str(one) for one in value.values() if one) if isinstance(value, Mapping) else str(value)
