"""Small brands are drawn the same way each time, and every message ends somewhere that is counted."""

import os
from pathlib import Path

import pytest
from tests.assistant.understand.brand import FRAMES, examples

from earnest.domain.errors import BadInput
from earnest.evaluate.few_shot import OUTSIDE, OnceEncoder, drawn_brands, measure_few_shot
from earnest.evaluate.intents import Rows

STRANGERS = [(f"sing of the {thing}", OUTSIDE) for thing in ("moon", "whale", "chess")]
AIM = 0.95


def test_a_draw_has_so_many_examples_of_so_many_intents_and_never_a_strangers() -> None:
    for few, asked in drawn_brands(examples() + STRANGERS, examples() + STRANGERS, 3, 5, 4, 0):
        labels = [label for _, label in few]
        assert len(set(labels)) == 3
        assert all(labels.count(label) == 5 for label in labels)
        assert {label for _, label in asked} == set(labels) <= set(FRAMES)


def test_no_example_is_asked_as_a_message() -> None:
    for few, asked in drawn_brands(examples(), examples(), 2, 10, 4, 1):
        assert not {text for text, _ in few} & {text for text, _ in asked}


def test_the_same_seed_draws_the_same_brands_and_another_seed_others() -> None:
    first, again, other = (list(drawn_brands(examples(), examples(), 2, 5, 3, seed)) for seed in (0, 0, 1))

    assert first == again != other


def test_every_message_is_right_wrong_asked_or_turned_away() -> None:
    report = measure_few_shot(examples(), examples(), None, intents=4, examples=10, draws=2, seed=0)

    assert report.at_once + report.wrong + report.asked + report.turned_away == pytest.approx(1)
    assert report.reached == pytest.approx(report.at_once + report.asked * report.right_in_three)
    assert report.reached_worst <= report.reached
    assert report.handed_over_for_lack_of_data == 0


def test_too_few_intents_are_named() -> None:
    with pytest.raises(BadInput, match="4 intents have 10 examples and a message to ask; 12 are wanted"):
        measure_few_shot(examples(), examples(), None, intents=12, examples=10, draws=1, seed=0)


def shared_rows(name: str, file: str, fold: str) -> Rows:
    import csv  # noqa: PLC0415 - for this test only
    import gzip  # noqa: PLC0415 - as above

    shared = Path(os.environ.get("EARNEST_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    source = shared / "data" / name / file
    if not source.is_file():
        pytest.skip(f"public data is absent: {source}")
    with gzip.open(source, "rt", encoding="utf-8", newline="") as opened:
        return [(r["text"], r["label"]) for r in csv.DictReader(opened) if r["fold"] == fold]


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(("name", "file"), [("banking77", "train.csv.gz"), ("clinc150", "train_val.csv.gz")])
def test_ten_examples_of_twenty_intents_bring_nearly_all_to_their_playbook(name: str, file: str) -> None:
    from earnest.assistant.understand import UniversalEncoder  # noqa: PLC0415 - takes a second to load

    known, asked = shared_rows(name, file, "train"), shared_rows(name, file, "val")
    encoder = OnceEncoder(UniversalEncoder())

    report = measure_few_shot(known, asked, encoder, intents=20, examples=10, draws=5, seed=0)

    assert report.reached >= AIM
    assert report.handed_over_for_lack_of_data == 0
