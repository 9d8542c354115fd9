"""What became of a deed."""

from dataclasses import dataclass

from earnest.domain.items import Part
from earnest.domain.skills import Done
from earnest.domain.time import Instant


@dataclass(frozen=True, slots=True)
class Settled:
    """It was done; `say` is what the customer is shown about it."""

    done: Done
    say: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The other system refused for certain: nothing happened there."""

    message: str
    say: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody knows whether it happened; a person finds out, by `due_at`, and is told in `check` where to look."""

    message: str
    say: tuple[Part, ...] = ()
    due_at: Instant = 0
    check: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """It was switched off before it was begun: nothing happened, and a person takes over, by `due_at`."""

    message: str
    say: tuple[Part, ...] = ()
    due_at: Instant = 0


Settlement = Settled | Refused | Unclear | SwitchedOff
