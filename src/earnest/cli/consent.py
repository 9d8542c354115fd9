"""`earnest consent`: take over what people said to other systems."""

import json
import re
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from earnest.cli import places
from earnest.domain.errors import BadInput

SHOWN_MAX = 20
"""Refused rows that are printed one by one; --json prints all."""

_SOURCE = re.compile(r"[a-z][a-z0-9_]{0,19}")


def commands() -> typer.Typer:
    """`earnest consent import`."""
    app = typer.Typer(help="What people said to other systems about their data.", no_args_is_help=True)
    app.callback()(lambda: None)
    app.command("import")(take)
    return app


def take(
    file: Annotated[Path, typer.Argument(help="A .csv or .json file; see docs/guides/consents.md for its form.")],
    source: Annotated[str, typer.Option("--source", help="Which system it comes from, as a short word.")] = "file",
    brand: places.Brand = None,
    data: places.Data = None,
    as_json: places.Json = False,
) -> None:
    """Take over consents; each row becomes an event, and where two say otherwise the stricter holds."""
    from earnest.consent.told_file import read_told

    if not _SOURCE.fullmatch(source):
        raise BadInput(f"{source[:40]!r} is no short word; use small letters, digits and underscores, up to 20.")
    with places.at_work(*places.remembered(brand, data)) as house, Console(stderr=True).status("Taking consents over"):
        report = house.elsewhere.import_all(read_told(file, source))
    if as_json:
        refused = [{"row": line, "why": why} for line, why in report.refused]
        typer.echo(json.dumps({"taken": report.taken, "reasons": report.reasons, "refused": refused}, indent=2))
        return
    typer.echo(f"{report.taken} taken, {len(report.refused)} refused")
    for why, count in report.reasons.items():
        typer.echo(f"  {count}: {why}")
    for line, why in report.refused[:SHOWN_MAX]:
        typer.echo(f"  row {line}: {why}")
