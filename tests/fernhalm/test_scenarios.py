"""Fernhalm's scenarios, ours and those of another hand, are played."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Run


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_scenario_goes_right(run: Run, root: Path) -> None:
    ran = run("test", str(root / "examples" / "fernhalm"), "--json")

    found = json.loads(ran.out)
    failed = {Path(one["file"]).name: one["failures"] for one in found["scenarios"] if one["failures"]}
    assert found["n"] >= 76
    assert failed == {}
