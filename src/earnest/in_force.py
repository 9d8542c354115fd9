"""The gates as they are published: what is in force, and what waits for a second person."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from earnest.domain.errors import BrandError
from earnest.domain.governing import RuleVersion
from earnest.domain.time import Instant
from earnest.policy import CompiledGate

ReadGate = Callable[[str], CompiledGate]
"""A gate by its file's text; BrandError where the brand's skills no longer know what it speaks of."""

Told = Callable[[str], Mapping[str, str]]
"""By what one person published it, in a sentence of each language."""


@dataclass(frozen=True, slots=True)
class Held:
    """A version of a gate that waits: the gate, and since when everybody can see it."""

    gate: CompiledGate
    since: Instant


class GatesInForce(Mapping[str, CompiledGate]):
    """The gates by which deeds are judged, by skill. A change that is published counts from the next look on.

    Args:
        now: those in force.
        held: those that wait, by name.
        told: how a gate that one person published says so.
    """

    def __init__(self, now: Mapping[str, CompiledGate], held: Mapping[str, Held], told: Told) -> None:
        self._now, self._held, self._told = dict(now), dict(held), told

    def __getitem__(self, name: str) -> CompiledGate:
        """The gate of a skill; KeyError where none is in force: a person is asked then."""
        return self._now[name]

    def __iter__(self) -> Iterator[str]:
        """The names of those in force."""
        return iter(self._now)

    def __len__(self) -> int:
        """How many are in force."""
        return len(self._now)

    @property
    def held(self) -> Mapping[str, Held]:
        """Those that wait, by name."""
        return self._held

    def publish(self, name: str, how: str) -> None:
        """Let what waits be in force from now on; each look sees one version or the other, whole."""
        gate = self._held[name].gate
        self._now = {**self._now, name: replace(gate, alone=self._told(how)) if how else gate}
        self._held = {other: one for other, one in self._held.items() if other != name}


def gates_in_force(
    found: Mapping[str, CompiledGate], versions: Sequence[RuleVersion], read: ReadGate, told: Told
) -> GatesInForce:
    """The gates of a folder, each in the version that was published last.

    A gate that is gone from the folder is gone: whoever asks for its skill gets a person. So does who asks for one
    whose published version cannot be read any more.

    Args:
        found: those in the folder.
        versions: as the store keeps them, the one that was published last after the others.
        read: reads an earlier version.
        told: how a gate that one person published says so.
    """
    last = {one.gate: one for one in versions if one.published_at}
    asked = {(one.gate, one.digest): one.asked_at for one in versions}
    now: dict[str, CompiledGate] = {}
    held: dict[str, Held] = {}
    for name, gate in found.items():
        version = last.get(name)
        if version is None or version.digest != gate.digest:
            held[name] = Held(gate, asked.get((name, gate.digest), 0))
        if version is not None and (one := gate if version.digest == gate.digest else _read(read, version.text)):
            now[name] = replace(one, alone=told(version.how)) if version.how else one
    return GatesInForce(now, held, told)


def _read(read: ReadGate, text: str) -> CompiledGate | None:
    try:
        return read(text)
    except BrandError:
        return None
