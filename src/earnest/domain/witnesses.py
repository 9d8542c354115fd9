"""Witnesses of the log: others who sign that it only ever grew, and how that goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from earnest.domain.time import Instant


class Trouble(StrEnum):
    """What was wrong when a witness was asked."""

    NONE = ""
    SILENT = "silent"  # no answer, or one that is no answer
    REFUSED = "refused"  # it does not know this log or its keys, or asks for less
    AHEAD = "ahead"  # it has seen a longer log than there is: a restored backup, or a second house on the same keys
    FORK = "fork"  # it has seen another log under the same name
    FALSE = "false"  # its signature does not hold


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's signature of a checkpoint: the key's id, when it was made, and its line of the note."""

    key: str
    at: Instant
    line: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a witness has come.

    Args:
        name: what the brand calls it.
        size: entries of the newest checkpoint that it cosigned, 0 before the first.
        cosigned_at: when it cosigned last, 0 for never.
        tried_at: when it was asked last, 0 for never.
        trouble: what was wrong then.
    """

    name: str
    size: int = 0
    cosigned_at: Instant = 0
    tried_at: Instant = 0
    trouble: Trouble = Trouble.NONE


class WitnessLine(Protocol):
    """The way to a witness."""

    def add_checkpoint(self, body: str) -> tuple[int, str]:
        """Send a request of `c2sp.org/tlog-witness`; the status and body of the answer.

        Raises:
            Busy: no answer came.
        """
        ...


def standing_of(standings: Sequence[Standing], name: str) -> Standing:
    """The standing of a witness by name; of one never asked, the empty one."""
    return next((one for one in standings if one.name == name), Standing(name))
