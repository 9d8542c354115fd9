"""How a house is run: the version of the brand that it works by, and what is switched off."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from earnest.domain.time import Instant

EVERYTHING = "*"
"""Stands for all playbooks and skills at once."""

REASON_LENGTH_MAX = 200
"""Characters of the reason of a switch or a look: no names, since it outlives whoever it is about."""


@dataclass(frozen=True, slots=True)
class BrandVersion:
    """A brand folder as it was read: SHA-256 (hex) of the whole, of each gate by name, of each file by its path."""

    digest: str
    gates: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def gates_digest(self) -> str:
        """One digest over all gates."""
        return digest_of_gates(self.gates)


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """A version of a gate that is in force, or waits for a second person.

    Args:
        gate: its name.
        digest: SHA-256 (hex) of its canonical form.
        text: its file.
        asked_at: since when it waits, 0 where it does not.
        published_at: when it was published last, 0 if never.
        how: by what one person published it where two should have, "" where two did.
    """

    gate: str
    digest: str
    text: str
    asked_at: Instant
    published_at: Instant
    how: str


@dataclass(frozen=True, slots=True)
class Switch:
    """Something that is switched off.

    Args:
        what: a playbook or a skill by its name, `EVERYTHING` for all of them.
        since: since when.
        decision: the decision that switched it off.
        reason: why, in the words of whoever did it.
    """

    what: str
    since: Instant
    decision: str
    reason: str


def digest_of_gates(gates: Mapping[str, str]) -> str:
    """SHA-256 (hex) over all gates, by name and digest; "" where there is none."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(gates.items()))
    return hashlib.sha256(lines.encode()).hexdigest() if lines else ""


def is_off(off: Collection[str], *names: str) -> bool:
    """Whether a playbook or skill of one of these names is switched off."""
    return EVERYTHING in off or any(name in off for name in names if name)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    """The names whose digests differ, gone and new ones included, in order."""
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))
