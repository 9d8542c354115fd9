"""Saying a key in a language. A customer always gets a sentence; whoever runs the house learns what was missing."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from fluent.runtime.types import FluentInt, FluentType

from earnest.words.catalogue import Catalogue, read_catalogues
from earnest.words.values import Value, WordsError, fill, locale_of, shown

BUNDLED = Path(__file__).parent
"""The folder of the platform's own catalogues."""

BUNDLED_LANGUAGES = ("en", "de")
"""The languages in which every key of the platform exists."""

NATIVE_LANGUAGE = "en"
"""The language that stands in where another has no text."""

LAST_RESORT_KEY = "no-words"
"""What is said when a text is missing in every language."""

LANGUAGE_TAG_LENGTH_MAX = 35
"""Characters of a language tag (RFC 5646, section 4.4.1)."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A text that could not be said as asked: which, in which language, and why."""

    language: str
    key: str
    why: str


class Words:
    """The catalogues of the platform and of one brand.

    Args:
        catalogue_dirs: folders with one folder per language; a later one rewords an earlier one's keys and those
            of the platform.
        strict: raise where a text is missing, for `check` and tests; a customer is never met with an error.
        on_missing: told of every text that could not be said as asked.
    """

    def __init__(
        self,
        catalogue_dirs: Iterable[Path] = (),
        *,
        strict: bool = False,
        on_missing: Callable[[Missing], None] = lambda _: None,
    ) -> None:
        self._catalogues = read_catalogues((BUNDLED, *catalogue_dirs))
        self._strict = strict
        self._on_missing = on_missing
        flaws = [flaw for catalogue in self._catalogues.values() for flaw in catalogue.flaws]
        if strict and flaws:
            raise WordsError("\n".join(str(flaw) for flaw in flaws))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages with a catalogue, in alphabetical order."""
        return tuple(self._catalogues)

    def say(self, language: str, key: str, /, *, conversation: str = "", **values: Value) -> str:
        """The text of the key in the language, else in its parent ("de-AT": "de"), else in English.

        Where a key has several wordings, the same conversation always gets the same one.

        Raises:
            WordsError: strict only: the text, a variable or a showable value is missing.
        """
        for catalogue, locale in self._chain(language):
            try:
                return _spoken(catalogue, locale, key, conversation, values)
            except WordsError as error:
                self._miss(Missing(catalogue.language, key, str(error)))
        return self._last_resort(language)

    def fill(self, language: str, template: str, values: Mapping[str, Value], /) -> str:
        """A brand's own sentence with its places filled: "over {limit}" in German gives "over 50,00 €".

        Raises:
            WordsError: strict only: a place has no value, or its value cannot be shown.
        """
        catalogue, locale = self._chain(language)[0]
        try:
            return fill(template, _texts(catalogue, locale, values))
        except WordsError as error:
            self._miss(Missing(language, template, str(error)))
            return self._last_resort(language)

    def show(self, language: str, value: Value, /) -> str:
        """One value as text, for a card's row or a table's cell; the same rules as `fill`."""
        return self.fill(language, "{value}", {"value": value})

    def _chain(self, language: str) -> list[tuple[Catalogue, Locale]]:
        """The catalogues to try, each with the locale of its values: a region keeps its own number forms."""
        tag = language if len(language) <= LANGUAGE_TAG_LENGTH_MAX else NATIVE_LANGUAGE
        names = dict.fromkeys((tag, tag.partition("-")[0], NATIVE_LANGUAGE))
        chain = []
        for name in names:
            if name in self._catalogues:
                regional = locale_of(tag) if tag.partition("-")[0] == name else None
                chain.append((self._catalogues[name], regional or locale_of(name) or Locale(NATIVE_LANGUAGE)))
        return chain

    def _miss(self, missing: Missing) -> None:
        if self._strict:
            raise WordsError(f"{missing.key!r} cannot be said in {missing.language!r}: {missing.why}")
        self._on_missing(missing)

    def _last_resort(self, language: str) -> str:
        catalogue, locale = self._chain(language)[0]
        if LAST_RESORT_KEY not in catalogue.wordings:
            catalogue, locale = self._chain(NATIVE_LANGUAGE)[0]
        return _spoken(catalogue, locale, LAST_RESORT_KEY, "", {})


def pick_wording(options: Sequence[str], key: str, conversation: str) -> str:
    """One of the wordings, the same one for the same key and conversation in every process and on every replay.

    Raises:
        WordsError: there is no wording to pick from.
    """
    if not options:
        raise WordsError(f"{key!r} has no wording; write at least one.")
    digest = hashlib.sha256(f"{key}\0{conversation}".encode("utf-8", "replace")).digest()
    return options[int.from_bytes(digest[:8]) % len(options)]


class _Text(FluentType):
    """A value already in the words of its language; Fluent takes it as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, locale: Locale) -> str:  # noqa: ARG002 - the interface's; the text is in its language already
        return self.text


class _Count(FluentInt):
    """A whole number: Fluent picks the plural form by it and shows our text."""

    text: str

    @classmethod
    def of(cls, number: int, text: str) -> "_Count":
        count = cls(number)
        count.text = text
        return count

    def format(self, locale: Locale) -> str:  # noqa: ARG002 - as above
        return self.text


def _spoken(catalogue: Catalogue, locale: Locale, key: str, conversation: str, values: Mapping[str, Value]) -> str:
    if key not in catalogue.wordings:
        raise WordsError(f"write {key!r} in the {catalogue.language!r} catalogue.")
    name = pick_wording(catalogue.wordings[key], key, conversation)
    absent = sorted(catalogue.found[name].variables - set(values))
    if absent:
        raise WordsError(f"it needs a value for {absent}.")
    texts = _texts(catalogue, locale, values)
    given = {variable: _given(value, texts[variable]) for variable, value in values.items()}
    return _formatted(catalogue, name, given)


def _given(value: Value, text: str) -> object:
    """Words stay words and whole numbers stay numbers, since selectors and plural forms go by them."""
    match value:
        case str():
            return text
        case int():
            return _Count.of(value, text)
    return _Text(text)


def _texts(catalogue: Catalogue, locale: Locale, values: Mapping[str, Value]) -> dict[str, str]:
    def phrase(key: str, texts: Mapping[str, str]) -> str:
        if key not in catalogue.wordings:
            raise WordsError(f"write {key!r} in the {catalogue.language!r} catalogue.")
        return _formatted(catalogue, pick_wording(catalogue.wordings[key], key, ""), texts)

    return {name: shown(value, locale, phrase) for name, value in values.items()}


def _formatted(catalogue: Catalogue, name: str, given: Mapping[str, object]) -> str:
    pattern = catalogue.bundle.get_message(name).value
    if pattern is None:
        raise WordsError(f"{name!r} has no text.")
    text, errors = catalogue.bundle.format_pattern(pattern, dict(given))
    if errors:
        raise WordsError(f"{name!r}: {errors[0]}")
    return str(text)
