"""`earnest desk`: what waits for a person, and that person's yes or no."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from earnest.cli import places, staff
from earnest.cli.showing import moment
from earnest.desk.roles import Right, may
from earnest.domain.errors import NotAllowed
from earnest.domain.ids import Kind, new_id, read_id
from earnest.domain.staff import State

if TYPE_CHECKING:
    from earnest.house import House

ROUNDS_MAX = 100
COLLEAGUE = "colleague"

Approval = Annotated[str, typer.Argument(help="The approval, such as A-...", metavar="A-...")]
Note = Annotated[str, typer.Option("--note", help="A word that the customer reads, such as why not.")]
Name = Annotated[str, typer.Option("--as", help="The colleague who decides, of whoever may; without it, the house.")]


def commands() -> typer.Typer:
    """`earnest desk list`, `approve`, `decline`, `settle`, `key`, `webhook`, and the accounts of colleagues."""
    app = typer.Typer(help="What waits for a person, and the colleagues who see to it.", no_args_is_help=True)
    app.command("list")(waiting)
    app.command("approve")(approve)
    app.command("decline")(decline)
    app.command("settle")(settle)
    app.command("key")(key)
    staff.put(app)
    app.command("webhook")(webhook)
    return app


def waiting(brand: places.Brand = None, data: places.Data = None, as_json: places.Json = False) -> None:
    """List what waits, the nearest clock first."""
    with places.at_work(*places.remembered(brand, data)) as house:
        found, zone = house.waiting(), house.brand.settings.zone
        house.store.looks.waiting([one["conversation"] for one in found])
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    if not found:
        typer.echo("Nothing waits for a person.")
        return
    table = Table("By", "Why", "About")
    table.add_column("What", no_wrap=True)
    for one in found:
        about = "\n".join(f"{row['label']}: {row['value']}" for row in one["summary"])
        table.add_row(moment(one["due_at"], zone), f"{one['kind']}, {one['reason']}", about, one["id"])
    Console(highlight=False).print(table)


def approve(
    approval: Approval, note: Note = "", name: Name = COLLEAGUE, brand: places.Brand = None, data: places.Data = None
) -> None:
    """Approve a deed; it is carried out, where it can be undone once that time is over."""
    _rule(approval, name, note, (brand, data), approve=True)


def decline(
    approval: Approval, note: Note = "", name: Name = COLLEAGUE, brand: places.Brand = None, data: places.Data = None
) -> None:
    """Decline a deed; the customer is told."""
    _rule(approval, name, note, (brand, data), approve=False)


def settle(
    incident: Annotated[str, typer.Argument(help="The incident, such as H-...", metavar="H-...")],
    happened: Annotated[bool, typer.Option("--happened/--did-not-happen", help="What was found out.")],
    note: Annotated[str, typer.Option("--note", help="How that was found out; for the record.")] = "",
    name: Name = COLLEAGUE,
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Close an incident: a deed of which nobody knew has happened, or it has not; the customer is told."""
    wanted = read_id(incident, Kind.HAND_OVER)
    with places.at_work(*places.remembered(brand, data)) as house:
        _require_may(house, name)
        reply = house.settle(wanted, new_id(Kind.EVENT), name, happened=happened, text=note)
    typer.echo(f"{wanted} is settled; decision {reply.decisions[0]}")


def key(
    name: Annotated[str, typer.Argument(help="Who gets it.", metavar="NAME")] = COLLEAGUE,
    brand: places.Brand = None,
    data: places.Data = None,
) -> None:
    """Print the key with which a colleague, by name, speaks to the HTTP door."""
    with places.at_work(*places.remembered(brand, data)) as house:
        typer.echo(house.key_of(name))


def webhook(brand: places.Brand = None, data: places.Data = None) -> None:
    """Print what receivers of webhooks check them by: the shared secret (keep it), or the public key alone."""
    from earnest.app import webhook_keys

    keys = webhook_keys(places.remembered(brand, data)[1])
    typer.echo(f"secret (v1):      {keys.shared}\npublic key (v1a): {keys.public}")


def _rule(approval: str, name: str, note: str, where: tuple[Path | None, Path | None], *, approve: bool) -> None:
    wanted = read_id(approval, Kind.APPROVAL)
    with places.at_work(*places.remembered(*where)) as house:
        _require_may(house, name)
        reply = house.rule(wanted, new_id(Kind.EVENT), name, approve=approve, note=note)
        for _ in range(ROUNDS_MAX):
            if not house.outbox.round():
                break
        for decision in reply.decisions:
            why = house.explained(decision)
            became = ", ".join(one.words for one in why.followed_by if one.kind == "outcome")
            typer.echo(f"{decision} {why.kind}{f': {became}' if became else ''}")


def _require_may(house: "House", name: str) -> None:
    """See that who is named decides such things at the desk, too: a name makes nobody a second person.

    Raises:
        NotAllowed: they may not, or their account lets them in no more.
    """
    if name == COLLEAGUE:  # whoever runs the house, and the same person each time
        return
    account = house.store.staff.account(name)
    if account is not None and account.state is not State.ACTIVE:
        raise NotAllowed(f"The account of {name} is {account.state.value}; somebody else decides this.")
    role = house.second.role_of(name)
    if not may(role, Right.APPROVE):
        raise NotAllowed(f"{name} is {role.value} and decides nothing; approvers and owners do.")
