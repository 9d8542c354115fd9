"""Prints docs/obligations.md, made from the rows: `python -m tools.write_obligations > docs/obligations.md`."""

import sys

from earnest.govern.obligations import OBLIGATIONS_FILE, read_obligations
from earnest.govern.page import page_of
from earnest.govern.reports import REPORTS

if __name__ == "__main__":
    sys.stdout.write(page_of(read_obligations(OBLIGATIONS_FILE, REPORTS), REPORTS))
