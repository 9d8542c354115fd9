"""Vectors of the articles' texts: computed once for each article in each version, kept by digest."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand import Encoder

Floats = npt.NDArray[np.float32]

KEPT_MAX = 4_000
"""Files that are kept; beyond that, those of articles that are gone are removed."""

DIGEST_CHARS = 32


def vectors_of(texts: Mapping[str, Sequence[str]], encoder: Encoder, cache: Path) -> dict[str, Floats]:
    """The (texts, dimensions) vectors of each article, from the cache where it has them.

    Args:
        texts: by article; each at least one.
        encoder: what turns texts into vectors.
        cache: a folder that may keep them; it is made if need be.
    """
    files = {name: cache / f"{_digest(encoder, own)}.npy" for name, own in texts.items()}
    found = {name: _kept(file, len(texts[name])) for name, file in files.items()}
    missing = [name for name, vectors in found.items() if vectors is None]
    rows = encoder.encode([text for name in missing for text in texts[name]])
    at = 0
    for name in missing:
        found[name] = rows[at : at + len(texts[name])]
        at += len(texts[name])
        _keep(files[name], rows[at - len(texts[name]) : at])
    if missing:
        _tidy(cache, {file.name for file in files.values()})
    return {name: vectors for name, vectors in found.items() if vectors is not None}


def _digest(encoder: Encoder, texts: Sequence[str]) -> str:
    whole = hashlib.sha256(f"{encoder.name}\0{encoder.digest}".encode())
    for text in texts:
        whole.update(b"\0" + hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()[:DIGEST_CHARS]


def _kept(file: Path, count: int) -> Floats | None:
    """What the cache holds; None where it is absent or damaged: it is only a cache, so it is computed again."""
    try:
        vectors = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    usable = vectors.ndim == 2 and len(vectors) == count and vectors.dtype == np.float32  # noqa: PLR2004 - rows x columns
    return vectors if usable and bool(np.isfinite(vectors).all()) else None


def _keep(file: Path, vectors: Floats) -> None:
    """Write whole or not at all; a cache that cannot be written only costs time at the next start."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        with os.fdopen(handle, "wb") as part:
            np.save(part, vectors, allow_pickle=False)
        Path(name).replace(file)


def _tidy(cache: Path, used: Collection[str]) -> None:
    files = list(cache.glob("*.npy"))
    for file in files if len(files) > KEPT_MAX else ():
        if file.name not in used:
            file.unlink(missing_ok=True)
