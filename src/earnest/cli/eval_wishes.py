"""`earnest eval few-shot`, `kept-out` and `bound`: how surely a small brand's wishes are understood."""

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


def bound(
    brand: Annotated[
        Path | None, typer.Option("--brand", help="The brand folder; twenty intents of the retail preset without one.")
    ] = None,
    conversations: Annotated[int, typer.Option("--conversations-a-month", min=1, max=10_000_000)] = 1_500,
    audits: Annotated[int, typer.Option("--audits-a-day", min=0, help="Turns that the desk has time to label.")] = 50,
    examples: Annotated[
        int | None, typer.Option("--examples", min=2, help="Without a brand: examples of an intent and language.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed")] = 0,
    as_json: places.Json = False,
) -> None:
    """Simulate a brand's first weeks: on which day may it act without asking for the first time?"""
    with Console(stderr=True).status("Simulating"):
        from earnest.evaluate.bound import Traffic, evaluate_bound

        report = evaluate_bound(brand, Traffic(conversations, audits, seed), examples)
    show(report.as_json(), as_json=as_json)
