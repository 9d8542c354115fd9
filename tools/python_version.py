"""Stop with a clear message when Python is too old. Runs on any Python 3, so it uses nothing newer."""

import sys

OLDEST = (3, 11)  # StrEnum, tomllib and exception notes are used throughout

if sys.version_info[:2] < OLDEST:
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.exit(
        "Earnest needs Python 3.11 or newer; python3 is %s. Name a newer one: make setup PYTHON=python3.12"  # noqa: UP031  must parse on old Pythons
        % found
    )
