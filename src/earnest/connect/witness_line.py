"""The way to a witness over HTTP (`c2sp.org/tlog-witness`)."""

import hashlib
import http.client
from dataclasses import dataclass
from urllib.parse import urlsplit

from earnest.connect.log_site import connection_to
from earnest.domain.errors import Busy
from earnest.ledger.note import NOTE_BYTES_MAX

TIMEOUT_SECONDS = 5.0
"""How long a witness may take: publishing waits for it."""


@dataclass(frozen=True, slots=True)
class WitnessSite:
    """A witness by the prefix of its address. A redirect is not followed."""

    url: str

    def add_checkpoint(self, body: str) -> tuple[int, str]:
        """See `earnest.domain.witnesses.WitnessLine`."""
        return self._ask("POST", "add-checkpoint", body.encode())

    def checkpoint(self, origin: str) -> str:
        """The newest checkpoint of a log that this witness cosigned, "" for none; an extension of our own witness.

        Raises:
            Busy: no answer came.
        """
        status, body = self._ask("GET", f"checkpoint/{hashlib.sha256(origin.encode()).hexdigest()}", b"")
        return body if status == http.client.OK else ""

    def _ask(self, method: str, name: str, body: bytes) -> tuple[int, str]:
        place = urlsplit(self.url)
        connection = connection_to(place.scheme, place.hostname or "", place.port, TIMEOUT_SECONDS)
        headers = {"content-type": "text/plain; charset=utf-8", "user-agent": "Earnest"}
        try:
            connection.request(method, f"{place.path.rstrip('/')}/{name}", body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(NOTE_BYTES_MAX).decode()
        except (OSError, http.client.HTTPException, UnicodeDecodeError) as error:
            raise Busy(f"The witness did not answer ({type(error).__name__}).") from error
        finally:
            connection.close()
