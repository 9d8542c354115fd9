"""A program that takes turns until it is killed. It stays warm and forks a child for each life.

Its parent writes one JSON line a life: `{"life": 3, "stage": "after_record", "nth": 2}`; the child answers with lines:
`PID n`, `ACK {...}` after every answer it was given, and `AT stage` when it stands at the planned instant, where it
waits to be killed.
"""

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from tests.turn.house import House, Talk, sqlite_house
from tests.turn.shop import Shop

from earnest.domain.identity import Visits
from earnest.domain.time import DAY, MINUTE, SimulatedClock
from earnest.domain.turns import Reply

BETWEEN_LIVES = 5 * MINUTE
"""Longer than a lease: what the last life left half done is asked about in the next one."""

LONG = Visits(idle=30 * DAY, whole=30 * DAY)
"""Sessions outlive all lives: what was acknowledged in the first is asked for in the last."""

TOTAL_MINOR = 1_000
CHECKPOINT_EVERY = 2


def clock_of(life: int) -> SimulatedClock:
    clock = SimulatedClock()
    clock.move(life * BETWEEN_LIVES)
    return clock


def opened(folder: Path, life: int, at: Any = lambda _stage: None) -> House:
    """The house on its folder, in its n-th life; the shop lives in a file of its own."""
    return sqlite_house(folder, shop=Shop(folder / "shop.db", ()), clock=clock_of(life), at=at, visits=LONG)


def tell(kind: str, **what: Any) -> None:
    # One write, so that a kill never leaves half a line of two threads.
    os.write(1, f"{kind} {json.dumps(what)}\n".encode())


class Planned:
    """Waits to be killed at the n-th time that a stage is passed."""

    def __init__(self, stage: str, nth: int) -> None:
        self._stage, self._left, self._lock = stage, nth, threading.Lock()

    def __call__(self, stage: str) -> None:
        if stage != self._stage:
            return
        with self._lock:
            self._left -= 1
            if self._left:
                return
            tell("AT", stage=stage)
            signal.pause() if threading.current_thread() is threading.main_thread() else threading.Event().wait()


def acknowledged(talk: Talk, client: str, reply: Reply) -> None:
    items = [item.id for item in reply.items]
    tell("ACK", talk=talk.id, session=talk.session.id, client=client, decisions=reply.decisions, items=items)


def live(folder: Path, life: int, at: Planned) -> None:
    """Ask, press, carry out, sign; for ever."""
    house = opened(folder, life, at)
    house.deeds()
    number = 0
    while True:
        number += 1
        name = f"{life}-{number}"
        house.shop.all("INSERT INTO orders VALUES (?, ?, ?, 6, '')", f"O{name}", f"c{name}", TOTAL_MINOR)
        talk = house.talk(f"c{name}")
        acknowledged(talk, "ask", talk.say(f"refund O{name}", "ask"))
        acknowledged(talk, "press", talk.press(client="press"))
        house.deeds()
        acknowledged(talk, "press", talk.press(client="press"))
        if number % CHECKPOINT_EVERY == 0:
            tell("SIGNED", note=house.store.make_checkpoint().decode())


def main() -> None:
    folder = Path(sys.argv[1])
    for line in sys.stdin:
        plan = json.loads(line)
        child = os.fork()
        if not child:
            tell("PID", pid=os.getpid())
            live(folder, plan["life"], Planned(plan["stage"], plan["nth"]))
        os.waitpid(child, 0)
        tell("DEAD", life=plan["life"])


if __name__ == "__main__":
    main()
