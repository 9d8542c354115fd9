"""What this house itself keeps of people, what for and how long, in words for everybody; beside the data map."""

from dataclasses import dataclass

from earnest.consent.grants import DataMap
from earnest.domain.preferences import LIFETIMES
from earnest.domain.regions import Way
from earnest.domain.time import DAY
from earnest.store.retaining import Kept, Times
from earnest.why import Telling

PREFERENCES = "preferences"
"""What a person told us has lifetimes of its own, whatever class its table has."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """One kind of what is kept.

    Args:
        what: the kind, in words.
        why: what for.
        kept: how long; several where its parts differ.
        where: the regions that the data map declares for the house's own store.
    """

    what: str
    why: str
    kept: tuple[str, ...]
    where: tuple[str, ...]


def kept_here(told: Telling, data_map: DataMap, times: Times) -> tuple[Keeping, ...]:
    """Every class of what is kept, and the preferences, in the language of `told`.

    Args:
        told: the words and the language.
        data_map: says where the store is.
        times: the brand's.
    """
    where = tuple(dict.fromkeys(one.region for one in data_map.targets if one.way is Way.STORE))
    counts = {
        Kept.CONVERSATION: times.conversation_days,
        Kept.RECORD: times.record_days,
        Kept.COUNTER: times.counter_days,
        Kept.SESSION: times.visitor_days,
    }
    own = [_keeping(told, one.value, (_how_long(told, one, counts.get(one, 0)),), where) for one in Kept]
    place = list(Kept).index(Kept.PERSON) + 1
    own.insert(place, _keeping(told, PREFERENCES, _lifetimes(told), where))
    return tuple(own)


def _keeping(told: Telling, name: str, kept: tuple[str, ...], where: tuple[str, ...]) -> Keeping:
    return Keeping(told.say("privacy-own-what", name=name), told.say("privacy-own-why", name=name), kept, where)


def _how_long(told: Telling, kept: Kept, days: int) -> str:
    name = kept.value if days or kept is not Kept.SESSION else "visit"
    return told.say("privacy-own-kept", name=name, count=days)


def _lifetimes(told: Telling) -> tuple[str, ...]:
    """How long each preference lasts after it was said last."""
    return tuple(
        f"{told.say('privacy-preference', name=one.value.replace('_', '-'))}: "
        f"{told.say('privacy-kept-for', unit='days', count=lasts // DAY)}"
        for one, lasts in LIFETIMES.items()
    )
