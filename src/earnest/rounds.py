"""Rounds on a thread of their own: begun by a ring, or after a while without one; ended with the house."""

import logging
import threading
from collections.abc import Callable

from earnest.domain.errors import EarnestError


class Rounds:
    """Runs one round after another until it is stopped.

    Args:
        name: of the thread, and in the log.
        once: one round; how much there was to do. After a round with nothing to do it waits.
        pause_seconds: longest wait between two rounds when nobody rings.
        log: where it says that a round failed; the next one follows all the same.
    """

    def __init__(self, name: str, once: Callable[[], int], pause_seconds: float, log: logging.Logger) -> None:
        self._name, self._once, self._pause_seconds, self._log = name, once, pause_seconds, log
        self._bell, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def ring(self) -> None:
        """There may be something to do."""
        self._bell.set()

    def stop(self) -> None:
        """End after the round under way."""
        self._stop.set()
        self._bell.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._bell.clear()
            if not self._round():
                self._bell.wait(self._pause_seconds)

    def _round(self) -> int:
        try:
            return self._once()
        except EarnestError as error:
            self._log.warning("%s: the next round is tried later: %s", self._name, error)
        except Exception as error:  # noqa: BLE001 - one thing that cannot be handled must not end all others
            name = type(error).__name__  # no more than that: a trace may name people
            self._log.error("%s: a round met a fault: %s", self._name, name)
        return 0
