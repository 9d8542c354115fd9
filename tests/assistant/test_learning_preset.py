"""A playbook may take its preset's examples, and a preset's language is whole in every language it speaks."""

from pathlib import Path

import pytest

from earnest.assistant import read_playbooks
from earnest.assistant.learning import OUTSIDE, held_back_labels, standing_of
from earnest.assistant.learning_preset import read_preset
from earnest.assistant.reading import read_playbook
from earnest.assistant.understand import Settings, train
from earnest.domain.errors import BrandError

HEAD = "playbook: {name}\ntitle: {{en: Where is it, de: Wo ist es}}\n"
BOTH = ("en", "de")
EXAMPLES_MIN, STRANGERS_MIN, INTENTS_MIN = 20, 100, 30


def write(folder: Path, starts: str, name: str = "parcel") -> Path:
    file = folder / f"{name}.yaml"
    file.write_text(HEAD.format(name=name) + starts, encoding="utf-8")
    return file


def test_a_playbook_takes_the_examples_of_its_presets_intent(tmp_path: Path) -> None:
    file = write(tmp_path, "starts: {intent: order_status}\n")

    playbook = read_playbook(file, BOTH)

    assert playbook.intent == "retail/order_status"
    assert playbook.starts == read_preset("retail").intents["order_status"]


def test_its_own_examples_stand_beside_the_presets(tmp_path: Path) -> None:
    file = write(
        tmp_path, "starts:\n  intent: order_status\n  message: {en: [beam me the box], de: [bring die Kiste]}\n"
    )

    starts = read_playbook(file, BOTH).starts

    assert starts["en"][-1] == "beam me the box"
    assert len(starts["de"]) == 1 + len(read_preset("retail").intents["order_status"]["de"])


def test_a_brand_of_one_language_takes_that_language_alone(tmp_path: Path) -> None:
    file = write(tmp_path, "starts: {intent: order_status}\n")

    assert set(read_playbook(file, ("de",)).starts) == {"de"}


@pytest.mark.parametrize(
    ("starts", "preset", "message"),
    [
        ("starts: {intent: order_statsu}\n", "retail", "'order_statsu' is no intent of the preset 'retail'"),
        ("starts: {intent: order_status}\n", "regulated", "the preset 'regulated' ships no examples"),
        ("starts: {}\n", "retail", "needs `message:`"),
    ],
)
def test_an_unknown_intent_is_named_with_file_and_line(tmp_path: Path, starts: str, preset: str, message: str) -> None:
    file = write(tmp_path, starts)

    with pytest.raises(BrandError, match=message) as raised:
        read_playbooks(tmp_path, BOTH, preset)

    assert (raised.value.file, raised.value.line) == (str(file), 3)


def test_a_language_that_the_preset_does_not_speak_needs_examples_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "parcel.yaml"
    file.write_text("playbook: parcel\ntitle: {fr: Colis}\nstarts: {intent: order_status}\n", encoding="utf-8")

    with pytest.raises(BrandError, match="examples in 'fr' are missing"):
        read_playbook(file, ("fr",))


def test_the_retail_preset_is_whole_in_english_and_german() -> None:
    preset = read_preset("retail")

    assert len(preset.intents) >= INTENTS_MIN
    for intent, by_language in preset.intents.items():
        for language in BOTH:
            assert len(by_language[language]) >= EXAMPLES_MIN, (intent, language)
    assert all(len(preset.outside[language]) >= STRANGERS_MIN for language in BOTH)


def test_no_message_of_a_preset_stands_under_two_intents() -> None:
    preset = read_preset("retail")
    meant = [(text.casefold(), name) for name, by in preset.intents.items() for texts in by.values() for text in texts]
    meant += [(text.casefold(), OUTSIDE) for texts in preset.outside.values() for text in texts]

    assert len({text for text, _ in meant}) == len(set(meant))


def test_a_preset_without_a_language_is_empty() -> None:
    assert read_preset("regulated").intents == {}


def test_held_back_examples_are_labels_and_strangers_are_none() -> None:
    preset = read_preset("retail")
    rows = [(text, intent) for intent in ("invoice", "stock") for text in preset.intents[intent]["en"]]
    strangers = [(text, OUTSIDE) for text in preset.outside["en"][:5]]
    model = train(rows + strangers, None, Settings(out_of_scope=OUTSIDE))

    labels = held_back_labels(model)

    assert {label.playbook for label in labels} == {"invoice", "stock"}
    assert len(labels) <= len(rows) + len(strangers)
    assert standing_of(model).seen <= len(labels)
