"""How long the HTTP door waits: for a reply, between two looks, on one stream."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Waiting times of the HTTP door.

    Args:
        ready_seconds: how long a post waits for its reply, and for what its effect says, before it answers 202.
        look_seconds: how often a stream looks into the log even if nobody rang: another process may have written,
            or the session may have ended.
        stream_seconds_max: how long one stream lasts; the client resumes it with `Last-Event-ID`.
        ping_seconds: between two comments that keep a quiet stream open through proxies.
    """

    ready_seconds: float = 2.0
    look_seconds: float = 5.0
    stream_seconds_max: float = 3_600.0
    ping_seconds: int = 15
