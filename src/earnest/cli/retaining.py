"""`earnest retention plan` and `run`: what is kept for how long, what is due, and its deletion."""

import json

import typer

from earnest.cli import places


def commands() -> typer.Typer:
    """`earnest retention plan` and `earnest retention run`."""
    app = typer.Typer(help="What is kept for how long, and what is past its time.", no_args_is_help=True)
    app.command("plan")(plan)
    app.command("run")(run)
    return app


def plan(brand: places.Brand = None, data: places.Data = None, as_json: places.Json = False) -> None:
    """Say what is due now, and how long each kind of thing is kept; nothing is deleted."""
    from earnest.store.retaining import CLASSES, WHY

    with places.at_work(*places.remembered(brand, data)) as house:
        times, due = house.times(), house.store.retaining.plan(house.times())
    if as_json:
        shown = [{"what": one.what, "class": one.kept.value, "count": one.count} for one in due]
        typer.echo(
            json.dumps({"due": shown, "classes": {name: kept.value for name, kept in CLASSES.items()}}, indent=2)
        )
        return
    typer.echo(
        f"Conversations {times.conversation_days} days, records {times.record_days}, counters {times.counter_days}."
    )
    for kept, why in WHY.items():
        tables = sorted(name for name, one in CLASSES.items() if one is kept)
        typer.echo(f"{kept.value}: {why} ({', '.join(tables)})")
    for one in due:
        typer.echo(f"Due: {one.count} {one.what} ({one.kept.value})")
    if not due:
        typer.echo("Nothing is due.")


def run(brand: places.Brand = None, data: places.Data = None) -> None:
    """Delete what is due; each step is a decision in the log."""
    with places.at_work(*places.remembered(brand, data)) as house:
        went = house.store.retaining.run(house.times())
    typer.echo("Deleted: " + (", ".join(f"{count} {name}" for name, count in sorted(went.items())) or "nothing is due"))
