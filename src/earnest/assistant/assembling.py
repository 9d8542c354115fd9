"""Puts a brand's assistant together: playbooks, word tables, router, catalogues."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from earnest.assistant.bound import asked_anyway
from earnest.assistant.bound_in_force import Measure
from earnest.assistant.knowledge import Source, source_of
from earnest.assistant.learning import encoder_of, model_of, router_of
from earnest.assistant.person_ear import PersonEar, person_ear_of
from earnest.assistant.playbook import Playbook
from earnest.assistant.playing import PlaybookAssistant
from earnest.assistant.reading import PRESET, read_playbooks
from earnest.assistant.speech import Promises, Says
from earnest.assistant.tongue import Tongue, read_tongues
from earnest.assistant.understand import Encoder, IntentModel, LanguageDetector

COMMON_IDENTIFIERS: Mapping[str, tuple[str, ...]] = {
    "email": ("email",),
    "name_and_zip": ("first_name", "last_name", "zip"),
}
"""What is asked for where a brand's own identifiers are not handed over; the hall tries only those it declared."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What an assistant knows before it has met anybody; any number of houses of one brand may share it.

    Args:
        playbooks: by name.
        model: what its examples taught.
        encoder: what turns texts into vectors.
        tongues: the word tables of its languages, the first one first.
        person_ear: hears a wish for a person.
        source: its articles, None where it has none.
    """

    playbooks: Mapping[str, Playbook]
    model: IntentModel
    encoder: Encoder
    tongues: Mapping[str, Tongue]
    person_ear: PersonEar
    source: Source | None = None


def learned_of(
    playbooks_folder: Path,
    languages: Sequence[str],
    cache: Path,
    *,
    preset: str = PRESET,
    articles: Path | None = None,
    error_budget_percent: int = 2,
    zone: str = "UTC",
) -> Learned:
    """Read and learn what a brand's folder teaches.

    Args:
        playbooks_folder: its playbooks.
        languages: what it speaks, the first one first.
        cache: a folder that may keep the router's model and the articles' vectors.
        preset: whose intents its playbooks may name.
        articles: its help centre, None for none.
        error_budget_percent: how many of a hundred accepted wishes may be misunderstood.
        zone: where the days of its articles are counted.

    Raises:
        BrandError: a playbook or an article is broken.
        BadInput: fewer than two playbooks have examples.
    """
    playbooks, encoder = read_playbooks(playbooks_folder, languages, preset), encoder_of()
    model = model_of(playbooks, encoder, cache, error_budget_percent=error_budget_percent)
    tongues = read_tongues(languages)
    return Learned(
        playbooks,
        model,
        encoder,
        tongues,
        person_ear_of(tuple(tongues.values()), encoder, cache),
        source_of(articles, languages, encoder, cache / "articles", zone) if articles else None,
    )


def assistant_of(
    learned: Learned,
    words: Says,
    identifiers: Mapping[str, tuple[str, ...]] = COMMON_IDENTIFIERS,
    promises: Promises | None = None,
    measure: Measure | None = None,
) -> PlaybookAssistant:
    """The assistant of a brand.

    Args:
        learned: what the brand's folder taught; see `learned_of`.
        words: the platform's catalogues, with the brand's own on top.
        identifiers: the brand's ways to find out who somebody is: name -> claims, best first.
        promises: how soon a person answers.
        measure: how it finds out how sure it may be; by its examples alone unless given.
    """
    measure = measure or Measure()
    router, bound = router_of(learned.model, learned.encoder, measure)
    return PlaybookAssistant(
        learned.playbooks,
        router,
        learned.tongues,
        words,
        LanguageDetector(),
        identifiers=identifiers,
        model=learned.model.digest,
        promises=promises,
        source=learned.source,
        person_ear=learned.person_ear,
        bound=bound,
        asks_anyway=asked_anyway if measure.asks_anyway else None,
    )
