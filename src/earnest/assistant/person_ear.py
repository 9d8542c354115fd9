"""Hears whether a message asks for a person: clear phrases by rule, the rest by rules and a learned model together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from earnest.assistant.cues import asks_for_person
from earnest.assistant.learning import kept_model
from earnest.assistant.learning_preset import read_preset
from earnest.assistant.persons import PersonWords, read_person_words
from earnest.assistant.tongue import LANGUAGE_FOLDER, READ_CHARS_MAX, Tongue, plain
from earnest.assistant.understand import Encoder, IntentModel, Settings

ASKS, OTHER = "asks", "other"

COMPLAINT = "complaint"
"""The intent of the retail preset that sounds most like a wish for a person."""

LANGUAGES = ("en", "de")
"""Whose examples are learned, whatever a brand speaks: customers write both."""

SETTINGS = Settings(ngram_width=0.3, encoder_width=0.5, ridge=0.05, tuned=False)
"""Chosen by how well examples are told apart when held back one by one."""

CLEAR_WORDS_MAX = 6
"""Words of a message that is decided by a fixed phrase alone."""

MARGIN_FULL = 1.5
"""Difference of the two scores of an example that the model is wholly sure of."""

BY_RULE, BY_PHRASE_TOO, ASKS_WHO, NEGATED, TAKEN_BACK = 0.25, 0.1, -0.3, -0.08, -0.4
"""What a rule adds to the model's margin: logistic regression on held-back examples and the half that was looked at."""

EVIDENCE_MIN = -0.05
"""From here on a person is brought in: the likelier of the two on examples held back one by one."""

NAMING_EVIDENCE_MIN = 0.4
"""The same for a message that names a record or an e-mail address and no person, and for the answer to "what went
wrong?": it is about these, or tells of people."""

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


@dataclass(frozen=True, slots=True)
class PersonEar:
    """What hears a wish for a person.

    Args:
        tongues: the word tables whose fixed phrases count.
        words: the rules.
        model: learned of the examples, None where there is no encoder: then the rules alone decide.
        encoder: the one the model was learned with.
    """

    tongues: tuple[Tongue, ...]
    words: PersonWords
    model: IntentModel | None = None
    encoder: Encoder | None = None

    def asks(self, text: str, *, telling: bool = False) -> bool:
        """Whether the message asks for a person; any string is accepted, its first READ_CHARS_MAX characters count.

        Args:
            text: the message.
            telling: whether the customer was just asked to tell something in their own words.
        """
        read = text[:READ_CHARS_MAX]
        if not any(character.isalpha() for character in read):
            return False
        by_rule, by_phrase = self.words.ask(read), asks_for_person(self.tongues, read)
        if self.model is None:
            return by_rule or by_phrase
        said = plain(read)
        negated = bool(_NOT.search(said)) and not _MACHINE.search(said)
        who = bool(_WHO.search(said)) or self.words.asks_who(read)
        if by_rule and by_phrase and not negated and not who and len(said.split()) <= CLEAR_WORDS_MAX:
            return True
        hints = BY_RULE * by_rule + BY_PHRASE_TOO * (by_rule and by_phrase) + ASKS_WHO * who + NEGATED * negated
        hints += TAKEN_BACK * (negated and self.words.takes_back(read))
        about_records = bool(_NAMES_RECORD.search(read)) and not self.words.names_somebody(read)
        least = NAMING_EVIDENCE_MIN if about_records or telling else EVIDENCE_MIN
        return _margin(self.model, self.encoder, read) + hints > least


def person_ear_of(tongues: Sequence[Tongue], encoder: Encoder | None, cache: Path) -> PersonEar:
    """The ear with its model, learned at the first start (a few seconds) or taken from `cache`.

    Raises:
        OSError: the examples cannot be read.
    """
    words = read_person_words()
    if encoder is None:
        return PersonEar(tuple(tongues), words)
    examples = [*read_examples(), *read_ordinary()]
    return PersonEar(tuple(tongues), words, kept_model(examples, encoder, SETTINGS, cache), encoder)


def read_examples(folder: Path = LANGUAGE_FOLDER) -> list[tuple[str, str]]:
    """All (sentence, ASKS or OTHER) of `person_en.yaml` and `person_de.yaml`.

    Raises:
        OSError: a file cannot be read.
    """
    examples = []
    for language in LANGUAGES:
        found = yaml.safe_load((folder / f"person_{language}.yaml").read_text(encoding="utf-8"))
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


def _margin(model: IntentModel, encoder: Encoder | None, text: str) -> float:
    scores = model.scores([text], encoder)[0]
    return float(scores[model.labels.index(ASKS)] - scores[model.labels.index(OTHER)]) / MARGIN_FULL
