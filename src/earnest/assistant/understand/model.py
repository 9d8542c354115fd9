"""The intent model: a kernel machine over the brand's own examples. Arrays and JSON on disk, never a pickle.

A message is scored by its likeness to every example: likeness = exp(-2 sum_i width_i (1 - cosine_i)), one cosine
from words and letter runs, one from the sentence encoder; a score per label is likeness x weights. Far from every
example all scores fall to one value, so what is unlike anything known is never sure.
"""

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from earnest.assistant.understand.certainty import Bound, Curve, calibrated
from earnest.assistant.understand.encoder import Encoder
from earnest.assistant.understand.ngrams import Floats, Ints, NgramIndex, Postings
from earnest.assistant.understand.text import sentence
from earnest.domain.errors import BadInput

FORMAT = 3
"""Version of the folder's layout; a model of another version is trained anew."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is chosen before training. Defaults were measured: docs/decisions/0003-encoder.md.

    Args:
        ngram_width: weight of the cosine over words and letters when there is an encoder.
        encoder_width: weight of the encoder's cosine.
        alone_width: weight of the cosine over words and letters when there is no encoder.
        ridge: regularisation added to the diagonal.
        error_budget: error rate allowed among accepted messages.
        out_of_scope: the label of examples that are nobody's intent; empty for none.
        tuned: where there are few examples, choose width and ridge by what they say of each other when held back.
    """

    ngram_width: float = 0.3
    encoder_width: float = 1.0
    alone_width: float = 1.5
    ridge: float = 0.15
    error_budget: float = 0.02
    out_of_scope: str = ""
    tuned: bool = True


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Each training example, judged by a model without it.

    Args:
        certainty: (examples,) calibrated certainty of the best label.
        best: (examples,) column of the best label. truth: (examples,) column of its own label.
    """

    certainty: Floats
    best: Ints
    truth: Ints


@dataclass(frozen=True, slots=True)
class IntentModel:
    """A trained router. All limits come from held-back scores of the training examples.

    Args:
        labels: sorted; the columns of `weights`.
        index: words and letters of the examples. vectors: (examples, dimensions), or (0, 0) without an encoder.
        weights: (examples, labels).
        temperature: divides the scores before the softmax. curve: calibrates the best label's certainty.
        scope_floor: a best score below it is out of scope.
        likely_from: certainty from which the playbook is opened without asking which; its deed is still confirmed.
        held_back: what the training examples say of each other.
        encoder: name and digest of the encoder, both empty without one.
        recipe: digest of examples, settings and encoder: known before training, so it names a cached model.
    """

    labels: tuple[str, ...]
    index: NgramIndex
    vectors: Floats
    weights: Floats
    temperature: float
    curve: Curve
    scope_floor: float
    bound: Bound
    likely_from: float
    held_back: HeldBack
    settings: Settings
    encoder: tuple[str, str]
    recipe: str

    def scores(self, texts: Sequence[str], encoder: Encoder | None) -> Floats:
        """Return (texts, labels) raw scores; about 1 for the right label, about 0 for the others."""
        closeness = likeness(self.settings, self.index.cosines(texts), self._encoder_cosines(texts, encoder))
        return np.asarray(closeness @ self.weights, np.float32)

    def probabilities(self, scores: Floats) -> npt.NDArray[np.float64]:
        """Return (texts, labels) calibrated probabilities of raw scores."""
        return calibrated(scores, self.temperature, self.curve)

    @property
    def digest(self) -> str:
        """Return the SHA-256 (hex) over everything that decides: header, features and arrays."""
        total = hashlib.sha256(json.dumps(self._header(), sort_keys=True).encode())
        for name, array in sorted(self._arrays().items()):
            total.update(f"\n{name} {array.dtype.str} {array.shape}\n".encode())
            total.update(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes())
        return total.hexdigest()

    def save(self, folder: Path) -> None:
        """Write `model.json` and `model.npz` into `folder`, made if absent; readers see whole files only."""
        folder.mkdir(parents=True, exist_ok=True)
        header = self._header() | {"digest": self.digest}
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            np.savez(Path(scratch) / "model.npz", allow_pickle=False, **self._arrays())
            (Path(scratch) / "model.json").write_text(json.dumps(header, ensure_ascii=True), encoding="utf-8")
            for name in ("model.npz", "model.json"):
                (Path(scratch) / name).replace(folder / name)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote.

        Raises:
            BadInput: the folder is no model of this version, or its content does not match its digest.
        """
        try:
            header = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            with (folder / "model.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
                model = cls._from_parts(header, {name: stored[name] for name in stored.files})
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as broken:
            raise BadInput(f"{folder}: no usable intent model ({broken}); delete the folder to train anew") from broken
        if header["digest"] != model.digest:
            raise BadInput(f"{folder}: the intent model does not match its digest; delete the folder to train anew")
        return model

    def _encoder_cosines(self, texts: Sequence[str], encoder: Encoder | None) -> Floats | None:
        asked = (encoder.name, encoder.digest) if encoder else ("", "")
        if asked != self.encoder:
            raise BadInput(f"The intent model was trained with encoder {self.encoder}, not {asked}; train it anew")
        if encoder is None:
            return None
        return np.asarray(encoder.encode([sentence(text) for text in texts]) @ self.vectors.T, np.float32)

    def _header(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "labels": self.labels,
            "temperature": self.temperature,
            "curve": asdict(self.curve),
            "scope_floor": self.scope_floor,
            "bound": asdict(self.bound),
            "likely_from": self.likely_from,
            "settings": asdict(self.settings),
            "encoder": self.encoder,
            "recipe": self.recipe,
            "words": list(self.index.by_word.feature_ids),
            "letters": list(self.index.by_letter.feature_ids),
        }

    def _arrays(self) -> dict[str, npt.NDArray[Any]]:
        arrays: dict[str, npt.NDArray[Any]] = {"vectors": self.vectors, "weights": self.weights}
        for name, block in (("word", self.index.by_word), ("letter", self.index.by_letter)):
            arrays |= {f"{name}_{field}": getattr(block, field) for field in ("rarity", "starts", "rows", "weights")}
        return arrays | {f"held_{field}": getattr(self.held_back, field) for field in ("certainty", "best", "truth")}

    @classmethod
    def _from_parts(cls, header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> Self:
        if header["format"] != FORMAT:
            raise ValueError(f"layout {header['format']}, expected {FORMAT}")
        n_examples = len(arrays["weights"])
        return cls(
            labels=tuple(header["labels"]),
            index=NgramIndex(
                _block("word", header["words"], arrays, n_examples),
                _block("letter", header["letters"], arrays, n_examples),
            ),
            vectors=arrays["vectors"],
            weights=arrays["weights"],
            temperature=header["temperature"],
            curve=Curve(**header["curve"]),
            scope_floor=header["scope_floor"],
            bound=Bound(**header["bound"]),
            likely_from=header["likely_from"],
            held_back=HeldBack(*(arrays[f"held_{field}"] for field in ("certainty", "best", "truth"))),
            settings=Settings(**header["settings"]),
            encoder=(header["encoder"][0], header["encoder"][1]),
            recipe=header["recipe"],
        )


def likeness(settings: Settings, ngram_cosines: Floats, encoder_cosines: Floats | None) -> Floats:
    """Return the kernel, elementwise in (0, 1]; positive definite, being a Gaussian of joined unit vectors."""
    if encoder_cosines is None:
        return np.asarray(np.exp(-2 * settings.alone_width * (1 - ngram_cosines)), np.float32)
    distance = settings.ngram_width * (1 - ngram_cosines) + settings.encoder_width * (1 - encoder_cosines)
    return np.asarray(np.exp(-2 * distance), np.float32)


def _block(name: str, features: list[str], arrays: dict[str, npt.NDArray[Any]], n_examples: int) -> Postings:
    ids = {feature: i for i, feature in enumerate(features)}
    rarity, starts, rows, weights = (arrays[f"{name}_{field}"] for field in ("rarity", "starts", "rows", "weights"))
    return Postings(ids, rarity, starts, rows, weights, n_examples)
