import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from earnest.app import build
from earnest.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command line as somebody in an empty folder would, wide enough that no line is cut."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")

    def command(*words: str) -> Ran:
        monkeypatch.setattr("sys.argv", ["earnest", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capfd.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return command


@pytest.fixture(scope="session")
def fernhalm(root: Path) -> Path:
    return root / "examples" / "fernhalm"


@pytest.fixture(scope="session")
def learned(fernhalm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The playbooks, learned once."""
    data = tmp_path_factory.mktemp("learned") / "data"
    build(fernhalm, data).close()
    return data / "models"


@pytest.fixture
def data(tmp_path: Path, learned: Path) -> Path:
    """A directory for Fernhalm that holds nothing but what was learned."""
    shutil.copytree(learned, tmp_path / "own" / "models")
    (tmp_path / "own" / "brand.path").write_text("")
    return tmp_path / "own"
