"""The pinned sentence encoder puts the same wish near, in another language too."""

import numpy as np
import pytest

from earnest.assistant.understand import UniversalEncoder
from earnest.assistant.understand import encoder as encoder_module
from earnest.domain.errors import EarnestError


@pytest.fixture(scope="module")
def encoder() -> UniversalEncoder:
    return UniversalEncoder()


def test_the_same_wish_is_nearer_than_another_across_languages(encoder: UniversalEncoder) -> None:
    money, geld, parcel = encoder.encode(["I want my money back", "Ich will mein Geld zurück", "Where is my parcel?"])

    assert money @ geld > money @ parcel + 0.1


@pytest.mark.parametrize("text", ["", "🧗", "x" * 100_000, "\ud800", "\x00", "退款"])
def test_any_string_becomes_a_row_of_length_one(encoder: UniversalEncoder, text: str) -> None:
    rows = encoder.encode([text])

    assert rows.shape == (1, 512)
    assert rows.dtype == np.float32
    assert float(np.linalg.norm(rows)) == pytest.approx(1.0, abs=1e-3)


def test_no_texts_make_no_rows(encoder: UniversalEncoder) -> None:
    assert encoder.encode([]).shape == (0, 512)


def test_weights_that_are_not_the_pinned_ones_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(encoder_module.UNIVERSAL_SHA256, "sp.model", "0" * 64)

    with pytest.raises(EarnestError, match="not the pinned one"):
        UniversalEncoder()
