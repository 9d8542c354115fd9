"""`earnest chat`: a conversation in the terminal, typed or from a script."""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from earnest.cli import places, script
from earnest.cli.showing import show_items, show_why
from earnest.domain.errors import BadInput, EarnestError
from earnest.domain.identity import Level
from earnest.domain.ids import Kind, read_id

if TYPE_CHECKING:
    from earnest.talk import Talk

HELP = "Type anything. /confirm /cancel /1 /2 /3 press what was shown; /person; /why D-...; /quit"


def chat(
    brand: Annotated[Path, typer.Option("--brand", help="The brand folder.")],
    shop: places.Shop = None,
    customer: Annotated[str, typer.Option("--as", help="Speak as this customer, signed in.")] = "",
    data: places.Data = None,
    file: Annotated[Path | None, typer.Option("--script", help="Play a file of customer lines.")] = None,
    as_json: places.Json = False,
) -> None:
    """Talk to a brand's assistant in the terminal. Without --data nothing is kept of a script."""
    if as_json and file is None:
        raise typer.BadParameter("--json prints what a --script led to; name one")
    played = script.read_script(file) if file else None
    with ExitStack() as stack:
        if data is None and played:
            data = Path(stack.enter_context(TemporaryDirectory(prefix="earnest-chat-"))) / "data"
        house = stack.enter_context(places.at_work(brand, places.data_of(brand, data), shop))
        if played and as_json:
            typer.echo(json.dumps(script.play(house, played), indent=2, ensure_ascii=False))
            return
        level = Level.SIGNED_IN if customer else Level.ANYONE
        talk = script.begin(house, played or script.Script(customer, level))
        console = Console(highlight=False)
        for line in played.lines if played else _typed(console):
            if played:
                console.print(f"> {line}", markup=False)
            if not _line(console, talk, line):
                return


def _typed(console: Console) -> Iterable[str]:
    console.print(HELP, style="dim", markup=False)
    yield from places.lines_of()


def _line(console: Console, talk: "Talk", line: str) -> bool:
    """Do what a line says; False when it ends the conversation."""
    word, _, rest = line.strip().partition(" ")
    zone = talk.house.brand.settings.zone
    if word == "/quit":
        return False
    try:
        if word == "/why":
            name = read_id(rest, Kind.DECISION) if rest else next(reversed(talk.decisions), "")
            if not name:
                raise BadInput("There is no decision yet; say something first.")
            show_why(console, talk.house.explained(name).as_json(), zone)
        elif not word.startswith("/"):
            show_items(console, _items(talk, line), zone)
        elif press := as_press(word):
            show_items(console, _items(talk, press), zone)
        else:
            console.print(HELP, style="dim", markup=False)
    except EarnestError as error:
        console.print(str(error), style="red", markup=False)
    return True


def as_press(word: str) -> str:
    """A slash word as the press it stands for: "/2" is "<choose 2>"; "" if it stands for none."""
    name = word.removeprefix("/")
    if name in ("confirm", "cancel", "person"):
        return f"<{name}>"
    return f"<choose {name}>" if name.isdigit() else ""


def _items(talk: "Talk", line: str) -> list[dict[str, Any]]:
    from earnest.web.shapes import item_shown

    return [item_shown(item) for item in talk.say(line)]
