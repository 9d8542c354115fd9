"""The browser client is generated from a file that is the API's own description, word for word."""

from pathlib import Path

from tools.openapi import as_text

DESCRIPTION = Path(__file__).parents[2] / "ui" / "api" / "openapi.json"


def test_the_description_that_the_client_is_made_from_is_the_apis_own() -> None:
    written = DESCRIPTION.read_text("utf-8")

    assert written == as_text(), "run `.venv/bin/python -m tools.openapi > ui/api/openapi.json`"
