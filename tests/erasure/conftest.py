"""Houses for tests of erasure: the halls' own."""

from tests.turn.conftest import either_house, house

__all__ = ["either_house", "house"]
