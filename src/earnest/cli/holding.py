"""`earnest hold`: legal holds set, lifted and listed."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from earnest.cli import places
from earnest.cli.showing import moment
from earnest.domain.errors import BadInput
from earnest.domain.time import SECOND, Instant


def hold(  # noqa: PLR0917 - the options of a command
    about: Annotated[str, typer.Argument(help="The person or the decision; with --lift, the hold.")] = "",
    until: Annotated[str, typer.Option("--until", help="The day on which it ends, such as 2027-12-31.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="The law, rule or case it rests on.")] = "",
    lift: Annotated[bool, typer.Option("--lift", help="End the hold R-... now.")] = False,
    brand: places.Brand = None,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Keep a person's data, or one decision, from being erased; without a name: list what is held."""
    with places.at_work(*places.remembered(brand, data)) as house:
        zone, store = house.brand.settings.zone, house.store
        name = about.strip().upper()
        if lift:
            typer.echo(f"Lifted {name}; decision {store.lift(name, reason)}.")
            return
        found = (store.hold(name, end_of(until, zone), reason),) if name else store.holds()
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], indent=2))
        return
    for one in found:
        what = one.record or one.subject
        typer.echo(f"{one.id} keeps {what} until {moment(one.until, zone)}: {one.reason}; decision {one.decision}")
    if not found:
        typer.echo("Nothing is held.")


def end_of(day: str, zone: str) -> Instant:
    """The first instant after a day in a zone.

    Raises:
        BadInput: it is no day.
    """
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise BadInput(f"{day[:40]!r} is no day; write it as 2027-12-31.") from None
    midnight = datetime(found.year, found.month, found.day, tzinfo=ZoneInfo(zone))
    return (int(midnight.timestamp()) + 24 * 3_600) * SECOND
