"""Proving the catalogues: every key in every language, the same variables everywhere, each text sayable."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from earnest.words.catalogue import Catalogue, Flaw, Found, read_catalogues
from earnest.words.say import BUNDLED, BUNDLED_LANGUAGES, NATIVE_LANGUAGE

SAMPLE = "1"
"""Stands in for every variable of a trial: a selector takes its default, a sentence takes the text."""


def check_catalogues(
    catalogue_dirs: Iterable[Path] = (), languages: Iterable[str] = BUNDLED_LANGUAGES
) -> tuple[Flaw, ...]:
    """What is wrong in the platform's catalogues and those of a brand, for the languages the brand speaks.

    A brand that speaks a language beyond the platform's own must bring every key in it.
    """
    folders = (BUNDLED, *catalogue_dirs)
    catalogues = read_catalogues(folders)
    platform = read_catalogues((BUNDLED,))[NATIVE_LANGUAGE]
    flaws = [flaw for catalogue in catalogues.values() for flaw in catalogue.flaws]
    wanted = dict.fromkeys((NATIVE_LANGUAGE, *languages))
    for language in wanted:
        if language in catalogues:
            flaws.extend(_trials(catalogues[language]))
        elif "-" not in language:
            flaws.append(Flaw(folders[-1], 0, f"no catalogue for {language!r}; make a folder of that name in it."))
    # A region ("de-AT") may hold only what differs: the rest comes from its parent language.
    whole = {language: catalogues[language] for language in wanted if language in catalogues and "-" not in language}
    flaws.extend(_missing_keys(whole))
    for catalogue in catalogues.values():
        flaws.extend(_differing_variables(catalogue, catalogues[NATIVE_LANGUAGE], platform))
    return tuple(flaws)


def _missing_keys(catalogues: Mapping[str, Catalogue]) -> Iterator[Flaw]:
    everywhere = {key: catalogue for catalogue in catalogues.values() for key in catalogue.wordings}
    for language, catalogue in catalogues.items():
        for key in sorted(set(everywhere) - set(catalogue.wordings)):
            source = _first(everywhere[key], key)
            yield Flaw(source.file, source.line, f"{key!r} is missing in {language!r}; write it there too.")


def _differing_variables(catalogue: Catalogue, english: Catalogue, platform: Catalogue) -> Iterator[Flaw]:
    """The platform's keys get the platform's variables; a brand's own keys get those of its English text."""
    for key, names in catalogue.wordings.items():
        measure = platform if key in platform.wordings else english if key in english.wordings else catalogue
        given = _first(measure, key).variables
        for name in names:
            found = catalogue.found[name]
            for variable in sorted(found.variables - given):
                message = f"{name!r} uses ${variable}, which is not given; use one of {sorted(given)}."
                yield Flaw(found.file, found.line, message)
            for variable in sorted(given - found.variables):
                yield Flaw(found.file, found.line, f"{name!r} does not say ${variable}; say it, as the others do.")


def _trials(catalogue: Catalogue) -> Iterator[Flaw]:
    for name, found in catalogue.found.items():
        pattern = catalogue.bundle.get_message(name).value
        texts = dict.fromkeys(found.variables, SAMPLE)
        errors = catalogue.bundle.format_pattern(pattern, texts)[1] if pattern is not None else ["it has no text"]
        for error in errors:
            yield Flaw(found.file, found.line, f"{name!r} cannot be said: {error}.")


def _first(catalogue: Catalogue, key: str) -> Found:
    return catalogue.found[catalogue.wordings[key][0]]
