"""The chat widget's files under /widget/, as they were built: one loader for a shop's page, one panel for its frame."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from earnest.domain.errors import BadInput
from earnest.web.files import Built, plain_headers

DIST = Path(__file__).parent / "dist" / "widget"
"""Built by `make setup` from `ui/`; it ships in the wheel."""

PATH = "/widget/"
LOADER = "loader.js"
LOADER_SECONDS = 300
"""How long a browser keeps the loader: its address never changes, so a new one must reach shops by itself."""

SITES_MAX = 50


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


def widget_files(sites: Sites | None = None, folder: Path = DIST) -> Built:
    """The chat as it was built, for the pages of some sites."""
    policy = (sites or Sites()).policy
    return Built(PATH, folder, lambda name: _headers(name, policy))


def _headers(name: str, policy: str) -> dict[str, str]:
    headers = plain_headers(name)
    if name == LOADER:
        # A module script is fetched by CORS; it is public and holds nothing.
        public = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
        return headers | public | {"cache-control": f"public, max-age={LOADER_SECONDS}"}
    if name.startswith("assets/"):
        return headers
    return headers | {
        "content-security-policy": policy,
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }
