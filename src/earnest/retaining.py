"""What is past its time is deleted by rounds, an hour apart."""

import logging
from collections.abc import Callable, Mapping

from earnest.rounds import Rounds

PAUSE_SECONDS = 3_600.0
"""Between two rounds: retention is counted in days, session memory to the hour."""

log = logging.getLogger("earnest.retaining")


class RetentionRunner(Rounds):
    """Deletes what is due on a thread of its own until it is stopped.

    Args:
        run: one run; how much of what went.
    """

    def __init__(self, run: Callable[[], Mapping[str, int]]) -> None:
        def once() -> int:
            went = run()
            if went:
                log.info("past its time: %s", ", ".join(f"{count} {name}" for name, count in sorted(went.items())))
            return 0  # a run goes on until nothing is due

        super().__init__("retaining", once, PAUSE_SECONDS, log)
