"""The desk's files under /desk/: one page for every address there, under a policy that lets nothing else in."""

from pathlib import Path

from earnest.web.files import Built, plain_headers

DIST = Path(__file__).parent / "dist" / "desk"
"""Built by `make setup` from `ui/`; it ships in the wheel."""

PATH = "/desk/"
PAGE = "index.html"

# React Aria adds one fixed style element (touch-action of what can be pressed); its hash lets in that text alone.
PRESSABLE_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='"
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' {PRESSABLE_STYLE}; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def desk_files(folder: Path = DIST) -> Built:
    """The desk as it was built."""
    return Built(PATH, folder, _headers, page=PAGE)


def _headers(name: str) -> dict[str, str]:
    headers = plain_headers(name)
    if name != PAGE:
        return headers
    return headers | {
        "content-security-policy": POLICY,
        "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    }
