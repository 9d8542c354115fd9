"""A brand's router: learned from its playbooks' own examples at the first start, kept by the digest of its recipe."""

from collections.abc import Mapping
from pathlib import Path

from earnest.assistant.playbook import Playbook
from earnest.assistant.understand import (
    Encoder,
    IntentModel,
    Router,
    Settings,
    UniversalEncoder,
    recipe_digest,
    train,
)
from earnest.domain.errors import BadInput

DIGEST_CHARS = 32


def router_of(playbooks: Mapping[str, Playbook], cache: Path, *, error_budget_percent: int = 2) -> Router:
    """The router of a brand.

    Args:
        playbooks: by name; a playbook without starting examples is reached by its cues only.
        cache: a folder that may keep the model; another brand folder gives another digest.
        error_budget_percent: how many of a hundred accepted messages may be misunderstood.

    Raises:
        BadInput: fewer than two playbooks have examples.
    """
    encoder = UniversalEncoder()
    examples = [(text, name) for name, book in playbooks.items() for texts in book.starts.values() for text in texts]
    settings = Settings(error_budget=error_budget_percent / 100)
    return Router(_model(examples, encoder, settings, cache), encoder)


def _model(examples: list[tuple[str, str]], encoder: Encoder, settings: Settings, cache: Path) -> IntentModel:
    kept = cache / recipe_digest(examples, encoder, settings)[:DIGEST_CHARS]
    if kept.is_dir():
        try:
            return IntentModel.load(kept)
        except BadInput:  # damaged, or of another version: it is only a cache, so it is learned again
            pass
    model = train(examples, encoder, settings)
    model.save(kept)
    return model
