"""The widget's files over HTTP: what may be kept, who may frame the panel, and a shop whose word is taken."""

import asyncio
import gzip
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from earnest.connect.identity import ShopKeys, sign_in
from earnest.domain.errors import BadInput, SignInNeeded
from earnest.domain.time import SECOND
from earnest.web.files import BuiltFiles
from earnest.web.widget import Sites, widget_files


async def _below(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"below"})


@pytest.fixture
def files(tmp_path: Path) -> BuiltFiles:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "panel-Ab12.js").write_text("let panel = 1;" * 50)
    (tmp_path / "loader.js").write_text("let loader = 1;")
    (tmp_path / "panel.html").write_text("<!doctype html>")
    return BuiltFiles(_below, widget_files(Sites(("https://shop.example",)), tmp_path))


async def _get(files: BuiltFiles, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(files), base_url="http://chat.example") as client:
        return await client.request(method, path, headers=headers)


def get(files: BuiltFiles, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    return asyncio.run(_get(files, path, method, **headers))


def test_a_file_named_by_its_digest_is_kept_for_good_and_the_loader_for_minutes(files: BuiltFiles) -> None:
    asset, loader, panel = (
        get(files, f"/widget/{name}") for name in ("assets/panel-Ab12.js", "loader.js", "panel.html")
    )

    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert loader.headers["cache-control"] == "public, max-age=300"
    assert panel.headers["cache-control"] == "no-cache"
    assert loader.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in panel.headers


def test_the_panel_runs_only_its_own_scripts_and_shows_only_in_named_pages(files: BuiltFiles) -> None:
    policy = get(files, "/widget/panel.html").headers["content-security-policy"]

    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors https://shop.example",
        "require-trusted-types-for 'script'",
    ):
        assert part in policy.split("; ")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in Sites().policy


def test_a_browser_that_can_unpack_gets_it_packed(files: BuiltFiles) -> None:
    packed = get(files, "/widget/assets/panel-Ab12.js", **{"accept-encoding": "gzip"})
    plain = get(files, "/widget/assets/panel-Ab12.js", **{"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 9, mtime=0))


@pytest.mark.parametrize("path", ["/widget/", "/widget/../pyproject.toml", "/widget/%2e%2e/secret", "/widget/x.js"])
def test_nothing_else_is_there(files: BuiltFiles, path: str) -> None:
    assert get(files, path).status_code in (404, 418)
    assert get(files, "/widget/loader.js", "POST").status_code == 405


def test_what_is_not_the_widgets_is_passed_on(files: BuiltFiles) -> None:
    assert get(files, "/v1/live").text == "below"


def test_a_widget_that_was_not_built_says_what_to_do(tmp_path: Path) -> None:
    assert (
        "make setup"
        in get(BuiltFiles(_below, widget_files(None, tmp_path / "none")), "/widget/loader.js").json()["detail"]
    )


@pytest.mark.parametrize("origin", ["shop.example", "https://shop.example/", "https://*.example", "javascript:x", "*"])
def test_a_site_is_one_exact_origin(origin: str) -> None:
    with pytest.raises(BadInput, match=r"no origin|shop\.example"):
        Sites((origin,))


@pytest.fixture(scope="module")
def shopfront(root: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("shopfront_tested", root / "examples/fernhalm/shopfront/app.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_shops_word_for_a_customer_is_taken_for_two_minutes(shopfront: ModuleType, tmp_path: Path) -> None:
    key = shopfront.key_of(tmp_path)
    keys = ShopKeys.read(tmp_path / shopfront.JWKS_FILE, "Fernhalm")

    token = shopfront.token_for("ada", key, 1_900_000_000)

    assert sign_in(token, keys, 1_900_000_001 * SECOND) == "ada"
    with pytest.raises(SignInNeeded):
        sign_in(token, keys, 1_900_000_121 * SECOND)


def test_the_shops_key_is_made_once_and_its_private_half_stays_with_it(shopfront: ModuleType, tmp_path: Path) -> None:
    first, second = shopfront.key_of(tmp_path), shopfront.key_of(tmp_path)

    assert first.thumbprint() == second.thumbprint()
    assert (tmp_path / shopfront.KEY_FILE).stat().st_mode & 0o077 == 0
    assert '"d"' not in (tmp_path / shopfront.JWKS_FILE).read_text()


def test_a_guest_gets_no_word_and_nobody_signs_in_as_a_stranger(shopfront: ModuleType, tmp_path: Path) -> None:
    async def visit() -> list[str]:
        transport = httpx.ASGITransport(shopfront.make_shop("http://127.0.0.1:8400", tmp_path))
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.example") as client:
            said = [(await client.post("/chat-identity")).text]
            for path, customer in (("/sign-in", "mallory"), ("/sign-in", "ada"), ("/sign-out", "")):
                await client.post(path, data={"customer": customer})
                said.append((await client.post("/chat-identity")).text)
            return [*said, (await client.get("/")).headers["content-security-policy"]]

    guest, stranger, ada, left, policy = asyncio.run(visit())

    assert (guest, stranger, left) == ("", "", "")
    assert ada.count(".") == 2
    assert "frame-src http://127.0.0.1:8400" in policy
