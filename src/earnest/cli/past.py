"""The demo's past: scripts played through the house itself, on a clock that walks from four weeks ago to now.

Nothing is made up beside the log: each conversation is a real turn after the other, each colleague's act goes by the
desk's own functions, and all of it is recorded like anything else.
"""

import heapq
import importlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from earnest.cli import places
from earnest.cli.past_scripts import Script, Scripts, read_scripts
from earnest.domain.errors import EarnestError
from earnest.domain.time import HOUR, MINUTE, SECOND, Instant, SimulatedClock, SystemClock

if TYPE_CHECKING:
    from earnest.house import House

FOLDER, MODULE = "past", "then"
"""In the brand folder: the scripts; and the module that turns the brand's own system back to a past day."""

NOTE = "past.txt"
"""In the demo's own directory: `begun` while the past is being played, `played` once it was."""

BEGUN, PLAYED = "begun", "played"
DATABASE = Path("data") / "earnest.db"
KEPT = ("models", places.BRAND_NOTE)
"""What is kept of a directory whose past was interrupted: it takes long to learn."""

TELLS = "Playing four weeks of the shop's invented past, once"
SEED = 20_261_123
DAYS = 28
OPENS, CLOSES, LAST_STAFFED = 8, 18, 14
"""Hours between which colleagues are there, and before which a script with colleagues begins."""

WAKES, SLEEPS = 7, 22
"""Hours between which customers write."""

QUIET = 1 * HOUR
"""Before now: nothing of the past begins then, but what is left open."""

STAFFED_QUIET = 7 * HOUR
WEEKEND_SHARE = 0.4
WORKDAYS = 5
DRAWS_MAX = 1_000


class Then(Protocol):
    """A brand's own system, as it was on a past day."""

    def turn_to(self, day: date) -> None:
        """Have it stand as on this day."""
        ...

    def let_go(self) -> None:
        """Have it stand as today."""
        ...

    def cast(self, who: str, language: str, wish: Mapping[str, Any], random: Random) -> dict[str, str] | None:
        """Somebody to play a part today; None where nobody fits."""
        ...


@dataclass(slots=True)
class Lived:
    """What was played.

    Args:
        conversations: how many were had.
        uncast: scripts for which nobody was there.
        astray: (script, what was to happen and could not); such a conversation ended there.
    """

    conversations: int = 0
    uncast: list[str] = field(default_factory=list)
    astray: list[tuple[str, str]] = field(default_factory=list)


def relive(console: Console, brand: Path, data: Path) -> None:
    """Play a brand's past into a fresh directory; nothing where there is none, or something was recorded before.

    Raises:
        BrandError: a script cannot be read.
    """
    note = data / NOTE
    if note.is_file() and note.read_text("utf-8").strip() == BEGUN:
        _clear(data)
    if not (brand / FOLDER).is_dir() or note.is_file() or (data / DATABASE).is_file():
        return
    from earnest.app import POSTGRES_ENV

    if os.environ.get(POSTGRES_ENV):  # what lies there is not this directory's to clear
        return
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    note.write_text(f"{BEGUN}\n", "utf-8")
    scripts, clock, now = read_scripts(brand / FOLDER), SimulatedClock(0), SystemClock().now()
    clock.move(now - DAYS * 24 * HOUR)
    house = places.opened(brand, data, clock=clock)
    try:
        with _progress(console) as tell:
            play(house, clock, scripts, now, tell)
        note.write_text(f"{PLAYED}\n", "utf-8")
    finally:
        house.close()


def play(
    house: "House",
    clock: SimulatedClock,
    scripts: Scripts,
    now: Instant,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Lived:
    """Play scripts from four weeks ago until now; what was left open stays open.

    Args:
        house: a fresh house on this clock.
        clock: stands where the past begins.
        scripts: what to play.
        now: where the past ends; nothing is recorded after it.
        tell: called with (conversations had, all of them) after each.
    """
    then, zone = _then(house), ZoneInfo(house.brand.settings.zone)
    past = _Past(house, clock, then, scripts, now, zone, Random(SEED), tell)  # noqa: S311 - invented, the same each time
    try:
        return past.play()
    finally:
        then.let_go()


@dataclass(slots=True)
class _Past:
    house: "House"
    clock: SimulatedClock
    then: Then
    scripts: Scripts
    now: Instant
    zone: ZoneInfo
    random: Random
    tell: Callable[[int, int], None]
    lived: Lived = field(default_factory=Lived)

    def play(self) -> Lived:
        began = self.clock.now()
        parts = [script for script in self.scripts.scripts for _ in range(script.times)]
        queue: list[tuple[Instant, int, Iterator[Instant]]] = [(began, 0, self._days(began))]
        for number, script in enumerate(parts, 1):
            queue.append((self._starts(script, began), number, self._had(script, len(parts))))
        heapq.heapify(queue)
        while queue:
            at, number, player = heapq.heappop(queue)
            at = min(at, self.now)
            self.clock.move(max(0, at - self.clock.now()))
            wait = next(player, None)
            if wait is not None:
                heapq.heappush(queue, (at + wait, number, player))
        return self.lived

    def _days(self, began: Instant) -> Iterator[Instant]:
        """One day after the other: the shop is turned to it, and the log of the day before is signed."""
        at = began
        while at <= self.now:
            day = datetime.fromtimestamp(at / SECOND, self.zone).date()
            self.then.turn_to(day)
            self.house.store.make_checkpoint()
            midnight = datetime.combine(day + timedelta(days=1), time(), self.zone)
            yield int(midnight.timestamp()) * SECOND - at
            at = int(midnight.timestamp()) * SECOND

    def _had(self, script: Script, in_all: int) -> Iterator[Instant]:
        """One conversation, as one of those who fit today has it."""
        cast = self.then.cast(script.who, script.language, script.order, self.random)
        if cast is None:
            self.lived.uncast.append(script.name)
            return
        from earnest.cli.past_people import UNDO_TIME, Conversation

        had = Conversation.begin(self.house, script, cast)
        try:
            for line in script.lines:
                yield had.pause(line, self.random)
                if missing := had.play(line):
                    self.lived.astray.append((script.name, missing))
                    break
        except EarnestError as error:  # it was refused: whoever wrote leaves
            self.lived.astray.append((script.name, str(error)))
        if script.open is None:
            yield UNDO_TIME
            yield from had.finish(self.scripts.closing[script.language], self.random, self._staffed_from)
        self.lived.conversations += 1
        self.tell(self.lived.conversations + len(self.lived.uncast), in_all)

    def _starts(self, script: Script, began: Instant) -> Instant:
        """When a script begins: colleagues only in their hours, on working days."""
        if script.open is not None:
            return self.now - script.open * MINUTE
        for _ in range(DRAWS_MAX):
            at = began + self.random.randrange((self.now - began) // SECOND) * SECOND
            local = datetime.fromtimestamp(at / SECOND, self.zone)
            workday = local.weekday() < WORKDAYS
            if script.staffed and workday and OPENS <= local.hour < LAST_STAFFED and at < self.now - STAFFED_QUIET:
                return at
            wanted = workday or self.random.random() < WEEKEND_SHARE
            if not script.staffed and wanted and WAKES <= local.hour < SLEEPS and at < self.now - QUIET:
                return at
        return began

    def _staffed_from(self, at: Instant) -> Instant:
        """How long until colleagues are there."""
        local = datetime.fromtimestamp(at / SECOND, self.zone)
        if local.weekday() < WORKDAYS and OPENS <= local.hour < CLOSES:
            return 0
        day = local.date() + timedelta(days=local.hour >= OPENS)
        while day.weekday() >= WORKDAYS:
            day += timedelta(days=1)
        return int(datetime.combine(day, time(OPENS), self.zone).timestamp()) * SECOND - at


def _then(house: "House") -> Then:
    """The brand's own `then.py`, from the package that its skills are in."""
    package = str(house.brand.code.connect.__module__).rpartition(".")[0]
    found: Then = importlib.import_module(f"{package}.{MODULE}").Then(house.world.shop)
    return found


def _clear(data: Path) -> None:
    """Remove what an interrupted past has left."""
    for found in data.iterdir():
        if found.is_dir() and found.name not in KEPT:
            shutil.rmtree(found)
        elif found.name not in KEPT:
            found.unlink()
    data.with_name(f"{data.name}.kek").unlink(missing_ok=True)


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    with Progress(TextColumn(TELLS), BarColumn(), MofNCompleteColumn(), console=console) as progress:
        task = progress.add_task("", total=None)
        yield lambda done, all_: progress.update(task, completed=done, total=all_)
