import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import run  # noqa: F401 - the command line as a fixture
from tests.fernhalm.customers import Customer

from earnest.app import build
from earnest.domain.time import SimulatedClock
from earnest.house import House


@pytest.fixture(scope="session")
def fernhalm(root: Path) -> Path:
    return root / "examples" / "fernhalm"


@pytest.fixture(scope="session")
def learned(fernhalm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The playbooks, learned once; every house of these tests takes them from here."""
    data = tmp_path_factory.mktemp("learned") / "data"
    build(fernhalm, data).close()
    return data / "models"


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock(time.time_ns() // 1_000)


@pytest.fixture
def house(fernhalm: Path, learned: Path, tmp_path: Path, clock: SimulatedClock) -> Iterator[House]:
    data = tmp_path / "fernhalm"
    shutil.copytree(learned, data / "models")
    opened = build(fernhalm, data, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def customer(house: House) -> Callable[..., Customer]:
    """Begins a conversation of a customer, in a language."""
    return lambda who, language="en": Customer.begin(house, who, language)
