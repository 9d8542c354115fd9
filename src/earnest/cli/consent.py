"""`earnest consent`: what people said to other systems, and what other systems hear of us."""

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
    """`earnest consent import` and `webhook`."""
    app = typer.Typer(help="What people said to other systems about their data.", no_args_is_help=True)
    app.command("import")(take)
    app.command("webhook")(webhook)
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


def webhook(brand: places.Brand = None, data: places.Data = None) -> None:
    """Print what a consent platform signs with when it tells us, and what it checks us by when we tell it."""
    from earnest.app import platform_secret, webhook_keys

    own = places.remembered(brand, data)[1]
    typer.echo(f"to POST /v1/platform/consents, secret (v1): {platform_secret(own).shared}")
    typer.echo(f"of [privacy] webhook, secret (v1):          {webhook_keys(own).shared}")
    typer.echo(f"of [privacy] webhook, public key (v1a):     {webhook_keys(own).public}")
