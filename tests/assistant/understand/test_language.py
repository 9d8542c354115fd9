"""A brand answers in the languages it speaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earnest.assistant.understand import LanguageDetector


@pytest.fixture(scope="module")
def detector() -> LanguageDetector:
    return LanguageDetector()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order? It should have been here on Monday.", "en"),
        ("Wo bleibt meine Bestellung? Sie sollte am Montag kommen.", "de"),
        ("ICH MÖCHTE MEIN GELD ZURÜCK", "de"),
    ],
)
def test_the_language_of_a_sentence_is_named(detector: LanguageDetector, text: str, language: str) -> None:
    assert detector.language_of(text, ("en", "de"), "en") == language


def test_a_language_the_brand_does_not_speak_is_never_named(detector: LanguageDetector) -> None:
    assert detector.language_of("Où est ma commande, s'il vous plaît ?", ("en", "de"), "de") in {"en", "de"}


@pytest.mark.parametrize("text", ["", "1043", "??", "🧗🧗", "\x00"])
def test_without_letters_the_default_stays(detector: LanguageDetector, text: str) -> None:
    assert detector.language_of(text, ("en", "de"), "de") == "de"


@given(st.text())
@settings(deadline=None)
def test_any_string_has_a_language_of_the_brand(detector: LanguageDetector, text: str) -> None:
    assert detector.language_of(text, ("en", "de"), "en") in {"en", "de"}
