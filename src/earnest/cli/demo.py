"""`earnest demo`: serves the example shop and its chat on this machine; with --terminal, plays a conversation there."""

import importlib.util
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from earnest.cli import places
from earnest.cli.past import relive
from earnest.cli.past_scripts import APPROVER, OWNER
from earnest.cli.serve import PORT
from earnest.cli.touring import HELP, Tour
from earnest.domain.errors import Busy

if TYPE_CHECKING:
    from earnest.house import House

SHOPFRONT = Path("shopfront") / "app.py"
"""In the brand folder: the shop's own page, as a small web app of its own."""

SHOP_DIR = "shopfront"
"""In the demo's own directory: what belongs to the shop alone, such as its private key."""

PORTS_TRIED_MAX = 50
START_SECONDS_MAX = 30.0
POLL_SECONDS = 0.05


def demo(
    reset: Annotated[bool, typer.Option("--reset", help="Start afresh.")] = False,
    port: Annotated[int, typer.Option("--port", min=1, max=65_535, help="Where to serve; the next free one.")] = PORT,
    data: places.Data = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Play a conversation here, without a browser.")] = False,
    prompt: Annotated[bool, typer.Option("--prompt/--no-prompt", help="Leave the prompt to you afterwards.")] = True,
    past: Annotated[bool, typer.Option("--past/--no-past", help="Fill a fresh desk with four invented weeks.")] = True,
) -> None:
    """Serve Fernhalm, an invented outdoor shop, on 127.0.0.1: its page, and the chat on it."""
    brand = places.example()
    data = places.data_of(brand, data)
    if reset:
        places.forget(data)
    console = Console(highlight=False)
    if terminal:
        _tour(console, places.opened(brand, data), port, prompt=prompt)
    else:
        if past:
            relive(console, brand, data)
        _shop(console, brand, data, port)
    console.print(f"What was recorded stays in {data}; earnest demo --reset starts afresh.", markup=False)


def _tour(console: Console, house: "House", port: int, *, prompt: bool) -> None:
    from earnest.web.api import make_web

    listening = free(port)
    with serving(make_web(house), listening) as base:
        console.print(f"{house.brand.settings.name} is served on {base}{_taken(port, listening)}", style="bold")
        tour = Tour.resumed(console, house, base)
        tour.play()
        if prompt and sys.stdin.isatty():
            console.print(HELP, style="dim", markup=False)
            for line in places.lines_of():
                if not tour.typed(line):
                    break


def _shop(console: Console, brand: Path, data: Path, port: int) -> None:
    """Serve the shop's page and the chat until somebody stops it."""
    from earnest.web.api import make_web
    from earnest.web.console import PATH
    from earnest.web.widget import Sites

    for_chat = free(port)
    for_shop = free(_port_of(for_chat) + 1)
    page, shop = address(for_shop), shopfront(brand)
    (data / SHOP_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
    front = shop.make_shop(address(for_chat), data / SHOP_DIR)
    house = _trusting(places.opened(brand, data), data / SHOP_DIR / shop.JWKS_FILE)
    sites = Sites((page, page.replace("127.0.0.1", "localhost")))
    with serving(make_web(house, sites=sites), for_chat) as base, serving(front, for_shop):
        console.print(f"{house.brand.settings.name}, an invented outdoor shop: {page}", style="bold")
        console.print(f"The chat's own server: {base}{_taken(port, for_chat)}")
        console.print(f"The desk, where colleagues are: {base}{PATH}")
        for name in (APPROVER, OWNER):
            role = house.brand.settings.desk.role_of(name).value
            console.print(
                f"  sign in as {name} ({role}) with the key {house.key_of(name)}", markup=False, soft_wrap=True
            )
        console.print("\nThree things to try there, in the chat:")
        for person in shop.PEOPLE.values():
            console.print(f"  signed in as {person.name:<5} {person.try_this}", markup=False)
        console.print("\nearnest demo --terminal plays a conversation here. Ctrl+C stops.", style="dim")
        _until_stopped()


def _until_stopped() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        return


def shopfront(brand: Path) -> ModuleType:
    """The shop's own program, run from its file."""
    name = "earnest_shopfront"
    spec = importlib.util.spec_from_file_location(name, brand / SHOPFRONT)
    assert spec is not None, "a .py file always has a spec"
    assert spec.loader is not None, "and a loader"
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _trusting(house: "House", jwks: Path) -> "House":
    """The house, with the keys that the shop on this machine made for itself.

    A brand names its shop's keys in `earnest.toml`; these are made at the first start, so no file can name them.
    """
    from dataclasses import replace

    from earnest.connect.identity import ShopKeys

    return replace(house, shop_keys=ShopKeys.read(jwks, house.brand.settings.name))


@contextmanager
def serving(web: Any, listening: socket.socket) -> Iterator[str]:
    """A web app on a thread of its own; its address."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(web, log_level="error", ws="none", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="web", daemon=True)
    thread.start()
    started = time.monotonic()
    while not server.started and thread.is_alive() and time.monotonic() - started < START_SECONDS_MAX:
        time.sleep(POLL_SECONDS)
    if not server.started:
        raise Busy("The server did not start; is this machine out of memory or files?")
    try:
        yield address(listening)
    finally:
        server.should_exit = True
        thread.join(START_SECONDS_MAX)


def _port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def address(listening: socket.socket) -> str:
    """Where a socket listens, as a URL."""
    return f"http://127.0.0.1:{_port_of(listening)}"


def _taken(wanted: int, listening: socket.socket) -> str:
    return f" ({wanted} was taken)" if _port_of(listening) != wanted else ""


def free(port: int) -> socket.socket:
    """A socket that listens on the port, or on the next free one; nobody else is given the same.

    Raises:
        Busy: there is none nearby.
    """
    for at in range(port, min(port + PORTS_TRIED_MAX, 65_536)):
        found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(("127.0.0.1", at))
            found.listen()  # bound alone, two processes that start at once would both have it
        except OSError:
            found.close()
            continue
        return found
    raise Busy(f"No port from {port} on is free; name another one with --port.")
