"""`earnest test`: plays a brand's scenarios and says what did not go right."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import track

from earnest.cli import places

if TYPE_CHECKING:
    from earnest.evaluate.scenarios import Played


def play(
    brand: Annotated[Path, typer.Argument(help="The brand folder.")],
    files: Annotated[list[Path] | None, typer.Argument(help="Scenario files; all of the brand's when none.")] = None,
    as_json: places.Json = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every conversation.")] = False,
) -> None:
    """Play a brand's scenarios, each on a fresh house and simulated time. Ends with 1 if one fails."""
    from earnest.evaluate.scenario_files import read_scenario, scenario_files
    from earnest.evaluate.scenarios import as_json as in_json
    from earnest.evaluate.scenarios import play_scenario, set_stage

    scenarios = [read_scenario(file) for file in scenario_files(brand, tuple(files or ()))]
    errors = Console(stderr=True)
    with TemporaryDirectory(prefix="earnest-test-") as folder:
        scratch = Path(folder)
        stage = set_stage(brand, scratch)
        waited = track(list(enumerate(scenarios)), "Playing", console=errors, transient=True)
        played = [play_scenario(stage, one, scratch / str(at)) for at, one in waited]
    if as_json:
        typer.echo(json.dumps(in_json(played), indent=2, ensure_ascii=False))
    else:
        _print(Console(highlight=False, soft_wrap=True), played, verbose=verbose)
    if not all(one.passed for one in played):
        raise typer.Exit(1)


def _print(console: Console, played: "list[Played]", *, verbose: bool) -> None:
    from earnest.evaluate.scenarios import by_behaviour

    for one in played:
        console.print(
            f"{'pass' if one.passed else 'FAIL'}  {one.scenario.behaviour}  {one.scenario.name}", markup=False
        )
        for failure in one.failures:
            console.print(f"      {one.scenario.file}:{failure.at}: {failure.why}", markup=False)
        for said, answered in one.transcript if verbose else ():
            console.print(f"      > {said}\n      {answered}".replace("\n", "\n      "), markup=False)
    for letter, (passed, every) in by_behaviour(played).items():
        console.print(f"{letter}: {passed} of {every}", markup=False)
