"""What the tests of measuring share."""

from tests.cli.conftest import run  # noqa: F401 - the command line as a fixture
