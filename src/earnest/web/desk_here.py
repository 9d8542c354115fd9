"""Who looks at a conversation at the desk just now, and who writes: kept for a moment, and never recorded."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

HERE_SECONDS = 75.0
"""How long a sign of somebody counts; browsers give one every 30 seconds, and once a minute in the background."""

PLACES_MAX = 2_000
"""Signs that one process keeps; the oldest goes first."""

Place = tuple[str, str]
"""A conversation, and a colleague by the name of their key."""


@dataclass(frozen=True, slots=True)
class Here:
    """A colleague who has a conversation open."""

    name: str
    typing: bool


@dataclass(slots=True)
class Presence:
    """Who is where. Used from any thread.

    Args:
        clock: seconds that only grow.
    """

    clock: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: dict[Place, tuple[float, bool]] = field(default_factory=dict)

    def note(self, conversation: str, name: str, *, typing: bool) -> None:
        """A colleague has it open, and writes or does not."""
        with self._lock:
            self._seen.pop((conversation, name), None)
            self._seen[conversation, name] = (self.clock() + HERE_SECONDS, typing)
            if len(self._seen) > PLACES_MAX:
                del self._seen[next(iter(self._seen))]

    def leave(self, conversation: str, name: str) -> None:
        """A colleague no longer has it open."""
        with self._lock:
            self._seen.pop((conversation, name), None)

    def everywhere(self) -> Mapping[str, tuple[Here, ...]]:
        """Who is where now; conversations that nobody has open are left out."""
        with self._lock:
            now, found = self.clock(), dict[str, tuple[Here, ...]]()
            for place in [place for place, (until, _) in self._seen.items() if until <= now]:
                del self._seen[place]
            for (conversation, name), (_, typing) in sorted(self._seen.items()):
                found[conversation] = (*found.get(conversation, ()), Here(name, typing))
            return found
