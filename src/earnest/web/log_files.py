"""The published log under /log/ (`c2sp.org/tlog-tiles`), with the verifiers beside it: any mirror can copy it."""

import gzip
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from earnest.domain.errors import Busy
from earnest.ledger import CHECKPOINT_FILE, KEYS_FILE, Folder, ProofError, parse_tile_path
from earnest.ledger.tiles import ENTRY_BYTES_MAX, TILE_WIDTH
from earnest.ledger.verifiers import copies
from earnest.web.files import YEAR_SECONDS
from earnest.web.lanes import Lane
from earnest.web.problems import problem

PATH = "/log/"
CHECKPOINT_SECONDS = 2
"""How long a cache may keep the checkpoint: it is replaced every few seconds."""

FILE_BYTES_MAX = TILE_WIDTH * (ENTRY_BYTES_MAX + 2)
PACK_BYTES_MIN = 1_000
"""Bundles from this size on are sent compressed to whoever takes that; hashes never shrink."""

_PUBLIC = {
    "access-control-allow-origin": "*",  # public, and meant to be read by anybody's program
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}
_TILES = {"content-type": "application/octet-stream", "cache-control": f"public, max-age={YEAR_SECONDS}, immutable"}
_TEXTS = {"content-type": "text/plain; charset=utf-8", "cache-control": f"public, max-age={CHECKPOINT_SECONDS}"}
_OWN = {"cache-control": "no-cache", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_VERIFIERS = {
    "py": {"content-type": "text/x-python; charset=utf-8", **_OWN},
    "html": {"content-type": "text/html; charset=utf-8", "content-security-policy": "frame-ancestors 'none'", **_OWN},
}


class LogFiles:
    """Answers what is asked for under /log/ and passes on the rest; a plain ASGI layer.

    Args:
        app: what it stands before.
        folder: the published log.
        lane: where files are read.
    """

    def __init__(self, app: ASGIApp, folder: Path, lane: Lane) -> None:
        self._app, self._folder, self._lane = app, Folder(folder), lane
        self._verifiers = copies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self._app(scope, receive, send)
            return
        answer = await self._answer(scope["method"], scope["path"].removeprefix(PATH), Headers(scope=scope))
        await answer(scope, receive, send)

    async def _answer(self, method: str, name: str, asked: Headers) -> Response:
        if method not in ("GET", "HEAD"):
            return problem(405, "The log can only be read.")
        if name in self._verifiers:
            return Response(self._verifiers[name], headers=_VERIFIERS[name.rpartition(".")[2]])
        headers = headers_of(name)
        if headers is None:
            return problem(404, "The log has no such file; see c2sp.org/tlog-tiles.")
        packs = name.startswith("tile/entries/") and "gzip" in asked.get("accept-encoding", "")
        try:
            found = await self._lane.submit(lambda: self._read(name, packs=packs))
        except Busy as full:
            return problem(503, str(full))
        if found is None:
            return problem(404, "This file is not published, or no longer; the full tile may be there.")
        data, more = found
        return Response(data, headers={**_PUBLIC, **headers, **more})

    def _read(self, name: str, *, packs: bool) -> tuple[bytes, dict[str, str]] | None:
        data = self._folder.read(name, FILE_BYTES_MAX)
        if data is None or not packs or len(data) < PACK_BYTES_MIN:
            return None if data is None else (data, {"vary": "accept-encoding"})
        return gzip.compress(data, 6, mtime=0), {"vary": "accept-encoding", "content-encoding": "gzip"}


def headers_of(name: str) -> dict[str, str] | None:
    """The headers of one of the log's files, None where no log has a file of this name."""
    if name in (CHECKPOINT_FILE, KEYS_FILE):
        return _TEXTS
    try:
        parse_tile_path(name)
    except ProofError:
        return None
    return _TILES
