"""A brand folder, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from earnest.config import Settings
from earnest.connect.skills_file import BrandCode
from earnest.consent.grants import DataMap
from earnest.domain.governing import BrandVersion
from earnest.in_force import GatesInForce
from earnest.policy import CompiledGate


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand folder, read and checked.

    Args:
        folder: where it lies.
        settings: its `earnest.toml`.
        code: its `skills.py`.
        gates: its gates, compiled, by skill.
        data_map: its data map.
        digest: SHA-256 (hex) over its files; stands on every decision.
        files: SHA-256 (hex) of each file, by its path in the folder.
        rules: the same gates as they are published, once the brand is at work.
    """

    folder: Path
    settings: Settings
    code: BrandCode
    gates: Mapping[str, CompiledGate]
    data_map: DataMap
    digest: str
    files: Mapping[str, str] = field(default_factory=dict)
    rules: GatesInForce | None = None

    @property
    def version(self) -> BrandVersion:
        """The folder as it was read, by its digests."""
        return BrandVersion(self.digest, {name: gate.digest for name, gate in self.gates.items()}, self.files)
