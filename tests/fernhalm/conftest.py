import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import run  # noqa: F401 - the command line as a fixture
from tests.fernhalm.customers import Customer

from earnest.app import Ready, build
from earnest.domain.time import SimulatedClock
from earnest.house import House


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(time.time_ns() // 1_000)


@pytest.fixture
def house(ready: Ready, tmp_path: Path, clock: SimulatedClock) -> Iterator[House]:
    opened = build(ready, tmp_path / "fernhalm", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def customer(house: House) -> Callable[..., Customer]:
    """Begins a conversation of a customer, in a language."""
    return lambda who, language="en": Customer.begin(house, who, language)
