"""The chat widget's files under /widget/, as they were built: one loader for a shop's page, one panel for its frame."""

import gzip
import mimetypes
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from earnest.domain.errors import BadInput
from earnest.web.problems import problem

DIST = Path(__file__).parent / "dist" / "widget"
"""Built by `make setup` from `ui/`; it ships in the wheel."""

PATH = "/widget/"
LOADER = "loader.js"
LOADER_SECONDS = 300
"""How long a browser keeps the loader: its address never changes, so a new one must reach shops by itself."""

YEAR_SECONDS = 31_536_000
"""Everything under assets/ carries a digest in its name, and never changes."""

SITES_MAX = 50

Answered = tuple[bytes, bytes, Mapping[str, str]]
"""A file, the same compressed, and its headers."""


@dataclass(frozen=True, slots=True)
class Sites:
    """The origins of the pages that may show the panel in a frame, such as "https://shop.example".

    Raises:
        BadInput: one of them is no origin.
    """

    origins: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check each."""
        if len(self.origins) > SITES_MAX:
            raise BadInput(f"At most {SITES_MAX} sites may show the chat.")
        for origin in self.origins:
            parts = urlsplit(origin)
            if parts.scheme not in ("https", "http") or f"{parts.scheme}://{parts.netloc}" != origin or "*" in origin:
                raise BadInput(f"{origin[:80]!r} is no origin; write one like https://shop.example, without a path.")

    @property
    def policy(self) -> str:
        """The panel's content security policy: its own files and its own server, and nothing else."""
        ancestors = " ".join(self.origins) or "'none'"
        return (
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; "
            f"base-uri 'none'; form-action 'none'; frame-ancestors {ancestors}; "
            "require-trusted-types-for 'script'; trusted-types lit-html"
        )


class WidgetFiles:
    """Answers what is asked for under /widget/ and passes on the rest; a plain ASGI layer.

    Args:
        app: what it stands before.
        sites: whose pages may show the panel.
        folder: the built files.
    """

    def __init__(self, app: ASGIApp, sites: Sites | None = None, folder: Path = DIST) -> None:
        self._app = app
        self._files = dict(_read(folder, sites or Sites()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope["method"], scope["path"].removeprefix(PATH), Headers(scope=scope))
        await answer(scope, receive, send)

    def _answer(self, method: str, name: str, asked: Headers) -> Response:
        if method not in ("GET", "HEAD"):
            return problem(405, "The widget's files can only be read.")
        if not self._files:
            return problem(404, "The widget was not built; run `make setup` in a checkout of the source.")
        if name not in self._files:
            return problem(404, "There is no such file of the widget.")
        plain, packed, headers = self._files[name]
        if "gzip" in asked.get("accept-encoding", ""):
            return Response(packed, headers={**headers, "content-encoding": "gzip"})
        return Response(plain, headers=dict(headers))


def _read(folder: Path, sites: Sites) -> Iterable[tuple[str, Answered]]:
    """Every file, read once and compressed once: together they are far below a megabyte."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            name, plain = file.relative_to(folder).as_posix(), file.read_bytes()
            yield name, (plain, gzip.compress(plain, 9, mtime=0), _headers(name, sites))


def _headers(name: str, sites: Sites) -> dict[str, str]:
    kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {
        "content-type": f"{kind}; charset=utf-8",
        "x-content-type-options": "nosniff",
        "vary": "accept-encoding",
        "referrer-policy": "no-referrer",
    }
    if name == LOADER:
        # A module script is fetched by CORS; it is public and holds nothing.
        public = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
        return headers | public | {"cache-control": f"public, max-age={LOADER_SECONDS}"}
    if name.startswith("assets/"):
        return headers | {"cache-control": f"public, max-age={YEAR_SECONDS}, immutable"}
    return headers | {
        "cache-control": "no-cache",
        "content-security-policy": sites.policy,
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }
