"""The platform's own words, in every language it speaks: Fluent catalogues, and one way to show a value."""

from earnest.words.catalogue import Catalogue, Flaw, Found, read_catalogue, read_catalogues
from earnest.words.check import check_catalogues
from earnest.words.say import BUNDLED, BUNDLED_LANGUAGES, LAST_RESORT_KEY, NATIVE_LANGUAGE, Missing, Words, pick_wording
from earnest.words.values import Due, Moment, Percent, Value, WordsError, placeholders

__all__ = [
    "BUNDLED",
    "BUNDLED_LANGUAGES",
    "LAST_RESORT_KEY",
    "NATIVE_LANGUAGE",
    "Catalogue",
    "Due",
    "Flaw",
    "Found",
    "Missing",
    "Moment",
    "Percent",
    "Value",
    "Words",
    "WordsError",
    "check_catalogues",
    "pick_wording",
    "placeholders",
    "read_catalogue",
    "read_catalogues",
]
