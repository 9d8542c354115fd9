"""The guard that keeps CI from being green because a suite was skipped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = """
import pytest

@pytest.mark.postgres
def test_postgres():
    {deed}

@pytest.mark.shared
def test_shared():
    pytest.skip("public data sets are absent")

def test_other():
    pass
"""
SKIP = 'pytest.skip("no server here")'


@pytest.mark.parametrize(
    ("deed", "options", "passes", "said"),
    [
        ("pass", ["--may-skip=shared", "--must-run=postgres"], True, ""),
        ("pass", ["--may-skip=", "--must-run=postgres"], False, "skipped without leave"),
        (SKIP, ["--may-skip=shared"], False, "skipped without leave"),
        (SKIP, ["--may-skip=shared,postgres", "--must-run=postgres"], False, "no test of 'postgres' passed"),
        ("pass", ["--may-skip=shared", "--must-run=slow"], False, "no test of 'slow' passed"),
        ("pass", ["-k", "nothing", "--must-run=postgres"], False, "no test of 'postgres' passed"),
        (SKIP, [], True, ""),
        ("pass", ["--must-run=test_suite.py"], True, ""),
        (SKIP, ["--must-run=test_other_suite.py"], False, "no test of 'test_other_suite.py' passed"),
    ],
)
def test_a_skipped_suite_fails_the_run_unless_it_may_skip(
    tmp_path: Path, deed: str, options: list[str], passes: bool, said: str
) -> None:
    result = run(tmp_path, deed, *options)

    assert (result.returncode == 0) is passes, result.stdout + result.stderr
    assert said in result.stdout


def test_a_suite_that_workers_skipped_fails_the_run_too(tmp_path: Path) -> None:
    result = run(tmp_path, SKIP, "-n", "1", "--may-skip=shared", "--must-run=postgres")

    assert result.returncode == 1
    assert "skipped without leave" in result.stdout
    assert "no test of 'postgres' passed" in result.stdout


def run(folder: Path, deed: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_suite.py").write_text(SUITE.format(deed=deed), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder)]
    return subprocess.run(
        [*command, "-p", "tests.conftest", *options, str(folder)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
