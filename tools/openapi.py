"""Print the HTTP API's description; `ui/api/openapi.json` is this, and the browser client's types are made from it."""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from earnest.app import build
from earnest.web.api import make_web

BRAND = Path(__file__).parent.parent / "examples" / "fernhalm"


def describe() -> dict[str, Any]:
    """The API's OpenAPI 3.1 document; the same for every brand."""
    with tempfile.TemporaryDirectory() as folder:
        house = build(BRAND, Path(folder) / "data")
        try:
            return make_web(house).openapi()
        finally:
            house.close()


def as_text() -> str:
    """The document, indented by two spaces."""
    return json.dumps(describe(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_text())
