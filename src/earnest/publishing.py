"""The log for strangers: signed when it has grown, shown to its witnesses, and published as static files.

A witness that does not answer holds nothing up: the log is published with the cosignatures that are there, and the
witness is asked again a little later. What it said stays with the store, and the doctor tells.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from earnest.domain.errors import Busy, Conflict
from earnest.domain.time import HOUR, MINUTE, SECOND, Clock
from earnest.domain.witnesses import Cosignature, Standing, Trouble, WitnessLine, standing_of
from earnest.ledger import (
    AddCheckpoint,
    Grown,
    LedgerError,
    Refusal,
    TreeHead,
    VerifierKey,
    consistency_proof,
    open_note,
    parse_note,
    parse_tree_head,
    publish,
    request_text,
    signature_line,
    signed_at,
)
from earnest.rounds import Rounds

AGAIN_AFTER = MINUTE
"""How long a witness in trouble is left alone."""

ANEW_AFTER = HOUR
"""After so long a quiet log is shown again: a fresh time beside an old checkpoint says that nothing came after it."""

_OK = 200
_log = logging.getLogger("earnest.publishing")


class Published(Protocol):
    """The log as it is shown to strangers."""

    def grown(self) -> Grown:
        """The log's entries, hashes and keys."""
        ...

    def note(self) -> str:
        """The newest checkpoint with what witnesses signed of it, "" before the first."""
        ...

    def standings(self) -> tuple[Standing, ...]:
        """How far each witness has come."""
        ...

    def keep(self, standing: Standing, cosignatures: Sequence[Cosignature]) -> None:
        """Keep what came of asking a witness."""
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A witness that is asked: what the brand calls it, its keys, and the way there."""

    name: str
    keys: tuple[VerifierKey, ...]
    line: WitnessLine


class Publisher:
    """Keeps a folder of static files in step with the log, and shows the log to its witnesses.

    Args:
        keeper: keeps the log.
        folder: where the files go; made if need be.
        clock: the time.
        witnesses: who is asked to cosign.
    """

    def __init__(self, keeper: Keeper, folder: Path, clock: Clock, witnesses: Sequence[Asked] = ()) -> None:
        self._keeper, self._folder, self._clock, self._witnesses = keeper, folder, clock, witnesses

    def round(self) -> int:
        """Sign, ask the witnesses, publish; 0, since there is never more to do at once.

        Raises:
            Conflict: what was published before is no part of this log. Nothing is published any more.
        """
        self._keeper.make_checkpoint()
        shown = self._keeper.publishing
        log, note = shown.grown(), shown.note()
        for witness in self._witnesses:
            standing = standing_of(shown.standings(), witness.name)
            if due(standing, parse_tree_head(parse_note(note).text), self._clock.now()):
                shown.keep(*ask(witness, standing, note, log, self._clock))
        try:
            publish(self._folder, shown.note(), log)
        except LedgerError as error:
            raise Conflict(f"The log is not published: {error}.") from error
        return 0

    def rounds(self, pause_seconds: float) -> Rounds:
        """The same, again and again."""
        return Rounds("publishing", self.round, pause_seconds, _log)


def due(standing: Standing, head: TreeHead, now: int) -> bool:
    """Whether a witness is to be asked: it has not seen this head, or not for long, and is not left alone."""
    if standing.trouble is not Trouble.NONE:
        return now - standing.tried_at >= AGAIN_AFTER
    return head.size != standing.size or now - standing.cosigned_at >= ANEW_AFTER


def ask(
    witness: Asked, standing: Standing, note: str, log: Grown, clock: Clock
) -> tuple[Standing, tuple[Cosignature, ...]]:
    """Ask a witness to cosign a checkpoint; its standing after that, and what it signed.

    Where it has come further than was known here it says so, and is asked once more from there.
    """
    now, own = clock.now(), parse_note(note)
    head = parse_tree_head(own.text)
    troubled = replace(standing, tried_at=now)
    size = standing.size
    for _ in range(2):
        try:
            status, body = _send(witness.line, size, note, head, log)
        except (Busy, LedgerError):
            return replace(troubled, trouble=Trouble.SILENT), ()
        if status == _OK:
            found = _cosignatures(witness, own.text, body)
            if not found:
                return replace(troubled, trouble=Trouble.FALSE), ()
            return replace(troubled, size=head.size, cosigned_at=now, trouble=Trouble.NONE), found
        told = _size(body) if status == Refusal.CONFLICT else None
        if told is None or told == size:
            break
        if told > head.size:
            return replace(troubled, trouble=Trouble.AHEAD), ()
        size = told
    forked = status in (Refusal.CONFLICT, Refusal.INCONSISTENT)
    return replace(troubled, trouble=Trouble.FORK if forked else Trouble.REFUSED), ()


def _send(line: WitnessLine, size: int, note: str, head: TreeHead, log: Grown) -> tuple[int, str]:
    size = min(size, head.size)
    return line.add_checkpoint(request_text(AddCheckpoint(size, consistency_proof(log.hashes, size, head.size), note)))


def _cosignatures(witness: Asked, text: str, body: str) -> tuple[Cosignature, ...]:
    """The lines of the witness's own keys, lines of other keys left out; none at all where one does not hold."""
    try:
        opened, signed = open_note(f"{text}\n{body}", witness.keys)
    except LedgerError:
        return ()
    times = signed_at(opened, signed)
    keys = {(key.name, key.key_id): key for key in signed}
    found = {}
    for one in opened.signatures:
        key = keys.get((one.name, one.key_id))
        if key is not None:
            found[key] = Cosignature(f"{key.name}+{key.key_id.hex()}", times[key] * SECOND, signature_line(one))
    return tuple(found.values())


def _size(body: str) -> int | None:
    line = body.removesuffix("\n")
    return int(line) if line.isascii() and line.isdigit() and len(line) < len(str(1 << 63)) else None
