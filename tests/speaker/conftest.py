"""The speaker as the evaluator loads it, by path, and the public tasks it is made for."""

import gzip
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def speaker(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("speaker_under_test", root / "bench" / "speaker.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def tasks(shared_data: Path) -> list[dict[str, object]]:
    folder = shared_data / "tau2_retail"
    with gzip.open(folder / "synthetic_tasks_tau1.jsonl.gz", "rt", encoding="utf-8") as lines:
        older = [json.loads(line) for line in lines]
    with gzip.open(folder / "tasks_train.json.gz", "rt", encoding="utf-8") as file:
        return [*older, *json.load(file)]
