import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from earnest.cli import main
from earnest.cli.places import BRAND_NOTE, at_work
from earnest.cli.script import play, read_script

SCRIPT = """\
given: {customer: ada, identity: signed_in, language: en}
---
The strap on 1042 is torn, I want my money back
<confirm>
The head torch from order 1043 is broken, I want my money back
<confirm>
where is my order
<choose 2>
<person>
"""


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


@pytest.fixture
def data(tmp_path: Path, learned: Path) -> Path:
    """A directory for Fernhalm that holds nothing but what was learned."""
    shutil.copytree(learned, tmp_path / "own" / "models", copy_function=os.link)
    (tmp_path / "own" / BRAND_NOTE).write_text("")
    return tmp_path / "own"


@pytest.fixture(scope="session")
def template(fernhalm: Path, learned: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A directory in which the script was played, and what that led to; the tests work on copies."""
    data = tmp_path_factory.mktemp("played") / "own"
    shutil.copytree(learned, data / "models", copy_function=os.link)
    file = data.parent / "script.txt"
    file.write_text(SCRIPT)
    with at_work(fernhalm, data) as house:
        found = play(house, read_script(file))
    return data, found


@pytest.fixture
def past(template: tuple[Path, dict[str, Any]], tmp_path: Path) -> Path:
    """A directory in which the script was played, for one test alone."""
    data = tmp_path / "past"
    shutil.copytree(template[0], data, ignore=shutil.ignore_patterns("models"))
    shutil.copytree(template[0] / "models", data / "models", copy_function=os.link)
    shutil.copy(template[0].with_name("own.kek"), tmp_path / "past.kek")
    return data


@pytest.fixture
def played(template: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    """What the script led to."""
    return template[1]
