"""`earnest eval few-shot` and `kept-out`: how surely a small brand's wishes are understood."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from earnest.cli import places
from earnest.cli.eval_printing import show

KEPT_OUT = Path("tests/assistant/data")
"""Where this repository keeps the messages of another hand."""


def few_shot(  # noqa: PLR0917 - options of a command, which are named when typed
    train: Annotated[Path, typer.Option("--train", help="CSV with the columns text and label; .gz too.")],
    test: Annotated[Path, typer.Option("--test", help="The same, kept apart.")],
    intents: Annotated[int, typer.Option("--intents", min=2, max=200)] = 12,
    examples: Annotated[int, typer.Option("--examples", min=1, max=1000)] = 10,
    draws: Annotated[int, typer.Option("--draws", min=1, max=1000)] = 20,
    seed: Annotated[int, typer.Option("--seed")] = 0,
    as_json: places.Json = False,
) -> None:
    """Draw small brands from labelled messages: how many wishes reach their playbook at once or after one question."""
    with Console(stderr=True).status("Drawing brands"):
        from earnest.evaluate.few_shot import evaluate_few_shot

        report = evaluate_few_shot(train, test, intents=intents, examples=examples, draws=draws, seed=seed)
    show(report.as_json(), as_json=as_json)


def kept_out(
    preset: Annotated[str, typer.Option("--preset")] = "retail",
    folder: Annotated[Path, typer.Option("--folder", help="Holds kept_out_LANGUAGE.csv.")] = KEPT_OUT,
    as_json: places.Json = False,
) -> None:
    """Ask a preset's language the messages that were kept out of it: right at once, within three, strangers."""
    with Console(stderr=True).status("Training"):
        from earnest.evaluate.intents_kept_out import evaluate_kept_out

        reports = evaluate_kept_out(preset, folder)
    show({language: report.as_json() for language, report in reports.items()}, as_json=as_json)
