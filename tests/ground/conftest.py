"""The repository as git knows it."""

import subprocess
from pathlib import Path

import pytest

PYTHON_ROOMS = ("src", "tests", "bench", "examples", "tools")
FILE_BYTES_MAX = 2_000_000


@pytest.fixture(scope="session")
def tracked(root: Path) -> list[Path]:
    """Every file under version control that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True)
    return [root / name for name in listed.stdout.split("\0") if name and (root / name).is_file()]


@pytest.fixture(scope="session")
def texts(tracked: list[Path], root: Path) -> dict[str, str]:
    """The text files under version control, by their path from the root."""
    found = {}
    for file in tracked:
        content = file.read_bytes()
        if len(content) <= FILE_BYTES_MAX and b"\0" not in content:
            found[str(file.relative_to(root))] = content.decode("utf-8", "replace")
    return found


@pytest.fixture(scope="session")
def python_files(tracked: list[Path], root: Path) -> list[Path]:
    """The Python files of the package, its tests, benches, examples and tools."""
    return [file for file in tracked if file.suffix == ".py" and file.relative_to(root).parts[0] in PYTHON_ROOMS]
