"""The log in static files, a few seconds behind the database: signed when it has grown, and published for strangers."""

import logging
from pathlib import Path
from typing import Protocol

from earnest.domain.errors import Conflict
from earnest.ledger import Grown, LedgerError, publish
from earnest.rounds import Rounds

PAUSE_SECONDS = 4.0
"""Between two looks whether the log has grown."""


class Published(Protocol):
    """The log as it is shown to strangers."""

    def grown(self) -> Grown:
        """The log's entries, hashes and keys."""
        ...


class Keeper(Protocol):
    """Whoever keeps the log: the store."""

    def make_checkpoint(self) -> bytes:
        """Sign the log if it has grown; the newest signed note."""
        ...

    @property
    def publishing(self) -> Published:
        """The log as it is shown to strangers."""
        ...


class Publisher:
    """Keeps a folder of static files in step with the log.

    Args:
        keeper: keeps the log.
        folder: where the files go; made if need be.
    """

    def __init__(self, keeper: Keeper, folder: Path) -> None:
        self._keeper, self._folder = keeper, folder

    def round(self) -> int:
        """Publish the log as it stands; 0, since there is never more to do at once.

        Raises:
            Conflict: what was published before is no part of this log. Nothing is published any more.
        """
        note = self._keeper.make_checkpoint()
        try:
            publish(self._folder, note.decode(), self._keeper.publishing.grown())
        except LedgerError as error:
            raise Conflict(f"The log is not published: {error}.") from error
        return 0

    def rounds(self) -> Rounds:
        """The same, again and again."""
        return Rounds("publishing", self.round, PAUSE_SECONDS, logging.getLogger("earnest.publishing"))
