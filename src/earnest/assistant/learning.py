"""A brand's router: learned from its playbooks' own examples at the first start, kept by the digest of its recipe."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from earnest.assistant.bound import Label, LabelSource, Standing, standing
from earnest.assistant.bound_in_force import BoundInForce, Measure
from earnest.assistant.learning_preset import read_preset
from earnest.assistant.playbook import Playbook
from earnest.assistant.understand import (
    Encoder,
    IntentModel,
    Recalling,
    Router,
    Settings,
    UniversalEncoder,
    recipe_digest,
    train,
)
from earnest.domain.errors import BadInput

DIGEST_CHARS = 32


OUTSIDE = "(outside)"
"""The label of messages that are nobody's intent; no playbook can be called so."""


def encoder_of() -> Encoder:
    """The sentence encoder that every brand's examples are learned with; see `UniversalEncoder`."""
    return Recalling(UniversalEncoder())


def router_of(model: IntentModel, encoder: Encoder, measure: Measure) -> tuple[Router, BoundInForce]:
    """The router over a brand's model, and the bound that its examples and its labels give it."""
    bound = BoundInForce(held_back_labels(model), model.settings.error_budget, measure.labels)
    return Router(model, encoder, bound.accepts), bound


def model_of(
    playbooks: Mapping[str, Playbook], encoder: Encoder, cache: Path, *, error_budget_percent: int = 2
) -> IntentModel:
    """The intent model of a brand, learned or taken from `cache`.

    Args:
        playbooks: by name; a playbook without starting examples is reached by its cues only.
        encoder: what turns texts into vectors.
        cache: a folder that may keep the model; another brand folder gives another digest.
        error_budget_percent: how many of a hundred accepted wishes may be misunderstood.

    Raises:
        BadInput: fewer than two playbooks have examples.
    """
    examples = [(text, name) for name, book in playbooks.items() for texts in book.starts.values() for text in texts]
    strangers = _strangers(playbooks)
    settings = Settings(error_budget=error_budget_percent / 100, out_of_scope=OUTSIDE if strangers else "")
    return kept_model([*examples, *((text, OUTSIDE) for text in strangers)], encoder, settings, cache)


def standing_of(model: IntentModel, labels: Iterable[Label] = ()) -> Standing:
    """How far a brand has come by its examples, held back one by one, and by its labels."""
    return standing([*held_back_labels(model), *labels], model.settings.error_budget)


def held_back_labels(model: IntentModel) -> tuple[Label, ...]:
    """What the examples say of each other: each judged by a model without it; those taken for nobody's are none."""
    held = model.held_back
    rows = zip(held.certainty.tolist(), held.best.tolist(), held.truth.tolist(), strict=True)
    return tuple(
        Label(LabelSource.HELD_BACK, model.labels[best], round(100 * certainty), best == truth)
        for certainty, best, truth in rows
        if model.labels[best] != model.settings.out_of_scope
    )


def _strangers(playbooks: Mapping[str, Playbook]) -> tuple[str, ...]:
    """Messages that are nobody's intent, from the preset that the playbooks take their examples from."""
    presets = sorted({book.intent.partition("/")[0] for book in playbooks.values() if book.intent})
    languages = {language for book in playbooks.values() for language in book.starts}
    found = [read_preset(name).outside for name in presets]
    return tuple(text for by in found for language in sorted(languages) for text in by.get(language, ()))


def kept_model(examples: list[tuple[str, str]], encoder: Encoder, settings: Settings, cache: Path) -> IntentModel:
    """The model of these (text, label) examples, learned or taken from `cache`.

    Raises:
        BadInput: an empty text or label, or fewer than two labels.
    """
    folder = cache / recipe_digest(examples, encoder, settings)[:DIGEST_CHARS]
    return kept(folder, lambda: train(examples, encoder, settings))


def kept(folder: Path, make: Callable[[], IntentModel]) -> IntentModel:
    """The model in a folder; made and put there if there is none that can be read."""
    if folder.is_dir():
        try:
            return IntentModel.load(folder)
        except BadInput:  # damaged, or of another version: it is only a cache, so it is made again
            pass
    model = make()
    model.save(folder)
    return model
