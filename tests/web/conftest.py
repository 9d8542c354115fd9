"""A served house for every test of the web."""

from collections.abc import Iterator

import pytest
from tests.web.made import Person, Served, served


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A house behind a real server."""
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def ada(server: Served) -> Person:
    """A signed-in customer in a conversation of hers."""
    return server.person("ada")


@pytest.fixture
def bob(server: Served) -> Person:
    """Another customer in his own conversation."""
    return server.person("bob")
