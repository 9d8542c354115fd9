"""Houses for tests of the desk: the halls' own."""

from tests.turn.conftest import either_house, house

__all__ = ["either_house", "house"]
