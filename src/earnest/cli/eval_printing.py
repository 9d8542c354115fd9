"""How `earnest eval` prints its figures."""

import json
from typing import Any

import typer


def show(figures: dict[str, Any], *, as_json: bool) -> None:
    """Print figures: one JSON document, or a line each."""
    if as_json:
        typer.echo(json.dumps(figures, indent=2, ensure_ascii=False, default=str))
        return
    for name, value in figures.items():
        if isinstance(value, list | tuple):
            for entry in value:
                typer.echo(f"  {entry}")
        else:
            typer.echo(f"{name}: {value}")
