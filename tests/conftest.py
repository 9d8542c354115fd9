"""What every test shares: where the public data lies, and the guard against suites that skip in silence."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine, make_url

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

    from earnest.app import Ready

ROOT = Path(__file__).resolve().parent.parent

POSTGRES = "EARNEST_TEST_POSTGRES"

# No test asserts time, and two cores shared with other suites are slow at times. In CI the examples are the same
# on every run, so that a green commit stays green; on a desk each run tries new ones.
settings.register_profile(
    "earnest", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
settings.load_profile("earnest")

# What a brand's examples teach is the same in every test: it is learned once, under a digest of all that went in.
os.environ.setdefault("EARNEST_MODELS", str(ROOT / ".pytest_cache" / "models"))


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("earnest")
    group.addoption("--may-skip", default=None, help="Markers whose tests may skip; any other skip fails.")
    group.addoption("--must-run", default="", help="Markers or test files of which a test must pass.")


def pytest_configure(config: pytest.Config) -> None:
    worker = getattr(config, "workerinput", {}).get("workerid", "")
    # Workers report to the controller, so it alone counts.
    if not worker:
        config.pluginmanager.register(SkipGuard(config), "earnest-skip-guard")
    elif url := os.environ.get(POSTGRES):
        config.pluginmanager.register(OwnDatabase(url, worker), "earnest-own-database")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """For `--dist loadgroup`: one worker has all browser tests, and a file stays whole; what takes long goes first."""
    for item in items:
        browser = "playwright" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("browser" if browser else str(item.path)))
    groups = [next(item.iter_markers("xdist_group")).args[0] for item in items]
    slow = {group for item, group in zip(items, groups, strict=True) if item.get_closest_marker("slow")}
    order = sorted(range(len(items)), key=lambda at: (groups[at] != "browser", groups[at] not in slow))
    items[:] = [items[at] for at in order]


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: no later look for garbage walks over it again."""
    gc.collect()
    gc.freeze()


class OwnDatabase:
    """A worker's own database on the server for tests: what one writes, locks or waits for is never another's."""

    def __init__(self, url: str, worker: str) -> None:
        self._url, self._name = make_url(url), f"{make_url(url).database}_{worker}"
        self._do(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)', f'CREATE DATABASE "{self._name}"')
        os.environ[POSTGRES] = self._url.set(database=self._name).render_as_string(hide_password=False)

    def pytest_sessionfinish(self) -> None:
        self._do(f'DROP DATABASE IF EXISTS "{self._name}" WITH (FORCE)')

    def _do(self, *statements: str) -> None:
        engine = create_engine(self._url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()


class SkipGuard:
    """Fails a run whose tests were skipped without leave, or whose named suites never ran."""

    def __init__(self, config: pytest.Config) -> None:
        may_skip = config.getoption("--may-skip")
        self._may_skip = None if may_skip is None else _names(may_skip)
        self._must_run = _names(config.getoption("--must-run"))
        self._ran: set[str] = set()
        self._skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        keywords = set(report.keywords)
        if report.when == "call" and report.passed:
            self._ran |= self._must_run & keywords
        # A test that is expected to fail reports as skipped, and is none.
        if report.skipped and not hasattr(report, "wasxfail") and not (self._may_skip or set()) & keywords:
            self._skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._skipped.append(report.nodeid)

    def complaints(self) -> list[str]:
        skipped = [] if self._may_skip is None else [f"skipped without leave: {test}" for test in self._skipped]
        return skipped + [f"no test of {name!r} passed" for name in sorted(self._must_run - self._ran)]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.complaints() and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for complaint in self.complaints():
            terminalreporter.write_line(f"FAILED {complaint}", red=True)


def _names(option: str) -> set[str]:
    return {name for name in option.split(",") if name}


@pytest.fixture(scope="session")
def playwright() -> "Iterator[Playwright]":
    """One for all browser tests: a second one in the same process does not start."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - most tests need no browser

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root."""
    return ROOT


@pytest.fixture(scope="session")
def fernhalm() -> Path:
    """The example shop's brand folder."""
    return ROOT / "examples" / "fernhalm"


@pytest.fixture(scope="session")
def ready(fernhalm: Path, tmp_path_factory: pytest.TempPathFactory) -> "Ready":
    """The example shop, read and learned once: it is frozen, and any number of houses is made of it."""
    from earnest.app import made_ready  # noqa: PLC0415 - most tests need no whole house

    return made_ready(fernhalm, tmp_path_factory.mktemp("learned") / "models")


@pytest.fixture(scope="session")
def learned(ready: "Ready") -> Path:
    """The folder of what the example shop's playbooks taught; a test that gives it to a house links its files."""
    return ready.models


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the checkout; the test skips, saying so, where it is absent."""
    folder = Path(os.environ.get("EARNEST_SHARED", ROOT.parent / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip(f"public data sets are absent: {folder.name} (set EARNEST_SHARED to the folder that holds it)")
    return folder
