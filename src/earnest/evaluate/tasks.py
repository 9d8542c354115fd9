"""Playing whole conversations against a simulated customer, each on a fresh database, against published end states."""

import gzip
import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

from earnest.domain.errors import BadInput, EarnestError
from earnest.domain.identity import Channel
from earnest.domain.items import Card, Choices, HandOverNotice, Offer, Part, Quote, Reason, Receipt, Words
from earnest.domain.turns import DecisionKind
from earnest.evaluate.deeds import expected_actions, unexpected, way_there
from earnest.evaluate.gates import same_changes
from earnest.house import House
from earnest.talk import Talk

LINES_MAX = 40
"""Lines a simulated customer may say in one conversation."""

TASKS_MAX = 10_000
FILE_BYTES_MAX = 200_000_000


@dataclass(frozen=True, slots=True)
class TaskResult:
    """How one conversation ended."""

    id: str
    matched: bool
    wrong_effects: int
    effects: int
    handed_over: bool
    refused: bool
    turns: int
    transcript: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskReport:
    """How whole conversations ended.

    Args:
        n: tasks played.
        end_state_match: share whose end state equals the expected changes exactly.
        wrong_effects: changes that are neither expected at the end nor left by expected actions, over all tasks.
        handed_over: share that ended with a person.
        refused: share in which something was refused.
        turns: mean turns of a conversation.
        effects: deeds carried out over all tasks.
    """

    n: int
    end_state_match: float
    wrong_effects: int
    handed_over: float
    refused: float
    turns: float
    effects: int
    results: tuple[TaskResult, ...]


def evaluate_tasks(house: House, tasks: Path, speaker: Path, *, seed: int = 0, limit: int = TASKS_MAX) -> TaskReport:
    """Play every task of a file.

    Args:
        house: the brand's house, its shop connected to the database that the tasks were made on.
        tasks: a JSON list or JSON lines, plain or gzipped, in either of the benchmark's published shapes.
        speaker: the file of the simulated customer; it sees the instruction only.
        seed: of the speaker's own choices.
        limit: play at most so many.

    Raises:
        BadInput: a file is missing or is not what it should be.
    """
    voices = _load(speaker)
    rows = [task for _, task in zip(range(limit), read_tasks(tasks), strict=False)]
    if not rows:
        raise BadInput(f"{tasks} holds no task.")
    results = tuple(_play(house, voices, task, seed) for task in rows)
    n = len(results)
    return TaskReport(
        n=n,
        end_state_match=sum(one.matched for one in results) / n,
        wrong_effects=sum(one.wrong_effects for one in results),
        handed_over=sum(one.handed_over for one in results) / n,
        refused=sum(one.refused for one in results) / n,
        turns=sum(one.turns for one in results) / n,
        effects=sum(one.effects for one in results),
        results=results,
    )


def read_tasks(file: Path) -> Iterator[dict[str, Any]]:
    """The tasks of a file, in order.

    Raises:
        BadInput: it cannot be read as tasks.
    """
    try:
        raw = file.read_bytes()
        text = (gzip.decompress(raw) if file.suffix == ".gz" else raw)[:FILE_BYTES_MAX].decode()
        if text.lstrip().startswith("["):
            yield from json.loads(text, parse_float=Decimal)
        else:
            yield from (json.loads(line, parse_float=Decimal) for line in text.splitlines() if line.strip())
    except (OSError, ValueError) as error:
        raise BadInput(f"{file} is no file of tasks ({error}).") from error


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("earnest_speaker", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise BadInput(f"{file} is no speaker: it should be a Python file with make_speaker(task, seed).")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class _Played:
    """One conversation as the simulated customer has it."""

    def __init__(self, house: House, voices: ModuleType) -> None:
        token, _ = house.open_session(Channel.API, None)
        self.talk = Talk.begin(house, token, Channel.API)
        self.voices = voices
        self.handed_over = False
        self.transcript: list[str] = []

    def say(self, line: str) -> object:
        """Say one line; what the customer is shown then, as the speaker's own `Shown`."""
        self.transcript.append(f"customer: {line}")
        try:
            items = self.talk.say(line)
        except EarnestError as error:
            self.transcript.append(f"error: {error}")
            items = ()
        parts = [part for item in items for part in item.parts]
        self.handed_over = self.handed_over or any(isinstance(part, HandOverNotice) for part in parts)
        self.transcript.append("assistant: " + "\n".join(filter(None, map(in_words, parts))))
        card, choices = self.talk.card, self.talk.choices
        return self.voices.Shown(
            text="\n".join(in_words(part) for part in parts if not isinstance(part, Card | Choices)),
            choices=tuple(option.label for option in choices.options) if choices else (),
            card=self.voices.CardShown(card.title, card.rows) if card else None,
            handed_over=self.handed_over,
        )

    def refused(self) -> bool:
        """Whether anything was refused."""
        store = self.talk.house.store
        return any(store.decision(one).decision.kind is DecisionKind.REFUSAL for one in self.talk.decisions)


def in_words(part: Part) -> str:  # noqa: PLR0911 - one way out a kind of part
    """A part as plain words."""
    match part:
        case Words():
            return part.text
        case Quote():
            return f"{part.title}: {part.passage}"
        case Reason():
            return part.text
        case Choices():
            return " / ".join(option.label for option in part.options)
        case Card():
            return f"[{part.title}: " + "; ".join(f"{label}: {value}" for label, value in part.rows) + "]"
        case Receipt():
            return f"Done: {part.title}"
        case HandOverNotice():
            return part.reason
        case Offer():
            return f"[{part.label}: {part.yes} / {part.no}]"


def _play(house: House, voices: ModuleType, task: Mapping[str, Any], seed: int) -> TaskResult:
    shop = house.world.shop.fresh()
    played = _Played(house.with_shop(shop), voices)
    speaker = voices.make_speaker(task, seed)
    shown = None
    for _ in range(LINES_MAX):
        line = speaker.next(shown)
        if line is None:
            break
        shown = played.say(line)
    changes, expected = shop.changes(), task["expected_db_changes"]
    return TaskResult(
        id=str(task.get("id", "")),
        matched=same_changes(changes, expected),
        wrong_effects=unexpected(changes, expected, way_there(played.talk, shop.fresh(), expected_actions(task))),
        effects=shop.deeds,
        handed_over=played.handed_over,
        refused=played.refused(),
        turns=played.talk.lines,
        transcript=tuple(played.transcript),
    )
