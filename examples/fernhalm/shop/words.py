"""How the shop words days, amounts, addresses and refusals, in English and German."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from earnest.domain.errors import BadInput
from earnest.domain.money import Money
from earnest.domain.time import SECOND, Instant

CURRENCY = "EUR"
LANGUAGES = ("en", "de")
ZONE = ZoneInfo("Europe/Berlin")
CLOSES_AT_HOUR = 18
"""When the colleagues behind cases go home; a case falls due by then."""

DAYS_KEPT = 1_000
"""Days whose words are remembered: every order names some, and wording one takes longer than reading it."""

SATURDAY = 5
ADDRESS_LINES = 5

Words = dict[str, str]
"""A text by language."""

NOES: Mapping[str, Words] = {
    "paid_back": {"en": "This item has been paid back already.", "de": "Dieser Artikel ist schon erstattet."},
    "too_much": {
        "en": "Less than that is still open of this item.",
        "de": "So viel ist von diesem Artikel nicht mehr offen.",
    },
    "coming_back": {
        "en": "Return {number} for this item is under way; the money follows when it has arrived.",
        "de": "Rücksendung {number} für diesen Artikel läuft schon; das Geld folgt, sobald sie angekommen ist.",
    },
    "left": {
        "en": "The parcel has left our warehouse; its address can no longer be changed.",
        "de": "Das Paket hat unser Lager verlassen, die Adresse lässt sich nicht mehr ändern.",
    },
    "no_wish": {
        "en": "The parcel has left our warehouse; tell the carrier where it should go.",
        "de": "Das Paket hat unser Lager verlassen; Wünsche nimmt jetzt der Paketdienst an.",
    },
    "not_cancelled": {
        "en": "This order can no longer be cancelled.",
        "de": "Diese Bestellung lässt sich nicht mehr stornieren.",
    },
    "sold_out": {"en": "That one has just been sold out.", "de": "Das ist gerade ausverkauft."},
    "claimed": {
        "en": "Case {number} is open for this already; {owner} answers by {due}.",
        "de": "Dazu ist Fall {number} schon offen; die Antwort kommt bis {due}, zuständig: {owner}.",
    },
    "no_order": {"en": "I cannot find that order.", "de": "Diese Bestellung kann ich nicht finden."},
    "no_words": {"en": "Please say in a few words what went wrong.", "de": "Bitte sagen Sie kurz, was schiefging."},
}


def euro(minor: int) -> Money:
    """An amount of the shop."""
    return Money(minor, CURRENCY)


def address_of(text: str) -> Words:
    """An address as its lines."""
    street, extra, zipped, city, country = text.split("|")
    return {"address1": street, "address2": extra, "city": city, "state": "", "zip": zipped, "country": country}


def address_text(lines: Mapping[str, str]) -> str:
    """The lines street, extra, zip, city and country as the shop keeps them.

    Raises:
        BadInput: a line is missing.
    """
    if len(lines) != ADDRESS_LINES:
        raise BadInput("An address has street, extra, zip, city and country.")
    return "|".join(lines[name].replace("|", " ") for name in ("street", "extra", "zip", "city", "country"))


def day_in_words(day: str) -> Words | None:
    """A date as people say it, by language: "17 November", "17. November"; None without one."""
    if not day:
        return None
    return {"en": _day(day, "d MMMM", "en"), "de": _day(day, "d. MMMM", "de")}


@lru_cache(DAYS_KEPT)
def _day(day: str, pattern: str, language: str) -> str:
    return format_date(date.fromisoformat(day), pattern, locale=language)


def moment_in_words(at: Instant) -> Words:
    """An instant in Berlin, by language: "Tuesday, 24 November, 18:00", "Dienstag, 24. November, 18:00 Uhr"."""
    when = datetime.fromtimestamp(at / SECOND, UTC).astimezone(ZONE)
    return {
        "en": format_datetime(when, "EEEE, d MMMM, HH:mm", locale="en"),
        "de": format_datetime(when, "EEEE, d. MMMM, HH:mm 'Uhr'", locale="de"),
    }


def day_of(at: Instant) -> date:
    """The day in Berlin."""
    return datetime.fromtimestamp(at / SECOND, UTC).astimezone(ZONE).date()


def working_days_later(at: Instant, days: int) -> Instant:
    """The end of the working day so many working days on; Saturdays and Sundays do not count."""
    day, left = day_of(at), days
    while left > 0 or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    closes = datetime(day.year, day.month, day.day, CLOSES_AT_HOUR, tzinfo=ZONE)
    return int(closes.timestamp()) * SECOND


def said(words: Mapping[str, str] | None, name: str) -> Words:
    """Words for a receipt: `{name_en}` and `{name_de}`."""
    return {f"{name}_{language}": (words or {}).get(language, "") for language in LANGUAGES}
