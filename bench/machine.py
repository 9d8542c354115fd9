"""The machine line: what every figure of a bench is printed beside, so that figures of two machines compare."""

import os
import platform
import statistics
import tempfile
import time
from pathlib import Path

LOOP_STEPS = 5_000_000
LOOP_ROUNDS = 3
FSYNC_ROUNDS = 60
FSYNC_BYTES = 4096


def machine_line(folder: Path | None = None) -> dict[str, object]:
    """Measure the machine: a fixed Python loop in seconds (best of 3) and fsync p50 in ms, in `folder` or here."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cpus": os.cpu_count() or 0,
        "load_1min": round(os.getloadavg()[0], 2),
        "python_loop_s": round(min(_loop_seconds() for _ in range(LOOP_ROUNDS)), 4),
        "fsync_p50_ms": round(_fsync_p50_ms(folder or Path.cwd()), 3),
    }


def _loop_seconds() -> float:
    start = time.perf_counter()
    total = 0
    for step in range(LOOP_STEPS):
        total += step & 7
    seconds = time.perf_counter() - start
    assert total > 0
    return seconds


def _fsync_p50_ms(folder: Path) -> float:
    times = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(FSYNC_ROUNDS):
            file.write(b"x" * FSYNC_BYTES)
            file.flush()
            start = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000
