"""Built files under one path: read once, compressed once, each with its own headers."""

import gzip
import mimetypes
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from earnest.web.problems import problem

YEAR_SECONDS = 31_536_000
"""Everything under assets/ carries a digest in its name, and never changes."""

Answered = tuple[bytes, bytes, Mapping[str, str]]
"""A file, the same compressed, and its headers."""


@dataclass(frozen=True, slots=True)
class Built:
    """What is served where.

    Args:
        path: the path before the files' names, with a slash at either end.
        folder: the built files.
        headers: the headers of a file, by its name.
        page: the file that answers every name without a dot, "" where such a name is unknown.
    """

    path: str
    folder: Path
    headers: Callable[[str], Mapping[str, str]]
    page: str = ""


class BuiltFiles:
    """Answers what is asked for under one path and passes on the rest; a plain ASGI layer.

    Args:
        app: what it stands before.
        built: what it serves.
    """

    def __init__(self, app: ASGIApp, built: Built) -> None:
        self._app, self._built = app, built
        self._files = dict(_read(built))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        path = self._built.path
        if scope["type"] != "http" or not f"{scope['path']}/".startswith(path):
            await self._app(scope, receive, send)
            return
        answer = self._answer(scope["method"], scope["path"].removeprefix(path), Headers(scope=scope))
        await answer(scope, receive, send)

    def _answer(self, method: str, name: str, asked: Headers) -> Response:
        if method not in ("GET", "HEAD"):
            return problem(405, "These files can only be read.")
        if not self._files:
            return problem(404, "These files were not built; run `make setup` in a checkout of the source.")
        known = name if name in self._files or "." in name else self._built.page
        if known not in self._files:
            return problem(404, "There is no such file.")
        plain, packed, headers = self._files[known]
        if "gzip" in asked.get("accept-encoding", ""):
            return Response(packed, headers={**headers, "content-encoding": "gzip"})
        return Response(plain, headers=dict(headers))


def plain_headers(name: str) -> dict[str, str]:
    """What every built file is sent with; those under assets/ may be kept for ever."""
    kind = "text/javascript" if name.endswith(".js") else mimetypes.guess_type(name)[0] or "application/octet-stream"
    kept = f"public, max-age={YEAR_SECONDS}, immutable" if name.startswith("assets/") else "no-cache"
    return {
        "content-type": f"{kind}; charset=utf-8",
        "x-content-type-options": "nosniff",
        "vary": "accept-encoding",
        "referrer-policy": "no-referrer",
        "cache-control": kept,
    }


def _read(built: Built) -> Iterable[tuple[str, Answered]]:
    """Every file: together they are far below a few megabytes."""
    for file in sorted(built.folder.rglob("*")):
        if file.is_file():
            name, plain = file.relative_to(built.folder).as_posix(), file.read_bytes()
            yield name, (plain, gzip.compress(plain, 9, mtime=0), built.headers(name))
