"""What a brand says of itself in public: what it can do, where its limits are, when people are there. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_day_names

from earnest.config import Opening, Settings
from earnest.domain.time import SECOND, Instant
from earnest.domain.verdicts import Outcome
from earnest.policy import CompiledGate
from earnest.policy.gates import Gate, InputKind, Row

MINUTES_A_DAY = 24 * 60
DAYS_A_WEEK = 7

_LIMITS = (InputKind.MONEY, InputKind.INT, InputKind.EXPOSURE)


@dataclass(frozen=True, slots=True)
class About:
    """A brand in public, in one language.

    Args:
        name: what customers call the company.
        languages: what it speaks, the first one first.
        abilities: what its assistant can do, by the titles of its playbooks, the frequent ones first.
        limits: where a person decides or a no comes, in the words of its gates, with their limits.
        hours: when people are there, in words; "" where the brand does not say.
        zone: the IANA time zone that the hours are told in.
        open: whether people are there now, None where the brand does not say.
        until_minutes: until they close or, when closed, until they open; None where the brand does not say.
        minutes: how soon a person answers.
        proves: by what a customer can prove who they are in the chat: mail, passkey.
    """

    name: str
    languages: tuple[str, ...]
    abilities: tuple[str, ...]
    limits: tuple[str, ...]
    hours: str
    zone: str
    open: bool | None
    until_minutes: int | None
    minutes: int
    proves: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, as the wire has them."""
        return {
            "name": self.name,
            "languages": list(self.languages),
            "abilities": list(self.abilities),
            "limits": list(self.limits),
            "hours": self.hours,
            "zone": self.zone,
            "person": {"open": self.open, "until_minutes": self.until_minutes, "minutes": self.minutes},
            "proves": list(self.proves),
        }


def about(
    settings: Settings,
    gates: Mapping[str, CompiledGate],
    abilities: Mapping[str, tuple[str, ...]],
    language: str,
    now: Instant,
) -> About:
    """Put it together.

    Args:
        settings: the brand's settings.
        gates: its gates, by skill.
        abilities: the titles of its playbooks, by language.
        language: a language tag; where the brand does not speak it, its first language counts.
        now: the instant that is asked about.
    """
    base = language.partition("-")[0].lower()
    spoken = base if base in settings.languages else settings.languages[0]
    is_open, until = _people(settings.hours, settings.zone, now)
    return About(
        name=settings.name,
        languages=settings.languages,
        abilities=abilities.get(spoken, ()),
        limits=_limits_of(gates.values(), spoken),
        hours=hours_in_words(settings.hours, spoken),
        zone=settings.zone,
        open=is_open,
        until_minutes=until,
        minutes=settings.hand_over_minutes,
    )


def hours_in_words(hours: tuple[Opening, ...], language: str) -> str:
    """Opening times as people write them: "Mon-Fri 09:00-18:00, Sat 10:00-14:00"."""
    names = get_day_names("abbreviated", locale=Locale.parse(language))
    by_day = [(day, tuple(f"{_clock(one.opens)}-{_clock(one.closes)}" for one in found)) for day, found in _days(hours)]
    runs = groupby(enumerate(by_day), lambda placed: (placed[1][0] - placed[0], placed[1][1]))
    return ", ".join(
        f"{_span([day for _, (day, _) in run], names)} {' '.join(times)}"
        for (_, times), run in ((key, list(found)) for key, found in runs)
    )


def _days(hours: tuple[Opening, ...]) -> Iterable[tuple[int, list[Opening]]]:
    return ((day, list(found)) for day, found in groupby(sorted(hours), lambda one: one.day))


def _span(days: list[int], names: Mapping[int, str]) -> str:
    first, last = (names[day].rstrip(".") for day in (days[0], days[-1]))
    return first if len(days) == 1 else f"{first}-{last}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _people(hours: tuple[Opening, ...], zone: str, now: Instant) -> tuple[bool | None, int | None]:
    """Whether people are there, and for how many minutes that stays so."""
    if not hours:
        return None, None
    local = datetime.fromtimestamp(now // SECOND, UTC).astimezone(ZoneInfo(zone))
    week, at = DAYS_A_WEEK * MINUTES_A_DAY, local.weekday() * MINUTES_A_DAY + local.hour * 60 + local.minute
    spans = [(one.day * MINUTES_A_DAY + one.opens, one.day * MINUTES_A_DAY + one.closes) for one in hours]
    closes = next((end for start, end in spans if start <= at < end), None)
    if closes is not None:
        return True, closes - at
    return False, min((start - at) % week for start, _ in spans)


def _limits_of(gates: Iterable[CompiledGate], language: str) -> tuple[str, ...]:
    """The sentences of the rows that stand on a number: first how much, then how long, then how often."""
    found = [said for one in gates for said in _limits(one, language)]
    return tuple(dict.fromkeys(say for _, say in sorted(found, key=lambda said: said[0])))


def _limits(compiled: CompiledGate, language: str) -> Iterable[tuple[int, str]]:
    """The sentences of a gate, each with the place of its kind."""
    told = compiled.told.get(language) or compiled.told[""]
    for row, fired in zip(compiled.rows, told, strict=True):
        places = [_LIMITS.index(kind) for kind in _kinds(compiled.gate, row) if kind in _LIMITS]
        if fired.say and fired.outcome > Outcome.CONFIRM and places:
            yield min(places), fired.say


def _kinds(gate: Gate, row: Row) -> Iterable[InputKind]:
    kinds = {given.name: given.kind for given in gate.inputs}
    return (kinds[condition.field] for condition in row.conditions)
