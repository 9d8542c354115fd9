"""`earnest serve`: the HTTP door of a brand."""

import ipaddress
from pathlib import Path
from typing import Annotated

import typer

from earnest.cli import places
from earnest.domain.errors import BadInput

PORT = 8400

GOODBYE_SECONDS = 5
"""How long open streams keep the server from stopping."""


def serve(  # noqa: PLR0917 - the options of a command
    brand: Annotated[Path, typer.Option("--brand", help="The brand folder.")],
    port: Annotated[int, typer.Option("--port", min=1, max=65_535)] = PORT,
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    allow_public: Annotated[
        bool, typer.Option("--allow-public", help="Listen beyond this machine; put TLS in front first.")
    ] = False,
    data: places.Data = None,
    shop: places.Shop = None,
    site: Annotated[
        list[str] | None, typer.Option("--site", help="Origin of a page that may show the chat; again for more.")
    ] = None,
    ask_anyway: Annotated[
        bool,
        typer.Option(help="Ask about one clear message in fifty all the same; the choices tell how often it is right."),
    ] = True,
) -> None:
    """Serve a brand over HTTP on this machine: the API, and the chat widget under /widget/."""
    if not allow_public and not is_loopback(host):
        raise BadInput(f"{host} can be reached from other machines; add --allow-public if that is meant.")
    import uvicorn

    from earnest.web.api import make_web
    from earnest.web.widget import Sites

    sites = Sites(tuple(site or ()))
    house = places.opened(brand, places.data_of(brand, data), shop, asks_anyway=ask_anyway)
    typer.echo(f"{house.brand.settings.name} on http://{host}:{port}, described at /v1/openapi.json")
    uvicorn.run(
        make_web(house, sites=sites),
        host=host,
        port=port,
        log_level="warning",
        ws="none",
        timeout_graceful_shutdown=GOODBYE_SECONDS,
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
