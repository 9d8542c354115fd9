"""The exact words of a choice: there in every language, no promise without its loss, a version for each wording."""

from pathlib import Path

import pytest

from earnest.consent.table import purposes_table
from earnest.consent.texts import label_of, text_of
from earnest.domain.purposes import Purpose
from earnest.words import BUNDLED_LANGUAGES, Words

WORDS = Words(strict=True)
CHOSEN = [row.purpose for row in purposes_table().values() if row.chosen]


@pytest.mark.parametrize("language", BUNDLED_LANGUAGES)
@pytest.mark.parametrize("purpose", Purpose)
def test_every_purpose_has_a_name_of_its_own_in_plain_words(purpose: Purpose, language: str) -> None:
    label = label_of(WORDS, purpose, language)

    assert len(label.split()) >= 3
    assert [one for one in Purpose if label_of(WORDS, one, language) == label] == [purpose]


@pytest.mark.parametrize("language", BUNDLED_LANGUAGES)
@pytest.mark.parametrize("purpose", CHOSEN)
def test_every_choice_says_what_is_gained_and_what_is_lost(purpose: Purpose, language: str) -> None:
    text = text_of(WORDS, purpose, language)

    assert all(len(part.split()) >= 4 for part in (text.text, text.gain, text.loss))
    assert text.version == text.digest[:16]


def test_no_two_texts_share_a_version() -> None:
    texts = [text_of(WORDS, purpose, language) for purpose in CHOSEN for language in BUNDLED_LANGUAGES]

    assert len({text.version for text in texts}) == len(texts)


def test_a_brands_own_words_are_another_version(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "own.ftl").write_text("consent-marketing-direct-gain = You hear of sales first.\n", "utf-8")

    own = text_of(Words((tmp_path,), strict=True), Purpose.MARKETING_DIRECT, "en")

    assert own.gain == "You hear of sales first."
    assert own.digest != text_of(WORDS, Purpose.MARKETING_DIRECT, "en").digest
