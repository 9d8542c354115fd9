"""How one value reads in one language: money, numbers, dates, deadlines, lists and other people's words."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import NumberPattern, format_decimal

from earnest.domain.errors import EarnestError
from earnest.domain.money import Money, exponent
from earnest.domain.time import Instant

NUMBER_MAX = 10**15
"""Largest size of a plain number in a sentence; beyond it something is broken, and no figure is shown."""

FRACTION_DIGITS_MAX = 12
"""Decimal places of a plain number in a sentence."""

TEXT_LENGTH_MAX = 2_000
"""Characters of a text inside a sentence; a longer one is cut and ends with an ellipsis."""

LIST_ITEMS_MAX = 20
"""Items of a list inside a sentence; the rest is counted."""

DAYS_WITH_WEEKDAY = 7
"""Deadlines this near are named by their weekday too."""

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_ISOLATE, _END_ISOLATE = "\u2068", "\u2069"


class WordsError(EarnestError):
    """A text cannot be said as written; the message names the key and how to mend it."""


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a hundred, such as `Percent(Decimal("82.5"))`."""

    of_hundred: Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time, shown with day and time of day. An unknown zone is shown as UTC."""

    at: Instant
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as seen from `now`: "4:30 PM today", "tomorrow, 10:00 AM". Fits after "by" and "bis"."""

    at: Instant
    now: Instant
    zone: str = "UTC"


Value = str | int | Decimal | Percent | Money | date | Moment | Due | tuple["Value", ...]
"""What a sentence may hold. A tuple reads as a list; times are `Moment` or `Due`, never bare integers."""

Phrase = Callable[[str, Mapping[str, str]], str]
"""Says a catalogue key with ready texts; how values borrow words such as "today"."""


def placeholders(template: str) -> frozenset[str]:
    """The names in a brand's own sentence: "over {limit}" has `limit`."""
    return frozenset(_PLACE.findall(template))


def fill(template: str, texts: Mapping[str, str]) -> str:
    """The sentence with its places filled, once: a text that itself holds `{name}` stays as it is.

    Raises:
        WordsError: a place has no text.
    """
    absent = sorted(placeholders(template) - set(texts))
    if absent:
        raise WordsError(f"no value for {{{absent[0]}}} in {template[:60]!r}: use one of {sorted(texts)}.")
    return _PLACE.sub(lambda place: texts[place[1]], template)


def shown(value: Value, locale: Locale, phrase: Phrase) -> str:
    """The value as text.

    Raises:
        WordsError: the value is outside the limits of this module, or of no kind that can be said.
    """
    match value:
        case str():
            return _clean(value)
        case tuple():
            return _list(value, locale, phrase)
        case Moment():
            return _moment(value, locale)
        case Due():
            return _due(value, locale, phrase)
        case bool() | datetime():
            raise WordsError(f"a {type(value).__name__} cannot be said; give a word, a `Moment` or a `Due`.")
    return _figure(value, locale)


def _figure(value: int | Decimal | Percent | Money | date, locale: Locale) -> str:
    match value:
        case int() | Decimal():
            return str(format_decimal(_in_range(value), locale=locale, decimal_quantization=False))
        case Percent():
            return _in_pattern(_in_range(value.of_hundred) / 100, locale.percent_formats[None], locale, None)
        case Money():
            pattern = locale.currency_formats["standard"]
            return _in_pattern(value.decimal(), pattern, locale, exponent(value.currency), value.currency)
        case date():
            return str(format_date(value, format="long", locale=locale))
    # Values come from YAML and from other systems too, where types are only promised.
    raise WordsError(f"a {type(value).__name__} cannot be said; see `Value` for what can.")


@lru_cache(maxsize=64)  # a pure function: the same tag always names the same locale
def locale_of(language: str) -> Locale | None:
    """The locale of a language tag such as "de" or "de-AT"; None where there is none."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _clean(text: str) -> str:
    """One line without control, direction and half characters; right-to-left letters cannot reorder the rest."""
    cut = text if len(text) <= TEXT_LENGTH_MAX else text[: TEXT_LENGTH_MAX - 1] + "…"
    if cut.isascii() and cut.isprintable():
        return cut
    line = "".join(_clean_character(character) for character in cut if character not in _BIDI_CONTROLS)
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return f"{_ISOLATE}{line}{_END_ISOLATE}"
    return line


def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    return " " if category in ("Cc", "Zl", "Zp") else character


def _in_range(number: int | Decimal) -> Decimal:
    exact = Decimal(number)
    places = exact.as_tuple().exponent
    if not isinstance(places, int) or abs(exact) > NUMBER_MAX or places < -FRACTION_DIGITS_MAX:
        raise WordsError(f"a number in a sentence has at most {NUMBER_MAX} in size and 12 decimal places.")
    return exact


def _in_pattern(number: Decimal, pattern: NumberPattern, locale: Locale, digits: int | None, currency: str = "") -> str:
    """Babel's pattern with our own decimal places: ISO 4217's, which `Money` counts in, never CLDR's."""
    places = pattern.frac_prec if digits is None else (digits, digits)
    exact = NumberPattern(
        pattern.pattern,
        pattern.prefix,
        pattern.suffix,
        pattern.grouping,
        pattern.int_prec,
        places,
        pattern.exp_prec,
        pattern.exp_plus,
        pattern.number_pattern,
    )
    quantise = digits is not None
    return str(
        exact.apply(
            number,
            locale,
            currency=currency or None,
            currency_digits=False,
            decimal_quantization=quantise,
        )
    )


def _local(at: Instant, zone: str) -> datetime:
    try:
        instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
        return instant.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return instant
    except OverflowError:
        raise WordsError("an instant in a sentence lies between the years 1 and 9999.") from None


def _moment(moment: Moment, locale: Locale) -> str:
    local = _local(moment.at, moment.zone)
    day = format_date(local, format="long", locale=locale)
    return f"{day}, {_time(local, locale)}"


def _time(local: datetime, locale: Locale) -> str:
    # CLDR parts time and half of the day by a narrow space that many fonts draw as none
    return str(format_time(local, format="short", locale=locale)).replace("\u202f", "\u00a0")


def _due(due: Due, locale: Locale, phrase: Phrase) -> str:
    local, now = _local(due.at, due.zone), _local(due.now, due.zone)
    time = _time(local, locale)
    days = (local.date() - now.date()).days
    if days == 0:
        return phrase("due-today", {"time": time})
    if days == 1:
        return phrase("due-tomorrow", {"time": time})
    near = 0 < days < DAYS_WITH_WEEKDAY
    day = format_date(local, format="full" if near else "long", locale=locale)
    return phrase("due-day", {"day": str(day), "time": time})


def _list(items: tuple[Value, ...], locale: Locale, phrase: Phrase) -> str:
    if not items:
        return phrase("list-empty", {})
    texts = [shown(item, locale, phrase) for item in items[:LIST_ITEMS_MAX]]
    rest = len(items) - LIST_ITEMS_MAX
    if rest > 0:
        texts.append(phrase("list-more", {"count": str(format_decimal(rest, locale=locale))}))
    return str(format_list(texts, style="standard", locale=locale))
