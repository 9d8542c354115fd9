"""`earnest eval`: intents, gates, the help centre and whole tasks against data files."""

from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console

from earnest.cli import eval_wishes, places
from earnest.cli.eval_printing import show

SPEAKER = Path("bench/speaker.py")
PERSON = Path("tests/assistant/data/person.csv")
TASKS_MAX = 10_000

RequiredBrand = Annotated[Path, typer.Option("--brand", help="The brand folder.")]
RequiredShop = Annotated[Path, typer.Option("--shop", help="The database that the file was made on.")]


def commands() -> typer.Typer:
    """`earnest eval intents`, `gates`, `knowledge` and `tasks`."""
    app = typer.Typer(help="Measure: intents, gates, the help centre, whole conversations.", no_args_is_help=True)
    app.command("person")(person)
    app.command("intents")(intents)
    app.command("few-shot")(eval_wishes.few_shot)
    app.command("kept-out")(eval_wishes.kept_out)
    app.command("bound")(eval_wishes.bound)
    app.command("gates")(gates)
    app.command("knowledge")(knowledge)
    app.command("tasks")(tasks)
    return app


def person(
    file: Annotated[Path, typer.Option("--file", help="CSV with text, language and wants_person (yes, no).")] = PERSON,
    as_json: places.Json = False,
) -> None:
    """How surely words that ask for a person are known, by language and by half of the file."""
    from earnest.evaluate.persons import evaluate_persons

    show(evaluate_persons(file), as_json=as_json)


def intents(
    train: Annotated[Path, typer.Option("--train", help="CSV with the columns text and label; .gz too.")],
    test: Annotated[Path, typer.Option("--test", help="The same, kept apart.")],
    error_budget: Annotated[float, typer.Option("--error-budget", min=0.001, max=0.5)] = 0.02,
    out_of_scope: Annotated[str, typer.Option("--out-of-scope", help="The label of what is none of ours.")] = "",
    as_json: places.Json = False,
) -> None:
    """Train the router on one file and measure it on another."""
    with Console(stderr=True).status("Training"):
        from earnest.evaluate.intents import evaluate_intents

        report = evaluate_intents(train, test, error_budget, out_of_scope or None)
    show(report.as_json(), as_json=as_json)


def gates(brand: RequiredBrand, shop: RequiredShop, probes: Annotated[Path, typer.Option("--probes")],
          as_json: places.Json = False) -> None:  # fmt: skip
    """Replay probe actions through broker and gates, and compare with their labels."""
    from earnest.evaluate.gates import evaluate_gates

    with (
        TemporaryDirectory(prefix="earnest-eval-") as folder,
        places.at_work(brand, Path(folder) / "data", shop) as house,
    ):
        now = house.world.clock.now()
        report = evaluate_gates(house.brand, house.world.broker, house.world.shop, probes, now)
    show(asdict(report), as_json=as_json)


def knowledge(
    brand: RequiredBrand,
    questions: Annotated[
        Path | None, typer.Option("--questions", help="CSV; the brand's own knowledge/questions.csv unless named.")
    ] = None,
    as_json: places.Json = False,
) -> None:
    """Ask the help centre questions whose answers are known: right, wrong, nothing said."""
    with Console(stderr=True).status("Reading articles"), TemporaryDirectory(prefix="earnest-eval-") as folder:
        from earnest.assistant.knowledge import day_of, library_of
        from earnest.assistant.understand import UniversalEncoder
        from earnest.config import read_settings
        from earnest.domain.time import SystemClock
        from earnest.evaluate.knowledge import QUESTIONS_FILE, evaluate_knowledge, read_questions

        settings, asked = read_settings(brand), read_questions(questions or brand / QUESTIONS_FILE)
        library = library_of(brand / "knowledge", settings.languages, UniversalEncoder(), Path(folder))
        report = evaluate_knowledge(library, asked, day_of(SystemClock().now(), settings.zone))
    show(report.as_json(), as_json=as_json)


def tasks(  # noqa: PLR0917 - options of a command, which are named when typed
    brand: RequiredBrand,
    shop: RequiredShop,
    tasks: Annotated[Path, typer.Option("--tasks")],
    speaker: Annotated[Path, typer.Option("--speaker", help="The simulated customer.")] = SPEAKER,
    seed: Annotated[int, typer.Option("--seed")] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1)] = TASKS_MAX,
    verbose: Annotated[Path | None, typer.Option("--verbose", help="Write every conversation to this file.")] = None,
    as_json: places.Json = False,
) -> None:
    """Play whole conversations with a simulated customer, each on a fresh database."""
    from earnest.evaluate.tasks import evaluate_tasks

    with (
        TemporaryDirectory(prefix="earnest-eval-") as folder,
        places.at_work(brand, Path(folder) / "data", shop) as house,
    ):
        report = evaluate_tasks(house, tasks, speaker, seed=seed, limit=limit)
    if verbose is not None:
        verbose.write_text("\n\n".join(_transcript(asdict(one)) for one in report.results) + "\n", "utf-8")
    results = [{"id": one.id, "matched": one.matched, "wrong_effects": one.wrong_effects, "effects": one.effects,
                "handed_over": one.handed_over, "refused": one.refused, "turns": one.turns}
               for one in report.results]  # fmt: skip
    figures = {name: value for name, value in asdict(report).items() if name != "results"}
    show(figures | ({"results": results} if as_json else {}), as_json=as_json)


def _transcript(one: dict[str, Any]) -> str:
    ended = f"matched {one['matched']}, wrong effects {one['wrong_effects']}, effects {one['effects']}"
    return "\n".join([f"== {one['id']}: {ended}", *one["transcript"]])
