"""`earnest desk invite` and what goes with it: the accounts of colleagues."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from earnest.cli import places
from earnest.cli.serve import PORT
from earnest.domain.staff import Role, read_name
from earnest.domain.time import SECOND

if TYPE_CHECKING:
    from earnest.config import Settings

Named = Annotated[str, typer.Argument(help="The colleague, such as mia.", metavar="NAME")]
As = Annotated[Role, typer.Option("--role", help="What they are at the desk.")]


def put(app: typer.Typer) -> None:
    """Put the commands on."""
    app.command("invite")(invite)
    app.command("colleagues")(colleagues)
    app.command("role")(role)
    app.command("disable")(disable)
    app.command("remove")(remove)
    app.command("erase")(erase)


def invite(name: Named, role: As = Role.SUPPORT, brand: places.Brand = None, data: places.Data = None) -> None:
    """Print a link by which a colleague sets a password and signs in: good once, for three days.

    Of a colleague who has an account it is a new beginning: the old password and all their sessions are good no more.
    """
    with places.at_work(*places.remembered(brand, data)) as house:
        token = house.store.staff.invite(read_name(name), role)
        typer.echo(f"{name} ({role.value}) sets a password here, once, within three days:")
        typer.echo(f"{desk_of(house.brand.settings)}#join={token}")


def colleagues(brand: places.Brand = None, data: places.Data = None, as_json: places.Json = False) -> None:
    """List the accounts: name, role, and whether they can sign in."""
    with places.at_work(*places.remembered(brand, data)) as house:
        rows = [(one.name, one.role.value, one.state.value) for one in house.store.staff.accounts()]
    if as_json:
        typer.echo(json.dumps([dict(zip(("name", "role", "state"), row, strict=True)) for row in rows], indent=2))
        return
    if not rows:
        typer.echo("Nobody has an account yet; `earnest desk invite NAME --role ROLE` makes one.")
        return
    table = Table("Name", "Role", "State")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)


def role(
    name: Named,
    role: Annotated[Role, typer.Argument(help="What they are from now on.")],
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Give a colleague another role; they sign in anew."""
    with places.at_work(*places.remembered(brand, data)) as house:
        house.store.staff.change_role(name, role)
    typer.echo(f"{name} is {role.value} now, and signs in anew.")


def disable(name: Named, brand: places.Brand = None, data: places.Data = None) -> None:
    """Let a colleague in no more, at once; a new invitation lets them in again."""
    with places.at_work(*places.remembered(brand, data)) as house:
        house.store.staff.disable(name)
    typer.echo(f"{name} cannot sign in any more.")


def remove(name: Named, brand: places.Brand = None, data: places.Data = None) -> None:
    """Delete a colleague's account; what they decided stays as it was recorded."""
    with places.at_work(*places.remembered(brand, data)) as house:
        house.store.staff.remove(name)
    typer.echo(f"{name} has no account any more.")


def erase(name: Named, brand: places.Brand = None, data: places.Data = None) -> None:
    """Erase a colleague who left, as far as the time of records allows; says what stays, why and until when."""
    from earnest.store.leaving import SURVIVES

    with places.at_work(*places.remembered(brand, data)) as house:
        left = house.store.retaining.leaving.erase(name, house.times())
    typer.echo(f"{left.erased} records name {name} no more; {left.decision} says so, and names nobody.")
    if not left.kept:
        typer.echo("None is left, and their key is destroyed.")
        return
    until = datetime.fromtimestamp(left.until / SECOND, UTC).date()
    typer.echo(f"{left.kept} still do, the last until {until}; then their key is destroyed, too.")
    for what, why in SURVIVES:
        typer.echo(f"Kept: {what}: {why}")


def desk_of(settings: "Settings") -> str:
    """Where colleagues open the desk: the brand's own address, or this machine's."""
    from earnest.web.console import PATH

    return settings.desk.url or f"http://127.0.0.1:{PORT}{PATH}"
