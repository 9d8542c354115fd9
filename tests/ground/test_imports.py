"""Import contracts, and what importing the package may not do."""

import json
import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import pytest_socket

IMPORT_ALL = """
import json, pkgutil, sys
opened = []
sys.addaudithook(lambda event, args: opened.append(event) if event.startswith("socket.") else None)
import earnest
for module in pkgutil.walk_packages(earnest.__path__, "earnest."):
    if not module.name.endswith("__main__") and ".migrations." not in module.name:
        __import__(module.name)
heavy = sorted({name.partition(".")[0] for name in sys.modules} & {"sklearn", "pandas", "torch", "onnxruntime"})
print(json.dumps({"opened": opened, "heavy": heavy, "count": sum(name.startswith("earnest.") for name in sys.modules)}))
"""


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": "src"}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=environment, check=False, timeout=240)


def test_imports_run_downward_only(root: Path) -> None:
    command = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"

    result = run(sys.executable, "-c", command, cwd=root)

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_of_the_package_has_a_floor_in_the_contracts(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    floors = {name.strip(" ()") for layer in contracts[0]["layers"] for name in layer.split("|")}

    rooms = {
        path.stem
        for path in (root / "src" / "earnest").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and not path.stem.startswith("__")
    }

    assert rooms <= floors, f"give {sorted(rooms - floors)} a place in the layers of pyproject.toml"


def test_importing_the_package_opens_no_socket_and_loads_no_training_library(root: Path) -> None:
    result = run(sys.executable, "-c", IMPORT_ALL, cwd=root)
    assert result.returncode == 0, result.stderr
    report = json.loads(result.stdout.splitlines()[-1])

    assert report["opened"] == []
    assert report["heavy"] == []
    assert report["count"] > 0


def test_a_test_cannot_reach_beyond_this_machine() -> None:
    # The guard warns, and warnings are errors here; either way the call does not go out.
    refusal = pytest.raises((pytest_socket.SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1")
    with socket.socket() as outward, refusal:
        outward.connect(("192.0.2.1", 80))
