"""What pages and limits need of a request: the fields of a form, a cookie of this server alone, its network."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import parse_qs

from fastapi import Request, Response

from earnest.domain.errors import BadInput
from earnest.web.desk_door import LOOPBACK

FIELDS_MAX = 100
IPV4, NETWORK_BITS = 4, 64


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie by its two names: over TLS one that no other host can set, and a plain one on this machine.

    Args:
        name: what stands behind `__Host-`.
        seconds: how long a browser keeps it.
    """

    name: str
    seconds: int

    def of(self, request: Request) -> str:
        """What the browser sent, "" if nothing."""
        return request.cookies.get(f"__Host-{self.name}") or request.cookies.get(self.name) or ""

    def put(self, request: Request, response: Response, value: str) -> None:
        """Set it, or with an empty value take it away."""
        plain = request.url.scheme == "http" and (request.url.hostname or "") in LOOPBACK
        response.set_cookie(
            self.name if plain else f"__Host-{self.name}",
            value,
            max_age=self.seconds if value else 0,
            path="/",
            secure=not plain,
            httponly=True,
            samesite="lax",
        )


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form, each once.

    Raises:
        BadInput: it is no form.
    """
    try:
        text = (await request.body()).decode("utf-8")
        found = parse_qs(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=FIELDS_MAX)
    except ValueError as error:
        raise BadInput("This is no form; send it from the page.") from error
    return {name: values[0] for name, values in found.items()}


def host_of(request: Request) -> str:
    """From which network a call comes: of IPv6 the 64 bits that one household has, "" where it cannot be known."""
    try:
        given = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    return str(given) if given.version == IPV4 else str(ipaddress.ip_network((given, NETWORK_BITS), strict=False))
