"""Words that ask for a person are known by tags and patterns, in two languages, on sentences of another hand."""

from pathlib import Path

import pytest

from earnest.assistant.persons import read_person_words
from earnest.evaluate.persons import evaluate_persons

RECALL_MIN = {"seen": 0.92, "unseen": 0.69}
FALSE_ALARMS_MAX = {"seen": 0.07, "unseen": 0.08}
"""What holds today; the aim is .98 and .01. The half called unseen was never looked at."""


@pytest.mark.parametrize(
    "words",
    [
        "get me a humna",
        "can someone ring me on this?",
        "enough of this bot",
        "Kann bitte ein Mensch übernehmen",
        "mitarbieter sprechn",
        "rückruf bitte",
    ],
)
def test_a_person_is_asked_for_in_spite_of_slips_and_detours(words: str) -> None:
    assert read_person_words().ask(words)


@pytest.mark.parametrize(
    "words",
    [
        "does the two person tent fit two people",
        "no need for a human, just tell me the tracking number",
        "are you a real person",
        "Nein danke, keinen Rückruf. Nur stornieren.",
        "was kostet das Mietzelt pro Person und Nacht",
    ],
)
def test_words_for_a_person_in_another_meaning_ask_for_none(words: str) -> None:
    assert not read_person_words().ask(words)


def test_recall_and_false_alarms_hold_on_sentences_of_another_hand(root: Path) -> None:
    found = evaluate_persons(root / "tests" / "assistant" / "data" / "person.csv")

    for half, lowest in RECALL_MIN.items():
        assert all(figures["recall"] >= lowest for figures in found[half].values()), half
        assert all(figures["false_alarms"] <= FALSE_ALARMS_MAX[half] for figures in found[half].values()), half
