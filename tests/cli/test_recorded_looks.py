"""Every command that shows what is kept of a person leaves its own record; whatever shows nothing says why."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer
from tests.cli.conftest import Run

from earnest.cli import commands
from earnest.store.uses import Onlooker

RECORDED = ("why", "desk list", "disclose")
NO_VALUE = "names of fields, purposes, ids and times; no value of a person"
ACTS = "does something, which is a decision of its own, and prints its id"
COUNTS = "counts and digests"
HOUSE = "the house's own: its folder, keys, accounts and log"
EXAMPLES = "messages that nobody's customers wrote"
SPEAKS = "a conversation of whoever types; its reads stand with its decisions"
WITHOUT: Mapping[str, str] = {
    "uses": NO_VALUE,
    "hold": NO_VALUE,
    **dict.fromkeys(("demo", "chat", "test"), SPEAKS),
    **dict.fromkeys(
        (
            "erase",
            "desk approve",
            "desk decline",
            "desk settle",
            "forget-passkeys",
            "consent import",
            "switch off",
            "switch on",
        ),
        ACTS,
    ),
    **dict.fromkeys(
        (
            "backup",
            "check",
            "consent webhook",
            *(
                f"desk {one}"
                for one in ("colleagues", "disable", "erase", "invite", "key", "remove", "role", "webhook")
            ),
            "keys rotate",
            "log keys",
            "log rotate",
            "new",
            "restore",
            "serve",
            "switch list",
            "witness keys",
            "witness new",
            "witness serve",
        ),
        HOUSE,
    ),
    **dict.fromkeys(
        (
            f"eval {one}"
            for one in ("bound", "few-shot", "gates", "intents", "kept-out", "knowledge", "person", "tasks")
        ),
        EXAMPLES,
    ),
    **dict.fromkeys(("report", "verify", "retention plan", "retention run", "log export", "doctor"), COUNTS),
}


def every(app: typer.Typer, before: str = "") -> set[str]:
    """The commands, as they are typed."""
    own = {f"{before}{one.name or ''}" for one in app.registered_commands}
    return own.union(
        *(every(one.typer_instance, f"{before}{one.name} ") for one in app.registered_groups if one.typer_instance)
    )


def test_every_command_is_listed_with_its_record_or_why_it_needs_none() -> None:
    assert sorted(every(commands())) == sorted({*RECORDED, *WITHOUT})


def test_what_whoever_runs_the_house_looks_at_is_on_record(
    run: Run, fernhalm: Path, past: Path, played: dict[str, Any]
) -> None:
    at = ("--brand", str(fernhalm), "--data", str(past))
    decision = played["lines"][0]["decisions"][0]["id"]

    for command in (("why", decision), ("desk", "list"), ("disclose", decision, "--field", "policy")):
        before = looks(run, at)
        assert run(*command, *at).code == 0
        fresh = looks(run, at)[len(before) :]
        assert [one["by"] for one in fresh] == [Onlooker.HOUSE.value], command


def looks(run: Run, at: tuple[str, ...]) -> list[dict[str, Any]]:
    """What the house looked at of Ada, the oldest first."""
    found: list[dict[str, Any]] = json.loads(run("uses", "--customer", "ada", "--json", *at).out)
    return [one for one in reversed(found) if one["by"] == Onlooker.HOUSE.value]
