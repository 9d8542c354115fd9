"""The item API: one numbered log a conversation, for widget, desk, mail and replay alike.

A post answers 200 with the reply if it is ready within two seconds, else 202; everything later arrives as items.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute

from earnest.house import House
from earnest.web.centre_routes import CentreRoutes
from earnest.web.choices import ChoicesRoutes
from earnest.web.console import desk_files
from earnest.web.customers import Customers
from earnest.web.desk import Desk
from earnest.web.desk_customer import CustomerPanel
from earnest.web.desk_office import Office
from earnest.web.desk_passkeys import DeskPasskeys
from earnest.web.desk_sessions import DeskSessions
from earnest.web.desk_switches import Switches
from earnest.web.door import Door
from earnest.web.edge import Edge, StrictRoute
from earnest.web.erasures import Erasures
from earnest.web.files import BuiltFiles
from earnest.web.lanes import Lanes
from earnest.web.log_files import LogFiles
from earnest.web.pace import Pace
from earnest.web.passkeys import PasskeyRoutes
from earnest.web.preferences import PreferencesRoutes
from earnest.web.problems import Problem, install
from earnest.web.proofs import Proofs
from earnest.web.proving import ProvingRoutes
from earnest.web.signal import hearing
from earnest.web.stream import Bells
from earnest.web.widget import Sites, widget_files

DESCRIPTION = """Talk to an assistant that does the small jobs itself, asks a person before the big ones, and can
always show why. Open a session, open a conversation, send words; read what was said as items, by stream or by polling.
Errors are problem details (RFC 9457) that say what to do next. A customer's request with `Sec-GPC: 1` (Global Privacy
Control) is recorded once as an objection to advertising, profiling and sharing; the answer then carries the header
`Earnest-Privacy-Signal: honoured`."""


class Routes(Protocol):
    """Some routes that belong together."""

    def open_to(self, web: FastAPI) -> None:
        """Put them on."""
        ...


def make_web(house: House, lanes: Lanes | None = None, pace: Pace | None = None, sites: Sites | None = None) -> FastAPI:
    """The HTTP door of a house; it starts the house with itself, and stops it.

    Args:
        house: what it opens to.
        lanes: thread pools; of the usual size unless given.
        pace: waiting times; the usual ones unless given.
        sites: whose pages may show the chat; none unless given.
    """
    lanes, bells = lanes or Lanes(), Bells()
    house.store.on_items(bells.ring)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        house.start()
        yield
        lanes.close()
        house.stop()

    web = FastAPI(
        title="Earnest",
        version="1",
        description=DESCRIPTION,
        lifespan=life,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name_of,
        dependencies=[Depends(hearing(house, lanes))],
    )
    web.router.route_class = StrictRoute
    install(web)
    web.add_middleware(Edge)
    for built in (widget_files(sites), desk_files()):  # outermost: files may be kept, what the API says may not
        web.add_middleware(BuiltFiles, built=built)
    if house.published is not None:
        web.add_middleware(LogFiles, folder=house.published, lane=lanes.files)
    web.state.bells = bells
    door = Door(house, lanes, bells, pace or Pace())
    for routes in _doors(door):
        routes.open_to(web)
    _describe(web)
    return web


def _doors(door: Door) -> tuple[Routes, ...]:
    """Everything that can be called."""
    return (
        Customers(door),
        Erasures(door),
        ChoicesRoutes(door),
        PreferencesRoutes(door),
        Proofs(door),
        CentreRoutes(door),
        ProvingRoutes(door),
        PasskeyRoutes(door),
        DeskSessions(door),
        DeskPasskeys(door),
        Desk(door),
        Office(door),
        Switches(door),
        CustomerPanel(door),
    )


def _name_of(route: APIRoute) -> str:
    return route.name


def _describe(web: FastAPI) -> None:
    """Put the problem shape into the description, and take out what FastAPI adds of its own."""
    describe = web.openapi

    def openapi() -> dict[str, Any]:
        found = describe()
        schemas = found.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        return found

    web.openapi = openapi  # type: ignore[method-assign]  # FastAPI names this way to extend it
