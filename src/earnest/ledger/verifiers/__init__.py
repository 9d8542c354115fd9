"""Verifiers for strangers: one file of Python and one page of HTML, which use nothing of Earnest. See `copies`."""

from pathlib import Path

FILES = ("check_log.py", "check_receipt.html")
"""What lies beside an exported log: verifiers that work without Earnest and without a network."""


def copies() -> dict[str, bytes]:
    """The verifiers' files, by name."""
    return {name: (Path(__file__).parent / name).read_bytes() for name in FILES}
