"""Which logs are trusted, and whose cosignatures a checkpoint must carry: the file format of `c2sp.org/tlog-policy`.

    log <vkey> [<url>]
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <name>...
    quorum <name>|none

Stricter than the specification in one way: of a log's keys one of each scheme must have signed (see
`open_checkpoint`), not just any of them.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from earnest.ledger.checkpoint import Checkpoint
from earnest.ledger.errors import NoteError, QuorumError
from earnest.ledger.note import Scheme, VerifierKey, parse_verifier_key

QUORUM_BYTES_MAX = 1 << 20
LINES_MAX = 1_000  # logs, witnesses and groups of one file
NONE = "none"

_LOG_SCHEMES = (Scheme.ED25519, Scheme.ML_DSA_44)
_WITNESS_SCHEMES = (Scheme.COSIGNATURE, Scheme.ML_DSA_44)
_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LOG_WORDS, _WITNESS_WORDS, _GROUP_WORDS_MIN, _QUORUM_WORDS = (2, 3), (3, 4), 4, 2


@dataclass(frozen=True, slots=True)
class Witness:
    """A witness: its name in this file, its key, and where checkpoints are sent to; "" where that is not said."""

    name: str
    key: VerifierKey
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A group has witnessed a checkpoint when so many of its members have."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quorum:
    """A trust policy.

    Attributes:
        logs: the keys of the logs that are accepted; () where they are known otherwise.
        witnesses: by name.
        groups: by name; members stand before the group that names them.
        rule: the witness or group that must have witnessed, or "none".
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group] = field(default_factory=dict)
    rule: str = NONE

    @property
    def witness_keys(self) -> tuple[VerifierKey, ...]:
        """The witnesses' keys."""
        return tuple(witness.key for witness in self.witnesses.values())

    def met_by(self, signed_by: Collection[VerifierKey]) -> bool:
        """Tell whether these keys are enough."""
        return self.rule == NONE or self._witnessed(self.rule, signed_by)

    def require(self, checkpoint: Checkpoint) -> None:
        """Demand that a verified checkpoint carries enough cosignatures.

        Raises:
            QuorumError: it does not; the message names whose are missing.
        """
        if not self.met_by(checkpoint.signed_by):
            there = sorted(name for name, one in self.witnesses.items() if one.key in checkpoint.signed_by)
            missing = sorted(set(self.witnesses) - set(there))
            raise QuorumError(
                f"the quorum {self.rule} is not met: seen by {', '.join(there) or 'nobody'}, "
                f"not by {', '.join(missing)}; do not rely on it before they have seen it"
            )

    def _witnessed(self, name: str, signed_by: Collection[VerifierKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key in signed_by
        group = self.groups[name]
        return sum(self._witnessed(member, signed_by) for member in group.members) >= group.needed


def parse_quorum(text: str) -> Quorum:
    """Read a policy file.

    Raises:
        QuorumError: says which line is wrong, and how.
    """
    if len(text) > QUORUM_BYTES_MAX or _ODD.search(text):
        raise QuorumError("a quorum file is short text without control characters; this is another kind of file")
    reading = _Reading()
    lines = [re.split(r"[ \t]+", line.strip(" \t")) for line in text.split("\n")]
    for number, words in enumerate(lines, 1):
        if words[0] and not words[0].startswith("#"):
            reading.take(number, words)
    if reading.rule is None:
        raise QuorumError('a quorum file needs one line "quorum NAME", or "quorum none"')
    return Quorum(tuple(reading.logs), reading.witnesses, reading.groups, reading.rule)


class _Reading:
    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.rule: str | None = None
        self._members: set[str] = set()
        self._lines = 0

    def take(self, number: int, words: Sequence[str]) -> None:
        self._lines += 1
        try:
            self._take(words)
        except (QuorumError, NoteError) as error:
            raise QuorumError(f"line {number}: {error}") from error

    def _take(self, words: Sequence[str]) -> None:
        if self._lines > LINES_MAX:
            raise QuorumError(f"more than {LINES_MAX} lines say something; split the file")
        match words:
            case ["log", key, *_] if len(words) in _LOG_WORDS:
                self._log(parse_verifier_key(key))
            case ["witness", name, key, *url] if len(words) in _WITNESS_WORDS:
                self._witness(Witness(self._fresh(name), parse_verifier_key(key), *url))
            case ["group", name, needed, *members] if len(words) >= _GROUP_WORDS_MIN:
                self.groups[self._fresh(name)] = self._group(needed, tuple(members))
            case ["quorum", name] if len(words) == _QUORUM_WORDS:
                self._quorum(name)
            case _:
                raise QuorumError("it is no log, witness, group or quorum line; see c2sp.org/tlog-policy")

    def _log(self, key: VerifierKey) -> None:
        if key.scheme not in _LOG_SCHEMES:
            raise QuorumError("this is the key of a witness; a log's is of type 01 or 06")
        if key.public in {one.public for one in self.logs}:
            raise QuorumError("this log's key stands there already")
        self.logs.append(key)

    def _witness(self, witness: Witness) -> None:
        if witness.key.scheme not in _WITNESS_SCHEMES:
            raise QuorumError("this is the key of a log; a witness's is of type 04 or 06")
        if witness.key.public in {one.key.public for one in self.witnesses.values()}:
            raise QuorumError("this witness's key stands there already")
        self.witnesses[witness.name] = witness

    def _group(self, needed: str, members: tuple[str, ...]) -> Group:
        for member in members:
            self._known(member)
            if member in self._members:
                raise QuorumError(f"{member} is a member already; each witness counts in one way only")
            self._members.add(member)
        words = {"all": len(members), "any": 1}
        count = words.get(needed) or (int(needed) if _NUMBER.fullmatch(needed) else 0)
        if not 1 <= count <= len(members):
            raise QuorumError(f"a group of {len(members)} needs all, any, or a number up to {len(members)}")
        return Group(count, members)

    def _quorum(self, name: str) -> None:
        if self.rule is not None:
            raise QuorumError("there is a quorum line already")
        if name != NONE:
            self._known(name)
        self.rule = name

    def _fresh(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise QuorumError(f"the name {name[:60]} is taken")
        return name

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise QuorumError(f"nothing before this line is called {name[:60]}")
