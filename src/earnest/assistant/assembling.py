"""Puts a brand's assistant together: playbooks, word tables, router, catalogues."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from earnest.assistant.bound import asked_anyway
from earnest.assistant.bound_in_force import Measure
from earnest.assistant.knowledge import source_of
from earnest.assistant.learning import router_of
from earnest.assistant.person_ear import person_ear_of
from earnest.assistant.playing import PlaybookAssistant
from earnest.assistant.reading import PRESET, read_playbooks
from earnest.assistant.speech import Promises, Says
from earnest.assistant.tongue import read_tongues
from earnest.assistant.understand import LanguageDetector

COMMON_IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "name_and_zip": ("first_name", "last_name", "zip"),
}
"""What is asked for where a brand's own identifiers are not handed over; the hall tries only those it declared."""


def assistant_of(  # noqa: PLR0913 - every part is named once, where the assistant is put together
    playbooks_folder: Path,
    languages: Sequence[str],
    cache: Path,
    words: Says,
    identifiers: Mapping[str, tuple[str, ...]] = COMMON_IDENTIFIERS,
    promises: Promises | None = None,
    *,
    preset: str = PRESET,
    articles: Path | None = None,
    measure: Measure | None = None,
) -> PlaybookAssistant:
    """The assistant of a brand.

    Args:
        playbooks_folder: its playbooks.
        languages: what it speaks, the first one first.
        cache: a folder that may keep the router's model and the articles' vectors.
        words: the platform's catalogues, with the brand's own on top.
        identifiers: the brand's ways to find out who somebody is: name -> claims, best first.
        promises: how soon a person answers.
        preset: whose intents its playbooks may name.
        articles: its help centre, None for none.
        measure: how it finds out how sure it may be; by its examples alone unless given.

    Raises:
        BrandError: a playbook or an article is broken.
        BadInput: fewer than two playbooks have examples.
    """
    playbooks = read_playbooks(playbooks_folder, languages, preset)
    measure = measure or Measure()
    router, bound = router_of(playbooks, cache, measure)
    zone = (promises or Promises()).zone
    encoder, tongues = router.encoder, read_tongues(languages)
    return PlaybookAssistant(
        playbooks,
        router,
        tongues,
        words,
        LanguageDetector(),
        identifiers=identifiers,
        model=router.model.digest,
        promises=promises,
        source=source_of(articles, languages, encoder, cache / "articles", zone) if articles and encoder else None,
        person_ear=person_ear_of(tuple(tongues.values()), encoder, cache),
        bound=bound,
        asks_anyway=asked_anyway if measure.asks_anyway else None,
    )
