"""A message is encoded once for all who ask about it, and none of its words stays in memory."""

import gc
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnest.assistant.understand import Recalling
from earnest.assistant.understand.encoder import RECALLED_MAX


class Counting:
    """An encoder that counts, and keeps no text itself."""

    name, digest = "counting", "0" * 64

    def __init__(self) -> None:
        self.calls = 0

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.calls += 1
        return np.asarray([[len(text), sum(map(ord, text))] for text in texts], np.float32)


def reached(root: object) -> list[object]:
    """All that a thing holds, however deep, short of types and modules."""
    seen, left = {id(root): root}, [root]
    while left:
        for one in gc.get_referents(left.pop()):
            if id(one) not in seen and not isinstance(one, type) and type(one).__name__ not in ("module", "function"):
                seen[id(one)] = one
                left.append(one)
    return list(seen.values())


def test_the_same_text_is_encoded_once() -> None:
    inner = Counting()
    encoder = Recalling(inner)

    rows = [encoder.encode(["where is my parcel"]) for _ in range(3)]

    assert inner.calls == 1
    assert all((one == rows[0]).all() for one in rows)


def test_the_oldest_row_makes_room() -> None:
    inner = Counting()
    encoder = Recalling(inner)
    for number in range(RECALLED_MAX + 1):
        encoder.encode([f"text {number}"])

    encoder.encode([f"text {RECALLED_MAX}"])
    kept = inner.calls
    encoder.encode(["text 0"])

    assert (kept, inner.calls) == (RECALLED_MAX + 1, RECALLED_MAX + 2)


def test_no_text_stays_in_memory() -> None:
    encoder = Recalling(Counting())
    words = "Philomena Quagga"

    encoder.encode([words])

    held = reached(encoder)
    assert any(isinstance(one, np.ndarray) for one in held), "the rows are among what was looked through"
    assert not [one for one in held if isinstance(one, str) and "Quagga" in one]
    assert not [one for one in held if isinstance(one, bytes) and b"Quagga" in one]


@pytest.mark.parametrize("text", ["", "\ud800", "\x00", "退款"])
def test_any_string_is_recalled(text: str) -> None:
    inner = Counting()
    encoder = Recalling(inner)

    encoder.encode([text])
    encoder.encode([text])

    assert inner.calls == 1


@given(st.lists(st.text(max_size=3), max_size=30))
def test_what_is_recalled_is_what_would_be_encoded(texts: list[str]) -> None:
    encoder = Recalling(Counting())

    for text in texts:
        assert (encoder.encode([text]) == Counting().encode([text])).all()
