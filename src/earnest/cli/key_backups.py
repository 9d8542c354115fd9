"""Which backups of the keys were made, where and when: while one lies there, whoever was erased since can be read."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from earnest.domain.errors import BadInput
from earnest.domain.time import DAY, Instant

KEY_BACKUP_DAYS_MAX = 14
"""Days that a backup of the keys may be kept: certificates of erasures name the day on which the last one is gone."""

KEY_BACKUP_NOTE = Path("keys") / "backup.json"
"""In a brand's own directory: where and when its keys were backed up."""

BACKUPS_NOTED_MAX = 1_000
"""Backups that are remembered, the newest; three years of one a day."""


@dataclass(frozen=True, slots=True)
class KeyBackup:
    """A backup of the keys.

    Args:
        folder: where it was made; "" where that was not noted.
        at: when.
        there: whether it still lies there.
    """

    folder: str
    at: Instant
    there: bool

    def is_past(self, now: Instant) -> bool:
        """Whether it may be kept no longer."""
        return now - self.at > KEY_BACKUP_DAYS_MAX * DAY


def note_key_backup(data: Path, folder: Path, at: Instant) -> None:
    """Remember that the keys were backed up to a folder."""
    made = [*_noted(data), {"folder": str(folder.resolve()), "at": at}][-BACKUPS_NOTED_MAX:]
    note = data / KEY_BACKUP_NOTE
    fresh = note.with_name(f"{note.name}.new")
    fresh.write_text(json.dumps({"backups": made}), "utf-8")
    fresh.replace(note)


def key_backups(data: Path, file: str) -> tuple[KeyBackup, ...]:
    """The backups of a brand's keys, the oldest first; `file` is what each of them holds the keys in.

    Raises:
        BadInput: the note of them cannot be read.
    """
    return tuple(
        KeyBackup(one["folder"], one["at"], bool(one["folder"]) and (Path(one["folder"]) / file).exists())
        for one in _noted(data)
    )


def _noted(data: Path) -> list[dict[str, Any]]:
    note = data / KEY_BACKUP_NOTE
    if not note.is_file():
        return []
    try:
        known = json.loads(note.read_text("utf-8"))
        made = known.get("backups", [{"folder": "", "at": known.get("at")}])
        return [{"folder": str(one["folder"]), "at": int(one["at"])} for one in made]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"{note} cannot be read; remove it and back the keys up: `earnest backup DIR`.") from error
