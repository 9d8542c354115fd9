"""A witness: looks at other people's logs and cosigns that each of them only ever grew (`c2sp.org/tlog-witness`)."""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from earnest.domain.errors import BadInput
from earnest.domain.time import SECOND, Clock
from earnest.ledger import (
    Cosigned,
    Ed25519Cosigner,
    LedgerError,
    MlDsa44Signer,
    Refusal,
    Refused,
    Signer,
    TreeHead,
    VerifierKey,
    judge,
    origin_of,
    parse_request,
    signature_lines,
)
from earnest.ledger.tree_head import is_key_name

KEY_FILE, LOGS_FILE, STATE_FILE = "witness.key", "logs.txt", "witnessed.db"
"""In a witness's folder: its own secret key, the keys of the logs it looks at, what it cosigned last."""

SEED_BYTES = 32
_KEY_LINES = 3


class Memory(Protocol):
    """What the witness remembers; see `earnest.store.witnessed`."""

    def advance(
        self, origin: str, note: str, at: int, judge: Callable[[TreeHead | None], Cosigned | Refused]
    ) -> Cosigned | Refused:
        """Judge and keep in one durable step."""
        ...

    def note(self, origin: str) -> str:
        """The checkpoint of a log that was cosigned last, "" for none."""
        ...


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """Who a witness is: its name, and two keys that both sign."""

    name: str
    ed25519: bytes = field(repr=False)
    ml_dsa_44: bytes = field(repr=False)

    @property
    def signers(self) -> tuple[Signer, ...]:
        """What it signs with: Ed25519, which every program knows, and ML-DSA-44, which outlives it."""
        return Ed25519Cosigner(self.name, self.ed25519), MlDsa44Signer(self.name, self.ml_dsa_44)

    @property
    def verifiers(self) -> tuple[VerifierKey, ...]:
        """The public halves."""
        return tuple(signer.verifier for signer in self.signers)

    def save(self, file: Path) -> None:
        """Write the secret key to a new file that only its owner may read.

        Raises:
            BadInput: there is one already, or it cannot be written.
        """
        seeds = (base64.b64encode(seed).decode() for seed in (self.ed25519, self.ml_dsa_44))
        try:
            fresh = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise BadInput(f"{file} cannot be made ({error.strerror}); name a new folder.") from error
        with os.fdopen(fresh, "w", encoding="utf-8") as out:
            out.write("\n".join([self.name, *seeds, ""]))


def new_key(name: str) -> WitnessKey:
    """Draw the keys of a new witness.

    Raises:
        BadInput: the name cannot stand in a signature line.
    """
    if not is_key_name(name):
        raise BadInput(f"{name[:60]!r} cannot sign; take a name without spaces or plus, such as council.example/w1.")
    return WitnessKey(name, secrets.token_bytes(SEED_BYTES), secrets.token_bytes(SEED_BYTES))


def read_key(file: Path) -> WitnessKey:
    """Read what `save` wrote.

    Raises:
        BadInput: it is missing or malformed.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
        seeds = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise BadInput(f"{file} does not read ({error}); `earnest witness new FOLDER` makes a witness.") from error
    if len(lines) != _KEY_LINES or any(len(seed) != SEED_BYTES for seed in seeds):
        raise BadInput(f"{file} is no witness's key; `earnest witness new FOLDER` makes a witness.")
    return WitnessKey(lines[0], *seeds)


@dataclass(frozen=True, slots=True)
class Told:
    """What a witness answers: an HTTP status and a body."""

    status: int
    body: str
    kind: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness at work.

    Args:
        key: who it is.
        logs: the keys of the logs that it looks at.
        memory: what it cosigned last.
        clock: the time.
    """

    key: WitnessKey
    logs: Sequence[VerifierKey]
    memory: Memory
    clock: Clock

    def add_checkpoint(self, body: str) -> Told:
        """Answer a request: 200 with cosignatures, or why not.

        Raises:
            StoreUnavailable: what it would have cosigned cannot be kept, so nothing is signed.
        """
        now = self.clock.now()
        try:
            asked = parse_request(body)
            origin = origin_of(asked.checkpoint)
        except LedgerError as error:
            return Told(Refusal.MALFORMED, f"{error}\n")
        # Kept first: a signature that left without being remembered could be followed by one of a fork.
        answer = self.memory.advance(origin, asked.checkpoint, now, lambda last: judge(asked, self.logs, last))
        match answer:
            case Cosigned(head):
                return Told(200, signature_lines(head.text(), self.key.signers, now // SECOND))
            case Refused(Refusal.CONFLICT, _, size):
                return Told(Refusal.CONFLICT, f"{size}\n", "text/x.tlog.size")
            case Refused(why, words):
                return Told(why, f"{words}\n")

    def checkpoint(self, digest: str) -> Told:
        """The checkpoint of a log that was cosigned last, as the log signed it, by SHA-256 (hex) of the log's name.

        It is for whoever compares what they were shown with what the witness saw.
        """
        names = {key.name for key in self.logs}
        origin = next((name for name in names if hashlib.sha256(name.encode()).hexdigest() == digest), "")
        note = self.memory.note(origin) if origin else ""
        return Told(200, note) if note else Told(404, "no such log was cosigned here\n")
