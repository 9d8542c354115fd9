"""Preferences: what a person told us about how they like to be served, each with a lifetime of its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from earnest.domain.errors import BadInput
from earnest.domain.time import DAY, Instant

VALUE_LENGTH_MAX = 60
"""Characters of one preference."""


class Preference(StrEnum):
    """What can be remembered. A closed list: whatever else somebody tells is not kept as a preference."""

    SIZE = "size"
    LANGUAGE = "language"
    CHANNEL = "channel"
    CONTACT_TIMES = "contact_times"
    PEOPLE_FIRST = "people_first"


LIFETIMES: Mapping[Preference, Instant] = MappingProxyType(
    {
        Preference.SIZE: 365 * DAY,
        Preference.LANGUAGE: 730 * DAY,
        Preference.CHANNEL: 365 * DAY,
        Preference.CONTACT_TIMES: 180 * DAY,
        Preference.PEOPLE_FIRST: 365 * DAY,
    }
)
"""Microseconds that each is kept after it was said last: sizes and times change, a mother tongue hardly does."""

_FORMS: Mapping[Preference, tuple[str, str]] = MappingProxyType(
    {
        Preference.SIZE: (r"[\w][\w .,/½¼¾-]{0,19}", "a size such as 42 or M"),
        Preference.LANGUAGE: (r"[a-z]{2,3}(-[A-Z]{2})?", "a language tag such as de or de-AT"),
        Preference.CHANNEL: (r"chat|mail|phone", "chat, mail or phone"),
        Preference.CONTACT_TIMES: (
            r"(mon|tue|wed|thu|fri|sat|sun|any) ([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-4]):[0-5]\d",
            "a day and times such as mon 09:00-12:00, or any 17:00-20:00",
        ),
        Preference.PEOPLE_FIRST: (r"yes|no", "yes or no"),
    }
)


PREFERENCES = "preferences"
"""How what a person told us is named as a source."""

HEARD, OFFERED, OFFER = "heard", "offered", "offer"
"""Where a conversation's state keeps, beside the assistant's own: what was told in it, by preference; the purposes that
were asked about in it; and the decision of the offer that was the last thing shown."""


@dataclass(frozen=True, slots=True)
class Told:
    """One preference as it was told in a message; `wanted` where the customer asked for it to be remembered."""

    preference: Preference
    value: str
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """One preference as it is kept: which, its value, since when, and when it is forgotten."""

    preference: Preference
    value: str
    set_at: Instant
    until: Instant


def read_preference(preference: Preference, value: str) -> str:
    """A value as it is kept.

    Raises:
        BadInput: it does not have the preference's form; the message shows one that has.
    """
    pattern, example = _FORMS[preference]
    plain = value.strip()
    if len(plain) > VALUE_LENGTH_MAX or not re.fullmatch(pattern, plain):
        raise BadInput(f"{preference.value} must be {example}.")
    return plain
