"""Whole conversations are played with a speaker from a file; the end state alone decides."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.evaluate.small_shop import write_database

from earnest.app import build
from earnest.domain.errors import BadInput
from earnest.evaluate.tasks import evaluate_tasks
from earnest.house import House

SPEAKER = """
from dataclasses import dataclass

@dataclass(frozen=True)
class CardShown:
    title: str
    rows: tuple

@dataclass(frozen=True)
class Shown:
    text: str
    choices: tuple
    card: object
    handed_over: bool

class Says:
    def __init__(self, lines):
        self.lines = list(lines)

    def next(self, shown):
        return self.lines.pop(0) if self.lines else None

def make_speaker(task, seed):
    return Says(task["instruction"].split(" / "))
"""
CANCELLED: list[dict[str, Any]] = [
    {"path": ["orders", "#W1000001", "status"], "before": "pending", "after": "cancelled"},
    {"path": ["orders", "#W1000001", "cancel_reason"], "before": None, "after": "no longer needed"},
    {
        "path": ["orders", "#W1000001", "payment_history"],
        "before": [],
        "after": [
            {"transaction_type": kind, "amount": 10.1, "payment_method_id": "card_1"} for kind in ("payment", "refund")
        ],
    },
]
CANCELS = "cancel order #W1000001, I no longer need it / Ann Doe, zip 89501 / <confirm>"


@pytest.fixture(scope="module")
def house(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("tau")
    made = build(root / "examples" / "tau-retail", folder / "data", shop={"db": str(write_database(folder))})
    yield made
    made.close()


def task(instruction: str, changes: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"id": instruction[:12], "instruction": instruction, "expected_db_changes": changes} | more


def played(house: House, folder: Path, *tasks: dict[str, Any]) -> Any:
    file, speaker = folder / "tasks.json", folder / "speaker.py"
    file.write_text(json.dumps(tasks), encoding="utf-8")
    speaker.write_text(SPEAKER, encoding="utf-8")
    return evaluate_tasks(house, file, speaker)


def test_a_wish_that_is_confirmed_reaches_the_expected_end_state(house: House, tmp_path: Path) -> None:
    report = played(house, tmp_path, task(CANCELS, CANCELLED))

    assert (report.end_state_match, report.wrong_effects, report.effects) == (1.0, 0, 1)


def test_an_effect_that_nobody_expected_counts_as_wrong(house: House, tmp_path: Path) -> None:
    report = played(house, tmp_path, task(CANCELS, []))

    assert (report.end_state_match, report.wrong_effects) == (0.0, 3)


def test_an_expected_deed_is_not_wrong_when_a_later_one_is_still_missing(house: House, tmp_path: Path) -> None:
    action = {
        "name": "cancel_pending_order",
        "arguments": {"order_id": "#W1000001", "reason": "no longer needed"},
    }
    later = [{**one, "after": "changed again"} for one in CANCELLED]

    report = played(house, tmp_path, task(CANCELS, later, actions=[action]))

    assert (report.end_state_match, report.wrong_effects, report.effects) == (0.0, 0, 1)


def test_a_deed_with_other_arguments_than_expected_is_wrong(house: House, tmp_path: Path) -> None:
    action = {
        "name": "cancel_pending_order",
        "arguments": {"order_id": "#W1000001", "reason": "ordered by mistake"},
    }
    other = [{**one, "after": "ordered by mistake"} if one["path"][2] == "cancel_reason" else one for one in CANCELLED]

    report = played(house, tmp_path, task(CANCELS, other, evaluation_criteria={"actions": [action]}))

    assert (report.end_state_match, report.wrong_effects) == (0.0, 1)


def test_a_wish_that_is_never_confirmed_has_no_effect(house: House, tmp_path: Path) -> None:
    report = played(house, tmp_path, task(CANCELS.removesuffix(" / <confirm>"), CANCELLED))

    assert (report.end_state_match, report.wrong_effects, report.effects) == (0.0, 0, 0)


def test_each_task_meets_a_fresh_database(house: House, tmp_path: Path) -> None:
    report = played(house, tmp_path, task(CANCELS, CANCELLED), task(CANCELS, CANCELLED))

    assert (report.n, report.end_state_match) == (2, 1.0)


def test_somebody_elses_order_is_never_touched(house: House, tmp_path: Path) -> None:
    report = played(
        house, tmp_path, task("cancel order #W2718281, no longer needed / Ann Doe, zip 89501 / <confirm> / yes", [])
    )

    assert (report.end_state_match, report.effects) == (1.0, 0)


def test_a_person_who_is_asked_for_is_counted(house: House, tmp_path: Path) -> None:
    report = played(house, tmp_path, task("<person>", []))

    assert (report.handed_over, report.effects) == (1.0, 0)


@pytest.mark.parametrize("text", ["", "[]", "nonsense", "[1"])
def test_a_file_without_tasks_is_refused_by_name(house: House, tmp_path: Path, text: str) -> None:
    file = tmp_path / "tasks.json"
    file.write_text(text, encoding="utf-8")
    speaker = tmp_path / "speaker.py"
    speaker.write_text(SPEAKER, encoding="utf-8")

    with pytest.raises(BadInput, match=r"tasks\.json"):
        evaluate_tasks(house, file, speaker)


def test_a_missing_speaker_is_refused_by_name(house: House, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nobody\.py"):
        evaluate_tasks(house, tmp_path / "tasks.json", tmp_path / "nobody.py")
