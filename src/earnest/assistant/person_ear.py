"""Hears whether a message asks for a person: clear phrases by rule, the rest by rules and a learned model together."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from earnest.assistant.cues import asks_for_person
from earnest.assistant.learning import DIGEST_CHARS, kept
from earnest.assistant.learning_preset import preset_files, read_preset
from earnest.assistant.persons import FILE as TABLES_FILE
from earnest.assistant.persons import PersonWords, read_person_words
from earnest.assistant.tongue import LANGUAGE_FOLDER, READ_CHARS_MAX, Tongue, plain
from earnest.assistant.understand import Encoder, IntentModel, Settings, with_weights
from earnest.assistant.understand.ngrams import Floats
from earnest.domain.errors import BadInput

ASKS, OTHER = "asks", "other"

WEIGHTS_FILE = LANGUAGE_FOLDER / "person_weights.npz"
"""The weight of each example and of each hint, solved ahead: it takes a minute and 2 GB."""

BEHIND = "\u2016"
"""Parts a message from its words with tags."""

COMPLAINT = "complaint"
"""The intent of the retail preset that sounds most like a wish for a person."""

LANGUAGES = ("en", "de")
"""Whose examples are learned, whatever a brand speaks: customers write both."""

SETTINGS = Settings(ngram_width=0.1, encoder_width=0.2, ridge=0.01, tuned=False)
"""Chosen by how well examples are told apart when held back."""

CLEAR_WORDS_MAX = 6
"""Words of a message that is decided by a fixed phrase alone."""

SHORT_WORDS_MAX, LONG_WORDS = 3, 20
"""Words of a message that counts as short, and from which on more do not count."""

GIST_CHARS_MAX = 500
"""Characters of a message that the model reads: of a longer one its beginning and its end, where wishes stand."""

TELLING_MARGIN = 0.9
"""How much more it takes for a message that names a record or an e-mail address and no person, and for the answer to
"what went wrong?": it is about these, or tells of people. In units of the model's margin, as a request scores 1."""

FAINT_MARGIN = 0.5
"""Evidence up to which a message that names nobody and follows no rule only may ask for a person; in the same units."""

_NAMES_RECORD = re.compile(r"\d{4,}|@")

_WHO = re.compile(
    r"(?:^|[.!?\n]\s*|\s[-\u2013]\s)(?:\W*\w+\W+){0,2}(?:are you|am i|is this|is that|do i|who am i|do people"
    r"|bist du|sind sie|schreib\w*|red\w*|sprech\w*|chatte\w*|ist das|mit wem|liest|lesen)\b[^.!?]*[.!?]*$"
)
"""A message that ends by asking who writes or reads."""

_NOT = re.compile(
    r"\b(?:no|not|don'?t|never|nobody|without|kein\w*|nicht|niemand\w*|ohne|nie|weder)\b",
)
_MACHINE = re.compile(
    r"\b(?:bots?|chatbots?|robots?|machine\w*|ai|ki|computer\w*|automat\w*|roboter\w*|maschine\w*|software|program\w*)\b"
)


class Asked(Enum):
    """How plainly a message asks for a person."""

    NO = "no"
    FAINTLY = "faintly"
    LIKELY = "likely"
    PLAINLY = "plainly"


@dataclass(frozen=True, slots=True)
class PersonEar:
    """What hears a wish for a person.

    Args:
        tongues: the word tables whose fixed phrases count.
        words: the rules.
        learned: learned of the examples, None where there is no encoder: then the rules alone decide.
    """

    tongues: tuple[Tongue, ...]
    words: PersonWords
    learned: "Learned | None" = None

    def asks(self, text: str, *, telling: bool = False) -> bool:
        """Whether the message asks for a person; any string is accepted, its first READ_CHARS_MAX characters count.

        Args:
            text: the message.
            telling: whether the customer was just asked to tell something in their own words.
        """
        return self.hears(text, telling=telling) is not Asked.NO

    def hears(self, text: str, *, telling: bool = False) -> Asked:
        """How plainly the message asks for a person, see `asks`: by rule, by what was learned, or only faintly."""
        read = text[:READ_CHARS_MAX]
        if not any(character.isalpha() for character in read):
            return Asked.NO
        hints = self.hints(read)
        ruled = hints.by_rule or hints.by_phrase
        if self.learned is None:
            return Asked.PLAINLY if ruled else Asked.NO
        if hints.clear:
            return Asked.PLAINLY
        scale = self.learned.hint_weights[0]
        evidence = self.learned.evidence(marked(self.words, read), hints)
        if evidence <= (TELLING_MARGIN * scale if hints.about_records or telling else 0.0):
            return Asked.NO
        if ruled:
            return Asked.PLAINLY
        faint = evidence <= FAINT_MARGIN * scale and not hints.names_somebody
        return Asked.FAINTLY if faint else Asked.LIKELY

    def hints(self, text: str) -> "Hints":
        """What the rules say of a message."""
        said = plain(text)
        negated = bool(_NOT.search(said)) and not _MACHINE.search(said)
        return Hints(
            by_rule=self.words.ask(text),
            by_phrase=asks_for_person(self.tongues, text),
            asks_who=bool(_WHO.search(said)) or self.words.asks_who(text),
            negated=negated,
            taken_back=negated and self.words.takes_back(text),
            names_record=bool(_NAMES_RECORD.search(text)),
            names_somebody=self.words.names_somebody(text),
            words=len(said.split()),
        )


@dataclass(frozen=True, slots=True)
class Hints:
    """What rules say of a message: whether they take it for a request, and what speaks for or against."""

    by_rule: bool
    by_phrase: bool
    asks_who: bool
    negated: bool
    taken_back: bool
    names_record: bool
    names_somebody: bool
    words: int

    @property
    def clear(self) -> bool:
        """Whether rule and phrase agree on a short message and nothing speaks against it."""
        doubted = self.negated or self.asks_who or self.words > CLEAR_WORDS_MAX
        return self.by_rule and self.by_phrase and not doubted

    @property
    def about_records(self) -> bool:
        """Whether a record or an e-mail address is named, and nobody who could be asked for."""
        return self.names_record and not self.names_somebody

    def row(self) -> tuple[float, ...]:
        """The hints as numbers between 0 and 1, in the order of Learned.hint_weights."""
        short = self.words <= SHORT_WORDS_MAX
        flags = (
            self.by_rule,
            self.by_phrase,
            self.by_rule and self.by_phrase,
            self.negated,
            self.asks_who,
            self.taken_back,
            self.about_records,
            self.names_somebody,
            self.negated and self.by_rule,
            short,
            short and self.names_somebody,
        )
        return (*map(float, flags), min(self.words, LONG_WORDS) / LONG_WORDS)


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned of the examples.

    Args:
        model: tells ASKS from OTHER; reads what `marked` gives.
        encoder: the one the model was learned with.
        hint_weights: weight of the margin, of each hint of Hints.row, and a constant.
    """

    model: IntentModel
    encoder: Encoder
    hint_weights: tuple[float, ...]

    def evidence(self, text: str, hints: Hints) -> float:
        """Log odds that it asks, as far as the examples are like what customers write."""
        scores = self.model.scores([text], self.encoder)[0]
        margin = float(scores[self.model.labels.index(ASKS)] - scores[self.model.labels.index(OTHER)])
        return sum(weight * value for weight, value in zip(self.hint_weights, (margin, *hints.row(), 1.0), strict=True))


class Unmarked:
    """An encoder that reads a message without the tags that `marked` put behind it."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.digest = encoder.name, encoder.digest
        self._encoder = encoder

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return (texts, dimensions) float32 rows of length 1."""
        return self._encoder.encode([text.partition(BEHIND)[0].rstrip() for text in texts])


def marked(words: PersonWords, text: str) -> str:
    """The message as the model reads it: its words, and behind them the same with tags for those of the tables."""
    half = GIST_CHARS_MAX // 2
    gist = text if len(text) <= GIST_CHARS_MAX else f"{text[:half]} {text[-half:]}"
    return f"{gist.replace(BEHIND, ' ')} {BEHIND} {words.named(gist)}"


def person_ear_of(tongues: Sequence[Tongue], encoder: Encoder | None, cache: Path) -> PersonEar:
    """The ear with its model, put together at the first start (a few seconds) or taken from `cache`.

    Raises:
        OSError: the examples or their weights cannot be read.
        BadInput: the weights are of other examples; `python -m tools.person_weights` solves them anew.
    """
    words = read_person_words()
    if encoder is None:
        return PersonEar(tuple(tongues), words)
    plainly, recipe = Unmarked(encoder), sources_digest(encoder)
    weights, hint_weights = _solved(recipe)
    model = kept(
        cache / recipe[:DIGEST_CHARS], lambda: with_weights(marked_examples(words), plainly, SETTINGS, weights)
    )
    return PersonEar(tuple(tongues), words, Learned(model, plainly, hint_weights))


def sources_digest(encoder: Encoder) -> str:
    """SHA-256 (hex) of all that the model is made from, by the files' bytes: to read the examples takes seconds."""
    settings = json.dumps(asdict(SETTINGS) | {"gist": GIST_CHARS_MAX, "encoder": encoder.digest}, sort_keys=True)
    total = hashlib.sha256(settings.encode())
    tables = (TABLES_FILE, *(LANGUAGE_FOLDER / f"person_{language}.yaml" for language in LANGUAGES))
    for file in (*tables, *preset_files("retail")):
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def marked_examples(words: PersonWords) -> list[tuple[str, str]]:
    """All that is learned from, as (what the model reads, ASKS or OTHER)."""
    return [(marked(words, text), label) for text, label in (*read_examples(), *read_ordinary())]


def _solved(recipe: str) -> tuple[Floats, tuple[float, ...]]:
    with WEIGHTS_FILE.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        if str(stored["recipe"]) != recipe:
            raise BadInput(
                f"{WEIGHTS_FILE.name} was solved from other examples, tables or another encoder; "
                "run `python -m tools.person_weights`."
            )
        return stored["weights"], tuple(map(float, stored["hint_weights"]))


def read_examples(folder: Path = LANGUAGE_FOLDER) -> list[tuple[str, str]]:
    """All (sentence, ASKS or OTHER) of `person_en.yaml` and `person_de.yaml`.

    Raises:
        OSError: a file cannot be read.
    """
    examples = []
    for language in LANGUAGES:
        found = yaml.load((folder / f"person_{language}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        examples += [(line.strip(), label) for label in (ASKS, OTHER) for line in found[label].splitlines()]
    return [(line, label) for line, label in examples if line]


def read_ordinary() -> list[tuple[str, str]]:
    """Complaints and every second other message that a retailer gets, as (sentence, OTHER).

    Without them any complaint sounds like a wish for a person; with all of them the first start is slower by half.
    """
    preset = read_preset("retail")
    lists = [*(texts for by in preset.intents.values() for texts in by.values()), *preset.outside.values()]
    complaints = [text for texts in preset.intents[COMPLAINT].values() for text in texts]
    ordinary = [text for texts in lists for text in texts][::2]
    return [(text, OTHER) for text in dict.fromkeys((*ordinary, *complaints))]
