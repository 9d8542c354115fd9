"""What a witness remembers: of each log the checkpoint that it cosigned last, durable before its signature leaves."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from earnest.domain.errors import StoreUnavailable
from earnest.ledger import Cosigned, TreeHead, parse_note, parse_tree_head
from earnest.ledger.witnessing import Answer

LOGS_MAX = 10_000
"""Logs that one witness remembers; each is a row of a few kilobytes."""

BUSY_SECONDS = 5.0
"""How long to wait for another process that holds the file."""

Judge = Callable[[TreeHead | None], Answer]

_TABLE = "CREATE TABLE IF NOT EXISTS witnessed (origin TEXT PRIMARY KEY, note TEXT NOT NULL, at INTEGER NOT NULL)"
_KEEP = (
    "INSERT INTO witnessed (origin, note, at) VALUES (?, ?, ?) "
    "ON CONFLICT (origin) DO UPDATE SET note = excluded.note, at = excluded.at"
)


class Witnessed:
    """The memory of a witness, in one SQLite file; safe for many threads and several processes.

    Args:
        file: made if it is absent; its folder must exist.

    Raises:
        StoreUnavailable: it cannot be opened.
    """

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        try:
            self._database = sqlite3.connect(file, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA synchronous = EXTRA")
            self._database.execute(_TABLE)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"{file} cannot be opened ({error}); mend its rights, or name another.") from error

    def advance(self, origin: str, note: str, at: int, judge: Judge) -> Answer:
        """Judge a checkpoint against what was cosigned last, and keep it if it may be cosigned: in one step.

        Nobody else's step comes in between, and a yes is on the disk when this returns.

        Args:
            origin: the log's name.
            note: its new checkpoint.
            at: now.
            judge: says yes or no, by the head that was cosigned last.

        Raises:
            StoreUnavailable: nothing was kept; nothing may be signed.
        """
        with self._lock:
            try:
                self._database.execute("BEGIN IMMEDIATE")
                answer = judge(self._head(origin))
                if isinstance(answer, Cosigned):
                    self._keep(origin, note, at)
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                self._undo()
                raise StoreUnavailable(f"The witness's file cannot be written ({error}).") from error
            except BaseException:
                self._undo()
                raise
            return answer

    def note(self, origin: str) -> str:
        """The checkpoint of a log that was cosigned last, as the log sent it; "" for none."""
        with self._lock:
            row = self._database.execute("SELECT note FROM witnessed WHERE origin = ?", (origin,)).fetchone()
        return str(row[0]) if row else ""

    def close(self) -> None:
        """Let go of the file."""
        with self._lock, closing(self._database):
            pass

    def _head(self, origin: str) -> TreeHead | None:
        row = self._database.execute("SELECT note FROM witnessed WHERE origin = ?", (origin,)).fetchone()
        return parse_tree_head(parse_note(row[0]).text) if row else None

    def _keep(self, origin: str, note: str, at: int) -> None:
        self._database.execute(_KEEP, (origin, note, at))
        if self._database.execute("SELECT count(*) FROM witnessed").fetchone()[0] > LOGS_MAX:
            raise StoreUnavailable(f"A witness remembers at most {LOGS_MAX:,} logs; run another one.")

    def _undo(self) -> None:
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")
