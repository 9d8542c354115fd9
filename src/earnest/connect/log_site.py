"""A log on somebody's web server, read as the ledger reads a folder (`c2sp.org/tlog-tiles`)."""

import http.client
import ssl
import zlib
from urllib.parse import urlsplit

from earnest.domain.errors import BadInput

TIMEOUT_SECONDS = 20.0
TRIES = 2
"""A kept connection may have been closed meanwhile: the second try opens a new one."""

_GZIP = 16 + zlib.MAX_WBITS


class LogSite:
    """A published log by its URL prefix. One connection is kept; a redirect is not followed.

    Args:
        prefix: such as `https://shop.example/log`.

    Raises:
        BadInput: it is no http or https address.
    """

    def __init__(self, prefix: str) -> None:
        place = urlsplit(prefix)
        if place.scheme not in ("http", "https") or not place.hostname or place.query or place.fragment:
            raise BadInput(f"{prefix[:80]!r} is no address of a log; write one like https://shop.example/log.")
        self._path = place.path.rstrip("/")
        self._connection = connection_to(place.scheme, place.hostname, place.port, TIMEOUT_SECONDS)

    def read(self, name: str, bytes_max: int) -> bytes | None:
        """Return a whole file; None if it is not there, does not come, or is longer than it may be."""
        for _ in range(TRIES):
            try:
                return self._get(name, bytes_max)
            except (OSError, http.client.HTTPException, zlib.error):
                self._connection.close()
        return None

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _get(self, name: str, bytes_max: int) -> bytes | None:
        headers = {"accept-encoding": "gzip, identity", "user-agent": "Earnest"}
        self._connection.request("GET", f"{self._path}/{name}", headers=headers)
        answer = self._connection.getresponse()
        data = answer.read(bytes_max + 1)
        if answer.status != http.client.OK or len(data) > bytes_max:
            self._connection.close()  # the rest is not read
            return None
        if answer.headers.get("content-encoding", "") == "gzip":
            unpacked = zlib.decompressobj(_GZIP).decompress(data, bytes_max + 1)
            return unpacked if len(unpacked) <= bytes_max else None
        return data


def connection_to(scheme: str, host: str, port: int | None, timeout_seconds: float) -> http.client.HTTPConnection:
    """A connection that checks certificates where the scheme has any."""
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=timeout_seconds, context=context)
    return http.client.HTTPConnection(host, port, timeout=timeout_seconds)
