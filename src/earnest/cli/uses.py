"""`earnest uses`: what was read of whom, for what, by which decision; a person's own list, or the scope of a breach."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from earnest.cli import places
from earnest.cli.showing import moment
from earnest.domain.errors import BadInput, NotFound
from earnest.domain.ids import Kind, read_id
from earnest.domain.time import SECOND, Instant

if TYPE_CHECKING:
    from earnest.store import Store
    from earnest.store.uses import Use

FOR_EVER: Instant = 2**62
USES_SHOWN_MAX = 10_000
"""Uses that one command tells of; narrow it by source or time."""

Day = Annotated[str, typer.Option(metavar="2026-11-23", help="A day, or a day and time, in UTC.")]


def uses(
    subject: Annotated[
        str, typer.Argument(help="The person, such as S-...; nobody: everybody.", metavar="[S-...]")
    ] = "",
    customer: Annotated[str, typer.Option("--customer", help="The shop's own customer reference instead.")] = "",
    *,
    source: Annotated[str, typer.Option("--source", help="One source of the data map only, such as order.")] = "",
    since: Day = "",
    until: Day = "",
    brand: places.Brand = None,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Show what was read of whom, for what, by which decision; of a person, or of a source between two days."""
    times = (instant(since, 0), instant(until, FOR_EVER))
    with places.at_work(*places.remembered(brand, data)) as house:
        found = list(_told(_found(house.store, _person(house.store, subject, customer), source, times)))
        zone = house.brand.settings.zone
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _show(found, zone)


def _person(store: "Store", subject: str, customer: str) -> str:
    if subject and customer:
        raise typer.BadParameter("name the person once: by S-... or by --customer REF")
    known = store.subject_of(customer) if customer else subject and read_id(subject, Kind.SUBJECT)
    if known is None:
        raise NotFound(f"There is no customer {customer[:40]!r} here; check the reference.")
    return known


def _found(store: "Store", subject: str, source: str, times: tuple[Instant, Instant]) -> Iterator["Use"]:
    count, mark = 0, None
    while count < USES_SHOWN_MAX:
        page = store.uses(subject, source, mark) if subject else store.uses_between(*times, source, mark)
        if not page:
            return
        yield from (one for one in page if times[0] <= one.at < times[1])
        count, mark = count + len(page), page[-1].mark


def _told(found: Iterable["Use"]) -> Iterator[dict[str, Any]]:
    for use in found:
        fields = [{"source": one.source, "field": one.field, "purpose": one.purpose.value} for one in use.used]
        yield {"at": use.at, "subject": use.subject, "decision": use.decision, "by": use.by.value, "used": fields}


def _show(found: list[dict[str, Any]], zone: str) -> None:
    table = Table(box=None, padding=(0, 1))
    for name in ("When", "Of", "By", "What"):
        table.add_column(name, overflow="fold")
    for one in found:
        what = ", ".join(f"{used['source']}.{used['field']} for {used['purpose']}" for used in one["used"])
        table.add_row(moment(one["at"], zone), one["subject"], f"{one['by']} {one['decision']}", what)
    Console(highlight=False).print(table)
    typer.echo(f"{len(found)} uses, {len({one['subject'] for one in found})} people")


def instant(day: str, default: Instant) -> Instant:
    """The instant that a typed day, or day and time, begins; the default where none was typed.

    Raises:
        BadInput: it is no day.
    """
    try:
        read = datetime.fromisoformat(day) if day else None
    except ValueError:
        raise BadInput(f"{day[:40]!r} is no day; write it like 2026-11-23.") from None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()) * SECOND if read else default
