"""Recall and false alarms of what hears a wish for a person, on sentences of another hand.

The file is split by the text's SHA-256: the even half was looked at while the tables were written, the odd half never.
"""

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from earnest.assistant import read_tongues
from earnest.assistant.person_ear import person_ear_of
from earnest.assistant.understand import UniversalEncoder
from earnest.domain.errors import BadInput

LANGUAGES = ("en", "de")
ROWS_MAX = 100_000


def evaluate_persons(file: Path) -> dict[str, Any]:
    """For `seen`, `unseen` and `all`, and each language: n asking, recall, n other, false alarms.

    Raises:
        BadInput: the file cannot be read or lacks a column.
    """
    tongues = tuple(read_tongues(LANGUAGES).values())
    with TemporaryDirectory() as cache:
        ear = person_ear_of(tongues, UniversalEncoder(), Path(cache))
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            rows = [row for _, row in zip(range(ROWS_MAX), csv.DictReader(opened), strict=False)]
        marked = [
            (row["language"], _half(row["text"]), row["wants_person"] == "yes", row["text"].strip()) for row in rows
        ]
    except (OSError, KeyError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} is no file of sentences with text, language and wants_person ({error}).") from error
    heard = [(language, half, wants, ear.asks(text)) for language, half, wants, text in marked]
    halves = {"seen": ("seen",), "unseen": ("unseen",), "all": ("seen", "unseen")}
    return {
        name: {
            language: _figures((wants, asked) for own, half, wants, asked in heard if own == language and half in kept)
            for language in LANGUAGES
        }
        for name, kept in halves.items()
    }


def _half(text: str) -> str:
    return "unseen" if hashlib.sha256(text.encode()).digest()[-1] % 2 else "seen"


def _figures(found: Iterable[tuple[bool, bool]]) -> dict[str, float]:
    pairs = list(found)
    asking = [asked for wants, asked in pairs if wants]
    others = [asked for wants, asked in pairs if not wants]
    return {
        "asking": len(asking),
        "recall": round(sum(asking) / max(len(asking), 1), 4),
        "others": len(others),
        "false_alarms": round(sum(others) / max(len(others), 1), 4),
    }
