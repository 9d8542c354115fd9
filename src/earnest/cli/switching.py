"""`earnest switch`: playbooks and skills switched off and on again, at once and on the record."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from earnest.cli import places
from earnest.cli.showing import moment
from earnest.domain.governing import EVERYTHING

What = Annotated[str, typer.Argument(help="The playbook or skill; none: all of them.", metavar="[NAME]")]
Reason = Annotated[str, typer.Option("--reason", help="Why; no names, since it stays on record.")]
Name = Annotated[str, typer.Option("--as", help="Who switches.")]


def commands() -> typer.Typer:
    """`earnest switch off`, `on` and `list`."""
    app = typer.Typer(help="Stop a playbook, a skill or all of them, at once; and go on.", no_args_is_help=True)
    app.command("off")(off)
    app.command("on")(on)
    app.command("list")(listed)
    return app


def off(
    reason: Reason,
    what: What = EVERYTHING,
    name: Name = "owner",
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Switch off: whoever asks for it is told and gets a person; nothing that waits goes out."""
    _switch(what, reason, name, (brand, data), to=True)


def on(
    reason: Reason,
    what: What = EVERYTHING,
    name: Name = "owner",
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Switch on again."""
    _switch(what, reason, name, (brand, data), to=False)


def listed(brand: places.Brand = None, data: places.Data = None, as_json: places.Json = False) -> None:
    """List what is switched off."""
    with places.at_work(*places.remembered(brand, data)) as house:
        found, zone = house.store.governing.switched_off(), house.brand.settings.zone
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=2, ensure_ascii=False))
        return
    for one in found:
        typer.echo(f"{_named(one.what)} is off since {moment(one.since, zone)}: {one.reason}; decision {one.decision}")
    if not found:
        typer.echo("Nothing is switched off.")


def _switch(what: str, reason: str, name: str, where: tuple[places.Brand, places.Data], *, to: bool) -> None:
    with places.at_work(*places.remembered(*where)) as house:
        decision = house.switch(what, reason, name, off=to)
    typer.echo(f"{_named(what)} is {'off' if to else 'on'} from now on; decision {decision}")


def _named(what: str) -> str:
    return "Everything" if what == EVERYTHING else what
