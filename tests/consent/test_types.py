"""The type checker refuses a view that was opened for another purpose."""

import subprocess
import sys
from pathlib import Path

from earnest.consent.markers import MARKERS

RIGHT = """
from earnest.consent.fold import ConsentView
from earnest.consent.grants import DataMap
from earnest.consent.markers import For, MarketingDirect, ServiceOrder
from earnest.consent.views import View, open_view

def ship(view: View[ServiceOrder]) -> None: ...
def advertise(view: View[MarketingDirect]) -> None: ...
def count(view: View[For]) -> int: return len(view)

def right(data_map: DataMap, consents: ConsentView) -> None:
    view = open_view([{"status": "sent"}], "order", ServiceOrder, data_map, consents)
    ship(view)
    count(view)
"""
WRONG = (
    RIGHT
    + """
def wrong(data_map: DataMap, consents: ConsentView) -> None:
    view = open_view([{"status": "sent"}], "order", ServiceOrder, data_map, consents)
    advertise(view)
    other: View[MarketingDirect] = view
    view[0]["status"] = "lost"
    open_view([], "order", str, data_map, consents)
"""
)


PURPOSES = [marker.__name__ for marker in MARKERS]
EVERY = (
    f"from earnest.consent.markers import {', '.join(PURPOSES)}\nfrom earnest.consent.views import View\n"
    + "".join(
        f"def swap_{one}_{two}(view: View[{one}]) -> View[{two}]: return view\n" for one in PURPOSES for two in PURPOSES
    )
)


def test_of_all_purposes_a_view_passes_as_one_for_its_own_only(root: Path, tmp_path: Path) -> None:
    (tmp_path / "every.py").write_text(EVERY)

    complaints = complaints_of(root, tmp_path, "every.py")

    swaps = [line.partition("swap_")[2].partition("(")[0].split("_") for line in EVERY.splitlines()]
    expected = [number for number, names in enumerate(swaps, 1) if len(names) == 2 and names[0] != names[1]]
    assert [int(line.split(":")[1]) for line in complaints] == expected
    assert len(expected) == len(PURPOSES) * (len(PURPOSES) - 1)


def complaints_of(root: Path, folder: Path, *files: str) -> list[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", "--no-pretty"]
    command += ["--cache-dir", str(folder / "cache"), *files]
    environment = {"MYPYPATH": str(root / "src")}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if ": error:" in line]


def test_a_view_for_one_purpose_does_not_pass_as_a_view_for_another(root: Path, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)

    complaints = complaints_of(root, tmp_path, "right.py", "wrong.py")

    assert [line for line in complaints if line.startswith("right.py")] == []
    first = WRONG.splitlines().index("    advertise(view)") + 1
    assert [int(line.split(":")[1]) for line in complaints] == [first, first + 1, first + 2, first + 3]
    assert '"View[ServiceOrder]"; expected "View[MarketingDirect]"' in complaints[0]
