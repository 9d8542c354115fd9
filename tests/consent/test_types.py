"""The type checker refuses a view that was opened for another purpose."""

import subprocess
import sys
from pathlib import Path

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


def test_a_view_for_one_purpose_does_not_pass_as_a_view_for_another(root: Path, tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "wrong.py").write_text(WRONG)
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file=", "--no-error-summary", "--no-pretty"]
    command += ["--cache-dir", str(tmp_path / "cache"), "right.py", "wrong.py"]

    done = subprocess.run(
        command, cwd=tmp_path, env={"MYPYPATH": str(root / "src")}, capture_output=True, text=True, check=False
    )

    complaints = [line for line in done.stdout.splitlines() if ": error:" in line]
    assert [line for line in complaints if line.startswith("right.py")] == []
    first = WRONG.splitlines().index("    advertise(view)") + 1
    assert [int(line.split(":")[1]) for line in complaints] == [first, first + 1, first + 2, first + 3], (
        done.stdout + done.stderr
    )
    assert '"View[ServiceOrder]"; expected "View[MarketingDirect]"' in complaints[0]
