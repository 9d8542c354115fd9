"""The desk's page: one file for every address, and nothing from elsewhere runs in it."""

from pathlib import Path

import anyio
import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from earnest.web.console import desk_files
from earnest.web.files import BuiltFiles


async def _below(scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse("below")(scope, receive, send)


@pytest.fixture
def files(tmp_path: Path) -> BuiltFiles:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Desk</title>")
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    return BuiltFiles(_below, desk_files(tmp_path))


def get(files: BuiltFiles, path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(files), base_url="http://desk.example") as client:
            return await client.get(path)

    return anyio.run(ask)


@pytest.mark.parametrize("path", ["/desk", "/desk/", "/desk/case/H-ASCNNG7TN0WCBGVAE", "/desk/audits"])
def test_a_link_to_a_case_opens_the_desk_itself(files: BuiltFiles, path: str) -> None:
    page = get(files, path)

    assert page.status_code == 200
    assert "Desk" in page.text


def test_the_desk_runs_its_own_scripts_only_and_is_shown_in_no_frame(files: BuiltFiles) -> None:
    policy = get(files, "/desk/").headers["content-security-policy"]

    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/desk/assets/gone.js", "/desk/../secrets.txt", "/desk/favicon.ico"])
def test_a_file_that_was_not_built_is_not_there(files: BuiltFiles, path: str) -> None:
    page = get(files, path)

    assert page.status_code == 404 or page.text == "below"
    assert "Desk" not in page.text


def test_what_only_begins_like_the_desk_is_passed_on(files: BuiltFiles) -> None:
    assert get(files, "/desktop").text == "below"
